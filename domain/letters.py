"""Letters and notices (文书): what a template is, what is printed, and how one becomes the other.

A template is a dated row of law: its clauses are fixed, its fields are what an officer writes, and
the two are separate members, so that no officer edits the law by accident. `compose` joins a
template with the facts of a case into a `Paper`; a page shows the same `Paper` as HTML, a `Printer`
makes the PDF that is issued, once.

    LETTER   stands alone (补正告知书, 延期答复告知书 …)
    FRAME    opens and closes a reply; between lie 1..n matters (条例 art 36: each its own outcome)
    SECTION  one outcome or ground of one matter; a separable matter (art 37) has several
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol

from domain.errors import Incomplete, Malformed, Refusal
from domain.law.articles import numeral
from domain.law.rows import require_row
from domain.letter_facts import FACTS, chinese_date, day_of
from domain.letter_texts import (
    PLACEHOLDER,
    Clause,
    Field,
    Filling,
    Passage,
    Style,
    numbered,
)


class LetterKind(StrEnum):
    """Every paper the organ sends out in a disclosure case (宿政办函〔2021〕21号 form set)."""

    RECEIPT = "RECEIPT"  # 登记回执
    CONFIRMATION = "CONFIRMATION"  # 收到确认 (art 31)
    CLARIFICATION = "CLARIFICATION"  # 补正告知书 (art 30)
    EXTENSION = "EXTENSION"  # 延期答复告知书 (art 33)
    THIRD_PARTY = "THIRD_PARTY"  # 征求第三方意见书 (art 32)
    THIRD_PARTY_NOTICE = "THIRD_PARTY_NOTICE"  # 依申请公开告知书(第三方) (art 32)
    CO_PRODUCER = "CO_PRODUCER"  # 征求意见书(共同制作机关) (art 34)
    OTHER_ORGAN = "OTHER_ORGAN"  # 协助函 (art 11)
    CONSULTATION_NOTICE = "CONSULTATION_NOTICE"  # 征求意见告知书(申请人) (art 33)
    FEE = "FEE"  # 收费通知书 (art 42)
    REASONS = "REASONS"  # 说明理由告知书 (art 35)
    DELAY = "DELAY"  # 延迟答复告知书 (art 35)
    ABANDONMENT = "ABANDONMENT"  # 不再处理告知书 (art 30, 42)
    REPLY = "REPLY"  # 政府信息公开申请答复书 (art 36)
    SUBSTITUTE_REPLY = "SUBSTITUTE_REPLY"  # 重新答复
    RECTIFICATION = "RECTIFICATION"  # 更正答复书 (art 41)
    COMPLAINT = "COMPLAINT"  # 举报答复书 (art 51)


class Audience(StrEnum):
    """Who reads the letter; the value is the fact that names him in the addressee line."""

    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"
    ORGAN = "other_organ"


class Form(StrEnum):
    """What part of a letter a template makes."""

    LETTER = "LETTER"
    FRAME = "FRAME"
    SECTION = "SECTION"


@dataclass(frozen=True)
class Template:
    """One version of one letter's text. `source` names the articles it carries out.

    `outcome` is what a SECTION answers to its matter (domain facts B5), `ground` the code of the
    refused part it names (B4). `number_word` ends the 机关代字 of its number (清发改依复: 依复),
    as long as no row of the number forms says otherwise.
    `remedies`: the letter must tell review and suit; one that must not carry them says False.
    `closing` follows the matters of a FRAME and is empty elsewhere. `refusal_follows`: the matter
    must name at least one refused part (art 37).

    Raises `Malformed` when the row contradicts itself.
    """

    TABLE: ClassVar[str] = "letter_templates"

    key: str
    valid_from: date
    source: str
    kind: LetterKind
    form: Form
    outcome: str | None
    ground: str | None
    audience: Audience
    title: str
    number_word: str
    clauses: tuple[Clause, ...]
    closing: tuple[Clause, ...]
    fields: tuple[Field, ...]
    remedies: bool
    refusal_follows: bool = False

    def __post_init__(self) -> None:
        require_row(self)
        own = {field.name for field in self.fields}
        if len(own) != len(self.fields) or own & FACTS.keys():
            raise Malformed(f"文书模板 {self.key} 的栏目重名", field="fields")
        used = {name for clause in self.clauses + self.closing for name in clause.names}
        if unknown := sorted((used - FACTS.keys() - own) | (own - used)):
            raise Malformed(f"文书模板 {self.key} 的占位与栏目不符：{unknown}", field="clauses")
        for clause in self.clauses + self.closing:
            if "{" in PLACEHOLDER.sub("", clause.text) or "}" in PLACEHOLDER.sub("", clause.text):
                raise Malformed(f"文书模板 {self.key} 有不成对的花括号", field="clauses")
        if self.audience is not Audience.APPLICANT and (
            told := sorted(name for name in used & FACTS.keys() if FACTS[name].tells_applicant)
        ):
            raise Malformed(
                f"文书模板 {self.key} 不是给申请人的，不得写明申请人：{told}",
                rule="条例 art 32",
                field="clauses",
            )
        if self.closing and self.form is not Form.FRAME:
            raise Malformed(f"文书模板 {self.key} 不是答复书的首尾", field="closing")


@dataclass(frozen=True)
class Paper:
    """What is printed, whole. Texts hold no placeholder and no control character."""

    organ: str
    title: str
    number: str
    addressee: str
    passages: tuple[Passage, ...]
    remedies: tuple[str, ...]
    enclosures: tuple[str, ...]
    signature: str
    dated: date
    contact: str

    @property
    def date(self) -> str:
        """成文日期 as printed, 2026年11月22日."""
        return chinese_date(self.dated)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text on the paper, in reading order."""
        return (
            self.organ,
            self.number,
            self.title,
            self.addressee,
            *(passage.text for passage in self.passages),
            *self.remedies,
            *self.enclosures,
            self.signature,
            self.date,
            self.contact,
        )


class Printer(Protocol):
    """Makes the PDF of a letter."""

    def print(self, paper: Paper) -> bytes:
        """The PDF/A of `paper`; the same paper gives the same bytes.

        Raises `Malformed`, naming the characters, when one has no glyph in the letters' font.
        """
        ...

    def lacks(self, text: str) -> frozenset[str]:
        """The characters of `text` that have no glyph in the letters' font; line breaks aside."""
        ...


MOST_CHARACTERS = 30_000
"""On one paper: about fifty pages. What is longer belongs in an enclosure."""

MOST_PASSAGES = 1_000

MOST_IN_ONE = 5_000
"""Characters of one paragraph: the time to break a paragraph into lines grows with its square."""

MOST_HEADING = 300


_DOCUMENT_NUMBER = re.compile(r"[^〔〕]+〔[0-9]{4}〕[1-9][0-9]*号")


@dataclass(frozen=True)
class Part:
    """A SECTION and what fills it; its facts come on top of the letter's own."""

    template: Template
    facts: Mapping[str, str]
    edited: Mapping[str, str]


@dataclass(frozen=True)
class Matter:
    """One matter of a reply: its outcome, and one more part for each refused part (art 37).

    `heading` says what was asked for, e.g. 关于“2025年部门决算”; its parts say 该政府信息.
    """

    heading: str
    parts: tuple[Part, ...]


def compose(
    template: Template,
    facts: Mapping[str, str],
    edited: Mapping[str, str],
    remedies: Sequence[str],
    *,
    matters: Sequence[Matter] = (),
    enclosures: Sequence[str] = (),
) -> Paper:
    """The letter `template` makes of the case's `facts` and what the officer `edited`.

    Facts beyond those the text takes are allowed, if the vocabulary knows them; fields are not.
    A letter to anybody but the applicant is refused when a fact that tells who applied stands in
    it, wherever it came from. `matters` fill a FRAME; a LETTER has none.

    Raises `Incomplete` for a fact, field, remedy or matter that is missing and `Malformed` for one
    unknown, too long, of the wrong form or with a control character, naming field and rule.
    """
    _require_fitting(template, remedies, matters)
    filling = _filling(template, facts, edited)
    passages = filling.passages(template.clauses)
    for number, matter in enumerate(matters, start=1):
        passages += _set_matter(matter, number if len(matters) > 1 else 0, facts)
    passages += filling.passages(template.closing)
    paper = Paper(
        organ=filling.fact("organ"),
        title=template.title,
        number=_number(filling),
        addressee=filling.fact(template.audience.value),
        passages=numbered(passages),
        remedies=tuple(filling.clean(text, "remedies") for text in remedies),
        enclosures=tuple(filling.clean(text, "enclosures") for text in enclosures),
        signature=filling.fact("organ"),
        dated=day_of(FACTS["dated"], filling.given("dated")),
        contact=filling.fact("contact"),
    )
    _require_silent_on_applicant(template, paper, facts)
    _require_length(template, paper)
    return paper


def _require_fitting(
    template: Template, remedies: Sequence[str], matters: Sequence[Matter]
) -> None:
    if template.form is Form.SECTION:
        raise Malformed(f"“{template.title}”只是答复书的一部分，不能单独成文", rule=template.source)
    if template.remedies and not remedies:
        raise Incomplete(
            f"《{template.title}》必须告知救济途径", rule=template.source, field="remedies"
        )
    if remedies and not template.remedies:
        raise Malformed(
            f"《{template.title}》不告知救济途径", rule=template.source, field="remedies"
        )
    if bool(matters) != (template.form is Form.FRAME):
        raise Incomplete(
            f"《{template.title}》应当逐项答复，至少一项"
            if template.form is Form.FRAME
            else f"《{template.title}》不分项答复",
            rule=template.source,
            field="matters",
        )


def _set_matter(matter: Matter, number: int, facts: Mapping[str, str]) -> list[Passage]:
    """The passages of one matter under its heading, counted from 1; `number` 0 is the only one."""
    if not matter.parts:
        raise Incomplete("每一事项都要有答复内容", rule="条例 art 36", field="matters")
    if matter.parts[0].template.refusal_follows and not any(
        part.template.ground for part in matter.parts[1:]
    ):
        raise Incomplete(
            "部分公开应当写明不予公开的部分和理由", rule="条例 art 37", field="matters"
        )
    first = _filling(matter.parts[0].template, facts, {})
    heading = first.clean(matter.heading.strip(), "heading")
    if not 1 <= len(heading) <= MOST_HEADING:
        raise Incomplete(
            f"每一事项的标题应有 1 到 {MOST_HEADING} 字，写明申请公开的是什么",
            rule="条例 art 36",
            field="heading",
        )
    lead = f"{numeral(number)}、" if number else ""
    passages = [Passage(Style.HEADING, lead + heading)]
    for part in matter.parts:
        if part.template.form is not Form.SECTION:
            raise Malformed(f"《{part.template.title}》不是答复的一项", rule=part.template.source)
        filling = _filling(part.template, {**facts, **part.facts}, part.edited)
        passages += filling.passages(part.template.clauses)
    return passages


def _filling(template: Template, facts: Mapping[str, str], edited: Mapping[str, str]) -> Filling:
    return Filling(template.title, template.source, template.fields, facts, edited)


def _number(filling: Filling) -> str:
    number = filling.fact("number")
    if not _DOCUMENT_NUMBER.fullmatch(number):
        raise Malformed(
            f"文号“{number}”应为“机关代字〔年份〕序号号”，如“清发改依复〔2026〕12号”",
            rule="党政机关公文处理工作条例 art 9(5)",
            field="number",
        )
    return number


def _require_length(template: Template, paper: Paper) -> None:
    count = sum(map(len, paper.texts))
    passages = len(paper.passages) + len(paper.remedies) + len(paper.enclosures)
    if count > MOST_CHARACTERS or passages > MOST_PASSAGES:
        raise Malformed(
            f"文书共 {count} 字、{passages} 段，最多 {MOST_CHARACTERS} 字、"
            f"{MOST_PASSAGES} 段；较长的内容请作为附件",
            rule=template.source,
            field="passages",
        )
    longest = max(map(len, paper.texts))
    if longest > MOST_IN_ONE:
        raise Malformed(
            f"有一段长 {longest} 字，最多 {MOST_IN_ONE} 字；请分段或者作为附件",
            rule=template.source,
            field="passages",
        )


def _require_silent_on_applicant(
    template: Template, paper: Paper, facts: Mapping[str, str]
) -> None:
    if template.audience is Audience.APPLICANT:
        return
    # Joint applicants stand in one fact, each by name. A single character would be met by chance.
    names = [name.strip() for name in re.split("[、，,；;]", facts.get("applicant", ""))]
    if any(name in text for name in names if len(name) > 1 for text in paper.texts):
        raise Refusal(
            f"《{template.title}》不是给申请人的，不得出现申请人的姓名或者名称",
            rule="条例 art 32；个人信息保护法 art 6",
            field="applicant",
        )
