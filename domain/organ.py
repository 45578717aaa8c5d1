"""机关: an organ that makes and discloses information, and its disclosure guide (条例 art 12).

(nothing) --enrolled--> enrolled --guide stated--> enrolled
"""

from dataclasses import dataclass
from enum import StrEnum

from eventsourcing.domain import event

from domain.act import current_act
from domain.casefile import REGISTRY, CaseFile, CreatedEvent
from domain.errors import Incomplete


class OrganKind(StrEnum):
    """R18: administrative organ, its branch office, or an organisation authorised by law."""

    ORGAN = "ORGAN"
    BRANCH = "BRANCH"
    AUTHORISED = "AUTHORISED"

    @property
    def chinese(self) -> str:
        return {"ORGAN": "行政机关", "BRANCH": "派出机构", "AUTHORISED": "授权组织"}[self]


@dataclass(frozen=True)
class Guide:
    """公开指南: where the organ's disclosure body is found (条例 art 12). Empty = not stated."""

    unit: str
    address: str
    hours: str
    telephone: str
    fax: str
    mail: str


def organ_claim(name: str) -> tuple[str, str]:
    """Organ names are unique within the archive."""
    return "organ", name.strip()


@REGISTRY.add
class Organ(CaseFile):
    """机关: its name, other names people use for it, and its guide."""

    PREFIX = "organ"

    class Enrolled(CaseFile.Event, CreatedEvent):
        """The organ joined. `code` is its 统一社会信用代码 or empty, never an identity."""

        TOPIC = "gongkai.organ.enrolled.v1"
        name: str
        short_name: str
        aliases: tuple[str, ...]
        kind: OrganKind
        code: str

    class GuideStated(CaseFile.Event):
        """The organ's guide was stated or brought up to date (条例 art 12)."""

        TOPIC = "gongkai.organ.guide_stated.v1"
        guide: Guide

    @classmethod
    def enrol(
        cls,
        *,
        name: str,
        short_name: str = "",
        aliases: tuple[str, ...] = (),
        kind: OrganKind = OrganKind.ORGAN,
        code: str = "",
    ) -> "Organ":
        """Enrol an organ; its name is claimed for ever. Raises `Incomplete` without a name."""
        if not name.strip():
            raise Incomplete("机关必须有名称", field="name")
        current_act().claims.append(organ_claim(name))
        return cls._create(
            cls.Enrolled,
            name=name.strip(),
            short_name=short_name.strip(),
            aliases=aliases,
            kind=kind,
            code=code,
        )

    @event(Enrolled)
    def __init__(
        self, *, name: str, short_name: str, aliases: tuple[str, ...], kind: OrganKind, code: str
    ) -> None:
        self.name = name
        self.short_name = short_name
        self.aliases = aliases
        self.kind = kind
        self.code = code
        self.guide: Guide | None = None

    def state_guide(self, guide: Guide) -> None:
        """State or update the disclosure guide (条例 art 12). The unit must be named."""
        if not guide.unit.strip():
            raise Incomplete("公开指南须写明政府信息公开工作机构", rule="条例 art 12", field="unit")
        self.trigger_event(self.GuideStated, guide=guide)

    @event(GuideStated)
    def _guide_stated(self, guide: Guide) -> None:
        self.guide = guide
