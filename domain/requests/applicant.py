"""Who asks, and for what: the parts of an application (条例 art 29), personal data sealed."""

from dataclasses import dataclass
from enum import StrEnum

from domain.law.profile import ApplicantCategory
from domain.personal import Sealed
from domain.requests.evidence import Evidence

MAXIMUM_APPLICANTS = 50
MAXIMUM_MATTERS = 100


class FilingChannel(StrEnum):
    """How an application came; it decides the day of receipt (条例 art 31)."""

    ONLINE = "ONLINE"
    IN_PERSON = "IN_PERSON"
    ORAL = "ORAL"
    POST_SIGNED = "POST_SIGNED"
    POST_ORDINARY = "POST_ORDINARY"
    FAX = "FAX"

    @property
    def chinese(self) -> str:
        return {
            "ONLINE": "网上提交",
            "IN_PERSON": "当面提交",
            "ORAL": "口头提出",
            "POST_SIGNED": "邮寄（需签收）",
            "POST_ORDINARY": "平常信函",
            "FAX": "传真",
        }[self]

    @property
    def needs_confirmation(self) -> bool:
        """Whether the day of receipt is the day both sides confirm, and not the day of arrival."""
        return self in (FilingChannel.ONLINE, FilingChannel.POST_ORDINARY, FilingChannel.FAX)

    @property
    def as_it_came(self) -> bool:
        """Whether it is a paper that is registered with its defects, to be mended by 补正 (art 30).

        What is filled in here, online or by the desk, is asked to be complete at once.
        """
        return self not in (FilingChannel.ONLINE, FilingChannel.ORAL)


class IdentityKind(StrEnum):
    """Which document shows who the applicant is (条例 art 29(1): 身份证明)."""

    ID_CARD = "ID_CARD"
    PASSPORT = "PASSPORT"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    CREDIT_CODE = "CREDIT_CODE"
    OTHER = "OTHER"
    NONE = "NONE"

    @property
    def chinese(self) -> str:
        return {
            "ID_CARD": "居民身份证",
            "PASSPORT": "护照",
            "RESIDENCE_PERMIT": "港澳台居民居住证或通行证",
            "CREDIT_CODE": "统一社会信用代码",
            "OTHER": "其他身份证明",
            "NONE": "没有提交",
        }[self]

    def shows(self, category: ApplicantCategory) -> bool:
        """Whether it can show an applicant of this category: a person has no credit code, an
        organisation no identity card."""
        if category.natural:
            return self is not IdentityKind.CREDIT_CODE
        return self in (IdentityKind.CREDIT_CODE, IdentityKind.OTHER)


@dataclass(frozen=True)
class Applicant:
    """申请人: one of 1..n; the first is the one letters go to. `person` is who the desk says he is.

    Category and kind of identity document are not sealed: figures must not change by an erasure.
    `identity` is None, its kind NONE, for a paper that came without one.
    """

    person: str
    category: ApplicantCategory
    identity_kind: IdentityKind
    name: Sealed
    identity: Sealed | None
    telephone: Sealed | None
    mail: Sealed | None
    address: Sealed | None
    contact: Sealed | None


@dataclass(frozen=True)
class Proxy:
    """代理人, with the paper that gives him authority: NONE when it came without one."""

    person: str
    name: Sealed
    identity: Sealed | None
    telephone: Sealed | None
    authority: Evidence
    identity_kind: IdentityKind = IdentityKind.ID_CARD
    mail: Sealed | None = None
    address: Sealed | None = None


@dataclass(frozen=True)
class Matter:
    """One thing asked for: 名称、文号或者便于查询的其他特征性描述 (条例 art 29(2))."""

    number: int
    description: Sealed
    feature: Sealed | None


DEFECTS = {
    "identity": "身份证明",
    "contact": "联系方式",
    "description": "所申请信息的描述",
    "form": "获取信息的方式、途径",
    "authority": "授权委托材料",
    "other": "其他",
}
"""What an application may lack (条例 art 29, 30; domain.md B3): stored word and its name."""


@dataclass(frozen=True)
class Defect:
    """One defect of an application (条例 art 30): what is missing and how to mend it.

    `kind` is one of `DEFECTS`; `advice` is the officer's sentence to the applicant; `matter` is
    the matter that it concerns, None for the application as a whole.
    """

    kind: str
    advice: Sealed
    matter: int | None = None
