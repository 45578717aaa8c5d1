"""Which remedies a letter names, by the article of each refused part and the day of the reply.

Sources: domain.md B9 (行政复议法 art 20, 23(4); 行政诉讼法 art 45, 46; 法释〔2025〕8号 art 1). A
refusal under art 14-16 replied from 2024-01-01 goes to review first; everything else is a free
choice of review or suit. Which body and which court is stated for each organ (`RemedyBodies`):
nothing is built in, because a wrong name misleads the applicant.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.errors import Incomplete, Malformed, NotFound
from domain.grounds import ground_of
from domain.law.articles import article_chinese, article_of, is_citation
from domain.law.limits import Limit
from domain.law.outcomes import OutcomeRule, RemedyClass, outcome_rule
from domain.law.rows import REGULATION, Law, require_places, require_row, require_text

ANY = "*"
"""The key of the row for every article, or every organ, that has none of its own."""


class RemedyOrder(StrEnum):
    """Review before suit, a free choice, no remedy of its own, or as its refused parts say."""

    REVIEW_FIRST = "REVIEW_FIRST"
    FREE_CHOICE = "FREE_CHOICE"
    NONE = "NONE"
    BY_GROUND = "BY_GROUND"


_PLACES = {
    RemedyOrder.REVIEW_FIRST: ("part", "review", "body", "suit_after_review", "court"),
    RemedyOrder.FREE_CHOICE: ("part", "review", "body", "suit", "court"),
    RemedyOrder.NONE: (),
    RemedyOrder.BY_GROUND: (),
}


@dataclass(frozen=True)
class Remedy:
    """The remedies against what rests on one article: `key` cites it, `*` is all the others.

    `text` is the paragraph: {part} what it is about, {review} {suit} {suit_after_review} the
    limits, {body} and {court} where to. It is empty where nothing is told.
    """

    TABLE: ClassVar[str] = "remedies"

    key: str
    valid_from: date
    source: str
    order: RemedyOrder
    text: str

    def __post_init__(self) -> None:
        """Raises `Malformed` unless the paragraph says all that its order must say."""
        require_row(self)
        places = _PLACES[self.order]
        require_places(self.text, places, "text")
        if bool(places) is not bool(self.text.strip()):
            raise Malformed("告知救济的须有文字，不告知的应为空", rule="法规表", field="text")


@dataclass(frozen=True)
class RemedyBodies:
    """Where an organ's replies are reviewed and sued: `key` is its id, or `*` for every organ."""

    TABLE: ClassVar[str] = "remedy_bodies"

    key: str
    valid_from: date
    source: str
    review_body: str
    court: str

    def __post_init__(self) -> None:
        """Raises `Malformed` without a body or a court."""
        require_row(self)
        require_text(self.review_body, "review_body")
        require_text(self.court, "court")


def remedy(law: Law, article: str, on: date) -> Remedy:
    """The remedy against what rests on `article`, replied on a day.

    Its own row, else its article's, else that of all. Raises `Incomplete` for art 36(3) and 37: a
    refused part must name the article it is refused under; `Malformed` for what no table cites, so
    that a citation written otherwise never ends up among "all the others".
    """
    if not is_citation(article) and not _is_cited(law, article, on):
        raise Malformed(f"“{article}”不是法规表里的引用", rule="法规表", field="articles")
    keys = (article, article_of(article), ANY)
    found = next((row for key in keys if (row := law.find(Remedy, key, on))), None)
    if found is None:
        raise NotFound(f"{on} 还没有可告知的救济途径", rule="行政复议法 art 20", field="on")
    if found.order is RemedyOrder.BY_GROUND:
        raise Incomplete(
            f"告知救济须写明不予公开所依据的条款（第十四条至第十六条），不能只写 {article}",
            rule="行政复议法 art 23(4)",
            field="articles",
        )
    return found


def _is_cited(law: Law, article: str, on: date) -> bool:
    outcomes = {rule.article for rule in law.rows(OutcomeRule, on)}
    return article in outcomes or article in law.keys(Remedy)


def remedy_bodies(law: Law, organ: str, on: date) -> RemedyBodies:
    """Where the replies of an organ are reviewed and sued on a day.

    Raises `Incomplete` while nobody has stated it.
    """
    found = law.find(RemedyBodies, organ, on) or law.find(RemedyBodies, ANY, on)
    if found is not None:
        return found
    raise Incomplete(
        "还没有登记本机关的复议机关和管辖法院，文书不能告知救济途径；请登记员先在法规表中登记",
        rule="行政复议法 art 20",
        field="organ",
    )


def remedy_articles(
    law: Law, outcomes: Iterable[tuple[str, str | None]], on: date
) -> tuple[str, ...]:
    """The articles whose remedies a reply names, from the (outcome, ground) of its matters.

    A refused part counts under its ground's article (art 37 too), never under art 36(3) or 37. Each
    refused part is a pair of its own. Raises `NotFound`, `Incomplete` for a missing ground.
    """
    articles: dict[str, None] = {}
    for outcome, ground in outcomes:
        rule = outcome_rule(law, outcome, on)
        rule.require_ground(ground)
        if rule.remedy is RemedyClass.BY_GROUND:
            assert ground is not None
            articles[ground_of(ground).article] = None
        elif rule.remedy is RemedyClass.BY_ARTICLE:
            articles[rule.article] = None
    return tuple(articles)


def remedy_text(
    law: Law, articles: Collection[str], on: date, review_body: str, court: str
) -> tuple[str, ...]:
    """The paragraphs of a reply that tell its remedies; none when there is nothing to tell.

    When they differ, each paragraph says which part of the reply it is about. Raises `Incomplete`
    as `remedy` does, or for a nameless body or court.
    """
    groups: dict[tuple[RemedyOrder, str], list[str]] = {}
    for article in sorted(articles):
        held = remedy(law, article, on)
        if held.order is not RemedyOrder.NONE:
            groups.setdefault((held.order, held.text), []).append(
                ANY if held.key == ANY else article_of(article)
            )
    if not groups:
        return ()
    for name, value in (("review_body", review_body), ("court", court)):
        if not value.strip():
            raise Incomplete("告知救济须写明复议机关和法院", rule="行政复议法 art 20", field=name)
    limits = {place: law.row(Limit, key, on).chinese for place, key in _LIMITS.items()}
    # What holds for all the others is told last, after the parts it is not about.
    ordered = sorted(groups.items(), key=lambda group: ANY in group[1])
    return tuple(
        text.format(
            part=_part(order, cited) if len(groups) > 1 else "本答复",
            body=review_body.strip(),
            court=court.strip(),
            **limits,
        )
        for (order, text), cited in ordered
    )


def _part(order: RemedyOrder, cited: Collection[str]) -> str:
    """Which part of a reply a paragraph is about, when there is more than one paragraph."""
    if ANY in cited:
        return "本答复的其他部分"
    articles = "、".join(
        article_chinese(article, title=not number)
        for number, article in enumerate(dict.fromkeys(cited))
    )
    how = "不予公开" if order is RemedyOrder.REVIEW_FIRST else "答复"
    return f"本答复中依据{articles}{how}的部分"


_LIMITS = {
    "review": "review_application",
    "suit": "suit",
    "suit_after_review": "suit_after_review",
}

_REVIEW_FIRST = (
    "如对{part}不服，依照《中华人民共和国行政复议法》第二十三条第一款第四项的规定，应当先申请行政复议，"
    "不能直接提起行政诉讼：可以自收到本答复之日起{review}内向{body}申请行政复议；对行政复议决定仍不服的，"
    "可以自收到行政复议决定书之日起{suit_after_review}内向{court}提起行政诉讼。"
)
_FREE_CHOICE = (
    "如对{part}不服，可以自收到本答复之日起{review}内向{body}申请行政复议，"
    "也可以自收到本答复之日起{suit}内直接向{court}提起行政诉讼。"
)
_REVIEW_LAW = date(2024, 1, 1)
_FIRST_SOURCE = "行政复议法 art 20, 23(4)；行政诉讼法 art 45；法释〔2025〕8号 art 1 [PAGE]"
_GROUNDED = "行政复议法 art 23(4)：以不予公开所依据的条款为准"

ROWS: tuple[Remedy, ...] = (
    *(
        Remedy(article, _REVIEW_LAW, _FIRST_SOURCE, RemedyOrder.REVIEW_FIRST, _REVIEW_FIRST)
        for article in ("条例 art 14", "条例 art 15", "条例 art 16")
    ),
    *(
        Remedy(article, REGULATION, _GROUNDED, RemedyOrder.BY_GROUND, "")
        for article in ("条例 art 36(3)", "条例 art 37")
    ),
    Remedy(
        "信息处理费办法",
        REGULATION,
        "[REC] 收费决定不能单独申请行政复议或者提起行政诉讼",
        RemedyOrder.NONE,
        "",
    ),
    Remedy(
        ANY,
        REGULATION,
        "行政复议法 art 20；行政诉讼法 art 46",
        RemedyOrder.FREE_CHOICE,
        _FREE_CHOICE,
    ),
)
