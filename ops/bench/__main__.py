"""`make bench [BENCH="appending verifying"] [FULL=1] [ELASTICSEARCH=url]`: run the measurements and
print figures with ratios.

A line for people, then one JSON line a figure. Nothing here passes or fails: machines differ, and
a ratio to a floor of the same run is all that carries over.
"""

import argparse
import importlib
import json
import sys
from typing import Any

NAMES = (
    "appending",
    "verifying",
    "projecting",
    "searching",
    "scaling",
    "suggesting",
    "alerting",
    "requests",
    "relevance",
)


def main(arguments: list[str]) -> None:
    """Run the named measurements, all of them by default."""
    asked = argparse.ArgumentParser(prog="python -m ops.bench")
    asked.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    asked.add_argument("--full", action="store_true", help="scaling: 400,000 records too")
    asked.add_argument("--elasticsearch", metavar="URL", help="scaling: a cluster to use")
    asked.add_argument("--sizes", metavar="N", type=int, nargs="+", default=[], help="scaling")
    told = asked.parse_args(arguments)
    unknown = [name for name in told.names if name not in NAMES]
    if unknown:
        sys.stderr.write(f"no such measurement: {', '.join(unknown)}; there are {NAMES}\n")
        raise SystemExit(2)
    scale = {"full": told.full, "url": told.elasticsearch, "sizes": told.sizes}
    for name in told.names or NAMES:
        options = scale if name == "scaling" else {}
        measurement = importlib.import_module(f"ops.bench.{name}")
        figures: list[dict[str, Any]] = measurement.run(**options)
        for figure in figures:
            ratio = figure.get("ratio")
            beside = "" if ratio is None else f"  {ratio:6.2f} x {figure['floor']}"
            print(f"{figure['name']:58} {figure['value']:12.1f} {figure['unit']:12}{beside}")
        for figure in figures:
            print(json.dumps({"bench": name, **figure}, ensure_ascii=False))
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
