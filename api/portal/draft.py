"""An application as its form holds it: the fields of art 29, what is wrong, and what is filed.

Fields are named `a0_name` for the first applicant, `m0_description` for the first matter. Files
wait on the shelf between two sendings; the form carries only their tokens.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from urllib.parse import quote, unquote

from api.forms import TOKEN, Form, Reading, Sent, SentFile, Trouble
from api.portal.citizens import Shelf, cited
from domain.canonical import encode
from domain.content import ClearPart
from domain.findings import is_credit_code, is_id_number
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
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

MOST_APPLICANTS, MOST_MATTERS = 20, 20
"""What one form holds; who asks for more files it at the desk (or asks for less at a time)."""
MOST_FILE_BYTES = 10 * 1024 * 1024
NOT_READ = "none/1"
"""What derived the text of a scan: nothing, the text is empty."""

ARTICLE = "条例 art 29"
_KEPT = "kept_"
_TYPES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)
_APPLICANT = MappingProxyType(
    {
        "category": "申请人类别",
        "name": "姓名或者名称",
        "identity_kind": "身份证明的种类",
        "identity": "证件号码",
        "proof": "证件照片或扫描件",
        "contact": "联系人",
        "telephone": "联系电话",
        "mail": "电子邮箱",
        "address": "通信地址",
    }
)
_MATTER = MappingProxyType({"description": "您想要什么信息", "feature": "名称、文号或者其他线索"})
_PROXY = MappingProxyType(
    {
        "proxy_name": "代理人姓名",
        "proxy_identity": "代理人身份证号码",
        "proxy_telephone": "代理人电话",
        "proxy_authority": "授权委托书",
    }
)
_REST = MappingProxyType(
    {"form": "希望得到哪种形式", "route": "希望怎样拿到", "assistance": "需要的帮助"}
)


@dataclass(frozen=True)
class Size:
    """How many applicants and matters a form has room for."""

    applicants: int = 1
    matters: int = 1

    @classmethod
    def of(cls, sent: Sent) -> "Size":
        """As the form says, within what one form holds."""
        return cls(
            _within(sent.text("applicants"), MOST_APPLICANTS),
            _within(sent.text("matters"), MOST_MATTERS),
        )


def labels_of(size: Size) -> Mapping[str, str]:
    """The labels of every field, in the order of the form; further applicants are numbered."""
    found: dict[str, str] = {}
    for place in range(size.matters):
        number = f"第{place + 1}项：" if size.matters > 1 else ""
        found |= {f"m{place}_{name}": f"{number}{label}" for name, label in _MATTER.items()}
    for place in range(size.applicants):
        number = f"申请人{place + 1}：" if size.applicants > 1 else ""
        found |= {f"a{place}_{name}": f"{number}{label}" for name, label in _APPLICANT.items()}
    return found | _PROXY | _REST


def files_of(size: Size) -> tuple[str, ...]:
    """The fields that hold a file."""
    return (*(f"a{place}_proof" for place in range(size.applicants)), "proxy_authority")


@dataclass(frozen=True)
class Kept:
    """A file that waits on the shelf: its token and what it is called."""

    token: str
    name: str

    @property
    def value(self) -> str:
        """As the hidden field holds it."""
        return f"{self.token}.{quote(self.name, safe='')}"


@dataclass(frozen=True)
class Draft:
    """An application under way: what was sent, its files kept."""

    sent: Sent
    size: Size
    kept: Mapping[str, Kept]
    troubles: tuple[Trouble, ...] = ()

    def form(self, token: str) -> Form:
        """As the page shows it again; `token` is that of a form that was not sent before."""
        labels = labels_of(self.size)
        known = tuple(
            replace(one, field=one.field if one.field in labels else "", rule=cited(one.rule))
            for one in self.troubles
        )
        values = {name: values for name, values in self.sent.texts.items() if name in labels}
        return Form(labels, self.sent.text(TOKEN) or token, values, known)

    @property
    def proxied(self) -> bool:
        """Whether anything is said of a proxy."""
        said = any(self.sent.text(name) for name in _PROXY)
        wrong = any(one.field in _PROXY for one in self.troubles)
        return said or wrong or "proxy_authority" in self.kept

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """Everything that another page of the form must carry on, as (name, value)."""
        labels = labels_of(self.size)
        texts = [
            (name, value)
            for name, values in self.sent.texts.items()
            if name in labels or name in ("organ", TOKEN)
            for value in values
        ]
        files = [(f"{_KEPT}{name}", one.value) for name, one in self.kept.items()]
        sizes = [
            ("applicants", str(self.size.applicants)),
            ("matters", str(self.size.matters)),
        ]
        return (*texts, *files, *sizes)

    def command(self, shelf: Shelf) -> bytes:
        """The canonical command: the same application has the same bytes."""
        labels = labels_of(self.size)
        texts = sorted(
            [name, list(values)]
            for name, values in self.sent.texts.items()
            if name in labels or name == "organ"
        )
        files = sorted(
            [name, one.name, hashlib.sha256(shelf.get(one.token) or b"").hexdigest()]
            for name, one in self.kept.items()
        )
        return encode(["apply", texts, files])


def draft_of(sent: Sent, shelf: Shelf) -> Draft:
    """The draft that a form sent, its new files put on the shelf. Raises `Busy`."""
    size = Size.of(sent)
    kept: dict[str, Kept] = {}
    troubles: list[Trouble] = []
    for name in files_of(size):
        before = _kept_before(sent.text(f"{_KEPT}{name}"))
        if before is not None and not sent.text(f"drop_{name}"):
            if shelf.get(before.token) is None:
                message = f"“{before.name}”上传已超过两小时，没有保留，请重新选一次"
                troubles.append(Trouble(name, message))
            else:
                kept[name] = before
        for file in sent.files.get(name, ())[:1]:
            wrong = _trouble_of(name, file)
            if wrong is not None:
                troubles.append(wrong)
                continue
            kept[name] = Kept(shelf.put(file.data), clean_name(file.name))
    return Draft(sent, size, kept, tuple(troubles))


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


def field_of(member: str) -> str:
    """The field of the form for a member that the archive's refusal names."""
    found = re.fullmatch(r"(applicants|matters)\.(\d+)\.(\w+)", member)
    if found is not None:
        return f"{found[1][0]}{found[2]}_{found[3]}"
    first = {"applicants": "a0_name", "matters": "m0_description"}
    return first.get(member, member.replace(".", "_"))


def scan_of(name: str, data: bytes) -> ClearPart:
    """A scan as it is filed: its text is not read."""
    return ClearPart(name, _media_type(data), data, "", NOT_READ)


def scanned(reading: Reading, sent: Sent, name: str) -> tuple[ClearPart, ...]:
    """The scans sent in one field of a form that is filed at once."""
    found = []
    for file in sent.files.get(name, ()):
        wrong = _trouble_of(name, file)
        if wrong is not None:
            reading.wrong(name, wrong.message, wrong.rule, wrong.advice)
            continue
        found.append(scan_of(clean_name(file.name), file.data))
    return tuple(found)


def clean_name(name: str) -> str:
    """The last part of a file's name, without what cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip(" .")[:100] or "材料"


def _applicant(reading: Reading, place: int) -> GivenApplicant:
    at = f"a{place}_"
    category = reading.choice(f"{at}category", ApplicantCategory, f"{ARTICLE}(1)")
    name = _long(reading, f"{at}name", f"{ARTICLE}(1)", 100)
    kind = reading.choice(f"{at}identity_kind", IdentityKind, f"{ARTICLE}(1)")
    identity = reading.needed_text(f"{at}identity", f"{ARTICLE}(1)").replace(" ", "").upper()
    _identity(reading, f"{at}identity", kind, identity)
    chosen = bool(reading.text(f"{at}category") and reading.text(f"{at}identity_kind"))
    if chosen and category.natural is (kind is IdentityKind.CREDIT_CODE):
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
    return GivenApplicant(
        category, kind, name, identity, *reached, contact=reading.text(f"{at}contact")
    )


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
    given = [reading.text(name) for name in _PROXY if name != "proxy_authority"]
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
        EvidenceKind.DOCUMENT, "网上申请时上传", scan_of(f"授权委托书-{kept.name}", data)
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
            yield scan_of(f"申请人{place + 1}身份证明-{kept.name}", data)


def _trouble_of(name: str, file: SentFile) -> Trouble | None:
    if len(file.data) > MOST_FILE_BYTES:
        return Trouble(name, f"“{clean_name(file.name)}”超过 10 MB，请缩小后再传")
    if not file.data or _media_type(file.data) == "":
        return Trouble(name, "只收照片（JPG、PNG）和 PDF，这个文件不是", "", "可以拍照后再传。")
    return None


def _media_type(data: bytes) -> str:
    return next((kind for mark, kind, _ in _TYPES if data.startswith(mark)), "")


def _kept_before(value: str) -> Kept | None:
    token, _, name = value.partition(".")
    if not token or not name or not token.isascii() or len(token) > 100:
        return None
    return Kept(token, clean_name(unquote(name)))


def _within(text: str, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), most)
