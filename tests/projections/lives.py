"""Random lives of several records through the real commands, and ways to look at their traces."""

import contextlib
import itertools
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Engine, inspect, text

from domain.description import OpennessGiven
from domain.errors import Refusal
from domain.migration import MigrationRow
from domain.organ import Guide
from domain.record import Record, RecordState
from domain.review import Answer, Decision, Step
from domain.vocabulary import Channel, Openness
from projections.happened import Happened, batch_of
from tests.town import CHECKED, ORDER, Town, body, description

ACTIONS = (
    "draft",
    "advance",
    "advance",
    "advance",
    "publish",
    "publish",
    "amend",
    "amend",
    "revise",
    "send_back",
    "reclassify",
    "post",
    "repeal",
    "withdraw",
    "withhold",
    "expunge",
    "refer",
    "refuse",
    "migrate",
    "guide",
    "register",
)

LIVES = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5), st.integers(0, 3)),
    min_size=3,
    max_size=30,
)
"""What is tried, on which record, and one more choice. What the domain refuses is not done."""


@dataclass
class Lives:
    """Plays a list of tries on a town; every title and text is used once only."""

    town: Town
    records: list[str] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def play(self, tries: list[tuple[str, int, int]]) -> None:
        """Try everything in order."""
        for action, which, choice in tries:
            self.attempt(action, which, choice)

    def attempt(self, action: str, which: int, choice: int) -> None:
        """Try one thing; a refusal leaves everything as it was."""
        if not self.records and action not in ("draft", "migrate", "guide", "register"):
            action = "draft"
        with contextlib.suppress(Refusal):
            getattr(self, f"_{action}")(which, choice)

    def _title(self) -> str:
        return f"题名{next(self.numbers):04}号"

    def _text(self) -> str:
        return f"正文{next(self.numbers):04}号内容"

    def _record(self, which: int) -> Record:
        return self.town.app.load(Record, self.records[which % len(self.records)])

    def _draft(self, which: int, choice: int) -> None:
        openness = OpennessGiven(Openness.PROACTIVE, None, "")
        if choice == 3:
            openness = OpennessGiven(Openness.ON_REQUEST, None, "内部参考")
        number = next(self.numbers)
        self.records.append(
            self.town.draft(
                title=self._title(),
                text=self._text(),
                openness=openness,
                document_number=f"清建发〔2026〕{number}号",
                index_number=f"QH-{number:05}" if choice % 2 else None,
            )
        )

    def _advance(self, which: int, choice: int) -> None:
        """The next natural step of whatever the record stands at."""
        record = self._record(which)
        town = self.town
        if record.state in (RecordState.APPROVED, RecordState.AMENDMENT_APPROVED):
            channels = [(Channel.PORTAL, None), (Channel.GAZETTE, "第3期")][: 1 + choice % 2]
            town.disclosure.publish(town.housing.publisher, record.id, channels)
        elif record.state in (RecordState.DRAFTED, RecordState.AMENDING):
            if record.review is None:
                town.open_review(record.id)
            else:
                with contextlib.suppress(Refusal):
                    town.clear(record.review)
                    return
                town.disclosure.approve(town.housing.approver, record.id)

    def _publish(self, which: int, choice: int) -> None:
        for _ in range(4):
            self._advance(which, choice)

    def _amend(self, which: int, choice: int) -> None:
        record = self._record(which)
        said = (
            replace(record.versions[-1].description, title=self._title())
            if (record.versions)
            else description(title=self._title())
        )
        self.town.disclosure.amend(
            self.town.housing.drafter,
            record.id,
            description=said,
            parts=[body(self._text())],
            reason="政策调整",
        )
        if choice:
            self._publish(which, choice)

    def _revise(self, which: int, choice: int) -> None:
        record = self._record(which)
        if record.pending is None:
            return
        self.town.disclosure.revise(
            self.town.housing.drafter,
            record.id,
            description=replace(record.pending.description, title=self._title()),
            parts=[body(self._text())],
        )

    def _send_back(self, which: int, choice: int) -> None:
        town = self.town
        town.disclosure.send_back(town.housing.approver, self._record(which).id, reason="补正")

    def _reclassify(self, which: int, choice: int) -> None:
        value = (Openness.PROACTIVE, Openness.ON_REQUEST, Openness.WITHHELD)[choice % 3]
        ground = "D5" if value is Openness.WITHHELD else None
        self.town.disclosure.reclassify(
            self.town.housing.approver,
            self._record(which).id,
            OpennessGiven(value, ground, "重新审核"),
        )

    def _post(self, which: int, choice: int) -> None:
        uses = [(Channel.NEW_MEDIA, f"第{next(self.numbers)}条")]
        self.town.disclosure.post(self.town.housing.publisher, self._record(which).id, uses)

    def _repeal(self, which: int, choice: int) -> None:
        by = self.records[choice % len(self.records)] if choice else None
        self.town.disclosure.repeal(
            self.town.housing.approver,
            self._record(which).id,
            reason="已有新规定",
            basis="条例第二十条",
            repealed_on=date(2026, 3, 3),
            replaced_by=by,
        )

    def _withdraw(self, which: int, choice: int, withhold: bool = False) -> None:
        self.town.disclosure.withdraw(
            self.town.housing.approver,
            self._record(which).id,
            reason=f"撤回理由{next(self.numbers)}",
            basis="条例第十四条",
            withhold_title=withhold,
        )

    def _withhold(self, which: int, choice: int) -> None:
        self._withdraw(which, choice, withhold=True)

    def _expunge(self, which: int, choice: int) -> None:
        """Ordered, and by one choice in four left at that or declined."""
        record, disclosure = self._record(which).id, self.town.disclosure
        order = replace(ORDER, withhold_title=choice == 1)
        disclosure.order_expunging(self.town.housing.approver, record, order)
        if choice == 2:
            return
        registrar = self.town.registrars[which % 3]
        if choice == 3:
            disclosure.decline_expunging(registrar, record, reason="与原件不符")
        else:
            disclosure.expunge(registrar, record)

    def _refer(self, which: int, choice: int) -> None:
        record, town = self._record(which), self.town
        if record.review is None:
            return
        reviewer = town.housing.reviewer
        steps = (Step.INTERNAL, Step.BUSINESS, Step.AUTHORITY, Step.COMPETENT)
        answers = (Answer.UNDETERMINED, Answer.FIT, Answer.NOT_SECRET, Answer.SECRET)
        with contextlib.suppress(Refusal):
            town.disclosure.refer(
                reviewer, record.review, step=steps[choice], body="县保密局", question="是否涉密"
            )
        if which % 2:
            town.disclosure.determine(
                reviewer, record.review, answer=answers[choice], document="保字1号"
            )

    def _refuse(self, which: int, choice: int) -> None:
        record, town = self._record(which), self.town
        decision = (Decision.REFUSED, Decision.RETURNED)[choice % 2]
        if record.review is not None:
            town.disclosure.conclude(
                town.housing.reviewer,
                record.review,
                decision=decision,
                reason="不宜公开",
                ground="D6" if decision is Decision.REFUSED else None,
                checklist=CHECKED,
            )

    def _migrate(self, which: int, choice: int) -> None:
        rows = [self.migration_row(dated=bool(choice % 2)) for _ in range(1 + choice)]
        done = self.town.migration.migrate(self.town.migrator, rows, order="清府令3号")
        streams = [str(event.originator_id) for event in done.events]
        self.records += [stream for stream in streams if stream.startswith("record:")]

    def migration_row(self, *, dated: bool = True) -> MigrationRow:
        """A historical record of the housing organ."""
        number = next(self.numbers)
        return MigrationRow(
            key=f"row-{number}",
            digest="0" * 64,
            organ=self.town.housing.organ,
            enrol_organ=False,
            description=description(title=self._title(), document_number=None, formed_on=None),
            content=self.town.contents.keep([body(self._text())]),
            file=f"{number}.html",
            source="旧门户网站",
            published_on=date(2019, 5, 1 + number % 28) if dated else None,
        )

    def _guide(self, which: int, choice: int) -> None:
        guide = Guide("政务公开办", "人民路1号", "工作日", f"010-{next(self.numbers)}", "", "")
        self.town.registration.state_guide(self.town.registrars[0], self.town.housing.organ, guide)

    def _register(self, which: int, choice: int) -> None:
        if choice == 0:
            self.town.enrol_office(f"清河县第{next(self.numbers)}局")
            return
        caller = self.town.housing.publisher
        registrar = self.town.registrars[which % 3]
        key = caller.signer.public_key.hex()
        spare = f"备用{next(self.numbers)}"
        if choice == 1:
            from tests.town import signer

            self.town.enrol_key(caller.officer, signer(spare))
        elif choice == 2:
            self.town.registration.retire_key(registrar, caller.officer, key)
        else:
            self.town.registration.confirm_retirement(registrar, caller.officer, key)


def fill(town: Town) -> Lives:
    """One record of each fate, and one that never came to the public."""
    lives = Lives(town)
    for _ in range(6):
        lives.attempt("draft", 0, 1)
    for which in range(5):
        lives.attempt("publish", which, 1)
    lives.attempt("amend", 1, 1)
    lives.attempt("withdraw", 2, 0)
    lives.attempt("withhold", 3, 0)
    lives.attempt("repeal", 4, 1)
    lives.attempt("advance", 5, 0)
    lives.attempt("migrate", 0, 3)
    lives.attempt("expunge", 6, 0)
    lives.attempt("expunge", 7, 1)
    lives.attempt("expunge", 8, 2)
    lives.attempt("guide", 0, 0)
    return lives


def all_events(town: Town) -> list[Happened]:
    """The whole journal as projections read it."""
    return batch_of(town.journal.read(0, town.position))


def in_pieces(events: list[Happened], seed: int) -> list[list[Happened]]:
    """The events cut at random into batches, some of them given twice or overlapping."""
    chosen = random.Random(seed)
    pieces = []
    start = 0
    while start < len(events):
        end = start + chosen.randint(1, max(1, len(events) // 3))
        pieces.append(events[max(0, start - chosen.choice((0, 0, 3))) : end])
        if chosen.random() < 0.2:
            pieces.append(pieces[-1])
        start = end
    return pieces


def rows_of(engine: Engine, *prefixes: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables whose names begin so (all of them if none is given), sorted."""
    with engine.connect() as connection:
        names = [
            name
            for name in inspect(connection).get_table_names()
            if not prefixes or name.startswith(prefixes)
        ]
        return {
            name: sorted(map(tuple, connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
            for name in names
        }


def database(home: Path) -> Path:
    """Where the journal of a town lies."""
    return home / "journal.db"


def tamper(town: Town, *statements: tuple[str, Sequence[Any]]) -> None:
    """Change the journal behind the archive's back."""
    with sqlite3.connect(database(town.home)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement, values in statements:
            connection.execute(statement, values)
        for _, made in triggers:
            connection.execute(made)
    connection.close()
