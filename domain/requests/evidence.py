"""What shows that something happened on a day: kept beside every legal date (domain.md B1, B2)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.content import Content
from domain.errors import Incomplete

MAXIMUM_NOTE = 200


class EvidenceKind(StrEnum):
    """What kind of proof there is; NONE is said, never left out."""

    NONE = "NONE"
    SYSTEM_RECORD = "SYSTEM_RECORD"
    SIGNATURE = "SIGNATURE"
    COURIER_SLIP = "COURIER_SLIP"
    POSTMARK = "POSTMARK"
    FAX_REPORT = "FAX_REPORT"
    CONVERSATION_RECORD = "CONVERSATION_RECORD"
    READ_BACK = "READ_BACK"
    WITNESS = "WITNESS"
    PAYMENT_RECORD = "PAYMENT_RECORD"
    PICTURE = "PICTURE"
    DOCUMENT = "DOCUMENT"

    @property
    def chinese(self) -> str:
        return {
            "NONE": "无凭证",
            "SYSTEM_RECORD": "系统记录",
            "SIGNATURE": "签收",
            "COURIER_SLIP": "邮件详情单",
            "POSTMARK": "邮戳",
            "FAX_REPORT": "传真报告",
            "CONVERSATION_RECORD": "通话或短信、邮件记录",
            "READ_BACK": "宣读并签字确认",
            "WITNESS": "见证人",
            "PAYMENT_RECORD": "缴款凭证",
            "PICTURE": "照片、录像",
            "DOCUMENT": "书面材料",
        }[self]


@dataclass(frozen=True)
class Evidence:
    """One proof. `note` says where it is found (slip number, file number) and names no applicant;
    `content` is its scan, encrypted."""

    kind: EvidenceKind
    note: str
    content: Content | None

    @property
    def outside(self) -> bool:
        """Whether something outside of the archive shows it."""
        return self.kind not in (EvidenceKind.NONE, EvidenceKind.SYSTEM_RECORD)

    def require_outside(self, message: str, *, rule: str, field: str) -> None:
        """Raises `Incomplete` where the archive itself saw nothing that it could witness, and
        nothing else shows it."""
        if not self.outside:
            raise Incomplete(message, rule=rule, field=field)
        self.require_stated(field)

    def require_stated(self, field: str) -> None:
        """Raises `Incomplete` when a proof is claimed without saying where it is, or too long."""
        if len(self.note) > MAXIMUM_NOTE:
            raise Incomplete(f"凭证说明不超过 {MAXIMUM_NOTE} 字", field=field)
        said = self.note.strip() or self.content is not None
        if self.outside and not said:
            raise Incomplete(
                f"选了“{self.kind.chinese}”，请写明在哪里查到（如单号、卷号），或上传扫描件",
                field=field,
            )


NO_EVIDENCE = Evidence(EvidenceKind.NONE, "", None)
RECORDED = Evidence(EvidenceKind.SYSTEM_RECORD, "", None)
"""The archive's own record of an act is the proof."""
