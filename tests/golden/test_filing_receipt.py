"""A receipt that was handed out once verifies with every later version of the program."""

import json
from pathlib import Path

from domain.filing_verdict import verify_receipt

KEPT = json.loads((Path(__file__).parent / "filing_receipt.json").read_text("utf-8"))


def test_the_kept_receipt_still_proves_what_it_proved() -> None:
    verdict = verify_receipt(KEPT["receipt"], KEPT["vkey"], KEPT["founding"])
    assert {field.path: field.value for field in verdict.fields} == KEPT["fields"]
    assert (verdict.position, verdict.size) == (KEPT["position"], KEPT["size"])
    assert verdict.founding_compared
