"""A founded archive with its officers and the document they work on, for what is measured."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.archive import ArchiveApplication, Caller, Registrar
from domain.content import ClearPart, Content
from domain.description import Description, OpennessGiven
from domain.disclosure import Disclosure
from domain.journal import Journal
from domain.officer import Officer
from domain.permissions import Role
from domain.registration import Registration, granted_post
from domain.review import Checklist, Decision
from domain.sealing import possession_bytes
from domain.vocabulary import Channel, Openness, Phase
from ops.clock import now, random_bytes, uuid7
from ops.keystore import SeedSigner

ORIGIN = "qinghe.gov.example/gongkai"

CLEAR = ClearPart("正文.html", "text/html", b"<p>", "第一条 为规范管理,制定本办法。", "html/1")
DESCRIPTION = Description(
    title="清河县公租房分配管理办法",
    kind="notice",
    document_number="清建发〔2026〕2号",
    index_number=None,
    formed_on=date(2026, 2, 27),
    effective_on=date(2026, 3, 1),
    expires_on=None,
    phase=Phase.MANAGEMENT,
    field="保障性住房",
    topic=None,
    attributes=(),
)
OPENNESS = OpennessGiven(Openness.PROACTIVE, None, "")


def described(number: int) -> Description:
    """The document under a title and an index number of its own."""
    return replace(
        DESCRIPTION, title=f"{DESCRIPTION.title}({number})", index_number=f"QH-{number:06}"
    )


@dataclass(frozen=True)
class NamedContents:
    """The content store of an office where documents are only named: nothing of one is written.

    `named` gives the content that a record is said to have; encrypting is measured with documents.
    """

    named: Callable[[], Content]

    def keep(self, parts: Sequence[ClearPart]) -> Content:
        """The content named."""
        return self.named()

    def open(self, content: Content) -> tuple[ClearPart, ...]:
        """One short part, for every content."""
        return (CLEAR,)

    def destroy(self, contents: Iterable[Content]) -> None:
        """Done at once: no key and no byte was ever kept here."""


class Office:
    """Two registrars, an organ with an officer of each post, and a migrator; all keys are new."""

    def __init__(self, journal: Journal) -> None:
        self.archive = ArchiveApplication(
            journal=journal, origin=ORIGIN, clock=now, new_id=uuid7, salts=random_bytes
        )
        self.log_key, *signers = (SeedSigner(random_bytes(32)) for _ in range(3))
        founding = self.archive.found(
            [Registrar(f"登记员{n}", f"registrar{n}", one) for n, one in enumerate(signers)],
            log_key=self.log_key.public_key.hex(),
        )
        enrolled = [event for event in founding.events if event.topic == Officer.Enrolled.TOPIC]
        officers = [str(event.originator_id) for event in enrolled]
        self._registrars = [
            Caller(officer, self.archive.load(Officer, officer).held_posts()[0].id, signer)
            for officer, signer in zip(officers, signers, strict=True)
        ]
        self._registration = Registration(self.archive)
        self.organ = self._registration.enrol_organ(
            self._registrars[0], name="清河县住房和城乡建设局"
        ).stream
        self.drafter, self.reviewer, self.approver = (
            self._officer(role, self.organ) for role in (Role.DRAFTER, Role.REVIEWER, Role.APPROVER)
        )
        self.migrator = self._officer(Role.MIGRATOR, None)

    def live(self, disclosure: Disclosure, description: Description) -> None:
        """The life of one record as officers work: five acts and six events."""
        record = disclosure.draft(
            self.drafter, description=description, openness=OPENNESS, parts=[CLEAR]
        ).stream
        review = str(disclosure.open_review(self.drafter, record).events[1].originator_id)
        disclosure.conclude(
            self.reviewer,
            review,
            decision=Decision.CLEARED,
            reason="内容不涉密",
            checklist=Checklist("已核对", "在时限内", "要素齐全"),
        )
        disclosure.approve(self.approver, record)
        disclosure.publish(self.approver, record, [(Channel.PORTAL, None)])

    def _officer(self, role: Role, organ: str | None) -> Caller:
        registration, (first, second) = self._registration, self._registrars
        officer = registration.enrol_officer(first, name=role.chinese, sign_in=role.value).stream
        signer = SeedSigner(random_bytes(32))
        key = signer.public_key
        proof = signer.sign(possession_bytes(ORIGIN, officer, key)).hex()
        registration.enrol_key(first, officer, key=key.hex(), possession=proof)
        registration.confirm_key(second, officer, key.hex())
        granted = registration.grant_post(first, officer, role=role, organ=organ, title="")
        registration.confirm_post(second, officer, granted_post(granted))
        return Caller(officer, granted_post(granted), signer)
