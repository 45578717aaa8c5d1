"""The letters of a request: its facts, the template that fits, and the paper they make.

Pure: what is personal is opened by the caller, the bytes are made and kept by him.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from domain.canonical import encode
from domain.content import Content
from domain.errors import Incomplete
from domain.law.profile import number_text
from domain.law.remedies import remedy_articles, remedy_bodies, remedy_text
from domain.law.rows import Law
from domain.letters import LetterKind, Matter, Paper, Part, Template, compose
from domain.organ import Organ
from domain.requests.applicant import FilingChannel
from domain.requests.given import WHOLE, GivenOutcome, GivenRefusal
from domain.requests.outcome import MatterOutcome
from domain.requests.request import InformationRequest

MOST_TITLE = 80
"""Of a matter's heading in a reply, in characters; the whole text stands in the application."""


@dataclass(frozen=True)
class Reader:
    """To whom a letter speaks: the line that names him, and how he is addressed."""

    named: str
    pronoun: str


@dataclass
class Known:
    """What of a case its letters may say, in clear: the applicant, and each matter by number."""

    applicant: Reader
    matters: Mapping[int, str]
    facts: dict[str, str] = field(default_factory=dict)


_BY = {
    FilingChannel.ONLINE: "网上平台",
    FilingChannel.IN_PERSON: "当面递交",
    FilingChannel.ORAL: "口头方式",
    FilingChannel.POST_SIGNED: "邮寄",
    FilingChannel.POST_ORDINARY: "平常信函",
    FilingChannel.FAX: "传真",
}
"""How a letter says by what an application came: 通过…提交."""


def pronoun_of(name: str) -> str:
    """How a letter addresses a third party: an organisation by the ending of its name."""
    return "你单位" if _ORGANISATION.search(name.strip()) else "你"


_ORGANISATION = re.compile(
    "(?:公司|集团|厂|店|院|校|学|所|站|中心|协会|学会|商会|合作社|基金会|委员会|居委会|村委会|"
    "局|厅|部|办|政府|银行|医院|事务所|工作室)$"
)


def facts_of_case(
    case: InformationRequest, organ: Organ, number: str, known: Known, today: date
) -> dict[str, str]:
    """The facts every letter to the applicant may take (domain.letter_facts)."""
    facts = {
        "registration_number": number,
        "applicant": known.applicant.named,
        "information": "；".join(known.matters.values())[:4000],
        "form_wanted": f"{case.form.chinese}，{case.route.chinese}",
        "channel": _BY[case.channel],
        "arrived_on": case.arrived_on.isoformat(),
        **facts_of_organ(organ),
        **known.facts,
    }
    if case.received_on is not None:
        facts["received_on"] = case.received_on.isoformat()
        due = case.count(today).due
        if due is not None:
            facts.setdefault("due_on", due.isoformat())
    return facts


def facts_of_organ(organ: Organ) -> dict[str, str]:
    """The issuing organ and how it is reached (条例 art 12)."""
    guide = organ.guide
    contact = (
        ""
        if guide is None
        else "，".join(
            part
            for part in (
                guide.unit,
                guide.address and f"地址：{guide.address}",
                guide.telephone and f"电话：{guide.telephone}",
                guide.mail and f"电子邮箱：{guide.mail}",
            )
            if part
        )
    )
    if not contact:
        raise Incomplete(
            "本机关还没有公开指南，文书不能写明联系方式；请登记员先录入公开指南",
            rule="条例 art 12",
            field="organ",
        )
    return {"organ": organ.name, "contact": contact[:300]}


def template_of(law: Law, key: str, on: date) -> Template:
    """The template with this key on a day. Raises `NotFound`."""
    return law.row(Template, key, on)


_REGISTERS = ("rectification", "complaint")
"""Sequences of registration numbers: the letters of these cases have one of their own."""


def number_kind(law: Law, template: Template, on: date) -> str:
    """What sequence a letter's number is of: letters that bear one word share one sequence."""
    kinds = [one.kind for one in law.rows(Template, on) if one.number_word == template.number_word]
    order = list(LetterKind)
    sequence = min(kinds, key=order.index).value.lower()
    return f"{sequence}_letter" if sequence in _REGISTERS else sequence


def written_number(law: Law, organ: Organ, kind: str, year: int, serial: int, on: date) -> str:
    """A registration number as it is printed."""
    return number_text(law, kind, organ.id, organ.short_name or organ.name, year, serial, on)


def number_of(case: InformationRequest, organ: Organ) -> str:
    """登记编号 of a case as it is printed; of one taken over, the earlier system's."""
    if case.taken_over is not None:
        return case.taken_over.number
    one = case.number
    return written_number(case.rules.law, organ, one.kind, one.year, one.serial, case.arrived_on)


def letter_number(
    law: Law, organ: Organ, template: Template, year: int, serial: int, on: date
) -> str:
    """文号: the organ's mark, the template's word, the year in brackets, the serial."""
    return number_text(
        law,
        "letter",
        organ.id,
        organ.short_name or organ.name,
        year,
        serial,
        on,
        word=template.number_word,
    )


def words_text(outcomes: Sequence[GivenOutcome], frame: Mapping[str, str]) -> str:
    """The officer's fields of a reply as canonical JSON, to be sealed with its draft."""
    matters = {
        str(one.matter): {
            "refused": [[part.ground, dict(part.words)] for part in one.refused],
            "variant": one.variant,
            "words": dict(one.words),
        }
        for one in outcomes
    }
    return encode({"frame": dict(frame), "matters": matters}).decode()


Section: TypeAlias = tuple[str, dict[str, str], list[GivenRefusal]]
"""Of one matter: the variant of its template, its fields, the refused parts."""


def words_of(text: str) -> tuple[dict[str, str], dict[int, Section]]:
    """(fields of the frame, sections by matter) of `words_text`."""
    data = json.loads(text)
    matters = {
        int(number): (
            one["variant"],
            one["words"],
            [GivenRefusal(ground, words) for ground, words in one["refused"]],
        )
        for number, one in data["matters"].items()
    }
    return data["frame"], matters


def section_key(outcome: str, variant: str, ground: str | None) -> str:
    """The template of one outcome: its variant, or the ground's when refused as a whole."""
    tail = ground if outcome == "REFUSED" and ground is not None else variant
    return f"reply.{outcome}.{tail}" if tail else f"reply.{outcome}"


@dataclass(frozen=True)
class Answer:
    """What a reply answers to each matter, and the information that it gives."""

    outcomes: Sequence[MatterOutcome]
    content: Content | None = None


def reply_paper(
    law: Law,
    template: Template,
    organ: str,
    answer: Answer,
    facts: Mapping[str, str],
    known: Known,
    words: str,
    on: date,
    of_matters: Mapping[int, Mapping[str, str]],
) -> Paper:
    """The reply's letter: one part for each matter, remedies by the article of each refused part.

    `of_matters` are facts that hold of one matter only, such as the reply already given to it.

    Raises what `compose` and `remedy_text` raise.
    """
    frame, sections = words_of(words)
    matters = []
    for one in answer.outcomes:
        variant, section, refused = sections[one.matter]
        if one.outcome == "REFUSED":
            section = {"refused_part": WHOLE, **section}
        key = section_key(one.outcome, variant, one.ground)
        parts = [Part(template_of(law, key, on), of_matters.get(one.matter, {}), section)]
        parts += [
            Part(template_of(law, f"reply.REFUSED.{part.ground}", on), {}, part.words)
            for part in refused
        ]
        heading = known.matters[one.matter].replace("\n", " ")
        if len(heading) > MOST_TITLE:
            heading = heading[: MOST_TITLE - 1] + "…"
        matters.append(Matter(heading, tuple(parts)))
    pairs: list[tuple[str, str | None]] = []
    for one in answer.outcomes:
        if one.refused:
            pairs += [(one.outcome, part.ground) for part in one.refused]
        else:
            pairs.append((one.outcome, one.ground))
    bodies = remedy_bodies(law, organ, on)
    remedies = remedy_text(
        law, remedy_articles(law, pairs, on), on, bodies.review_body, bodies.court
    )
    given = answer.content
    enclosures = () if given is None else tuple(part.name for part in given.parts)
    return compose(template, facts, frame, remedies, matters=matters, enclosures=enclosures)
