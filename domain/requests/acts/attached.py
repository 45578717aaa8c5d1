"""Files that are about a person: kept under neutral names.

A file's name stands in its event in clear and for ever, and people name their scans after
themselves. So the name that it came under is not kept; what a file is follows from the order it
came in and from its type (个人信息保护法 art 47).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.content import ClearPart

_ENDINGS = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ofd": ".ofd",
    "application/ofd": ".ofd",
    "application/zip": ".zip",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "text/html": ".html",
    "text/plain": ".txt",
}
_UNKNOWN = "application/octet-stream"
_PARAMETER = re.compile(r"; charset=[a-z0-9-]{1,20}")
_ROLE = re.compile(r"(?:申请人[0-9]{1,2}身份证明|授权委托书)(?=\.[a-z]{3,4}$|$)")
"""What the applicant's own form knows of a file, whatever it was called."""

ATTACHMENT = "附件"
PROOF = "凭证"


def neutral(parts: Sequence[ClearPart], called: str) -> list[ClearPart]:
    """The files under neutral names: 附件1.pdf, 附件2.jpg; one alone of a proof is 凭证.pdf.

    `called` is what such files are called. A media type that is not known is told of as bytes.
    """
    numbered = called == ATTACHMENT or len(parts) > 1
    return [
        _neutral(part, f"{called}{number}" if numbered else called)
        for number, part in enumerate(parts, start=1)
    ]


def _neutral(part: ClearPart, called: str) -> ClearPart:
    essence, mark, rest = part.media_type.partition(";")
    parameter = mark + rest
    if essence not in _ENDINGS:
        essence, parameter = _UNKNOWN, ""
    if not _PARAMETER.fullmatch(parameter):
        parameter = ""
    role = _ROLE.match(part.name)
    name = called if role is None else role[0]
    return replace(
        part, name=f"{name}{_ENDINGS.get(essence, '')}", media_type=f"{essence}{parameter}"
    )
