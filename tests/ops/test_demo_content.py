"""The demonstration county as data: complete, lawful, varied, invented, the same each time."""

import hashlib
import re
import time
from collections import Counter
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from domain.act import acting
from domain.content import Content
from domain.description import Attribute, ChannelUse, Description, OpennessGiven
from domain.findings import FindingKind, find
from domain.kinds import KINDS
from domain.organ import OrganKind
from domain.permissions import ARCHIVE_WIDE, Role, allows
from domain.record import Record, RecordState
from domain.review import Answer, Checklist, Decision, Ladder, ReviewState, SecrecyReview
from domain.vocabulary import FIELDS, Channel, Openness, Phase
from ops.demo import steps as step_types
from ops.demo.county import FOUNDED_DAYS_AGO, OFFICERS, ORGANS, POSTS, organ_of
from ops.demo.fates import FATES, OPENNESS
from ops.demo.lives import stories
from ops.demo.steps import (
    Amend,
    Approve,
    ConcludeReview,
    Determine,
    Draft,
    Migrate,
    OpenReview,
    Post,
    Publish,
    Reclassify,
    RecordStory,
    Refer,
    Repeal,
    ReturnToDrafter,
    Revise,
    Step,
    Withdraw,
)
from ops.demo.waiting import DRAFTED
from tests.town import act

TODAY = date(2026, 11, 22)
STORIES = stories(TODAY)
BY_KEY = {story.key: story for story in STORIES}
HOUSING = ("国有土地上房屋征收", "保障性住房", "农村危房改造", "市政服务")


def steps_of(story: RecordStory, kind: type[Step]) -> list[Step]:
    return [step for step in story.steps if isinstance(step, kind)]


def having(kind: type[Step]) -> list[RecordStory]:
    return [story for story in STORIES if steps_of(story, kind)]


def texts_of(story: RecordStory) -> list[str]:
    later = [step.text for step in story.steps if isinstance(step, Revise | Amend)]
    return [story.text, *later]


def visible(text: str) -> str:
    """What a reader sees of a text or page."""
    return re.sub(r"<[^>]+>", "", re.sub(r"<head>.*?</head>", "", text))


def is_migrated(story: RecordStory) -> bool:
    return isinstance(story.steps[0], Migrate)


# How many and how varied


def test_there_are_four_hundred_records_most_of_them_of_the_four_housing_fields() -> None:
    fields = Counter(story.field for story in STORIES)
    assert len(STORIES) == 400
    assert sum(fields[field] for field in HOUSING) >= 240
    assert all(fields[field] >= 40 for field in HOUSING)


def test_every_kind_field_phase_openness_channel_and_step_occurs() -> None:
    steps = [step for story in STORIES for step in story.steps]
    published = [step for step in steps if isinstance(step, Publish | Post)]
    kinds = {cls for cls in vars(step_types).values() if isinstance(cls, type)}
    assert {story.kind for story in STORIES} == set(KINDS)
    assert {story.field for story in STORIES} >= set(FIELDS)
    assert {story.phase for story in STORIES} == set(Phase)
    assert {story.openness for story in STORIES} == set(Openness)
    assert {channel for step in published for channel in step.channels} == set(Channel)
    assert {type(step) for step in steps} == {
        cls for cls in kinds if issubclass(cls, Step) and cls is not Step
    }


def test_every_kind_of_organ_occurs_and_every_organ_has_records() -> None:
    assert {organ.kind for organ in ORGANS} == set(OrganKind)
    assert {story.organ for story in STORIES} == {organ.key for organ in ORGANS}


def test_most_records_are_plainly_published() -> None:
    common = [Draft, OpenReview, ConcludeReview, Approve, Publish]
    plain = [
        story
        for story in STORIES
        if [type(s) for s in story.steps if not isinstance(s, Revise | Post)] == common
    ]
    assert 220 <= len(plain) <= 280
    assert 45 <= len([story for story in STORIES if is_migrated(story)]) <= 55


def test_there_are_amendments_repeals_and_withdrawals_to_look_at() -> None:
    amended, repealed, withdrawn = having(Amend), having(Repeal), having(Withdraw)
    withheld = [s for story in withdrawn for s in story.steps if isinstance(s, Withdraw)]
    assert len(amended) >= 40
    assert len([story for story in amended if len(steps_of(story, Amend)) == 2]) >= 5
    assert len(repealed) == 15
    assert (
        sum(s.replaced_by is not None for x in repealed for s in x.steps if isinstance(s, Repeal))
        >= 5
    )
    assert len(withdrawn) == 10
    assert sum(step.withhold_title for step in withheld) == 2


def test_both_ladders_are_climbed_to_every_end() -> None:
    asked = Counter(
        ladder
        for story in STORIES
        for ladder in {step.ladder for step in story.steps if isinstance(step, Refer)}
    )
    answers = {step.answer for x in STORIES for step in x.steps if isinstance(step, Determine)}
    secret = [
        story
        for story in STORIES
        if any(isinstance(s, Determine) and s.answer is Answer.SECRET for s in story.steps)
    ]
    assert asked[Ladder.SECRECY] >= 6
    assert asked[Ladder.FITNESS] >= 6
    assert answers == set(Answer)
    assert secret
    for story in secret:
        (end,) = [step for step in story.steps if isinstance(step, ConcludeReview)]
        assert (end.decision, end.ground) == (Decision.REFUSED, "D1")


def test_reviews_end_in_every_way_and_heads_send_back() -> None:
    ends = Counter(s.decision for x in STORIES for s in x.steps if isinstance(s, ConcludeReview))
    assert ends[Decision.REFUSED] >= 10
    assert ends[Decision.RETURNED] >= 6
    assert len(having(ReturnToDrafter)) >= 4
    assert len(having(Reclassify)) >= 4


def test_every_fate_is_that_of_a_record() -> None:
    assert set(BY_KEY) >= set(FATES) | set(OPENNESS) | set(DRAFTED)


# Members


def described(story: RecordStory) -> Description:
    def day(days_ago: int | None) -> date | None:
        return None if days_ago is None else TODAY - timedelta(days=days_ago)

    return Description(
        title=story.title,
        kind=story.kind,
        document_number=story.document_number,
        index_number=story.index_number,
        formed_on=day(story.formed_days_ago),
        effective_on=day(story.effective_days_ago),
        expires_on=day(story.expires_days_ago),
        phase=story.phase,
        field=story.field,
        topic=story.topic,
        attributes=tuple(Attribute(*pair) for pair in story.attributes.items()),
    )


def given(story: RecordStory) -> OpennessGiven:
    return OpennessGiven(story.openness, story.openness_ground, story.openness_reason or "")


def test_a_record_states_what_its_kind_and_openness_require() -> None:
    for story in STORIES:
        if is_migrated(story):
            described(story).require_title()
            assert story.openness is Openness.PROACTIVE
        else:
            described(story).require_complete()
            given(story).require_reason()
            assert organ_of(story.organ).active, story.key


def test_some_history_lacks_what_a_new_draft_must_state() -> None:
    history = [story for story in STORIES if is_migrated(story)]
    assert any(story.document_number is None for story in history if story.kind == "notice")
    assert any(story.index_number is None for story in history)
    assert any(story.formed_days_ago is None for story in history)


def test_keys_titles_and_numbers_are_unique() -> None:
    numbers = [story.document_number for story in STORIES if story.document_number]
    indexes = [(story.organ, story.index_number) for story in STORIES if story.index_number]
    for things in (list(BY_KEY), [story.title for story in STORIES], numbers, indexes):
        assert len(things) == len(set(things))
    assert len(BY_KEY) == 400


def test_the_year_of_a_number_is_the_year_of_forming() -> None:
    for story in STORIES:
        if story.formed_days_ago is None:
            continue
        year = (TODAY - timedelta(days=story.formed_days_ago)).year
        if story.document_number is not None:
            assert re.fullmatch(rf"[一-龥]{{2,6}}〔{year}〕[1-9]\d{{0,2}}号", story.document_number)
        if story.index_number is not None:
            assert f"/{year}" in story.index_number


def test_a_number_begins_with_the_sign_of_its_organ() -> None:
    for story in STORIES:
        if story.document_number is not None and not is_migrated(story):
            assert story.document_number.startswith(organ_of(story.organ).mark)


# Posts


def test_posts_name_officers_and_organs_that_there_are() -> None:
    officers, organs = {o.key for o in OFFICERS}, {o.key for o in ORGANS}
    assert len({o.sign_in for o in OFFICERS}) == len({o.name for o in OFFICERS}) == len(OFFICERS)
    assert {post.officer for post in POSTS} == officers
    assert {post.role for post in POSTS} == {role.value for role in Role} - {Role.INTAKE}
    assert len({post.key for post in POSTS}) == len(POSTS)
    for post in POSTS:
        assert (post.organ is None) == (Role(post.role) in ARCHIVE_WIDE)
        assert post.organ is None or post.organ in organs
    assert sum(post.role == "registrar" for post in POSTS) == 3


@pytest.mark.parametrize("organ", [o.key for o in ORGANS if o.active])
def test_drafter_reviewer_approver_and_publisher_of_an_organ_are_three_or_four(organ: str) -> None:
    holders = {p.role: p.officer for p in POSTS if p.organ == organ}
    assert set(holders) >= {"drafter", "reviewer", "approver"}
    assert len({holders[role] for role in ("drafter", "reviewer", "approver")}) == 3
    assert holders.get("publisher") not in (holders["drafter"], holders["reviewer"])


@pytest.mark.parametrize("organ", [o.key for o in ORGANS if o.active])
def test_every_active_organ_has_a_clerk_of_its_own_for_requests(organ: str) -> None:
    (clerk,) = {p.officer for p in POSTS if p.organ == organ and p.role == Role.CLERK}
    assert [p.organ for p in POSTS if p.officer == clerk] == [organ]


def test_guides_say_how_to_reach_the_organ_and_reach_nobody() -> None:
    for organ in ORGANS:
        guide = organ.guide
        assert guide.telephone.startswith("0000-")
        assert guide.fax.startswith("0000-")
        assert guide.mail.endswith(".example")
        assert guide.unit
        assert guide.address
        assert guide.hours


# Texts


def test_nothing_in_a_text_looks_like_a_real_person_or_telephone() -> None:
    for story in STORIES:
        for text in texts_of(story):
            kinds = {finding.kind for finding in find(text)}
            assert kinds <= {FindingKind.EMAIL}, story.key
            assert not re.search(r"(?<!\d)(?!0000-)0\d{2,3}-?\d{7,8}|(?<!\d)1[3-9]\d{9}", text)
            assert not re.search(r"\d{17}[\dXx]", text)
            assert set(re.findall(r"[\w.]+@([\w.]+)", text)) <= {"qinghe.gov.example"}


def test_texts_are_of_readable_length_and_hold_no_placeholder() -> None:
    for story in STORIES:
        for text in texts_of(story):
            assert 300 <= len(visible(text).strip()) <= 1500, story.key
            assert not re.search(r"[⟦⟧{}]|None|。。|，，|；；|：：", text), story.key
            assert text.startswith("<!DOCTYPE html>") == story.html
            assert not any(line != line.strip() for line in text.split("\n"))


def test_some_texts_are_pages_and_some_carry_the_blemishes_of_scans() -> None:
    blank = [s for s in STORIES if re.search(r"[一-龥] [一-龥]", s.text)]
    wide = [s for s in STORIES if re.search(r"[０-９]", s.text)]
    assert 30 <= sum(story.html for story in STORIES) <= 80
    assert len(blank) >= 40
    assert len(wide) >= 10


def test_cited_documents_exist() -> None:
    numbers = {story.document_number for story in STORIES}
    for story in STORIES:
        if not is_migrated(story):
            assert set(re.findall(r"清[一-龥]{1,4}〔\d{4}〕\d+号", story.text)) <= numbers


def shingles(text: str) -> frozenset[str]:
    """The runs of four characters."""
    text = re.sub(r"\s", "", visible(text))
    return frozenset(text[i : i + 4] for i in range(len(text) - 3))


def test_no_two_records_say_nearly_the_same() -> None:
    """Jaccard similarity of runs of four characters, the sets being bits of one number each."""
    places: dict[str, int] = {}
    masks = []
    for story in STORIES:
        for text in dict.fromkeys(texts_of(story)):
            runs = shingles(text)
            bits = [places.setdefault(run, len(places)) for run in sorted(runs)]
            masks.append((story.key, len(runs), bits))
    width = len(places) // 8 + 1

    def packed(bits: list[int]) -> int:
        octets = bytearray(width)
        for bit in bits:
            octets[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(octets, "little")

    sets = [(key, size, packed(bits)) for key, size, bits in masks]
    near = [
        (one, other, common)
        for (one, size, first), (other, more, second) in combinations(sets, 2)
        if one != other and (common := (first & second).bit_count()) >= 0.6 * (size + more - common)
    ]
    assert not near


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def test_versions_of_a_record_differ_and_compare_well() -> None:
    for story in having(Amend):
        editions = [story.text, *(s.text for s in story.steps if isinstance(s, Amend))]
        for before, after in pairwise(editions):
            assert before != after, story.key
            assert likeness(shingles(before), shingles(after)) > 0.6, story.key


# Always the same


def test_the_same_day_tells_the_same_stories_in_less_than_two_seconds() -> None:
    started = time.perf_counter()
    again = stories(TODAY)
    assert time.perf_counter() - started < 2
    assert repr(again) == repr(STORIES)


_DATES = re.compile(
    r"\d{4}年第[一二三四]季度|\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}(?:—\d{4})?年|〔\d{4}〕|/\d{4}(?:\d{2})?-"
)


@pytest.mark.parametrize("day", [date(2027, 1, 31), date(2028, 2, 29), date(2026, 7, 1)])
def test_another_day_changes_dates_and_nothing_else(day: date) -> None:
    def undated(told: tuple[RecordStory, ...]) -> list[str]:
        return [_DATES.sub("#", repr(story)) for story in told]

    assert undated(stories(day)) == undated(STORIES)


# Lives


def test_the_days_of_a_life_follow_each_other_after_the_founding() -> None:
    for story in STORIES:
        days = [step.days_ago for step in story.steps]
        assert days == sorted(days, reverse=True)
        assert 0 <= days[-1] <= days[0] < FOUNDED_DAYS_AGO
        assert isinstance(story.steps[0], Draft | Migrate)
        if story.formed_days_ago is not None:
            assert story.formed_days_ago >= days[0]


def test_what_replaces_a_record_was_published_before() -> None:
    for story in having(Repeal):
        for step in story.steps:
            if isinstance(step, Repeal) and step.replaced_by is not None:
                published = steps_of(BY_KEY[step.replaced_by], Publish)
                assert published[0].days_ago >= step.days_ago


class Stage:
    """Plays a life on the case files alone, in memory, each act by the officer of its post."""

    def __init__(self, story: RecordStory) -> None:
        self.story = story
        self.record: Record | None = None
        self.review: SecrecyReview | None = None

    def play(self) -> tuple[RecordState, ReviewState | None]:
        for step in self.story.steps:
            role, action, state = self.duty(step)
            assert allows(role, action, state), (self.story.key, step)
            post = next(p for p in POSTS if p.role == role and p.organ in (None, self.story.organ))
            with acting(act(f"officer:{post.officer}")):
                self.take(step)
        assert self.record is not None
        return self.record.state, None if self.review is None else self.review.state

    def duty(self, step: Step) -> tuple[Role, str, str]:
        """Role, action and state by which the permission table is asked."""
        name = {
            Draft: "draft",
            Revise: "revise",
            Amend: "amend",
            OpenReview: "open",
            Refer: "refer",
            Determine: "determine",
            ConcludeReview: "conclude",
            ReturnToDrafter: "return",
        }.get(type(step), type(step).__name__.lower())
        if isinstance(step, Refer | Determine | ConcludeReview):
            assert self.review is not None
            return Role.REVIEWER, f"secrecy_review.{name}", self.review.state
        state = "ANY" if self.record is None else self.record.state
        if isinstance(step, OpenReview):
            return Role.DRAFTER, "secrecy_review.open", state
        if isinstance(step, Migrate):
            return Role.MIGRATOR, "record.migrate", state
        drafting = isinstance(step, Draft | Revise | Amend)
        return (Role.DRAFTER if drafting else Role.APPROVER), f"record.{name}", state

    def take(self, step: Step) -> None:
        if isinstance(step, Draft):
            self.record = Record.draft(
                organ="organ:1",
                description=described(self.story),
                openness=given(self.story),
                content=content(self.story.text),
            )
        elif isinstance(step, Migrate):
            self.record = Record.migrate(
                organ="organ:1",
                description=described(self.story),
                content=content(self.story.text),
                file="x",
                source=step.source,
                order=step.order,
                published_on=None,
            )
        else:
            assert self.record is not None
            self.go_on(self.record, step)

    def go_on(self, record: Record, step: Step) -> None:
        now = described(self.story)
        match step:
            case Revise():
                record.revise(description=now, content=content(step.text))
            case Amend():
                record.amend(description=now, content=content(step.text), reason=step.reason)
            case OpenReview():
                self.open(record)
            case Refer() | Determine() | ConcludeReview():
                assert self.review is not None
                reviewed(self.review, step)
            case Approve():
                record.approve(self.review)
            case ReturnToDrafter():
                record.send_back(reason=step.reason)
            case Publish():
                record.publish(uses(step.channels), self.review)
            case Post():
                record.post(uses(step.channels))
            case Withdraw():
                record.withdraw(
                    reason=step.reason, basis=step.basis, withhold_title=step.withhold_title
                )
            case Repeal():
                record.repeal(reason=step.reason, basis=step.basis, repealed_on=TODAY)
            case Reclassify():
                record.reclassify(OpennessGiven(step.openness, step.ground, step.reason))

    def open(self, record: Record) -> None:
        version = record.pending
        assert version is not None
        self.review = SecrecyReview.open(
            record=record.id,
            organ=record.organ,
            version=version.number,
            draft=version.draft,
            content=version.content.commitment,
            drafters=version.drafters,
            findings=(),
        )
        record.submit(self.review.id)


def content(text: str) -> Content:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Content(id=digest, commitment=digest, parts=())


def uses(channels: tuple[Channel, ...]) -> list[ChannelUse]:
    return [ChannelUse(channel, TODAY, None) for channel in channels]


def reviewed(review: SecrecyReview, step: Refer | Determine | ConcludeReview) -> None:
    match step:
        case Refer():
            review.refer(step=step.stage, body=step.body, question=step.question)
        case Determine():
            assert review.body == step.body
            review.determine(answer=step.answer, document=step.document)
        case ConcludeReview():
            review.conclude(
                decision=step.decision,
                reason=step.reason,
                ground=step.ground,
                checklist=Checklist(step.accuracy, step.timeliness, step.completeness),
            )


def test_every_life_is_lawful_and_dockets_have_work_of_every_sort() -> None:
    ends = Counter(Stage(story).play() for story in STORIES)
    states = {state for state, _ in ends}
    # A county shows what it publishes, not what a written order destroyed.
    assert states == set(RecordState) - {RecordState.EXPUNGED}
    pending = {review for state, review in ends if state is RecordState.DRAFTED}
    assert pending >= {
        None,
        ReviewState.OPEN,
        ReviewState.REFERRED_INTERNAL,
        ReviewState.UNDETERMINED_SECRET,
        ReviewState.REFERRED_AUTHORITY,
        ReviewState.NOT_SECRET,
        ReviewState.REFERRED_BUSINESS,
        ReviewState.REFERRED_COMPETENT,
        ReviewState.CONCLUDED,
    }
