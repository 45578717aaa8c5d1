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
    "gongkai.record.expunging_ordered.v1": "登记清除决定",
    "gongkai.record.expunging_declined.v1": "退回清除决定",
    "gongkai.record.expunged.v1": "清除",
    "gongkai.record.migrated.v1": "迁移历史信息",
    "gongkai.secrecy_review.opened.v1": "开始保密审查",
    "gongkai.secrecy_review.referred.v1": "报请确定",
    "gongkai.secrecy_review.determined.v1": "记录答复",
    "gongkai.secrecy_review.concluded.v1": "作出审查结论",
    "gongkai.information_request.filed.v1": "登记申请",
    "gongkai.information_request.taken_over.v1": "接收历史申请",
    "gongkai.information_request.receipt_confirmed.v1": "确认收到申请",
    "gongkai.information_request.confirmation_attempted.v1": "联系申请人",
    "gongkai.information_request.receipt_disputed.v1": "登记申请人主张的收到日期",
    "gongkai.information_request.filing_joined.v1": "并入另一件申请",
    "gongkai.information_request.other_filing_taken.v1": "并入他件",
    "gongkai.information_request.persons_linked.v1": "认定同一申请人",
    "gongkai.information_request.persons_unlinked.v1": "撤销同一申请人的认定",
    "gongkai.information_request.code_reissued.v1": "补发查询码",
    "gongkai.information_request.application_amended.v1": "更正登记",
    "gongkai.information_request.legal_date_amended.v1": "更改法定日期",
    "gongkai.information_request.breach_noted.v1": "记录违反规定",
    "gongkai.information_request.letter_issued.v1": "发出文书",
    "gongkai.information_request.letter_dispatched.v1": "寄发文书",
    "gongkai.information_request.letter_delivered.v1": "签收文书",
    "gongkai.information_request.letter_returned.v1": "文书退回",
    "gongkai.information_request.letter_masked.v1": "留存文书抄本",
    "gongkai.information_request.clarification_requested.v1": "告知补正",
    "gongkai.information_request.clarification_answered.v1": "收到补正",
    "gongkai.information_request.consulted.v1": "征求意见",
    "gongkai.information_request.consultation_answered.v1": "收到意见",
    "gongkai.information_request.objection_judged.v1": "判断第三方的理由",
    "gongkai.information_request.third_party_overridden.v1": "告知第三方决定公开",
    "gongkai.information_request.extension_consented.v1": "同意延期",
    "gongkai.information_request.extension_consented_on_paper.v1": "补录同意延期",
    "gongkai.information_request.extension_told.v1": "告知延期",
    "gongkai.information_request.reasons_asked.v1": "要求说明理由",
    "gongkai.information_request.reasons_given.v1": "收到说明的理由",
    "gongkai.information_request.excess_judged.v1": "判断理由是否合理",
    "gongkai.information_request.delay_told.v1": "告知延迟答复",
    "gongkai.information_request.fee_charged.v1": "通知收费",
    "gongkai.information_request.fee_paid.v1": "缴费",
    "gongkai.information_request.search_performed.v1": "检索",
    "gongkai.information_request.reply_drafted.v1": "起草答复",
    "gongkai.information_request.reply_revised.v1": "修改答复",
    "gongkai.information_request.reply_submitted.v1": "答复送保密审查",
    "gongkai.information_request.reply_reviewed.v1": "审核答复",
    "gongkai.information_request.reply_returned.v1": "退回答复",
    "gongkai.information_request.replied.v1": "签发答复",
    "gongkai.information_request.replied_on_paper.v1": "补录纸面答复",
    "gongkai.information_request.answered_on_the_spot.v1": "当场答复",
    "gongkai.information_request.information_provided.v1": "提供信息",
    "gongkai.information_request.remedy_sought.v1": "收到复议、诉讼",
    "gongkai.information_request.remedy_answered.v1": "提交答复、答辩",
    "gongkai.information_request.remedy_decided.v1": "复议、诉讼结果",
    "gongkai.information_request.withdrawn.v1": "撤回申请",
    "gongkai.information_request.abandoned.v1": "不再处理",
    "gongkai.information_request.reopened.v1": "恢复处理",
    "gongkai.information_request.publication_suggested.v1": "建议主动公开",
    "gongkai.information_request.suggestion_judged.v1": "审核公开建议",
    "gongkai.information_request.record_opened.v1": "由答复拟公开信息",
    "gongkai.information_request.person_erased.v1": "抹去个人信息",
    "gongkai.lawbook.opened.v1": "建立法规表",
    "gongkai.lawbook.calendar_announced.v1": "录入放假通知",
    "gongkai.lawbook.row_corrected.v1": "更正法规表",
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
