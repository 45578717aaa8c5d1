"""补录纸面答复: one form for a reply that was given on paper, copied as it was.

What the paper did not say stays empty and is recorded as a breach: nothing is asked for but what
shows that there was such a reply, and what the annual table counts by.
"""

from collections.abc import Iterator
from dataclasses import replace

from api.workbench.acts.asking import Asked, Choice, Doing, Kind, RequestAct, choices_of, when
from api.workbench.acts.papers import dispatch, given_letter
from api.workbench.acts.replying import paper_causes
from api.workbench.casework import Situation, short
from domain.archive import Recorded
from domain.content import ClearPart
from domain.errors import Refusal
from domain.grounds import GROUNDS
from domain.law.articles import cited
from domain.law.outcomes import OutcomeRule
from domain.requests.evidence import EvidenceKind
from domain.requests.given import WHOLE, GivenEvidence, GivenOutcome, GivenRefusal
from domain.requests.replying import ReplyCause

_WORDS = ("reason", "where", "right_organ", "right_contact", "other_form_reason")
_REFUSED = "REFUSED"


def _outcomes(now: Situation) -> tuple[Choice, ...]:
    rows = now.law.rows(OutcomeRule, now.counted_from)
    return tuple((row.key, row.chinese) for row in rows if not row.whole_request)


def _grounds() -> tuple[Choice, ...]:
    return tuple((code, f"{one.chinese}（{cited(one.article)}）") for code, one in GROUNDS.items())


def _searches(now: Situation, matter: int) -> tuple[Choice, ...]:
    return tuple(
        (identity, f"{now.case.on(one.at).isoformat()} 的检索")
        for identity, one in now.case.searches.items()
        if matter in one.matters
    )


def _of_matter(now: Situation, number: int) -> Iterator[Asked]:
    """What the paper answered to one matter; several matters are told apart by number."""
    prefix = f"m{number}_"
    told = f"第 {number} 项：" if len(now.case.matters) > 1 else ""
    settled = number in now.case.outcomes or len(now.case.matters) > 1
    yield Asked(
        f"{prefix}outcome",
        f"{told}处理结果",
        Kind.SELECT,
        "纸面答复没有答的就留空，会记为违反规定" if settled else "",
        optional=settled,
        choices=_outcomes(now),
        part=f"第 {number} 项：{short(now.matter(number), 60)}",
    )
    yield Asked(
        f"{prefix}grounds",
        f"{told}不予公开的理由",
        Kind.CHECKS,
        "不予公开、部分公开的须选，年报按理由统计",
        optional=True,
        choices=_grounds(),
    )
    yield Asked(f"{prefix}refused_part", f"{told}哪些部分不予公开", optional=True)
    yield Asked(
        f"{prefix}reason",
        f"{told}答复书写的理由",
        Kind.AREA,
        "照录；答复书没有写的就留空，会记为违反规定",
        optional=True,
    )
    yield Asked(f"{prefix}where", f"{told}告知的获取方式、途径", optional=True)
    yield Asked(f"{prefix}right_organ", f"{told}告知的负责公开的机关", optional=True)
    yield Asked(f"{prefix}right_contact", f"{told}该机关的联系方式", optional=True)
    searches = _searches(now, number)
    if searches:
        yield Asked(
            f"{prefix}search",
            f"{told}凭哪一次检索",
            Kind.SELECT,
            "答复“不存在”的；没有检索过就留空，会记为违反规定",
            optional=True,
            choices=searches,
        )
    yield Asked(
        f"{prefix}earlier", f"{told}以前答复的是哪一件", hint="重复申请的，写登记号", optional=True
    )


def _asked(now: Situation) -> tuple[Asked, ...]:
    causes = paper_causes(now)
    found = [
        Asked(
            "cause",
            "为什么答复",
            Kind.SELECT,
            choices=tuple((one.value, one.chinese) for one in causes),
            value=(causes[0].value,),
        )
    ]
    if causes != (ReplyCause.FIRST,):
        found += [
            Asked("document", "依据的文书", hint="重新答复的，写文号", optional=True),
            Asked("why", "重新答复的理由", Kind.AREA, "不写个人信息", optional=True),
        ]
    for number in sorted(now.case.matters):
        found += _of_matter(now, number)
    return (
        *found,
        Asked("paper_on", "答复书的日期", Kind.DATE, part="答复书"),
        Asked(
            "paper_scan",
            "答复书扫描件",
            Kind.FILE,
            "没有扫描件的，必须填寄出日期和凭证",
            optional=True,
        ),
        Asked("files", "当时提供的信息", Kind.FILES, "留有副本的", optional=True),
        Asked(
            "cleared",
            "提供以前的保密审查",
            Kind.SELECT,
            "提供了信息而没有审查过的，选“无凭证”，会记为违反规定",
            choices=choices_of(EvidenceKind, EvidenceKind.SYSTEM_RECORD),
            value=(EvidenceKind.NONE.value,),
        ),
        Asked("cleared_note", "保密审查记录在哪里查到", optional=True),
        Asked(
            "approved",
            "本机关负责人的签发",
            Kind.SELECT,
            "没有签发手续的，选“无凭证”，会记为违反规定",
            choices=choices_of(EvidenceKind, EvidenceKind.SYSTEM_RECORD),
            value=(EvidenceKind.NONE.value,),
        ),
        Asked("approved_note", "发文稿纸在哪里查到", optional=True),
        *(
            replace(one, hint=_SENT) if one.name in ("sent_on", "sent_kind") else one
            for one in dispatch(now)
        ),
    )


_SENT = "没有答复书扫描件的必须填；填了寄出日期的，须有寄送凭证"


def _given(doing: Doing) -> Iterator[GivenOutcome]:
    """What the form tells of each matter that was answered."""
    for number in sorted(doing.now.case.matters):
        prefix = f"m{number}_"
        code = doing.text(f"{prefix}outcome")
        if not code:
            continue
        words = {name: doing.text(f"{prefix}{name}") for name in _WORDS}
        grounds = doing.sent.all(f"{prefix}grounds")
        part = doing.text(f"{prefix}refused_part") or WHOLE
        whole = code == _REFUSED and len(grounds) == 1
        yield GivenOutcome(
            number,
            code,
            {name: text for name, text in words.items() if text} | {"refused_part": part},
            ground=grounds[0] if whole else None,
            refused=()
            if whole
            else tuple(
                GivenRefusal(ground, {"refused_part": part, "reason": words["reason"]})
                for ground in grounds
            ),
            search=doing.text(f"{prefix}search") or None,
            earlier=doing.text(f"{prefix}earlier") or None,
        )


def _record(doing: Doing) -> Recorded:
    files: tuple[ClearPart, ...] = doing.files("files")
    try:
        return doing.casework.handling.reply_on_paper(
            doing.caller(),
            doing.request,
            outcomes=tuple(_given(doing)),
            parts=files,
            cleared=GivenEvidence(
                doing.choice("cleared", EvidenceKind), doing.text("cleared_note")
            ),
            approved=GivenEvidence(
                doing.choice("approved", EvidenceKind), doing.text("approved_note")
            ),
            letter=given_letter(doing),
            cause=doing.choice("cause", ReplyCause),
            reason=doing.text("why"),
            document=doing.text("document"),
            expected=doing.expected,
        )
    except Refusal as refusal:
        refusal.field = _question(doing, refusal.field)
        raise


def _question(doing: Doing, field: str) -> str:
    """At which question a refusal is told: `outcomes.2.refused` at the grounds of the second."""
    first = min(doing.now.case.matters)
    chapter, _, rest = field.partition(".")
    if field in ("outcomes", "ground"):
        return f"m{first}_{'outcome' if field == 'outcomes' else 'grounds'}"
    if chapter != "outcomes":
        return _PLACES.get(field, field)
    number, _, member = rest.partition(".")
    if member.startswith("right_organ."):
        return f"m{number}_{'right_contact' if member.endswith('contact') else 'right_organ'}"
    return f"m{number}_{'grounds' if member in ('refused', 'ground') else member}"


_PLACES = {
    "letter.content": "paper_scan",
    "letter.dated": "paper_on",
    "dispatch.evidence": "sent_kind",
    "dispatch.way": "sent_way",
    "on": "sent_on",
    "content": "files",
    "reason": "why",
}


PAPER_REPLY: tuple[RequestAct, ...] = (
    RequestAct(
        "reply_on_paper",
        "已经在纸面答复了申请人的，照实登记：不再出文号，也不经本系统审核；"
        "违反规定的会记下来，监督员看得到。",
        lambda now: when(paper_causes(now)),
        _asked,
        _record,
        "已补录纸面答复",
        told=lambda now: (
            "登记以后，这份答复就是生效的答复"
            + ("；正在拟的答复不再办理。" if now.case.reply else "。"),
        ),
    ),
)
