"""Writes the steps of one record's life in order, with the words officers give for each."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from domain.review import Answer, Decision
from domain.review import Step as Rung
from domain.vocabulary import Channel, Openness
from ops.demo.county import organ_of
from ops.demo.steps import (
    Amend,
    Approve,
    ConcludeReview,
    Determine,
    Draft,
    OpenReview,
    Post,
    Publish,
    Reclassify,
    Refer,
    Repeal,
    ReturnToDrafter,
    Revise,
    Step,
    Withdraw,
)

_CLEARED = (
    "经逐项核对，不涉及国家秘密、商业秘密和个人隐私，可以公开。",
    "内容为依法应当主动公开的事项，未发现不予公开情形，同意公开。",
    "对照定密事项范围核对，无涉密内容，可以公开。",
    "数据与承办股室底稿一致，未含内部工作信息，同意按主动公开发布。",
    "文件已经集体讨论确定，不属于过程性信息，可以公开。",
)
_CLEARED_NOTICE = (
    "涉及的名单已隐去证件号码和住址，符合最小必要原则，可以公开。",
    "对照定密事项范围核对，无涉密内容；个人信息已作处理，可以公开。",
    "只公布汇总数据，分户情况仅在现场张贴，可以公开。",
)
_ACCURACY = (
    "数字、日期与附件核对一致。",
    "依据条款已逐条核对原文，引用准确。",
    "面积、户数、金额合计复算无误。",
    "机关名称、文号、时间核对无误。",
)
_TIMELINESS = (
    "信息形成之日起20个工作日内，时限充裕。",
    "在规定公开时限内，未超期。",
    "所引政策为现行有效，未发现过期内容。",
    "信息形成后及时送审，不影响按期公开。",
)
_TIMELINESS_NOTICE = ("公示期起止日期与张贴日期一致。", "公示期满足规定天数。")
_COMPLETENESS = (
    "要素齐全，附件完整。",
    "标准目录要求的内容均已载明。",
    "正文与附件页数相符，救济途径已写明。",
    "咨询电话、监督渠道已载明，无缺项。",
)
_UNFIT = {
    Decision.RETURNED: "送审稿须修改，修改后重新核对。",
    Decision.REFUSED: "不予公开，不作发布要求。",
}
_NOTES = (
    "补充联系方式和监督电话。",
    "按股室会商意见补写结尾一段。",
    "核对数据后补充落款前的说明。",
    "送审前自查，补齐办理渠道。",
)

_BOARD, _SITE, _FACE = Channel.NOTICE_BOARD, Channel.ON_SITE, Channel.NEW_MEDIA
_BY_KIND: dict[str, tuple[tuple[Channel, ...], ...]] = {
    "normative": (
        (Channel.PORTAL, Channel.GAZETTE, Channel.READING_POINT),
        (Channel.PORTAL, Channel.GAZETTE),
    ),
    "announcement": (
        (Channel.PORTAL, _FACE),
        (Channel.PORTAL, _SITE),
        (Channel.PORTAL, _BOARD),
        (Channel.PORTAL, Channel.PRINT),
    ),
    "public_notice": ((Channel.PORTAL, _BOARD), (Channel.PORTAL, _BOARD, _SITE)),
    "service_guide": (
        (Channel.PORTAL, Channel.SERVICE_CENTRE),
        (Channel.PORTAL, Channel.SERVICE_CENTRE, Channel.SERVICE_STATION),
    ),
    "interpretation": ((Channel.PORTAL, _FACE), (Channel.PORTAL, _FACE, Channel.PRESS_CONFERENCE)),
    "decision": ((Channel.PORTAL, Channel.GAZETTE), (Channel.PORTAL, _SITE)),
    "plan": ((Channel.PORTAL,), (Channel.PORTAL, Channel.READING_POINT)),
}
_ANYWHERE: tuple[tuple[Channel, ...], ...] = ((Channel.PORTAL,), (Channel.PORTAL, _FACE))
_FURTHER = (
    (Channel.READING_POINT,),
    (Channel.PRINT,),
    (Channel.BROADCAST,),
    (Channel.SERVICE_STATION,),
    (Channel.TARGETED,),
    (Channel.OTHER,),
)


class Diary:
    """The steps of one life, each on the day of the one before or later."""

    def __init__(self, key: str, organ: str, kind: str, today: date, drafted: int) -> None:
        self._rng = Random(f"清河县/生平/{key}")
        self._organ = organ
        self._kind = kind
        self._today = today
        self.day = drafted
        self.steps: list[Step] = [Draft(drafted)]

    def at(self, days_ago: int) -> None:
        """Let time pass to this day. Raises `ValueError` for a day that is already past."""
        if days_ago > self.day or days_ago < 0:
            raise ValueError(f"day {days_ago} does not follow day {self.day}")
        self.day = days_ago

    def later(self, least: int, most: int) -> None:
        """Let some days pass, never beyond the day of filling."""
        self.day = max(0, self.day - self._rng.randint(least, most))

    def revise(self, text: str, note: str = "") -> None:
        self.later(0, 2)
        self.steps.append(Revise(self.day, text, note or self._rng.choice(_NOTES)))

    def open_review(self) -> None:
        self.later(0, 2)
        self.steps.append(OpenReview(self.day))

    def refer(self, stage: Rung, question: str, body: str = "") -> None:
        """Refer; the body is the usual one of the stage unless named."""
        self.later(1, 2)
        self.steps.append(Refer(self.day, stage, body or self._body(stage), question))

    def determine(self, answer: Answer) -> None:
        """The body last asked answers, by a numbered document of the year."""
        asked = next(step for step in reversed(self.steps) if isinstance(step, Refer))
        self.later(1, 4)
        year = (self._today - timedelta(days=self.day)).year
        mark = {
            "INTERNAL": "内审",
            "AUTHORITY": "清保审",
            "BUSINESS": "业函",
            "COMPETENT": "清公审",
        }
        document = f"{mark[asked.stage]}〔{year}〕{self._rng.randint(1, 60)}号"
        self.steps.append(Determine(self.day, asked.stage, asked.body, answer, document))

    def clear(self, reason: str = "") -> None:
        usual = _CLEARED_NOTICE if self._kind == "public_notice" else _CLEARED
        self._conclude(Decision.CLEARED, reason or self._rng.choice(usual), None)

    def refuse(self, ground: str, reason: str) -> None:
        self._conclude(Decision.REFUSED, reason, ground)

    def give_back(self, reason: str) -> None:
        """The reviewer returns the draft."""
        self._conclude(Decision.RETURNED, reason, None)

    def approve(self) -> None:
        self.later(0, 3)
        self.steps.append(Approve(self.day))

    def send_back(self, reason: str) -> None:
        """The approver returns the draft."""
        self.later(0, 2)
        self.steps.append(ReturnToDrafter(self.day, reason))

    def publish(self, wait: int = 0) -> None:
        """Publish on the usual channels of the kind, `wait` days later than usual."""
        self.later(wait, wait + 2)
        choices = _BY_KIND.get(self._kind, _ANYWHERE)
        self.steps.append(Publish(self.day, self._rng.choice(choices)))

    def post(self, days_ago: int) -> None:
        """Put what is published on a further channel."""
        used = next(step for step in reversed(self.steps) if isinstance(step, Publish)).channels
        self.at(days_ago)
        choices = [channels for channels in _FURTHER if not set(channels) & set(used)]
        self.steps.append(Post(self.day, self._rng.choice(choices)))

    def amend(self, days_ago: int, text: str, reason: str) -> None:
        self.at(days_ago)
        self.steps.append(Amend(self.day, text, None, reason))

    def withdraw(self, days_ago: int, reason: str, basis: str, withhold_title: bool) -> None:
        self.at(days_ago)
        self.steps.append(Withdraw(self.day, reason, basis, withhold_title))

    def repeal(self, days_ago: int, reason: str, basis: str, replaced_by: str | None) -> None:
        self.at(days_ago)
        self.steps.append(Repeal(self.day, reason, basis, replaced_by))

    def reclassify(self, openness: Openness, reason: str, ground: str | None = None) -> None:
        self.later(1, 3)
        self.steps.append(Reclassify(self.day, openness, reason, ground))

    def pass_through(self, wait: int = 0) -> None:
        """The common way: review, clearance, approval, publication."""
        self.open_review()
        self.clear()
        self.approve()
        self.publish(wait)

    def chance(self, percent: int) -> bool:
        """Whether something that happens to so many in a hundred happens here."""
        return self._rng.randrange(100) < percent

    def choose(self, choices: Sequence[str]) -> str:
        return self._rng.choice(choices)

    def _conclude(self, decision: Decision, reason: str, ground: str | None) -> None:
        self.later(0, 3)
        timeliness = _TIMELINESS_NOTICE if self._kind == "public_notice" else _TIMELINESS
        checklist = [self._rng.choice(notes) for notes in (_ACCURACY, timeliness, _COMPLETENESS)]
        if decision is not Decision.CLEARED:
            checklist[2] = _UNFIT[decision]
        self.steps.append(ConcludeReview(self.day, decision, reason, ground, *checklist))

    def _body(self, stage: Rung) -> str:
        if stage is Rung.INTERNAL:
            return f"{organ_of(self._organ).name}保密工作机构"
        if stage is Rung.AUTHORITY:
            return "清河县保密行政管理部门"
        if stage is Rung.COMPETENT:
            return organ_of("office").name
        return "清河县公安局" if self._organ == "city" else organ_of("finance").name
