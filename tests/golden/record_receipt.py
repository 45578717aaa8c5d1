"""Writes tests/golden/record_receipt.json: `python -m tests.golden.record_receipt`, redirected.

Only while no archive has handed one out: afterwards the kept one must verify for ever.
"""

import json
import sys
import tempfile
from pathlib import Path

from domain.notes import vkey
from domain.record_verdict import verify_record_receipt
from ops.founding import founding_hash
from projections.published_log import PublishedLog
from projections.record_receipts import Opening, record_receipt
from tests.audited import publish_log
from tests.town import ORIGIN, found_town

TEXT = "第一条 为规范公租房分配,制定本办法。"


def vector() -> dict[str, object]:
    """A record's receipt, with what an outsider keeps and what it proves."""
    with tempfile.TemporaryDirectory() as folder:
        town = found_town(Path(folder))
        record = town.publish_record(text=TEXT).id
        publish_log(town)
        opening = Opening(town.contents.open, town.contents.salt)
        log = PublishedLog(town.home / "log")
        receipt = record_receipt(town.journal, log, opening, record).encode()
        key, founding = vkey(ORIGIN, town.log_key.public_key), founding_hash(town.journal)
        verdict = verify_record_receipt(receipt, key, founding, [TEXT.encode()])
        town.close()
    return {
        "vkey": key,
        "founding": founding,
        "file": TEXT,
        "title": verdict.title,
        "document_number": verdict.document_number,
        "commitment": verdict.commitment,
        "position": verdict.position,
        "size": verdict.size,
        "receipt": receipt.decode(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vector(), ensure_ascii=False, indent=1) + "\n")
