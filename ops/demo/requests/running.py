"""The requests that are not at their end: in every state and every degree of urgency."""

from collections.abc import Callable

from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.requests.applicant import FilingChannel
from domain.requests.extending import Judgement
from domain.requests.letters import DispatchWay
from domain.requests.remedies import RemedyKind, RemedyResult
from ops.demo.requests import steps as told
from ops.demo.requests.asks import ABSENT, ELSEWHERE, OPENED, PARTLY, PUBLIC, REFUSED, Ask
from ops.demo.requests.life import Life

Running = tuple[str, int, FilingChannel, Ask, Callable[[Life, Ask], object]]
"""Key, working days since filing, channel, what was asked, what has happened."""

_ONLINE, _DESK, _POST = FilingChannel.ONLINE, FilingChannel.IN_PERSON, FilingChannel.POST_SIGNED
_LETTER, _FAX, _ORAL = FilingChannel.POST_ORDINARY, FilingChannel.FAX, FilingChannel.ORAL


def _nothing(life: Life, _: Ask) -> None:
    """It lies there."""


def _begun(days: int) -> Callable[[Life, Ask], Life]:
    return lambda life, ask: life.draft(days, ask)


def _reviewed(days: int) -> Callable[[Life, Ask], Life]:
    return lambda life, ask: life.draft(days, ask).review()


def _confirmed(life: Life, _: Ask) -> None:
    life.confirm()


def _tried(times: int) -> Callable[[Life, Ask], None]:
    def write(life: Life, _: Ask) -> None:
        for _again in range(times):
            life.wait(2).do(told.Attempt, "电话", "无人接听")

    return write


def _unclear(deliver: int | None) -> Callable[[Life, Ask], None]:
    def write(life: Life, _: Ask) -> None:
        defects = (
            ("description", "请写明是哪一年、哪一个项目的材料"),
            ("identity", "请补交身份证明复印件"),
        )
        life.wait(3).do(told.Clarify, defects, 10, False)
        if deliver is not None:
            life.wait(deliver).do(told.Deliver)

    return write


def _charged(life: Life, _: Ask) -> None:
    life.wait(4).do(told.Charge, FeeBasis.PER_PAGE, 180).wait(2).do(told.Deliver)


def _asked(kind: ConsultationKind, whom: str, interest: str = "") -> Callable[[Life, Ask], None]:
    def write(life: Life, ask: Ask) -> None:
        life.wait(4).do(told.Consult, kind, whom, ask.wanted, interest)
        life.wait(2).do(told.Deliver)

    return write


def _extended(days: int) -> Callable[[Life, Ask], Life]:
    return lambda life, _: life.extend(days, 20, "所申请信息涉及多个年度，需要逐份检查")


def _excessive(life: Life, _: Ask) -> None:
    life.wait(2).do(told.AskReasons, 10, "半个月内提出申请 23 件").wait(2).do(told.Deliver)


def _delayed(life: Life, _: Ask) -> None:
    life.wait(2).do(told.AskReasons, 7, "一次申请涉及资料约一万八千页").wait(2).do(told.Deliver)
    life.wait(3).do(told.GiveReasons, "用于本社集体资产清产核资")
    life.wait(1).do(told.JudgeExcess, Judgement.LATER, "理由合理，但无法按期答复")
    life.wait(2).do(told.TellDelay, 60, "资料约一万八千页，需要逐页检查").wait(2).do(told.Deliver)


def _to_send(life: Life, ask: Ask) -> None:
    life.reply(7, ask, way=None)


def _sent(life: Life, ask: Ask) -> None:
    life.reply(8, ask, deliver=None)


def _came_back(life: Life, ask: Ask) -> None:
    _sent(life, ask)
    life.wait(4).do(told.ReturnLetter, "收件人迁走，原址退回")


def _under_review(life: Life, ask: Ask) -> None:
    life.reply(8, ask).wait(15).do(told.SeekRemedy, RemedyKind.REVIEW, 57)


def _in_court(life: Life, ask: Ask) -> None:
    life.reply(9, ask).wait(22).do(told.SeekRemedy, RemedyKind.SUIT, 33)
    life.wait(5).do(told.AnswerRemedy)


def _ordered(life: Life, ask: Ask) -> None:
    life.reply(9, ask).wait(16).do(told.SeekRemedy, RemedyKind.REVIEW, 61, True)
    life.wait(4).do(told.AnswerRemedy).wait(15)
    life.do(told.DecideRemedy, RemedyResult.CORRECTED, 20)


RUNNING: tuple[Running, ...] = (
    ("overdue-1", 24, _DESK, OPENED[2], _nothing),
    ("overdue-2", 28, _POST, REFUSED[1], _begun(18)),
    (
        "overdue-3",
        22,
        _ONLINE,
        ABSENT[4],
        lambda life, ask: life.confirm(1).draft(16, ask).review(),
    ),
    ("overdue-4", 33, _DESK, OPENED[8], lambda life, ask: life.draft(25, ask).review()),
    ("due-1", 16, _POST, OPENED[14], _begun(12)),
    ("due-2", 17, _DESK, PARTLY[2], _nothing),
    ("due-3", 18, _ONLINE, OPENED[3], lambda life, ask: life.confirm().draft(13, ask).review()),
    ("due-4", 19, _ORAL, PUBLIC[3], _reviewed(15)),
    (
        "disputed",
        15,
        _POST,
        OPENED[5],
        lambda life, _: life.wait(5).do(told.Dispute, 3, "快递单显示三日前已由门卫签收"),
    ),
    ("fresh-1", 0, _DESK, OPENED[7], _nothing),
    ("fresh-2", 1, _ONLINE, OPENED[13], _confirmed),
    ("fresh-3", 3, _FAX, ELSEWHERE[0], lambda life, _: life.confirm(1)),
    ("fresh-4", 6, _ORAL, OPENED[22], _nothing),
    ("fresh-5", 9, _ONLINE, OPENED[0], _confirmed),
    ("fresh-6", 11, _POST, OPENED[16], _begun(8)),
    ("unconfirmed-1", 1, _ONLINE, OPENED[4], _nothing),
    ("unconfirmed-2", 5, _FAX, OPENED[10], _tried(2)),
    ("unconfirmed-3", 8, _LETTER, OPENED[18], _tried(3)),
    ("clarify-1", 7, _DESK, OPENED[6], _unclear(2)),
    ("clarify-2", 9, _POST, OPENED[9], _unclear(None)),
    ("clarify-3", 21, _DESK, OPENED[12], _unclear(2)),
    ("fee-1", 10, _DESK, OPENED[11], _charged),
    (
        "third-1",
        10,
        _POST,
        OPENED[1],
        _asked(ConsultationKind.THIRD_PARTY, "清河县鸿运建筑装饰队", "商业秘密"),
    ),
    (
        "partner-1",
        12,
        _DESK,
        OPENED[20],
        _asked(ConsultationKind.CO_PRODUCER, "清河县教育和体育局"),
    ),
    ("organ-1", 11, _DESK, OPENED[21], _asked(ConsultationKind.OTHER_ORGAN, "清河县应急管理局")),
    ("extended-1", 19, _DESK, PARTLY[3], _extended(14)),
    ("extended-2", 6, _POST, OPENED[12], _extended(3)),
    ("reasons-1", 6, _POST, OPENED[15], _excessive),
    ("delayed-1", 16, _POST, OPENED[17], _delayed),
    ("send-1", 11, _DESK, OPENED[2], _to_send),
    ("sent-1", 13, _POST, PUBLIC[0], _sent),
    ("sent-2", 14, _DESK, REFUSED[4], _sent),
    ("returned-1", 19, _POST, OPENED[19], _came_back),
    ("review-1", 32, _DESK, REFUSED[0], _under_review),
    ("court-1", 48, _POST, ELSEWHERE[4], _in_court),
    ("ordered-1", 56, _DESK, ABSENT[2], _ordered),
)


def _visitor_running(life: Life, _: Ask) -> None:
    life.confirm().tell("confirmation")


def _visitor_clarifying(life: Life, ask: Ask) -> None:
    life.confirm().do(told.Tell, "confirmation").do(told.Deliver)
    _unclear(1)(life, ask)


def _visitor_partly(life: Life, ask: Ask) -> None:
    life.confirm(1)
    life.extend(13, 10, "需要征求多个科室意见")
    life.reply(3, ask, way=DispatchWay.ONLINE)
    life.wait(14).do(told.SeekRemedy, RemedyKind.REVIEW, 73, True)


VISITORS: tuple[Running, ...] = (
    ("visitor-open", 8, _ONLINE, OPENED[0], _visitor_running),
    ("visitor-clarify", 6, _ONLINE, OPENED[9], _visitor_clarifying),
    ("visitor-review", 42, _ONLINE, PARTLY[0], _visitor_partly),
)
"""Requests whose codes are printed for everybody, so that a visitor can follow them."""
