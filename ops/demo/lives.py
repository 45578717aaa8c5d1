"""The four hundred records of the demonstration county with their lives, as data: `stories`.

The same day of filling gives the same records, byte for byte; another day moves dates and the years
in numbers, nothing else. Serial numbers therefore rise through the years instead of starting anew.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from domain.vocabulary import Openness, Phase
from ops.demo.county import FOUNDED_DAYS_AGO, organ_of
from ops.demo.courses import RULES_CLEARED, plain
from ops.demo.diary import Diary
from ops.demo.fates import FATES, OPENNESS
from ops.demo.steps import Amend, Migrate, RecordStory, Repeal, Revise, Step, Withdraw
from ops.demo.texts import commissions
from ops.demo.texts.history import RELICS
from ops.demo.texts.pen import Commission, Paper
from ops.demo.texts.script import Script
from ops.demo.waiting import DRAFTED

HISTORY = "his-"
"""Keys of records taken over from earlier sites begin so."""

_CITED = re.compile("⟦([a-z0-9-]+)⟧")


def stories(today: date) -> tuple[RecordStory, ...]:
    """Every record of the county as of this day of filling, in a fixed order."""
    told = [_story(commission, today) for commission in commissions()]
    numbers = _document_numbers(told, today)
    indexes = _index_numbers(told, today)
    return tuple(
        replace(
            _citing(one.story, numbers),
            document_number=numbers.get(one.story.key),
            index_number=indexes.get(one.story.key),
        )
        for one in told
    )


@dataclass(frozen=True)
class _Told:
    """A story before its numbers are known; `formed` orders the numbers, `mark` begins them."""

    story: RecordStory
    formed: int
    mark: str | None


def _story(commission: Commission, today: date) -> _Told:
    key = commission.key
    formed = DRAFTED.get(key, commission.formed_days_ago)
    script = Script(commission, today, formed)
    paper = script.paper()
    if key.startswith(HISTORY):
        text, steps, dated = *_migrated(script, today), _relic_is_dated(key)
    else:
        diary = Diary(key, paper.organ, paper.kind, today, formed)
        text, dated = FATES.get(key, plain)(diary, script), True
        steps = tuple(diary.steps)
    openness, ground, reason = OPENNESS.get(key, (Openness.PROACTIVE, None, None))
    effective = None if paper.effective is None else formed - paper.effective
    story = RecordStory(
        key=key,
        organ=paper.organ,
        kind=paper.kind,
        title=paper.title,
        document_number=None,
        index_number=None,
        formed_days_ago=formed if dated else None,
        effective_days_ago=effective,
        expires_days_ago=_expiry(paper, effective),
        phase=Phase(paper.phase),
        field=commission.field,
        topic=paper.topic,
        openness=openness,
        openness_ground=ground,
        openness_reason=reason,
        attributes=dict(paper.attributes),
        html=commission.html,
        text=text,
        steps=steps,
    )
    return _Told(story, formed, paper.mark)


def _expiry(paper: Paper, effective: int | None) -> int | None:
    return None if effective is None or paper.years is None else effective - paper.years * 365


def _relic_is_dated(key: str) -> bool:
    return RELICS[int(key.rsplit("-", 1)[1]) - 1].dated


_WITHDRAWN_HISTORY = "his-housing-49"
_REPEALED_HISTORY = {
    "his-housing-47": (985, "已由《清河县公共租赁住房管理办法》代替。", "hou-rental-measures"),
    "his-city-52": (860, "已由《清河县城市集中供热管理细则》代替。", "mun-heating-rules"),
}


def _migrated(script: Script, today: date) -> tuple[str, tuple[Step, ...]]:
    """Taken over in two batches soon after the founding; a few were repealed or withdrawn since."""
    key = script.commission.key
    place = int(key.rsplit("-", 1)[1])
    relic = RELICS[place - 1]
    batch = FOUNDED_DAYS_AGO - (12 if place <= 30 else 19)
    year = (today - timedelta(days=batch)).year
    published = script.formed_days_ago - 3 if relic.dated else None
    order = f"清政办函〔{year}〕6号 关于迁移历史政府信息的通知"
    steps: list[Step] = [Migrate(batch, relic.source, order, published)]
    if key in _REPEALED_HISTORY:
        days, reason, by = _REPEALED_HISTORY[key]
        steps.append(Repeal(days, reason, RULES_CLEARED, by))
    if key == _WITHDRAWN_HISTORY:
        steps.append(
            Withdraw(
                540,
                "编号与村组结合足以识别农户，标题称谓亦不妥当，经评估撤回并不再显示标题。",
                "《中华人民共和国政府信息公开条例》第十五条",
                True,
            )
        )
    return script.blemished(), tuple(steps)


def _document_numbers(told: list[_Told], today: date) -> dict[str, str]:
    """文号 by mark of the organ, rising with the day of forming."""
    marked: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        if one.mark is not None:
            marked[one.mark].append(one)
    numbers: dict[str, str] = {}
    for mark, papers in marked.items():
        rng, serial = Random(f"清河县/文号/{mark}"), 0
        for one in sorted(papers, key=lambda one: (-one.formed, one.story.key)):
            serial += rng.randint(1, 7)
            year = (today - timedelta(days=one.formed)).year
            numbers[one.story.key] = f"{mark}〔{year}〕{serial}号"
    return numbers


def _index_numbers(told: list[_Told], today: date) -> dict[str, str]:
    """索引号 in the shape of each organ; what is withheld has none, nor has some of the history."""
    kept: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        if one.story.openness is not Openness.WITHHELD:
            kept[one.story.organ].append(one)
    numbers: dict[str, str] = {}
    for organ, papers in kept.items():
        rng, serial = Random(f"清河县/索引号/{organ}"), 0
        for one in sorted(papers, key=lambda one: (-one.formed, one.story.key)):
            serial += rng.randint(1, 9)
            old = one.story.key.startswith(HISTORY)
            if old and rng.random() < 0.3:
                continue
            formed = today - timedelta(days=one.formed)
            numbers[one.story.key] = _index_number(organ, formed, serial, old)
    return numbers


def _index_number(organ: str, formed: date, serial: int, old: bool) -> str:
    """Shapes as real portals have them (domain.md C5): opaque, and not all alike."""
    code = organ_of(organ).code
    if old:
        return f"{code[8:16]}-{code[-1]}/{formed.year}-{serial:05d}"
    if organ in ("gov", "office"):
        return f"990126-{code[12:16]}/{formed.year}-{serial:05d}"
    if organ in ("chengguan", "liulin"):
        return f"{code}/{formed.year}{formed.month:02d}-{serial:05d}"
    return f"{code}/{formed.year}-{serial:05d}"


def _citing(story: RecordStory, numbers: dict[str, str]) -> RecordStory:
    """The story with the document numbers its texts cite."""

    def told(text: str) -> str:
        return _CITED.sub(lambda cited: numbers[cited[1]], text)

    return replace(
        story,
        text=told(story.text),
        steps=tuple(
            replace(step, text=told(step.text)) if isinstance(step, Revise | Amend) else step
            for step in story.steps
        ),
    )
