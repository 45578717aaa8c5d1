"""Restoring registrars: the rescue when fewer than two can still act (design §4, Founding).

What survives a crash: the act is appended before the new keys are kept, because only the act gives
the officers their ids. Killed in between, nobody holds the new keys and fewer than two registrars
can act, so the same command may be run again under the same order.
"""

from collections.abc import Sequence

from domain.archive import Registrar
from domain.directory import officer_named
from domain.officer import Officer
from ops.bootstrap import Services, cover
from ops.clock import random_bytes
from ops.founding import NewRegistrar, enrolled_officers
from ops.keystore import SeedSigner, open_log_key, require_signer


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
    seeds = [random_bytes(32) for _ in registrars]
    recorded = services.archive.restore_registrars(
        [
            Registrar(registrar.name, registrar.sign_in, SeedSigner(seed))
            for registrar, seed in zip(registrars, seeds, strict=True)
        ],
        order=order,
        log_signer=open_log_key(services.settings.home / "keys"),
        remaining=signing,
    )
    officers = enrolled_officers(recorded)
    for officer, registrar, seed in zip(officers, registrars, seeds, strict=True):
        services.keystore.keep_key(officer, registrar.sign_in, registrar.passphrase, seed)
    cover(services, recorded.position)
    return officers
