"""Requests measured: the case file, the clock, the docket, letters, identities.

The lives are those of a freshly filled demonstration. Floors of the same run: parsing the stored
data of the cases without decoding it, and a bare HMAC for each identity. Figures are CPU, best of
rounds; filling is told as wall time, for much of it is waiting for the disk.
"""

import hashlib
import hmac
import json
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import select

from domain.act import BEIJING
from domain.canonical import parse_utc
from domain.casefile import REGISTRY, fold
from domain.letter_texts import Passage, Style
from domain.letters import Paper
from domain.requests.request import InformationRequest
from ops.bootstrap import Services, open_archive
from ops.clock import now, random_bytes
from ops.demo.playing import fill
from ops.persons import Persons
from ops.printing import TypstPrinter
from ops.settings import Settings
from projections.docket import DocketFilter, docket, docket_counts
from projections.request_file import rules
from projections.request_tables import events

ROUNDS = 5
PEOPLE = 2_000
PARSED = "json.loads of the same rows"


def run() -> list[dict[str, Any]]:
    """Figures over the requests of a freshly filled demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        began = perf_counter()
        fill(settings, now(), lambda *_: None)
        filled = _figure("requests: fill the demonstration, wall", perf_counter() - began, "s")
        with open_archive(settings) as services:
            return [
                filled,
                *_cases(services),
                *_docket(services),
                _letter(),
                *_identities(Path(folder)),
            ]


def _cases(services: Services) -> list[dict[str, Any]]:
    """Folding every case and computing its clock, against only parsing what is stored."""
    today = now().astimezone(BEIJING).date()
    with services.views.connect() as connection:
        rows = connection.execute(
            select(events)
            .where(events.c.stream.startswith(f"{InformationRequest.PREFIX}:"))
            .order_by(events.c.stream, events.c.version)
        ).all()
        under = rules(connection)
    streams: dict[str, list[Any]] = {}
    for row in rows:
        streams.setdefault(row.stream, []).append(row)

    def folded() -> list[InformationRequest]:
        return [
            fold(
                None,
                [
                    REGISTRY.decode(
                        row.topic,
                        row.data.encode(),
                        stream=row.stream,
                        version=row.version,
                        time=parse_utc(row.recorded_at),
                    )
                    for row in stream
                ],
            )
            for stream in streams.values()
        ]

    cases = [case.under(under) for case in folded()]
    clocks = [case for case in cases if case.received_on is not None and case.applicants]
    parsed = _best(lambda: [json.loads(row.data) for row in rows]) / len(streams) * 1e6
    whole = _best(folded) / len(streams) * 1e6
    counted = _best(lambda: [case.count(today) for case in clocks]) / len(clocks) * 1e6
    return [
        _figure(f"requests: {PARSED}", parsed, "µs/case"),
        _figure("requests: decode and fold a case", whole, "µs/case", PARSED, whole / parsed),
        _figure("requests: compute and explain a clock", counted, "µs/case"),
    ]


def _docket(services: Services) -> list[dict[str, Any]]:
    today: date = now().astimezone(BEIJING).date()
    with services.views.connect() as connection:

        def page() -> None:
            docket(connection, organ=None, today=today, show=DocketFilter.OPEN)
            docket_counts(connection, organ=None, today=today)

        return [_figure("requests: a page of the docket with all counts", _best(page) * 1e3, "ms")]


def _letter() -> dict[str, Any]:
    printer = TypstPrinter()
    body = "根据《中华人民共和国政府信息公开条例》第三十六条第（二）项规定，现答复如下。" * 4
    papers = iter(
        Paper(
            organ="清河县住房和城乡建设局",
            title="政府信息公开申请答复书",
            number=f"清建依复〔2026〕{number}号",
            addressee="张某",
            passages=tuple(Passage(Style.BODY, f"{body}{number}") for _ in range(6)),
            remedies=("如对本答复不服，可以自收到本答复之日起60日内申请行政复议。",),
            enclosures=(),
            signature="清河县住房和城乡建设局",
            dated=date(2026, 11, 20),
            contact="电话：0000-1234567",
        )
        for number in range(1, ROUNDS * 20 + 1)
    )
    spent = _best(lambda: [printer.print(next(papers)) for _ in range(20)]) / 20 * 1e3
    return _figure("requests: print a letter of one page", spent, "ms")


def _identities(folder: Path) -> list[dict[str, Any]]:
    """Asking who gave an identity number before: each person's own key is tried."""
    persons = Persons(folder / "persons.db", "bench", lambda name, make: make())
    for number in range(PEOPLE):
        persons.remember_identity(persons.new_person(), f"99012619900101{number:04d}")
    keys = [random_bytes(32) for _ in range(PEOPLE)]
    floor = "bare HMAC-SHA256 a person"
    bare = _best(lambda: [hmac.digest(key, b"990126199001010000", hashlib.sha256) for key in keys])
    asked = _best(lambda: persons.alike("990126199001010000"))
    persons.close()
    return [
        _figure(f"requests: {floor}", bare / PEOPLE * 1e6, "µs/person"),
        _figure(
            "requests: who gave this identity before",
            asked / PEOPLE * 1e6,
            "µs/person",
            floor,
            asked / bare,
        ),
    ]


def _figure(
    name: str, value: float, unit: str, floor: str | None = None, ratio: float | None = None
) -> dict[str, Any]:
    ratio = None if ratio is None else round(ratio, 2)
    return {"name": name, "value": round(value, 1), "unit": unit, "floor": floor, "ratio": ratio}


def _best(work: Callable[[], Any]) -> float:
    """CPU seconds of the best round."""
    spent = []
    for _ in range(ROUNDS):
        started = process_time()
        work()
        spent.append(process_time() - started)
    return min(spent)
