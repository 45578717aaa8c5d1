"""Restoring registrars: the rescue when fewer than two can still act (design §4, Founding).

What survives a crash: each new key is kept, wrapped, before the act is appended. Killed before the
act, the kept keys belong to nobody and the command may be run again; killed after it, the new
registrars can sign in. There is no moment at which the journal names a key that nobody holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.archive import Registrar
from domain.directory import officer_named
from domain.errors import Incomplete
from domain.journal import taken
from domain.officer import Officer, sign_in_claim
from domain.sealing import possession_bytes
from ops.bootstrap import Services
from ops.clock import random_bytes
from ops.covering import cover
from ops.founding import NewRegistrar, enrolled_officers
from ops.keyfiles import open_log_key
from ops.keystore import KeyStore, SeedSigner, require_signer


@dataclass(frozen=True)
class _KeptSigner:
    """Keeps its key the moment it proves possession: the first time the officer's id is known."""

    registrar: NewRegistrar
    seed: bytes
    log: str
    keystore: KeyStore

    @property
    def public_key(self) -> bytes:
        return SeedSigner(self.seed).public_key

    def sign(self, message: bytes) -> bytes:
        """The signature; `Incomplete` for a weak passphrase, before anything is written."""
        officer = self._officer_in(message)
        if officer is not None:
            one = self.registrar
            self.keystore.keep_key(officer, one.sign_in, one.passphrase, self.seed)
        return SeedSigner(self.seed).sign(message)

    def _officer_in(self, message: bytes) -> str | None:
        """The officer a proof of possession names, None when the message is another one."""
        frame = possession_bytes(self.log, "", self.public_key)
        length = len(message) - len(frame)
        key = 8 + len(self.public_key)
        officer = message[len(frame) - key : len(message) - key].decode("ascii", "replace")
        if length > 0 and possession_bytes(self.log, officer, self.public_key) == message:
            return officer
        return None


def restore(
    services: Services,
    *,
    order: str,
    registrars: Sequence[NewRegistrar],
    remaining: str | None,
    passphrase: str | None,
) -> tuple[str, ...]:
    """Enrol new registrars with the log key and the remaining registrar; returns their ids."""
    signing = []
    if remaining is not None and passphrase is not None:
        officer = officer_named(services.archive, remaining)
        _, signers = services.keystore.unlock(remaining, passphrase)
        valid = services.archive.load(Officer, officer).valid_keys()
        signing.append((officer, require_signer(signers, valid)))
    _require_free_names(services, registrars)
    recorded = services.archive.restore_registrars(
        [
            Registrar(
                registrar.name,
                registrar.sign_in,
                _KeptSigner(registrar, random_bytes(32), services.origin, services.keystore),
            )
            for registrar in registrars
        ],
        order=order,
        log_signer=open_log_key(services.settings.home / "keys"),
        remaining=signing,
    )
    cover(services, recorded.position)
    return enrolled_officers(recorded)


def _require_free_names(services: Services, registrars: Sequence[NewRegistrar]) -> None:
    """Before any key is kept: one kept under somebody else's name would stand in his way."""
    if len({registrar.sign_in for registrar in registrars}) != len(registrars):
        raise Incomplete("登记员的登录名重复", field="registrar")
    for registrar in registrars:
        scope, value = sign_in_claim(registrar.sign_in)
        if services.journal.claimant(scope, value) is not None:
            raise taken(scope, value)
