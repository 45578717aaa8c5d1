"""What a draft becomes: each field of the form judged by art 29, and the application that is filed.

Whether a number is somebody's own is for the desk to see; here only its form is judged.
"""

import re
from collections.abc import Iterator
from datetime import date

from api.forms import Reading
from api.portal.citizens import Shelf
from api.portal.draft import ARTICLE, PROXY, Draft, ending_of, labels_of, scan_of
from domain.content import ClearPart
from domain.findings import is_credit_code, is_id_number
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.letter_characters import hidden_message
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.evidence import EvidenceKind
from domain.requests.given import (
    BY_SYSTEM,
    Application,
    GivenApplicant,
    GivenEvidence,
    GivenMatter,
    GivenProxy,
)


def application_of(draft: Draft, shelf: Shelf, today: date) -> Application:
    """What is filed, channel ONLINE, arrived today. Raises `Unfilled` with all that is wrong."""
    reading = Reading(draft.sent)
    matters = tuple(
        GivenMatter(
            _long(reading, f"m{place}_description", f"{ARTICLE}(2)"),
            reading.text(f"m{place}_feature"),
        )
        for place in range(draft.size.matters)
    )
    applicants = tuple(_applicant(reading, place) for place in range(draft.size.applicants))
    proxy = _proxy(reading, draft, shelf)
    form = reading.choice("form", ProvisionForm, f"{ARTICLE}(3)")
    route = reading.choice("route", ProvisionRoute, f"{ARTICLE}(3)")
    _fitting(reading, form, route, applicants)
    for name in labels_of(draft.size):
        if message := hidden_message(draft.sent.text(name)):
            reading.wrong(name, message, ARTICLE)
    for one in draft.troubles:
        reading.wrong(one.field, one.message, one.rule, one.advice)
    reading.done()
    return Application(
        channel=FilingChannel.ONLINE,
        applicants=applicants,
        matters=matters,
        form=form,
        route=route,
        arrived_on=today,
        proxy=proxy,
        assistance=reading.text("assistance"),
        attachments=tuple(_proofs(draft, shelf)),
        arrival_evidence=BY_SYSTEM,
    )


def _applicant(reading: Reading, place: int) -> GivenApplicant:
    at = f"a{place}_"
    category = reading.choice(f"{at}category", ApplicantCategory, f"{ARTICLE}(1)")
    name = _long(reading, f"{at}name", f"{ARTICLE}(1)", 100)
    kind = reading.choice(f"{at}identity_kind", IdentityKind, f"{ARTICLE}(1)")
    identity = reading.needed_text(f"{at}identity", f"{ARTICLE}(1)").replace(" ", "").upper()
    _identity(reading, f"{at}identity", kind, identity)
    chosen = bool(reading.text(f"{at}category") and reading.text(f"{at}identity_kind"))
    if chosen and not kind.shows(category):
        reading.wrong(
            f"{at}identity_kind",
            "公民用个人的身份证明，法人和其他组织用统一社会信用代码或者其他证明",
            f"{ARTICLE}(1)",
        )
    reached = [reading.text(f"{at}{one}") for one in ("telephone", "mail", "address")]
    if not any(reached):
        reading.wrong(f"{at}telephone", "电话、电子邮箱、通信地址至少写一种", f"{ARTICLE}(1)")
    if reached[1] and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", reached[1]):
        reading.wrong(f"{at}mail", "电子邮箱应写成 name@example.cn 这样")
    if reached[0] and sum(letter.isdigit() for letter in reached[0]) < 7:
        reading.wrong(f"{at}telephone", "电话号码不全，固定电话请带区号")
    telephone, mail, address = reached
    contact = reading.text(f"{at}contact")
    return GivenApplicant(category, kind, name, identity, telephone, mail, address, contact=contact)


def _identity(reading: Reading, field: str, kind: IdentityKind, number: str) -> None:
    """The form of the number only: whether it is his is for the desk to see."""
    if not number:
        return
    if kind is IdentityKind.ID_CARD and not is_id_number(number):
        reading.wrong(
            field,
            "这不是一个身份证号码：应当是 18 位，最后一位是校验码，请对照证件逐位核对",
            "GB 11643",
        )
    if kind is IdentityKind.CREDIT_CODE and not is_credit_code(number):
        reading.wrong(
            field,
            "这不是一个统一社会信用代码：应当是 18 位，最后一位是校验码，请对照登记证照核对",
            "GB 32100",
        )
    if len(number) > 60:
        reading.wrong(field, "证件号码不超过 60 个字符")


def _proxy(reading: Reading, draft: Draft, shelf: Shelf) -> GivenProxy | None:
    """The proxy, if any of his fields was filled in."""
    kept = draft.kept.get("proxy_authority")
    given = [reading.text(name) for name in PROXY if name != "proxy_authority"]
    if not any(given) and kept is None:
        return None
    name = _long(reading, "proxy_name", ARTICLE, 100)
    identity = reading.needed_text("proxy_identity", ARTICLE).replace(" ", "").upper()
    _identity(reading, "proxy_identity", IdentityKind.ID_CARD, identity)
    if kept is None:
        reading.wrong("proxy_authority", "由代理人提出的，请上传授权委托书", ARTICLE)
        return None
    data = shelf.get(kept.token) or b""
    authority = GivenEvidence(
        EvidenceKind.DOCUMENT, "网上申请时上传", scan_of(f"授权委托书{ending_of(data)}", data)
    )
    return GivenProxy(name, identity, reading.text("proxy_telephone"), authority)


def _fitting(
    reading: Reading,
    form: ProvisionForm,
    route: ProvisionRoute,
    applicants: tuple[GivenApplicant, ...],
) -> None:
    """Whether it can come by the route that was chosen: mail needs an address."""
    if not reading.text("route") or not applicants:
        return
    first = applicants[0]
    if route is ProvisionRoute.POST and not first.address:
        reading.wrong("a0_address", "选了邮寄，请写通信地址", f"{ARTICLE}(3)")
    if route is ProvisionRoute.E_MAIL and not first.mail:
        reading.wrong("a0_mail", "选了电子邮件，请写电子邮箱", f"{ARTICLE}(3)")
    on_site = form in (ProvisionForm.READING, ProvisionForm.COPYING)
    if on_site is not (route is ProvisionRoute.ON_SITE) and reading.text("form"):
        reading.wrong("route", "查阅、抄录要到场；其他形式请选别的途径", f"{ARTICLE}(3)")


def _long(reading: Reading, name: str, article: str, most: int = 5000) -> str:
    text = reading.needed_text(name, article)
    if len(text) > most:
        reading.wrong(name, f"不超过 {most} 字，现在有 {len(text)} 字")
    return text


def _proofs(draft: Draft, shelf: Shelf) -> Iterator[ClearPart]:
    for place in range(draft.size.applicants):
        kept = draft.kept.get(f"a{place}_proof")
        if kept is not None:
            data = shelf.get(kept.token) or b""
            yield scan_of(f"申请人{place + 1}身份证明{ending_of(data)}", data)
