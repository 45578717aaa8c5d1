"""Grounds for not disclosing (条例 art 14-16), as data with article and validity (domain.md B4)."""

from dataclasses import dataclass
from datetime import date

from domain.errors import Incomplete


@dataclass(frozen=True)
class Ground:
    """不予公开的理由. `must`: the law forbids disclosure; otherwise the organ may withhold."""

    code: str
    article: str
    chinese: str
    must: bool
    valid_from: date


_REGULATION = date(2019, 5, 15)

STATE_SECRET = "D1"
"""国家秘密: what the first ladder of a review decides (R40)."""

GROUNDS: dict[str, Ground] = {
    ground.code: ground
    for ground in (
        Ground("D1", "条例 art 14", "依法确定为国家秘密", True, _REGULATION),
        Ground("D2", "条例 art 14", "法律、行政法规禁止公开", True, _REGULATION),
        Ground(
            "D3",
            "条例 art 14",
            "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
            True,
            _REGULATION,
        ),
        Ground(
            "D4",
            "条例 art 15",
            "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害",
            True,
            _REGULATION,
        ),
        Ground("D5", "条例 art 16(1)", "内部事务信息", False, _REGULATION),
        Ground("D6", "条例 art 16(2)", "过程性信息", False, _REGULATION),
        Ground("D7", "条例 art 16(2)", "行政执法案卷信息", False, _REGULATION),
    )
}


def ground_of(code: str) -> Ground:
    """The ground with this code. Raises `Incomplete` naming the codes there are."""
    ground = GROUNDS.get(code)
    if ground is None:
        raise Incomplete(
            f"没有“{code}”这个不公开理由；可用：{'、'.join(GROUNDS)}",
            rule="条例 art 14-16",
            field="ground",
        )
    return ground
