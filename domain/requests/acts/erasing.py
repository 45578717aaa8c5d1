"""Erasing a person: what tells of him goes, what does not stays for those who are left.

Scans and attachments may show anybody and go with each person who is erased, and so do letters to
him. Another letter that was printed here is looked through: one that does not tell of him stays; of
one that does, where an applicant is left, a copy without him takes its place. What was sealed with
his key is lost for everybody: what is said about a request lies under that of its first applicant.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass

from domain.archive import Caller, Recorded
from domain.content import ClearPart, Content
from domain.errors import NotFound, WrongState
from domain.law.profile import Retention
from domain.letter_characters import printable
from domain.letter_texts import Passage, Style
from domain.letters import Paper
from domain.personal import Sealed
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.papers import PRINTED
from domain.requests.acts.unsealed import Silent, folded, opened
from domain.requests.acts.work import Work
from domain.requests.applicant import Applicant, Proxy
from domain.requests.consulting import ThirdParty
from domain.requests.letters import Letter
from domain.requests.request import InformationRequest

MASK = "〔已抹去〕"
NOTE = "（本件是抄本：其中一人的个人信息已经依法抹去，原件已经销毁，其余文字与原件相同。）"
_NOBODY = {"本人", "同上", "申请人"}
"""Written for the contact of an applicant where he himself is meant."""
_HEAD, _TAIL = 4, 3
"""Of a paper's texts: organ, number, title, addressee; signature, date, contact."""


class ErasingActs(Chapter):
    """抹去个人信息."""

    def erase(
        self,
        caller: Caller,
        request: str,
        *,
        person: str,
        basis: str,
        destroy: Callable[[Sequence[Content]], None],
        expected: int | None = None,
    ) -> Recorded:
        """抹去个人信息: first the act, then the keys; killed in between, the sweep finishes it.

        `destroy` destroys the contents that may tell of the person: attachments, proofs, letters.
        """

        def run(work: Work) -> None:
            case = work.case
            closed = case.closed_on
            if closed is None:
                raise WrongState("案件还没有终结，不能抹去个人信息", rule="design §4")
            until = work.rules.law.row(Retention, "request_file", closed).until(closed)
            spared, copies = self._left_by(work, person)
            case.erase(
                person=person, basis=basis, retained_until=until, spared=spared, copies=copies
            )

        recorded = self._act(caller, request, "erase", run, expected)
        self.persons.erase(person, request)
        case = self.archive.load(InformationRequest, request)
        destroy([one for one in case.personal_contents() if one.id in case.destroyed])
        return recorded

    def _left_by(self, work: Work, person: str) -> tuple[list[str], dict[str, Content]]:
        """The contents of letters that do not tell of a person; copies of those that do, by letter.

        None of either when no applicant is left.
        """
        case = work.case
        if all(one.person in (person, *case.erased) for one in case.applicants):
            return [], {}
        told = Told(work, self.archive.events.get(case.id), person)
        spared: list[str] = []
        copies: dict[str, Content] = {}
        for identity, served in case.letters.items():
            letter = served.letter
            text = self._text_of(letter)
            if letter.content is None or text is None or letter.addressee.whom == person:
                continue
            if not told.in_text(text):
                spared.append(letter.content.id)
            elif not told.in_text(masked := told.masked(text)):
                copies[identity] = self.contents.keep([self._copy(letter, masked)])
        return spared, copies

    def _text_of(self, letter: Letter) -> str | None:
        """All that a letter printed here says; None for a scan, and for what is destroyed."""
        if letter.content is None or letter.on_paper:
            return None
        try:
            (part,) = self.contents.open(letter.content)
        except NotFound:
            return None
        return part.text

    def _copy(self, letter: Letter, text: str) -> ClearPart:
        lines = text.split("\n")
        said = [NOTE, *(one for one in lines[_HEAD:-_TAIL] if one != NOTE)]
        paper = Paper(
            organ=lines[0],
            number=lines[1],
            title=lines[2],
            addressee=lines[3],
            passages=tuple(Passage(Style.BODY, one) for one in said),
            remedies=(),
            enclosures=(),
            signature=lines[-3],
            dated=letter.dated,
            contact=lines[-1],
        )
        name = f"{lines[2]}.pdf"
        pdf = self.printer.print(paper)
        return ClearPart(name, "application/pdf", pdf, "\n".join(paper.texts), PRINTED)


class Told:
    """What finds a person in a text: all that the events of his case ever said of him."""

    def __init__(self, work: Work, events: Iterator[object], person: str) -> None:
        names: set[str] = set()
        ways: set[str] = set()
        for one in (found for event in events for found in _of_person(event, person)):
            for member in fields(one):
                value = getattr(one, member.name)
                if isinstance(value, Sealed):
                    named = member.name == "name" or (
                        member.name == "contact" and not isinstance(one, ThirdParty)
                    )
                    (names if named else ways).update(opened(work.persons, [value]))
        names -= _NOBODY
        # A letter prints what its font has.
        names |= {printable({0: one}, work.printer.lacks)[0] for one in names}
        self._silent = Silent(names, ways)
        self._texts = sorted((one for one in names | ways if one.strip()), key=len, reverse=True)
        self._too_short = any(len(folded(one)) < 2 for one in names)

    def in_text(self, text: str) -> bool:
        """Whether it tells of him, or may: a name of one character is met anywhere."""
        return self._too_short or self._silent.broken_by(text)

    def masked(self, text: str) -> str:
        """The text without what it tells of him."""
        for one in self._texts:
            text = text.replace(one, MASK)
        return text


def _of_person(value: object, person: str) -> Iterator[Applicant | Proxy | ThirdParty]:
    """Whatever an event says of a person."""
    if isinstance(value, Applicant | Proxy | ThirdParty):
        if value.person == person:
            yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _of_person(one, person)
    elif is_dataclass(value) and not isinstance(value, type):
        for member in fields(value):
            yield from _of_person(getattr(value, member.name, None), person)
