"""Makes the examples of stored events: whole case files out of one town's life, and stories.

`python -m tests.golden.examples` adds to events.jsonl the case files that hold a stored name it has
no example of yet. A line once written is never changed or removed: it is what the journals of every
archive hold.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.archive import Registrar
from domain.canonical import parse_utc
from domain.casefile import REGISTRY
from domain.content import Blob, ClearPart, Content, Part, content_commitment
from domain.description import Attribute, OpennessGiven
from domain.disclosure import Disclosure
from domain.journal import EventInContext
from domain.migration import MigrationRow
from domain.organ import Guide, OrganKind
from domain.permissions import Role
from domain.review import Answer, Checklist, Decision, Step
from domain.sealing import sha256
from domain.vocabulary import Channel, Openness
from tests.golden.stories import lines as told
from tests.petitions import every_petition
from tests.town import CHECKED, ORDER, ORIGIN, Town, body, description, found_town, signer

EVENTS = Path(__file__).parent / "events.jsonl"
_ENVELOPING = {"originator_id", "originator_version", "timestamp", "originator_topic"}


def decoded(value: Any) -> Any:
    """What data decodes to, with the types said: dates, enumerations and tuples are marked."""
    if isinstance(value, StrEnum):
        return {"enum": f"{type(value).__name__}.{value.name}"}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return {"tuple": [decoded(item) for item in value]}
    if is_dataclass(value):
        members = {field.name: getattr(value, field.name) for field in fields(value)}
        return {
            name: decoded(member) for name, member in members.items() if name not in _ENVELOPING
        }
    return value


def line_of(found: EventInContext) -> dict[str, Any]:
    """One line of the corpus."""
    row = found.event
    event = REGISTRY.decode(
        row.topic,
        row.data,
        stream=row.stream,
        version=row.version,
        time=parse_utc(found.act.recorded_at),
    )
    return {
        "topic": row.topic,
        "stream": row.stream,
        "version": row.version,
        "time": found.act.recorded_at,
        "data": row.data.decode(),
        "decodes": decoded(event),
    }


class FixedContents:
    """Names contents as the real store does, with addresses that do not change from run to run."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._kept: dict[str, tuple[ClearPart, ...]] = {}

    def keep(self, parts: Any) -> Content:
        """See `domain.disclosure.ContentStore`."""
        identity = f"content:{self._town.ids()}"
        self._kept[identity] = tuple(parts)
        return Content(
            identity,
            content_commitment(b"\x01" * 32, ORIGIN, identity, parts),
            tuple(
                Part(
                    part.name,
                    part.media_type,
                    Blob(sha256(b"original" + part.original).hex(), len(part.original) + 28),
                    Blob(sha256(b"text" + part.text.encode()).hex(), len(part.text.encode()) + 28),
                    part.extractor,
                )
                for part in parts
            ),
        )

    def open(self, content: Content) -> tuple[ClearPart, ...]:
        """See `domain.disclosure.ContentStore`."""
        return self._kept[content.id]

    def destroy(self, contents: Any) -> None:
        """See `domain.disclosure.ContentStore`."""
        for content in contents:
            self._kept.pop(content.id, None)


def life(home: Path) -> Town:
    """A town in which everything happens that can be stored."""
    town = found_town(home)
    town.disclosure = Disclosure(town.app, FixedContents(town))
    _organs(town)
    _keys_and_posts(town)
    _records(town)
    _reviews(town)
    _migration(town)
    _expunging(town)
    for _ in every_petition(town):
        pass
    _restoring(town)
    return town


def _organs(town: Town) -> None:
    organ = town.registration.enrol_organ(
        town.registrars[0],
        name="清河县卫生健康委员会",
        short_name="县卫健委",
        aliases=("县卫生局", "县计生委"),
        kind=OrganKind.BRANCH,
        code="11341702003256351A",
    ).stream
    guide = Guide("政务公开办", "人民路1号", "8:30–17:30", "0379-1234567", "", "a@b.example")
    town.registration.state_guide(town.registrars[0], organ, guide)


def _keys_and_posts(town: Town) -> None:
    first, second, _ = town.registrars
    officer = town.enrol_officer("丁", (Role.SUPERVISOR, None)).officer
    keys = [signer(f"丁 {number}") for number in range(3)]
    for key in keys:
        town.enrol_key(officer, key)
    retired, confirmed, answered = (key.public_key.hex() for key in keys)
    town.registration.retire_key(first, officer, retired)
    town.registration.confirm_retirement(second, officer, retired)
    town.registration.revoke_key(first, officer, confirmed, cause="遗失")
    town.registration.confirm_revocation(second, officer, confirmed)
    town.registration.revoke_key(first, officer, answered, cause="误报")
    town.registration.answer_revocation(second, officer, answered, answer="并未遗失")
    post = town.give_post(officer, Role.DRAFTER, town.housing.organ)
    town.registration.end_post(first, officer, post)


def _records(town: Town) -> None:
    office = town.housing
    given = description(
        kind="public_notice",
        index_number="QH/2026-00001",
        effective_on=date(2026, 3, 1),
        expires_on=date(2028, 2, 29),
        topic="住房",
        attributes=(Attribute("公示期限", "不少于7天"), Attribute("异议渠道", "0379-1234567")),
    )
    parts = [body("第一条 “保障性住房”的分配…"), body("附件", "附件1.txt")]
    record = town.disclosure.draft(
        office.drafter,
        description=given,
        openness=OpennessGiven(Openness.WITHHELD, "D5", "内部管理信息"),
        parts=parts,
    ).stream
    opened = OpennessGiven(Openness.PROACTIVE, None, "经重新审查可以公开")
    town.disclosure.reclassify(office.approver, record, opened)
    town.disclosure.send_back(office.approver, record, reason="请补充依据")
    town.revise(record, text="第一条 电话 13800138000 处理。")
    town.approve(record)
    uses = [(Channel.PORTAL, None), (Channel.NOTICE_BOARD, "县政府东门")]
    town.disclosure.publish(office.publisher, record, uses)
    town.disclosure.post(office.publisher, record, [(Channel.GAZETTE, "2026年第3期")])
    town.amend(record, text="第一条 修改后的规定。")
    town.disclosure.repeal(
        office.approver,
        record,
        reason="已被新办法代替",
        basis="清政规〔2026〕2号",
        repealed_on=date(2026, 3, 31),
        replaced_by=town.publish_record(title="新办法").id,
    )
    town.disclosure.withdraw(
        office.approver, record, reason="误发", basis="条例第十八条", withhold_title=True
    )


def _reviews(town: Town) -> None:
    office = town.housing

    def refer(review: str, step: Step) -> None:
        town.disclosure.refer(
            office.reviewer, review, step=step, body="县保密局", question="是否属于国家秘密"
        )

    def determine(review: str, answer: Answer) -> None:
        town.disclosure.determine(
            office.reviewer, review, answer=answer, document="清保函〔2026〕3号"
        )

    def conclude(review: str, decision: Decision, ground: str | None = None) -> None:
        checklist = CHECKED if decision is Decision.CLEARED else Checklist("", "", "")
        town.disclosure.conclude(
            office.reviewer,
            review,
            decision=decision,
            reason="意见",
            checklist=checklist,
            ground=ground,
        )

    text = "机密★ 身份证 11010519491231002X,电话 13800138000"
    secret = town.open_review(town.draft(text=text))
    refer(secret, Step.INTERNAL)
    determine(secret, Answer.UNDETERMINED)
    refer(secret, Step.AUTHORITY)
    determine(secret, Answer.SECRET)
    conclude(secret, Decision.REFUSED, "D1")
    unfit = town.open_review(town.draft())
    refer(unfit, Step.INTERNAL)
    determine(unfit, Answer.NOT_SECRET)
    refer(unfit, Step.BUSINESS)
    determine(unfit, Answer.UNDETERMINED)
    refer(unfit, Step.COMPETENT)
    determine(unfit, Answer.NOT_FIT)
    conclude(unfit, Decision.RETURNED)


def _migration(town: Town) -> None:
    bare = replace(description(title="旧文件"), document_number=None, formed_on=None, field=None)
    rows = [
        MigrationRow(
            key=f"row-{number}",
            digest="d" * 64,
            organ="老城区",
            enrol_organ=True,
            description=bare,
            content=town.disclosure.contents.keep([body(f"旧文 {number}")]),
            file=f"{number}.txt",
            source="县政府旧网站",
            published_on=published,
        )
        for number, published in enumerate((None, date(2017, 8, 1)))
    ]
    town.migration.migrate(town.migrator, rows, order="清政办函〔2026〕1号")


def _expunging(town: Town) -> None:
    record = town.publish_record(title="误公开的名单").id
    town.amend_draft(record, text="第一条 待审的修改。")
    town.disclosure.order_expunging(town.housing.approver, record, ORDER)
    town.disclosure.decline_expunging(town.registrars[1], record, reason="与决定原件的文号不符")
    town.expunge(record, withhold_title=True)


def _restoring(town: Town) -> None:

    first, second, third = town.registrars
    town.registration.end_post(first, second.officer, second.post or "")
    town.registration.end_post(first, third.officer, third.post or "")
    town.app.restore_registrars(
        [Registrar("新登记员", "restored", signer("restored"))],
        order="清政办〔2026〕9号",
        log_signer=town.log_key,
        remaining=[(first.officer, first.signer)],
    )


def stored() -> list[dict[str, Any]]:
    """The corpus."""
    return [json.loads(line) for line in EVENTS.read_text("utf-8").splitlines()]


def missing(lines: list[dict[str, Any]], known: set[str]) -> Iterator[dict[str, Any]]:
    """The whole case files that bring a name not known yet."""
    for stream in dict.fromkeys(line["stream"] for line in lines):
        own = [line for line in lines if line["stream"] == stream]
        fresh = {line["topic"] for line in own} - known
        if fresh:
            known |= fresh
            yield from own


def main() -> None:
    """Add what has no example yet."""
    known = {line["topic"] for line in stored()} if EVENTS.exists() else set()
    with tempfile.TemporaryDirectory() as folder:
        town = life(Path(folder) / "town")
        lines = [line_of(found) for found in town.journal.read(0, 10_000)]
        town.close()
    lines += told(decoded)
    with EVENTS.open("a", encoding="utf-8") as file:
        for line in missing(lines, known):
            file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
