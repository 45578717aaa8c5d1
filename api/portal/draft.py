"""An application as its form holds it: the fields of art 29, what is wrong, and what is filed.

Fields are named `a0_name` for the first applicant, `m0_description` for the first matter. Files
wait on the shelf between two sendings; the form carries only their tokens.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from api.forms import MEGABYTE, TOKEN, Form, Kept, LeftOut, Reading, Sent, SentFile, Trouble
from api.kept_files import DROP, KEPT, Shelf, clean_name, kept_of, with_kept
from domain.canonical import encode
from domain.content import ClearPart
from domain.errors import Busy
from domain.law.articles import cited

MOST_APPLICANTS, MOST_MATTERS = 20, 20
"""What one form holds; who asks for more files it at the desk (or asks for less at a time)."""
MOST_FILE_BYTES = 10 * MEGABYTE
NOT_READ = "none/1"
"""What derived the text of a scan: nothing, the text is empty."""

ARTICLE = "条例 art 29"
WHO, WHAT, HOW = (f"{ARTICLE}({item})" for item in (1, 2, 3))
"""What an application says: its three items."""
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
        "proof": "证件照片或扫描件（文件名不保存）",
        "contact": "联系人",
        "telephone": "联系电话",
        "mail": "电子邮箱",
        "address": "通信地址",
    }
)
_MATTER = MappingProxyType({"description": "您想要什么信息", "feature": "名称、文号或者其他线索"})
PROXY = MappingProxyType(
    {
        "proxy_name": "代理人姓名",
        "proxy_identity": "代理人身份证号码",
        "proxy_telephone": "代理人电话",
        "proxy_authority": "授权委托书（文件名不保存）",
    }
)
_REST = MappingProxyType(
    {"form": "希望得到哪种形式", "route": "希望怎样拿到", "assistance": "需要的帮助"}
)

_STEPS = MappingProxyType(
    {
        "applicant": (1, 0),
        "matter": (0, 1),
        "fewer_applicants": (-1, 0),
        "fewer_matters": (0, -1),
    }
)
"""What the buttons of a form add to its applicants and matters."""


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

    def as_asked(self, wanted: str) -> "Size":
        """As a button of the form asks: room for one more, or none for the last one."""
        applicants, matters = _STEPS.get(wanted, (0, 0))
        return Size(
            min(max(self.applicants + applicants, 1), MOST_APPLICANTS),
            min(max(self.matters + matters, 1), MOST_MATTERS),
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
    return found | PROXY | _REST


def files_of(size: Size) -> tuple[str, ...]:
    """The fields that hold a file."""
    return (*(f"a{place}_proof" for place in range(size.applicants)), "proxy_authority")


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
        said = any(self.sent.text(name) for name in PROXY)
        wrong = any(one.field in PROXY for one in self.troubles)
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
        files = [(f"{KEPT}{name}", one.value) for name, one in self.kept.items()]
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
    """The draft that a form sent, its new files put on the shelf; what could not be is told."""
    size = Size.of(sent)
    found = with_kept(sent, shelf)
    kept: dict[str, Kept] = {}
    troubles = list(found.troubles(MOST_FILE_BYTES))
    for name in files_of(size):
        for file in found.files.get(name, ())[:1]:
            wrong = _trouble_of(name, file)
            if wrong is not None:
                troubles.append(wrong)
                kept |= _chosen_before(name, sent, shelf)
                continue
            try:
                token = file.token or shelf.put(file.data)
            except Busy as busy:
                troubles.append(Trouble(name, busy.message))
                continue
            kept[name] = Kept(token, clean_name(file.name), file.media_type)
    return Draft(replace(found, left_out={}), size, kept, tuple(troubles))


def resized(draft: Draft, wanted: str, shelf: Shelf) -> Draft:
    """The draft with the room that a button asks for; the files of what went are deleted."""
    size = draft.size.as_asked(wanted)
    fields = files_of(size)
    for name, one in draft.kept.items():
        if name not in fields:
            shelf.drop(one.token)
    kept = {name: one for name, one in draft.kept.items() if name in fields}
    return replace(draft, size=size, kept=kept)


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


def is_scan(data: bytes) -> bool:
    """Whether this is a photograph or a PDF."""
    return _media_type(data) != ""


def ending_of(data: bytes) -> str:
    """How the name of such a file ends."""
    return next((f".{ending}" for mark, _, ending in _TYPES if data.startswith(mark)), "")


def scanned(reading: Reading, sent: Sent, name: str) -> tuple[ClearPart, ...]:
    """The scans sent in one field of a form that is filed at once."""
    found = []
    for file in sent.files.get(name, ()):
        wrong = _trouble_of(name, file)
        if wrong is not None:
            reading.trouble(wrong)
            continue
        found.append(scan_of(clean_name(file.name), file.data))
    return tuple(found)


def _chosen_before(name: str, sent: Sent, shelf: Shelf) -> dict[str, Kept]:
    """The file that a field held already, which one that is refused does not replace."""
    one = kept_of(sent.text(f"{KEPT}{name}"))
    dropped = one is None or one.token in sent.all(f"{DROP}{name}")
    return {} if one is None or dropped or shelf.get(one.token) is None else {name: one}


def _trouble_of(name: str, file: SentFile) -> Trouble | None:
    if len(file.data) > MOST_FILE_BYTES:
        told = LeftOut(clean_name(file.name), len(file.data)).trouble(name, MOST_FILE_BYTES)
        return replace(told, file=file.name)
    if not file.data or _media_type(file.data) == "":
        message = f"只收照片（JPG、PNG）和 PDF，“{clean_name(file.name)}”不是"
        return Trouble(name, message, "", "可以拍照后再传。", file.name)
    return None


def _media_type(data: bytes) -> str:
    return next((kind for mark, kind, _ in _TYPES if data.startswith(mark)), "")


def _within(text: str, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), most)
