"""What the tests of 更正 and 投诉 file: sealed fields, proofs, letters, as events hold them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.act import current_act
from domain.archive import Desk
from domain.casefile import CaseFile
from domain.complaint import NUMBER_KIND as COMPLAINT_NUMBER
from domain.complaint import Complaint, ComplaintForm, Holding, RectificationOrder
from domain.content import Content
from domain.numbering import Number, take_number
from domain.permissions import Role
from domain.personal import Sealed, place_of
from domain.petition import AnswerLetter, Party
from domain.rectification import NUMBER_KIND as RECTIFICATION_NUMBER
from domain.rectification import CompetentOrgan, Rectification
from domain.requests.evidence import Evidence, EvidenceKind
from ops.persons import Persons
from tests.town import Town, body

ORGAN = "organ:01900000-0000-7000-8000-0000000000aa"
OTHER_ORGAN = "organ:01900000-0000-7000-8000-0000000000bb"
RECORD = "record:01900000-0000-7000-8000-0000000000ee"
TODAY = date(2026, 3, 2)
"""The legal date of `tests.town.NOW`."""

SLIP = Evidence(EvidenceKind.COURIER_SLIP, "1234567890", None)
PAPER = Evidence(EvidenceKind.DOCUMENT, "卷 3 第 2 页", None)
NOTHING = Evidence(EvidenceKind.NONE, "", None)


def sealed(mark: str = "0") -> Sealed:
    """A sealed field as it stands in an event; nobody opens it here."""
    return Sealed(mark * 64, "datakey:01900000-0000-7000-8000-0000000000cc", "c2VhbGVk")


def party(**members: Any) -> Party:
    """Somebody who gave his name, identity and contact."""
    given = {
        "contact": sealed("1"),
        "identity": sealed("2"),
        "name": sealed("3"),
        "person": "person:01900000-0000-7000-8000-0000000000dd",
    }
    return Party(**{**given, **members})


def letter(
    identity: str = "letter:1",
    dated: date = TODAY,
    number: Number | None = None,
    content: Content | None = None,
) -> AnswerLetter:
    """A letter that tells what came of it."""
    return AnswerLetter(content, dated, identity, number)


def sealed_by(keys: Persons, person: str, value: Any, stream: str, version: int) -> Any:
    """The same members, with what is sealed in them sealed in earnest for the event they go into.

    `person` is whose everything is. Members are called as in the event.
    """
    event = current_act().reserve(stream, version)

    def seal(value: Any, path: str) -> Any:
        if isinstance(value, Sealed):
            return keys.seal(keys.data_key(person, stream), place_of(event, path), "说的话")
        if isinstance(value, Party):
            if value.identity is not None:
                keys.remember_identity(person, "990126199001011236")
            return replace(
                value,
                person=person,
                **{
                    name: seal(getattr(value, name), f"{path}.{name}")
                    for name in ("contact", "identity", "name")
                },
            )
        return value

    return {name: seal(one, name) for name, one in value.items()}


Seal = Callable[[dict[str, Any], str, int], dict[str, Any]]


def _as_given(members: dict[str, Any], stream: str, version: int) -> dict[str, Any]:
    return members


def rectification(seal: Seal = _as_given, **members: Any) -> Rectification:
    """A demand filed in the act under way."""
    given: dict[str, Any] = {
        "organ": ORGAN,
        "number": Number(RECTIFICATION_NUMBER, 1, 2026),
        "on": current_act().today,
        "applicant": party(),
        "fault": sealed("4"),
        "evidence": [PAPER],
        "subject": sealed("5"),
    }
    stream = Rectification.create_id()
    return Rectification.file(stream, **seal({**given, **members}, stream, 1))


def complaint(seal: Seal = _as_given, **members: Any) -> Complaint:
    """A complaint filed in the act under way."""
    given: dict[str, Any] = {
        "organ": ORGAN,
        "against": OTHER_ORGAN,
        "number": Number(COMPLAINT_NUMBER, 1, 2026),
        "on": current_act().today,
        "form": ComplaintForm.COMPLAINT,
        "complainant": party(),
        "ground": sealed("6"),
    }
    stream = Complaint.create_id()
    return Complaint.file(stream, **seal({**given, **members}, stream, 1))


def every_petition(town: Town, keys: Persons | None = None) -> Iterator[None]:
    """Every event of 更正 and 投诉, an act at a time, by the officers of an organ of its own.

    With the `keys` of persons what is sealed in them opens, as in an archive that is verified.
    """
    people: dict[str, str] = {}

    def seal(members: dict[str, Any], stream: str, version: int) -> dict[str, Any]:
        if keys is None:
            return members
        person = people.setdefault(stream, "") or keys.new_person()
        people[stream] = person
        found: dict[str, Any] = sealed_by(keys, person, members, stream, version)
        return found

    bureau = town.enrol_office("清河县政务服务局")
    clerk = town.enrol_officer("受理员", (Role.CLERK, bureau.organ))
    yield
    scan = Evidence(EvidenceKind.PICTURE, "", town.disclosure.contents.keep([body("户口簿照片")]))
    archives = CompetentOrgan("县档案馆", "0379-7654321", "该登记簿已移交进馆")
    elsewhere = {"competent": archives}

    def file(make: Callable[..., CaseFile], kind: str, **members: Any) -> str:
        def decide(desk: Desk) -> list[CaseFile]:
            desk.require(f"{kind}.file", organ=bureau.organ)
            serial = take_number(desk, bureau.organ, desk.act.today.year, kind)
            number = Number(kind, serial, desk.act.today.year)
            return [make(seal, organ=bureau.organ, number=number, **members)]

        return town.app.perform(clerk, decide).stream

    def go_on(
        kind: type[Rectification | Complaint], stream: str, step: str, **members: Any
    ) -> None:
        right = "handle" if step in _HANDLED else "decide"

        def decide(desk: Desk) -> list[CaseFile]:
            case = desk.load(kind, stream)
            desk.require(f"{kind.PREFIX}.{right}", organ=case.organ, state=case.state)
            today: dict[str, Any] = {} if "on" in members else {"on": desk.act.today}
            if step in ("tell", "answer"):
                serial = take_number(desk, bureau.organ, desk.act.today.year, f"{step}_letter")
                number = Number(f"{step}_letter", serial, desk.act.today.year)
                paper = letter(desk.act.new_id(), desk.act.today, number, scan.content)
                today["letter"] = paper
            getattr(case, step)(**today, **seal(members, stream, case.version + 1))
            return [case]

        town.app.perform(bureau.drafter if right == "handle" else bureau.approver, decide)

    amended = {"of": 1, "on": TODAY - timedelta(days=2), "reason": "登记有误", "evidence": PAPER}
    for steps, members in _RECTIFICATIONS:
        case = file(rectification, RECTIFICATION_NUMBER, **members, evidence=[PAPER, scan])
        yield
        for step, given in steps:
            more = elsewhere if step in ("transfer", "redirect") else given
            go_on(Rectification, case, step, **(amended if step == "amend_date" else more))
            yield
    for steps in _COMPLAINTS:
        case = file(complaint, COMPLAINT_NUMBER, against=town.housing.organ, evidence=[scan])
        yield
        for step, given in steps:
            go_on(Complaint, case, step, **(amended if step == "amend_date" else given))
            yield


_HANDLED = ("verify", "tell", "accept", "investigate", "answer", "report_rectification")
_RECTIFICATIONS: tuple[tuple[list[tuple[str, dict[str, Any]]], dict[str, Any]], ...] = (
    (
        [
            ("amend_date", {}),
            ("verify", {"finding": sealed("7")}),
            ("correct", {"what": sealed("8"), "where": "户籍登记簿"}),
            ("tell", {"evidence": SLIP}),
        ],
        {},
    ),
    ([("refuse", {"reason": sealed("9")})], {"handed_over_by": "县公安局"}),
    (
        [("transfer", {})],
        {"record": RECORD, "subject": None},
    ),
    ([("redirect", {}), ("tell", {"evidence": SLIP})], {}),
)
_COMPLAINTS: tuple[list[tuple[str, dict[str, Any]]], ...] = (
    [
        ("accept", {}),
        ("amend_date", {}),
        ("investigate", {"finding": sealed("a"), "evidence": (PAPER,)}),
        (
            "decide",
            {
                "holding": Holding.PARTLY_UPHELD,
                "reason": sealed("b"),
                "order": RectificationOrder("重新答复", date(2026, 3, 31)),
            },
        ),
        ("answer", {"evidence": SLIP}),
        ("report_rectification", {"document": "清建函〔2026〕5号", "fulfilled": True}),
    ],
    [("decline", {"reason": sealed("c")}), ("answer", {"evidence": SLIP})],
)
"""The steps of each case file with what they are given."""
