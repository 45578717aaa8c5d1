"""清除: a written order, two officers, and then nothing is left of any version or draft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.archive import Caller
from domain.errors import Incomplete, NotPermitted, SamePerson, StaleVersion, WrongState
from domain.permissions import Role
from domain.record import Record, RecordState
from tests.audited import forge, found_in
from tests.domain.test_record import record_in
from tests.town import ORDER, Town

PUBLISHED = (
    RecordState.PUBLISHED,
    RecordState.AMENDING,
    RecordState.AMENDMENT_APPROVED,
    RecordState.REPEALED,
    RecordState.WITHDRAWN,
)


def order(town: Town, record: str, **said: object) -> None:
    given = replace(ORDER, **said)  # type: ignore[arg-type]
    town.disclosure.order_expunging(town.housing.approver, record, given)


def held(town: Town, record: str) -> list[bool]:
    return [town.contents.holds_key(one.id) for one in town.app.load(Record, record).contents]


@pytest.mark.parametrize("state", PUBLISHED)
def test_whatever_was_published_is_destroyed_in_every_version_and_draft(
    town: Town, state: RecordState
) -> None:
    record = record_in(town, state)
    order(town, record)
    assert town.app.load(Record, record).state is state
    assert all(held(town, record))
    town.disclosure.expunge(town.registrars[0], record)
    gone = town.app.load(Record, record)
    assert (gone.state, gone.pending, gone.expunging) == (RecordState.EXPUNGED, None, None)
    assert len(gone.contents) == (2 if state in PUBLISHED[1:3] else 1)
    assert not any(held(town, record))
    assert list(town.contents.blobs.addresses()) == []
    assert found_in(town) == []


def test_contents_of_drafts_that_were_never_published_go_too(town: Town) -> None:
    record = town.draft(text="初稿。")
    town.revise(record, text="二稿。")
    town.publish(record)
    town.amend_draft(record, text="修改初稿。")
    town.revise(record, text="修改二稿。")
    town.expunge(record)
    assert held(town, record) == [False] * 4
    assert found_in(town) == []


@pytest.mark.parametrize("state", [RecordState.DRAFTED, RecordState.APPROVED])
def test_what_was_never_published_is_not_expunged(town: Town, state: RecordState) -> None:
    record = record_in(town, state)
    with town.refuses(NotPermitted):
        order(town, record)


def test_an_order_says_who_ordered_it_when_and_why(town: Town) -> None:
    record = town.publish_record().id
    for member in ("authority", "order", "reason", "basis"):
        with town.refuses(Incomplete, "清除须写明"):
            order(town, record, **{member: "  "})
    with town.refuses(Incomplete, "今天之后"):
        order(town, record, ordered_on=date(2026, 3, 3))
    order(town, record, reason="  误公开  ")
    entered = town.app.load(Record, record).expunging
    assert entered is not None
    assert entered.reason == "误公开"


def test_the_officer_who_entered_an_order_does_not_carry_it_out(town: Town) -> None:
    record = town.publish_record().id
    both = replace(
        town.housing.approver,
        post=town.give_post(town.housing.approver.officer, Role.REGISTRAR, None),
    )
    order(town, record)
    with town.refuses(SamePerson):
        town.disclosure.expunge(both, record)
    with town.refuses(SamePerson):
        town.disclosure.decline_expunging(both, record, reason="因")
    town.disclosure.expunge(town.registrars[0], record)


def test_nothing_is_expunged_without_an_order_and_none_is_entered_twice(town: Town) -> None:
    record = town.publish_record().id
    with town.refuses(WrongState, "没有待确认"):
        town.disclosure.expunge(town.registrars[0], record)
    with town.refuses(WrongState, "没有待确认"):
        town.disclosure.decline_expunging(town.registrars[0], record, reason="因")
    order(town, record)
    with town.refuses(WrongState, "已经登记"):
        order(town, record)


def test_an_order_that_is_declined_destroys_nothing_and_may_be_entered_anew(town: Town) -> None:
    record = town.publish_record().id
    order(town, record)
    with town.refuses(Incomplete, "须写明理由"):
        town.disclosure.decline_expunging(town.registrars[0], record, reason=" ")
    town.disclosure.decline_expunging(town.registrars[0], record, reason="文号不符")
    assert all(held(town, record))
    order(town, record)
    town.disclosure.expunge(town.registrars[1], record)
    assert not any(held(town, record))
    assert found_in(town) == []


def test_what_was_expunged_cannot_be_touched_again(town: Town) -> None:
    record = record_in(town, RecordState.EXPUNGED)
    with town.refuses(NotPermitted):
        order(town, record)
    with town.refuses(NotPermitted):
        town.disclosure.withdraw(town.housing.approver, record, reason="因", basis="据")
    with town.refuses(NotPermitted):
        town.disclosure.expunge(town.registrars[0], record)


def test_the_order_confirmed_is_the_one_that_was_seen(town: Town) -> None:
    record = town.publish_record().id
    order(town, record)
    seen = town.app.load(Record, record).version
    town.amend_draft(record, text="新。")
    with town.refuses(StaleVersion):
        town.disclosure.expunge(town.registrars[0], record, seen)
    town.disclosure.expunge(town.registrars[0], record, seen + 1)
    assert held(town, record) == [False, False]


def test_a_title_once_withheld_stays_withheld(town: Town) -> None:
    record = town.publish_record().id
    town.disclosure.withdraw(
        town.housing.approver, record, reason="因", basis="据", withhold_title=True
    )
    town.expunge(record)
    assert town.app.load(Record, record).withhold_title


# Seen from outside


def expunging(town: Town, record: str, **otherwise: object) -> dict[str, object]:
    """The data of an expunging as ordered, without its officer."""
    contents = [content.id for content in town.app.load(Record, record).contents]
    said = {**vars(ORDER), "ordered_on": ORDER.ordered_on.isoformat(), "contents": contents}
    return said | otherwise


def forged(town: Town, caller: Caller, record: str, topic: str, data: dict[str, object]) -> str:
    """What an audit says of one forged event."""
    organ = town.housing.organ if caller in vars(town.housing).values() else None
    position = forge(
        town, caller, [(record, topic, data | {"officer": caller.officer})], organ=organ
    )
    found = found_in(town)
    assert {at for at, _, _ in found} <= {position}, found
    return ";".join(what for _, _, what in found)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda town, record: (town.registrars[0], expunging(town, record)),
            "已经清除的内容仍留有密钥",
        ),
        (
            lambda town, record: (town.registrars[0], expunging(town, record, order="另一份")),
            "写的清除决定与登记的不同",
        ),
        (
            lambda town, record: (town.registrars[0], expunging(town, record, contents=[])),
            "清除的不是这件信息的全部内容",
        ),
        (
            lambda town, record: (town.housing.approver, expunging(town, record)),
            "须是两名不同的工作人员",
        ),
    ],
)
def test_an_audit_finds_an_expunging_that_was_not_ordered_so(
    town: Town, make: Callable[[Town, str], tuple[Caller, dict[str, object]]], said: str
) -> None:
    record = town.publish_record().id
    order(town, record)
    caller, data = make(town, record)
    assert said in forged(town, caller, record, Record.Expunged.TOPIC, data)


def test_what_is_left_of_an_expunged_content_is_found(town: Town) -> None:
    record = town.publish_record().id
    [content] = town.app.load(Record, record).contents
    [kept] = [town.contents.blobs.get(content.parts[0].original)]
    town.expunge(record)
    town.contents.blobs.put([kept])
    [(_, where, what)] = found_in(town)
    assert where.startswith("blobs/")
    assert what == "已经清除的内容仍留有文件"


def test_a_lost_key_is_no_expunging(town: Town) -> None:
    lost, expunged = town.publish_record().id, town.publish_record().id
    town.expunge(expunged)
    town.contents.destroy(town.app.load(Record, lost).contents)
    assert any("没有内容的密钥" in what for _, _, what in found_in(town))


def test_an_audit_finds_an_expunging_without_an_order_or_reason(town: Town) -> None:
    record = town.publish_record().id
    data = expunging(town, record, reason=" ")
    found = forged(town, town.registrars[0], record, Record.Expunged.TOPIC, data)
    assert "没有登记过清除决定" in found
    assert "没有写明 reason" in found
