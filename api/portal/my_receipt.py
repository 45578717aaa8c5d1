"""The applicant's receipt: the proof to keep, and the page that says in words what it proves."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from api.portal.citizens import Citizens, CitizensGiven, Mine, MineGiven, private
from api.portal.my import REQUEST
from api.portal.receipt_page import render_receipt
from api.site import SiteGiven

router = APIRouter(include_in_schema=False)

FILE = "申请回执.tlog-proof"
_NAMED = f"filename=\"receipt.tlog-proof\"; filename*=UTF-8''{quote(FILE)}"


@router.get(f"{REQUEST}/receipt.tlog-proof")
def receipt_file(citizens: CitizensGiven, mine: MineGiven) -> Response:
    """The receipt of the first applicant, made anew. Raises `Busy` right after filing, `Erased`."""
    return private(
        Response(
            _receipt(citizens, mine),
            media_type="text/plain; charset=utf-8",
            headers={"content-disposition": f"attachment; {_NAMED}"},
        )
    )


@router.get(f"{REQUEST}/receipt")
def receipt(site: SiteGiven, citizens: CitizensGiven, mine: MineGiven) -> Response:
    """The readable page: one file without script, to keep beside the proof."""
    html = render_receipt(
        _receipt(citizens, mine),
        vkey=site.vkey,
        founding=site.founding,
        site=site.title,
        demo=site.demo,
        file=FILE,
    )
    return private(
        Response(
            html,
            media_type="text/html; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="receipt.html"'},
        )
    )


def _receipt(citizens: Citizens, mine: Mine) -> str:
    case = citizens.case(mine.request)
    return citizens.receipt(case.id, case.applicants[0].person)
