"""The county's requests: in every state, by every channel, with every outcome, whatever the day."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from domain.act import BEIJING
from domain.calendar import BUILT_IN
from domain.complaint import Complaint, ComplaintState, Holding
from domain.errors import SignInRefused
from domain.findings import is_credit_code, is_id_number
from domain.grounds import GROUNDS
from domain.law.annual_rows import AnnualRow
from domain.law.fees import FeeBasis
from domain.law.law import BUILT_IN as LAW
from domain.law.outcomes import OutcomeRule
from domain.law.profile import ApplicantCategory
from domain.law.remedies import remedy_bodies
from domain.organ import Organ
from domain.rectification import Rectification, RectificationState
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.extending import Judgement
from domain.requests.letters import DispatchWay
from domain.requests.proceeding import RequestState
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.replying import ReplyCause
from domain.requests.request import InformationRequest
from domain.requests.writing import written_number
from ops.access_codes import AccessCodes
from ops.bootstrap import Services, open_archive
from ops.demo.county import ORGANS
from ops.demo.playing import fill, is_filled, visits
from ops.demo.requests import steps as told
from ops.demo.requests.days import Days
from ops.demo.requests.people import BODIES, PEOPLE
from ops.demo.requests.petitions import PETITIONS
from ops.demo.requests.replies import TAKERS
from ops.demo.requests.steps import Step
from ops.demo.requests.stories import OLDEST, STORIES
from ops.demo.requests.visitors import VISITOR_CODES, Visit, read, written
from ops.settings import Settings
from ops.verifying import verify
from projections import request_tables
from projections.docket import DocketFilter, docket_counts
from projections.request_rows import Wait

TODAY = date(2026, 11, 22)
"""A Sunday; requests that run now are due in the next year, whose calendar is provisional."""

AFTER_SPRING_FESTIVAL = date(2026, 2, 24)
STEPS = [step for story in STORIES for step in story.steps]
STEP_KINDS = {
    kind
    for kind in vars(told).values()
    if isinstance(kind, type) and issubclass(kind, Step) and kind is not Step
}


def of(kind: type[Step]) -> list[Step]:
    return [step for step in STEPS if isinstance(step, kind)]


def values(kind: type[Step], member: str) -> set[object]:
    return {getattr(step, member) for step in of(kind)}


# As data


def test_there_are_about_a_hundred_and_fifty_over_two_years() -> None:
    filed = [story.filed for story in STORIES]
    assert 145 <= len(STORIES) <= 170
    assert len({story.key for story in STORIES}) == len(STORIES)
    assert max(filed) == OLDEST
    assert sum(days > 245 for days in filed) >= len(STORIES) // 3
    assert sum(days <= 245 for days in filed) >= len(STORIES) // 3


def test_every_active_organ_is_asked() -> None:
    assert {story.organ for story in STORIES} == {organ.key for organ in ORGANS if organ.active}


def test_every_channel_kind_of_applicant_and_form_occurs() -> None:
    applicants = [one for story in STORIES for one in story.applicants]
    assert {story.channel for story in STORIES} == set(FilingChannel)
    assert {one.category for one in applicants} == set(ApplicantCategory)
    assert {one.identity_kind for one in applicants} >= {
        IdentityKind.ID_CARD,
        IdentityKind.PASSPORT,
        IdentityKind.CREDIT_CODE,
    }
    assert any(len(story.applicants) > 1 for story in STORIES)
    assert any(len(story.matters) > 1 for story in STORIES)
    assert any(story.proxy for story in STORIES)
    assert any(story.assistance for story in STORIES)
    assert sum(bool(story.spot) for story in STORIES) >= 3


def test_every_step_there_is_occurs_and_has_somebody_who_takes_it() -> None:
    assert {type(step) for step in STEPS} == STEP_KINDS == set(TAKERS)


def test_every_way_a_step_can_go_occurs() -> None:
    assert values(told.AnswerConsultation, "opinion") >= {
        Opinion.CONSENT,
        Opinion.OBJECTION,
        Opinion.OTHER,
    }
    assert values(told.JudgeExcess, "judgement") == set(Judgement)
    assert values(told.Charge, "basis") == set(FeeBasis)
    assert values(told.Abandon, "cause") == set(AbandonCause)
    assert values(told.SeekRemedy, "kind") == set(RemedyKind)
    assert values(told.DecideRemedy, "result") == set(RemedyResult)
    assert values(told.DraftReply, "cause") >= {
        ReplyCause.FIRST,
        ReplyCause.REVIEW,
        ReplyCause.CORRECTION,
    }
    assert values(told.IssueReply, "way") == {None, *DispatchWay}


def test_every_outcome_and_every_ground_of_a_refusal_is_answered() -> None:
    drafted = [one for step in STEPS if isinstance(step, told.DraftReply) for one in step.outcomes]
    spoken = [one for story in STORIES for one in story.spot]
    whole = {cause.value for cause in values(told.Abandon, "cause")} | {"WITHDRAWN"}  # type: ignore[attr-defined]
    outcomes = {one.outcome for one in (*drafted, *spoken)} | whole
    grounds = {part.ground for one in drafted for part in one.parts}
    assert outcomes == {rule.key for rule in LAW.rows(OutcomeRule, TODAY)}
    assert grounds == set(GROUNDS)


def test_people_are_nobody_and_their_numbers_pass_every_check() -> None:
    for one in PEOPLE:
        assert one.identity.startswith("990126")
        assert is_id_number(one.identity), one.identity
        assert one.telephone.startswith("13900000")
    for one in BODIES:
        assert one.identity[2:10] == "990126QH"
        assert is_credit_code(one.identity), one.identity
        assert one.telephone.startswith("0000-")
    numbers = [one.identity for one in (*PEOPLE, *BODIES)]
    assert len(numbers) == len(set(numbers))
    assert all(one.mail == "" or one.mail.endswith(".example") for one in (*PEOPLE, *BODIES))


def test_some_people_ask_again_and_several_ask_for_the_same() -> None:
    asking = Counter(story.applicants[0].identity for story in STORIES)
    wanted = Counter(story.matters[0].description for story in STORIES)
    assert sum(times > 1 for times in asking.values()) >= 5
    assert max(wanted.values()) >= 4


def test_texts_hold_no_place_left_open() -> None:
    for story in STORIES:
        text = repr(story)
        assert "{place}" not in text, story.key
        assert set(re.findall(r"\{\w+\}", text)) <= {"{y}", "{y1}", "{y2}"}


def test_a_life_goes_forward_and_ends_before_the_filling() -> None:
    for story in STORIES:
        days = [0, *(step.after for step in story.steps)]
        assert days == sorted(days), story.key
        assert days[-1] <= story.filed, story.key
    for petition in PETITIONS:
        days = [0, *(move.after for move in petition.moves)]
        assert days == sorted(days), petition.key
        assert days[-1] <= petition.filed


@pytest.mark.parametrize("weeks", range(0, 120, 3))
def test_on_any_day_of_filling_every_act_falls_on_a_working_day_that_has_passed(weeks: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=weeks * 7 + weeks % 7)
    days = Days(today, BUILT_IN, OLDEST)
    for story in STORIES:
        lived = [
            days.at(story.filed, after) for after in {step.after for step in story.steps} | {0}
        ]
        assert all(BUILT_IN.is_working_day(day) and day < today for day in lived)


def test_visits_can_be_read_back_from_the_mark() -> None:
    stated = (Visit("清建依申请〔2026〕17号", "2QHE-KFMA-7YXB", "正在办理"),)
    assert read("示范数据，已填充\n" + written(stated)) == stated
    assert read("示范数据，已填充\n") == ()


# As an archive


@dataclass
class Filled:
    """The demonstration as filled on `today`, open."""

    home: Path
    services: Services
    today: date
    progress: list[tuple[int, int]]

    def rows(self) -> Connection:
        return self.services.views.connect()

    def column(self, name: str) -> Counter[object]:
        with self.rows() as connection:
            found = connection.execute(select(request_tables.requests.c[name])).scalars()
            return Counter(found)

    def cases(self) -> Iterator[InformationRequest]:
        rules = self.services.handling.rules()
        for request in self.services.journal.streams(InformationRequest.PREFIX):
            yield self.services.archive.load(InformationRequest, request).under(rules)


def filled_on(home: Path, today: date) -> Iterator[Filled]:
    progress: list[tuple[int, int]] = []
    settings = Settings(home=home)
    moment = datetime.combine(today, time(10), BEIJING)
    fill(settings, moment, lambda done, total: progress.append((done, total)))
    with open_archive(settings) as services:
        yield Filled(home, services, today, progress)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    yield from filled_on(tmp_path_factory.mktemp("demo") / "home", TODAY)


def test_the_bar_comes_to_its_end(filled: Filled) -> None:
    done, total = filled.progress[-1]
    assert done == total == len(filled.progress)
    assert is_filled(filled.home)


def test_every_state_occurs_but_that_of_older_systems(filled: Filled) -> None:
    assert set(filled.column("state")) == set(RequestState) - {RequestState.TAKEN_OVER}


def test_about_five_in_six_are_at_their_end(filled: Filled) -> None:
    closed = len(STORIES) - filled.column("closed_on")[None]
    assert 25 <= len(STORIES) - closed <= 40


def every_list_has_something(filled: Filled) -> None:
    with filled.rows() as connection:
        counts = docket_counts(connection, organ=None, today=filled.today)
    assert set(counts) == set(DocketFilter)
    assert all(counts.values()), counts
    assert counts[DocketFilter.ALL] == len(STORIES)


def test_every_list_of_the_docket_has_something(filled: Filled) -> None:
    every_list_has_something(filled)


def test_somebody_is_waited_for_in_every_way(filled: Filled) -> None:
    assert set(filled.column("waits")) == {None, *Wait}


def test_supervisors_find_breaches_reviews_that_overturned_and_late_replies(filled: Filled) -> None:
    with filled.rows() as connection:
        rules = set(connection.execute(select(request_tables.breaches.c.rule)).scalars())
        links = connection.execute(select(request_tables.links)).all()
    late = filled.column("days_late")
    assert {"补正应当一次性告知", "应当在期限内答复"} <= rules
    assert sum(times for days, times in late.items() if days) >= 3
    assert sum(times for day, times in filled.column("overturned_on").items() if day) >= 2
    assert sum(times for day, times in filled.column("claimed_due_on").items() if day) >= 1
    assert links


def test_most_rows_of_the_annual_table_count_something(filled: Filled) -> None:
    counted = set(filled.column("first_row")) - {None}
    rows = {row.key for row in LAW.rows(AnnualRow, TODAY)}
    assert counted <= rows
    assert len(counted) >= len(rows) - 1


def test_an_answer_is_due_in_a_year_whose_calendar_is_provisional(filled: Filled) -> None:
    with filled.rows() as connection:
        row = request_tables.requests.c
        due = connection.execute(select(row.due_on).where(row.provisional, row.closed_on.is_(None)))
        assert any(day >= "2027-01-01" for day in due.scalars())


def test_the_other_case_files_are_in_several_states_too(filled: Filled) -> None:
    archive, journal = filled.services.archive, filled.services.journal
    demands = [archive.load(Rectification, one) for one in journal.streams(Rectification.PREFIX)]
    complaints = [archive.load(Complaint, one) for one in journal.streams(Complaint.PREFIX)]
    assert {one.state for one in demands} == {
        RectificationState.TOLD,
        RectificationState.VERIFIED,
        RectificationState.FILED,
    }
    assert {one.state for one in complaints} == {ComplaintState.ANSWERED, ComplaintState.ACCEPTED}
    assert {one.holding for one in complaints} >= {Holding.UPHELD, Holding.NOT_UPHELD}


def test_a_record_was_opened_from_a_reply(filled: Filled) -> None:
    assert sum(bool(case.records) for case in filled.cases()) >= 2


def test_nothing_happened_before_the_founding_or_after_the_day(filled: Filled) -> None:
    for case in filled.cases():
        told_ahead = {"due", "reply_until", "until"}
        days = [day for (_, member), day in case.dates.items() if member not in told_ahead]
        assert all(day < filled.today for day in days), case.id


def test_the_law_book_names_where_to_turn_for_every_organ(filled: Filled) -> None:
    law = filled.services.handling.rules().law
    bodies = {case.organ: remedy_bodies(law, case.organ, TODAY) for case in filled.cases()}
    assert len({one.review_body for one in bodies.values()}) == 2


def test_letters_begin_with_the_mark_of_their_organ_and_read_well(filled: Filled) -> None:
    marks = {organ.mark for organ in ORGANS}
    contents = filled.services.contents
    printed = [
        contents.text(served.letter.content)
        for case in filled.cases()
        for served in case.letters.values()
        if served.letter.content is not None
    ]
    assert len(printed) >= 150
    for text in printed:
        assert text is not None
        number = text.split("\n")[1]
        assert any(number.startswith(mark) for mark in marks), number
        assert "{" not in text
        assert "。。" not in text


def test_visitors_are_let_in_with_the_codes_that_are_printed(filled: Filled) -> None:
    shown = visits(filled.home)
    assert [one.code for one in shown] == [code for code, _ in VISITOR_CODES.values()]
    states = []
    for one in shown:
        (case,) = [case for case in filled.cases() if number_of(filled, case) == one.number]
        filled.services.codes.check(one.number, case.id, one.code)
        states.append((case.state, case.contested))
    assert states == [
        (RequestState.OPEN, False),
        (RequestState.CLARIFYING, False),
        (RequestState.REPLIED, True),
    ]


def number_of(filled: Filled, case: InformationRequest) -> str:
    law = filled.services.handling.rules().law
    organ = filled.services.archive.load(Organ, case.organ)
    one = case.number
    return written_number(law, organ, one.kind, one.year, one.serial, case.arrived_on)


def test_the_whole_demonstration_verifies(filled: Filled) -> None:
    report = verify(filled.home)
    assert report.sound, report.findings[:3]


def test_it_plays_right_after_a_spring_festival_too(tmp_path: Path) -> None:
    for filled in filled_on(tmp_path / "home", AFTER_SPRING_FESTIVAL):
        every_list_has_something(filled)


def test_a_code_that_was_given_is_kept_until_another_is_issued(tmp_path: Path) -> None:
    codes = AccessCodes(tmp_path / "state.db")
    codes.keep("request:1", "2qhe kfma 7yxb")
    codes.check("清建依申请〔2026〕17号", "request:1", "2QHE-KFMA-7YXB")
    codes.issue("request:1")
    with pytest.raises(SignInRefused):
        codes.check("清建依申请〔2026〕17号", "request:1", "2QHE-KFMA-7YXB")
    codes.close_database()
