"""Plain HTML forms: what a page asks, what was sent, what is wrong with it and where.

The same for officers and citizens, and without any script. Nothing here decides what is lawful.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote

from domain.canonical import encode
from domain.errors import Incomplete

TOKEN = "form_token"
"""The hidden field that makes sending a form twice the same as sending it once."""
VERSION = "case_version"
"""The hidden field with the version of the case file the form was shown for (ETag)."""

MEGABYTE = 1024 * 1024
MOST_BYTES_SENT = 32 * MEGABYTE
"""Bytes of all files that are taken of one sending, and so of one file."""

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: at which field (empty: none), the rule, and the way on.

    `file` is the name of the file that is not taken, empty where it is about something else.
    """

    field: str
    message: str
    rule: str = ""
    advice: str = ""
    file: str = ""


class Unfilled(Exception):
    """A form was not filled in as it must be; `troubles` holds all of it, in the form's order."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("、".join(trouble.field for trouble in troubles))
        self.troubles = tuple(troubles)


@dataclass(frozen=True)
class SentFile:
    """A file that was sent with a form. `token` is where it waits, empty for one chosen now."""

    name: str
    media_type: str
    data: bytes
    token: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A chosen file that is not here: `size` in bytes of one too large, `gone` says why one that
    waited is not found."""

    name: str
    size: int = 0
    gone: str = ""

    def trouble(self, field: str, largest: int) -> Trouble:
        """What is told of it at its field, where a file may have `largest` bytes."""
        if self.gone:
            return Trouble(field, f"“{self.name}”{self.gone}，请重新选一次", file=self.name)
        told = f"“{self.name}”有 {megabytes(self.size)} MB，没有收下"
        if self.size > largest:
            message = f"{told}：一个文件不超过 {largest // MEGABYTE} MB，请缩小后再传"
            advice = "扫描、拍照时选低一些的清晰度，或者拆成几个文件。其他填好的都还在。"
        else:
            message = f"{told}：一次发来的文件合起来不超过 {MOST_BYTES_SENT // MEGABYTE} MB"
            advice = "其他文件和填好的都还在，请把这个文件再选一次。"
        return Trouble(field, message, "", advice, self.name)


@dataclass(frozen=True)
class Sent:
    """What a form sent: texts and files by field, line ends as LF, blanks at the edges off.

    `left_out` are the files that were chosen and could not be taken, `replaced` those that a field
    for one file held until another one was chosen now.
    """

    path: str = ""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, tuple[SentFile, ...]] = field(default_factory=lambda: MappingProxyType({}))
    left_out: Mapping[str, tuple[LeftOut, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    replaced: Mapping[str, SentFile] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, name: str) -> str:
        """The first value of a field, empty when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, as boxes that may be ticked together send them."""
        return self.texts.get(name, ())

    def has_file(self, name: str) -> bool:
        """Whether a file was chosen in a field, also one that could not be taken."""
        return bool(self.files.get(name) or self.left_out.get(name))

    def troubles(self, largest: int = MOST_BYTES_SENT) -> Iterator[Trouble]:
        """What is told of the files that could not be taken; `largest` in bytes."""
        for name, left_out in self.left_out.items():
            for one in left_out:
                yield one.trouble(name, largest)

    @property
    def command(self) -> tuple[str, str] | None:
        """Idempotency key and digest of the command; None for a form without a token.

        The digest is over the fields, not the bytes: a browser that sends the same form twice
        separates its parts differently each time.
        """
        token = self.text(TOKEN)
        if not token:
            return None
        # Lists, since field names may be anything a client makes up and keys are ASCII only.
        texts = sorted([name, list(v)] for name, v in self.texts.items() if name != TOKEN)
        files = sorted(
            [name, [[one.name, hashlib.sha256(one.data).hexdigest()] for one in sent]]
            for name, sent in self.files.items()
        )
        return token, hashlib.sha256(encode([self.path, texts, files])).hexdigest()


NOTHING = Sent()
"""What a page that was only asked for has been sent."""


class Reading:
    """Reads what was sent field by field and collects what is wrong.

    Until `done` has passed, a value that was wrong is a stand-in: use none before it. A file that
    could not be taken is wrong from the beginning; `largest` is what one may have, in bytes.
    """

    def __init__(self, sent: Sent, largest: int = MOST_BYTES_SENT) -> None:
        self._sent = sent
        self._troubles: list[Trouble] = list(sent.troubles(largest))

    def text(self, name: str) -> str:
        """A text that may be empty."""
        return self._sent.text(name)

    def needed_text(self, name: str, article: str = "") -> str:
        """A text that must be given (`article` says by which rule)."""
        text = self._sent.text(name)
        if not text:
            self.wrong(name, "请填写", article)
        return text

    def day(self, name: str) -> date | None:
        """A date, or none."""
        text = self._sent.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(name, "不是日期，请写成 2026-03-02 这样")
            return None

    def needed_day(self, name: str, article: str = "") -> date:
        """A date that must be given."""
        found = self.day(name)
        if found is None and not self._sent.text(name):
            self.wrong(name, "请填写日期", article)
        return found or date.min

    def choice(self, name: str, kind: type[E], article: str = "") -> E:
        """One of the values of an enumeration."""
        try:
            return kind(self._sent.text(name))
        except ValueError:
            self.wrong(name, "请选一项", article)
            return next(iter(kind))

    def wrong(self, name: str, message: str, rule: str = "", advice: str = "") -> None:
        """Something is wrong with a field."""
        self.trouble(Trouble(name, message, rule, advice))

    def trouble(self, trouble: Trouble) -> None:
        """Something is wrong."""
        self._troubles.append(trouble)

    def done(self) -> None:
        """Raises `Unfilled` when anything was wrong."""
        if self._troubles:
            raise Unfilled(self._troubles)


@dataclass(frozen=True)
class Kept:
    """A file that waits on the shelf while its form is shown again."""

    token: str
    name: str
    media_type: str

    @property
    def value(self) -> str:
        """As the hidden field holds it."""
        return ",".join((self.token, quote(self.media_type, safe=""), quote(self.name, safe="")))


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: labels by field, what stands in it, and what is wrong.

    `token` is the value of the hidden field `TOKEN`; it stays the same while the form is shown
    again, so that what was refused can be sent again and what was done cannot. `version` is the
    case file's, None where there is none. `kept` are the files that wait, by field.
    """

    labels: Mapping[str, str]
    token: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    troubles: tuple[Trouble, ...] = ()
    version: int | None = None
    kept: Mapping[str, tuple[Kept, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next(iter(self.values.get(name, ())), "")

    def chosen(self, name: str, value: str) -> bool:
        """Whether this button or box is chosen."""
        return value in self.values.get(name, ())

    def kept_in(self, name: str) -> tuple[Kept, ...]:
        """The files of a field that wait."""
        return self.kept.get(name, ())

    def wrong(self, name: str) -> tuple[Trouble, ...]:
        """What is wrong with a field."""
        return tuple(trouble for trouble in self.troubles if trouble.field == name)


def refilled(labels: Mapping[str, str], sent: Sent, troubles: Sequence[Trouble]) -> Form:
    """The form as it was sent, with what is wrong; a field the form does not show is none."""
    known = tuple(
        trouble if trouble.field in labels else Trouble("", *_told(trouble)) for trouble in troubles
    )
    version = sent.text(VERSION)
    return Form(
        labels,
        sent.text(TOKEN),
        {name: values for name, values in sent.texts.items() if name in labels},
        known,
        int(version) if version.isascii() and version.isdigit() and len(version) <= 15 else None,
        {
            name: tuple(Kept(one.token, one.name, one.media_type) for one in files if one.token)
            for name, files in sent.files.items()
            if name in labels and any(one.token for one in files)
        },
    )


def _told(trouble: Trouble) -> tuple[str, str, str]:
    return trouble.message, trouble.rule, trouble.advice


def sent_version(sent: Sent) -> int | None:
    """The version of the case file the form was shown for. Raises `Incomplete`."""
    text = sent.text(VERSION)
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 15:
        raise Incomplete("这张表认不出是给哪一版案卷的，请重新打开案卷", field=VERSION)
    return int(text)


def megabytes(size: int) -> str:
    """A size in megabytes, rounded up to a tenth: what is over a limit never reads as the limit."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def local_path(path: str, otherwise: str = "/") -> str:
    """`path` if it stays on this site, else `otherwise`: nobody is sent elsewhere by a form."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if inside and path.isprintable() else otherwise
