"""The parts of a request's page: who asks, what for, letters, enquiries, reply, what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from api.workbench.acts.asking import RequestAct
from api.workbench.acts.consulting import called
from api.workbench.acts.papers import title_of, to_dispatch, under_way
from api.workbench.casework import Situation
from domain.content import Content
from domain.grounds import GROUNDS
from domain.law.articles import cited
from domain.law.consultations import consultation_rule
from domain.law.fees import FeeBasis
from domain.law.outcomes import outcome_rule
from domain.requests.applicant import Applicant, Proxy
from domain.requests.letters import AddresseeKind, Served
from projections.actions import action_of
from projections.request_file import TimelineEntry

Fact = tuple[str, str]
"""A name and what is said of it."""


@dataclass(frozen=True)
class Step:
    """Something one can do from here."""

    address: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class File:
    """A stored file, to be downloaded."""

    name: str
    address: str


@dataclass(frozen=True)
class MatterShown:
    """One thing asked for, and what became of it."""

    number: int
    description: str
    feature: str
    outcome: str
    grounds: tuple[str, ...]
    withdrawn: bool


@dataclass(frozen=True)
class LetterShown:
    """A letter with its three dates. `address` reads it, `files` download it."""

    title: str
    number: str
    addressee: str
    dated: date
    sent: date | None
    way: str
    received: date | None
    returned: tuple[date, ...]
    told_due: date | None
    address: str
    files: tuple[File, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Entry:
    """One event of the timeline. `on` is its legal day when that is not the recorded one."""

    title: str
    on: date | None
    recorded_at: datetime
    who: str
    more: str
    position: int


def people(now: Situation) -> tuple[tuple[Fact, ...], ...]:
    """The applicants and the proxy, as far as this post needs them."""
    found = [tuple(_applicant(now, one)) for one in now.case.applicants]
    if now.case.proxy is not None:
        found.append(tuple(_proxy(now, now.case.proxy)))
    return tuple(found)


def _applicant(now: Situation, one: Applicant) -> Iterator[Fact]:
    yield "姓名或名称", now.name_of(one)
    yield "类别", one.category.chinese
    if now.contacts:
        yield from _reached(now, one)


def _proxy(now: Situation, one: Proxy) -> Iterator[Fact]:
    yield "代理人", now.name_of(one)
    yield "授权材料", one.authority.kind.chinese
    if now.contacts:
        yield from _reached(now, one)


def _reached(now: Situation, one: Applicant | Proxy) -> Iterator[Fact]:
    yield one.identity_kind.chinese, now.opened(one.identity) or "没有提交"
    for label, sealed in (("电话", one.telephone), ("电子邮箱", one.mail), ("地址", one.address)):
        if sealed is not None:
            yield label, now.opened(sealed)
    if isinstance(one, Applicant) and one.contact is not None:
        yield "联系人", now.opened(one.contact)


def filing(now: Situation) -> tuple[Fact, ...]:
    """How and when it came, and how the answer is wanted."""
    case = now.case
    if case.taken_over is not None:
        return (("来源", case.taken_over.source), ("年报栏目", case.taken_over.row))
    found = [
        ("渠道", case.channel.chinese),
        ("到达", case.arrived_on.isoformat()),
        ("收到", "还没有确认" if case.received_on is None else case.received_on.isoformat()),
        ("提供形式", f"{case.form.chinese}，{case.route.chinese}"),
    ]
    return tuple(found)


def matters(now: Situation) -> tuple[MatterShown, ...]:
    """What was asked for, with outcomes in force."""
    return tuple(
        MatterShown(
            number=number,
            description=now.opened(matter.description),
            feature=now.opened(matter.feature),
            outcome=_outcome(now, number),
            grounds=_grounds(now, number),
            withdrawn=number in now.case.withdrawn,
        )
        for number, matter in sorted(now.case.matters.items())
    )


def _outcome(now: Situation, number: int) -> str:
    found = now.case.outcomes.get(number)
    if found is None:
        return ""
    return outcome_rule(now.law, found.outcome, now.counted_from).chinese


def _grounds(now: Situation, number: int) -> tuple[str, ...]:
    found = now.case.outcomes.get(number)
    codes = () if found is None else found.grounds
    return tuple(f"{GROUNDS[code].chinese}（{cited(GROUNDS[code].article)}）" for code in codes)


def letters(now: Situation, address: str, ready: dict[str, RequestAct]) -> tuple[LetterShown, ...]:
    """Every letter, the newest first, with what is to be done with it."""
    return tuple(
        _letter(now, address, ready, identity, served)
        for identity, served in reversed(now.case.letters.items())
    )


def _letter(
    now: Situation, address: str, ready: dict[str, RequestAct], identity: str, served: Served
) -> LetterShown:
    letter, case = served.letter, now.case
    readable = letter.content is not None and may_open_letters(now)
    fits = {
        "dispatch": to_dispatch(served),
        "deliver": under_way(served),
        "return_letter": under_way(served),
    }
    return LetterShown(
        title=title_of(now.law, letter.kind, now),
        number=_number(served),
        addressee=_addressee(now, served),
        dated=case.on(served.issued, "letter.dated"),
        sent=case.sent_on(identity),
        way="" if served.way is None else served.way.chinese,
        received=case.received_on_of(identity),
        returned=tuple(case.on(version) for version in served.failed),
        told_due=letter.told_due,
        address=f"{address}/letters/{identity}" if readable and letter.number else "",
        files=files(letter.content, address) if readable else (),
        steps=tuple(
            Step(f"{address}/{ready[name].path}?letter={identity}", ready[name].label)
            for name, fit in fits.items()
            if fit and name in ready
        ),
    )


def _number(served: Served) -> str:
    number = served.letter.number
    return "纸面办理" if number is None else f"{number.year} 年第 {number.serial} 号"


def _addressee(now: Situation, served: Served) -> str:
    addressee = served.letter.addressee
    if addressee.kind is AddresseeKind.APPLICANT:
        return "申请人"
    if addressee.kind is AddresseeKind.ORGAN:
        return addressee.whom or ""
    found = next((one for one in now.case.consultations if one.letter == served.letter.id), None)
    if found is None or found.third_party is None or not now.names_in_full:
        return "第三方"
    return f"第三方：{now.opened(found.third_party.name)}"


def may_open_letters(now: Situation) -> bool:
    """Whether this post may read letters, which name the applicant."""
    return now.names_in_full


def files(content: Content | None, address: str) -> tuple[File, ...]:
    """The files of a stored content."""
    if content is None:
        return ()
    return tuple(
        File(part.name, f"{address}/files/{content.id}/{number}")
        for number, part in enumerate(content.parts, start=1)
    )


def enquiries(now: Situation) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """Who was asked, and what came of it."""
    found = []
    for one in now.case.consultations:
        facts = [("事项", "、".join(map(str, one.matters)))]
        sent = now.case.sent_on(one.letter)
        facts.append(("寄出", "还没有寄出" if sent is None else sent.isoformat()))
        if one.answered is not None:
            facts.append(("答复", now.case.on(one.answered).isoformat()))
        if one.opinion is not None:
            facts.append(("意见", one.opinion.chinese))
        if one.upheld is not None:
            facts.append(("理由", "判断为合理" if one.upheld else "判断为不合理"))
        if one.overridden is not None:
            facts.append(("告知", "已把决定公开的内容和理由告知第三方"))
        whom = called(now, one)
        if not now.names_in_full:
            whom = consultation_rule(now.law, one.kind, now.counted_from).chinese
        found.append((whom, tuple(facts)))
    return tuple(found)


def fees(now: Situation) -> tuple[tuple[Fact, ...], ...]:
    """Fee notices and what was paid."""
    return tuple(
        (
            ("方式", one.basis.chinese),
            ("数量", f"{one.quantity} {FeeBasis(one.basis).unit}"),
            ("金额", f"{one.amount} 元"),
            ("已缴", f"{one.received} 元"),
            ("缴清", "还没有" if one.paid is None else now.case.on(one.paid).isoformat()),
        )
        for one in now.case.fees
    )


def searches(now: Situation) -> tuple[tuple[Fact, ...], ...]:
    """Recorded searches, from their events."""
    found = []
    for entry in now.file.timeline:
        event = entry.event
        if isinstance(event, now.case.SearchPerformed):
            found.append(
                (
                    ("日期", event.on.isoformat()),
                    ("事项", "、".join(map(str, event.matters))),
                    ("系统", "、".join(event.systems) or "无"),
                    ("处所", "、".join(event.places) or "无"),
                    ("关键词", now.opened(event.keywords)),
                    ("检索人", event.searcher),
                    ("结果", event.result),
                )
            )
    return tuple(found)


def reply(now: Situation) -> tuple[Fact, ...]:
    """The reply under way; empty when there is none."""
    one = now.case.reply
    if one is None:
        return ()
    facts = [("性质", one.cause.chinese), ("进度", one.stage.chinese)]
    for outcome in one.outcomes:
        rule = outcome_rule(now.law, outcome.outcome, now.counted_from)
        facts.append((f"第 {outcome.matter} 项", rule.chinese))
    if one.content is None:
        facts.append(("保密审查", "不提供信息，不需要"))
    elif one.review is None:
        facts.append(("保密审查", "还没有送审"))
    else:
        review = now.review_of_reply()
        if review is None:
            facts.append(("保密审查", "已送审"))
        elif review.decision is not None:
            facts.append(("保密审查", review.decision.chinese))
        else:
            facts.append(("保密审查", review.state.chinese))
    return tuple(facts)


def remedies(now: Situation) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """Reviews and suits with the organ's own due dates."""
    found = []
    for one in now.case.remedies.values():
        facts = [("案号", one.docket_number), ("收到", now.case.on(one.sought).isoformat())]
        if one.answered is None and one.decided is None:
            due = now.case.remedy_due(one.id)
            late = "，已逾期" if now.today > due else ""
            facts.append(("最晚提交答复", f"{due.isoformat()}{late}"))
        elif one.answered is not None:
            facts.append(("已提交答复", now.case.on(one.answered).isoformat()))
        if one.result is not None:
            facts.append(("结果", one.result.chinese))
        if one.until is not None:
            facts.append(("责令重新答复", f"{one.until.isoformat()} 以前"))
        found.append((f"{one.kind.chinese}，{one.body}", tuple(facts)))
    return tuple(found)


def breaches(now: Situation) -> tuple[str, ...]:
    """Rules that were broken: which, of what article, by how much."""
    return tuple(
        f"{one.rule}（{cited(one.article)}）"
        + (f"，差 {one.days} {one.unit.chinese}" if one.days else "")
        for one in now.case.breaches
    )


def _legal_day(now: Situation, one: TimelineEntry) -> date | None:
    """The legal date of an event as it holds now, amended or not."""
    for member in ("on", "arrived_on"):
        stated = getattr(one.event, member, None)
        if isinstance(stated, date):
            own = one.stream == now.case.id
            return now.case.dates.get((one.version, member), stated) if own else stated
    return None


def timeline(now: Situation) -> tuple[Entry, ...]:
    """What happened, the newest first, each with the post that did it."""
    entries = []
    for one in reversed(now.file.timeline):
        event = one.event
        breach = isinstance(event, now.case.BreachNoted)
        entries.append(
            Entry(
                title=action_of(event.TOPIC),
                on=_legal_day(now, one),
                recorded_at=one.recorded_at,
                who=f"{one.organ}{one.post}" or "系统",
                more=getattr(event, "rule", "") if breach else "",
                position=one.position,
            )
        )
    return tuple(entries)
