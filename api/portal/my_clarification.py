"""补正 by the applicant: what the notice asks for, a field for each of it, and its answer.

A notice that was not opened yet tells nothing here: opening it is what begins the period.
"""

from collections.abc import Iterator
from typing import TypeAlias

from api.forms import Reading, Sent
from api.portal.citizens import Citizens
from api.portal.draft import ARTICLE, HOW, MOST_FILE_BYTES, WHAT, WHO, scanned
from api.portal.draft_reading import (
    plain_number,
    require_arriving,
    require_fitting,
    require_number,
    require_reachable,
    require_showing,
)
from api.portal.my_fields import Field, labels_of, needed_long
from api.portal.my_words import day, is_unopened
from api.reader import ERASED
from domain.archive import Caller
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.letter_characters import hidden_message
from domain.requests.applicant import DEFECTS, Applicant, Defect, IdentityKind
from domain.requests.clarifying import Clarification
from domain.requests.given import BY_SYSTEM, GivenMatter, GivenParticulars
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest

Ways: TypeAlias = tuple[ProvisionForm | None, ProvisionRoute | None]
"""Form and route where they change, None where they stay."""

_REACHED = {
    "telephone": "联系电话",
    "mail": "电子邮箱",
    "address": "通信地址",
    "contact": "联系人",
}
_SENT_TO = {"mail": "选电子邮件的请写。", "address": "选邮寄的请写，写到门牌号。"}


def says(_: Citizens, case: InformationRequest) -> tuple[str, ...]:
    """Until when, what follows, and how the form is filled in."""
    notice = _notice(case)
    last = case.waiting_until()
    until = f"请最晚在{day(last)}补正。" if last is not None else _period(notice)
    again = f"{until}机关收到补正以后，答复期限从次日起重新计算（条例第三十条）。"
    if not _told(case, notice):
        if is_unopened(case.letters[notice.letter]):
            return (again, "请先回到我的申请，签收并打开《补正告知书》，这里才列出要补正什么。")
        return (again,)
    return (again, "补正只提交一次，请把下面各项一次补齐；不用改的照原样留着，或者空着。")


def items(citizens: Citizens, case: InformationRequest) -> tuple[tuple[str, str], ...]:
    """What is to be mended, and how, as the notice says it."""
    several = len(case.matters) > 1
    return tuple(
        (
            f"第{one.matter}项：{DEFECTS[one.kind]}"
            if several and one.matter is not None
            else DEFECTS[one.kind],
            citizens.clear(one.advice),
        )
        for one in _defects(case)
    )


def fields(citizens: Citizens, case: InformationRequest) -> tuple[Field, ...]:
    """A field for each thing that the notice asks for, and room for papers."""
    kinds = {one.kind for one in _defects(case)}
    return (
        *_matter_fields(citizens, case),
        *_applicant_fields(citizens, case),
        *(_way_fields(case) if "form" in kinds else ()),
        Field(
            "files",
            "papers",
            "授权委托书和其他材料" if "authority" in kinds else "补充的材料",
            "例如身份证明、授权委托书的照片或者 PDF，每个不超过 10 MB，可以选几个。",
            optional=True,
        ),
        *_excuse(citizens, case),
    )


def answer(citizens: Citizens, case: InformationRequest, caller: Caller, sent: Sent) -> None:
    """Hand in the answer to the notice. Raises `Unfilled` with all that is wrong."""
    reading = Reading(sent, MOST_FILE_BYTES)
    matters = _matters(citizens, case, reading)
    applicants = _applicants(citizens, case, reading)
    form, route = _ways(citizens, case, reading)
    papers = scanned(reading, sent, "papers")
    labels = labels_of(fields(citizens, case))
    for name in labels:
        if message := hidden_message(sent.text(name)):
            reading.wrong(name, message, ARTICLE)
    given = matters or applicants or form or route or sent.has_file("papers")
    # A form that is sent again finds nothing changed any more: the archive knows it by its token.
    if not given and case.state is RequestState.CLARIFYING:
        message = "还没有补充什么：请改写或者填写，或者上传材料"
        reading.wrong(next(iter(labels)), message, "条例 art 30")
    reading.done()
    citizens.handling.answer_clarification(
        caller,
        case.id,
        notice=_notice(case).letter,
        on=citizens.today,
        matters=matters,
        attachments=papers,
        excuse=reading.text("excuse"),
        evidence=BY_SYSTEM,
        applicants=applicants,
        form=form,
        route=route,
    )


def _notice(case: InformationRequest) -> Clarification:
    return next(one for one in reversed(case.clarifications) if one.moves)


def _told(case: InformationRequest, notice: Clarification) -> bool:
    served = case.letters[notice.letter]
    return served.sent is not None and not is_unopened(served)


def _defects(case: InformationRequest) -> tuple[Defect, ...]:
    notice = _notice(case)
    return notice.defects if _told(case, notice) else ()


def _period(notice: Clarification) -> str:
    return f"请在收到《补正告知书》的次日起 {notice.period} 个工作日内补正。"


# What is asked for


def _asked_matters(case: InformationRequest) -> tuple[int, ...]:
    """The matters to be put otherwise: those the notice names, all where it names none or says
    what no field of its own is for."""
    defects = _defects(case)
    open_matters = tuple(sorted(case.open_matters))
    wanted = [one.matter for one in defects if one.kind in ("description", "other")]
    if None in wanted or not defects:
        return open_matters
    return tuple(number for number in open_matters if number in wanted)


def _matter_fields(citizens: Citizens, case: InformationRequest) -> Iterator[Field]:
    for number in _asked_matters(case):
        matter = case.matters[number]
        which = f"第{number}项：" if len(case.matters) > 1 else ""
        yield Field(
            "area",
            f"m{number}_description",
            f"{which}您想要什么信息",
            "写明是哪一件、什么时候、关于什么。",
            value=citizens.clear(matter.description),
        )
        yield Field(
            "text",
            f"m{number}_feature",
            f"{which}名称、文号或者其他线索",
            optional=True,
            value=citizens.clear(matter.feature),
        )


def _matters(
    citizens: Citizens, case: InformationRequest, reading: Reading
) -> dict[int, GivenMatter]:
    changed = {}
    for number in _asked_matters(case):
        matter = case.matters[number]
        description = needed_long(reading, f"m{number}_description", WHAT)
        given = GivenMatter(description, reading.text(f"m{number}_feature"))
        before = citizens.clear(matter.description), citizens.clear(matter.feature)
        if (given.description, given.feature) != before:
            changed[number] = given
    return changed


# Who applies


def _asked_members(citizens: Citizens, case: InformationRequest) -> dict[int, tuple[str, ...]]:
    """What is asked of each applicant by his place: of those who lack it, or else of all.

    Nothing that stands is shown: whoever follows a joint application may be another of them.
    """
    kinds = {one.kind for one in _defects(case)}
    there = {
        place: one
        for place, one in enumerate(case.applicants)
        if citizens.clear(one.name) != ERASED
    }
    asked: dict[int, tuple[str, ...]] = {}
    if "identity" in kinds:
        without = [p for p, one in there.items() if one.identity_kind is IdentityKind.NONE]
        asked |= dict.fromkeys(without or there, ("identity_kind", "identity"))
    if "contact" in kinds:
        without = [p for p, one in there.items() if not (one.telephone or one.mail or one.address)]
        for place in without or there:
            asked[place] = (*asked.get(place, ()), *_REACHED)
    if "form" in kinds and 0 in there:
        known = asked.get(0, ())
        asked[0] = (*known, *(name for name in _SENT_TO if name not in known))
    return dict(sorted(asked.items()))


def _applicant_fields(citizens: Citizens, case: InformationRequest) -> Iterator[Field]:
    for place, members in _asked_members(citizens, case).items():
        whose = f"申请人{place + 1}：" if len(case.applicants) > 1 else ""
        for member in members:
            yield _applicant_field(f"a{place}_{member}", member, whose, case.applicants[place])


def _applicant_field(name: str, member: str, whose: str, one: Applicant) -> Field:
    if member == "identity_kind":
        kinds = tuple(
            (kind, kind.chinese)
            for kind in IdentityKind
            if kind is not IdentityKind.NONE and kind.shows(one.category)
        )
        return Field("select", name, f"{whose}身份证明的种类", optional=True, choices=kinds)
    if member == "identity":
        return Field("text", name, f"{whose}证件号码", "加密保存，不会公开。", optional=True)
    hint = "不用改的空着。" if member not in _SENT_TO else f"不用改的空着；{_SENT_TO[member]}"
    return Field("text", name, f"{whose}{_REACHED[member]}", hint, optional=True)


def _applicants(
    citizens: Citizens, case: InformationRequest, reading: Reading
) -> dict[str, GivenParticulars]:
    found = {}
    for place, members in _asked_members(citizens, case).items():
        one, at = case.applicants[place], f"a{place}_"
        kind, number = None, ""
        if "identity" in members:
            kind, number = _identity(reading, at, one)
        told = {name: reading.text(at + name) for name in _REACHED if name in members}
        require_reachable(reading, at)
        if kind is not None or any(told.values()):
            found[one.person] = GivenParticulars(kind, number, **told)
    return found


def _identity(reading: Reading, at: str, one: Applicant) -> tuple[IdentityKind | None, str]:
    """The proof of identity, if it was given; half of one is none."""
    field = f"{at}identity"
    number = plain_number(reading.text(field))
    if not number and not reading.text(f"{field}_kind"):
        return None, ""
    kind = reading.choice(f"{field}_kind", IdentityKind, WHO)
    reading.needed_text(field, WHO)
    if kind is IdentityKind.NONE:
        reading.wrong(f"{field}_kind", "请选是哪种证明", WHO)
    elif reading.text(f"{field}_kind") and not kind.shows(one.category):
        require_showing(reading, f"{field}_kind", kind, one.category)
    elif reading.text(f"{field}_kind"):
        require_number(reading, field, kind, number)
    return kind, number


# How it is given


def _way_fields(case: InformationRequest) -> Iterator[Field]:
    forms = tuple((one, one.chinese) for one in ProvisionForm)
    # A fax needs a number that no form asks for; who wanted one before may keep it.
    routes = tuple(
        (one, one.chinese)
        for one in ProvisionRoute
        if one is not ProvisionRoute.FAX or case.route is one
    )
    yield Field("select", "form", "希望得到哪种形式", value=case.form, choices=forms)
    yield Field("select", "route", "希望怎样拿到", value=case.route, choices=routes)


def _ways(citizens: Citizens, case: InformationRequest, reading: Reading) -> Ways:
    if all(one.kind != "form" for one in _defects(case)):
        return None, None
    form = reading.choice("form", ProvisionForm, HOW)
    route = reading.choice("route", ProvisionRoute, HOW)
    if reading.text("form") and reading.text("route"):
        require_fitting(reading, form, route)
        first = case.applicants[0]
        require_arriving(
            reading,
            route,
            address=reading.text("a0_address") or citizens.clear(first.address),
            mail=reading.text("a0_mail") or citizens.clear(first.mail),
        )
    return (form if form is not case.form else None), (route if route is not case.route else None)


def _excuse(citizens: Citizens, case: InformationRequest) -> tuple[Field, ...]:
    """Who is late is asked why."""
    last = case.waiting_until()
    if last is None or citizens.today <= last:
        return ()
    hint = "没有正当理由逾期不补正的，机关可以不再处理（条例第三十条）。"
    return (Field("area", "excuse", "为什么晚了", hint, optional=True),)
