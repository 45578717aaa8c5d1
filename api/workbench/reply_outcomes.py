"""The first step of a reply: which outcomes a matter may have now, and what was chosen."""

from collections.abc import Callable
from dataclasses import dataclass

from api.workbench.acts.asking import Choice
from api.workbench.acts.replying import causes
from api.workbench.casework import Situation
from domain.errors import NotFound
from domain.grounds import GROUNDS
from domain.law.outcomes import OutcomeRule, Prior, outcome_rule
from domain.letters import Form, Template
from domain.requests.extending import Judgement
from domain.requests.replying import ReplyCause

OUTCOME, GROUNDS_OF, CAUSE = "outcome", "parts", "cause"
SECTION = "reply."
"""Before the keys of the templates that answer a matter."""

_GROUPS = (
    ("公开", ("3.1", "3.2")),
    ("不予公开", ("3.3",)),
    ("无法提供", ("3.4",)),
    ("不予处理", ("3.5",)),
    ("其他处理", ("3.6",)),
)
"""The outcomes as the annual table groups them (domain.md B5), by the beginning of their row."""


@dataclass(frozen=True)
class Chosen:
    """What was chosen for one matter: a template's key without `reply.`, and refused grounds."""

    matter: int
    key: str
    grounds: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """The outcome's code."""
        return self.key.partition(".")[0]

    @property
    def prefix(self) -> str:
        """Before the names of this matter's questions."""
        return f"m{self.matter}_"


def grouped(now: Situation) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The outcomes that a matter of this request may have now, by group."""
    found: dict[str, list[Choice]] = {name: [] for name, _ in _GROUPS}
    for template in now.law.rows(Template, now.today):
        if template.form is not Form.SECTION or not template.key.startswith(SECTION):
            continue
        rule = rule_of(now, template.outcome or "")
        if rule is None or not _had(now, rule):
            continue
        found[_group(rule)].append((template.key.removeprefix(SECTION), template.title))
    return tuple((name, tuple(choices)) for name, choices in found.items() if choices)


def rule_of(now: Situation, outcome: str) -> OutcomeRule | None:
    try:
        rule = outcome_rule(now.law, outcome, now.counted_from)
    except NotFound:
        return None
    return None if rule.whole_request else rule


def _had(now: Situation, rule: OutcomeRule) -> bool:
    """Whether what must come before an outcome has come (`Replying._require_prior`)."""
    case = now.case
    if rule.prior is Prior.NOTHING:
        return True
    if rule.prior is Prior.CLARIFIED:
        return any(one.moves and one.answered for one in case.clarifications)
    judged = case.excess is not None and case.excess.judgement is Judgement.UNREASONABLE
    return rule.prior is Prior.REASONS_ASKED and judged


def _group(rule: OutcomeRule) -> str:
    row = rule.annual_row or "3.3"
    return next(name for name, rows in _GROUPS if row.startswith(rows))


def chosen_in(now: Situation, given: Callable[[str], tuple[str, ...]]) -> tuple[Chosen, ...]:
    """What was chosen for each open matter; a matter without a known choice is left out."""
    known = {key for _, choices in grouped(now) for key, _ in choices}
    found = []
    for number in sorted(now.case.open_matters):
        key = next(iter(given(f"{OUTCOME}_{number}")), "")
        if key in known:
            grounds = tuple(one for one in given(f"{GROUNDS_OF}_{number}") if one in GROUNDS)
            found.append(Chosen(number, key, grounds if key == "PARTLY_PROVIDED" else ()))
    return tuple(found)


def complete(now: Situation, chosen: tuple[Chosen, ...]) -> bool:
    """Whether every matter has an outcome, and every separable one a refused part."""
    have = {one.matter for one in chosen}
    settled = set(now.case.outcomes)
    return (
        bool(chosen)
        and now.case.open_matters <= have | settled
        and all(one.grounds or one.key != "PARTLY_PROVIDED" for one in chosen)
    )


def cause_in(now: Situation, given: str) -> ReplyCause:
    """Why the reply is given: as chosen, as drafted, or the only cause there is."""
    if now.case.reply is not None:
        return now.case.reply.cause
    possible = causes(now)
    return next((one for one in possible if one.value == given), possible[0])
