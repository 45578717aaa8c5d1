"""The envelope of an act: one canonical form, its signatures, and what its payload must say.

docs/log-format.md §6. The payload is written out again from the row and compared as bytes; only one
that differs is taken apart, to say which member is wrong.
"""

import re
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Iterator

from domain.ed25519 import verify
from domain.errors import Malformed
from domain.sealing import PAYLOAD_TYPE, parse_payload

_SIGNATURE = rb'\{"keyid":"([0-9a-f]{64})","sig":"([A-Za-z0-9+/]{86}==)"\}'
_signatures = re.compile(_SIGNATURE).findall
_envelope = re.compile(
    rb'\{"payload":"([A-Za-z0-9+/]++={0,2})","payloadType":"%b","signatures":\[%b((?:,%b)*+)\]\}'
    % (re.escape(PAYLOAD_TYPE.encode()), _SIGNATURE, _SIGNATURE)
).fullmatch
_seen = re.compile(rb'\{"root":"([0-9a-f]{64})","size":([1-9][0-9]{0,14})\}').fullmatch
_PAE_HEAD = b"DSSEv1 %d %b " % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode())

_DIFFERS = {
    "act": "与 acts.id 不同",
    "count": "与 acts.count 不同",
    "keys": "与签名的密钥不同",
    "log": "属于另一个档案",
    "office": "office 和 office_salt 打不开这个承诺",
    "person": "person 和 person_salt 打不开这个承诺",
    "root": "与各事件声明算出的根不同",
    "time": "与 acts.recorded_at 不同",
}


Opened = tuple[bytes, tuple[str, ...], list[str]]
"""An envelope taken apart: the payload's bytes, the key ids, the keys that did not sign it."""


def open_envelope(envelope: bytes) -> Opened | None:
    """Take an envelope apart and verify its signatures; None when it is not in canonical form."""
    sealed = _envelope(envelope)
    if sealed is None or (body := _unbase64(sealed[1])) is None:
        return None
    message = _PAE_HEAD + b"%d %b" % (len(body), body)
    keys, refuted = [], []
    for key, encoded in _signed(sealed):
        keys.append(key.decode())
        signature = _unbase64(encoded)
        if signature is None or not verify(bytes.fromhex(keys[-1]), message, signature):
            refuted.append(keys[-1])
    return body, tuple(keys), refuted


def keys_of(envelope: bytes) -> tuple[str, ...]:
    """The key ids an envelope is signed with, unverified; none when it is no envelope."""
    sealed = _envelope(envelope)
    return () if sealed is None else tuple([key.decode() for key, _ in _signed(sealed)])


def _signed(sealed: re.Match[bytes]) -> list[tuple[bytes, bytes]]:
    """(key id, signature) of each signature; all but a founding or restoring act have one."""
    _, key, signature, more, *_ = sealed.groups()
    return [(key, signature), *_signatures(more)] if more else [(key, signature)]


Expected = tuple[str, int, tuple[str, ...], str, str, str, str, str]
"""What a payload must say: act, count, keys, log, office, person, root, time."""


def seen_in(
    body: bytes,
    act: str,
    count: int,
    keys: tuple[str, ...],
    log: str,
    office: str,
    person: str,
    root: str,
    time: str,
) -> bytes | None:
    """The JSON of `seen`, if the payload says all that is expected in canonical form; else None."""
    listed = '","'.join(keys)
    head = (
        f'{{"act":"{act}","count":{count},"keys":["{listed}"],"log":"{log}",'
        f'"office":"{office}","person":"{person}","root":"{root}","seen":'
    ).encode()
    tail = f',"time":"{time}"}}'.encode()
    seen = body[len(head) : len(body) - len(tail)]
    return seen if head + seen + tail == body else None


def differences(body: bytes, *expected: object) -> Iterator[tuple[str, str]]:
    """(member, what is wrong) of a payload that does not say what is expected."""
    try:
        stored = parse_payload(body)
    except Malformed as error:
        yield "", error.message
        return
    for (name, what), value in zip(_DIFFERS.items(), expected, strict=True):
        if getattr(stored, name) != value:
            yield f".{name}", what


def parse_seen(seen: bytes) -> tuple[int, bytes] | None:
    """(size, root) of a checkpoint as an act names it; None when it is not written so."""
    match = _seen(seen)
    return None if match is None else (int(match[2]), bytes.fromhex(match[1].decode()))


def _unbase64(encoded: bytes) -> bytes | None:
    """Standard padded base64 in the one way to write it, else None."""
    try:
        data = a2b_base64(encoded)
    except Error:
        return None
    # The alphabet is checked before; only the last four characters can be written differently.
    last = b2a_base64(data[-(len(data) % 3 or 3) :], newline=False)
    return data if last == encoded[-4:] else None
