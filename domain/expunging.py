"""清除: what an order must say for published content to be destroyed, and who carries it out.

Withdrawing hides a document and can be explained, reviewed and answered for from the archive
itself. Expunging leaves nothing to look at: keys, salts and stored bytes of every version and draft
go for ever. So it takes a written order of whoever may order it, an officer who enters it, and
another one who holds it against the paper and destroys (docs/decisions/0009-expunging.md).
"""

from dataclasses import dataclass
from datetime import date

from domain.errors import Incomplete


@dataclass(frozen=True)
class ExpungingOrder:
    """清除令: `authority` ordered it under the number `order` on `ordered_on`.

    `reason` and `basis` are shown to the public and kept for ever: nothing that is to be destroyed
    may stand in them. With `withhold_title` title, numbers and dates are no longer shown either.
    """

    authority: str
    order: str
    ordered_on: date
    reason: str
    basis: str
    withhold_title: bool

    def stated(self, today: date) -> "ExpungingOrder":
        """The order as it is recorded. Raises `Incomplete` for what it does not say."""
        for name, label in LABELS.items():
            if not getattr(self, name).strip():
                raise Incomplete(f"清除须写明{label}", rule="清除须有书面决定", field=name)
        if self.ordered_on > today:
            raise Incomplete("清除决定的日期在今天之后", field="ordered_on")
        return ExpungingOrder(
            self.authority.strip(),
            self.order.strip(),
            self.ordered_on,
            self.reason.strip(),
            self.basis.strip(),
            self.withhold_title,
        )


LABELS = {
    "authority": "作出决定的机关",
    "order": "决定的文号",
    "reason": "理由",
    "basis": "法律依据",
}
"""What an order must say in words."""
