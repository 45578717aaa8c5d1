"""What is answered to each matter: outcome, ground, what it must name (条例 art 36-40)."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import Incomplete
from domain.grounds import ground_of
from domain.law.outcomes import OutcomeRule
from domain.law.profile import ProvisionForm
from domain.personal import Sealed
from domain.requests.proceeding import require_impersonal

MAXIMUM_WHERE = 500


@dataclass(frozen=True)
class RefusedPart:
    """A part that is not opened: its ground, and which part it is (条例 art 37)."""

    ground: str
    part: Sealed


@dataclass(frozen=True)
class RightOrgan:
    """The organ that holds it, with contact; or why it cannot be determined (条例 art 36(5))."""

    name: str
    contact: str
    cannot: str


@dataclass(frozen=True)
class MatterResult:
    """What a signed reply decides of one matter, in codes: outcome, and grounds of what is refused.

    Its words stand in the draft, sealed for the place they have there.
    """

    matter: int
    outcome: str
    grounds: tuple[str, ...]


@dataclass(frozen=True)
class MatterOutcome:
    """The answer to one matter. What a kind of outcome does not need is None or empty.

    `where` is the way and route (36(1), (2), (7)); `records` the public records meant;
    `search` the id of the recorded search (36(4)); `earlier` the request answered before (36(6));
    `form` how it is given, with a reason when it is not as asked (art 40).
    """

    matter: int
    outcome: str
    ground: str | None
    refused: tuple[RefusedPart, ...]
    reason: Sealed | None
    where: str
    records: tuple[str, ...]
    right_organ: RightOrgan | None
    search: str | None
    earlier: str | None
    form: ProvisionForm | None
    form_reason: str

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds of what is refused, each once."""
        codes = [] if self.ground is None else [self.ground]
        return tuple(dict.fromkeys([*codes, *(part.ground for part in self.refused)]))

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles of each refused part: what the remedies are keyed by."""
        return tuple(dict.fromkeys(ground_of(code).article for code in self.grounds))

    @property
    def counted(self) -> tuple[tuple[str, str | None], ...]:
        """(outcome, ground) as the annual table counts it: one for each ground."""
        return tuple((self.outcome, ground) for ground in self.grounds) or ((self.outcome, None),)

    @property
    def result(self) -> MatterResult:
        """As the signed reply states it."""
        return MatterResult(self.matter, self.outcome, self.grounds)

    def require_complete(self, rule: OutcomeRule, asked: ProvisionForm) -> None:
        """Raises `Incomplete` naming what this outcome needs, with the article."""
        self.require_counted(rule)
        for one in self.lacking(rule, asked):
            raise Incomplete(
                one.message, rule=rule.article, field=f"outcomes.{self.matter}.{one.member}"
            )

    def require_counted(self, rule: OutcomeRule) -> None:
        """What no reply goes without, on paper neither: the grounds that the annual table counts
        by, and only those that belong to the outcome. Raises `Incomplete`."""
        place = f"outcomes.{self.matter}"
        if self.ground is not None or (rule.needs_ground and not rule.needs_refused_parts):
            rule.require_ground(self.ground)
        for part in self.refused:
            rule.require_ground(part.ground)
        if rule.needs_refused_parts is not bool(self.refused):
            message = "只有部分公开才写不予公开的部分"
            if rule.needs_refused_parts:
                message = "请逐一写明哪些部分不予公开、依据哪一条"
            raise Incomplete(message, rule=rule.article, field=f"{place}.refused")
        if len(self.where) > MAXIMUM_WHERE:
            raise Incomplete(f"不超过 {MAXIMUM_WHERE} 字", field=f"{place}.where")
        self._require_impersonal(place)

    def _require_impersonal(self, place: str) -> None:
        """Raises `Incomplete` for somebody's number in what is not sealed."""
        require_impersonal(self.where, f"{place}.where", offices=True)
        require_impersonal(self.form_reason, f"{place}.form_reason")
        if self.earlier is not None and not self.earlier.startswith("request:"):
            require_impersonal(self.earlier, f"{place}.earlier")
        if self.right_organ is not None:
            for name, text in vars(self.right_organ).items():
                require_impersonal(text, f"{place}.right_organ.{name}", offices=True)

    def lacking(self, rule: OutcomeRule, asked: ProvisionForm) -> Iterator["Lack"]:
        """What this outcome needs and does not have."""
        organ = self.right_organ
        named = organ is not None and (
            (organ.name.strip() and organ.contact.strip()) or organ.cannot.strip()
        )
        reasoned = rule.needs_ground or rule.needs_refused_parts
        other_form = self.form is not None and self.form is not asked
        for needed, present, lack in (
            (reasoned, self.reason, _REASON),
            (rule.needs_route, self.where.strip(), _WHERE),
            (rule.needs_search, self.search, _SEARCH),
            (rule.needs_right_organ, named, _RIGHT_ORGAN),
            (rule.needs_earlier_reply, self.earlier, _EARLIER),
            (other_form, self.form_reason.strip(), _FORM),
        ):
            if needed and not present:
                yield lack


@dataclass(frozen=True)
class Lack:
    """What an outcome lacks: what to do about it, and the duty that a reply without it breaks.

    `article` is empty for that of the outcome itself.
    """

    member: str
    message: str
    duty: str
    article: str = ""


_REASON = Lack("reason", "请向申请人说明理由", "不予公开的，应当说明理由")
_WHERE = Lack("where", "请告知获取该信息的方式、途径", "应当告知获取信息的方式、途径")
_SEARCH = Lack("search", "答复“不存在”须先登记检索", "答复“不存在”应当先经检索")
_RIGHT_ORGAN = Lack(
    "right_organ",
    "请写明负责公开的机关及联系方式，或说明为何不能确定",
    "应当告知负责公开的机关及其联系方式，或者说明为何不能确定",
)
_EARLIER = Lack("earlier", "请写明以前答复的是哪一件", "重复申请应当指明以前的答复")
_FORM = Lack(
    "form_reason",
    "不按申请的形式提供，须说明理由",
    "不按申请的形式提供的，应当说明理由",
    "条例 art 40",
)
