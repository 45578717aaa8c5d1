"""A record's receipt that was handed out once verifies with every later version of the program."""

import json
from pathlib import Path

from domain.record_verdict import verify_record_receipt

KEPT = json.loads((Path(__file__).parent / "record_receipt.json").read_text("utf-8"))


def test_the_kept_receipt_of_a_record_still_proves_what_it_proved() -> None:
    receipt, files = KEPT["receipt"].encode(), [KEPT["file"].encode()]
    verdict = verify_record_receipt(receipt, KEPT["vkey"], KEPT["founding"], files)
    for member in ("title", "document_number", "commitment", "position", "size"):
        assert getattr(verdict, member) == KEPT[member]
    assert verdict.founding_compared
    assert verdict.files_compared
