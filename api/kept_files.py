"""Files chosen in a form wait on the shelf while it is shown again, and are filed with it.

A browser forgets what was chosen as soon as a page comes back. So the form carries a token for each
file; `with_kept` finds the files of a form that was sent, `shown_again` lays the new ones down.
What survives a crash: what lies on the shelf lies there until its time is over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol
from urllib.parse import unquote

from api.forms import MEGABYTE, Form, Kept, LeftOut, Sent, SentFile, Trouble, refilled
from domain.errors import Busy

KEPT = "kept_"
"""Before the name of a field with one file: the hidden field that carries it."""
AMONG = "kept_among_"
"""The same for a field that takes several."""
DROP = "drop_"
"""The button, or box, that takes a file away; its value is the file's token."""
AFTERWARDS = timedelta(minutes=10)
"""How long files wait that were filed: a form sent twice finds them the second time."""

MOST_BYTES_KEPT = 64 * MEGABYTE
"""Of one form: as much as one client may lay down. Tokens of others gather no more in memory."""
_TOO_MUCH = f"没有收下（一张表的文件合起来不超过 {MOST_BYTES_KEPT // MEGABYTE} MB）"


class Shelf(Protocol):
    """What waits between two pages, encrypted under its token (`ops.shelf.Shelf`)."""

    def put(self, data: bytes, token: str | None = None, life: timedelta = ...) -> str:
        """Keep bytes; the token. Raises `Busy`."""

    def get(self, token: str) -> bytes | None:
        """What lies under a token."""

    def drop(self, token: str) -> None:
        """Delete it."""

    def shorten(self, token: str, life: timedelta) -> None:
        """Let what lies under a token wait no longer than `life` from now."""

    def of(self, client: str, session: str = "") -> "Shelf":
        """The same as one address or officer may fill it; what is put there is found again only
        with the same `session`."""


def with_kept(sent: Sent, shelf: Shelf, gone: str = "上传已超过两小时，没有保留") -> Sent:
    """What was sent, with the files its form carried along before those that were chosen now.

    In a field for one file a new one takes its place, unless it is refused (`shown_again`); what is
    taken away is deleted. What waits no more is left out; `gone` says why.
    """
    files, left_out, replaced = dict(sent.files), dict(sent.left_out), {}
    seen: set[str] = set()
    held = 0
    for name, one, many in _carried(sent):
        if one.token in seen:
            continue
        seen.add(one.token)
        if one.token in sent.all(f"{DROP}{name}"):
            shelf.drop(one.token)
            continue
        data = shelf.get(one.token)
        if data is None and name in sent.files and not many:
            continue  # what took its place is here
        if data is None or held + len(data) > MOST_BYTES_KEPT:
            why = gone if data is None else _TOO_MUCH
            left_out[name] = (*left_out.get(name, ()), LeftOut(one.name, gone=why))
            continue
        held += len(data)
        found = SentFile(one.name, one.media_type, data, one.token)
        if not many and name in sent.files:
            replaced[name] = found
            continue
        before = [file for file in files.get(name, ()) if file.token]
        files[name] = (*before, found, *sent.files.get(name, ()))
    texts = {name: values for name, values in sent.texts.items() if not name.startswith(KEPT)}
    return replace(sent, texts=texts, files=files, left_out=left_out, replaced=replaced)


def takes_away(sent: Sent) -> bool:
    """Whether the form was only sent to take a file away."""
    return any(name.startswith(DROP) for name in sent.texts)


def shown_again(
    labels: Mapping[str, str], sent: Sent, troubles: Sequence[Trouble], shelf: Shelf
) -> Form:
    """The form as it was sent, its files on the shelf but for those that are wrong."""
    refused = {(one.field, one.file) for one in troubles if one.file}
    told = list(troubles)
    files: dict[str, tuple[SentFile, ...]] = {}
    for name, chosen in sent.files.items():
        fitting = [one for one in chosen if (name, one.name) not in refused]
        if not fitting and name in sent.replaced:
            fitting = [sent.replaced[name]]
        files[name] = tuple(_laid_down(name, fitting, shelf, told))
    return refilled(labels, replace(sent, files=MappingProxyType(files)), told)


def let_go(sent: Sent, shelf: Shelf) -> None:
    """What was filed waits no longer than a form that is sent twice needs it."""
    for chosen in sent.files.values():
        for one in chosen:
            if one.token:
                shelf.shorten(one.token, AFTERWARDS)


def kept_of(value: str) -> Kept | None:
    """The file that a hidden field names, None for what no page of ours made."""
    token, _, rest = value.partition(",")
    media_type, _, name = rest.partition(",")
    if not token or not name or not token.isascii() or len(token) > 100:
        return None
    return Kept(token, clean_name(unquote(name)), unquote(media_type)[:200])


def clean_name(name: str) -> str:
    """The last part of a file's name, without what cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip(" .")[:100] or "材料"


def _carried(sent: Sent) -> Iterator[tuple[str, Kept, bool]]:
    """The files that a form carried along: field, file, and whether the field takes several."""
    for carrier, values in sent.texts.items():
        if carrier.startswith(KEPT):
            many = carrier.startswith(AMONG)
            for one in map(kept_of, values):
                if one is not None:
                    yield carrier.removeprefix(AMONG if many else KEPT), one, many


def _laid_down(
    name: str, chosen: Sequence[SentFile], shelf: Shelf, told: list[Trouble]
) -> Iterator[SentFile]:
    for one in chosen:
        if one.token:
            yield one
            continue
        try:
            token = shelf.put(one.data)
        except Busy as busy:
            told.append(Trouble(name, busy.message, file=one.name))
            continue
        yield SentFile(clean_name(one.name), one.media_type, one.data, token)
