"""What each stored event is called when people read about it: one table, topic to Chinese."""

from domain.errors import NotFound, UnknownEvent

ACTIONS: dict[str, str] = {
    "gongkai.archive.founded.v1": "建立档案",
    "gongkai.archive.registrars_restored.v1": "恢复登记员",
    "gongkai.organ.enrolled.v1": "登记机关",
    "gongkai.organ.guide_stated.v1": "公布公开指南",
    "gongkai.officer.enrolled.v1": "登记工作人员",
    "gongkai.officer.key_enrolled.v1": "登记密钥",
    "gongkai.officer.key_confirmed.v1": "确认密钥",
    "gongkai.officer.key_retired.v1": "停用密钥",
    "gongkai.officer.retirement_confirmed.v1": "确认停用密钥",
    "gongkai.officer.key_revoked.v1": "撤销密钥",
    "gongkai.officer.revocation_confirmed.v1": "确认撤销密钥",
    "gongkai.officer.revocation_answered.v1": "答复密钥撤销",
    "gongkai.officer.post_granted.v1": "授予岗位",
    "gongkai.officer.post_confirmed.v1": "确认岗位",
    "gongkai.officer.post_ended.v1": "终止岗位",
    "gongkai.record.drafted.v1": "起草",
    "gongkai.record.revised.v1": "修改草稿",
    "gongkai.record.submitted.v1": "送审",
    "gongkai.record.approved.v1": "签发",
    "gongkai.record.returned.v1": "退回",
    "gongkai.record.reclassified.v1": "改定公开属性",
    "gongkai.record.published.v1": "公开",
    "gongkai.record.posted.v1": "增加公开渠道",
    "gongkai.record.amended.v1": "起草修改",
    "gongkai.record.repealed.v1": "废止",
    "gongkai.record.withdrawn.v1": "撤回",
    "gongkai.record.migrated.v1": "迁移历史信息",
    "gongkai.secrecy_review.opened.v1": "开始保密审查",
    "gongkai.secrecy_review.referred.v1": "报请确定",
    "gongkai.secrecy_review.determined.v1": "记录答复",
    "gongkai.secrecy_review.concluded.v1": "作出审查结论",
    "gongkai.rectification.corrected.v1": "更正",
    "gongkai.rectification.date_amended.v1": "更改更正案卷的法定日期",
    "gongkai.rectification.filed.v1": "登记更正要求",
    "gongkai.rectification.redirected.v1": "告知向有权机关要求更正",
    "gongkai.rectification.refused.v1": "不予更正",
    "gongkai.rectification.told.v1": "告知更正结果",
    "gongkai.rectification.transferred.v1": "转送更正要求",
    "gongkai.rectification.verified.v1": "审核更正要求属实",
    "gongkai.complaint.accepted.v1": "受理投诉",
    "gongkai.complaint.answered.v1": "答复投诉",
    "gongkai.complaint.date_amended.v1": "更改投诉的法定日期",
    "gongkai.complaint.decided.v1": "处理投诉",
    "gongkai.complaint.declined.v1": "不予受理投诉",
    "gongkai.complaint.filed.v1": "登记投诉",
    "gongkai.complaint.investigated.v1": "调查投诉",
    "gongkai.complaint.rectification_reported.v1": "登记整改报告",
}


def action_of(topic: str) -> str:
    """The Chinese name of a stored event. Raises `UnknownEvent` for one that has none."""
    if topic not in ACTIONS:
        raise UnknownEvent(f"办理名称表里没有这种事件：{topic!r}", field="topic")
    return ACTIONS[topic]


def topics_called(action: str) -> tuple[str, ...]:
    """The stored names meant by `gongkai.record.published.v1`, `record.published` or `公开`.

    Every version of a stored name is meant by its short form. Raises `NotFound`.
    """
    action = action.strip()
    found = tuple(
        topic
        for topic, chinese in ACTIONS.items()
        if action in (topic, topic.removeprefix("gongkai.").rpartition(".")[0], chinese)
    )
    if not found:
        raise NotFound(f"没有“{action}”这种办理", field="action")
    return found
