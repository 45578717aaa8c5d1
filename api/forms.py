"""Plain HTML forms: what a page asks, what was sent, what is wrong with it and where.

The same for officers and citizens, and without any script. Nothing here decides what is lawful.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from starlette.datastructures import UploadFile
from starlette.requests import Request

from domain.canonical import encode
from domain.errors import Incomplete

TOKEN = "form_token"
"""The hidden field that makes sending a form twice the same as sending it once."""
VERSION = "case_version"
"""The hidden field with the version of the case file the form was shown for (ETag)."""

MAXIMUM_FIELDS = 500
MAXIMUM_FILES = 50
MAXIMUM_FIELD_BYTES = 256 * 1024

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: at which field (empty: none), the rule, and the way on."""

    field: str
    message: str
    rule: str = ""
    advice: str = ""


class Unfilled(Exception):
    """A form was not filled in as it must be; `troubles` holds all of it, in the form's order."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("、".join(trouble.field for trouble in troubles))
        self.troubles = tuple(troubles)


@dataclass(frozen=True)
class SentFile:
    """A file that was sent with a form."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Sent:
    """What a form sent: texts and files by field, line ends as LF, blanks at the edges off."""

    path: str = ""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, tuple[SentFile, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, name: str) -> str:
        """The first value of a field, empty when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, as boxes that may be ticked together send them."""
        return self.texts.get(name, ())

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


async def sent_form(request: Request) -> Sent:
    """The form of a POST, read to its end; `NOTHING` for any other request.

    A form with more fields, files or text than any of our pages has is a 400.
    """
    if request.method != "POST":
        return NOTHING
    texts: dict[str, list[str]] = {}
    files: dict[str, list[SentFile]] = {}
    limits = {"max_fields": MAXIMUM_FIELDS, "max_files": MAXIMUM_FILES}
    async with request.form(**limits, max_part_size=MAXIMUM_FIELD_BYTES) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                texts.setdefault(name, []).append(_lines(value))
            elif value.filename:
                data = await value.read()
                media_type = value.content_type or "application/octet-stream"
                files.setdefault(name, []).append(SentFile(value.filename, media_type, data))
    return Sent(
        request.url.path,
        MappingProxyType({name: tuple(values) for name, values in texts.items()}),
        MappingProxyType({name: tuple(sent) for name, sent in files.items()}),
    )


def _lines(text: str) -> str:
    # Half a surrogate pair has no UTF-8 form and could not be stored.
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return clean.replace("\r\n", "\n").replace("\r", "\n").strip()


class Reading:
    """Reads what was sent field by field and collects what is wrong.

    Until `done` has passed, a value that was wrong is a stand-in: use none before it.
    """

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self._troubles: list[Trouble] = []

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
        self._troubles.append(Trouble(name, message, rule, advice))

    def done(self) -> None:
        """Raises `Unfilled` when anything was wrong."""
        if self._troubles:
            raise Unfilled(self._troubles)


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: labels by field, what stands in it, and what is wrong.

    `token` is the value of the hidden field `TOKEN`; it stays the same while the form is shown
    again, so that what was refused can be sent again and what was done cannot. `version` is the
    case file's, None where there is none.
    """

    labels: Mapping[str, str]
    token: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    troubles: tuple[Trouble, ...] = ()
    version: int | None = None

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next(iter(self.values.get(name, ())), "")

    def chosen(self, name: str, value: str) -> bool:
        """Whether this button or box is chosen."""
        return value in self.values.get(name, ())

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


def local_path(path: str, otherwise: str = "/") -> str:
    """`path` if it stays on this site, else `otherwise`: nobody is sent elsewhere by a form."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if inside and path.isprintable() else otherwise
