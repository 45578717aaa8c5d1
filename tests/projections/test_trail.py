"""谁批准了什么: every act is in the trail once, and can be asked for in every way."""

from datetime import date

import pytest
from sqlalchemy import Engine

from domain.canonical import decode
from domain.casefile import REGISTRY
from domain.errors import Malformed, NotFound, UnknownEvent
from domain.officer import Officer
from projections import trail
from projections.actions import ACTIONS, action_of, topics_called
from projections.projector import Projector
from projections.trail import Asked, TrailAct, trail_projection
from tests.projections.lives import Lives, all_events
from tests.town import Town


def follow(town: Town, engine: Engine) -> None:
    """Bring the trail to the journal's head."""
    projector = Projector(town.journal, [trail_projection(engine)])
    projector.catch_up()
    assert not projector.states()[0].failed


def ask(engine: Engine, asked: Asked) -> tuple[TrailAct, ...]:
    """All acts asked for."""
    with engine.connect() as connection:
        found = trail.acts_listed(connection, asked, limit=1000)
    assert found.total == len(found.items)
    return found.items


def test_every_stored_event_has_a_name_of_its_own_and_no_name_is_left_over() -> None:
    assert set(ACTIONS) == set(REGISTRY.topics)
    assert len(set(ACTIONS.values())) == len(ACTIONS)
    with pytest.raises(UnknownEvent):
        action_of("gongkai.record.burnt.v1")


@pytest.mark.parametrize("called", ["gongkai.record.published.v1", "record.published", " 公开 "])
def test_an_action_is_asked_for_by_its_stored_name_its_short_form_or_in_chinese(
    called: str,
) -> None:
    assert topics_called(called) == ("gongkai.record.published.v1",)
    with pytest.raises(NotFound):
        topics_called("publish")


def test_every_act_is_told_once_with_all_that_was_recorded_of_it(
    busy_town: Town, views: Engine
) -> None:
    follow(busy_town, views)
    told = ask(views, Asked())
    recorded = list(busy_town.journal.acts())
    assert [act.first for act in told] == [act.first for act in reversed(recorded)]
    for act, row in zip(told, reversed(recorded), strict=True):
        office, person = decode(row.office), decode(row.person)
        assert (act.id, act.count) == (row.id, row.count)
        assert (act.officer, act.reason) == (person["officer"], person["reason"])
        assert (act.source, act.terminal) == (person["source"], person["terminal"])
        assert (act.post, act.organ, act.ground) == (
            office["post"],
            office["organ"],
            office["ground"],
        )
        assert act.officer_name == busy_town.app.load(Officer, str(act.officer)).name
        assert (act.post is None) == (act.post_title is None)
        assert (act.organ is None) == (act.organ_name is None)
        assert all(len(key) == 64 for key in act.keys)
    assert len(told[-1].keys) == 2, "the founding is signed by two"
    events = all_events(busy_town)
    with views.connect() as connection:
        assert trail.position(connection) == busy_town.position
        for happened in events[:: max(1, len(events) // 20)]:
            act = trail.act_at(connection, happened.position)
            [event] = [one for one in act.events if one.position == happened.position]
            assert len(act.events) == act.count
            assert (event.topic, event.stream) == (happened.topic, happened.stream)
            assert event.version == happened.row.version
            assert event.leaf_index == happened.position - 1
            assert event.action == ACTIONS[happened.topic]
        with pytest.raises(NotFound):
            trail.act_at(connection, busy_town.position + 1)
        assert sum(trail.counted_by_action(connection, Asked()).values()) == busy_town.position


def test_acts_are_asked_for_by_officer_organ_and_action(busy_town: Town, views: Engine) -> None:
    other = busy_town.enrol_office("清河县教育局")
    busy_town.publish_record(other)
    follow(busy_town, views)
    drafter, housing = busy_town.housing.drafter.officer, busy_town.housing.organ
    everything = ask(views, Asked())
    by_officer = ask(views, Asked(officer=drafter))
    assert by_officer == tuple(act for act in everything if act.officer == drafter)
    published = ask(views, Asked(topics=topics_called("公开"), organ=other.organ))
    assert [act.officer for act in published] == [other.publisher.officer]
    assert [act.officer_name for act in published] == ["清河县教育局 发布员"]
    assert [event.action for act in published for event in act.events] == ["公开"]
    of_organ = ask(views, Asked(organ=other.organ))
    actions = {event.action for act in of_organ for event in act.events}
    assert {"登记机关", "授予岗位", "起草", "送审", "作出审查结论", "公开"} <= actions
    assert not {act.first for act in of_organ} & {
        act.first for act in ask(views, Asked(organ=housing))
    }
    assert ask(views, Asked(officer=drafter, organ=other.organ)) == ()


def test_the_acts_on_a_record_are_those_on_its_reviews_too(town: Town, views: Engine) -> None:
    made = town.publish_record()
    town.publish_record(title="另一件")
    follow(town, views)
    acts = ask(views, Asked(record=made.id))
    actions = [event.action for act in reversed(acts) for event in act.events]
    assert actions == ["起草", "送审", "开始保密审查", "作出审查结论", "签发", "公开"]
    assert {event.record for act in acts for event in act.events} == {made.id}


def test_a_period_is_of_legal_days_and_both_ends_belong_to_it(town: Town, views: Engine) -> None:
    town.clock.time = town.clock.time.replace(month=3, day=31, hour=15, minute=59, second=58)
    town.draft(title="三月的")
    town.draft(title="四月的")
    follow(town, views)
    march = ask(views, Asked(since=date(2026, 3, 31), until=date(2026, 3, 31)))
    april = ask(views, Asked(since=date(2026, 4, 1)))
    assert len(march) == len(april) == 1
    assert march[0].first + 1 == april[0].first
    assert len(ask(views, Asked(until=date(2026, 3, 31)))) == len(ask(views, Asked())) - 1
    assert ask(views, Asked(since=date(2026, 4, 2))) == ()


def test_a_long_act_shows_a_part_of_its_events_those_asked_for_first(
    town: Town, views: Engine
) -> None:
    lives = Lives(town)
    rows = [lives.migration_row() for _ in range(30)]
    done = town.migration.migrate(town.migrator, rows, order="清府令3号")
    follow(town, views)
    last = str(done.events[-1].originator_id)
    [act] = ask(views, Asked(topics=topics_called("迁移历史信息")))
    assert act.count == 30
    assert len(act.events) == trail.SHOWN_EVENTS
    [act] = ask(views, Asked(record=last))
    assert [event.stream for event in act.events] == [last]
    with views.connect() as connection:
        assert len(trail.act_at(connection, done.position).events) == 30


def test_the_trail_is_read_part_by_part(busy_town: Town, views: Engine) -> None:
    follow(busy_town, views)
    asked = Asked(organ=busy_town.housing.organ)
    whole = ask(views, asked)
    parts: list[TrailAct] = []
    after = None
    with views.connect() as connection:
        while True:
            part = trail.acts_listed(connection, asked, limit=7, after=after)
            assert part.total == len(whole)
            parts += part.items
            after = part.next
            if after is None:
                break
        with pytest.raises(Malformed):
            trail.acts_listed(connection, asked, after="2026-01-01.3")
    assert tuple(parts) == whole


def test_a_supervisor_sees_what_was_decided_and_on_which_ground(town: Town, views: Engine) -> None:
    record = town.publish_record(title="要撤回的")
    town.disclosure.withdraw(
        town.housing.approver, record.id, reason="内容有误", basis="条例第六条第二款"
    )
    follow(town, views)
    told = {event.action: event.said for act in ask(views, Asked()) for event in act.events}
    assert told["撤回"] == {"reason": "内容有误", "basis": "条例第六条第二款"}
    assert told["作出审查结论"]["decision"] == "CLEARED"
    assert told["签发"] == {}
