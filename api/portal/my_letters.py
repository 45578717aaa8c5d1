"""The letters to an applicant and the information he was given, as pages and downloads.

A letter that was served online is received when its addressee opens it: that is an act of his own,
by a button that says so, never by following a link. Its day is proved by the system's record.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.kept_files import clean_name
from api.portal.citizens import (
    Citizens,
    CitizensGiven,
    Mine,
    MineGiven,
    SentHere,
    private,
    show_private,
)
from api.portal.my import REQUEST
from api.portal.my_timeline import title_of
from api.portal.my_words import is_unopened
from api.portal.pages import Head
from api.portal.refused import MINE
from domain.content import ClearPart
from domain.errors import NotFound
from domain.requests.given import BY_SYSTEM
from domain.requests.letters import AddresseeKind, Served
from domain.requests.request import InformationRequest

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=1000)]


@dataclass(frozen=True)
class LetterRow:
    """A letter in the list; `sealed`: served online, not opened yet. No `address`: paper only."""

    number: int
    title: str
    dated: date
    sent: date
    way: str
    received: date | None
    address: str
    sealed: bool


@dataclass(frozen=True)
class GivenFile:
    """A file of the information that was given."""

    name: str
    address: str


@dataclass(frozen=True)
class MyLetterPage:
    """A letter to be read here: the words of the PDF that was issued, line by line.

    The first of `lines` names the addressee.
    """

    TEMPLATE: ClassVar[str] = "my_letter.html"

    head: Head
    above: tuple[str, ...]
    title: str
    lines: tuple[str, ...]
    received: date | None
    download: str


def letters_of(case: InformationRequest) -> tuple[LetterRow, ...]:
    """The letters that were sent to the applicant, in order."""
    rows = []
    for number, served in enumerate(_sent(case), start=1):
        letter = served.letter
        sent = case.sent_on(letter.id)
        assert sent is not None
        rows.append(
            LetterRow(
                number,
                title_of(letter),
                case.dates.get((served.issued, "letter.dated"), letter.dated),
                sent,
                "" if served.way is None else served.way.chinese,
                case.received_on_of(letter.id),
                "" if letter.content is None else f"{REQUEST}/letters/{number}",
                is_unopened(served),
            )
        )
    return tuple(rows)


def given_files(case: InformationRequest) -> tuple[GivenFile, ...]:
    """The files that were given, once the reply was sent (and opened, if it was sent online).

    A copy of what went out on paper is no such file: what nobody reviewed here for secrecy is given
    to nobody from here (保密法实施条例 art 42).
    """
    if case.given is None or case.given_on_paper or not case.replies:
        return ()
    served = case.letters[case.replies[-1]]
    if served.sent is None or is_unopened(served):
        return ()
    return tuple(
        GivenFile(part.name, f"{REQUEST}/information/{number}")
        for number, part in enumerate(case.given.parts, start=1)
    )


@router.get(f"{REQUEST}/letters/{{number}}")
def my_letter(
    request: Request, citizens: CitizensGiven, mine: MineGiven, number: Number
) -> Response:
    """A letter to read. One that is not opened yet leads back to the page with its button."""
    case, served = _letter(citizens, mine, number)
    if is_unopened(served):
        return private(RedirectResponse(REQUEST, 303))
    part = _part(citizens, served)
    title = title_of(served.letter)
    lines = [line for line in part.text.splitlines() if line.strip()]
    # Its organ and number stand above the title, as on paper.
    at = lines.index(title) if title in lines else -1
    page = MyLetterPage(
        head=Head(title, f"{REQUEST}/letters/{number}", column="依申请公开", indexed=False),
        above=tuple(lines[: max(at, 0)]),
        title=title,
        lines=tuple(lines[at + 1 :]),
        received=case.received_on_of(served.letter.id),
        download=f"{REQUEST}/letters/{number}/paper.pdf",
    )
    return show_private(request, page)


@router.post(f"{REQUEST}/letters/{{number}}/open")
def open_letter(citizens: CitizensGiven, mine: MineGiven, _: SentHere, number: Number) -> Response:
    """签收并打开: the day of receipt of a letter served online is today, once."""
    case, served = _letter(citizens, mine, number)
    if is_unopened(served):
        # The version is the key: two clicks at once are one receipt.
        token = f"open-{served.letter.id}"
        digest = citizens.digest(token.encode())
        citizens.handling.deliver(
            replace(citizens.intake(), command=(token, digest)),
            case.id,
            served.letter.id,
            on=citizens.today,
            evidence=BY_SYSTEM,
        )
    return private(RedirectResponse(f"{REQUEST}/letters/{number}", 303))


@router.get(f"{REQUEST}/letters/{{number}}/paper.pdf")
def paper(citizens: CitizensGiven, mine: MineGiven, number: Number) -> Response:
    """The PDF that was issued, byte for byte."""
    _, served = _letter(citizens, mine, number)
    if is_unopened(served):
        return private(RedirectResponse(REQUEST, 303))
    part = _part(citizens, served)
    return _download(part, f"{title_of(served.letter)}.pdf", "application/pdf")


@router.get(f"{REQUEST}/information/{{number}}")
def information(citizens: CitizensGiven, mine: MineGiven, number: Number) -> Response:
    """A file of what was given, to be saved. Raises `NotFound` before the reply was sent."""
    case = citizens.case(mine.request)
    if number > len(given_files(case)) or case.given is None:
        raise NotFound("没有这个文件", rule=MINE, field="number")
    part = citizens.open(case.given)[number - 1]
    return _download(part, part.name, "application/octet-stream")


def _sent(case: InformationRequest) -> list[Served]:
    """The letters sent to the applicant, in the order of their issue."""
    return [
        served
        for served in case.letters.values()
        if served.letter.addressee.kind is AddresseeKind.APPLICANT and served.sent is not None
    ]


def _letter(citizens: Citizens, mine: Mine, number: int) -> tuple[InformationRequest, Served]:
    """Raises `NotFound` for a letter that is not his, not sent, or on paper only."""
    case = citizens.case(mine.request)
    found = _sent(case)
    if number > len(found) or found[number - 1].letter.content is None:
        raise NotFound("没有这份文书", rule=MINE, field="number")
    return case, found[number - 1]


def _part(citizens: Citizens, served: Served) -> ClearPart:
    assert served.letter.content is not None
    return citizens.open(served.letter.content)[0]


def _download(part: ClearPart, name: str, media_type: str) -> Response:
    """To be saved, never shown inside our pages (RFC 6266, RFC 8187)."""
    named = quote(clean_name(name), safe="")
    return private(
        Response(
            part.original,
            media_type=media_type,
            headers={"content-disposition": f"attachment; filename*=UTF-8''{named}"},
        )
    )
