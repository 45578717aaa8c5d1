"""What a draft becomes: each field of the form judged by art 29, and the application that is filed.

Whether a number is somebody's own is for the desk to see; here only its form is judged. The
`require_…` judge what the desk and a 补正 take as well.
"""

import re
from collections.abc import Iterator
from datetime import date

from api.forms import Reading
from api.kept_files import Shelf
from api.portal.draft import (
    ARTICLE,
    HOW,
    PROXY,
    WHAT,
    WHO,
    Draft,
    Size,
    ending_of,
    labels_of,
    scan_of,
)
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

_FOR_BODIES = "单位请选统一社会信用代码或者其他证明"


def application_of(draft: Draft, shelf: Shelf, today: date) -> Application:
    """What is filed, channel ONLINE, arrived today. Raises `Unfilled` with all that is wrong."""
    reading = Reading(draft.sent)
    matters = tuple(
        GivenMatter(
            _long(reading, f"m{place}_description", WHAT),
            reading.text(f"m{place}_feature"),
        )
        for place in range(draft.size.matters)
    )
    applicants = tuple(_applicant(reading, place) for place in range(draft.size.applicants))
    proxy = _proxy(reading, draft, shelf)
    form = reading.choice("form", ProvisionForm, HOW)
    route = reading.choice("route", ProvisionRoute, HOW)
    if reading.text("route"):
        require_arriving(reading, route, address=applicants[0].address, mail=applicants[0].mail)
        if reading.text("form"):
            require_fitting(reading, form, route)
    require_once_each(reading, draft.size)
    for name in labels_of(draft.size):
        if message := hidden_message(draft.sent.text(name)):
            reading.wrong(name, message, ARTICLE)
    for one in draft.troubles:
        reading.trouble(one)
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
    category = category_of(reading, f"{at}category")
    name = _long(reading, f"{at}name", WHO, 100)
    kind = reading.choice(f"{at}identity_kind", IdentityKind, WHO)
    identity = plain_number(reading.needed_text(f"{at}identity", WHO))
    chosen = bool(reading.text(f"{at}category") and reading.text(f"{at}identity_kind"))
    if chosen and not kind.shows(category):
        require_showing(reading, f"{at}identity_kind", kind, category)
    else:
        require_number(reading, f"{at}identity", kind, identity)
    telephone, mail, address = (reading.text(at + one) for one in ("telephone", "mail", "address"))
    if not (telephone or mail or address):
        reading.wrong(f"{at}telephone", "电话、电子邮箱、通信地址至少写一种", WHO)
    require_reachable(reading, at)
    contact = reading.text(f"{at}contact")
    return GivenApplicant(category, kind, name, identity, telephone, mail, address, contact=contact)


def category_of(reading: Reading, field: str) -> ApplicantCategory:
    """What kind of applicant: no article asks for it, the yearly figures do (条例 art 50)."""
    try:
        return ApplicantCategory(reading.text(field))
    except ValueError:
        reading.wrong(field, "请选一项（只用于统计）")
        return next(iter(ApplicantCategory))


def plain_number(typed: str) -> str:
    """The number of a document as it is compared and kept."""
    return typed.replace(" ", "").upper()


def require_reachable(reading: Reading, at: str, advice: str = "") -> None:
    """The form of telephone and mail where they are given; `at` is how their fields begin."""
    telephone, mail = reading.text(f"{at}telephone"), reading.text(f"{at}mail")
    if telephone and sum(letter.isdigit() for letter in telephone) < 7:
        reading.wrong(f"{at}telephone", "电话号码不全，固定电话请带区号", "", advice)
    if mail and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mail):
        reading.wrong(f"{at}mail", "电子邮箱应写成 name@example.cn 这样", "", advice)


def require_showing(
    reading: Reading, field: str, kind: IdentityKind, category: ApplicantCategory
) -> None:
    """A document that can show an applicant of this kind."""
    if kind.shows(category):
        return
    message = f"公民用个人的身份证明；{_FOR_BODIES}" if category.natural else _FOR_BODIES
    reading.wrong(field, message, WHO)


def require_once_each(reading: Reading, size: Size) -> None:
    """Nobody stands twice in one application: an identity number is one person's."""
    first: dict[str, int] = {}
    for place in range(size.applicants):
        number = plain_number(reading.text(f"a{place}_identity"))
        before = first.setdefault(number, place)
        if number and before != place:
            reading.wrong(
                f"a{place}_identity",
                f"与申请人{before + 1}的证件号码相同：同一个申请人只写一次",
                WHO,
            )


def require_number(
    reading: Reading, field: str, kind: IdentityKind, number: str, advice: str = ""
) -> None:
    """The form of the number only: whether it is his is for the desk to see."""
    if not number:
        return
    if kind is IdentityKind.ID_CARD and not is_id_number(number):
        message = "这不是一个身份证号码：应当是 18 位，最后一位是校验码，请对照证件逐位核对"
        other = f"；{_FOR_BODIES}" if is_credit_code(number) else ""
        reading.wrong(field, f"{message}{other}", "GB 11643", advice)
    if kind is IdentityKind.CREDIT_CODE and not is_credit_code(number):
        reading.wrong(
            field,
            "这不是一个统一社会信用代码：应当是 18 位，最后一位是校验码，请对照登记证照核对；"
            "没有代码的单位请选其他证明",
            "GB 32100",
            advice,
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
    identity = plain_number(reading.needed_text("proxy_identity", ARTICLE))
    require_number(reading, "proxy_identity", IdentityKind.ID_CARD, identity)
    if kept is None:
        reading.wrong("proxy_authority", "由代理人提出的，请上传授权委托书", ARTICLE)
        return None
    data = shelf.get(kept.token) or b""
    authority = GivenEvidence(
        EvidenceKind.DOCUMENT, "网上申请时上传", scan_of(f"授权委托书{ending_of(data)}", data)
    )
    return GivenProxy(name, identity, reading.text("proxy_telephone"), authority)


def require_fitting(
    reading: Reading, form: ProvisionForm, route: ProvisionRoute, advice: str = ""
) -> None:
    """What is read or copied by hand is so on the spot, and nothing else is."""
    on_site = form in (ProvisionForm.READING, ProvisionForm.COPYING)
    if on_site is not (route is ProvisionRoute.ON_SITE):
        reading.wrong("route", "查阅、抄录要到场；其他形式请选别的途径", HOW, advice)


def require_arriving(reading: Reading, route: ProvisionRoute, *, address: str, mail: str) -> None:
    """What is sent must have where to go: to the first applicant."""
    if route is ProvisionRoute.POST and not address:
        reading.wrong("a0_address", "选了邮寄，请写通信地址", HOW)
    if route is ProvisionRoute.E_MAIL and not mail:
        reading.wrong("a0_mail", "选了电子邮件，请写电子邮箱", HOW)


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
