"""登记的更正: particulars and contacts, persons taken for one, legal dates."""

from api.workbench.acts.asking import (
    Asked,
    Choice,
    Doing,
    Kind,
    RequestAct,
    only,
    when,
)
from api.workbench.acts.papers import given_proof, proof
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.casefile import CaseEvent
from domain.requests.given import GivenContact, GivenMatter
from projections.actions import action_of


def _amend(doing: Doing) -> Recorded:
    version, _, member = doing.text("date").partition(" ")
    return doing.casework.handling.amend_legal_date(
        doing.caller(),
        doing.request,
        of=int(version),
        member=member,
        becomes=doing.day("becomes"),
        reason=doing.text("reason"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _unlink(doing: Doing) -> Recorded:
    person, _, other = doing.text("link").partition(" ")
    return doing.casework.handling.unlink_persons(
        doing.caller(),
        doing.request,
        person=person,
        other_person=other,
        reason=doing.text("reason"),
        expected=doing.expected,
    )


def _links(now: Situation) -> tuple[Choice, ...]:
    names = {one.person: now.name_of(one) for one in now.case.applicants}
    return tuple(
        (f"{person} {other}", f"{names.get(person, '代理人')}的第 {number} 个认定")
        for number, (person, other) in enumerate(now.case.links, start=1)
    )


_CONTACT = (
    ("telephone", "电话"),
    ("mail", "电子邮箱"),
    ("address", "地址"),
    ("contact", "联系人"),
)


def _particulars(now: Situation) -> tuple[Asked, ...]:
    """Contacts and matters as they are registered, to be put right."""
    found: list[Asked] = []
    for place, one in enumerate(now.case.applicants):
        for name, label in _CONTACT:
            found.append(
                Asked(
                    f"a{place}_{name}",
                    label,
                    optional=True,
                    value=(now.opened(getattr(one, name)),),
                    part=f"{now.name_of(one)}的联系方式" if name == "telephone" else "",
                )
            )
    for number, matter in sorted(now.case.matters.items()):
        part = "申请的内容" if number == min(now.case.matters) else ""
        described, feature = now.opened(matter.description), now.opened(matter.feature)
        found += [
            Asked(
                f"m{number}_description",
                f"第 {number} 项",
                Kind.AREA,
                value=(described,),
                part=part,
            ),
            Asked(f"m{number}_feature", "其他特征", optional=True, value=(feature,)),
        ]
    return tuple(found)


def _amend_application(doing: Doing) -> Recorded:
    now = doing.now
    contacts = {}
    for place, one in enumerate(now.case.applicants):
        given = {name: doing.text(f"a{place}_{name}") for name, _ in _CONTACT}
        if any(text != now.opened(getattr(one, name)) for name, text in given.items()):
            contacts[one.person] = GivenContact(**given)
    matters = {}
    for number, matter in now.case.matters.items():
        changed = (doing.text(f"m{number}_description"), doing.text(f"m{number}_feature"))
        if changed != (now.opened(matter.description), now.opened(matter.feature)):
            matters[number] = GivenMatter(*changed)
    return doing.casework.handling.amend_application(
        doing.caller(),
        doing.request,
        on=doing.day("on"),
        reason=doing.text("reason"),
        evidence=given_proof(doing),
        contacts=contacts,
        matters=matters,
        expected=doing.expected,
    )


LEGAL_DATES = {
    "on": "日期",
    "arrived_on": "到达日期",
    "received_on": "收到日期",
    "claimed_on": "申请人主张的收到日期",
    "letter.dated": "文书日期",
    "until": "延迟到的日期",
    "reply_until": "责令重新答复的期限",
}


def _dates(now: Situation) -> tuple[Choice, ...]:
    """Every legal date of the case, by the event it stands in."""
    known = {entry.version: entry.event for entry in now.file.timeline if _own(now, entry.stream)}
    return tuple(
        (
            f"{version} {member}",
            f"第 {version} 步“{_step(known.get(version))}”的"
            f"{LEGAL_DATES.get(member, member)}：{day.isoformat()}",
        )
        for (version, member), day in sorted(now.case.dates.items())
    )


def _own(now: Situation, stream: str) -> bool:
    return stream == now.case.id


def _step(event: CaseEvent | None) -> str:
    return "" if event is None else action_of(event.TOPIC)


REGISTERING: tuple[RequestAct, ...] = (
    RequestAct(
        "unlink_persons",
        "认定错了的，撤销；收费累计和重复申请随之不再算在一起。",
        lambda now: when(now.case.links),
        lambda now: (
            Asked(
                "link", "撤销哪一个认定", Kind.SELECT, choices=_links(now), value=only(_links(now))
            ),
            Asked("reason", "凭什么认定不是同一人", Kind.AREA, "不写个人信息"),
        ),
        _unlink,
        "已撤销认定",
        places={"other_person": "link"},
    ),
    RequestAct(
        "amend_application",
        "登记时写错了的，或者联系方式变了的，在这里改；收到日期和期限不变。申请人补正走“登记补正”。",
        lambda now: when(now.case.applicants),
        lambda now: (
            *_particulars(now),
            Asked(
                "on",
                "更正的日期",
                Kind.DATE,
                value=(now.today.isoformat(),),
                part="为什么更正",
            ),
            Asked("reason", "更正的理由", Kind.AREA, "不写个人信息"),
            *proof(now, needed=True),
        ),
        _amend_application,
        "已更正登记",
        places={"applicants": "a0_telephone", "contacts": "a0_telephone"},
    ),
    RequestAct(
        "amend_legal_date",
        "登记错了的法定日期可以更改，原来的日期仍留在记录里；期限随之重算。",
        lambda now: when(now.case.dates),
        lambda now: (
            Asked("date", "更改哪一个日期", Kind.SELECT, choices=_dates(now)),
            Asked("becomes", "改为", Kind.DATE),
            Asked("reason", "更改的理由", Kind.AREA, "不写个人信息"),
            *proof(now, needed=True, outside=True),
        ),
        _amend,
        "已更改，期限按新的日期计算",
        places={"of": "date"},
    ),
)
