"""`make bench [BENCH="appending verifying"]`: run the measurements and print figures with ratios.

A line for people, then one JSON line a figure. Nothing here passes or fails: machines differ, and
a ratio to a floor of the same run is all that carries over.
"""

import importlib
import json
import sys
from typing import Any

NAMES = ("appending", "verifying", "projecting", "searching", "suggesting", "alerting", "requests")


def main(names: list[str]) -> None:
    """Run the named measurements, all of them by default."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.stderr.write(f"no such measurement: {', '.join(unknown)}; there are {NAMES}\n")
        raise SystemExit(2)
    for name in names or NAMES:
        figures: list[dict[str, Any]] = importlib.import_module(f"ops.bench.{name}").run()
        for figure in figures:
            ratio = figure.get("ratio")
            told = "" if ratio is None else f"  {ratio:6.2f} x {figure['floor']}"
            print(f"{figure['name']:58} {figure['value']:12.1f} {figure['unit']:12}{told}")
        for figure in figures:
            print(json.dumps({"bench": name, **figure}, ensure_ascii=False))
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
