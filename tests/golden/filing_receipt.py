"""Writes tests/golden/filing_receipt.json: `python -m tests.golden.filing_receipt`, redirected.

Only while no archive has handed one out: afterwards the kept one must verify for ever.
"""

import json
import sys
import tempfile
from pathlib import Path

from domain.filing_verdict import verify_receipt
from tests.filed import file_request, open_keys
from tests.town import found_town


def vector() -> dict[str, object]:
    """A receipt of a joint applicant, with what an outsider keeps and what it proves."""
    with tempfile.TemporaryDirectory() as folder:
        town = found_town(Path(folder))
        keys = open_keys(town)
        filed = file_request(town, keys, applicants=2, disputed=True)
        text = filed.receipt(filed.persons[1])
        keys.close()
        verdict = verify_receipt(text, filed.vkey, filed.founding)
        made = {
            "vkey": filed.vkey,
            "founding": filed.founding,
            "fields": {field.path: field.value for field in verdict.fields},
            "position": verdict.position,
            "size": verdict.size,
            "receipt": text,
        }
        town.close()
    return made


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vector(), ensure_ascii=False, indent=1) + "\n")
