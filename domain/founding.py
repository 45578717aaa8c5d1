"""The archive's own case file: its founding, and the rescue when fewer than two registrars remain.

    (nothing) --founded--> living --registrars restored--> living

The first act is signed by two registrars with post and organ null; what it enrols is effective
without confirmation. A restoring act is signed by the log key and the remaining registrar, if any,
and every verifier points at it.
"""

from eventsourcing.domain import event

from domain.act import current_act
from domain.canonical import unhex
from domain.casefile import REGISTRY, CaseFile, CreatedEvent
from domain.ed25519 import require_usable_key
from domain.errors import Incomplete, KeyNotValid, WrongState
from domain.officer import key_claim

MINIMUM_REGISTRARS = 2
ADVISED_REGISTRARS = 3


@REGISTRY.add
class Archive(CaseFile):
    """档案: the log's name and key, for ever."""

    PREFIX = "archive"

    class Founded(CaseFile.Event, CreatedEvent):
        """The founding: `origin` is the log's name, `log_key` its public key in hex."""

        TOPIC = "gongkai.archive.founded.v1"
        origin: str
        log_key: str

    class RegistrarsRestored(CaseFile.Event):
        """New registrars were enrolled under an order, because fewer than two remained."""

        TOPIC = "gongkai.archive.registrars_restored.v1"
        order: str
        remaining: tuple[str, ...]

    @classmethod
    def found(cls, *, origin: str, log_key: str) -> "Archive":
        """Found the archive. The act must be signed by two keys (design §4, Founding).

        Raises `Incomplete`; `Malformed`, `UnusableKey` for the log's key, which is claimed so that
        no officer can have it enrolled as his own.
        """
        if len(current_act().signers) != MINIMUM_REGISTRARS:
            raise Incomplete("建档须由两名登记员共同签名", rule="design §4")
        require_usable_key(unhex(log_key, 32, "log_key"))
        current_act().claims.append(key_claim(log_key))
        return cls._create(cls.Founded, origin=origin, log_key=log_key)

    @event(Founded)
    def __init__(self, *, origin: str, log_key: str) -> None:
        self.origin = origin
        self.log_key = log_key

    def restore_registrars(
        self, *, order: str, log_key: str, able: tuple[str, ...], signing: tuple[str, ...], new: int
    ) -> None:
        """Open a restoring act that enrols `new` registrars beside those still `able` to act.

        Raises `WrongState` while two can still act, `KeyNotValid` unless the log's own key and
        every registrar still able sign, `Incomplete` without an order or if fewer than two result.
        """
        if len(able) >= MINIMUM_REGISTRARS:
            raise WrongState("仍有两名登记员可以履职，不得另行恢复", rule="design §4")
        if log_key != self.log_key:
            raise KeyNotValid("恢复登记员须由本档案的日志密钥签名", rule="design §4")
        if set(signing) != set(able):
            raise KeyNotValid("仍可履职的登记员须共同签名，其他人不得签名", rule="design §4")
        if not order.strip():
            raise Incomplete("必须写明依据哪一份命令恢复登记员", field="order")
        if len(able) + new < MINIMUM_REGISTRARS:
            raise Incomplete("恢复后至少要有两名登记员", rule="design §4", field="registrars")
        self.trigger_event(self.RegistrarsRestored, order=order.strip(), remaining=able)

    @event(RegistrarsRestored)
    def _registrars_restored(self, order: str, remaining: tuple[str, ...]) -> None:
        """Nothing to fold: the new officers' own case files carry what follows."""
