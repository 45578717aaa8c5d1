"""Plays the county's stories through the real commands, as its officers would have done.

Founding, organs, keys and posts come first, then every step of every life in the order of its day.
The clock of these acts is the story's: an act of ten days ago is recorded ten days ago. Everything
else is as in any archive, so a demonstration verifies like one.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

from domain.act import BEIJING
from domain.archive import Caller
from domain.content import ClearPart
from domain.description import Attribute, Description, OpennessGiven
from domain.migration import MigrationRow
from domain.officer import Officer
from domain.organ import Guide
from domain.permissions import ARCHIVE_WIDE, Role
from domain.record import Record
from domain.registration import granted_post
from domain.review import Checklist
from domain.sealing import possession_bytes
from ops.bootstrap import Services, open_archive
from ops.clock import random_bytes
from ops.covering import cover
from ops.demo import steps as told
from ops.demo.county import COUNTY, FOUNDED_DAYS_AGO, OFFICERS, ORGANS, ORIGIN, POSTS
from ops.demo.lives import stories
from ops.demo.requests.petitions import PetitionPlay
from ops.demo.requests.playing import RequestPlay, Scene
from ops.demo.requests.replies import TAKERS
from ops.demo.requests.statute import state_law
from ops.demo.requests.stories import STORIES
from ops.demo.requests.visitors import VISITOR_CODES, Visit, read, written
from ops.demo.steps import RecordStory, Step
from ops.extraction.outcome import Extracted
from ops.founding import DEMO_MARK, NewRegistrar, found_archive
from ops.keystore import SeedSigner
from ops.settings import FILE, Settings
from ops.system_actors import INTAKE, enrol_actor

PASSPHRASE = "qinghe-demo-passphrase"
"""Printed for everybody: a demonstration is offered on loopback only."""

TITLE = f"{COUNTY}政府信息公开档案"
"""What the portal is called; written to gongkai.toml, where it may be changed."""

FILLED = "示范数据，已填充\n"
"""What the mark of a demonstration says once every story was played."""

Progress = Callable[[int, int], None]


class StoryClock:
    """The time of the story: a working day's hours, moving on with each reading."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._moment = datetime.min.replace(tzinfo=BEIJING)

    def turn_to(self, days_ago: int) -> None:
        """Go on to the day so many days before the day of filling; never back."""
        day = datetime.combine(self._today - timedelta(days=days_ago), time(8, 30), BEIJING)
        self._moment = max(self._moment, day)

    def __call__(self) -> datetime:
        self._moment += timedelta(seconds=41, microseconds=317)
        return self._moment


@dataclass(frozen=True)
class _Due:
    """One step of one story, on its day."""

    story: RecordStory
    step: Step


def fill(settings: Settings, moment: datetime, progress: Progress) -> None:
    """Found and fill the demonstration archive in `settings.home`.

    Killed on the way, the half-filled folder is of no use: it is removed when filling fails, and a
    `kill -9` leaves a folder that the person removes, as the message of `gongkai demo` says.
    """
    today = moment.astimezone(BEIJING).date()
    clock = StoryClock(today)
    clock.turn_to(FOUNDED_DAYS_AGO)
    names = {officer.key: officer for officer in OFFICERS}
    registrars = [names[post.officer] for post in POSTS if post.role == Role.REGISTRAR]
    try:
        founded = found_archive(
            settings.home,
            origin=ORIGIN,
            registrars=[
                NewRegistrar(officer.sign_in, officer.name, PASSPHRASE) for officer in registrars
            ],
            demo=True,
            clock=clock,
        )
        if not (settings.home / FILE).exists():
            (settings.home / FILE).write_text(f'title = "{TITLE}"\n', "utf-8")
        with open_archive(settings, clock=clock) as services:
            county = _County(services, dict(zip(registrars, founded.officers, strict=True)))
            county.enrol()
            petitions = PetitionPlay(services, county, today)
            requests = RequestPlay(services, county, today, STORIES, TAKERS)
            _Play(services, county, clock, today).run(
                stories(today), [*requests.scenes(), *petitions.scenes()], progress
            )
            visits = _open_to_visitors(services, requests)
            cover(services, services.journal.position())
        (settings.home / DEMO_MARK).write_text(FILLED + written(visits), "utf-8")
    except BaseException:
        shutil.rmtree(settings.home, ignore_errors=True)
        raise


def is_filled(home: Path) -> bool:
    """Whether the demonstration in `home` was filled to its end, not killed on the way."""
    mark = home / DEMO_MARK
    return mark.exists() and mark.read_text("utf-8").startswith(FILLED)


def visits(home: Path) -> tuple[Visit, ...]:
    """The requests of a filled demonstration that anybody may follow, with number and code."""
    return read((home / DEMO_MARK).read_text("utf-8"))


def _open_to_visitors(services: Services, requests: RequestPlay) -> tuple[Visit, ...]:
    for key, (code, _) in VISITOR_CODES.items():
        services.codes.keep(requests.requests[key], code)
    return tuple(
        Visit(requests.number(key), code, chinese) for key, (code, chinese) in VISITOR_CODES.items()
    )


def sign_ins() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Role in Chinese, and the sign-in names of those who hold it."""
    names = {officer.key: officer.sign_in for officer in OFFICERS}
    for role in Role:
        if role is INTAKE.role:  # held by no person
            continue
        holders = dict.fromkeys(names[post.officer] for post in POSTS if post.role == role)
        yield role.chinese, tuple(holders)


class _County:
    """Everybody of the county, with their keys at hand while the story is played."""

    def __init__(self, services: Services, registrars: Mapping[object, str]) -> None:
        self._services = services
        self.organs: dict[str, str] = {}
        self._callers: dict[str, Caller] = {}
        self._seats: dict[tuple[str | None, str], Caller] = {}
        self._registrars = []
        for officer in OFFICERS:
            if officer in registrars:
                _, signers = services.keystore.unlock(officer.sign_in, PASSPHRASE)
                caller = Caller(registrars[officer], None, signers[0], source="gongkai demo")
                self._callers[officer.key] = caller
                held = services.archive.load(Officer, caller.officer).held_posts()
                self._registrars.append(replace(caller, post=held[0].id))

    def enrol(self) -> None:
        """Organs with their guides, officers with their keys, posts; two registrars for each."""
        registration = self._services.registration
        first = self._registrars[0]
        for organ in ORGANS:
            self.organs[organ.key] = registration.enrol_organ(
                first,
                name=organ.name,
                short_name=organ.short_name,
                aliases=organ.aliases,
                kind=organ.kind,
                code=organ.code,
            ).stream
            guide = organ.guide
            stated = Guide(
                guide.unit, guide.address, guide.hours, guide.telephone, guide.fax, guide.mail
            )
            registration.state_guide(first, self.organs[organ.key], stated)
        for officer in OFFICERS:
            if officer.key not in self._callers:
                enrolled = registration.enrol_officer(
                    first, name=officer.name, sign_in=officer.sign_in
                ).stream
                self._callers[officer.key] = self._with_key(enrolled, officer.sign_in)
        for post in POSTS:
            if post.role != Role.REGISTRAR:
                self._grant(post.officer, Role(post.role), post.organ, post.title)
        self._open_intake()
        state_law(self._services.lawmaking, first, self.organs)

    def _open_intake(self) -> None:
        """网上收件 as any archive opens it: its key in a file, enrolled and confirmed by two."""
        first, second, *_ = self._registrars
        registration, home = self._services.registration, self._services.settings.home
        intake = enrol_actor(registration, home, INTAKE.name, lambda _: first)
        assert intake.officer is not None
        assert intake.key is not None
        assert intake.post is not None
        registration.confirm_key(second, intake.officer.id, intake.key)
        registration.confirm_post(second, intake.officer.id, intake.post.id)

    def seat(self, organ: str | None, role: Role) -> Caller:
        """Who holds the role in the organ; the approver where there is no publisher."""
        if role is Role.PUBLISHER and (organ, role) not in self._seats:
            role = Role.APPROVER
        return self._seats[organ, role]

    def _with_key(self, officer: str, sign_in: str) -> Caller:
        seed = random_bytes(32)
        signer = SeedSigner(seed)
        self._services.keystore.keep_key(officer, sign_in, PASSPHRASE, seed)
        key = signer.public_key
        origin = self._services.origin
        first, second, *_ = self._registrars
        registration = self._services.registration
        registration.enrol_key(
            first,
            officer,
            key=key.hex(),
            possession=signer.sign(possession_bytes(origin, officer, key)).hex(),
        )
        registration.confirm_key(second, officer, key.hex())
        return Caller(officer, None, signer, source="gongkai demo")

    def _grant(self, key: str, role: Role, organ: str | None, title: str) -> None:
        caller = self._callers[key]
        first, second = [one for one in self._registrars if one.officer != caller.officer][:2]
        home = None if organ is None or role in ARCHIVE_WIDE else self.organs[organ]
        registration = self._services.registration
        post = granted_post(
            registration.grant_post(first, caller.officer, role=role, organ=home, title=title)
        )
        registration.confirm_post(second, caller.officer, post)
        seat = None if role in ARCHIVE_WIDE else organ
        self._seats.setdefault((seat, role), replace(caller, post=post))


class _Play:
    """One performance: what each story has become so far."""

    def __init__(self, services: Services, county: _County, clock: StoryClock, today: date) -> None:
        self._services = services
        self._county = county
        self._clock = clock
        self._today = today
        self._records: dict[str, str] = {}
        self._reviews: dict[str, str] = {}
        self._texts: dict[str, Extracted] = {}

    def run(
        self, all_stories: Sequence[RecordStory], others: Sequence[Scene], progress: Progress
    ) -> None:
        """Every step of every story and the `others`, oldest day first."""
        self._extract(all_stories)
        scenes = [*self._scenes(all_stories), *others]
        scenes.sort(key=lambda one: -one.days_ago)
        for done, scene in enumerate(scenes, 1):
            self._clock.turn_to(scene.days_ago)
            scene.play()
            progress(done, len(scenes))

    def _scenes(self, all_stories: Sequence[RecordStory]) -> Iterator[Scene]:
        """Every step a scene of its own; history of one order in one act."""
        due = [_Due(story, step) for story in all_stories for step in story.steps]
        due.sort(key=lambda one: -one.step.days_ago)
        for _, together in itertools.groupby(enumerate(due), key=_act_of):
            steps = [one for _, one in together]
            act = self._migrate if isinstance(steps[0].step, told.Migrate) else self._take_one
            yield Scene(steps[0].step.days_ago, partial(act, steps))

    def _take_one(self, due: Sequence[_Due]) -> None:
        self._take(due[0].story, due[0].step)

    def _take(self, story: RecordStory, step: Step) -> None:
        taker = _TAKERS[type(step)]
        taker(self, story, step)

    # The steps

    def _draft(self, story: RecordStory, _: told.Draft) -> None:
        self._records[story.key] = self._services.disclosure.draft(
            self._seat(story, Role.DRAFTER),
            description=self._description(story),
            openness=OpennessGiven(
                story.openness, story.openness_ground, story.openness_reason or ""
            ),
            parts=self._parts(story, story.text),
        ).stream

    def _revise(self, story: RecordStory, step: told.Revise) -> None:
        self._services.disclosure.revise(
            replace(self._seat(story, Role.DRAFTER), reason=step.note),
            self._records[story.key],
            description=self._description(story),
            parts=self._parts(story, step.text),
        )

    def _open_review(self, story: RecordStory, _: told.OpenReview) -> None:
        recorded = self._services.disclosure.open_review(
            self._seat(story, Role.DRAFTER), self._records[story.key]
        )
        self._reviews[story.key] = str(recorded.events[1].originator_id)

    def _refer(self, story: RecordStory, step: told.Refer) -> None:
        self._services.disclosure.refer(
            self._seat(story, Role.REVIEWER),
            self._reviews[story.key],
            step=step.stage,
            body=step.body,
            question=step.question,
        )

    def _determine(self, story: RecordStory, step: told.Determine) -> None:
        self._services.disclosure.determine(
            self._seat(story, Role.REVIEWER),
            self._reviews[story.key],
            answer=step.answer,
            document=step.document,
        )

    def _conclude(self, story: RecordStory, step: told.ConcludeReview) -> None:
        self._services.disclosure.conclude(
            self._seat(story, Role.REVIEWER),
            self._reviews[story.key],
            decision=step.decision,
            reason=step.reason,
            checklist=Checklist(step.accuracy, step.timeliness, step.completeness),
            ground=step.ground,
        )

    def _approve(self, story: RecordStory, _: told.Approve) -> None:
        self._services.disclosure.approve(
            self._seat(story, Role.APPROVER), self._records[story.key]
        )

    def _return(self, story: RecordStory, step: told.ReturnToDrafter) -> None:
        self._services.disclosure.send_back(
            self._seat(story, Role.APPROVER), self._records[story.key], reason=step.reason
        )

    def _publish(self, story: RecordStory, step: told.Publish) -> None:
        self._services.disclosure.publish(
            self._seat(story, Role.PUBLISHER),
            self._records[story.key],
            [(channel, None) for channel in step.channels],
        )

    def _post(self, story: RecordStory, step: told.Post) -> None:
        self._services.disclosure.post(
            self._seat(story, Role.PUBLISHER),
            self._records[story.key],
            [(channel, None) for channel in step.channels],
        )

    def _amend(self, story: RecordStory, step: told.Amend) -> None:
        description = self._services.archive.load(Record, self._records[story.key]).versions[-1]
        self._services.disclosure.amend(
            self._seat(story, Role.DRAFTER),
            self._records[story.key],
            description=replace(
                description.description, title=step.title or description.description.title
            ),
            parts=self._parts(story, step.text),
            reason=step.reason,
        )

    def _withdraw(self, story: RecordStory, step: told.Withdraw) -> None:
        self._services.disclosure.withdraw(
            self._seat(story, Role.APPROVER),
            self._records[story.key],
            reason=step.reason,
            basis=step.basis,
            withhold_title=step.withhold_title,
        )

    def _repeal(self, story: RecordStory, step: told.Repeal) -> None:
        replaced_by = None if step.replaced_by is None else self._records[step.replaced_by]
        self._services.disclosure.repeal(
            self._seat(story, Role.APPROVER),
            self._records[story.key],
            reason=step.reason,
            basis=step.basis,
            repealed_on=self._day(step.days_ago),
            replaced_by=replaced_by,
        )

    def _reclassify(self, story: RecordStory, step: told.Reclassify) -> None:
        self._services.disclosure.reclassify(
            self._seat(story, Role.APPROVER),
            self._records[story.key],
            OpennessGiven(step.openness, step.ground, step.reason),
        )

    def _migrate(self, due: Sequence[_Due]) -> None:
        """History that one order moved over on one day from one source: one act."""
        contents = self._services.contents.keep_many(
            [self._parts(one.story, one.story.text) for one in due]
        )
        rows = []
        for one, content in zip(due, contents, strict=True):
            step = one.step
            assert isinstance(step, told.Migrate)
            key = sha256(f"demo/{one.story.key}".encode()).hexdigest()
            published = step.published_days_ago
            rows.append(
                MigrationRow(
                    key=key,
                    digest=key,
                    organ=self._county.organs[one.story.organ],
                    enrol_organ=False,
                    description=self._description(one.story),
                    content=content,
                    file=one.story.key + (".html" if one.story.html else ".txt"),
                    source=step.source,
                    published_on=None if published is None else self._day(published),
                )
            )
        assert isinstance(due[0].step, told.Migrate)
        recorded = self._services.migration.migrate(
            self._county.seat(None, Role.MIGRATOR), rows, order=due[0].step.order
        )
        for one, event in zip(due, recorded.events, strict=True):
            self._records[one.story.key] = str(event.originator_id)

    # What a story says of itself

    def _seat(self, story: RecordStory, role: Role) -> Caller:
        return self._county.seat(story.organ, role)

    def _day(self, days_ago: int) -> date:
        return self._today - timedelta(days=days_ago)

    def _description(self, story: RecordStory) -> Description:
        def day(days_ago: int | None) -> date | None:
            return None if days_ago is None else self._day(days_ago)

        return Description(
            title=story.title,
            kind=story.kind,
            document_number=story.document_number,
            index_number=story.index_number,
            formed_on=day(story.formed_days_ago),
            effective_on=day(story.effective_days_ago),
            expires_on=day(story.expires_days_ago),
            phase=story.phase,
            field=story.field,
            topic=story.topic,
            attributes=tuple(Attribute(name, text) for name, text in story.attributes.items()),
        )

    def _extract(self, all_stories: Sequence[RecordStory]) -> None:
        """Every text of every story, in one pass through the pool of child processes."""
        files: dict[str, bytes] = {}
        for story in all_stories:
            for text in (story.text, *(s.text for s in story.steps if hasattr(s, "text"))):
                files[_name(story, text)] = text.encode()
        for name, result in self._services.extraction.extract_many(files.items()):
            if isinstance(result, Exception):
                raise result
            self._texts[name] = result

    def _parts(self, story: RecordStory, text: str) -> list[ClearPart]:
        found = self._texts[_name(story, text)]
        name = f"{story.title[:60]}.{'html' if story.html else 'txt'}"
        return [ClearPart(name, found.media_type, text.encode(), found.text, found.extractor)]


_TAKERS: dict[type[Step], Callable[..., None]] = {
    told.Draft: _Play._draft,
    told.Revise: _Play._revise,
    told.OpenReview: _Play._open_review,
    told.Refer: _Play._refer,
    told.Determine: _Play._determine,
    told.ConcludeReview: _Play._conclude,
    told.Approve: _Play._approve,
    told.ReturnToDrafter: _Play._return,
    told.Publish: _Play._publish,
    told.Post: _Play._post,
    told.Amend: _Play._amend,
    told.Withdraw: _Play._withdraw,
    told.Repeal: _Play._repeal,
    told.Reclassify: _Play._reclassify,
}


def _act_of(numbered: tuple[int, _Due]) -> tuple[object, ...]:
    """What makes neighbouring steps one act: nothing, but for history of one order and source."""
    number, due = numbered
    step = due.step
    if isinstance(step, told.Migrate):
        return step.days_ago, step.source, step.order
    return (number,)


def _name(story: RecordStory, text: str) -> str:
    digest = sha256(text.encode()).hexdigest()[:12]
    return f"{story.key}-{digest}.{'html' if story.html else 'txt'}"
