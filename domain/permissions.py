"""Who may do what, in which state of the case file: one table, deny unless it allows.

Exported with `gongkai permissions`. The rules that need more than (role, action, state), such as
separation of duties, stand with the case file they protect.
"""

from enum import StrEnum
from typing import NamedTuple

from domain.errors import NotPermitted


class Role(StrEnum):
    """岗位职责. A post is a role, held in an organ or (registrar, supervisor, migrator) in none."""

    REGISTRAR = "registrar"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PUBLISHER = "publisher"
    MIGRATOR = "migrator"
    SUPERVISOR = "supervisor"

    @property
    def chinese(self) -> str:
        return {
            "registrar": "登记员",
            "drafter": "经办人",
            "reviewer": "保密审查员",
            "approver": "签发人",
            "publisher": "发布员",
            "migrator": "迁移员",
            "supervisor": "监督员",
        }[self]


ARCHIVE_WIDE = frozenset({Role.REGISTRAR, Role.MIGRATOR, Role.SUPERVISOR})
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

ACTIONS: frozenset[str] = frozenset(line.action for line in PERMISSIONS)


def allows(role: Role, action: str, state: str = ANY) -> bool:
    """Whether the table has a line for this role, action and state."""
    return (
        Permission(role, action, state) in PERMISSIONS
        or Permission(role, action, ANY) in PERMISSIONS
    )


def require(role: Role, action: str, state: str = ANY) -> None:
    """Raises `NotPermitted`, saying which roles and states would do."""
    if allows(role, action, state):
        return
    roles = sorted({line.role.chinese for line in PERMISSIONS if line.action == action})
    states = sorted({line.state for line in PERMISSIONS if line.action == action} - {ANY})
    by_role = any(line.role is role and line.action == action for line in PERMISSIONS)
    if by_role:
        message = f"现在的状态({state})不能办理 {action};可办理的状态:{'、'.join(states)}"
    else:
        message = f"岗位“{role.chinese}”不能办理 {action};可由{'、'.join(roles)}办理"
    raise NotPermitted(message, rule="权限表", field="post" if not by_role else "state")
