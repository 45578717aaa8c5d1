"""What the clerk fills in for an application that came to the desk, and what is filed of it.

Fields are named as on the applicant's own form: `a0_name` for the first applicant, `m0_description`
for the first matter. A paper is registered as it came, with its defects (条例 art 30); what is
filled in here, an oral application, must be complete at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from api.forms import Reading, Sent
from api.portal.draft import HOW, MOST_FILE_BYTES, WHAT, WHO, Size, scanned
from api.portal.draft import field_of as applied_field
from api.portal.draft_reading import (
    category_of,
    plain_number,
    require_arriving,
    require_fitting,
    require_number,
    require_once_each,
    require_reachable,
    require_showing,
)
from domain.content import ClearPart
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.letter_characters import hidden_message
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.evidence import MAXIMUM_NOTE, EvidenceKind
from domain.requests.given import (
    BY_SYSTEM,
    NOTHING,
    Application,
    GivenApplicant,
    GivenEvidence,
    GivenMatter,
    GivenProxy,
)

ARTICLE = "条例 art 29"
_RECEIPT = "条例 art 31"
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MOST_TEXT = 5000
_AS_SHOWN = "证件上就是这样的，请选“其他身份证明”。"
_AS_WRITTEN = "来件上就是这样写的，这里留空，登记后告知补正。"
_AS_WANTED = "来件上就是这样写的，先选办得到的一种，登记后告知补正；原件扫描在附件里。"

_COMING = MappingProxyType(
    {
        "channel": "怎么来的",
        "arrived_on": "哪天到的",
        "arrived_time": "几点到的",
        "evidence": "凭证",
        "evidence_note": "凭证在哪里",
        "evidence_scan": "凭证扫描件",
    }
)
_APPLICANT = MappingProxyType(
    {
        "category": "类别",
        "name": "姓名或者名称",
        "identity_kind": "身份证明",
        "identity": "证件号码",
        "contact": "联系人",
        "telephone": "电话",
        "mail": "电子邮箱",
        "address": "通信地址",
    }
)
_PROXY = MappingProxyType(
    {
        "proxy_name": "代理人姓名",
        "proxy_identity": "代理人身份证号码",
        "proxy_telephone": "代理人电话",
        "proxy_note": "授权委托书在哪里",
        "proxy_authority": "授权委托书扫描件",
    }
)
_MATTER = MappingProxyType({"description": "要什么信息", "feature": "名称、文号或者其他线索"})
_ANSWER = MappingProxyType(
    {
        "outcome": "当场怎么答复",
        "find": "按标题或文号找已公开的信息",
        "record": "是哪一份",
        "where": "获取的方式、途径",
        "right_organ": "负责公开的机关",
        "right_contact": "那个机关的联系方式",
        "undetermined_reason": "为什么不能确定是哪个机关",
        "reason": "理由",
    }
)
_REST = MappingProxyType(
    {
        "form": "希望得到哪种形式",
        "route": "希望怎样拿到",
        "assistance": "需要的帮助",
        "attachments": "申请书和附件的扫描件（文件名不保存）",
    }
)
_SPOT = MappingProxyType(
    {
        "spot": "当场答复",
        "spot_evidence": "答复的凭证",
        "spot_note": "答复的凭证在哪里",
        "spot_scan": "答复凭证的扫描件",
    }
)


@dataclass(frozen=True)
class Receiving:
    """How one channel is received: when it counts (art 31), and which proofs show it.

    `note` is said beside the channel, `proof` beside the evidence.
    """

    channel: FilingChannel
    note: str
    proof: str
    kinds: tuple[EvidenceKind, ...]

    @property
    def proves_arrival(self) -> bool:
        """Whether the proof shows the arrival alone, the day of receipt being confirmed later."""
        return self.channel.needs_confirmation


RECEIVING = (
    Receiving(
        FilingChannel.IN_PERSON,
        "提交的当天就是收到",
        "收件回执上的签名；没有就如实选“无凭证”",
        (
            EvidenceKind.SIGNATURE,
            EvidenceKind.WITNESS,
            EvidenceKind.PICTURE,
            EvidenceKind.DOCUMENT,
            EvidenceKind.NONE,
        ),
    ),
    Receiving(
        FilingChannel.ORAL,
        "写字确有困难的，由您代填；当天就是收到",
        "宣读后由申请人签字的申请表（必须有）",
        (EvidenceKind.READ_BACK,),
    ),
    Receiving(
        FilingChannel.POST_SIGNED,
        "挂号、快递等：机关签收的那天是收到，请填签收的日期",
        "签收的邮件详情单和单号（必须有）",
        (EvidenceKind.COURIER_SLIP, EvidenceKind.SIGNATURE),
    ),
    Receiving(
        FilingChannel.POST_ORDINARY,
        "不用签收的信：收到当天要与申请人确认，确认的那天才是收到",
        "信封上的邮戳；登记后在案卷里登记确认",
        (EvidenceKind.POSTMARK, EvidenceKind.PICTURE, EvidenceKind.NONE),
    ),
    Receiving(
        FilingChannel.FAX,
        "与申请人双方确认的那天才是收到",
        "传真报告；登记后在案卷里登记确认",
        (EvidenceKind.FAX_REPORT, EvidenceKind.NONE),
    ),
)
"""The channels of the desk. What is sent online is filed on the portal by the applicant."""


def labels_of(size: Size) -> Mapping[str, str]:
    """The labels of every field in the order of the form; more than one of a kind is numbered."""
    found: dict[str, str] = dict(_COMING)
    for place in range(size.applicants):
        number = f"申请人{place + 1}：" if size.applicants > 1 else ""
        found |= {f"a{place}_{name}": f"{number}{label}" for name, label in _APPLICANT.items()}
    found |= _PROXY
    for place in range(size.matters):
        number = f"第{place + 1}项：" if size.matters > 1 else ""
        found |= {f"m{place}_{name}": f"{number}{label}" for name, label in _MATTER.items()}
        found |= {f"m{place}_{name}": f"{number}{label}" for name, label in _ANSWER.items()}
    return found | _REST | _SPOT


@dataclass(frozen=True)
class _Told:
    """What the applicant asks, however his application came."""

    applicants: tuple[GivenApplicant, ...]
    proxy: GivenProxy | None
    matters: tuple[GivenMatter, ...]
    form: ProvisionForm
    route: ProvisionRoute


def application_of(sent: Sent, size: Size, now: datetime) -> Application:
    """What is filed. `now` is Beijing time. Raises `Unfilled` with all that is wrong."""
    reading = Reading(sent, MOST_FILE_BYTES)
    receiving = _receiving(reading)
    arrived_on, arrived_time = _arrival(reading, now)
    evidence = _evidence(reading, sent, receiving)
    strict = receiving is not None and not receiving.channel.as_it_came
    told = _told(reading, sent, size, strict)
    attachments = scanned(reading, sent, "attachments")
    _require_no_hidden(reading, sent, size)
    reading.done()
    assert receiving is not None
    by_desk = BY_SYSTEM if arrived_on == now.date() else _elsewhere(evidence)
    return Application(
        channel=receiving.channel,
        applicants=told.applicants,
        matters=told.matters,
        form=told.form,
        route=told.route,
        arrived_on=arrived_on,
        arrived_time=arrived_time,
        proxy=told.proxy,
        assistance=reading.text("assistance"),
        attachments=attachments,
        arrival_evidence=evidence if receiving.proves_arrival else by_desk,
        receipt_evidence=NOTHING if receiving.proves_arrival else evidence,
    )


def require_told(sent: Sent, size: Size) -> None:
    """What is read to one who applies orally is all there. Raises `Unfilled`.

    The proof of reading comes after it and is not asked for.
    """
    reading = Reading(sent, MOST_FILE_BYTES)
    _told(reading, sent, size, strict=True)
    _require_no_hidden(reading, sent, size)
    reading.done()


def _told(reading: Reading, sent: Sent, size: Size, strict: bool) -> _Told:
    applicants = tuple(_applicant(reading, place, strict) for place in range(size.applicants))
    require_once_each(reading, size)
    proxy = _proxy(reading, sent, strict)
    matters = tuple(_matter(reading, place) for place in range(size.matters))
    form = reading.choice("form", ProvisionForm, HOW)
    route = reading.choice("route", ProvisionRoute, HOW)
    if reading.text("form") and reading.text("route"):
        require_fitting(reading, form, route, "" if strict else _AS_WANTED)
    if strict and reading.text("route"):
        # A paper that lacks its address is registered as it came, to be mended.
        require_arriving(reading, route, address=applicants[0].address, mail=applicants[0].mail)
    return _Told(applicants, proxy, matters, form, route)


def _require_no_hidden(reading: Reading, sent: Sent, size: Size) -> None:
    for name in labels_of(size):
        if message := hidden_message(sent.text(name)):
            reading.wrong(name, message, ARTICLE)


def field_of(member: str) -> str:
    """The field of the form for a member that a refusal of the archive names."""
    if member.startswith(("receipt_evidence", "arrival_evidence")):
        return "evidence"
    if member.startswith("proxy.authority"):
        return "proxy_note"
    answer = re.fullmatch(r"outcomes\.(\d+)\.(\w+)", member)
    if answer is not None:
        return f"m{max(int(answer[1]) - 1, 0)}_{answer[2]}"
    told = {"outcomes": "m0_outcome", "on": "spot", "received_on": "arrived_on"}
    return told.get(member) or applied_field(member)


def one_scan(reading: Reading, sent: Sent, name: str) -> ClearPart | None:
    """The first scan of a field, or none."""
    return next(iter(scanned(reading, sent, name)), None)


def evidence_of(reading: Reading, sent: Sent, name: str, note: str, scan: str) -> GivenEvidence:
    """A proof that must be stated: its kind, and where it is found or its scan."""
    kind = reading.choice(name, EvidenceKind)
    text = _note(reading, note)
    part = one_scan(reading, sent, scan)
    spoken = kind in (EvidenceKind.NONE, EvidenceKind.SYSTEM_RECORD)
    if reading.text(name) and not spoken and not text and part is None and not sent.has_file(scan):
        reading.wrong(note, "请写明在哪里查到（如单号、卷号），或者上传扫描件")
    return GivenEvidence(kind, text, part)


def _receiving(reading: Reading) -> Receiving | None:
    wanted = reading.text("channel")
    found = next((one for one in RECEIVING if one.channel == wanted), None)
    if found is None:
        reading.wrong("channel", "请选一项", _RECEIPT)
    return found


def _arrival(reading: Reading, now: datetime) -> tuple[date, str | None]:
    arrived_on = reading.needed_day("arrived_on", _RECEIPT)
    time = reading.text("arrived_time")
    if time and not _TIME.fullmatch(time):
        reading.wrong("arrived_time", "不是时间，请写成 09:30 这样")
    elif time and arrived_on == now.date() and time > now.strftime("%H:%M"):
        reading.wrong("arrived_time", "还没到这个时间")
    if arrived_on > now.date():
        reading.wrong("arrived_on", "这一天还没有到，不能登记为已经收到", _RECEIPT)
    return arrived_on, time or None


def _evidence(reading: Reading, sent: Sent, receiving: Receiving | None) -> GivenEvidence:
    if receiving is None:
        return NOTHING
    if receiving.channel is FilingChannel.ORAL and sent.text("evidence") != EvidenceKind.READ_BACK:
        reading.wrong(
            "evidence",
            "口头申请由工作人员代填，须向申请人宣读并由其签字确认",
            ARTICLE,
            "先按“出宣读稿”，读给申请人听，请他签字，再选“宣读并签字确认”。",
        )
        return NOTHING
    found = evidence_of(reading, sent, "evidence", "evidence_note", "evidence_scan")
    if sent.text("evidence") and found.kind not in receiving.kinds:
        fitting = "、".join(kind.chinese for kind in receiving.kinds)
        message = f"“{receiving.channel.chinese}”的凭证可以是：{fitting}"
        reading.wrong("evidence", message, _RECEIPT)
    return found


def _elsewhere(evidence: GivenEvidence) -> GivenEvidence:
    """The same proof without a second copy of its scan."""
    if evidence.kind is EvidenceKind.NONE:
        return NOTHING
    return GivenEvidence(evidence.kind, evidence.note or "与收到的凭证是同一份")


def _applicant(reading: Reading, place: int, strict: bool) -> GivenApplicant:
    at = f"a{place}_"
    category = category_of(reading, f"{at}category")
    name = _short(reading, f"{at}name", WHO)
    kind = reading.choice(f"{at}identity_kind", IdentityKind, WHO)
    identity = plain_number(reading.text(f"{at}identity"))
    chosen = bool(reading.text(f"{at}category") and reading.text(f"{at}identity_kind"))
    if chosen and kind is not IdentityKind.NONE and not kind.shows(category):
        require_showing(reading, f"{at}identity_kind", kind, category)
    elif reading.text(f"{at}identity_kind"):
        _identity(reading, f"{at}identity", kind, identity, strict)
    telephone, mail, address = (reading.text(at + one) for one in ("telephone", "mail", "address"))
    if strict and not (telephone or mail or address):
        reading.wrong(f"{at}telephone", "电话、电子邮箱、通信地址至少写一种", WHO)
    require_reachable(reading, at, "" if strict else _AS_WRITTEN)
    contact = reading.text(f"{at}contact")
    return GivenApplicant(category, kind, name, identity, telephone, mail, address, contact)


def _identity(reading: Reading, field: str, kind: IdentityKind, number: str, strict: bool) -> None:
    if kind is IdentityKind.NONE:
        if strict:
            message = "口头申请由您代填，申请人须当场出示身份证明"
            reading.wrong(field, message, WHO)
        elif number:
            reading.wrong(field, "选了“没有提交”，这里就不要填；有号码请选是哪种证明")
        return
    if not number:
        advice = "" if strict else "来件里确实没有的，身份证明请选“没有提交”，登记后告知补正。"
        reading.wrong(field, "请填写", WHO, advice)
        return
    require_number(reading, field, kind, number, _AS_SHOWN)


def _proxy(reading: Reading, sent: Sent, strict: bool) -> GivenProxy | None:
    """The proxy, if any of his fields was filled in."""
    if not any(reading.text(name) or sent.has_file(name) for name in _PROXY):
        return None
    name = _short(reading, "proxy_name", ARTICLE)
    identity = plain_number(reading.needed_text("proxy_identity", ARTICLE))
    require_number(reading, "proxy_identity", IdentityKind.ID_CARD, identity, _AS_SHOWN)
    note, scan = _note(reading, "proxy_note"), one_scan(reading, sent, "proxy_authority")
    given = bool(note or sent.has_file("proxy_authority"))
    if not given and strict:
        reading.wrong("proxy_note", "代理人须提交授权委托书", ARTICLE)
    authority = GivenEvidence(EvidenceKind.DOCUMENT, note, scan) if given else NOTHING
    return GivenProxy(name, identity, reading.text("proxy_telephone"), authority)


def _matter(reading: Reading, place: int) -> GivenMatter:
    name = f"m{place}_description"
    text = reading.needed_text(name, WHAT)
    if len(text) > _MOST_TEXT:
        reading.wrong(name, f"不超过 {_MOST_TEXT} 字，现在有 {len(text)} 字")
    return GivenMatter(text, reading.text(f"m{place}_feature"))


def _short(reading: Reading, name: str, article: str) -> str:
    text = reading.needed_text(name, article)
    if len(text) > 100:
        reading.wrong(name, "不超过 100 字")
    return text


def _note(reading: Reading, name: str) -> str:
    text = reading.text(name)
    if len(text) > MAXIMUM_NOTE:
        reading.wrong(name, f"不超过 {MAXIMUM_NOTE} 字")
    return text
