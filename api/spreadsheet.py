"""A table as a CSV file that spreadsheets open as it is: UTF-8 with BOM, no cell a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import quote

from starlette.responses import Response

from api.portal.pages import moment

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must begin with for a spreadsheet to run it (OWASP, CSV Injection)."""

Cell = str | int | float | date | datetime | None


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as RFC 4180, with a BOM so that spreadsheets read Chinese."""
    written = io.StringIO()
    written.write(_BOM)
    writer = csv.writer(written)
    writer.writerow([_text(one) for one in columns])
    writer.writerows([_text(one) for one in row] for row in rows)
    return written.getvalue()


def csv_download(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The table as a file to download, `name` without its ending; never stored on the way."""
    return Response(
        csv_text(columns, rows).encode(),
        media_type="text/csv",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.csv",
            "cache-control": "no-store",
        },
    )


def _text(cell: Cell) -> str:
    """A cell as text; what a spreadsheet would take for a formula begins with an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
