"""登记补正: what the applicant mended, field by field, judged as his own form judges it (art 30).

What came on paper is registered as it came: where it says what cannot be, the field stays empty and
the scan of the paper tells it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from api.forms import Reading
from api.portal.draft import ARTICLE, HOW, WHAT, WHO
from api.portal.draft_reading import (
    plain_number,
    require_arriving,
    require_fitting,
    require_number,
    require_reachable,
    require_showing,
)
from api.reader import ERASED
from api.workbench.acts.asking import Asked, Choice, Doing, Kind, choices_of, only
from api.workbench.acts.papers import given_proof, letter_title, proof
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.errors import Refusal
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.letter_characters import hidden_message
from domain.requests.applicant import Applicant, IdentityKind
from domain.requests.given import GivenMatter, GivenParticulars

_MOST_TEXT = 5000
_REACHED: Mapping[str, str] = {
    "telephone": "电话",
    "mail": "电子邮箱",
    "address": "通信地址",
    "contact": "联系人",
}
_AS_WRITTEN = "来件上就是这样写的，这里留空，来件扫描在“补正的材料”里。"
_AS_WANTED = "来件上就是这样写的，先与申请人联系，选办得到的一种。"
_AS_SHOWN = "证件上就是这样的，请选“其他身份证明”。"


def notices(now: Situation) -> tuple[Choice, ...]:
    """The notices that are not answered."""
    return tuple(
        (one.letter, letter_title(now, one.letter))
        for one in now.case.clarifications
        if one.answered is None
    )


def answer_asked(now: Situation) -> tuple[Asked, ...]:
    """What the answer may mend; what no notice asks for is folded away, save the matters."""
    open_notices = notices(now)
    return (
        Asked(
            "notice",
            "答复哪一份补正告知书",
            Kind.SELECT,
            choices=open_notices,
            value=only(open_notices),
        ),
        Asked("on", "收到补正的日期", Kind.DATE, "答复期限从次日起重新计算"),
        *_matters_asked(now),
        *_applicants_asked(now),
        *_ways_asked(now),
        Asked("papers", "补正的材料", Kind.FILES, "来件的扫描件：照片、PDF", optional=True),
        Asked("excuse", "逾期补正的理由", Kind.AREA, "申请人逾期的，写他说的理由", optional=True),
        *proof(now, outside=True),
    )


def answer(doing: Doing) -> Recorded:
    """Register the answer. Raises `Unfilled` with all that is wrong."""
    reading = Reading(doing.sent)
    matters = _matters(doing, reading)
    applicants = _applicants(doing, reading)
    form, route = _ways(doing, reading)
    for one in answer_asked(doing.now):
        if message := hidden_message(doing.text(one.name)):
            reading.wrong(one.name, message, ARTICLE)
    reading.done()
    try:
        return doing.casework.handling.answer_clarification(
            doing.caller(),
            doing.request,
            notice=doing.text("notice"),
            on=doing.day("on"),
            matters=matters,
            attachments=doing.scans("papers"),
            excuse=doing.text("excuse"),
            evidence=given_proof(doing),
            applicants=applicants,
            form=form,
            route=route,
            expected=doing.expected,
        )
    except Refusal as refusal:
        mended = [place for place, one in _there(doing.now) if one.person in applicants]
        refusal.field = _field_of(refusal.field, sorted(matters), mended)
        raise


def _field_of(member: str, matters: Sequence[int], applicants: Sequence[int]) -> str:
    """The field for a member that a refusal names: it counts what was mended alone."""
    found = re.fullmatch(r"(applicants|matters)\.(\d+)\.(\w+)", member)
    if found is None:
        return member
    counted = int(found[2])
    if found[1] == "applicants":
        return f"a{applicants[counted]}_{found[3]}"
    return f"{'matter' if found[3] == 'description' else 'feature'}_{matters[counted]}"


def _defects(now: Situation) -> frozenset[str]:
    """The kinds of what the open notices ask for."""
    return frozenset(
        defect.kind
        for one in now.case.clarifications
        if one.answered is None
        for defect in one.defects
    )


# The matters


def _matters_asked(now: Situation) -> Iterator[Asked]:
    for place, number in enumerate(sorted(now.case.open_matters)):
        matter = now.case.matters[number]
        told = f"第 {number} 项：" if len(now.case.matters) > 1 else ""
        yield Asked(
            f"matter_{number}",
            f"{told}所申请的信息",
            Kind.AREA,
            "按补正后的内容改写；没有变化就不动",
            optional=True,
            value=(now.opened(matter.description),),
            part="" if place else "补正后的申请",
        )
        yield Asked(
            f"feature_{number}",
            f"{told}名称、文号或者其他线索",
            optional=True,
            value=(now.opened(matter.feature),),
        )


def _matters(doing: Doing, reading: Reading) -> dict[int, GivenMatter]:
    changed = {}
    for number in sorted(doing.now.case.open_matters):
        matter = doing.now.case.matters[number]
        given = GivenMatter(reading.text(f"matter_{number}"), reading.text(f"feature_{number}"))
        if len(given.description) > _MOST_TEXT:
            told = f"不超过 {_MOST_TEXT} 字，现在有 {len(given.description)} 字"
            reading.wrong(f"matter_{number}", told, WHAT)
        before = (doing.now.opened(matter.description), doing.now.opened(matter.feature))
        if given.description and (given.description, given.feature) != before:
            changed[number] = given
    return changed


# The applicants


def _there(now: Situation) -> Iterator[tuple[int, Applicant]]:
    """The applicants by their place; of one who was erased nothing can be mended."""
    for place, one in enumerate(now.case.applicants):
        if now.name_of(one) != ERASED:
            yield place, one


def _applicants_asked(now: Situation) -> Iterator[Asked]:
    """Nothing that stands is shown: what is left empty stays as it is."""
    wanted = _defects(now)
    for place, one in _there(now):
        told = f"{now.name_of(one)}：" if len(now.case.applicants) > 1 else ""
        identified = one.identity_kind is not IdentityKind.NONE and "identity" not in wanted
        kinds = (
            IdentityKind.NONE,
            *(kind for kind in IdentityKind if not kind.shows(one.category)),
        )
        yield Asked(
            f"a{place}_identity_kind",
            f"{told}补交的身份证明",
            Kind.SELECT,
            "没有补交就留空",
            optional=True,
            choices=choices_of(IdentityKind, *kinds),
            more=identified,
        )
        yield Asked(
            f"a{place}_identity",
            f"{told}证明号码",
            hint="加密保存",
            optional=True,
            more=identified,
        )
        for name, label in _REACHED.items():
            yield Asked(
                f"a{place}_{name}",
                f"{told}{label}",
                hint="没有变化就留空",
                optional=True,
                more="contact" not in wanted,
            )


def _applicants(doing: Doing, reading: Reading) -> dict[str, GivenParticulars]:
    """What each gave of himself now, by person."""
    found = {}
    for place, one in _there(doing.now):
        at = f"a{place}_"
        kind, number = _identity(reading, at, one)
        told = {name: reading.text(at + name) for name in _REACHED}
        require_reachable(reading, at, _AS_WRITTEN)
        if kind is not None or any(told.values()):
            found[one.person] = GivenParticulars(kind, number, **told)
    return found


def _identity(reading: Reading, at: str, one: Applicant) -> tuple[IdentityKind | None, str]:
    """The proof of identity, if it was given; half of one is none."""
    field = f"{at}identity"
    chosen, number = reading.text(f"{field}_kind"), plain_number(reading.text(field))
    if not chosen and not number:
        return None, ""
    if not chosen or not number:
        missing = field if chosen else f"{field}_kind"
        reading.wrong(missing, "身份证明须有种类和号码", WHO)
        return None, ""
    kind = reading.choice(f"{field}_kind", IdentityKind, WHO)
    if kind.shows(one.category):
        require_number(reading, field, kind, number, _AS_SHOWN)
    else:
        require_showing(reading, f"{field}_kind", kind, one.category)
    return kind, number


# How it is given


def _ways_asked(now: Situation) -> tuple[Asked, ...]:
    folded = "form" not in _defects(now)
    return (
        Asked(
            "form",
            "希望得到哪种形式",
            Kind.SELECT,
            "没有变化就不动",
            choices=choices_of(ProvisionForm),
            value=(now.case.form.value,),
            more=folded,
        ),
        Asked(
            "route",
            "希望怎样拿到",
            Kind.SELECT,
            "没有变化就不动",
            choices=choices_of(ProvisionRoute),
            value=(now.case.route.value,),
            more=folded,
        ),
    )


def _ways(doing: Doing, reading: Reading) -> tuple[ProvisionForm | None, ProvisionRoute | None]:
    """Form and route where they change, None where they stay."""
    case, now = doing.now.case, doing.now
    form = reading.choice("form", ProvisionForm, HOW)
    route = reading.choice("route", ProvisionRoute, HOW)
    changed = (form, route) != (case.form, case.route)
    if changed:
        require_fitting(reading, form, route, _AS_WANTED)
        first = case.applicants[0]
        require_arriving(
            reading,
            route,
            address=reading.text("a0_address") or now.opened(first.address),
            mail=reading.text("a0_mail") or now.opened(first.mail),
        )
    return (form if form is not case.form else None), (route if route is not case.route else None)
