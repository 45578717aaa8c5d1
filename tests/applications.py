"""Bodies of acts on requests, as the JSON API and the command line take them."""

from typing import Any

NAME, NUMBER, PHONE = "张惠兰", "990126199001011236", "13900000001"
SIGNED = {"kind": "SIGNATURE", "note": "回执存卷"}
SLIP = {"kind": "COURIER_SLIP", "note": "EMS 0001"}


def application(on: str, *descriptions: str, **members: Any) -> dict[str, Any]:
    """An application handed in at the desk on a day."""
    asked = descriptions or ("2025 年公租房分配方案及轮候名单",)
    given: dict[str, Any] = {
        "channel": "IN_PERSON",
        "applicants": [
            {
                "category": "NATURAL_PERSON",
                "identity_kind": "ID_CARD",
                "name": NAME,
                "identity": NUMBER,
                "telephone": PHONE,
                "address": "清河县东街 8 号",
            }
        ],
        "matters": [{"description": one} for one in asked],
        "form": "PAPER",
        "route": "POST",
        "arrived_on": on,
        "arrival_evidence": {"kind": "SYSTEM_RECORD"},
        "receipt_evidence": SIGNED,
    }
    return given | members


def sent(on: str, **edited: str) -> dict[str, Any]:
    """A letter sent by registered post on a day."""
    return {"edited": edited, "dispatch": {"on": on, "way": "POST", "evidence": SLIP}}


def refusal(matter: int = 1) -> dict[str, Any]:
    """The matter is refused as 过程性信息."""
    return {
        "matter": matter,
        "outcome": "REFUSED",
        "ground": "D6",
        "words": {"process_kind": "讨论记录", "reason": "该材料是会议讨论记录，尚未形成决定"},
    }


def provided(matter: int = 1) -> dict[str, Any]:
    """The matter is opened and given."""
    return {"matter": matter, "outcome": "PROVIDED", "words": {"form_given": "纸质复制件"}}
