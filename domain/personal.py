"""Personal data: sealed field by field in events that are for ever, so that a person can leave.

A field of an applicant (name, identity document, contact, free text) stands in the journal as
ciphertext under a key per (person, case), beside a commitment of kind `field` whose salt lies
inside the ciphertext. Who destroys the key erases the value everywhere and takes the salt with it:
signatures go on to verify, and nobody can test guesses against the rest (个人信息保护法 art 47).
"""

import hmac
from dataclasses import dataclass
from typing import Protocol

from domain.canonical import utf8
from domain.errors import Malformed
from domain.sealing import SALT_BYTES, commitment


@dataclass(frozen=True)
class Sealed:
    """One value of a person as an event holds it.

    `commitment` is hex, of kind `field`, over the place and the UTF-8 value. `key` is the id of
    the data key of (person, case), `datakey:<uuid7>`. `text` is the standard base64 of a nonce of
    12 bytes || AES-256-GCM(salt of 32 bytes || value), with the key's id as additional data.
    """

    commitment: str
    key: str
    text: str


def place_of(event: str, member: str) -> str:
    """Where a sealed value stands: the id of its event and the path in its data.

    `<uuid7>/applicants.0.name`: members and indexes joined by points. A value moved to another
    event or member no longer opens its commitment.
    """
    return f"{event}/{member}"


def field_commitment(log: str, place: str, salt: bytes, value: str) -> str:
    """Hex commitment of kind `field` to a value at its place. Raises `Malformed` for text that
    has no UTF-8 form."""
    return commitment(salt, "field", log, place, utf8(value))


def require_opens(sealed: Sealed, place: str, salt: bytes, value: str, log: str) -> None:
    """Raises `Malformed` unless exactly this value and salt open the commitment at this place.

    Needs no key: an applicant's receipt and a verifier check with what was handed to them.
    """
    if len(salt) != SALT_BYTES or not hmac.compare_digest(
        field_commitment(log, place, salt, value).encode(), utf8(sealed.commitment)
    ):
        raise Malformed(f"{place} 的内容与事件里的承诺不符", rule="docs/log-format.md", field=place)


class PersonalData(Protocol):
    """The keys of persons, and what they seal (`ops/persons.py`)."""

    def new_person(self) -> str:
        """A new person, `person:<uuid7>`, with a key of his own, durable on return."""
        ...

    def data_key(self, person: str, case: str) -> str:
        """The id of the data key of this person in this case file, `datakey:<uuid7>`.

        Made on first use and durable on return; asked again, by whichever process, it is the same.
        Raises `Erased` when the person's key is gone.
        """
        ...

    def seal(self, key: str, place: str, value: str) -> Sealed:
        """Seal a value for its place under a data key. Raises `Erased` when the key is gone."""
        ...

    def open(self, sealed: Sealed) -> str:
        """The value. Raises `Erased` when its key is gone, `Malformed` when it is damaged."""
        ...

    def opened(self, sealed: Sealed) -> tuple[bytes, str]:
        """As `open`, with the salt before the value: what a receipt hands to the applicant."""
        ...

    def remember_identity(self, person: str, number: str) -> None:
        """Keep a keyed fingerprint of the number of an identity document, never the number.

        Raises `Erased` when the person's key is gone, `Incomplete` for an empty number.
        """
        ...

    def alike(self, number: str) -> tuple[str, ...]:
        """The persons who gave this identity number, oldest first: a proposal for the desk."""
        ...

    def erase(self, person: str, case: str) -> None:
        """Destroy the person's data key in this case file; after it nothing there opens.

        With his last case go his own key and his fingerprints. Durable on return; done again it
        changes nothing.
        """
        ...
