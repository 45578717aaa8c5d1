"""公开凭据 over HTTP, and the page of the proof, which shows what the journal says."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from domain.record_verdict import verify_record_receipt
from ops.founding import founding_hash
from projections.published_log import PublishedLog
from projections.views import open_views
from tests.api.exhibition import Exhibition

FORGED = "清河县伪造的标题"


def address(record: str) -> str:
    return f"/api/records/{record}/receipt"


def data_of(member: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(member["data"])
    return found


def test_a_receipt_is_a_file_that_verifies_offline(
    client: TestClient, exhibition: Exhibition
) -> None:
    answer = client.get(address(exhibition.notice))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].startswith('attachment; filename="gongkai-receipt')
    assert answer.headers["cache-control"] == "no-cache"
    record = client.get(f"/api/records/{exhibition.notice}").json()
    founding = founding_hash(exhibition.town.journal)
    verdict = verify_record_receipt(answer.content, exhibition.site.vkey, founding)
    assert verdict.title == record["record"]["title"]
    assert verdict.commitment == record["versions"][0]["commitment"]
    assert verdict.position == record["versions"][0]["from_position"]


def test_the_files_that_readers_download_are_the_ones_it_proves(
    client: TestClient, exhibition: Exhibition
) -> None:
    for record in (exhibition.rules, exhibition.notice, exhibition.migrated):
        told = client.get(f"/api/records/{record}").json()["versions"][0]["files"]
        files = [client.get(one["url"]).content for one in told]
        text = client.get(address(record)).content
        assert verify_record_receipt(text, exhibition.site.vkey, files=files).files_compared


def test_drafts_have_none_and_what_was_withdrawn_answers_with_its_tombstone(
    client: TestClient, exhibition: Exhibition
) -> None:
    for record in (exhibition.draft, "record:none", "organ:none"):
        problem = client.get(address(record))
        assert (problem.status_code, problem.json()["type"]) == (404, "/api#NotFound")
    for record in (exhibition.withdrawn, exhibition.withheld):
        gone = client.get(address(record))
        assert (gone.status_code, gone.json()["type"]) == (410, "/api#Withdrawn")
        assert "envelope" not in gone.text


def test_before_a_checkpoint_covers_it_a_problem_says_to_wait(
    exhibition: Exhibition, tmp_path: Path
) -> None:
    site = replace(exhibition.site, log=PublishedLog(tmp_path))
    answer = TestClient(create_app(site)).get(address(exhibition.rules))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["type"] == "/api#Busy"
    assert "请过几秒再下载凭据" in answer.json()["detail"]


def test_every_member_of_the_events_is_told_by_the_record_but_for_ids_that_say_nothing(
    client: TestClient, exhibition: Exhibition
) -> None:
    """`officer` is a random id; `content` names blobs by the hash of what is encrypted."""
    for identity in (exhibition.old_rules, exhibition.notice, exhibition.guide):
        told = client.get(f"/api/records/{identity}").json()
        receipt = client.get(address(identity)).json()
        published, described = data_of(receipt["published"]), data_of(receipt["described"])
        assert published.pop("officer").startswith("officer:")
        assert published == {
            "channels": told["versions"][0]["channels"],
            "content": told["versions"][0]["commitment"],
            "version": told["record"]["version"],
        }
        assert described.pop("officer").startswith("officer:")
        assert described.pop("openness") == {"ground": None, "reason": "", "value": "PROACTIVE"}
        assert described.pop("organ") == told["record"]["organ"]
        assert_told(described, told)


def test_every_member_of_a_migration_is_told_by_the_record(
    client: TestClient, exhibition: Exhibition
) -> None:
    told = client.get(f"/api/records/{exhibition.migrated}").json()
    migrated = data_of(client.get(address(exhibition.migrated)).json()["published"])
    assert migrated.pop("officer").startswith("officer:")
    assert migrated.pop("openness") == {"ground": None, "reason": "", "value": "PROACTIVE"}
    assert migrated.pop("organ") == told["record"]["organ"]
    assert migrated.pop("published_on") == told["record"]["published_on"]
    for member in ("file", "order", "source"):
        assert migrated.pop(member) == told["migration"][member]
    assert_told(migrated, told)


def assert_told(described: dict[str, Any], told: dict[str, Any]) -> None:
    """Description and content are what the record tells of itself, and nothing else is left."""
    version, record = told["versions"][0], told["record"]
    description, content = described.pop("description"), described.pop("content")
    assert described == {}
    named = {one["name"]: one["value"] for one in description.pop("attributes")}
    assert named == version["attributes"]
    assert description == {name: record[name] for name in description}
    assert content.keys() == {"commitment", "id", "parts"}
    assert content["commitment"] == version["commitment"]
    for part, file in zip(content["parts"], version["files"], strict=True):
        assert part.keys() == {"extractor", "media_type", "name", "original", "text"}
        assert (part["name"], part["media_type"]) == (file["name"], file["media_type"])


def test_no_receipt_names_an_officer_or_a_post(client: TestClient, exhibition: Exhibition) -> None:
    for record in (exhibition.rules, exhibition.notice, exhibition.migrated):
        text = client.get(address(record)).text
        for hidden in ("中心经办人", "住房保障股经办", "政务公开岗", "post:"):
            assert hidden not in text
        assert json.loads(text)["published"]["office"] is None


def test_the_openapi_document_tells_of_it(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    operation = paths["/api/records/{identity}/receipt"]["get"]
    assert set(operation["responses"]) >= {"200", "404", "410", "503"}


# The page


def test_the_page_shows_what_the_journal_says_and_gives_the_receipt(
    client: TestClient, exhibition: Exhibition
) -> None:
    page = client.get(f"/records/{exhibition.notice}/proof").text
    receipt = client.get(address(exhibition.notice)).json()
    assert f'href="{address(exhibition.notice)}"' in page
    assert "下载这件信息的凭据" in page
    assert "gongkai receipt verify" in page
    assert "--file" in page
    for part in receipt["content"]["parts"]:
        assert part["sha256"] in page
    assert data_of(receipt["published"])["content"] in page
    assert "网页上显示的与日志里记的不同" not in page
    assert "不随凭据给出" not in page


def test_the_page_says_which_title_the_receipt_cannot_show(
    client: TestClient, exhibition: Exhibition
) -> None:
    page = client.get(f"/records/{exhibition.rules}/proof").text
    assert "写明它们的那一步还含有不公开的内容" in page


@pytest.fixture
def forged(exhibition: Exhibition, tmp_path: Path) -> Iterator[TestClient]:
    """A reader of a site whose register says another title than was published."""
    source = exhibition.town.home / "views.db"
    copy = tmp_path / "views.db"
    with closing(sqlite3.connect(source)) as views:
        views.execute("VACUUM INTO ?", (str(copy),))
    title = TestClient(create_app(exhibition.site)).get(f"/api/records/{exhibition.notice}")
    told = title.json()["record"]["title"]
    with closing(sqlite3.connect(copy)) as views:
        tables = [name for (name,) in views.execute("SELECT name FROM sqlite_master")]
        for table in tables:
            columns = [row[1] for row in views.execute(f'PRAGMA table_info("{table}")')]
            if {"id", "title", "document_number"} <= set(columns):
                views.execute(
                    f'UPDATE "{table}" SET title = ? WHERE id = ?', (FORGED, exhibition.notice)
                )
            if {"record", "number", "row"} <= set(columns):
                views.execute(
                    f'UPDATE "{table}" SET row = replace(row, ?, ?) WHERE record = ?',
                    (told, FORGED, exhibition.notice),
                )
        views.commit()
    engine = open_views(copy)
    yield TestClient(create_app(replace(exhibition.site, views=engine)))
    engine.dispose()
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_a_changed_row_of_the_register_is_not_shown_as_proven(
    forged: TestClient, client: TestClient, exhibition: Exhibition
) -> None:
    assert FORGED in forged.get(f"/records/{exhibition.notice}").text
    page = forged.get(f"/records/{exhibition.notice}/proof").text
    title = client.get(f"/api/records/{exhibition.notice}").json()["record"]["title"]
    assert "网页上显示的与日志里记的不同" in page
    assert f"网页上显示“{FORGED}”，日志里是“{title}”" in page
    assert page.count(FORGED) == 1
    assert f"“{title}”的公开，记在公开日志第" in page


def test_a_changed_row_of_the_register_does_not_get_into_a_receipt(
    forged: TestClient, client: TestClient, exhibition: Exhibition
) -> None:
    ours = forged.get(address(exhibition.notice)).content
    assert ours == client.get(address(exhibition.notice)).content
    assert FORGED not in ours.decode()
