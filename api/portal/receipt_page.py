"""The readable page of an applicant's receipt: one file to keep or print, without script.

The page repeats what the receipt proves and says how to check it; the proof is the
`.tlog-proof` file beside it, and no page can stand in for that.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from api.portal.pages import Head, environment, read_assets
from domain.base64 import base64_text
from domain.canonical import parse_utc
from domain.filing_verdict import ShownField, verify_receipt


@dataclass(frozen=True)
class ReceiptPage:
    """申请回执: what was filed, where and when, what is proved and what not, and how to check."""

    TEMPLATE: ClassVar[str] = "receipt.html"
    head: Head
    sheet: str
    site: str
    demo: bool
    organ: str
    year: int
    serial: int
    request: str
    recorded_at: datetime
    arrived_on: date
    received_on: date | None
    post: str
    key: str
    position: int
    size: int
    shown: tuple[ShownField, ...]
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]
    file: str
    log: str
    vkey: str
    founding: str


def receipt_page(
    text: str, *, vkey: str, founding: str, site: str, demo: bool, file: str
) -> ReceiptPage:
    """What the page shows of a receipt, which is verified first. Raises `Malformed`.

    `site` is the title of the portal, `file` the name under which the receipt is downloaded.
    """
    verdict = verify_receipt(text, vkey, founding)
    return ReceiptPage(
        head=Head("政府信息公开申请回执", "", indexed=False),
        sheet="data:text/css;base64," + base64_text(read_assets()["look.css"].data),
        site=site,
        demo=demo,
        organ=verdict.organ_name,
        year=verdict.number.year,
        serial=verdict.number.serial,
        request=verdict.request,
        recorded_at=parse_utc(verdict.time),
        arrived_on=verdict.arrived_on,
        received_on=verdict.received_on,
        post=verdict.post,
        key=verdict.key,
        position=verdict.position,
        size=verdict.size,
        shown=verdict.fields,
        proved=verdict.proved,
        not_proved=verdict.not_proved,
        file=file,
        log=verdict.origin,
        vkey=vkey,
        founding=verdict.founding,
    )


def render_receipt(text: str, *, vkey: str, founding: str, site: str, demo: bool, file: str) -> str:
    """The page as one self-contained HTML file, to be downloaded. Raises `Malformed`."""
    page = receipt_page(text, vkey=vkey, founding=founding, site=site, demo=demo, file=file)
    members = {name: getattr(page, name) for name in page.__dataclass_fields__}
    return environment().get_template(page.TEMPLATE).render(members)
