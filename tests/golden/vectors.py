"""Step-by-step values of docs/log-format.md, computed without this project's code.

A second implementation in the plainest way, so that the first one has something to agree with:
`hashlib`, `hmac`, `base64`, `json` and PyNaCl only. `python -m tests.golden.vectors` prints the
vectors; what is stored in sealing.json never changes.
"""

import base64
import hashlib
import hmac
import json
import struct
import sys
from typing import Any

import nacl.signing

LOG = "qinghe.gov.example/gongkai"
PAYLOAD_TYPE = "application/vnd.gongkai.act+json;v=1"
LOG_SEED = b"\x0f" * 32

Value = dict[str, Any]


def canonical(value: object) -> bytes:
    """RFC 8785 on the profile of the log format."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> bytes:
    """FIPS 180-4."""
    return hashlib.sha256(data).digest()


def lp(*parts: bytes) -> bytes:
    """Each part after its length as a big-endian uint64."""
    return b"".join(struct.pack(">Q", len(part)) + part for part in parts)


def commitment_message(kind: str, identity: str, data: bytes) -> bytes:
    """What the HMAC of a commitment is over."""
    return b"gongkai-commit/v1\0" + lp(kind.encode(), LOG.encode(), identity.encode(), data)


def commitment(salt: bytes, kind: str, identity: str, data: bytes) -> str:
    """Hex HMAC-SHA256."""
    return hmac.new(salt, commitment_message(kind, identity, data), "sha256").hexdigest()


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 2.1."""
    return sha256(b"\0" + entry)


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1, by its own recursion."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + root(leaves[:split]) + root(leaves[split:]))


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 2.1.1, by its own recursion."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*path(index, leaves[:split]), root(leaves[split:])]
    return [*path(index - split, leaves[split:]), root(leaves[:split])]


def uuid(number: int) -> str:
    """A fixed id."""
    return f"01900000-0000-7000-8000-{number:012x}"


ACTS: list[Value] = [
    {
        "act": uuid(0xA1),
        "time": "2026-03-02T01:00:00.000001Z",
        "seeds": [b"\x01" * 32],
        "seen": None,
        "office": {"ground": None, "organ": None, "post": f"post:{uuid(0xB1)}"},
        "person": {
            "claims": [["organ", "清河县住房和城乡建设局"]],
            "commands": [],
            "officer": f"officer:{uuid(0xC1)}",
            "reads": [[f"officer:{uuid(0xC1)}", 5]],
            "reason": None,
            "source": None,
            "terminal": None,
        },
        "events": [
            {
                "id": uuid(0xE1),
                "stream": f"organ:{uuid(0xD1)}",
                "seq": 1,
                "topic": "gongkai.organ.enrolled.v1",
                "data": {
                    "aliases": ["县住建局"],
                    "code": "",
                    "kind": "ORGAN",
                    "name": "清河县住房和城乡建设局",
                    "short_name": "",
                },
            }
        ],
    },
    {
        "act": uuid(0xA2),
        "time": "2026-03-02T01:00:01.500000Z",
        "seeds": [b"\x02" * 32, b"\x03" * 32],
        "seen": "the checkpoint of size 1",
        "office": {
            "ground": "条例第十二条",
            "organ": f"organ:{uuid(0xD1)}",
            "post": f"post:{uuid(0xB2)}",
        },
        "person": {
            "claims": [["sign_in", "bing"]],
            "commands": [["key-1", "d" * 64]],
            "officer": f"officer:{uuid(0xC2)}",
            "reads": [[f"officer:{uuid(0xC2)}", 5], [f"organ:{uuid(0xD1)}", 1]],
            "reason": "机构改革:“三定”方案\n第 2 条",
            "source": "oa",
            "terminal": "10.1.2.3",
        },
        "events": [
            {
                "id": uuid(0xE2),
                "stream": f"organ:{uuid(0xD1)}",
                "seq": 2,
                "topic": "gongkai.organ.guide_stated.v1",
                "data": {
                    "guide": {
                        "address": "人民路1号",
                        "fax": "",
                        "hours": "8:30–17:30",
                        "mail": "gk@qinghe.gov.example",
                        "telephone": "",
                        "unit": "政务公开办",
                    }
                },
            },
            {
                "id": uuid(0xE3),
                "stream": f"officer:{uuid(0xC3)}",
                "seq": 1,
                "topic": "gongkai.officer.enrolled.v1",
                "data": {"name": "丙", "sign_in": "bing"},
            },
            {
                "id": uuid(0xE4),
                "stream": f"officer:{uuid(0xC3)}",
                "seq": 2,
                "topic": "gongkai.officer.post_granted.v1",
                "data": {
                    "basis": "REGISTRATION",
                    "officer": f"officer:{uuid(0xC2)}",
                    "organ": f"organ:{uuid(0xD1)}",
                    "post": f"post:{uuid(0xB3)}",
                    "role": "drafter",
                    "title": "经办人",
                },
            },
        ],
    },
]
"""Two acts: one event and one key; three events of two streams and two keys."""


def salts(act: int, count: int) -> list[bytes]:
    """The salts of an act's events, of its office and of its person."""
    return [bytes([0x10 * (act + 1) + number]) * 32 for number in range(count + 2)]


def _event(given: Value, salt: bytes, prev: str | None) -> Value:
    data = canonical(given["data"])
    message = commitment_message("data", given["id"], data)
    commit = commitment(salt, "data", given["id"], data)
    statement = canonical(
        {
            "commit": commit,
            "id": given["id"],
            "log": LOG,
            "prev": prev,
            "seq": given["seq"],
            "stream": given["stream"],
            "topic": given["topic"],
        }
    )
    return {
        "id": given["id"],
        "stream": given["stream"],
        "seq": given["seq"],
        "topic": given["topic"],
        "data": data.decode(),
        "salt": salt.hex(),
        "commitment_message": message.hex(),
        "commitment": commit,
        "prev": prev,
        "statement": statement.decode(),
        "statement_hash": sha256(statement).hex(),
        "statement_leaf": leaf_hash(statement).hex(),
    }


def _act(number: int, seen: Value | None, heads: dict[str, str]) -> Value:
    given = ACTS[number]
    salted = salts(number, len(given["events"]))
    events = []
    for one, salt in zip(given["events"], salted, strict=False):
        event = _event(one, salt, heads.get(one["stream"]))
        heads[one["stream"]] = event["statement_hash"]
        events.append(event)
    office, person = canonical(given["office"]), canonical(given["person"])
    keys = [nacl.signing.SigningKey(seed) for seed in given["seeds"]]
    payload = canonical(
        {
            "act": given["act"],
            "count": len(events),
            "keys": [key.verify_key.encode().hex() for key in keys],
            "log": LOG,
            "office": commitment(salted[-2], "office", given["act"], office),
            "person": commitment(salted[-1], "person", given["act"], person),
            "root": root([bytes.fromhex(event["statement_leaf"]) for event in events]).hex(),
            "seen": seen,
            "time": given["time"],
        }
    )
    pae = f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE} {len(payload)} ".encode() + payload
    signatures = [
        {
            "keyid": key.verify_key.encode().hex(),
            "sig": base64.b64encode(key.sign(pae).signature).decode(),
        }
        for key in keys
    ]
    envelope = canonical(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": signatures,
        }
    )
    for event in events:
        entry = sha256(
            b"gongkai-entry/v1\0" + bytes.fromhex(event["statement_hash"]) + sha256(envelope)
        )
        event["log_entry"] = entry.hex()
        event["leaf"] = leaf_hash(entry).hex()
    return {
        "act": given["act"],
        "time": given["time"],
        "seeds": [seed.hex() for seed in given["seeds"]],
        "seen": seen,
        "events": events,
        "office": office.decode(),
        "office_salt": salted[-2].hex(),
        "office_commitment": commitment(salted[-2], "office", given["act"], office),
        "person": person.decode(),
        "person_salt": salted[-1].hex(),
        "person_commitment": commitment(salted[-1], "person", given["act"], person),
        "payload": payload.decode(),
        "signed_bytes": pae.hex(),
        "signatures": signatures,
        "envelope": envelope.decode(),
        "envelope_hash": sha256(envelope).hex(),
    }


def checkpoint(leaves: list[bytes]) -> str:
    """The C2SP tlog-checkpoint over these leaves, signed by the log's key."""
    body = f"{LOG}\n{len(leaves)}\n{base64.b64encode(root(leaves)).decode()}\n"
    key = nacl.signing.SigningKey(LOG_SEED)
    public = key.verify_key.encode()
    identity = sha256(f"{LOG}\n\x01".encode() + public)[:4]
    signature = base64.b64encode(identity + key.sign(body.encode()).signature).decode()
    return f"{body}\n— {LOG} {signature}\n"


def vkey() -> str:
    """The log's verifier key (C2SP signed-note)."""
    public = nacl.signing.SigningKey(LOG_SEED).verify_key.encode()
    identity = sha256(f"{LOG}\n\x01".encode() + public)[:4]
    return f"{LOG}+{identity.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"


def _receipt(act: Value, index: int, leaves: list[bytes], position: int) -> Value:
    event = act["events"][index]
    statements = [bytes.fromhex(one["statement_leaf"]) for one in act["events"]]
    return {
        "checkpoint": checkpoint(leaves),
        "data": event["data"],
        "envelope": act["envelope"],
        "index": index,
        "log_index": position - 1,
        "log_path": [node.hex() for node in path(position - 1, leaves)],
        "office": act["office"],
        "office_salt": act["office_salt"],
        "path": [node.hex() for node in path(index, statements)],
        "salt": event["salt"],
        "statement": event["statement"],
    }


def vectors() -> Value:
    """Everything, from the values fixed above."""
    heads: dict[str, str] = {}
    first = _act(0, None, heads)
    leaves = [bytes.fromhex(event["leaf"]) for event in first["events"]]
    seen = {"root": root(leaves).hex(), "size": len(leaves)}
    early = checkpoint(leaves)
    second = _act(1, seen, heads)
    leaves += [bytes.fromhex(event["leaf"]) for event in second["events"]]
    public = nacl.signing.SigningKey(b"\x02" * 32)
    officer = f"officer:{uuid(0xC3)}"
    message = b"gongkai-possession/v1\0" + lp(
        LOG.encode(), officer.encode(), public.verify_key.encode()
    )
    return {
        "log": LOG,
        "log_seed": LOG_SEED.hex(),
        "vkey": vkey(),
        "acts": [first, second],
        "checkpoints": [early, checkpoint(leaves)],
        "receipt": _receipt(second, 1, leaves, 3),
        "possession": {
            "seed": (b"\x02" * 32).hex(),
            "officer": officer,
            "key": public.verify_key.encode().hex(),
            "message": message.hex(),
            "proof": public.sign(message).signature.hex(),
        },
        "content": _content(),
    }


def _content() -> Value:
    """The commitment to a content of two parts."""
    parts = [
        {
            "name": "正文.txt",
            "media_type": "text/plain",
            "original": "第一条  本办法。\r\n".encode().hex(),
            "text": "第一条 本办法。",
            "extractor": "text/1",
        },
        {
            "name": "附件.html",
            "media_type": "text/html",
            "original": "<p>表</p>".encode().hex(),
            "text": "表",
            "extractor": "html/1",
        },
    ]
    identity, salt = f"content:{uuid(0xF1)}", b"\x77" * 32
    clear = b"".join(
        lp(
            part["name"].encode(),
            part["media_type"].encode(),
            bytes.fromhex(part["original"]),
            part["text"].encode(),
            part["extractor"].encode(),
        )
        for part in parts
    )
    return {
        "id": identity,
        "salt": salt.hex(),
        "parts": parts,
        "clear_bytes": clear.hex(),
        "commitment": commitment(salt, "content", identity, clear),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n")
