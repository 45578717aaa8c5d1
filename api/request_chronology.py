"""The chronology of one request as it is told: on paper for a court, as JSON, as a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from api.event_words import LABELS, Words
from api.portal.pages import moment
from api.reader import Reader
from api.spreadsheet import Cell
from domain.clocks import Clock, ClockState, ClockStep
from domain.journal import Journal
from domain.law.articles import article_chinese
from domain.organ import Organ
from domain.permissions import Role
from domain.requests.evidence import EvidenceKind
from domain.requests.proceeding import BreachNoted
from domain.requests.writing import number_of
from projections.actions import action_of
from projections.request_chronology import Chronology, Proof, Step

Said = tuple[tuple[str, str], ...]

COLUMNS = (
    "序号",
    "法定日期",
    "记录时间",
    "事项",
    "经办",
    "内容",
    "依据",
    "理由",
    "期限",
    "日志位置",
    "办理编号",
    "日志条目散列",
    "事件编号",
)
"""Of a chronology as a file."""

PROOF_COLUMNS = (
    "序号",
    "证据",
    "说明",
    "证明什么",
    "针对第几号事件",
    "扫描件或文件",
    "承诺（SHA-256）",
    "日志位置",
)

NOT_PROVED = (
    "签名和日志证明：这些内容是由这些岗位在这些时候之前记入的，此后没有改动、没有抽换、没有补插。",
    "不证明记入以前的事实本身：收件、通话、送达是否如登记所说，要看所附的凭证。",
    "记录时间取自本机关服务器的时钟；法定日期由经办人登记，可以更改，更改本身也在下面。",
    "加密保存的个人信息不在这份经过里；事件里只有它的承诺，持有原文和盐的人可以核对。",
)
"""What a reader may and may not conclude (domain.md D3, 14)."""

_STATES = {
    ClockState.UNCONFIRMED: "收到日期还没有确认，没有答复期限",
    ClockState.RUNNING: "正在计算",
    ClockState.WAITING_CLARIFICATION: "等申请人补正，没有答复期限",
    ClockState.WAITING_FEE: "等申请人缴费，没有答复期限",
    ClockState.ENDED: "已经结束",
}
_PROVES = {
    "approved": "本机关负责人的签发",
    "arrival_evidence": "申请到达的日期",
    "attachments": "随申请或者补正提交的材料",
    "authority": "代理人的授权",
    "cleared": "提供信息以前的保密审查",
    "content": "拟提供的信息",
    "copy": "文书的抄本，隐去了已经抹去的人",
    "letter": "文书的内容",
    "receipt_evidence": "收到申请的日期",
}


@dataclass(frozen=True)
class Explained:
    """A step of a count, with its article."""

    text: str
    article: str


@dataclass(frozen=True)
class ToldStep:
    """One event: `number` counts all of the chronology, `version` those of its own file.

    What it says of another event of the request names that one by its `number`, as readers count.
    `own` marks the request's own events. `leaf` is the hex RFC 6962 hash of its log entry.
    """

    number: int
    version: int
    own: bool
    title: str
    on: date | None
    stated: date | None
    recorded_at: datetime
    who: str
    ground: str
    reason: str
    said: Said
    breach: bool
    deadline: str
    moved: tuple[Explained, ...]
    position: int
    act: str
    leaf: str
    file: str


@dataclass(frozen=True)
class ToldLetter:
    """A letter with its number and its three dates."""

    title: str
    number: str
    addressee: str
    dated: date
    sent: date | None
    way: str
    received: date | None
    told_due: date | None


@dataclass(frozen=True)
class ToldProof:
    """A piece of evidence: which fact it proves, and whether its scan is kept."""

    number: int
    kind: str
    note: str
    proves: str
    version: int
    kept: str
    commitment: str
    position: int


@dataclass(frozen=True)
class ToldChronology:
    """A request from beginning to end, as a post may read it."""

    request: str
    number: str
    organ: str
    state: str
    applicants: tuple[str, ...]
    matters: tuple[str, ...]
    due: date | None
    count: tuple[Explained, ...]
    calendar: tuple[str, ...]
    steps: tuple[ToldStep, ...]
    letters: tuple[ToldLetter, ...]
    breaches: tuple[ToldStep, ...]
    proofs: tuple[ToldProof, ...]
    last: int


def told(
    found: Chronology, organ: Organ, reader: Reader, journal: Journal, today: date
) -> ToldChronology:
    """A chronology in words, names masked for posts that need none of them."""
    case = found.file.case
    words = Words(case, organ, reader)
    clock = found.file.clock(today)
    leaf = _leaves(journal)
    places = _places(found)
    steps = tuple(
        _step(number, one, words, places, leaf) for number, one in enumerate(found.steps, start=1)
    )
    return ToldChronology(
        request=case.id,
        number=number_of(case, organ),
        organ=organ.name,
        state=case.state.chinese,
        applicants=tuple(reader.name(one.name) or "" for one in case.applicants),
        matters=tuple(
            reader.clear(one.description) or "" for _, one in sorted(case.matters.items())
        ),
        due=clock.due,
        count=tuple(map(_explained, (*clock.steps, *clock.ineffective))),
        calendar=tuple(
            f"{year.year} 年：{year.notice}{'（暂行）' if year.provisional else ''}"
            for year in clock.calendar
        ),
        steps=steps,
        letters=tuple(_letters(words)),
        breaches=tuple(one for one in steps if one.breach),
        proofs=tuple(
            _proof(number, one, words) for number, one in enumerate(found.proofs, start=1)
        ),
        last=found.file.position,
    )


def step_cells(one: ToldStep) -> tuple[Cell, ...]:
    """An event as a file has it, under `COLUMNS`."""
    return (
        one.number,
        one.on,
        moment(one.recorded_at),
        one.title,
        one.who,
        "；".join(f"{name}：{said}" for name, said in one.said),
        one.ground,
        one.reason,
        "；".join([one.deadline, *(step.text for step in one.moved)]).strip("；"),
        one.position,
        one.act,
        one.leaf,
        f"{one.file} 第 {one.version} 号",
    )


def proof_cells(one: ToldProof) -> tuple[Cell, ...]:
    """A piece of evidence as a file has it, under `PROOF_COLUMNS`."""
    return (
        one.number,
        one.kind,
        one.note,
        one.proves,
        one.version,
        one.kept,
        one.commitment,
        one.position,
    )


def _leaves(journal: Journal) -> Callable[[int], str]:
    def leaf(position: int) -> str:
        (found,) = journal.read(position - 1, 1)
        return found.event.leaf.hex()

    return leaf


def _places(found: Chronology) -> dict[int, str]:
    """By version, how each event of the request itself is named: the number of its step."""
    return {
        one.entry.version: f"第 {number} 步“{action_of(one.entry.event.TOPIC)}”"
        for number, one in enumerate(found.steps, start=1)
        if one.entry.stream == found.file.case.id
    }


def _said(one: Step, words: Words, places: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """What an event says, another event it is about told as the step that it is here."""
    event = one.entry.event
    for name, said in words.of(event):
        about = places.get(getattr(event, "of", 0)) if name == LABELS["of"] else None
        yield (name, said) if about is None else ("针对", about)


def _step(
    number: int,
    one: Step,
    words: Words,
    places: Mapping[int, str],
    leaf: Callable[[int], str],
) -> ToldStep:
    entry, supervised = one.entry, Role.SUPERVISOR in words.reader.roles
    who = f"{entry.organ}{entry.post}" or "系统"
    ground = reason = ""
    if one.act is not None:
        ground = one.act.ground or ""
        if supervised:
            who += f" {one.act.officer_name}" if one.act.officer_name else ""
            reason = one.act.reason or ""
    return ToldStep(
        number=number,
        version=entry.version,
        own=entry.stream == words.case.id,
        title=action_of(entry.event.TOPIC),
        on=one.on,
        stated=one.stated,
        recorded_at=entry.recorded_at,
        who=who,
        ground=ground,
        reason=reason,
        said=tuple(_said(one, words, places)),
        breach=isinstance(entry.event, BreachNoted),
        deadline="" if one.clock is None else _deadline(one.clock),
        moved=tuple(map(_explained, one.moved)),
        position=entry.position,
        act=entry.act,
        leaf=leaf(entry.position),
        file=entry.stream,
    )


def _deadline(clock: Clock) -> str:
    """Where the clock stood, in one sentence."""
    if clock.state is ClockState.RUNNING and clock.due is not None:
        return f"最晚 {clock.due.isoformat()} 答复"
    if clock.state is ClockState.ENDED and clock.due is not None:
        late = f"，逾期 {clock.days_late} 个工作日" if clock.days_late else "，没有逾期"
        return f"{_STATES[clock.state]}，最晚应在 {clock.due.isoformat()} 答复{late}"
    return _STATES[clock.state]


def _explained(step: ClockStep) -> Explained:
    law = step.article.partition(" ")[0]
    article = article_chinese(step.article, title=False)
    short = article if article == step.article else f"{law}{article}"
    return Explained(step.text.rstrip("。"), short)


def _letters(words: Words) -> list[ToldLetter]:
    case = words.case
    return [
        ToldLetter(
            title=words.title(served.letter.kind),
            number=words.letter_number(served.letter),
            addressee=_ADDRESSEES[served.letter.addressee.kind.value],
            dated=case.on(served.issued, "letter.dated"),
            sent=case.sent_on(identity),
            way="" if served.way is None else served.way.chinese,
            received=case.received_on_of(identity),
            told_due=served.letter.told_due,
        )
        for identity, served in case.letters.items()
    ]


_ADDRESSEES = {"APPLICANT": "申请人", "THIRD_PARTY": "第三方", "ORGAN": "其他机关"}


def _proof(number: int, one: Proof, words: Words) -> ToldProof:
    entry = one.entry
    action = action_of(entry.event.TOPIC)
    what = _PROVES.get(one.member) or action
    if one.member == "letter":
        what = words.said("letter", getattr(entry.event, "letter", None))
    if one.kind is EvidenceKind.NONE:
        kept = ""
    elif one.content is None:
        kept = "没有保存"
    elif one.erased:
        kept = "已随个人信息抹去"
    else:
        kept = "已保存：" + "、".join(part.name for part in one.content.parts)
    return ToldProof(
        number=number,
        kind=_paper(one.member) if one.kind is None else one.kind.chinese,
        note=one.note,
        proves=what if what == action else f"{action}：{what}",
        version=entry.version,
        kept=kept,
        commitment="" if one.content is None else one.content.commitment,
        position=entry.position,
    )


def _paper(member: str) -> str:
    papers = {"letter": LABELS["letter"], "attachments": "附件", "copy": "文书抄本"}
    return papers.get(member, "提供的文件")
