"""What drafting a reply asks: an outcome for each matter, then the fields of its text."""

from collections.abc import Mapping
from dataclasses import replace

from api.workbench.acts.asking import Asked, Choice, Doing, Kind, choices_of, only
from api.workbench.acts.papers import asked_field
from api.workbench.casework import Situation, short
from api.workbench.reply_outcomes import GROUNDS_OF, OUTCOME, SECTION, Chosen, rule_of
from domain.archive import Recorded
from domain.content import ClearPart
from domain.grounds import GROUNDS
from domain.law.profile import ProvisionForm
from domain.requests.given import WHOLE, GivenOutcome, GivenRefusal
from domain.requests.replying import ReplyCause
from domain.requests.writing import template_of, words_of

KEEP = "keep"
_REFUSED = "REFUSED"
_TEXT = "text/1"


def questions(
    now: Situation,
    chosen: tuple[Chosen, ...],
    cause: ReplyCause,
    earlier: tuple[Choice, ...],
    published: tuple[Choice, ...],
) -> tuple[Asked, ...]:
    """Everything that is asked once the outcomes are chosen."""
    found: list[Asked] = []
    for one in chosen:
        found += _of_matter(now, one, earlier, published)
    if any(_gives(now, one) for one in chosen):
        found += _information(now)
    found += _frame(now, cause)
    return tuple(found)


def _gives(now: Situation, one: Chosen) -> bool:
    rule = rule_of(now, one.outcome)
    return rule is not None and rule.gives_information


def _of_matter(
    now: Situation, one: Chosen, earlier: tuple[Choice, ...], published: tuple[Choice, ...]
) -> list[Asked]:
    template = template_of(now.law, f"{SECTION}{one.key}", now.today)
    asked = [asked_field(field, one.prefix) for field in template.fields]
    if one.outcome == _REFUSED:
        asked = [_whole(question) for question in asked]
    for ground in one.grounds:
        part = template_of(now.law, f"{SECTION}{_REFUSED}.{ground}", now.today)
        fields = [asked_field(field, f"{one.prefix}{ground}_") for field in part.fields]
        asked += [_named(question, GROUNDS[ground].chinese) for question in fields]
    asked += _references(now, one, earlier, published)
    title = f"第 {one.matter} 项：{template.title}"
    first, *rest = asked or [Asked(f"{one.prefix}none", "")]
    return [_with(first, part=title), *rest]


def _references(
    now: Situation, one: Chosen, earlier: tuple[Choice, ...], published: tuple[Choice, ...]
) -> list[Asked]:
    """What an outcome points to: a search, an earlier request, published records, the form."""
    rule = rule_of(now, one.outcome)
    if rule is None:
        return []
    asked = []
    if rule.needs_search:
        found = searches_of(now, one.matter)
        asked.append(
            Asked(
                f"{one.prefix}search_id",
                "凭哪一次检索",
                Kind.SELECT,
                "没有可选的，先在案卷里登记检索",
                choices=found,
                value=only(found),
            )
        )
    if rule.needs_earlier_reply:
        asked.append(
            Asked(
                f"{one.prefix}earlier",
                "以前答复的是哪一件",
                Kind.SELECT,
                "同一申请人的其他申请",
                choices=earlier,
                value=only(earlier),
            )
        )
    if one.outcome == "ALREADY_PUBLIC" and published:
        asked.append(
            Asked(
                f"{one.prefix}records",
                "指的是哪几件已公开的信息",
                Kind.CHECKS,
                optional=True,
                choices=published,
            )
        )
    if rule.gives_information:
        asked.append(
            Asked(
                f"{one.prefix}form",
                "提供的是哪一种形式",
                Kind.SELECT,
                f"申请人要的是{now.case.form.chinese}；用别的形式须说明理由（条例第四十条）",
                choices=choices_of(ProvisionForm),
                value=(now.case.form.value,),
            )
        )
    return asked


def searches_of(now: Situation, matter: int) -> tuple[Choice, ...]:
    """The searches for a matter that found nothing."""
    return tuple(
        (identity, f"{now.case.on(one.at).isoformat()} 的检索")
        for identity, one in now.case.searches.items()
        if matter in one.matters and not one.found
    )


def _information(now: Situation) -> list[Asked]:
    """The files that are given. A revision may leave them as they are."""
    reply = now.case.reply
    kept = reply is not None and reply.content is not None
    asked = []
    if kept:
        asked.append(
            Asked(
                KEEP,
                "提供的文件",
                Kind.CHECKS,
                "换了文件，原来的保密审查不再算数",
                optional=True,
                choices=((KEEP, "还是原来的，不换"),),
                value=(KEEP,),
                part="要提供的信息",
            )
        )
    asked.append(
        Asked(
            "files",
            "要提供的文件",
            Kind.FILES,
            "只放予以公开的内容，不予公开的部分先遮去；保密审查员看的就是这些",
            optional=True,
            part="" if kept else "要提供的信息",
        )
    )
    asked.append(
        Asked("given_text", "或者直接写在这里", Kind.AREA, "存为一份文本文件", optional=True)
    )
    return asked


def _frame(now: Situation, cause: ReplyCause) -> list[Asked]:
    template = template_of(now.law, frame_key(cause), now.today)
    asked = [asked_field(field, "frame_") for field in template.fields]
    if cause is not ReplyCause.FIRST and now.case.reply is None:
        asked.append(Asked("document", "依据的文书", hint="决定书、裁判文书或本机关决定的文号"))
        if cause is not ReplyCause.CORRECTION:
            asked.append(_ordered_by(now, cause))
            asked.append(Asked("why", "重新答复的理由", Kind.AREA, "不写个人信息"))
    first, *rest = asked or [Asked("frame_none", "")]
    return [_with(first, part="整份答复"), *rest]


def _ordered_by(now: Situation, cause: ReplyCause) -> Asked:
    """Which review or suit orders the reply: the newest, unless another is chosen."""
    found = now.case.orderings("REVIEW" if cause is ReplyCause.REVIEW else "COURT")
    remedies = [now.case.remedies[one] for one in reversed(found)]
    return Asked(
        "remedy",
        "由哪一件复议、诉讼责令",
        Kind.SELECT,
        "答复书写明它的机关和日期",
        optional=True,
        choices=tuple((one.id, f"{one.body}，{one.docket_number}") for one in remedies),
        value=tuple(one.id for one in remedies[:1]),
    )


def frame_key(cause: ReplyCause) -> str:
    """The template that opens and closes a reply."""
    if cause is ReplyCause.FIRST:
        return "reply"
    ordered = cause is not ReplyCause.CORRECTION
    return "substitute_reply.ordered" if ordered else "substitute_reply.corrected"


def _with(one: Asked, **changes: str) -> Asked:
    return replace(one, **changes)  # type: ignore[arg-type]


def _named(one: Asked, ground: str) -> Asked:
    return _with(one, label=f"{one.label}（{ground}）")


def _whole(one: Asked) -> Asked:
    return replace(one, value=(WHOLE,)) if one.name.endswith("_refused_part") else one


def outcomes(doing: Doing, chosen: tuple[Chosen, ...]) -> tuple[GivenOutcome, ...]:
    """The outcomes as the form tells them."""
    return tuple(_outcome(doing, one) for one in chosen)


def _outcome(doing: Doing, one: Chosen) -> GivenOutcome:
    outcome, _, tail = one.key.partition(".")
    refusal = outcome == _REFUSED
    form = doing.text(f"{one.prefix}form")
    return GivenOutcome(
        one.matter,
        outcome,
        _words(doing, f"{SECTION}{one.key}", one.prefix),
        variant="" if refusal else tail,
        ground=tail if refusal else None,
        refused=tuple(
            GivenRefusal(
                ground,
                _words(doing, f"{SECTION}{_REFUSED}.{ground}", f"{one.prefix}{ground}_"),
            )
            for ground in one.grounds
        ),
        records=doing.sent.all(f"{one.prefix}records"),
        search=doing.text(f"{one.prefix}search_id") or None,
        earlier=doing.text(f"{one.prefix}earlier") or None,
        form=ProvisionForm(form) if form else None,
    )


def _words(doing: Doing, key: str, prefix: str) -> dict[str, str]:
    template = template_of(doing.now.law, key, doing.now.today)
    found = {field.name: doing.text(f"{prefix}{field.name}") for field in template.fields}
    return {name: text for name, text in found.items() if text}


def information(doing: Doing) -> tuple[ClearPart, ...]:
    """The files that are given."""
    text = doing.text("given_text")
    written = (ClearPart("提供的信息.txt", "text/plain", text.encode(), text, _TEXT),)
    return (*doing.files("files"), *(written if text else ()))


def draft(doing: Doing, chosen: tuple[Chosen, ...], cause: ReplyCause) -> Recorded:
    """Draft the reply, or revise the one under way."""
    frame = _words(doing, frame_key(cause), "frame_")
    handling, given = doing.casework.handling, outcomes(doing, chosen)
    if doing.now.case.reply is not None:
        kept = doing.text(KEEP) == KEEP and any(_gives(doing.now, one) for one in chosen)
        return handling.revise_reply(
            doing.caller(),
            doing.request,
            outcomes=given,
            parts=() if kept else information(doing),
            frame=frame,
            keep_content=kept,
            expected=doing.expected,
        )
    return handling.draft_reply(
        doing.caller(),
        doing.request,
        outcomes=given,
        parts=information(doing),
        frame=frame,
        cause=cause,
        reason=doing.text("why") or frame.get("reason", ""),
        document=doing.text("document"),
        remedy=doing.text("remedy") or None,
        expected=doing.expected,
    )


def drafted(now: Situation) -> Mapping[str, tuple[str, ...]]:
    """What stands in the form for the reply under way; empty when there is none."""
    reply = now.case.reply
    if reply is None:
        return {}
    values: dict[str, tuple[str, ...]] = {}
    frame, sections = words_of(now.persons.open(reply.words))
    values |= {f"frame_{name}": (text,) for name, text in frame.items()}
    for one in reply.outcomes:
        variant, words, refused = sections[one.matter]
        tail = (one.ground or "") if one.outcome == _REFUSED else variant
        prefix = f"m{one.matter}_"
        values[f"{OUTCOME}_{one.matter}"] = (f"{one.outcome}.{tail}" if tail else one.outcome,)
        values |= {f"{prefix}{name}": (text,) for name, text in words.items()}
        if one.outcome != _REFUSED:
            values[f"{GROUNDS_OF}_{one.matter}"] = tuple(part.ground for part in refused)
        for part in refused:
            values |= {
                f"{prefix}{part.ground}_{name}": (text,) for name, text in part.words.items()
            }
        for name, value in (("search_id", one.search), ("earlier", one.earlier)):
            if value is not None:
                values[f"{prefix}{name}"] = (value,)
        if one.form is not None:
            values[f"{prefix}form"] = (one.form.value,)
        values[f"{prefix}records"] = one.records
    return values


def matter_title(now: Situation, number: int) -> str:
    """A matter as the form calls it."""
    told = f"第 {number} 项：" if len(now.case.matters) > 1 else ""
    return f"{told}{short(now.matter(number), 120)}"
