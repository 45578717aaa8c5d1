"""What becomes of a request: each course writes a life for what was asked."""

from collections.abc import Callable

from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.extending import Judgement
from domain.requests.letters import DispatchWay
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.replying import ReplyCause
from ops.demo.requests import steps as told
from ops.demo.requests.asks import Ask, opened_after_all
from ops.demo.requests.life import Life

Course = Callable[[Life, Ask], None]

_TRADER = "清河县同兴建材经营部"
_BUSY = "所申请信息涉及多个年度，需要逐份遮盖"


def answered(days: int, way: DispatchWay = DispatchWay.POST, deliver: int = 2) -> Course:
    """Plainly answered, drafting begun so many working days after filing."""

    def write(life: Life, ask: Ask) -> None:
        life.reply(days, ask, way=way, deliver=deliver)

    return write


def on_paper(life: Life, ask: Ask) -> None:
    """Answered by a letter that was written outside of the archive."""
    life.reply(8, ask, paper=True)


def late(life: Life, ask: Ask) -> None:
    """Answered after the due date: a breach."""
    life.reply(21, ask)


def extended(life: Life, ask: Ask) -> None:
    """Extended by ten working days, answered within them."""
    life.extend(15, 10, _BUSY).reply(6, ask)


def clarified(life: Life, ask: Ask) -> None:
    """Clarified in time."""
    life.clarify().clarified(5, ask).reply(9, ask)


def clarified_late(life: Life, ask: Ask) -> None:
    """Clarified after the period, before it was given up; the excuse was good."""
    life.clarify().clarified(12, ask, "住院治疗，出院后即提交补正").reply(8, ask)


def not_clarified(life: Life, _: Ask) -> None:
    """Given up: no clarification came, and no reason."""
    life.clarify().wait(13).do(
        told.Abandon, AbandonCause.NOT_CLARIFIED, "申请人没有补正，也没有说明理由"
    )
    life.wait(3).do(told.Deliver)


def reopened(life: Life, ask: Ask) -> None:
    """Given up, taken up again with a reason, clarified and answered."""
    not_clarified(life, ask)
    life.wait(4).do(told.Reopen, "申请人提交住院证明，逾期有正当理由，恢复处理")
    life.wait(1).do(told.AnswerClarification, ask.matter, "住院，有出院记录")
    life.reply(8, ask)


def clarified_twice_on_paper(life: Life, ask: Ask) -> None:
    """A second notice was sent on paper: a breach that moves nothing."""
    life.clarify().clarified(4, ask).clarify(3, 2, paper=True).reply(9, ask)


def _asked_third_party(life: Life, ask: Ask) -> Life:
    described = f"{ask.wanted}中涉及经营信息的部分"
    life.wait(4).do(told.Consult, ConsultationKind.THIRD_PARTY, _TRADER, described, "商业秘密")
    return life.wait(2).do(told.Deliver).tell("consultation_notice", "第三方")


def third_party_consents(life: Life, ask: Ask) -> None:
    """第三方同意公开."""
    _asked_third_party(life, ask).wait(5).do(told.AnswerConsultation, Opinion.CONSENT)
    life.reply(4, ask)


def third_party_upheld(life: Life, ask: Ask) -> None:
    """第三方不同意公开且有合理理由."""
    _asked_third_party(life, ask).wait(6).do(
        told.AnswerConsultation, Opinion.OBJECTION, "单价为投标核心数据，已采取保密措施"
    )
    life.wait(2).do(told.JudgeObjection, True, "属于未公开的经营信息，理由成立")
    life.reply(3, ask)


def third_party_overridden(life: Life, ask: Ask) -> None:
    """第三方不同意，公共利益决定公开."""
    _asked_third_party(life, ask).wait(6).do(
        told.AnswerConsultation, Opinion.OBJECTION, "担心影响企业声誉"
    )
    life.wait(2).do(told.JudgeObjection, True, "理由有一定依据，但涉及公共安全")
    life.draft(2, ask)
    life.do(
        told.Override,
        "施工合同中的材料品牌和检测结论",
        "涉及住宅用材安全，不公开可能对公共利益造成重大影响",
    )
    life.wait(2).do(told.Deliver)
    life.sign(DispatchWay.POST, 2)


def third_party_silent(life: Life, ask: Ask) -> None:
    """第三方逾期未答复，机关决定."""
    _asked_third_party(life, ask).reply(16, ask)


def co_producer(life: Life, ask: Ask) -> None:
    """共同制作机关同意公开."""
    life.wait(3).do(
        told.Consult, ConsultationKind.CO_PRODUCER, "清河县教育和体育局", "联合印发的任务分工表"
    )
    life.wait(2).do(told.Deliver).wait(6).do(told.AnswerConsultation, Opinion.CONSENT)
    life.reply(4, ask)


def other_organ(life: Life, ask: Ask) -> None:
    """与其他机关协商."""
    life.wait(5).do(
        told.Consult, ConsultationKind.OTHER_ORGAN, "清河县应急管理局", "风险评估结论所引用的数据"
    )
    life.wait(1).do(told.Deliver).wait(7).do(
        told.AnswerConsultation, Opinion.OTHER, "数据已经公开，可以提供"
    )
    life.reply(4, ask)


def suggested_in_vain(life: Life, ask: Ask) -> None:
    """建议主动公开, judged to be of no use to the public."""
    life.reply(8, ask).wait(3).do(told.Suggest, "建议公开")
    life.wait(4).do(told.JudgeSuggestion, False, "仅与个别申请人有关，不属于主动公开范围")


def receipted(life: Life, ask: Ask) -> None:
    """The applicant was sent a receipt of registration first."""
    life.wait(1).tell("receipt").reply(7, ask)


def _asked_reasons(life: Life, reasons: str) -> Life:
    life.wait(3).do(told.AskReasons, 7, "一个月内提出申请 41 件，涉及资料两万余页")
    return life.wait(2).do(told.Deliver).wait(4).do(told.GiveReasons, reasons)


def excessive(life: Life, ask: Ask) -> None:
    """理由不合理，不予处理."""
    _asked_reasons(life, "想看看").wait(1).do(
        told.JudgeExcess, Judgement.UNREASONABLE, "没有说明与生产、生活、科研的关系"
    )
    life.reply(2, ask)


def excessive_answerable(life: Life, ask: Ask) -> None:
    """理由合理，按期答复."""
    _asked_reasons(life, "用于本村集体资产清产核资").wait(1).do(
        told.JudgeExcess, Judgement.ANSWERABLE, "理由合理，可以按期答复"
    )
    life.reply(3, ask)


def excessive_later(life: Life, ask: Ask) -> None:
    """理由合理，延迟答复."""
    _asked_reasons(life, "用于承担的县域治理课题，附立项书").wait(1).do(
        told.JudgeExcess, Judgement.LATER, "理由合理，但资料量大，无法按期答复"
    )
    life.wait(2).do(told.TellDelay, 45, "资料两万余页，需要逐页检查")
    life.wait(2).do(told.Deliver).reply(20, ask)


def paid_per_piece(life: Life, ask: Ask) -> None:
    """Charged per piece, paid, answered."""
    life.wait(5).do(told.Charge, FeeBasis.PER_PIECE, 3, 9).wait(2).do(told.Deliver)
    life.wait(6).do(told.Pay).reply(7, ask)


def paid_per_page(life: Life, ask: Ask) -> None:
    """Charged per page, paid in two parts, answered."""
    life.wait(6).do(told.Charge, FeeBasis.PER_PAGE, 120).wait(2).do(told.Deliver)
    life.wait(3).do(told.Pay, 300).wait(5).do(told.Pay).reply(6, ask)


def unpaid(life: Life, _: Ask) -> None:
    """逾期未缴费，不再处理."""
    life.wait(5).do(told.Charge, FeeBasis.PER_PAGE, 260).wait(2).do(told.Deliver)
    life.wait(23).do(told.Abandon, AbandonCause.FEE_UNPAID, "申请人逾期没有缴纳，也没有说明理由")
    life.wait(2).do(told.Deliver)


def withdrawn(life: Life, _: Ask) -> None:
    """申请人撤回."""
    life.wait(6).do(told.Withdraw)


def letter_returned(life: Life, ask: Ask) -> None:
    """The reply came back and was sent again."""
    life.reply(8, ask, deliver=None).wait(6).do(told.ReturnLetter, "原址查无此人，改寄新地址")
    life.wait(1).do(told.AmendContact, "清河县城关街道新华路20号", "申请人来电告知新地址")
    life.wait(1).do(told.Send).wait(3).do(told.Deliver)


def disputed(life: Life, ask: Ask) -> None:
    """The applicant says that it came earlier."""
    life.wait(4).do(told.Dispute, 2, "邮政查询显示前两日已经投递到收发室").reply(6, ask)


def amended(life: Life, ask: Ask) -> None:
    """The day of receipt had been registered a day late."""
    life.wait(2).do(told.AmendReceipt, 1, "收发登记簿显示前一日已经签收").reply(8, ask)


def code_reissued(life: Life, ask: Ask) -> None:
    """The applicant had lost his code."""
    life.wait(5).do(told.ReissueCode).reply(5, ask)


def returned_by_reviewer(life: Life, ask: Ask) -> None:
    """审核退回，修改后签发."""
    life.draft(6, ask).wait(1).do(told.ReturnReply, "答复的依据条款写得不完整，请补充")
    life.revise(1, ask).sign(DispatchWay.POST, 2)


def review_upheld(life: Life, ask: Ask) -> None:
    """复议维持."""
    life.reply(9, ask).wait(18).do(told.SeekRemedy, RemedyKind.REVIEW, 31, True)
    life.wait(4).do(told.AnswerRemedy).wait(14).do(told.DecideRemedy, RemedyResult.UPHELD)


def review_corrected(life: Life, ask: Ask) -> None:
    """复议纠正，重新答复."""
    life.reply(10, ask).wait(20).do(told.SeekRemedy, RemedyKind.REVIEW, 42)
    life.wait(7).do(told.AnswerRemedy)
    life.wait(25).do(told.DecideRemedy, RemedyResult.CORRECTED, 20)
    better = opened_after_all(ask)
    life.again(6, ReplyCause.REVIEW, better, "复议决定撤销原答复，责令重新答复", "复议决定书")


def sued(life: Life, ask: Ask) -> None:
    """直接起诉，判决维持."""
    life.reply(11, ask).wait(40).do(told.SeekRemedy, RemedyKind.SUIT, 18)
    life.wait(6).do(told.AnswerRemedy).wait(55).do(told.DecideRemedy, RemedyResult.UPHELD)


def sued_after_review(life: Life, ask: Ask) -> None:
    """复议维持后起诉，诉讼以其他方式结案."""
    review_upheld(life, ask)
    life.wait(9).do(told.SeekRemedy, RemedyKind.SUIT_AFTER_REVIEW, 27)
    life.wait(6).do(told.AnswerRemedy).wait(40).do(told.DecideRemedy, RemedyResult.OTHER)


def corrected(life: Life, ask: Ask) -> None:
    """机关自行纠正."""
    better = opened_after_all(ask)
    life.reply(8, ask)
    life.again(15, ReplyCause.CORRECTION, better, "复查发现本机关保存有该信息", "自查意见")


def suggested(life: Life, ask: Ask) -> None:
    """建议主动公开, and a record opened from the reply."""
    life.reply(7, ask, way=DispatchWay.EMAIL)
    life.wait(4).do(told.Suggest, "很多住户都想知道，建议放到网站上")
    life.wait(3).do(told.JudgeSuggestion, True, "涉及公众利益调整，属于主动公开范围")
    life.wait(2).do(told.OpenRecord, ask.wanted, ask.text)
