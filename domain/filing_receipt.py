"""申请回执: what an applicant filed, provable offline for ever, by him and without the archive.

A `.tlog-proof` file. Its index, path and checkpoint are those of the filed event's entry, so that
any client of the format can check the log; its `extra` line is canonical JSON with the event, the
act that signed for it, the values and salts of this applicant's fields, and the proofs that the key
and the post were valid (docs/log-format.md §13). It holds no key and opens nobody else's field.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from domain.canonical import decode, encode, unhex, utf8
from domain.errors import Malformed
from domain.personal import Sealed
from domain.receipt import Receipt
from domain.requests.filing import Filed
from domain.sealing import SALT_BYTES
from domain.tlog_proof import TlogProof

TYPE = "gongkai-filing-receipt/v1"
RULE = "docs/log-format.md §13"

_SEALED = {"commitment", "key", "text"}
_MAX_ITEMS = 500
_MAX_ACT = 16 * 1024
# Both keep a hostile file from costing more than some seconds of checking signatures: a real one
# has a dozen proofs, and acts of one or two signatures.
_PARTS = ("data", "index", "path", "salt", "statement")
_LOGGED = (*_PARTS, "log_index", "log_path")
_ACT = ("envelope", "office", "office_salt")


@dataclass(frozen=True)
class Opened:
    """One field of the applicant: where it stands in the event's data, its salt and its value."""

    path: str
    salt: bytes
    value: str


@dataclass(frozen=True)
class FilingReceipt:
    """The parts of the file; nothing in it is verified by being read.

    `proofs` are of the events that made the key and the post valid and gave the organ its name, in
    the order of the log; `opened` stand in the order of their paths.
    """

    filed: Receipt
    opened: tuple[Opened, ...]
    proofs: tuple[Receipt, ...]

    def text(self) -> str:
        """The file, to the byte."""
        acts: list[dict[str, str]] = []
        filed = _members(self.filed, acts, _PARTS)
        extra = {
            "acts": acts,
            "filed": filed,
            "opened": [
                {"path": one.path, "salt": one.salt.hex(), "value": one.value}
                for one in self.opened
            ],
            "proofs": [_members(proof, acts, _LOGGED) for proof in self.proofs],
            "type": TYPE,
        }
        place = self.filed.log_index, self.filed.log_path, self.filed.checkpoint
        return TlogProof(*place, encode(extra)).text()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `text`. Raises `Malformed` for anything it does not write."""
        proof = TlogProof.parse(text)
        if proof.extra is None:
            raise Malformed("这是日志的包含证明，不是申请回执", rule=RULE, field="extra")
        extra = _object(decode(proof.extra), ("acts", "filed", "opened", "proofs", "type"))
        if extra["type"] != TYPE:
            raise Malformed("不是申请回执，或是以后的版本", rule=RULE, field="type")
        acts = [_act(one) for one in _list(extra, "acts")]
        filed = _object(extra["filed"], ("act", *_PARTS))
        place = {"log_index": proof.index, "log_path": [node.hex() for node in proof.path]}
        receipt = cls(
            _receipt({**filed, **place}, acts, proof.checkpoint),
            tuple(_opened(one) for one in _list(extra, "opened")),
            tuple(
                _receipt(_object(one, ("act", *_LOGGED)), acts, proof.checkpoint)
                for one in _list(extra, "proofs")
            ),
        )
        # One form only: no blanks, no act twice or unused, so that no byte can hide anything.
        if receipt.text() != text:
            raise Malformed("回执不是规范形式", rule=RULE)
        return receipt


def sealed_fields(data: Any, path: str = "") -> Iterator[tuple[str, Sealed]]:
    """Every sealed value in an event's parsed data with its path, in canonical order."""
    if isinstance(data, dict):
        if data.keys() == _SEALED:
            yield path, Sealed(**data)
            return
        items: list[tuple[Any, Any]] = sorted(data.items())
    else:
        items = list(enumerate(data)) if isinstance(data, list) else []
    for name, value in items:
        yield from sealed_fields(value, f"{path}.{name}" if path else str(name))


def fields_of(filed: Filed, data: Any, person: str) -> tuple[tuple[str, Sealed], ...]:
    """What one person's receipt opens: his own fields and the matters all of them asked for.

    What others gave of themselves stays closed; the help that was asked for (条例 art 43) is the
    first applicant's. Raises `Malformed` for somebody who did not file.
    """
    own = [f"applicants.{n}." for n, one in enumerate(filed.applicants) if one.person == person]
    if filed.proxy is not None and filed.proxy.person == person:
        own.append("proxy.")
    if not own:
        raise Malformed("这个人不是本件的申请人或代理人", rule=RULE, field="person")
    own.append("matters.")
    if filed.applicants[0].person == person:
        own.append("assistance")
    found = (one for one in sealed_fields(data) if one[0].startswith(tuple(own)))
    return tuple(sorted(found, key=lambda one: one[0]))


def make_filing_receipt(
    filed: Receipt, opened: Sequence[Opened], proofs: Sequence[Receipt]
) -> FilingReceipt:
    """Put a receipt together; `filed` shows its office. It is to be verified before it is given."""
    return FilingReceipt(
        filed,
        tuple(sorted(opened, key=lambda one: one.path)),
        tuple(sorted(proofs, key=lambda one: one.log_index)),
    )


def _members(receipt: Receipt, acts: list[dict[str, str]], names: Sequence[str]) -> dict[str, Any]:
    """The members of one proof; its act is put into the list of acts when it is not there yet."""
    members = receipt.as_json()
    act = {name: members[name] for name in _ACT}
    if act not in acts:
        acts.append(act)
    return {"act": acts.index(act), **{name: members[name] for name in names}}


def _receipt(members: dict[str, Any], acts: list[dict[str, Any]], checkpoint: str) -> Receipt:
    number = members.pop("act")
    if type(number) is not int or not 0 <= number < len(acts):
        raise Malformed("act 不是文件里一次办理的序号", rule=RULE, field="act")
    return Receipt.from_json(encode({**members, **acts[number], "checkpoint": checkpoint}))


def _act(value: Any) -> dict[str, Any]:
    members = _object(value, _ACT)
    if not all(isinstance(one, str) for one in members.values()):
        raise Malformed("没有出示办理的岗位", rule=RULE, field="office")
    if len(members["envelope"]) > _MAX_ACT:
        raise Malformed(f"办理信封超过 {_MAX_ACT} 字节", rule=RULE, field="envelope")
    return members


def _opened(value: Any) -> Opened:
    members = _object(value, ("path", "salt", "value"))
    if not isinstance(members["path"], str) or not isinstance(members["value"], str):
        raise Malformed("打开的内容应为文字", rule=RULE, field="opened")
    utf8(members["value"])
    return Opened(members["path"], unhex(members["salt"], SALT_BYTES, "salt"), members["value"])


def _object(value: Any, names: Sequence[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != set(names):
        raise Malformed("回执的成员不对", rule=RULE)
    return dict(value)


def _list(members: dict[str, Any], name: str) -> list[Any]:
    value = members[name]
    if not isinstance(value, list) or len(value) > _MAX_ITEMS:
        raise Malformed(f"{name} 应为列表，至多 {_MAX_ITEMS} 项", rule=RULE, field=name)
    return value
