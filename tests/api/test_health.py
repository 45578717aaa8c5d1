"""What machines ask: alive, ready, and how it runs."""

from dataclasses import replace

from fastapi.testclient import TestClient

from api.app import create_app
from api.metrics import Metrics
from search.standing import Standing
from tests.api.exhibition import Exhibition, exhibit
from tests.town import Town


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "problems": [], "degraded": []},
    )


def test_an_alarm_makes_it_not_ready(exhibition: Exhibition) -> None:
    site = replace(exhibition.site, alarms=lambda: ["index stopped at 7: UnknownEvent"])
    with TestClient(create_app(site)) as client:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["problems"] == ["index stopped at 7: UnknownEvent"]
        assert "有一部分已经停下" in client.get("/log").text
        assert "gongkai_alarms 1.0" in client.get("/metrics").text


def test_a_projection_far_behind_makes_it_not_ready(exhibition: Exhibition) -> None:
    site = replace(exhibition.site, projections=lambda: {"index": -5000})
    with TestClient(create_app(site)) as client:
        assert client.get("/readyz").status_code == 503


def test_what_only_narrows_the_search_is_told_and_makes_nothing_unready(
    exhibition: Exhibition,
) -> None:
    positions = {"index": exhibition.town.position, "elasticsearch": -5000}
    down = Standing("index", ("elasticsearch",), ("elasticsearch",))
    site = replace(exhibition.site, projections=lambda: positions, searching=lambda: down)
    with TestClient(create_app(site)) as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["problems"]) == (200, [])
        assert answer.json()["degraded"][0] == "elasticsearch does not answer"
        assert "elasticsearch is" in answer.json()["degraded"][1]
        assert 'lag_events{projection="elasticsearch"} 5' in client.get("/metrics").text


def test_an_index_of_our_own_that_cannot_be_read_makes_it_not_ready(
    exhibition: Exhibition,
) -> None:
    site = replace(exhibition.site, searching=lambda: Standing("", ("index",)))
    with TestClient(create_app(site)) as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["problems"]) == (503, ["index does not answer"])


def test_metrics_tell_lag_checkpoint_and_latencies(town: Town) -> None:
    shown = exhibit(town)
    with TestClient(create_app(shown.site)) as client:
        client.get("/search?q=公租房")
        text = client.get("/metrics").text
        assert 'gongkai_projection_lag_events{projection="register"} 0.0' in text
        assert "gongkai_checkpoint_age_seconds 0.0" in text
        assert "gongkai_search_seconds_count 1.0" in text
        assert "gongkai_append_seconds_count 0.0" in text
        assert 'route="/search",status="200"' in text
        town.draft(title="一份新的草稿")
        town.clock.advance(seconds=30)
        text = client.get("/metrics").text
        assert 'gongkai_projection_lag_events{projection="register"} 1.0' in text
        assert "gongkai_checkpoint_age_seconds 3" in text
        assert "还差" in client.get("/log").text
    shown.close()


def test_metrics_of_two_sites_do_not_meet(client: TestClient, exhibition: Exhibition) -> None:
    with TestClient(create_app(replace(exhibition.site, metrics=Metrics()))) as other:
        assert "gongkai_search_seconds_count 0.0" in other.get("/metrics").text
