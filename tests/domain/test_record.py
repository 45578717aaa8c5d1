"""政府信息: the whole life of a record, with everything that is refused on the way (design §5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.act import acting
from domain.archive import Caller, Recorded
from domain.description import ChannelUse, OpennessGiven
from domain.errors import (
    Incomplete,
    NotApproved,
    NotFound,
    NotPermitted,
    NotPublic,
    NotReviewed,
    PostNotHeld,
    ReviewOutdated,
    SamePerson,
    Taken,
    WrongState,
)
from domain.permissions import Role
from domain.record import Record, RecordState
from domain.review import Checklist, Decision, SecrecyReview
from domain.vocabulary import Channel, Openness
from tests.town import Town, act, body, description

PORTAL = [(Channel.PORTAL, None)]
ON_REQUEST = OpennessGiven(Openness.ON_REQUEST, None, "涉及第三方")
WITHHELD = OpennessGiven(Openness.WITHHELD, "D5", "内部管理信息")
PROACTIVE = OpennessGiven(Openness.PROACTIVE, None, "")


def record_in(town: Town, state: RecordState) -> str:
    """A record led into a state by lawful acts."""
    record = town.draft()
    if state is RecordState.DRAFTED:
        return record
    if state is RecordState.APPROVED:
        town.approve(record)
        return record
    town.publish(record)
    if state in (RecordState.AMENDING, RecordState.AMENDMENT_APPROVED):
        amend(town, record)
    if state is RecordState.AMENDMENT_APPROVED:
        town.approve(record)
    if state is RecordState.REPEALED:
        repeal(town, record)
    if state is RecordState.WITHDRAWN:
        withdraw(town, record)
    if state is RecordState.EXPUNGED:
        town.expunge(record)
    assert town.app.load(Record, record).state is state
    return record


def revise(town: Town, record: str) -> Recorded:
    return town.disclosure.revise(
        town.housing.drafter, record, description=description(), parts=[body("第一条 改。")]
    )


def open_review(town: Town, record: str) -> Recorded:
    return town.disclosure.open_review(town.housing.drafter, record)


def approve(town: Town, record: str) -> Recorded:
    return town.disclosure.approve(town.housing.approver, record)


def send_back(town: Town, record: str) -> Recorded:
    return town.disclosure.send_back(town.housing.approver, record, reason="请补充依据")


def reclassify(town: Town, record: str) -> Recorded:
    return town.disclosure.reclassify(town.housing.approver, record, ON_REQUEST)


def publish(town: Town, record: str) -> Recorded:
    return town.disclosure.publish(town.housing.publisher, record, PORTAL)


def post(town: Town, record: str) -> Recorded:
    return town.disclosure.post(town.housing.publisher, record, [(Channel.GAZETTE, "2026年第3期")])


def amend(town: Town, record: str) -> Recorded:
    return town.disclosure.amend(
        town.housing.drafter,
        record,
        description=description(),
        parts=[body("第一条 新的规定。")],
        reason="政策调整",
    )


def withdraw(town: Town, record: str) -> Recorded:
    return town.disclosure.withdraw(
        town.housing.approver, record, reason="发布有误", basis="条例第十八条"
    )


def repeal(town: Town, record: str) -> Recorded:
    return town.disclosure.repeal(
        town.housing.approver,
        record,
        reason="已被新办法代替",
        basis="清政规〔2026〕2号",
        repealed_on=date(2026, 3, 1),
    )


Command = Callable[[Town, str], Recorded]
COMMANDS: tuple[Command, ...] = (
    revise,
    open_review,
    approve,
    send_back,
    reclassify,
    publish,
    post,
    amend,
    withdraw,
    repeal,
)

# Where each command leads from each state; all other pairs are refused. `approve` and `publish`
# stand here with the review they need, which `record_in` leaves done or not.
LAWFUL: dict[tuple[str, Command], str] = {
    ("DRAFTED", revise): "DRAFTED",
    ("DRAFTED", open_review): "DRAFTED",
    ("DRAFTED", send_back): "DRAFTED",
    ("DRAFTED", reclassify): "DRAFTED",
    ("APPROVED", send_back): "DRAFTED",
    ("APPROVED", reclassify): "DRAFTED",
    ("APPROVED", publish): "PUBLISHED",
    ("PUBLISHED", post): "PUBLISHED",
    ("PUBLISHED", amend): "AMENDING",
    ("PUBLISHED", withdraw): "WITHDRAWN",
    ("PUBLISHED", repeal): "REPEALED",
    ("AMENDING", revise): "AMENDING",
    ("AMENDING", open_review): "AMENDING",
    ("AMENDING", send_back): "AMENDING",
    ("AMENDING", post): "AMENDING",
    ("AMENDING", withdraw): "WITHDRAWN",
    ("AMENDING", repeal): "REPEALED",
    ("AMENDMENT_APPROVED", send_back): "AMENDING",
    ("AMENDMENT_APPROVED", publish): "PUBLISHED",
    ("AMENDMENT_APPROVED", post): "AMENDMENT_APPROVED",
    ("AMENDMENT_APPROVED", withdraw): "WITHDRAWN",
    ("AMENDMENT_APPROVED", repeal): "REPEALED",
    ("REPEALED", withdraw): "WITHDRAWN",
}


@pytest.mark.parametrize("state", RecordState)
def test_a_command_leads_where_the_life_says_and_is_refused_elsewhere(
    town: Town, state: RecordState
) -> None:
    refused_on = record_in(town, state)
    for command in COMMANDS:
        if (state.value, command) in LAWFUL:
            record = record_in(town, state)
            command(town, record)
            assert town.app.load(Record, record).state.value == LAWFUL[state.value, command]
        else:
            reviewable = command is approve and state in (RecordState.DRAFTED, RecordState.AMENDING)
            with town.refuses(NotReviewed if reviewable else NotPermitted):
                command(town, refused_on)


@pytest.mark.parametrize("state", RecordState)
def test_the_case_file_itself_refuses_what_its_state_does_not_allow(
    town: Town, state: RecordState
) -> None:
    """The permission table is not the only guard: the rules stand with the case file."""
    record = town.app.load(Record, record_in(town, state))
    content = (record.pending or record.versions[-1]).content
    attempts: dict[Command, Callable[[], object]] = {
        revise: lambda: record.revise(description=description(), content=content),
        open_review: lambda: record.submit("secrecy_review:1"),
        approve: lambda: record.approve(None),
        send_back: lambda: record.send_back(reason="因"),
        reclassify: lambda: record.reclassify(ON_REQUEST),
        publish: lambda: record.publish([ChannelUse(Channel.PORTAL, date(2026, 3, 2), None)], None),
        post: lambda: record.post([ChannelUse(Channel.PRINT, date(2026, 3, 2), None)]),
        amend: lambda: record.amend(description=description(), content=content, reason="因"),
        withdraw: lambda: record.withdraw(reason="因", basis="据"),
        repeal: lambda: record.repeal(reason="因", basis="据", repealed_on=date(2026, 3, 1)),
    }
    with acting(act()):
        for command, attempt in attempts.items():
            if (state.value, command) not in LAWFUL:
                with pytest.raises((WrongState, NotReviewed, NotApproved)):
                    attempt()
    assert record.pending_events == []


# Drafting: openness at source


def test_a_draft_carries_its_openness_from_the_first_moment(town: Town) -> None:
    record = town.app.load(Record, town.draft(openness=ON_REQUEST))
    assert (record.state, record.openness) == (RecordState.DRAFTED, ON_REQUEST)
    assert record.organ == town.housing.organ


@pytest.mark.parametrize(
    ("openness", "message"),
    [
        (OpennessGiven(Openness.ON_REQUEST, None, ""), "依申请公开须写明理由"),
        (OpennessGiven(Openness.ON_REQUEST, None, " \n"), "依申请公开须写明理由"),
        (OpennessGiven(Openness.WITHHELD, "D5", ""), "不予公开须写明理由"),
        (OpennessGiven(Openness.WITHHELD, None, "因"), "不公开理由"),
        (OpennessGiven(Openness.WITHHELD, "D8", "因"), "不公开理由"),
        (OpennessGiven(Openness.PROACTIVE, "D5", ""), "只有不予公开才写"),
        (OpennessGiven(Openness.ON_REQUEST, "D5", "因"), "只有不予公开才写"),
    ],
)
def test_the_two_non_public_values_need_their_reason(
    town: Town, openness: OpennessGiven, message: str
) -> None:
    with town.refuses(Incomplete, message):
        town.draft(openness=openness)


def test_a_draft_without_text_is_refused(town: Town) -> None:
    with town.refuses(Incomplete, "正文是空的"):
        town.draft(text=" \n ")
    with town.refuses(Incomplete, "正文是空的"):
        town.disclosure.draft(
            town.housing.drafter, description=description(), openness=PROACTIVE, parts=[]
        )


def test_an_officer_drafts_for_the_organ_of_his_post_only(town: Town) -> None:
    with town.refuses(PostNotHeld, "一个机关的岗位"):
        town.disclosure.draft(
            town.registrars[0], description=description(), openness=PROACTIVE, parts=[body("文")]
        )
    other = town.enrol_office("清河县民政局")
    record = town.draft()
    with town.refuses(PostNotHeld, "另一个机关"):
        town.revise(record, text="改。", office=other)


def test_document_number_and_title_are_kept_as_typed(town: Town) -> None:
    typed = "清建发[2026]第012号"
    record = town.app.load(Record, town.draft(document_number=typed, title=" 关于… 的通知"))
    assert record.pending is not None
    assert record.pending.description.document_number == typed
    assert record.pending.description.title == " 关于… 的通知"


# Index numbers


def test_an_index_number_is_unique_within_the_organ_however_it_is_spelled(town: Town) -> None:
    town.draft(index_number="QH/2026-00001")
    for same in ("QH/2026-00001", "qh/2026-00001", "QH/2026—00001", " QH/2026-00001"):
        with town.refuses(Taken, "索引号"):
            town.draft(index_number=same)


def test_an_index_number_is_free_in_another_organ(town: Town) -> None:
    town.draft(index_number="QH/2026-00001")
    other = town.enrol_office("清河县民政局")
    town.draft(other, index_number="QH/2026-00001")


def test_an_index_number_is_never_released(town: Town) -> None:
    record = town.publish_record(index_number="QH/2026-00001")
    withdraw(town, record.id)
    with town.refuses(Taken):
        town.draft(index_number="QH/2026-00001")


@pytest.mark.parametrize("unstated", [None, "", "  "])
def test_many_records_may_have_no_index_number(town: Town, unstated: str | None) -> None:
    town.draft(index_number=unstated)
    town.draft(index_number=unstated)


def test_an_index_number_may_be_stated_later_and_then_stays(town: Town) -> None:
    record = town.draft()
    town.revise(record, text="一。", index_number="QH/1")
    town.revise(record, text="二。", index_number="QH/1")
    with town.refuses(Incomplete, "索引号确定后不能更改"):
        town.revise(record, text="三。", index_number="QH/2")
    with town.refuses(Incomplete, "索引号确定后不能更改"):
        town.revise(record, text="三。", index_number=None)
    with town.refuses(Taken):
        town.draft(index_number="QH/1")


# Review before approval


def test_handing_in_writes_record_and_review_in_one_act(town: Town) -> None:
    opened = open_review(town, town.draft())
    assert [event.topic for event in opened.events] == [
        "gongkai.record.submitted.v1",
        "gongkai.secrecy_review.opened.v1",
    ]


def test_a_draft_is_handed_in_once(town: Town) -> None:
    record = town.draft()
    open_review(town, record)
    with town.refuses(WrongState, "已经送审"):
        open_review(town, record)


def test_nothing_is_approved_without_a_review(town: Town) -> None:
    record = town.draft()
    with town.refuses(NotReviewed, "还没有送保密审查"):
        approve(town, record)


def test_nothing_is_approved_while_its_review_is_open(town: Town) -> None:
    record = town.draft()
    town.open_review(record)
    with town.refuses(NotReviewed, "没有结论"):
        approve(town, record)


def test_nothing_is_approved_that_the_review_returned(town: Town) -> None:
    record = town.draft()
    conclude(town, town.open_review(record), Decision.RETURNED)
    with town.refuses(NotReviewed, "退回修改"):
        approve(town, record)
    with town.refuses(WrongState, "已经送审"):
        open_review(town, record)
    revise(town, record)
    town.publish(record)


def conclude(town: Town, review: str, decision: Decision, ground: str | None = None) -> Recorded:
    return town.disclosure.conclude(
        town.housing.reviewer,
        review,
        decision=decision,
        reason="意见",
        checklist=Checklist("", "", ""),
        ground=ground,
    )


def test_what_the_review_refused_is_not_approved_as_proactive(town: Town) -> None:
    record = town.draft()
    conclude(town, town.open_review(record), Decision.REFUSED, "D4")
    with town.refuses(NotPublic, "不得公开"):
        approve(town, record)
    # Once the openness says so too, the head signs it, and it stays unpublished.
    reclassify(town, record)
    approve(town, record)
    with town.refuses(NotPublic, "依申请公开"):
        publish(town, record)


def test_revising_voids_the_review(town: Town) -> None:
    record = town.draft()
    town.clear(town.open_review(record))
    revise(town, record)
    with town.refuses(ReviewOutdated, "重新送审"):
        approve(town, record)
    town.clear(town.open_review(record))
    approve(town, record)


def test_a_signed_version_is_revised_only_after_it_was_sent_back(town: Town) -> None:
    record = record_in(town, RecordState.APPROVED)
    with town.refuses(NotPermitted):
        revise(town, record)
    send_back(town, record)
    revise(town, record)
    with town.refuses(NotPermitted, "不能公开"):
        publish(town, record)
    with town.refuses(ReviewOutdated):
        approve(town, record)


def test_publishing_on_a_review_of_another_draft_is_refused_by_the_record_itself(
    town: Town,
) -> None:
    first, second = record_in(town, RecordState.APPROVED), record_in(town, RecordState.APPROVED)
    record, other = town.app.load(Record, first), town.app.load(Record, second)
    foreign = town.app.load(SecrecyReview, str(other.review))
    with acting(act(town.housing.publisher.officer)), pytest.raises(ReviewOutdated):
        record.publish([ChannelUse(Channel.PORTAL, date(2026, 3, 2), None)], foreign)


@pytest.mark.parametrize("reason", ["", " \t"])
def test_sending_back_needs_a_reason(town: Town, reason: str) -> None:
    record = town.draft()
    with town.refuses(Incomplete, "退回须写明理由"):
        town.disclosure.send_back(town.housing.approver, record, reason=reason)


# Three officers


@pytest.fixture
def jack(town: Town) -> dict[str, Caller]:
    """One officer with every post of the organ, as a caller in each."""
    organ = town.housing.organ
    caller = town.enrol_officer("全能", (Role.DRAFTER, organ))
    callers = {"drafter": caller}
    for role in (Role.REVIEWER, Role.APPROVER, Role.PUBLISHER):
        post = town.give_post(caller.officer, role, organ)
        callers[role.value] = replace(caller, post=post)
    return callers


def test_a_drafter_does_not_review_his_draft(town: Town, jack: dict[str, Caller]) -> None:
    office = replace(town.housing, drafter=jack["drafter"], reviewer=jack["reviewer"])
    record = town.draft(office)
    review = town.open_review(record)
    with town.refuses(SamePerson, "起草人不能审查"):
        town.clear(review, office)


def test_a_drafter_does_not_approve_his_draft(town: Town, jack: dict[str, Caller]) -> None:
    record = town.draft(replace(town.housing, drafter=jack["drafter"]))
    town.clear(town.open_review(record))
    with town.refuses(SamePerson, "三名不同"):
        town.disclosure.approve(jack["approver"], record)


def test_a_reviewer_does_not_approve(town: Town, jack: dict[str, Caller]) -> None:
    record = town.draft()
    town.clear(town.open_review(record), replace(town.housing, reviewer=jack["reviewer"]))
    with town.refuses(SamePerson, "三名不同"):
        town.disclosure.approve(jack["approver"], record)


def test_who_revised_the_draft_is_a_drafter_too(town: Town, jack: dict[str, Caller]) -> None:
    record = town.draft()
    town.revise(record, text="改。", office=replace(town.housing, drafter=jack["drafter"]))
    review = town.open_review(record)
    with town.refuses(SamePerson):
        town.clear(review, replace(town.housing, reviewer=jack["reviewer"]))
    town.clear(review)
    with town.refuses(SamePerson):
        town.disclosure.approve(jack["approver"], record)


@pytest.mark.parametrize("part", ["drafter", "reviewer"])
def test_drafter_and_reviewer_do_not_publish(
    town: Town, jack: dict[str, Caller], part: str
) -> None:
    office = replace(town.housing, **{part: jack[part]})  # type: ignore[arg-type]
    record = town.draft(office)
    town.clear(town.open_review(record, office), office)
    approve(town, record)
    with town.refuses(SamePerson, "不能发布"):
        town.disclosure.publish(jack["publisher"], record, PORTAL)


def test_the_approver_may_publish(town: Town) -> None:
    record = record_in(town, RecordState.APPROVED)
    town.disclosure.publish(town.housing.approver, record, PORTAL)


def test_the_drafter_of_an_earlier_version_may_review_a_later_one(
    town: Town, jack: dict[str, Caller]
) -> None:
    record = town.draft(replace(town.housing, drafter=jack["drafter"]))
    town.publish(record)
    amend(town, record)
    town.clear(town.open_review(record), replace(town.housing, reviewer=jack["reviewer"]))
    approve(town, record)


# Publication


@pytest.mark.parametrize("openness", [ON_REQUEST, WITHHELD])
def test_a_record_that_is_not_proactive_is_never_published(
    town: Town, openness: OpennessGiven
) -> None:
    record = town.draft(openness=openness)
    town.approve(record)
    with town.refuses(NotPublic, openness.value.chinese):
        publish(town, record)


def test_a_record_is_published_on_its_channels_on_the_legal_date(town: Town) -> None:
    town.clock.advance(hours=15)  # past 16:00 UTC it is tomorrow in Asia/Shanghai
    record = record_in(town, RecordState.APPROVED)
    uses = [(Channel.PORTAL, None), (Channel.NOTICE_BOARD, "县政府东门")]
    town.disclosure.publish(town.housing.publisher, record, uses)
    published = town.app.load(Record, record)
    assert published.channels == (
        ChannelUse(Channel.PORTAL, date(2026, 3, 3), None),
        ChannelUse(Channel.NOTICE_BOARD, date(2026, 3, 3), "县政府东门"),
    )
    assert [version.number for version in published.versions] == [1]


def test_publication_needs_a_channel_and_no_channel_twice(town: Town) -> None:
    record = record_in(town, RecordState.APPROVED)
    with town.refuses(Incomplete, "至少要有一个公开渠道"):
        town.disclosure.publish(town.housing.publisher, record, [])
    with town.refuses(Incomplete, "写了两次"):
        town.disclosure.publish(town.housing.publisher, record, PORTAL * 2)


def test_further_channels_are_added_and_none_twice(town: Town) -> None:
    record = town.publish_record()
    post(town, record.id)
    assert [use.channel for use in town.app.load(Record, record.id).channels] == [
        Channel.PORTAL,
        Channel.GAZETTE,
    ]
    with town.refuses(WrongState, "已经在这个渠道"):
        post(town, record.id)


# Amendment


def test_an_amended_version_is_reviewed_anew_and_the_old_one_stays_readable(town: Town) -> None:
    record = town.publish_record(text="旧的规定。")
    amend(town, record.id)
    with town.refuses(NotReviewed):
        approve(town, record.id)
    town.publish(record.id)
    amended = town.app.load(Record, record.id)
    assert [version.number for version in amended.versions] == [1, 2]
    assert town.contents.text(amended.version_of(1).content) == "旧的规定。"
    assert town.contents.text(amended.version_of(2).content) == "第一条 新的规定。"


def test_there_is_no_version_before_the_first_or_after_the_last(town: Town) -> None:
    record = town.publish_record()
    for number in (-1, 0, 2):
        with pytest.raises(NotFound):
            record.version_of(number)


def test_an_amendment_needs_a_reason(town: Town) -> None:
    record = town.publish_record()
    with town.refuses(Incomplete, "修改须写明理由"):
        town.disclosure.amend(
            town.housing.drafter,
            record.id,
            description=description(),
            parts=[body("新。")],
            reason=" ",
        )


# Withdrawal and repeal


@pytest.mark.parametrize(
    ("changes", "field"), [({"reason": " "}, "reason"), ({"basis": ""}, "basis")]
)
def test_withdrawal_and_repeal_need_reason_and_basis(
    town: Town, changes: dict[str, str], field: str
) -> None:
    record = town.publish_record().id
    given = {"reason": "因", "basis": "据"} | changes
    reason, basis = given["reason"], given["basis"]
    with pytest.raises(Incomplete) as refused, acting(act()):
        town.app.load(Record, record).withdraw(reason=reason, basis=basis)
    assert refused.value.field == field
    with town.refuses(Incomplete, "撤回须写明"):
        town.disclosure.withdraw(town.housing.approver, record, reason=reason, basis=basis)
    with town.refuses(Incomplete, "废止须写明"):
        town.disclosure.repeal(
            town.housing.approver,
            record,
            reason=reason,
            basis=basis,
            repealed_on=date(2026, 3, 1),
        )


def test_a_withdrawn_record_may_withhold_even_its_title(town: Town) -> None:
    record = town.publish_record().id
    town.disclosure.withdraw(
        town.housing.approver, record, reason="因", basis="据", withhold_title=True
    )
    withdrawn = town.app.load(Record, record)
    assert (withdrawn.state, withdrawn.withhold_title) == (RecordState.WITHDRAWN, True)


@pytest.mark.parametrize("end", [withdraw, repeal])
def test_a_pending_amendment_falls_with_its_record(town: Town, end: Command) -> None:
    record = record_in(town, RecordState.AMENDING)
    review = town.open_review(record)
    end(town, record)
    assert town.app.load(Record, record).pending is None
    with town.refuses(ReviewOutdated):
        town.clear(review)


def test_a_repealed_record_names_what_replaces_it(town: Town) -> None:
    old, new = town.publish_record().id, town.publish_record().id

    def replaced_by(other: str) -> Recorded:
        return town.disclosure.repeal(
            town.housing.approver,
            old,
            reason="因",
            basis="据",
            repealed_on=date(2026, 3, 1),
            replaced_by=other,
        )

    with town.refuses(Incomplete, "自己代替自己"):
        replaced_by(old)
    with town.refuses(NotFound):
        replaced_by("record:01900000-0000-7000-8000-ffffffffffff")
    with town.refuses(NotFound):
        replaced_by(town.housing.organ)
    replaced_by(new)
    assert town.app.load(Record, old).state is RecordState.REPEALED


# Re-examination of the openness (条例 art 18)


def test_what_was_withheld_is_opened_after_re_examination(town: Town) -> None:
    record = town.draft(openness=WITHHELD)
    town.approve(record)
    town.disclosure.reclassify(
        town.housing.approver, record, OpennessGiven(Openness.PROACTIVE, None, "已过保护期")
    )
    with town.refuses(ReviewOutdated):
        approve(town, record)
    town.publish(record)
    assert town.app.load(Record, record).state is RecordState.PUBLISHED


def test_changing_the_openness_needs_a_reason_and_a_change(town: Town) -> None:
    record = town.draft(openness=ON_REQUEST)
    with town.refuses(Incomplete, "改定公开属性须写明理由"):
        town.disclosure.reclassify(town.housing.approver, record, PROACTIVE)
    with town.refuses(WrongState, "没有变化"):
        town.disclosure.reclassify(town.housing.approver, record, ON_REQUEST)
    with town.refuses(Incomplete, "不公开理由"):
        town.disclosure.reclassify(
            town.housing.approver, record, OpennessGiven(Openness.WITHHELD, None, "因")
        )
