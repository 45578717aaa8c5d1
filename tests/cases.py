"""A HOME whose housing organ has requests at every stage, and officers who can sign in to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.act import BEIJING
from domain.canonical import decode, encode
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.officer import Officer
from domain.requests.applicant import FilingChannel
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.extending import Judgement
from domain.requests.given import GivenLetter, GivenMatter, GivenThirdParty
from domain.requests.remedies import RemedyKind, RemedyResult
from ops.clock import now
from ops.keystore import KeyStore, SeedSigner
from tests.counter import SIGNED, Counter, open_counter, provided, refused
from tests.premises import PASSPHRASE, Premises, copy_premises
from tests.town import ORIGIN, Town, copy_town

SEND_TO = "清河县人民路 1 号"
PARTY = GivenThirdParty("某某公司", "0000-7654321")


@dataclass(frozen=True)
class Cases:
    """The HOME and the requests in it, by what they show."""

    premises: Premises
    requests: dict[str, str]


Story = Callable[[Counter, datetime], dict[str, str]]
"""What happened at a counter until a day: the requests by what they show."""


def furnish_cases(founded: Town, folder: Path, story: Story | None = None) -> Cases:
    """The HOME with the requests of a story (`tell` if none is given), made once and copied."""
    story = story or tell
    made = founded.home.with_name(f"{founded.home.name}-cases-{story.__name__}")
    if not made.exists():
        _make(founded, made, story)
    told = decode((made / "told").read_bytes())
    names = {str(role): str(name) for role, name in told["names"].items()}
    requests = {str(name): str(request) for name, request in told["requests"].items()}
    premises = copy_premises(Premises(made / "home", names, founded.housing.organ), folder)
    return Cases(premises, requests)


def _make(founded: Town, folder: Path, story: Story) -> None:
    town = copy_town(founded, folder / "home")
    counter = open_counter(town)
    # Ten in the morning of the legal day, which in the evening of UTC is the next one already.
    morning = now().astimezone(BEIJING).replace(hour=10, minute=0, second=0, microsecond=0)
    begin = morning.astimezone(UTC)
    requests = story(counter, begin)
    people = {
        "clerk": counter.clerk,
        "drafter": counter.drafter,
        "reviewer": counter.reviewer,
        "secrecy": counter.secrecy,
        "approver": counter.approver,
        "supervisor": town.supervisor,
        "registrar": town.registrars[0],
    }
    home = town.home
    keys = home / "keys"
    keys.mkdir(mode=0o700)
    keys.joinpath("log.key").touch(mode=0o600)
    keys.joinpath("log.key").write_text(f"{town.log_key._secret[:32].hex()}\n", "ascii")
    store = KeyStore(home / "state.db", ORIGIN, timedelta(hours=8))
    names = {}
    for role, caller in people.items():
        officer = town.app.load(Officer, caller.officer)
        names[role] = officer.sign_in
        assert isinstance(caller.signer, SeedSigner)
        store.keep_key(officer.id, officer.sign_in, PASSPHRASE, caller.signer._secret[:32])
    store.close()
    counter.close()
    town.close()
    home.chmod(0o700)
    (folder / "told").write_bytes(encode({"names": names, "requests": requests}))


def tell(counter: Counter, today: datetime) -> dict[str, str]:
    """Requests at every stage; the oldest begin some 80 days before `today`."""
    clock = counter.town.clock
    clock.time = today - timedelta(days=80)
    counter.town.publish_record()
    told: dict[str, str] = {}
    told["replied"] = _replied(counter)
    told["lapsed"] = _lapsed(counter)
    told["unpaid"] = _unpaid(counter)
    told["abandoned"] = _abandoned(counter)
    told["overdue"] = counter.file(
        matters=(GivenMatter("2024 年危房改造资金分配明细"), GivenMatter("危房鉴定报告"))
    )
    told["corrected"] = _corrected(counter)
    clock.time = today - timedelta(days=40)
    told["silent"] = _consulted(counter)
    clock.time = today - timedelta(days=9)
    told["objected"] = _objected(counter)
    told["clarifying"] = counter.file(matters=(GivenMatter("那份文件"),))
    counter.clarify(told["clarifying"])
    told["clarified"] = _clarified(counter)
    told["charged"] = _charged(counter)
    told["excessive"] = _excessive(counter)
    told["consented"] = counter.file()
    counter.handling.consent_to_extension(
        counter.approver, told["consented"], days=10, reason="检索量大"
    )
    clock.time = today - timedelta(days=4)
    told["open"] = counter.file()
    told["unconfirmed"] = counter.file(channel=FilingChannel.ONLINE)
    told["drafted"] = counter.file()
    counter.handling.draft_reply(
        counter.drafter, told["drafted"], outcomes=[refused()], parts=[], frame={}
    )
    told["reviewed"] = counter.file()
    counter.handling.draft_reply(
        counter.drafter, told["reviewed"], outcomes=[refused()], parts=[], frame={}
    )
    counter.handling.review_reply(counter.reviewer, told["reviewed"], opinion="同意")
    told["withdrawn"] = counter.file()
    counter.handling.withdraw(counter.clerk, told["withdrawn"], on=counter.today, evidence=SIGNED)
    return told


def _replied(counter: Counter) -> str:
    request = counter.file()
    letter = counter.reply(request, provided(), given="公租房分配方案，共 20 户。")
    counter.deliver(request, letter)
    return request


def _lapsed(counter: Counter) -> str:
    request = counter.file(matters=(GivenMatter("有关材料"),))
    counter.deliver(request, counter.clarify(request))
    return request


def _fee(counter: Counter, request: str) -> str:
    counter.handling.charge(
        counter.drafter,
        request,
        basis=FeeBasis.PER_PIECE,
        quantity=15,
        earlier=0,
        letter=counter.letter(how_to_pay="财政专户"),
    )
    return counter.load(request).fees[-1].letter


def _unpaid(counter: Counter) -> str:
    request = counter.file()
    counter.deliver(request, _fee(counter, request))
    return request


def _charged(counter: Counter) -> str:
    request = counter.file()
    _fee(counter, request)
    return request


def _abandoned(counter: Counter) -> str:
    request = _lapsed(counter)
    counter.pass_days(25)
    counter.handling.abandon(
        counter.drafter,
        request,
        cause=AbandonCause.NOT_CLARIFIED,
        judged="申请人没有说明理由",
        letter=GivenLetter(dispatch=counter.sent()),
    )
    return request


def _corrected(counter: Counter) -> str:
    request = counter.file()
    counter.reply(request, refused())
    handling = counter.handling
    handling.seek_remedy(
        counter.clerk,
        request,
        kind=RemedyKind.REVIEW,
        body="清河县人民政府",
        docket_number="清复〔2026〕1号",
        simple=False,
        on=counter.today,
        evidence=SIGNED,
    )
    remedy = next(iter(counter.load(request).remedies))
    counter.pass_days(3)
    handling.decide_remedy(
        counter.clerk,
        request,
        remedy=remedy,
        on=counter.today,
        result=RemedyResult.CORRECTED,
        document="清复决〔2026〕1号",
        reply_until=counter.today + timedelta(days=90),
        evidence=SIGNED,
    )
    return request


def _consulted(counter: Counter) -> str:
    request = counter.file()
    counter.handling.consult(
        counter.drafter,
        request,
        kind=ConsultationKind.THIRD_PARTY,
        matters=[1],
        third_party=PARTY,
        organ_name="",
        letter=counter.letter(described="合同价款", interest="商业秘密", send_to=SEND_TO),
    )
    counter.deliver(request, counter.load(request).consultations[-1].letter)
    return request


def _objected(counter: Counter) -> str:
    request = _consulted(counter)
    counter.handling.answer_consultation(
        counter.clerk,
        request,
        counter.load(request).consultations[-1].letter,
        on=counter.today,
        opinion=Opinion.OBJECTION,
        reason="涉及报价",
        evidence=SIGNED,
    )
    return request


def _clarified(counter: Counter) -> str:
    request = counter.file(matters=(GivenMatter("某个方案"),))
    notice = counter.clarify(request)
    counter.handling.answer_clarification(
        counter.clerk,
        request,
        notice=notice,
        on=counter.today,
        matters={1: GivenMatter("2025 年某小区方案")},
        attachments=[],
        excuse="",
        evidence=SIGNED,
    )
    return request


def _excessive(counter: Counter) -> str:
    request = counter.file()
    handling = counter.handling
    handling.ask_reasons(
        counter.drafter,
        request,
        days=5,
        letter=counter.letter(extent="本月 40 件", send_to=SEND_TO),
    )
    handling.give_reasons(
        counter.clerk, request, on=counter.today, reasons="研究需要", evidence=SIGNED
    )
    handling.judge_excess(
        counter.drafter, request, judgement=Judgement.LATER, reason="合理，但是量大"
    )
    return request
