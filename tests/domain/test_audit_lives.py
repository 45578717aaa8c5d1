"""Case files that cannot have come about: separation of duties, ladders, contents, states."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.archive import Caller
from domain.audit_shapes import CASE_FILES, SOME_TIME
from domain.canonical import encode
from domain.casefile import REGISTRY, CreatedEvent, fold
from domain.permissions import Role
from domain.record import Record
from domain.review import SecrecyReview
from tests.audited import forge, found_in
from tests.members import values_of
from tests.town import Town

OTHER_ORGAN = "organ:01900000-0000-7000-8000-00000000fffd"
CHECKLIST = {"accuracy": "a", "completeness": "c", "timeliness": "t"}


def conclusion(town: Town, record: str, decision: str = "CLEARED", **otherwise: Any) -> Any:
    """The data of a conclusion on what the record's draft says, without its officer."""
    pending = town.app.load(Record, record).pending
    assert pending is not None
    return {
        "checklist": CHECKLIST,
        "content": pending.content.commitment,
        "decision": decision,
        "ground": "D1" if decision == "REFUSED" else None,
        "reason": "可以",
        **otherwise,
    }


def approval(town: Town, record: str, **otherwise: Any) -> Any:
    """The data of the head's approval of the pending version, without its officer."""
    loaded = town.app.load(Record, record)
    assert loaded.pending is not None
    return {
        "content": loaded.pending.content.commitment,
        "review": loaded.review,
        "version": loaded.pending.number,
        **otherwise,
    }


def publication(town: Town, record: str, **otherwise: Any) -> Any:
    """The data of publishing the pending version, without its officer."""
    data = approval(town, record, **otherwise)
    data.pop("review")
    return data | {"channels": [{"address": None, "channel": "PORTAL", "on": "2026-03-02"}]}


def step(town: Town, caller: Caller, stream: str, topic: str, data: Any) -> int:
    """A forged step of an officer of the housing organ."""
    events = [(stream, topic, data | {"officer": caller.officer})]
    return forge(town, caller, events, organ=town.housing.organ)


def also(town: Town, caller: Caller, role: Role) -> Caller:
    """The same officer in a second post of the organ, granted in good order."""
    return replace(caller, post=town.give_post(caller.officer, role, town.housing.organ))


def words(town: Town, position: int) -> str:
    """What is wrong, all of it at one position."""
    found = found_in(town)
    assert {at for at, _, _ in found} == {position}, found
    return ";".join(what for _, _, what in found)


def test_forged_steps_that_keep_every_rule_are_sound(town: Town) -> None:
    office, record = town.housing, town.draft()
    review = town.open_review(record)
    data = conclusion(town, record)
    step(town, office.reviewer, review, SecrecyReview.Concluded.TOPIC, data)
    step(town, office.approver, record, Record.Approved.TOPIC, approval(town, record))
    step(town, office.publisher, record, Record.Published.TOPIC, publication(town, record))
    assert found_in(town) == []


@pytest.mark.parametrize("moment", ["conclude", "approve own", "approve reviewed", "publish"])
def test_drafter_reviewer_and_approver_are_three_officers(town: Town, moment: str) -> None:
    office, record = town.housing, town.draft()
    review = town.open_review(record)
    if moment == "conclude":
        drafter = also(town, office.drafter, Role.REVIEWER)
        data = conclusion(town, record)
        position = step(town, drafter, review, SecrecyReview.Concluded.TOPIC, data)
        assert "起草人不能审查自己起草的内容" in words(town, position)
        return
    town.clear(review)
    who = office.reviewer if moment == "approve reviewed" else office.drafter
    topic, data = Record.Approved.TOPIC, approval(town, record)
    if moment == "publish":
        town.disclosure.approve(office.approver, record)
        topic, data = Record.Published.TOPIC, publication(town, record)
    position = step(town, also(town, who, Role.APPROVER), record, topic, data)
    assert "须是三名不同的工作人员" in words(town, position)


def test_one_who_only_referred_the_question_took_part_in_the_review(town: Town) -> None:
    office, record = town.housing, town.draft()
    review = town.open_review(record)
    helper = town.enrol_officer("另一名审查员", (Role.REVIEWER, office.organ))
    data = {"body": "保密局", "ladder": "SECRECY", "question": "是否涉密", "step": "INTERNAL"}
    step(town, helper, review, SecrecyReview.Referred.TOPIC, data)
    answer = {"answer": "NOT_SECRET", "body": "保密局", "document": "复函"}
    answer |= {"ladder": "SECRECY", "step": "INTERNAL"}
    step(town, office.reviewer, review, SecrecyReview.Determined.TOPIC, answer)
    step(town, office.reviewer, review, SecrecyReview.Concluded.TOPIC, conclusion(town, record))
    assert found_in(town) == []
    position = step(
        town,
        also(town, helper, Role.APPROVER),
        record,
        Record.Approved.TOPIC,
        approval(town, record),
    )
    assert "须是三名不同的工作人员" in words(town, position)


def test_nothing_is_signed_before_its_review_is_concluded(town: Town) -> None:
    record = town.draft()
    review = town.open_review(record)
    position = step(
        town, town.housing.approver, record, Record.Approved.TOPIC, approval(town, record)
    )
    # Concluding it afterwards does not help.
    step(
        town,
        town.housing.reviewer,
        review,
        SecrecyReview.Concluded.TOPIC,
        conclusion(town, record),
    )
    assert "此时保密审查还没有结论" in words(town, position)


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"content": "0" * 64}, "不是待办的内容"),
        ({"version": 2}, "待办的是第 1 版"),
        ({"review": "secrecy_review:01900000-0000-7000-8000-00000000ffff"}, "不是这一稿的保密审查"),
    ],
)
def test_an_approval_of_something_else_than_was_reviewed_is_found(
    town: Town, otherwise: dict[str, Any], what: str
) -> None:
    record = town.draft()
    town.clear(town.open_review(record))
    data = approval(town, record, **otherwise)
    position = step(town, town.housing.approver, record, Record.Approved.TOPIC, data)
    assert what in words(town, position)


@pytest.mark.parametrize("decision", ["REFUSED", "RETURNED"])
def test_what_the_review_did_not_clear_is_neither_signed_nor_published(
    town: Town, decision: str
) -> None:
    record = town.draft()
    review = town.open_review(record)
    data = conclusion(town, record, decision)
    step(town, town.housing.reviewer, review, SecrecyReview.Concluded.TOPIC, data)
    position = step(
        town, town.housing.approver, record, Record.Approved.TOPIC, approval(town, record)
    )
    assert f"保密审查的结论是 {decision}" in words(town, position)


def test_a_record_that_is_not_for_the_public_is_not_published(town: Town) -> None:
    record = town.draft()
    town.approve(record)
    openness = {"ground": None, "reason": "尚在研究", "value": "ON_REQUEST"}
    other = town.draft(text="另一件")
    review = town.open_review(other)
    reclassified = {"openness": openness}
    step(town, town.housing.approver, other, Record.Reclassified.TOPIC, reclassified)
    town.clear(review)
    step(town, town.housing.approver, other, Record.Approved.TOPIC, approval(town, other))
    assert found_in(town) == []
    position = step(
        town, town.housing.publisher, other, Record.Published.TOPIC, publication(town, other)
    )
    assert "公开属性是 ON_REQUEST" in words(town, position)


def test_a_review_after_an_answer_may_not_conclude_the_opposite(town: Town) -> None:
    record = town.draft()
    review = town.open_review(record)
    reviewer = town.housing.reviewer
    data = {"body": "保密局", "ladder": "SECRECY", "question": "是否涉密", "step": "INTERNAL"}
    step(town, reviewer, review, SecrecyReview.Referred.TOPIC, data)
    answer = {"answer": "SECRET", "body": "保密局", "document": "复函"}
    answer |= {"ladder": "SECRECY", "step": "INTERNAL"}
    step(town, reviewer, review, SecrecyReview.Determined.TOPIC, answer)
    position = step(town, reviewer, review, SecrecyReview.Concluded.TOPIC, conclusion(town, record))
    assert "SECRET 时不能作出 CLEARED 的结论" in words(town, position)


def test_the_two_ladders_do_not_mix(town: Town) -> None:
    record = town.draft()
    review = town.open_review(record)
    data = {"body": "上级", "ladder": "SECRECY", "question": "是否涉密", "step": "AUTHORITY"}
    position = step(town, town.housing.reviewer, review, SecrecyReview.Referred.TOPIC, data)
    assert "案卷不能重放" in words(town, position)


@pytest.mark.parametrize(
    ("topic", "data"),
    [
        (Record.Published.TOPIC, None),
        (Record.Withdrawn.TOPIC, {"basis": "b", "reason": "r", "withhold_title": False}),
        (Record.Posted.TOPIC, {"channels": [], "version": 1}),
    ],
)
def test_a_step_in_a_state_that_does_not_allow_it_is_found(
    town: Town, topic: str, data: Any
) -> None:
    record = town.draft()
    data = publication(town, record) if data is None else data
    position = step(town, town.housing.approver, record, topic, data)
    assert f"{topic} 不能在 DRAFTED 时发生" in words(town, position)


def test_a_review_that_no_draft_was_handed_in_for_is_found(town: Town) -> None:
    record = town.draft()
    pending = town.app.load(Record, record).pending
    assert pending is not None
    data = {
        "content": pending.content.commitment,
        "draft": 1,
        "drafters": list(pending.drafters),
        "findings": [],
        "organ": town.housing.organ,
        "record": record,
        "version": 1,
    }
    stray = "secrecy_review:01900000-0000-7000-8000-00000000ffff"
    position = step(town, town.housing.drafter, stray, SecrecyReview.Opened.TOPIC, data)
    assert words(town, position) == "没有稿子送交这次保密审查"


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"record": "record:01900000-0000-7000-8000-00000000ffff"}, "针对的不是这一稿"),
        ({"draft": 7}, "针对的不是这一稿"),
        ({"content": "0" * 64}, "针对的不是这份内容"),
        ({"drafters": []}, "起草人不对"),
        ({"organ": OTHER_ORGAN}, "机关或版次不对"),
        ({"version": 77}, "机关或版次不对"),
    ],
)
def test_a_review_of_something_else_than_the_draft_handed_in_is_found(
    town: Town, otherwise: dict[str, Any], what: str
) -> None:
    record, drafter = town.draft(), town.housing.drafter
    pending = town.app.load(Record, record).pending
    assert pending is not None
    review = "secrecy_review:01900000-0000-7000-8000-00000000ffff"
    opened = {
        "content": pending.content.commitment,
        "draft": 1,
        "drafters": list(pending.drafters),
        "findings": [],
        "officer": drafter.officer,
        "organ": town.housing.organ,
        "record": record,
        "version": 1,
        **otherwise,
    }
    submitted = {"officer": drafter.officer, "review": review, "version": 1}
    position = forge(
        town,
        drafter,
        [
            (record, Record.Submitted.TOPIC, submitted),
            (review, SecrecyReview.Opened.TOPIC, opened),
        ],
        organ=town.housing.organ,
    )
    found = [(at, said) for at, _, said in found_in(town)]
    assert any(at == position and what in said for at, said in found)


def test_an_old_review_is_not_used_for_another_draft(town: Town) -> None:
    office, record = town.housing, town.draft()
    review = town.open_review(record)
    town.clear(review)
    town.disclosure.send_back(office.approver, record, reason="再斟酌")
    assert found_in(town) == []
    data = {"review": review, "version": 1}
    position = step(town, office.drafter, record, Record.Submitted.TOPIC, data)
    assert "先前已经送过" in words(town, position)


def test_a_review_is_opened_in_the_act_that_hands_the_draft_in(town: Town) -> None:
    office, record = town.housing, town.draft()
    pending = town.app.load(Record, record).pending
    assert pending is not None
    review = "secrecy_review:01900000-0000-7000-8000-00000000ffff"
    opened = {
        "content": pending.content.commitment,
        "draft": 1,
        "drafters": list(pending.drafters),
        "findings": [],
        "organ": office.organ,
        "record": record,
        "version": 1,
    }
    step(town, office.drafter, review, SecrecyReview.Opened.TOPIC, opened)
    data = {"review": review, "version": 1}
    position = step(town, office.drafter, record, Record.Submitted.TOPIC, data)
    assert "不是在这次办理中提起的" in words(town, position)


def test_no_post_of_one_organ_acts_on_a_record_of_another(town: Town) -> None:
    record = town.publish_record().id
    other = town.enrol_office("别的机关")
    data = {"basis": "b", "officer": other.approver.officer, "reason": "r", "withhold_title": True}
    position = forge(
        town, other.approver, [(record, Record.Withdrawn.TOPIC, data)], organ=other.organ
    )
    assert words(town, position) == "不是案卷所属机关的岗位"


def test_no_post_of_one_organ_answers_a_review_of_another(town: Town) -> None:
    record = town.draft()
    review = town.open_review(record)
    other = town.enrol_office("别的机关")
    data = conclusion(town, record, officer=other.reviewer.officer)
    position = forge(
        town, other.reviewer, [(review, SecrecyReview.Concluded.TOPIC, data)], organ=other.organ
    )
    assert words(town, position) == "不是案卷所属机关的岗位"


def test_a_record_is_drafted_for_the_organ_of_the_post(town: Town) -> None:
    drafted = town.journal.select_events(town.draft())[0].state
    data = json.loads(drafted) | {"organ": OTHER_ORGAN}
    stream = "record:01900000-0000-7000-8000-00000000ffff"
    position = step(town, town.housing.drafter, stream, Record.Drafted.TOPIC, data)
    assert found_in(town) == [(position, "events.data.organ", "不是岗位所属的机关")]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(event, id=event.TOPIC)
        for case_file in CASE_FILES
        for event in vars(case_file).values()
        if isinstance(event, type) and issubclass(event, CreatedEvent)
    ],
)
@given(data=st.data())
def test_a_first_event_replays_whatever_its_members_are(
    event: type[CreatedEvent], data: st.DataObject
) -> None:
    members = data.draw(values_of(event))
    prefix = next(one.PREFIX for one in CASE_FILES if event in vars(one).values())
    stream = f"{prefix}:01900000-0000-7000-8000-000000000001"
    first = REGISTRY.decode(event.TOPIC, encode(members), stream=stream, version=1, time=SOME_TIME)
    assert fold(None, [first]).version == 1


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"reason": " "}, "没有写明 reason"),
        ({"checklist": CHECKLIST | {"accuracy": ""}}, "没有逐项审核 accuracy"),
    ],
)
def test_a_conclusion_that_says_nothing_is_found(
    town: Town, otherwise: dict[str, Any], what: str
) -> None:
    record = town.draft()
    review = town.open_review(record)
    data = conclusion(town, record, **otherwise)
    position = step(town, town.housing.reviewer, review, SecrecyReview.Concluded.TOPIC, data)
    assert words(town, position) == what


def test_a_publication_on_no_channel_is_found(town: Town) -> None:
    record = town.draft()
    town.approve(record)
    data = publication(town, record) | {"channels": []}
    position = step(town, town.housing.publisher, record, Record.Published.TOPIC, data)
    assert words(town, position) == "没有公开渠道"


def test_a_withdrawal_without_a_basis_is_found(town: Town) -> None:
    record = town.publish_record().id
    data = {"basis": "", "reason": "r", "withhold_title": True}
    position = step(town, town.housing.approver, record, Record.Withdrawn.TOPIC, data)
    assert words(town, position) == "没有写明 basis"


def test_a_revision_without_a_title_is_found(town: Town) -> None:
    record = town.draft()
    data = json.loads(town.journal.select_events(record)[0].state)
    data = {"content": data["content"], "description": data["description"] | {"title": " "}}
    position = step(town, town.housing.drafter, record, Record.Revised.TOPIC, data)
    assert words(town, position) == "必须有标题"
