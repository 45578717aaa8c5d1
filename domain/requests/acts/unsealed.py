"""What an event would hold in clear for ever, and what of it speaks of a person.

Names, numbers and contacts of a case stand in its events sealed, so that a person can leave. What
is not sealed (notes of proofs, reasons, contacts of organs, names of files) must not bring them
back: an event is looked through as a whole, whichever act made it, before it is saved.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from domain.casefile import CaseFile
from domain.content import Part
from domain.errors import Erased, Incomplete
from domain.personal import PersonalData, Sealed
from domain.requests.outcome import MatterOutcome
from domain.requests.proceeding import require_impersonal
from domain.requests.request import InformationRequest

_ENVELOPE = ("originator_id", "originator_version", "originator_topic", "timestamp")
_MADE = re.compile(r"[a-z_]+:[0-9a-f-]{36}|[0-9a-f]{64}")
"""Ids and digests: the archive's own, not somebody's."""
_BLANKS = re.compile(r"\s+")
_FOREIGN = re.compile(r"[\x21-\x7e\u00c0-\u024f][\x20-\x7e\u00c0-\u024f]*")

_TELEPHONE = re.compile(r"\+?(?:00)?86(?=1[3-9])[0-9]{11}")
_SHORTEST_WAY = 5


def folded(text: str) -> str:
    """A text as it is compared: one width, one case, without blanks and without what hides."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        one for one in wide if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc")
    )


def bare(text: str) -> str:
    """As `folded`, without hyphens and points too: how a number or an address is compared."""
    return "".join(
        one for one in folded(text) if unicodedata.category(one) not in ("Pd", "Po", "Pc")
    )


class Names:
    """Names that must not stand in a text; those of a single character are met by chance."""

    def __init__(self, names: Iterable[str]) -> None:
        told = {one.strip() for one in names if len(folded(one)) > 1}
        self._foreign = [_worded(one) for one in told if _FOREIGN.fullmatch(_one_width(one))]
        self._others = {folded(one) for one in told if not _FOREIGN.fullmatch(_one_width(one))}

    def in_text(self, text: str) -> bool:
        """Whether one of them stands in it. A name in Latin letters only as words of its own."""
        near = folded(text)
        return any(one in near for one in self._others) or any(
            one.search(_one_width(text)) for one in self._foreign
        )


class Silent:
    """Who must not be told in a letter: `names`, and the `ways` to him (numbers, mail, address).

    Blanks, hyphens, points and width do not hide him. A way too short to find anybody, as the name
    of a county, is no way to him.
    """

    def __init__(self, names: Iterable[str], ways: Iterable[str]) -> None:
        told = list(names)
        self._names = Names(told)
        self._bare = Names(bare(one) for one in told if not _FOREIGN.fullmatch(_one_width(one)))
        near = [bare(one) for one in ways]
        # With or without the country's number before it, a telephone is the same.
        self._ways = {one[-11:] if _TELEPHONE.fullmatch(one) else one for one in near}

    def broken_by(self, text: str) -> bool:
        """Whether the text tells him."""
        near = bare(text)
        return (
            self._names.in_text(text)
            or self._bare.in_text(near)
            or any(one in near for one in self._ways if len(one) >= _SHORTEST_WAY)
        )


def _one_width(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold())


def _worded(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d]){re.escape(_one_width(name))}(?![^\W\d])", re.ASCII)


def opened(persons: PersonalData, values: Iterable[Sealed | None]) -> list[str]:
    """The values that are there and not erased."""
    found = []
    for one in values:
        try:
            found += [] if one is None else [persons.open(one)]
        except Erased:
            continue
    return found


def names_of(persons: PersonalData, case: InformationRequest) -> Names:
    """The names of everybody in a case: applicants, proxy, third parties."""
    proxy = () if case.proxy is None else (case.proxy.name,)
    parties = [one.third_party.name for one in case.consultations if one.third_party]
    return Names(opened(persons, [*(one.name for one in case.applicants), *proxy, *parties]))


def require_unnamed(persons: PersonalData, files: Iterable[CaseFile]) -> None:
    """Before an act on requests is saved: nothing unsealed in it tells a person.

    Of a record that the act opens, only the names of its files are looked at: its description is
    public and has its own review. Raises `Incomplete` naming the field.
    """
    made = list(files)
    cases = [one for one in made if isinstance(one, InformationRequest)]
    names = [names_of(persons, case) for case in cases if case.pending_events]
    for file in made:
        for event in file.pending_events:
            whole = isinstance(file, InformationRequest)
            for field, text in unsealed(event, whole=whole):
                require_impersonal(text, field)
                if any(one.in_text(text) for one in names):
                    raise Incomplete(
                        "这一栏永久保存而且不加密，请不要写申请人、第三方的姓名",
                        rule="个人信息保护法 art 47",
                        field=field,
                    )


def unsealed(event: Any, *, whole: bool = True) -> Iterator[tuple[str, str]]:
    """(field, text) of every text of an event that is not sealed; names of files alone if not
    `whole`."""
    for member in dataclasses.fields(event):
        if member.name not in _ENVELOPE:
            for field, text, of_file in _texts(member.name, getattr(event, member.name)):
                if of_file or whole:
                    yield field, text


def _texts(place: str, value: Any) -> Iterator[tuple[str, str, bool]]:
    if isinstance(value, Sealed | Enum):
        return
    if isinstance(value, str):
        if not _MADE.fullmatch(value):
            yield place, value, False
    elif isinstance(value, Part):
        # The rest of a part is the archive's own: media type, address, what read it.
        yield f"{place}.name", value.name, True
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            at = one.matter if isinstance(one, MatterOutcome) else number
            yield from _texts(f"{place}.{at}", one)
    elif dataclasses.is_dataclass(value):
        for member in dataclasses.fields(value):
            yield from _texts(f"{place}.{member.name}", getattr(value, member.name))
