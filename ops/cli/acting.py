"""What every acting command shares: who acts, in which post, why; and the answer with its position.

The command line opens the archive directly, never over HTTP.
"""

import functools
import hashlib
import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from domain.archive import Caller, Recorded
from domain.canonical import encode
from domain.errors import PostNotHeld
from domain.officer import Officer, Post
from domain.record import Record
from domain.review import SecrecyReview
from domain.seating import choose_post, posts_at, posts_that_read
from ops.bootstrap import Services, open_archive
from ops.cli.output import AsJSON, note, say, say_json
from ops.cli.passphrases import PassphraseFile, read_passphrase
from ops.cli.settings import settings_of
from ops.covering import cover
from ops.keystore import require_signer

_COMMON: dict[str, Any] = {
    "acting_as": Annotated[str, typer.Option("--as", help="经办人的登录名", show_default=False)],
    "post": Annotated[str | None, typer.Option(help="以哪个岗位办理（有多个岗位时）")],
    "reason": Annotated[str | None, typer.Option(help="办理理由，记入监督记录")],
    "ground": Annotated[str | None, typer.Option(help="法律依据，例如：条例第二十条")],
    "key": Annotated[
        str | None, typer.Option("--idempotency-key", help="同一指令重复提交只办理一次")
    ],
    "passphrase_file": PassphraseFile,
    "as_json": AsJSON,
}
_REQUIRED = {"acting_as"}


class Actor:
    """The officer at the command line: unlocked once, seated for each act."""

    def __init__(
        self,
        services: Services,
        *,
        acting_as: str,
        passphrase_file: Path | None,
        post: str | None = None,
        reason: str | None = None,
        ground: str | None = None,
        key: str | None = None,
        as_json: bool = False,
        command: str = "",
        arguments: dict[str, Any] | None = None,
    ) -> None:
        self.services = services
        self.as_json = as_json
        self._wanted = post
        self._reason, self._ground = reason, ground
        asked = {"post": post, "reason": reason, "ground": ground, **(arguments or {})}
        self._command = None
        if key is not None:
            digest = services.persons.command_digest(_canonical(command, asked))
            self._command = (key, digest)
        identity, signers = services.keystore.unlock(
            acting_as, read_passphrase(passphrase_file, f"{acting_as} 的口令")
        )
        self.officer = services.archive.load(Officer, identity)
        self._signer = require_signer(signers, self.officer.valid_keys())

    @property
    def repeats(self) -> bool:
        """Whether the idempotency key is known: what was done then is told again, whatever has
        become of the case file and of the officer's posts since."""
        if self._command is None:
            return False
        return self.services.journal.known_command(self._command[0], self.officer.id) is not None

    def caller(self, action: str, *, about: str | None = None, organ: str | None = None) -> Caller:
        """Who asks for this act. The organ decides the post: `organ`, or that of `about`, a record
        or review."""
        if self.repeats:
            return self._caller(None)
        organ = organ if about is None else self._organ_of(about)
        post = choose_post(self.officer, action, organ=organ, wanted=self._wanted)
        return self._caller(post.id)

    def require_reading(self, action: str) -> tuple[Post, ...]:
        """The held posts that may read this. Raises `NotPermitted` when there is none."""
        return posts_that_read(self.officer, action)

    def require_organ(self, organ: str) -> None:
        """Raises `PostNotHeld` unless a post reaches this organ's unpublished case files."""
        posts = posts_that_read(self.officer, "drafts.read")
        if not posts_at(posts, organ):
            raise PostNotHeld("这是另一个机关的案卷", rule="权限表", field="post")

    def caller_without_post(self) -> Caller:
        """Who asks, for the one act that needs no post: revoking one's own key."""
        return self._caller(None)

    def _caller(self, post: str | None) -> Caller:
        return Caller(
            self.officer.id,
            post,
            self._signer,
            ground=self._ground,
            reason=self._reason,
            source="gongkai",
            command=self._command,
        )

    def finish(self, recorded: Recorded, sentence: str, **more: Any) -> None:
        """Say what was recorded, once the log covers it (or that it does not yet)."""
        covered = cover(self.services, recorded.position)
        structlog.get_logger().debug(
            "act",
            act=recorded.act,
            officer=self.officer.id,
            stream=recorded.stream,
            position=recorded.position,
        )
        if self.as_json:
            say_json(
                {
                    "act": recorded.act,
                    "case_file": recorded.stream,
                    "version": recorded.version,
                    "position": recorded.position,
                    "repeated": recorded.repeated,
                    "covered": covered,
                    **more,
                }
            )
            return
        say(sentence + ("（此前已办理，未重复写入）" if recorded.repeated else ""))
        say(f"案卷 {recorded.stream}，第 {recorded.version} 号；日志位置 {recorded.position}")
        for name, value in more.items():
            say(f"{name}: {value}")
        if not covered:
            note("已写入，但日志还没有覆盖到这里（另一个进程持有档案）；稍后看 gongkai status")

    def _organ_of(self, about: str) -> str:
        if about.startswith("secrecy_review:"):
            return self.services.archive.load(SecrecyReview, about).organ
        return self.services.archive.load(Record, about).organ


def acting_command(
    group: typer.Typer, name: str, **options: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register `function(actor, …)` as a command that also takes `--as`, `--post`, `--reason` …

    A parameter that is a dataclass stands for the options that are its fields.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(function).parameters.values())[1:]
        groups = {one.name: one.annotation for one in own if _groups_options(one)}

        @functools.wraps(function)
        def run(context: typer.Context, **arguments: Any) -> None:
            common = {name: arguments.pop(name) for name in _COMMON}
            with open_archive(settings_of(context)) as services:
                actor = Actor(services, command=context.command_path, arguments=arguments, **common)
                for name, group in groups.items():
                    arguments[name] = group(
                        **{f.name: arguments.pop(f.name) for f in fields(group)}
                    )
                function(actor, **arguments)

        parameters = [
            inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context),
            *(
                option.replace(kind=inspect.Parameter.KEYWORD_ONLY)
                for parameter in own
                for option in _options(parameter)
            ),
            *(
                inspect.Parameter(
                    common,
                    inspect.Parameter.KEYWORD_ONLY,
                    annotation=annotation,
                    default=inspect.Parameter.empty
                    if common in _REQUIRED
                    else (False if common == "as_json" else None),
                )
                for common, annotation in _COMMON.items()
            ),
        ]
        del run.__wrapped__
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        group.command(name, **options)(run)
        return function

    return register


def _options(parameter: inspect.Parameter) -> list[inspect.Parameter]:
    if not _groups_options(parameter):
        return [parameter]
    return [*inspect.signature(parameter.annotation).parameters.values()]


def _groups_options(parameter: inspect.Parameter) -> bool:
    return is_dataclass(parameter.annotation)


def _canonical(command: str, arguments: dict[str, Any]) -> bytes:
    """The canonical command, whose digest shows that one key never stands for two commands."""
    plain = {name: _plain(value) for name, value in sorted(arguments.items())}
    return encode({"arguments": plain, "command": command})


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return hashlib.sha256(value.read_bytes()).hexdigest() if value.is_file() else str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
