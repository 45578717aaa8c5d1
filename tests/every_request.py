"""Every act on requests and on the law book, once at least, through the real commands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.archive import Caller
from domain.calendar import statutory_days
from domain.description import OpennessGiven
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.law.law import row_text
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute, Retention
from domain.requests.applicant import FilingChannel
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.evidence import EvidenceKind
from domain.requests.extending import Judgement
from domain.requests.given import (
    NOTHING,
    GivenContact,
    GivenEvidence,
    GivenLetter,
    GivenMatter,
    GivenOutcome,
    GivenThirdParty,
)
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.replying import ReplyCause
from domain.vocabulary import Openness
from ops.contents import Contents
from tests.counter import REGULATION, SIGNED, ZHANG, Counter, application, provided, refused
from tests.town import body, description


def every_request(counter: Counter, migrator: Caller) -> Iterator[None]:
    """Play them; after each part the caller may look. The last one erases a person."""
    for part in (
        _law_book,
        _received,
        _clarified,
        _consulted,
        _extended,
        _excessive,
        _charged,
        _replied_on_paper,
        _replied_twice,
        _closed_otherwise,
    ):
        part(counter)
        yield
    counter.handling.take_over(
        migrator,
        counter.organ,
        earlier_number="旧〔2018〕1号",
        category=ApplicantCategory.NATURAL_PERSON,
        channel=None,
        received_on=date(2018, 3, 1),
        closed_on=date(2018, 3, 20),
        row="3.1",
        source="旧系统",
        key="1",
        order="清政办发〔2026〕1号",
    )
    yield
    _erased(counter)
    yield


def _law_book(counter: Counter) -> None:
    counter.lawmaking.announce_calendar(
        counter.town.registrars[0],
        year=2027,
        notice="国办发明电〔2026〕示例号",
        announced_on=counter.today,
        off=sorted(statutory_days(2027)),
        work=[],
        source="示例",
        reason="录入放假通知",
    )


def _received(counter: Counter) -> None:
    handling, clerk = counter.handling, counter.clerk
    online = counter.file(channel=FilingChannel.ONLINE)
    handling.attempt_confirmation(
        clerk, online, on=counter.today, way="电话", outcome="无人接听", evidence=SIGNED
    )
    handling.confirm_receipt(clerk, online, on=counter.today, evidence=SIGNED)
    handling.issue_letter(clerk, online, key="confirmation", letter=counter.letter())
    counter.pass_days(1)
    handling.dispute_receipt(
        clerk, online, claimed_on=counter.today, statement="我第二天才提交", evidence=SIGNED
    )
    handling.amend_legal_date(
        counter.approver,
        online,
        of=1,
        member="arrived_on",
        becomes=counter.load(online).arrived_on.replace(day=1),
        reason="登记时看错日期",
        evidence=SIGNED,
    )
    handling.reissue_code(clerk, online, evidence=SIGNED)
    person = counter.load(online).applicants[0].person
    handling.amend_application(
        clerk,
        online,
        on=counter.today,
        reason="换了号码",
        evidence=SIGNED,
        contacts={person: GivenContact(telephone="13900000002")},
    )
    again = counter.file(channel=FilingChannel.FAX)
    handling.join_to(clerk, again, into=online, reason="同一申请又发了传真")
    other = counter.file(matters=(GivenMatter("另一件信息"),))
    linked = {
        "person": counter.load(other).applicants[0].person,
        "other_person": person,
    }
    handling.link_persons(clerk, other, other_request=online, reason="证件号码相同", **linked)
    handling.unlink_persons(clerk, other, reason="证件号码登记有误", **linked)


def _clarified(counter: Counter) -> None:
    request = counter.file()
    letter = counter.clarify(request)
    counter.pass_days(1)
    counter.handling.return_letter(
        counter.clerk, request, letter, on=counter.today, reason="地址不详", evidence=SIGNED
    )
    counter.handling.dispatch(counter.clerk, request, letter, counter.sent())
    counter.deliver(request, letter)
    counter.handling.answer_clarification(
        counter.clerk,
        request,
        notice=letter,
        on=counter.today,
        matters={1: GivenMatter("2025 年公租房分配方案")},
        attachments=[counter.paper("补正材料", "补正.txt")],
        excuse="",
        evidence=SIGNED,
    )
    # On paper a second notice was sent: a breach that moves nothing.
    counter.handling.request_clarification(
        counter.drafter,
        request,
        defects=[("description", "请写明文号")],
        period=5,
        letter=GivenLetter(on_paper=counter.today, dispatch=counter.sent()),
    )
    given_up = counter.file()
    notice = counter.clarify(given_up, period=5)
    counter.deliver(given_up, notice)
    counter.pass_working_days(6)
    counter.handling.abandon(
        counter.drafter,
        given_up,
        cause=AbandonCause.NOT_CLARIFIED,
        judged="申请人没有说明理由",
        letter=counter.letter(),
    )
    counter.handling.reopen(counter.drafter, given_up, reason="申请人住院，有正当理由")


def _consulted(counter: Counter) -> None:
    request = counter.file()
    counter.handling.consult(
        counter.drafter,
        request,
        kind=ConsultationKind.THIRD_PARTY,
        matters=[1],
        third_party=GivenThirdParty("李文静", "清河县北街 1 号"),
        organ_name="",
        letter=counter.letter(
            described="2025 年租赁合同", interest="个人隐私", send_to="清河县人民路 1 号"
        ),
    )
    asked = counter.load(request).consultations[0].letter
    counter.pass_days(2)
    counter.handling.answer_consultation(
        counter.clerk,
        request,
        asked,
        on=counter.today,
        opinion=Opinion.OBJECTION,
        reason="涉及我的住址",
        evidence=SIGNED,
    )
    counter.handling.judge_objection(
        counter.drafter, request, asked, upheld=True, reason="理由成立，但涉及重大公共利益"
    )
    counter.handling.override_third_party(
        counter.drafter,
        request,
        asked,
        reason="不公开可能对公共利益造成重大影响",
        letter=counter.letter(described="2025 年租赁合同"),
    )


def _extended(counter: Counter) -> None:
    request = counter.file()
    counter.handling.consent_to_extension(
        counter.approver, request, days=10, reason="需要检索大量档案"
    )
    on_paper = counter.file()
    counter.handling.consent_to_extension(
        counter.approver,
        on_paper,
        days=5,
        reason="档案分散",
        on=counter.today,
        evidence=GivenEvidence(EvidenceKind.DOCUMENT, "签批件，卷 3"),
    )
    counter.handling.tell_extension(
        counter.drafter, request, days=10, letter=counter.letter(cause="需要检索大量档案")
    )
    counter.handling.withdraw(counter.clerk, request, on=counter.today, evidence=SIGNED)


def _excessive(counter: Counter) -> None:
    request = counter.file()
    counter.handling.ask_reasons(
        counter.drafter,
        request,
        days=5,
        letter=counter.letter(extent="一个月内 45 件", send_to="清河县人民路 1 号"),
    )
    counter.pass_days(1)
    counter.handling.give_reasons(
        counter.clerk, request, on=counter.today, reasons="为了研究", evidence=SIGNED
    )
    counter.handling.judge_excess(
        counter.drafter, request, judgement=Judgement.LATER, reason="理由合理，数量过大"
    )
    due = counter.load(request).count(counter.today).due
    assert due is not None
    counter.handling.tell_delay(
        counter.drafter,
        request,
        until=due.replace(year=due.year + 1),
        letter=counter.letter(reason="数量过大"),
    )


def _charged(counter: Counter) -> None:
    request = counter.file()
    counter.handling.charge(
        counter.drafter,
        request,
        basis=FeeBasis.PER_PIECE,
        quantity=12,
        earlier=0,
        letter=counter.letter(how_to_pay="窗口缴纳"),
    )
    notice = counter.load(request).fees[0]
    counter.handling.pay(
        counter.clerk,
        request,
        notice=notice.letter,
        on=counter.today,
        amount=notice.amount,
        evidence=SIGNED,
    )


def _replied_on_paper(counter: Counter) -> None:
    request = counter.file()
    counter.clarify(request)
    counter.pass_days(1)
    counter.handling.reply_on_paper(
        counter.drafter,
        request,
        outcomes=[provided()],
        parts=[counter.paper("公租房分配方案")],
        cleared=NOTHING,
        approved=NOTHING,
        letter=GivenLetter(
            on_paper=counter.today,
            dispatch=counter.sent(),
            scan=counter.paper("答复书", "扫描.txt"),
        ),
    )


def _replied_twice(counter: Counter) -> None:
    request, handling = counter.file(), counter.handling
    handling.record_search(
        counter.drafter,
        request,
        matters=[1],
        systems=["公文系统"],
        places=["档案室"],
        keywords="公租房",
        searcher="办公室",
        on=counter.today,
        found=True,
        result="检索到分配方案",
    )
    handling.draft_reply(counter.drafter, request, outcomes=[refused()], parts=[], frame={})
    handling.return_reply(counter.reviewer, request, reason="可以公开")
    paper = counter.paper("公租房分配方案")
    handling.revise_reply(counter.drafter, request, outcomes=[provided()], parts=[paper], frame={})
    counter.clear(request)
    handling.review_reply(counter.reviewer, request, opinion="同意")
    handling.issue_reply(counter.approver, request, letter=GivenLetter(dispatch=counter.sent()))
    handling.provide(
        counter.clerk,
        request,
        matters=[1],
        on=counter.today,
        form=ProvisionForm.PAPER,
        route=ProvisionRoute.PICK_UP,
        help="由工作人员代读",
        evidence=SIGNED,
    )
    handling.suggest_publication(counter.clerk, request, text="大家都想知道")
    handling.judge_suggestion(counter.drafter, request, accepted=True, reason="属于主动公开范围")
    handling.open_record(
        counter.drafter,
        request,
        matters=[1],
        description=description(title="公租房分配方案", document_number="清建发〔2026〕99号"),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=[body("公租房分配方案")],
    )
    handling.seek_remedy(
        counter.clerk,
        request,
        kind=RemedyKind.REVIEW,
        body="清河县人民政府",
        docket_number="清政复〔2026〕1号",
        simple=False,
        on=counter.today,
        evidence=SIGNED,
    )
    remedy = next(iter(counter.load(request).remedies))
    handling.answer_remedy(counter.clerk, request, remedy=remedy, on=counter.today, evidence=SIGNED)
    handling.decide_remedy(
        counter.clerk,
        request,
        remedy=remedy,
        on=counter.today,
        result=RemedyResult.CORRECTED,
        document="清政复决〔2026〕1号",
        reply_until=counter.today.replace(year=counter.today.year + 1),
        evidence=SIGNED,
    )
    handling.draft_reply(
        counter.drafter,
        request,
        outcomes=[refused()],
        parts=[],
        frame={},
        cause=ReplyCause.REVIEW,
        reason="复议决定责令重新答复",
        document="清政复决〔2026〕1号",
        remedy=remedy,
    )
    handling.review_reply(counter.reviewer, request, opinion="同意")
    handling.issue_reply(counter.approver, request, letter=counter.letter())


def _closed_otherwise(counter: Counter) -> None:
    given = application(arrived_on=counter.today)
    words = {"where": "县政府网站“住房保障”栏目"}
    counter.handling.answer_on_the_spot(
        counter.clerk,
        counter.organ,
        given,
        [GivenOutcome(1, "ALREADY_PUBLIC", words)],
        SIGNED,
    )


def _erased(counter: Counter) -> None:
    """After a retention of a year, the persons of a withdrawn request, one after the other."""
    request = counter.file(
        applicants=(ZHANG, replace(ZHANG, name="李远航", telephone="13900000007"))
    )
    counter.handling.issue_letter(counter.clerk, request, key="receipt", letter=counter.letter())
    counter.handling.withdraw(counter.clerk, request, on=counter.today, evidence=SIGNED)
    row = Retention("request_file", REGULATION, "本机关保管期限表", 1)
    counter.lawmaking.correct(
        counter.town.registrars[0], Retention.TABLE, row_text(row), reason="保管期限", source="表"
    )
    counter.pass_days(400)
    contents: Contents = counter.town.contents
    for applicant in reversed(counter.load(request).applicants):
        counter.handling.erase(
            counter.approver,
            request,
            person=applicant.person,
            basis="申请人要求，保管期限已满",
            destroy=contents.destroy,
        )
