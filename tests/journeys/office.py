"""An office that never rests: it appends acts and follows the journal until it is killed.

Runs in a process of its own. Each act is written down in the `acknowledged` file after the archive
has answered, and not before: what stands there must survive.
"""

import json
import os
import random
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from domain.archive import Caller, Recorded
from domain.description import OpennessGiven
from domain.migration import MigrationRow
from domain.review import Decision
from domain.vocabulary import Channel, Openness
from ops.bootstrap import Services, follow, open_archive
from ops.settings import Settings
from tests.town import CHECKED, Town, body, description, signer

ROLES = ("drafter", "reviewer", "approver", "publisher")
PROACTIVE = OpennessGiven(Openness.PROACTIVE, None, "")


def describe(town: Town) -> dict[str, Any]:
    """What the office's process must know of the town: who acts, and whose key he has."""
    housing = town.housing
    callers = {role: getattr(housing, role) for role in ROLES}
    callers |= {"registrar": town.registrars[0], "migrator": town.migrator}
    names = {role: f"{housing.name} {chinese}" for role, chinese in _CHINESE.items()}
    names |= {"registrar": "甲", "migrator": "迁移员"}
    return {
        "organ": housing.organ,
        "callers": {
            role: {"officer": caller.officer, "post": caller.post, "key": names[role]}
            for role, caller in callers.items()
        },
    }


_CHINESE = dict(zip(ROLES, ("经办人", "保密审查员", "签发人", "发布员"), strict=True))


def run(home: str, office: str, acknowledged: str, seed: int) -> None:
    """Work until killed."""
    told: dict[str, Any] = json.loads(Path(office).read_text("utf-8"))
    callers = {
        role: Caller(one["officer"], one["post"], signer(one["key"]))
        for role, one in told["callers"].items()
    }
    descriptor = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with ExitStack() as stack:
        services = stack.enter_context(open_archive(Settings(home=Path(home))))
        projector = stack.enter_context(follow(services))
        assert projector is not None
        threading.Thread(target=projector.run, args=(threading.Event(),), daemon=True).start()
        desk = Desk(services, callers, told["organ"], descriptor, random.Random(seed))
        desk.tell("ready")
        while True:
            desk.work()


class Desk:
    """Does one thing after another, at random."""

    def __init__(
        self,
        services: Services,
        callers: dict[str, Caller],
        organ: str,
        acknowledged: int,
        chosen: random.Random,
    ) -> None:
        self.services = services
        self.callers = callers
        self.organ = organ
        self.acknowledged = acknowledged
        self.chosen = chosen

    def work(self) -> None:
        """A whole life of a record, an import, or an organ."""
        self.chosen.choice((self.publish, self.publish, self.migrate, self.enrol))()

    def note(self, recorded: Recorded) -> Recorded:
        """The archive has answered: from here on the act must be there."""
        self.tell(f"{recorded.act} {recorded.first} {len(recorded.events)}")
        return recorded

    def tell(self, line: str) -> None:
        """One write, so that no line is ever half there."""
        os.write(self.acknowledged, f"{line}\n".encode())

    def publish(self) -> None:
        """Five acts: draft, hand in, clear, sign, publish."""
        disclosure, who = self.services.disclosure, self.callers
        number = self.chosen.getrandbits(40)
        record = self.note(
            disclosure.draft(
                who["drafter"],
                description=description(title=f"公租房通知{number}", index_number=f"QH/{number}"),
                openness=PROACTIVE,
                parts=[body(f"第一条 公租房分配 {number}。")],
            )
        ).stream
        opened = self.note(disclosure.open_review(who["drafter"], record))
        self.note(
            disclosure.conclude(
                who["reviewer"],
                str(opened.events[1].originator_id),
                decision=Decision.CLEARED,
                reason="可以公开",
                checklist=CHECKED,
            )
        )
        self.note(disclosure.approve(who["approver"], record))
        self.note(disclosure.publish(who["publisher"], record, [(Channel.PORTAL, None)]))

    def migrate(self) -> None:
        """One act of many events."""
        numbers = [self.chosen.getrandbits(40) for _ in range(self.chosen.randint(1, 30))]
        kept = self.services.contents.keep_many([[body(f"旧文 {number}")] for number in numbers])
        rows = [
            MigrationRow(
                key=f"row-{number}",
                digest="d" * 64,
                organ=self.organ,
                enrol_organ=False,
                description=description(title=f"公租房旧文{number}"),
                content=content,
                file=f"{number}.txt",
                source="旧网站",
                published_on=None,
            )
            for number, content in zip(numbers, kept, strict=True)
        ]
        self.note(self.services.migration.migrate(self.callers["migrator"], rows, order="令"))

    def enrol(self) -> None:
        """One small act."""
        name = f"机关{self.chosen.getrandbits(40)}"
        self.note(self.services.registration.enrol_organ(self.callers["registrar"], name=name))
