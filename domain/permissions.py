"""Who may do what, in which state of the case file: one table, deny unless it allows.

Exported with `gongkai permissions`. The rules that need more than (role, action, state), such as
separation of duties, stand with the case file they protect.
"""

from enum import StrEnum
from typing import NamedTuple

from domain.errors import NotPermitted


class Role(StrEnum):
    """岗位职责. A post is a role, held in an organ or, those of `ARCHIVE_WIDE`, in none.

    INTAKE (网上收件) is held by no person: it files what citizens send in online.
    """

    REGISTRAR = "registrar"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PUBLISHER = "publisher"
    CLERK = "clerk"
    MIGRATOR = "migrator"
    SUPERVISOR = "supervisor"
    INTAKE = "intake"

    @property
    def chinese(self) -> str:
        return {
            "registrar": "登记员",
            "drafter": "经办人",
            "reviewer": "保密审查员",
            "approver": "签发人",
            "publisher": "发布员",
            "clerk": "申请受理员",
            "migrator": "迁移员",
            "supervisor": "监督员",
            "intake": "网上收件",
        }[self]


ARCHIVE_WIDE = frozenset({Role.REGISTRAR, Role.MIGRATOR, Role.SUPERVISOR, Role.INTAKE})
"""Roles held for the whole archive rather than in one organ."""

ANY = "ANY"
"""Every state; for acts that create a case file the only state there is."""


class Permission(NamedTuple):
    """One line of the table."""

    role: Role
    action: str
    state: str


def _lines(role: Role, *entries: str) -> list[Permission]:
    lines = []
    for entry in entries:
        action, _, states = entry.partition(" in ")
        lines += [Permission(role, action, state) for state in (states or ANY).split(",")]
    return lines


PERMISSIONS: frozenset[Permission] = frozenset(
    _lines(
        Role.REGISTRAR,
        "organ.enrol",
        "organ.state_guide",
        "officer.enrol",
        "officer.enrol_key",
        "officer.confirm_key",
        "officer.retire_key",
        "officer.confirm_retirement",
        "officer.revoke_key",
        "officer.confirm_revocation",
        "officer.answer_revocation",
        "officer.grant_post",
        "officer.confirm_post",
        "officer.end_post",
        "persons.read",
    )
    + _lines(
        Role.DRAFTER,
        "record.draft",
        "record.revise in DRAFTED,AMENDING",
        "record.amend in PUBLISHED",
        "secrecy_review.open in DRAFTED,AMENDING",
        "drafts.read",
    )
    + _lines(
        Role.REVIEWER,
        "secrecy_review.refer in OPEN,UNDETERMINED_SECRET,NOT_SECRET,UNDETERMINED_FITNESS",
        "secrecy_review.determine in REFERRED_INTERNAL,REFERRED_AUTHORITY,"
        "REFERRED_BUSINESS,REFERRED_COMPETENT",
        "secrecy_review.conclude in OPEN,SECRET,NOT_SECRET,FIT,NOT_FIT",
        "drafts.read",
    )
    + _lines(
        Role.APPROVER,
        "record.approve in DRAFTED,AMENDING",
        "record.return in DRAFTED,AMENDING,APPROVED,AMENDMENT_APPROVED",
        "record.publish in APPROVED,AMENDMENT_APPROVED",
        "record.post in PUBLISHED,AMENDING,AMENDMENT_APPROVED",
        "record.withdraw in PUBLISHED,AMENDING,AMENDMENT_APPROVED,REPEALED",
        "record.repeal in PUBLISHED,AMENDING,AMENDMENT_APPROVED",
        "record.reclassify in DRAFTED,APPROVED",
        "drafts.read",
    )
    + _lines(
        Role.PUBLISHER,
        "record.publish in APPROVED,AMENDMENT_APPROVED",
        "record.post in PUBLISHED,AMENDING,AMENDMENT_APPROVED",
        "drafts.read",
    )
    + _lines(Role.MIGRATOR, "record.migrate", "organ.enrol")
    + _lines(Role.SUPERVISOR, "trail.read", "persons.read", "drafts.read")
)

ACTIONS: dict[str, str] = {
    "organ.enrol": "登记机关",
    "organ.state_guide": "发布公开指南",
    "officer.enrol": "登记工作人员",
    "officer.enrol_key": "登记密钥",
    "officer.confirm_key": "确认密钥",
    "officer.retire_key": "停用密钥",
    "officer.confirm_retirement": "确认停用密钥",
    "officer.revoke_key": "撤销密钥",
    "officer.confirm_revocation": "确认撤销密钥",
    "officer.answer_revocation": "答复撤销密钥",
    "officer.grant_post": "授予岗位",
    "officer.confirm_post": "确认岗位",
    "officer.end_post": "终止岗位",
    "record.draft": "起草",
    "record.revise": "修改草稿",
    "record.amend": "起草修改",
    "record.approve": "签发",
    "record.return": "退回",
    "record.publish": "公开",
    "record.post": "增加公开渠道",
    "record.withdraw": "撤回",
    "record.repeal": "废止",
    "record.reclassify": "改定公开属性",
    "record.migrate": "迁移历史信息",
    "secrecy_review.open": "送保密审查",
    "secrecy_review.refer": "报请确定",
    "secrecy_review.determine": "记录答复",
    "secrecy_review.conclude": "作出审查结论",
    "drafts.read": "查看草稿",
    "persons.read": "查看经办人",
    "trail.read": "查看办理记录",
}
"""Every action of the table, as officers call it."""


def allows(role: Role, action: str, state: str = ANY) -> bool:
    """Whether the table has a line for this role, action and state."""
    return (
        Permission(role, action, state) in PERMISSIONS
        or Permission(role, action, ANY) in PERMISSIONS
    )


def require(role: Role, action: str, state: str = ANY) -> None:
    """Raises `NotPermitted`, saying which roles would do, or that the state is in the way."""
    if allows(role, action, state):
        return
    lines = [line for line in PERMISSIONS if line.action == action]
    if any(line.role is role for line in lines):
        raise NotPermitted(
            f"案卷现在的状态（{getattr(state, 'chinese', state)}）不能{ACTIONS[action]}",
            rule="权限表",
            field="state",
        )
    roles = sorted({line.role.chinese for line in lines})
    raise NotPermitted(
        f"岗位“{role.chinese}”不能{ACTIONS[action]}，可由{'、'.join(roles)}办理",
        rule="权限表",
        field="post",
    )
