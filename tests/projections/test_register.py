"""The public register: what it shows, and what it never shows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event

from domain.description import Attribute
from domain.errors import Malformed, NotFound
from domain.kinds import KINDS
from domain.record import Record, RecordState
from domain.review import SecrecyReview
from domain.vocabulary import Channel, Status
from projections import casework, organs, register
from projections.projector import Projector
from projections.register_fold import register_projection
from projections.register_search import Sought
from projections.views import open_views
from tests.projections.lives import LIVES, Lives, all_events, fill, in_pieces, rows_of, tamper
from tests.town import Town, copy_town

PUBLIC = "register_"


def follow(town: Town, engine: Engine) -> None:
    """Bring the register to the journal's head."""
    projector = Projector(town.journal, [register_projection(engine)])
    projector.catch_up()
    assert not projector.states()[0].failed, projector.states()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tries=LIVES, seed=st.integers(0, 1000))
def test_after_any_lives_the_register_is_what_the_domain_says_and_nothing_unpublished_shows(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory, tries: Any, seed: int
) -> None:
    home = tmp_path_factory.mktemp("lives")
    town = copy_town(founded_town, home / "town")
    views, fresh = open_views(home / "views.db"), open_views(home / "fresh.db")
    lives = Lives(town)
    lives.play(tries)
    projection = register_projection(views)
    for piece in in_pieces(all_events(town), seed):
        projection.apply(piece)
    follow(town, fresh)
    assert rows_of(views) == rows_of(fresh), "batches or repeats made a difference"
    _require_agreement_with_the_domain(town, lives, views)
    _require_nothing_unpublished(town, lives, views)
    town.close()
    views.dispose()
    fresh.dispose()


def _require_agreement_with_the_domain(town: Town, lives: Lives, views: Engine) -> None:
    with views.connect() as connection:
        listed = {draft.id: draft for draft in casework.drafts(connection, limit=1000).items}
        assert set(listed) == set(lives.records)
        public = 0
        for identity in lives.records:
            domain = town.app.load(Record, identity)
            draft = listed[identity]
            assert (draft.state, draft.version, draft.organ, draft.openness) == (
                domain.state,
                domain.version,
                domain.organ,
                domain.openness.value,
            )
            if draft.review is not None:
                review = town.app.load(SecrecyReview, draft.review.id)
                assert domain.review == review.id
                assert (draft.review.state, draft.review.decision, draft.review.version) == (
                    review.state,
                    review.decision,
                    review.version,
                )
            if not domain.versions:
                with pytest.raises(NotFound):
                    register.record(connection, identity)
                continue
            page = register.record(connection, identity)
            public += not page.listed.withheld
            _require_page(page, domain)
        statuses = tuple(Status)
        every = register.newest(connection, statuses=statuses, limit=1000)
        assert every.total == len(every.items) == public
        counted = register.counts(connection)
        assert counted.readable + counted.withdrawn == public


def _require_page(page: register.RecordPage, domain: Record) -> None:
    if domain.withhold_title:
        assert page.listed.withheld
        assert page.listed.title == page.listed.organ == ""
        assert page.versions == ()
        assert page.withdrawal is None
        return
    newest = domain.versions[-1]
    assert page.listed.title == newest.description.title
    assert page.listed.number == len(page.versions) == len(domain.versions)
    assert [row.number for row in page.versions] == sorted(
        (version.number for version in domain.versions), reverse=True
    )
    assert page.channels == domain.channels
    statuses = {
        RecordState.WITHDRAWN: Status.WITHDRAWN,
        RecordState.EXPUNGED: Status.WITHDRAWN,
        RecordState.REPEALED: Status.REPEALED,
    }
    assert page.listed.status is statuses.get(domain.state, Status.IN_FORCE)
    withdrawn = domain.state in (RecordState.WITHDRAWN, RecordState.EXPUNGED)
    assert (page.expunged is not None) == (domain.state is RecordState.EXPUNGED)
    for row in page.versions:
        assert row.content == (None if withdrawn else domain.version_of(row.number).content)
    for later, earlier in zip(page.versions, page.versions[1:], strict=False):
        assert earlier.to_position == later.from_position
    assert page.versions[0].to_position is None


def _require_nothing_unpublished(town: Town, lives: Lives, views: Engine) -> None:
    """No id, title, text, officer or review of what was not published is in any public row."""
    shown = repr(rows_of(views, PUBLIC))
    assert "officer:" not in shown
    assert "post:" not in shown
    assert "secrecy_review:" not in shown
    assert "正文" not in shown.replace("正文.txt", "")
    published = set()
    for identity in lives.records:
        domain = town.app.load(Record, identity)
        if not domain.versions:
            assert identity not in shown
        elif not domain.withhold_title:
            published |= {version.description.title for version in domain.versions}
    for number in range(1, next(lives.numbers)):
        title = f"题名{number:04}号"
        if title not in published:
            assert title not in shown


# What a page shows


def test_a_published_record_shows_its_head_its_steps_by_post_and_that_they_were_three_people(
    town: Town, views: Engine
) -> None:
    made = town.publish_record(title="公租房分配办法", index_number="QH-1")
    follow(town, views)
    with views.connect() as connection:
        page = register.record(connection, made.id)
        assert register.position(connection) == town.position
    assert page.listed.organ_name == town.housing.name
    assert page.listed.status is Status.IN_FORCE
    assert page.listed.kind in KINDS
    assert page.proof is not None
    assert page.proof.three_people
    steps = (page.proof.drafted, page.proof.reviewed, page.proof.approved, page.proof.published)
    assert [step and step.post for step in steps] == ["经办人", "保密审查员", "签发人", "发布员"]
    assert {step.organ for step in steps if step} == {town.housing.name}
    positions = [step.position for step in steps if step]
    assert positions == sorted(positions)
    assert page.proof.position == positions[-1] == page.proof.leaf_index + 1
    assert page.channels[0].channel is Channel.PORTAL
    assert page.listed.published_on == page.channels[0].on


def test_a_pending_amendment_changes_nothing_the_public_sees(town: Town, views: Engine) -> None:
    made = town.publish_record()
    follow(town, views)
    before = rows_of(views, PUBLIC)
    Lives(town, [made.id]).attempt("amend", 0, 0)
    town.open_review(made.id)
    follow(town, views)
    assert rows_of(views, PUBLIC) == before
    with views.connect() as connection:
        assert casework.draft(connection, made.id).state is RecordState.AMENDING


def test_a_migrated_record_says_so_and_claims_no_steps(town: Town, views: Engine) -> None:
    lives = Lives(town)
    lives.attempt("migrate", 0, 1)
    follow(town, views)
    with views.connect() as connection:
        page = register.record(connection, lives.records[0])
    assert page.listed.migrated
    assert page.migration is not None
    assert (page.migration.order, page.migration.source) == ("清府令3号", "旧门户网站")
    assert page.migration.step.post == "迁移员"
    assert page.proof is not None
    assert (page.proof.drafted, page.proof.reviewed, page.proof.approved) == (None, None, None)
    assert not page.proof.three_people


def test_a_withdrawn_record_leaves_a_tombstone_without_content_or_attributes(
    town: Town, views: Engine
) -> None:
    stated = Attribute("公示期限", "名单在附件里")
    made = town.publish_record(title="撤回的", attributes=(stated,))
    follow(town, views)
    with views.connect() as connection:
        assert register.record(connection, made.id).attributes == (stated,)
    town.disclosure.withdraw(town.housing.approver, made.id, reason="有误", basis="条例 14")
    follow(town, views)
    assert "名单在附件里" not in repr(rows_of(views, PUBLIC))
    with views.connect() as connection:
        page = register.record(connection, made.id)
        assert register.newest(connection).items == ()
        found = register.newest(connection, statuses=(Status.WITHDRAWN,)).items
    assert [one.title for one in found] == ["撤回的"]
    assert page.withdrawal is not None
    assert (page.withdrawal.reason, page.withdrawal.step.post) == ("有误", "签发人")
    assert [version.content for version in page.versions] == [None]


def test_a_record_with_a_withheld_title_keeps_nothing_but_its_id(town: Town, views: Engine) -> None:
    made = town.publish_record(title="不能再提的", document_number="清密发〔2026〕9号")
    town.disclosure.withdraw(
        town.housing.approver, made.id, reason="有误", basis="条例 14", withhold_title=True
    )
    follow(town, views)
    shown = repr(rows_of(views, "register_records", "register_versions", "register_changes"))
    assert "不能再提的" not in shown
    assert "清密发" not in shown
    with views.connect() as connection:
        page = register.record(connection, made.id)
        assert page.listed.withheld
        assert page.listed.published_at is page.listed.changed_at is None
        assert register.newest(connection, statuses=tuple(Status)).total == 0
        assert register.counts(connection).withdrawn == 0
        assert register.month_numbers(connection, 2026, 3).withdrawn == 0
        assert register.visible(connection, [(made.id, 1)]) == {}
        assert organs.organ(connection, town.housing.organ).withdrawn == 0


def test_who_replaces_a_record_shows_only_once_it_is_public_itself(
    town: Town, views: Engine
) -> None:
    old, new = town.publish_record(title="旧办法").id, town.draft(title="新办法")
    town.disclosure.repeal(
        town.housing.approver,
        old,
        reason="有新规定",
        basis="条例",
        repealed_on=date(2026, 3, 1),
        replaced_by=new,
    )
    follow(town, views)
    assert new not in repr(rows_of(views, PUBLIC))
    with views.connect() as connection:
        repeal = register.record(connection, old).repeal
    assert repeal is not None
    assert (repeal.on, repeal.replaced_by) == (date(2026, 3, 1), None)
    town.publish(new)
    follow(town, views)
    with views.connect() as connection:
        repeal = register.record(connection, old).repeal
        assert repeal is not None
        assert repeal.replaced_by == register.Related(new, "新办法")
        assert register.record(connection, new).replaces == (register.Related(old, "旧办法"),)
    town.disclosure.withdraw(
        town.housing.approver, new, reason="有误", basis="条例", withhold_title=True
    )
    follow(town, views)
    with views.connect() as connection:
        repeal = register.record(connection, old).repeal
        assert repeal is not None
        assert repeal.replaced_by is None


# Lists


def test_a_list_read_part_by_part_is_the_whole_list_newest_first(town: Town, views: Engine) -> None:
    lives = Lives(town)
    for choice in (3, 2, 3):
        lives.attempt("migrate", 0, choice)
    for _ in range(3):
        lives.attempt("draft", 0, 0)
        lives.attempt("publish", len(lives.records) - 1, 0)
    follow(town, views)
    with views.connect() as connection:
        whole = register.newest(connection, limit=1000)
        parts: list[register.ListedRecord] = []
        after = None
        while True:
            part = register.newest(connection, limit=4, after=after)
            assert part.total == whole.total
            parts += part.items
            after = part.next
            if after is None:
                break
        dates = [one.published_on for one in whole.items]
        assert register.of_organ(connection, town.housing.organ, limit=1000) == whole
        assert register.of_organ(connection, "organ:none").items == ()
    assert tuple(parts) == whole.items
    assert len(parts) == 14
    dated = [day for day in dates if day is not None]
    assert dated == sorted(dated, reverse=True)
    assert dates[: len(dated)] == dated


@pytest.mark.parametrize("cursor", ["", "x", "2026-01-01", "2026-01-01.", "2026-1-1.3", ".-1"])
def test_a_cursor_that_no_list_gave_out_is_refused(views: Engine, cursor: str) -> None:
    register_projection(views)
    with views.connect() as connection, pytest.raises(Malformed):
        register.newest(connection, after=cursor)


@pytest.mark.parametrize(
    "written",
    ["清建发〔2026〕12号", "清建发[2026]012号", "清建发(2026)第12号", "清建发【2026】 12 号"],
)
def test_a_record_is_found_by_its_document_number_in_any_spelling(
    town: Town, views: Engine, written: str
) -> None:
    made = town.publish_record(document_number="清建发〔2026〕12号", index_number="QH/2026—001")
    follow(town, views)
    with views.connect() as connection:
        assert [one.id for one in register.records_with_number(connection, written)] == [made.id]
        found = register.records_with_number(connection, "qh/2026-001")
        assert [one.id for one in found] == [made.id]
        assert register.records_with_number(connection, "清建发〔2026〕1号") == ()


def test_the_register_is_searched_by_title_number_organ_year_and_facet(
    town: Town, views: Engine
) -> None:
    one = town.publish_record(title="公租房办法", document_number="清建发〔2026〕12号")
    other = town.publish_record(
        title="供水管网公告",
        kind="other",
        document_number=None,
        index_number="QH-2026/00031",
        field="供水",
        formed_on=date(2025, 3, 1),
    )
    town.draft(title="公租房草稿")
    follow(town, views)
    with views.connect() as connection:

        def found(*words: str, **more: Any) -> set[str]:
            listing = register.records_sought(connection, Sought(words, **more))
            assert listing.total == len(listing.items)
            return {record.id for record in listing.items}

        both = {one.id, other.id}
        assert found() == both
        for number in (
            "清建发[2026]12号",
            "清建发(2026)第12号",
            "〔2026〕12号",
            "清建发２０２６－１２号",
        ):
            assert found(number) == {one.id}, number
        assert found("清建发", "〔2026〕", "12", "号") == {one.id}
        assert found("清建发〔2026〕1号") == set()
        assert found("qh-2026/00031") == {other.id}
        assert found("办法", "2026〕12号") == {one.id}
        assert found("发") == set()
        assert found(without=("供水",)) == {one.id}
        assert found(organs=("住房",)) == both
        assert found(organs=("水利",)) == set()
        assert found(years=((2000, 2020),)) == set()
        assert found(chosen={"field": ("供水", "供电")}) == {other.id}
        assert found(chosen={"status": ("REPEALED",), "organ": ()}) == set()
        assert found(chosen={"year": ("1999",)}) == set()
        assert found(chosen={"colour": ("red",)}) == both
        assert register.changed_after(connection, 0) == 2
        assert register.changed_after(connection, town.position) == 0


def test_titles_are_searched_without_the_index_and_signs_mean_themselves(
    town: Town, views: Engine
) -> None:
    made = town.publish_record(title="关于100%兑现公租房补贴的通知")
    town.publish_record(title="关于公租房的公告")
    follow(town, views)
    with views.connect() as connection:
        found = register.records_titled(connection, ["公租房", "100%"])
        assert [one.id for one in found.items] == [made.id]
        assert register.records_titled(connection, ["_租房"]).total == 0
        assert register.records_titled(connection, ["公租房"]).total == 2


def test_hits_are_shown_with_what_the_register_has_and_without_what_it_hides(
    town: Town, views: Engine
) -> None:
    amended = town.publish_record(title="修改过的")
    town.amend(amended.id, text="新的正文")
    gone = town.publish_record(title="撤回的")
    town.amend(gone.id, text="新的正文")
    town.disclosure.withdraw(town.housing.approver, gone.id, reason="有误", basis="条例")
    draft = town.draft()
    follow(town, views)
    pairs = [(amended.id, 1), (amended.id, 2), (amended.id, 3), (gone.id, 1), (gone.id, 2)]
    with views.connect() as connection:
        shown = register.visible(connection, [*pairs, (draft, 1)])
    assert set(shown) == {(amended.id, 1), (amended.id, 2), (gone.id, 2)}
    assert shown[gone.id, 2].version.content is None
    assert shown[gone.id, 2].record.status is Status.WITHDRAWN


def test_what_was_taken_away_since_a_position_is_told_by_its_ids(town: Town, views: Engine) -> None:
    kept, first, second = (town.publish_record(title=f"第{n}件") for n in (1, 2, 3))
    withdrawn: list[int] = []
    for gone, withhold in ((first, False), (second, True)):
        town.disclosure.withdraw(
            town.housing.approver, gone.id, reason="误", basis="条例", withhold_title=withhold
        )
        withdrawn.append(town.position)
    town.amend(kept.id, text="新的正文")
    follow(town, views)
    with views.connect() as connection:

        def since(position: int, limit: int = 9) -> set[str]:
            return set(register.taken_away_after(connection, position, limit))

        assert since(0) == since(withdrawn[0] - 1) == {first.id, second.id}
        assert since(withdrawn[0]) == {second.id}
        assert since(withdrawn[1]) == set()
        assert len(since(0, 1)) == 1


def test_the_numbers_of_a_month_count_public_acts_by_their_legal_day(
    town: Town, views: Engine
) -> None:
    made = town.publish_record()
    town.amend(made.id, text="新的正文")
    Lives(town).attempt("migrate", 0, 1)
    # 23:30 UTC on the last of March is the first of April in Asia/Shanghai.
    town.clock.time = town.clock.time.replace(month=3, day=31, hour=23, minute=30)
    town.disclosure.withdraw(town.housing.approver, made.id, reason="有误", basis="条例")
    follow(town, views)
    with views.connect() as connection:
        march = register.month_numbers(connection, 2026, 3)
        april = register.month_numbers(connection, 2026, 4)
    assert (march.published, march.amended, march.migrated, march.withdrawn) == (1, 1, 2, 0)
    assert (april.published, april.withdrawn) == (0, 1)


def test_an_organ_has_its_names_its_guide_and_what_it_published(town: Town, views: Engine) -> None:
    other = town.registration.enrol_organ(
        town.registrars[0], name="清河县教育局", short_name="教育局", aliases=("县教育局",)
    ).stream
    town.publish_record()
    Lives(town).attempt("guide", 0, 0)
    follow(town, views)
    with views.connect() as connection:
        assert [(one.name, one.records) for one in organs.organs(connection)] == [
            (town.housing.name, 1),
            ("清河县教育局", 0),
        ]
        page = organs.organ(connection, town.housing.organ)
        assert page.guide is not None
        assert page.guide.unit == "政务公开办"
        assert page.in_force == 1
        for name in ("清河县教育局", "教育局", "县教育局", " 教育局 "):
            assert organs.organ_named(connection, name).id == other
        for name in ("", "无此局"):
            with pytest.raises(NotFound):
                organs.organ_named(connection, name)


def test_what_was_published_against_its_openness_shows_nowhere(town: Town, views: Engine) -> None:
    made = town.publish_record(title="本不该公开")
    tamper(
        town,
        (
            "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), 'PROACTIVE', 'ON_REQUEST')"
            " AS BLOB) WHERE stream = ? AND version = 1",
            (made.id,),
        ),
    )
    follow(town, views)
    assert made.id not in repr(rows_of(views, PUBLIC))


# What is not public


QUESTIONS: tuple[Callable[[Connection, str, str], object], ...] = (
    lambda c, record, organ: register.record(c, record),
    lambda c, record, organ: register.version(c, record, 1),
    lambda c, record, organ: register.newest(c, statuses=tuple(Status), after="2030-01-01.9"),
    lambda c, record, organ: register.of_organ(c, organ),
    lambda c, record, organ: register.records_with_number(c, "清建发〔2026〕1号"),
    lambda c, record, organ: register.records_titled(c, ["公"]),
    lambda c, record, organ: register.visible(c, [(record, 1)]),
    lambda c, record, organ: register.counts(c),
    lambda c, record, organ: register.month_numbers(c, 2026, 3),
    lambda c, record, organ: register.position(c),
    lambda c, record, organ: organs.organs(c),
    lambda c, record, organ: organs.organ(c, organ),
    lambda c, record, organ: organs.organ_named(c, "清河县住房和城乡建设局"),
)


def test_no_public_question_touches_a_table_of_the_officers(town: Town, views: Engine) -> None:
    made = town.publish_record()
    follow(town, views)
    asked: list[str] = []
    event.listen(views, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with views.connect() as connection:
        for question in QUESTIONS:
            question(connection, made.id, town.housing.organ)
    assert len(asked) > len(QUESTIONS)
    assert not [sql for sql in asked if "casework" in sql or "trail" in sql]


def test_drafts_are_listed_by_organ_and_state_with_what_an_act_on_them_needs(
    town: Town, views: Engine
) -> None:
    lives = fill(town)
    follow(town, views)
    with views.connect() as connection:
        whole = casework.drafts(connection, limit=1000)
        assert whole.total == len(whole.items) == len(lives.records)
        first = casework.drafts(connection, limit=3)
        rest = casework.drafts(connection, limit=1000, after=first.next)
        assert first.items + rest.items == whole.items
        [pending] = casework.drafts(connection, state=RecordState.DRAFTED).items
        assert pending.id == lives.records[5]
        assert pending.review is not None
        assert casework.drafts(connection, organ="organ:none").total == 0
        with pytest.raises(Malformed):
            casework.drafts(connection, after="-1")
        with pytest.raises(NotFound):
            casework.draft(connection, "record:none")


def test_every_content_any_event_names_is_known_for_the_sweep(town: Town, views: Engine) -> None:
    lives = fill(town)
    lives.attempt("revise", 5, 0)
    follow(town, views)
    named = {
        content.id
        for happened in all_events(town)
        if (content := getattr(happened.event, "content", None)) and not isinstance(content, str)
    }
    with views.connect() as connection:
        known = {content.id for content in casework.contents_named(connection, town.position)}
        assert known == named
        with pytest.raises(casework.Behind):
            list(casework.contents_named(connection, town.position + 1))
