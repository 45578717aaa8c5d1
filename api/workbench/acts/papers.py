"""Questions that many acts share: the proof of a fact, and a letter with its dispatch."""

from collections.abc import Callable
from dataclasses import replace

from api.workbench.acts.asking import Asked, Choice, Doing, Kind, choices_of
from api.workbench.casework import Situation
from domain.law.rows import Law
from domain.letter_texts import Field
from domain.letters import Template
from domain.requests.counting import LIMITED
from domain.requests.evidence import EvidenceKind
from domain.requests.given import GivenDispatch, GivenEvidence, GivenLetter, unnamed_proof
from domain.requests.letters import DispatchWay, Served
from domain.requests.writing import template_of

WORD = "word_"
"""Before the names of the fields of a letter, which may be those of an act's own questions."""
_ONE_LINE = 120
_SENDING = ("sent_on", "sent_way", "sent_kind")


def proof(
    now: Situation, *, needed: bool = False, outside: bool = False, label: str = "凭证"
) -> tuple[Asked, ...]:
    """The proof of a fact; NONE can be said where none is `needed`, the archive's own record where
    it need not come from `outside`."""
    left_out = (
        *((EvidenceKind.NONE,) if needed else ()),
        *((EvidenceKind.SYSTEM_RECORD,) if outside else ()),
    )
    kinds = choices_of(EvidenceKind, *left_out)
    return (
        Asked(
            "evidence",
            label,
            Kind.SELECT,
            "" if needed else "没有凭证就选“无凭证”，不要空着",
            choices=kinds,
            part="凭证",
        ),
        Asked(
            "evidence_note",
            "在哪里查到",
            hint="单号、卷号或存放位置；不写申请人的姓名、电话",
            optional=True,
        ),
        Asked("evidence_scan", "扫描件", Kind.FILE, "加密保存", optional=True),
    )


def proof_of_paper(now: Situation, label: str) -> tuple[Asked, ...]:
    """The proof of what was done on paper before, folded away with the question of its day."""
    return tuple(
        replace(one, optional=True, more=True, part="")
        for one in proof(now, outside=True, label=label)
    )


def given_proof(doing: Doing) -> GivenEvidence:
    """The proof as the form tells it."""
    return GivenEvidence(
        doing.choice("evidence", EvidenceKind),
        doing.text("evidence_note"),
        doing.scan("evidence_scan"),
    )


def fields_of(template: Template, *, prefix: str = WORD, unless: str = "") -> tuple[Asked, ...]:
    """What an officer writes of a template."""
    return tuple(asked_field(one, prefix, unless) for one in template.fields)


def asked_field(one: Field, prefix: str, unless: str = "") -> Asked:
    """One field of a template as a question."""
    return Asked(
        f"{prefix}{one.name}",
        one.label,
        Kind.AREA if one.lines or one.most > _ONE_LINE else Kind.TEXT,
        f"{one.help}（最多 {one.most} 字）" if one.help else f"最多 {one.most} 字",
        optional=not one.required,
        unless=unless if one.required else "",
    )


def letter(
    now: Situation,
    key: str,
    *,
    left_out: tuple[str, ...] = (),
    paper: bool = True,
) -> tuple[Asked, ...]:
    """A letter to be issued: its fields, its dispatch, and that it was sent on paper before.

    One that moves a limit or ends the case must then be shown to have been sent.
    """
    template = template_of(now.law, key, now.today)
    shown = template.kind in LIMITED
    fields = fields_of(template, unless="paper_on" if paper else "")
    asked = tuple(one for one in fields if one.name.removeprefix(WORD) not in left_out)
    if not paper:
        return (*asked, *dispatch(now))
    sending = tuple(
        replace(one, on_paper=one.name in _SENDING) if shown else one for one in dispatch(now)
    )
    return (*asked, *sending, *on_paper(shown=shown))


def dispatch(now: Situation, *, needed: bool = False) -> tuple[Asked, ...]:
    """How and when a letter was sent."""
    later = "还没有寄出就留空，寄出后在案卷里登记寄发"
    part = "寄出" if needed else "寄出（可以以后再登记）"
    return (
        Asked(
            "sent_on",
            "寄出日期",
            Kind.DATE,
            "" if needed else later,
            optional=not needed,
            part=part,
        ),
        Asked(
            "sent_way",
            "寄出方式",
            Kind.SELECT,
            "当面交付的，以签收之日为准；邮寄、电子送达的，以寄出之日为准",
            optional=not needed,
            choices=choices_of(DispatchWay),
        ),
        Asked(
            "sent_kind",
            "寄出凭证",
            Kind.SELECT,
            optional=True,
            choices=choices_of(EvidenceKind),
        ),
        Asked("sent_note", "单号或卷号", optional=True),
        Asked("sent_scan", "凭证扫描件", Kind.FILE, optional=True),
    )


def on_paper(*, shown: bool = False) -> tuple[Asked, ...]:
    """That the letter was issued on paper before: it is recorded, nothing is printed.

    `shown`: only with the day, way and proof of its sending.
    """
    too = "，寄出日期、方式和凭证也要填" if shown else ""
    return (
        Asked(
            "paper_on",
            "纸面文书的日期",
            Kind.DATE,
            f"这份文书已经在纸面办理、寄出过才填{too}；不再出文号，违反规定的会记下来",
            optional=True,
            more=True,
        ),
        Asked("paper_scan", "纸面文书扫描件", Kind.FILE, optional=True, more=True),
    )


def given_letter(doing: Doing) -> GivenLetter:
    """The letter as the form tells it."""
    words = {
        name.removeprefix(WORD): doing.text(name)
        for name in doing.sent.texts
        if name.startswith(WORD) and doing.text(name)
    }
    paper = doing.maybe_day("paper_on")
    return GivenLetter(
        edited=words,
        dispatch=given_dispatch(doing) if doing.text("sent_on") else None,
        on_paper=paper,
        scan=doing.scan("paper_scan") if paper is not None else None,
    )


def given_dispatch(doing: Doing) -> GivenDispatch:
    """The dispatch as the form tells it. One that names no proof has none, but for what the
    archive serves itself."""
    way = doing.text("sent_way") or DispatchWay.POST.value
    kind = doing.text("sent_kind") or unnamed_proof(DispatchWay(way)).kind.value
    proof = GivenEvidence(EvidenceKind(kind), doing.text("sent_note"), doing.scan("sent_scan"))
    return GivenDispatch(doing.day("sent_on"), DispatchWay(way), proof)


def letter_title(now: Situation, letter: str) -> str:
    """A letter as officers call it: its title, day and number."""
    one = now.case.letters[letter].letter
    number = "" if one.number is None else f"，{one.number.year} 年第 {one.number.serial} 号"
    return f"{title_of(now.law, one.kind, now)}（{one.dated.isoformat()}{number}）"


def title_of(law: Law, kind: object, now: Situation) -> str:
    """What letters of a kind are called."""
    for row in law.rows(Template, now.today):
        if row.kind is kind and row.number_word:
            return row.title
    return "文书"


def letters_where(now: Situation, fits: Callable[[Served], bool]) -> tuple[Choice, ...]:
    """The letters for which something is to be done."""
    return tuple(
        (identity, letter_title(now, identity))
        for identity, served in now.case.letters.items()
        if fits(served)
    )


def came_back(served: Served) -> bool:
    """Whether it came back after it was sent last."""
    last = served.failed[-1] if served.failed else 0
    return served.dispatched is not None and last > served.dispatched


def to_dispatch(served: Served) -> bool:
    """Issued and still here, or come back and not sent again."""
    return served.delivered is None and (served.dispatched is None or came_back(served))


def under_way(served: Served) -> bool:
    """Sent, and neither received nor come back."""
    return served.delivered is None and served.dispatched is not None and not came_back(served)
