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


_UNDER_WAY = "UNCONFIRMED,OPEN,CLARIFYING,CHARGED"
_AFTER = "REPLIED,ABANDONED,WITHDRAWN"
_ON_PAPER = _UNDER_WAY + "," + _AFTER
"""Where what happened on paper may have happened; what the archive itself issues, the case file
refuses elsewhere."""

_WAS_PUBLISHED = "PUBLISHED,AMENDING,AMENDMENT_APPROVED,REPEALED,WITHDRAWN"

_SERVICE = (
    "request.dispatch",
    "request.deliver",
    "request.return_letter",
    "request.answer_clarification in " + _UNDER_WAY + ",REPLIED,WITHDRAWN",
    "request.answer_consultation in " + _ON_PAPER,
    "request.give_reasons in " + _ON_PAPER,
    "request.pay in " + _UNDER_WAY + ",REPLIED,WITHDRAWN",
    "request.withdraw in " + _UNDER_WAY,
    "request.dispute_receipt in " + _UNDER_WAY + ",REPLIED",
    "request.suggest_publication in REPLIED",
    "request.seek_remedy in " + _UNDER_WAY + "," + _AFTER,
    "request.answer_remedy in " + _UNDER_WAY + "," + _AFTER,
    "request.decide_remedy in " + _UNDER_WAY + "," + _AFTER,
    "request.link_persons",
    "request.unlink_persons",
    "request.issue_letter",
    "request.provide in REPLIED",
    "requests.read",
)
"""What comes in and goes out of a request: the clerk at the desk and the case's officer."""

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
        "lawbook.open",
        "lawbook.announce_calendar",
        "lawbook.correct",
        "record.expunge in " + _WAS_PUBLISHED,
        "record.decline_expunging in " + _WAS_PUBLISHED,
        "expungings.read",
    )
    + _lines(
        Role.DRAFTER,
        "record.draft",
        "record.revise in DRAFTED,AMENDING",
        "record.amend in PUBLISHED",
        "secrecy_review.open in DRAFTED,AMENDING",
        "drafts.read",
        *_SERVICE,
        "request.request_clarification in " + _ON_PAPER,
        "request.consult in " + _ON_PAPER,
        "request.judge_objection in " + _UNDER_WAY,
        "request.override_third_party in " + _ON_PAPER,
        "request.tell_extension in " + _ON_PAPER,
        "request.ask_reasons in " + _ON_PAPER,
        "request.judge_excess in OPEN",
        "request.tell_delay in " + _ON_PAPER,
        "request.charge in " + _ON_PAPER,
        "request.record_search in " + _ON_PAPER,
        "request.reply_on_paper in " + _ON_PAPER,
        "request.draft_reply in OPEN,REPLIED,ABANDONED",
        "request.revise_reply in OPEN,REPLIED,ABANDONED",
        "request.submit_reply in OPEN,REPLIED,ABANDONED",
        "request.abandon in " + _UNDER_WAY,
        "request.reopen in ABANDONED",
        "request.open_record in REPLIED",
        "request.judge_suggestion in REPLIED",
        "rectification.handle",
        "complaint.handle",
    )
    + _lines(
        Role.REVIEWER,
        "secrecy_review.refer in OPEN,UNDETERMINED_SECRET,NOT_SECRET,UNDETERMINED_FITNESS",
        "secrecy_review.determine in REFERRED_INTERNAL,REFERRED_AUTHORITY,"
        "REFERRED_BUSINESS,REFERRED_COMPETENT",
        "secrecy_review.conclude in OPEN,SECRET,NOT_SECRET,FIT,NOT_FIT",
        "drafts.read",
        "request.review_reply in OPEN,REPLIED,ABANDONED",
        "request.return_reply in OPEN,REPLIED,ABANDONED",
        "requests.read",
    )
    + _lines(
        Role.APPROVER,
        "record.approve in DRAFTED,AMENDING",
        "record.return in DRAFTED,AMENDING,APPROVED,AMENDMENT_APPROVED",
        "record.publish in APPROVED,AMENDMENT_APPROVED",
        "record.post in PUBLISHED,AMENDING,AMENDMENT_APPROVED",
        "record.withdraw in PUBLISHED,AMENDING,AMENDMENT_APPROVED,REPEALED",
        "record.repeal in PUBLISHED,AMENDING,AMENDMENT_APPROVED",
        "record.order_expunging in " + _WAS_PUBLISHED,
        "expungings.read",
        "record.reclassify in DRAFTED,APPROVED",
        "drafts.read",
        "request.consent_to_extension in " + _ON_PAPER,
        "request.return_reply in OPEN,REPLIED,ABANDONED",
        "request.issue_reply in OPEN,REPLIED,ABANDONED",
        "request.dispatch",
        "request.amend_legal_date",
        "request.erase in REPLIED,ABANDONED,WITHDRAWN,JOINED",
        "rectification.decide",
        "complaint.decide",
        "requests.read",
    )
    + _lines(
        Role.CLERK,
        *_SERVICE,
        "request.file",
        "request.confirm_receipt in UNCONFIRMED,REPLIED",
        "request.attempt_confirmation in UNCONFIRMED",
        "request.join_to in " + _UNDER_WAY,
        "request.reissue_code",
        "request.amend_application in " + _UNDER_WAY + ",REPLIED,ABANDONED",
        "request.answer_on_the_spot in OPEN",
        "rectification.file",
        "complaint.file",
    )
    + _lines(
        Role.INTAKE,
        "request.file",
        "request.answer_clarification in CLARIFYING,OPEN,CHARGED",
        "request.give_reasons in OPEN",
        "request.withdraw in " + _UNDER_WAY,
        "request.dispute_receipt in " + _UNDER_WAY + ",REPLIED",
        "request.suggest_publication in REPLIED",
        "request.deliver",
        "rectification.file",
        "complaint.file",
    )
    + _lines(
        Role.PUBLISHER,
        "record.publish in APPROVED,AMENDMENT_APPROVED",
        "record.post in PUBLISHED,AMENDING,AMENDMENT_APPROVED",
        "drafts.read",
    )
    + _lines(Role.MIGRATOR, "record.migrate", "organ.enrol", "request.take_over")
    + _lines(
        Role.SUPERVISOR,
        "trail.read",
        "persons.read",
        "drafts.read",
        "requests.read",
        "expungings.read",
    )
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
    "record.order_expunging": "登记清除决定",
    "record.decline_expunging": "退回清除决定",
    "record.expunge": "确认清除",
    "secrecy_review.open": "送保密审查",
    "secrecy_review.refer": "报请确定",
    "secrecy_review.determine": "记录答复",
    "secrecy_review.conclude": "作出审查结论",
    "request.file": "登记申请",
    "request.confirm_receipt": "确认收到",
    "request.attempt_confirmation": "登记联系情况",
    "request.dispute_receipt": "登记申请人主张的收到日期",
    "request.join_to": "并入另一件",
    "request.link_persons": "认定同一申请人",
    "request.reissue_code": "补发查询码",
    "request.amend_application": "更正登记",
    "request.unlink_persons": "撤销同一申请人的认定",
    "request.issue_letter": "发出文书",
    "request.provide": "登记提供信息",
    "request.judge_suggestion": "审核公开建议",
    "request.take_over": "接收历史申请",
    "request.amend_legal_date": "更改法定日期",
    "request.dispatch": "登记寄发",
    "request.deliver": "登记签收",
    "request.return_letter": "登记退回",
    "request.request_clarification": "告知补正",
    "request.answer_clarification": "登记补正",
    "request.consult": "征求意见",
    "request.answer_consultation": "登记答复意见",
    "request.judge_objection": "判断第三方的理由",
    "request.override_third_party": "告知第三方决定公开",
    "request.consent_to_extension": "同意延期",
    "request.tell_extension": "告知延期",
    "request.ask_reasons": "要求说明理由",
    "request.give_reasons": "登记说明的理由",
    "request.judge_excess": "判断理由是否合理",
    "request.tell_delay": "告知延迟答复",
    "request.charge": "通知收费",
    "request.pay": "登记缴费",
    "request.record_search": "登记检索",
    "request.draft_reply": "起草答复",
    "request.revise_reply": "修改答复",
    "request.submit_reply": "送保密审查",
    "request.review_reply": "审核答复",
    "request.return_reply": "退回答复",
    "request.issue_reply": "签发答复",
    "request.reply_on_paper": "补录纸面答复",
    "request.answer_on_the_spot": "当场答复",
    "request.withdraw": "登记撤回",
    "request.abandon": "不再处理",
    "request.reopen": "恢复处理",
    "request.suggest_publication": "建议主动公开",
    "request.open_record": "拟公开信息",
    "request.seek_remedy": "登记复议、诉讼",
    "request.answer_remedy": "登记提交答复、答辩",
    "request.decide_remedy": "登记复议、诉讼结果",
    "request.erase": "抹去个人信息",
    "requests.read": "查看申请",
    "rectification.file": "登记更正申请",
    "rectification.handle": "办理更正",
    "rectification.decide": "决定更正",
    "complaint.file": "登记举报",
    "complaint.handle": "办理举报",
    "complaint.decide": "处理举报",
    "lawbook.open": "建立法规表",
    "lawbook.announce_calendar": "录入放假通知",
    "lawbook.correct": "更正法规表",
    "drafts.read": "查看草稿",
    "expungings.read": "查看清除决定",
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
