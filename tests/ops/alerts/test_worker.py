"""The threads beside the projections: they find, send and stop; what fails is told and goes on."""

import time
from collections.abc import Callable

from starlette.testclient import TestClient

from ops.covering import catch_up
from ops.serving import application
from tests.ops.alerts.office import Office


def until(happened: Callable[[], bool]) -> None:
    """Wait until it has."""
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_is_published_while_it_runs_is_sent(office: Office) -> None:
    office.subscribe()
    with office.worker.running():
        office.town.publish_record()
        until(lambda: office.rows("news") == 1)
        catch_up(office.services)
        office.clock.advance(minutes=2)
        until(lambda: len(office.post.accepted) == 1)
    assert office.post.subjects == ["新公开：清河县公租房分配办法"]
    assert office.worker.alarms() == []


def test_what_fails_is_told_and_tried_again(office: Office) -> None:
    office.subscribe()
    connection = office.alerting.store.connection()
    (sealed,) = connection.execute("SELECT sealed FROM searches").fetchone()
    connection.execute("UPDATE searches SET sealed = x'00'")
    office.town.publish_record()
    with office.worker.running():
        until(lambda: bool(office.worker.alarms()))
        (alarm,) = office.worker.alarms()
        assert alarm.startswith("alerts: news 停下，Malformed (sealing.py:")
    connection.execute("UPDATE searches SET sealed = ?", (sealed,))
    with office.worker.running():
        until(lambda: office.worker.alarms() == [])
    assert office.rows("news") == 1


def test_a_journal_shorter_than_what_was_told_raises_the_alarm(office: Office) -> None:
    connection = office.alerting.store.connection()
    connection.execute("UPDATE followed SET position = position + 1000")
    with office.worker.running():
        until(lambda: bool(office.worker.alarms()))
    assert "Hole" in office.worker.alarms()[0]


def test_metrics_and_readiness_tell_of_alerts(office: Office) -> None:
    office.ask()
    app = application(office.services)
    client = TestClient(app)  # without its lifespan: the worker does not run
    text = client.get("/metrics").text
    assert "gongkai_alerts_waiting 1.0" in text
    assert "gongkai_alerts_overdue_seconds 0.0" in text
    app.state.worker.alerts._failures["mail"] = "X"
    app.state.worker._following = type("Still", (), {"states": lambda self: ()})()
    assert "alerts: mail 停下，X" in client.get("/readyz").json()["problems"]
