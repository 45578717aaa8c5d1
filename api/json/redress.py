"""The API of 更正 (条例 art 41) and 投诉、举报 (art 51): every act, and one case file."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.json.acting import ActAnswer, Asked
from api.json.redress_acts import complaint as complaining
from api.json.redress_acts import rectification as rectifying
from api.json.redress_acts.complaint import FileComplaintForm
from api.json.redress_acts.doing import RedressForm, Redressing
from api.json.redress_acts.rectification import FileRectificationForm
from api.json.requests import file_to_save
from api.reader import Reader
from api.session import Officed, SignedIn
from domain.complaint import NUMBER_KIND as COMPLAINT
from domain.complaint import Complaint
from domain.directory import organ_named
from domain.errors import NotFound, PostNotHeld
from domain.petition import AnswerLetter, Party
from domain.rectification import NUMBER_KIND as RECTIFICATION
from domain.rectification import Rectification
from domain.seating import posts_at, reached_organ
from projections.petitions import (
    ComplaintRow,
    RectificationRow,
    complaints_listed,
    rectifications_listed,
)

_READ = "requests.read"

router = APIRouter(prefix="/api", tags=["更正与投诉"])


@router.post("/organs/{organ}/rectifications", summary="登记更正申请", status_code=201)
def file_rectification(asked: Asked, organ: str, body: FileRectificationForm) -> ActAnswer:
    """登记更正与本人相关的政府信息的申请（条例第四十一条）。"""
    identity = organ_named(asked.acting.archive, organ)
    recorded = asked.acting.redress.file_rectification(
        asked.caller("rectification.file", identity),
        identity,
        on=body.on,
        applicant=body.applicant.given(),
        fault=body.fault,
        evidence=[one.given(asked.acting.part) for one in body.evidence],
        record=body.record,
        subject=body.subject,
        handed_over_by=body.handed_over_by,
    )
    return asked.answer(recorded, recorded.stream)


@router.post("/organs/{organ}/complaints", summary="登记投诉、举报", status_code=201)
def file_complaint(asked: Asked, organ: str, body: FileComplaintForm) -> ActAnswer:
    """由处理的机关登记投诉、举报（条例第五十一条）。"""
    archive = asked.acting.archive
    identity = organ_named(archive, organ)
    recorded = asked.acting.redress.file_complaint(
        asked.caller("complaint.file", identity),
        identity,
        against=organ_named(archive, body.against),
        on=body.on,
        form=body.form,
        complainant=body.complainant.given(),
        ground=body.ground,
        evidence=[one.given(asked.acting.part) for one in body.evidence],
        request=body.request,
    )
    return asked.answer(recorded, recorded.stream)


def _route(form: type[RedressForm], kind: type[Rectification] | type[Complaint]) -> None:
    """One route for one act: all are alike but for the body."""

    def act(asked: Asked, file: str, body: RedressForm) -> ActAnswer:
        acting = asked.acting
        caller = asked.caller_on(kind, file, form.ACTION)
        doing = Redressing(acting.redress, caller, file, asked.expected, acting.part)
        return asked.answer(body.act(doing))

    act.__annotations__["body"] = form
    act.__doc__ = form.__doc__
    router.add_api_route(
        f"/{kind.PREFIX}s/{{file}}/{form.WORD}",
        act,
        methods=["POST"],
        name=f"{kind.PREFIX}.{form.WORD}",
        summary=form.chinese(),
        response_model=ActAnswer,
    )


for _form in rectifying.FORMS:
    _route(_form, Rectification)
for _form in complaining.FORMS:
    _route(_form, Complaint)


Organ = Annotated[str | None, Query(description="机关名称或编号")]
Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[str | None, Query(description="上一页的 next")]


@router.get("/rectifications", summary="更正清单")
def rectifications(
    officed: SignedIn, organ: Organ = None, limit: Limit = 50, after: After = None
) -> dict[str, Any]:
    """更正申请清单，最近办理的在前：本机关的，监督员看全部。"""
    reached = _reached(officed, organ)
    with officed.acting.views.connect() as connection:
        listing = rectifications_listed(connection, organ=reached, limit=limit, after=after)
    rows = [rectification_listed(one) for one in listing.items]
    return {"total": listing.total, "next": listing.next, "rectifications": rows}


@router.get("/complaints", summary="投诉举报清单")
def complaints(
    officed: SignedIn, organ: Organ = None, limit: Limit = 50, after: After = None
) -> dict[str, Any]:
    """本机关处理的投诉、举报，最近办理的在前；监督员看全部。"""
    reached = _reached(officed, organ)
    with officed.acting.views.connect() as connection:
        listing = complaints_listed(connection, organ=reached, limit=limit, after=after)
    rows = [complaint_listed(one) for one in listing.items]
    return {"total": listing.total, "next": listing.next, "complaints": rows}


@router.get("/rectifications/{file}", summary="一件更正")
def rectification(officed: SignedIn, response: Response, file: str) -> dict[str, Any]:
    """一件更正申请的现状。"""
    found = officed.acting.archive.load(Rectification, file)
    response.headers["ETag"] = f'"{found.version}"'
    return rectification_shown(found, _reader(officed, found.organ))


@router.get("/complaints/{file}", summary="一件投诉、举报")
def complaint(officed: SignedIn, response: Response, file: str) -> dict[str, Any]:
    """一件投诉、举报的现状。"""
    found = officed.acting.archive.load(Complaint, file)
    response.headers["ETag"] = f'"{found.version}"'
    return complaint_shown(found, _reader(officed, found.organ), officed.acting.today())


@router.get("/rectifications/{file}/letter", summary="更正答复书")
def rectification_letter(officed: SignedIn, file: str) -> Response:
    """告知更正结果的文书。"""
    return _letter(officed, officed.acting.archive.load(Rectification, file))


@router.get("/complaints/{file}/letter", summary="举报答复书")
def complaint_letter(officed: SignedIn, file: str) -> Response:
    """答复投诉、举报的文书。"""
    return _letter(officed, officed.acting.archive.load(Complaint, file))


def _letter(officed: Officed, found: Rectification | Complaint) -> Response:
    reader = _reader(officed, found.organ)
    letter = found.told_by
    if letter is None or letter.content is None:
        raise NotFound("本件没有这个文件", field="file")
    if not reader.contacts:
        raise PostNotHeld("文书含当事人信息，由申请受理员、经办人查看", rule="权限表", field="post")
    return file_to_save(officed.acting.redress.contents.open(letter.content)[0])


def rectification_listed(row: RectificationRow) -> dict[str, Any]:
    """A rectification in a list; its words and its applicant's name stand in the file alone."""
    return {
        "rectification": row.id,
        "organ": row.organ,
        "number": {"kind": RECTIFICATION, "year": row.year, "serial": row.serial},
        "state": row.state,
        "state_name": row.state.chinese,
        "outcome": row.outcome,
        "record": row.record,
        "filed_on": row.filed_on,
        "told_on": row.told_on,
    }


def complaint_listed(row: ComplaintRow) -> dict[str, Any]:
    """A complaint in a list."""
    return {
        "complaint": row.id,
        "organ": row.organ,
        "against": row.against,
        "number": {"kind": COMPLAINT, "year": row.year, "serial": row.serial},
        "form": row.form,
        "state": row.state,
        "state_name": row.state.chinese,
        "holding": row.holding,
        "request": row.request,
        "filed_on": row.filed_on,
        "order_until": row.order_until,
        "fulfilled_on": row.fulfilled_on,
    }


def _reached(officed: Officed, organ: str | None) -> str | None:
    wanted = None if organ is None else organ_named(officed.acting.archive, organ)
    return reached_organ(officed.require_reading(_READ), wanted, named_by="organ")


def rectification_shown(found: Rectification, reader: Reader) -> dict[str, Any]:
    """A rectification as its reader may see it."""
    return {
        "rectification": found.id,
        "version": found.version,
        "organ": found.organ,
        "number": vars(found.number),
        "state": found.state,
        "state_name": found.state.chinese,
        "applicant": _party(found.applicant, reader),
        "record": found.record,
        "competent": found.competent,
        "letter": _told_by(found.told_by),
    }


def complaint_shown(found: Complaint, reader: Reader, today: date) -> dict[str, Any]:
    """A complaint as its reader may see it."""
    return {
        "complaint": found.id,
        "version": found.version,
        "organ": found.organ,
        "against": found.against,
        "number": vars(found.number),
        "form": found.form,
        "state": found.state,
        "state_name": found.state.chinese,
        "complainant": _party(found.complainant, reader),
        "request": found.request,
        "holding": found.holding,
        "order": None if found.order is None else vars(found.order),
        "order_days_late": found.order_days_late(today),
        "letter": _told_by(found.told_by),
    }


def _told_by(letter: AnswerLetter | None) -> dict[str, Any] | None:
    """The letter that told the end: `printed` when the archive made it."""
    if letter is None:
        return None
    number = None if letter.number is None else vars(letter.number)
    return {"dated": letter.dated, "number": number, "printed": number is not None}


def _reader(officed: Officed, organ: str) -> Reader:
    """Raises `NotFound` for another organ's case file."""
    posts = officed.require_reading(_READ)
    if not (held := posts_at(posts, organ)):
        raise NotFound("没有这个案卷", field="file")
    return Reader.of(officed.acting.persons, held)


def _party(party: Party, reader: Reader) -> dict[str, Any]:
    told = {"person": party.person, "name": reader.name(party.name)}
    if reader.contacts:
        told |= {
            "identity": reader.clear(party.identity) or "",
            "contact": reader.clear(party.contact) or "",
        }
    return told
