"""The public JSON API: what the pages show, for programs."""

import base64
import hashlib
import html
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.merkle_proofs import ConsistencyProof, InclusionProof
from tests.api.exhibition import Exhibition


def get(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_record_tells_its_head_versions_and_steps(
    client: TestClient, exhibition: Exhibition
) -> None:
    detail = get(client, f"/api/records/{exhibition.rules}")
    assert detail["record"]["document_number"] == "清房规〔2023〕2号"
    assert detail["record"]["url"] == f"/records/{exhibition.rules}"
    assert [one["number"] for one in detail["versions"]] == [3, 2, 1]
    newest = detail["versions"][0]
    assert newest["three_people"] is True
    assert newest["approved"]["post"].endswith("主任）") or "主任" in newest["approved"]["post"]
    assert [one["name"] for one in newest["files"]] == ["正文.txt", "附件：申请表.txt"]
    assert detail["replaces"] == [exhibition.old_rules]


def test_the_same_record_is_not_sent_twice(client: TestClient, exhibition: Exhibition) -> None:
    address = f"/api/records/{exhibition.rules}"
    first = client.get(address)
    tag = first.headers["etag"]
    again = client.get(address, headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_text_is_the_derived_text_of_all_parts(
    client: TestClient, exhibition: Exhibition
) -> None:
    answer = client.get(f"/api/records/{exhibition.rules}/versions/3/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("清河县公租房分配管理办法\n")
    assert answer.text.endswith("公租房申请表（样式）")


def test_a_withdrawn_record_is_a_problem_that_carries_its_tombstone(
    client: TestClient, exhibition: Exhibition
) -> None:
    for rest in ("", "/versions/1", "/versions/1/text"):
        answer = client.get(f"/api/records/{exhibition.withdrawn}{rest}")
        assert answer.status_code == 410
        problem = answer.json()
        assert (problem["type"], problem["rule"]) == (
            "/api#Withdrawn",
            "《政府信息公开条例》第十五条",
        )
        left = problem["record"]
        assert left["record"]["title"] == "2019年公租房分配名单"
        assert left["versions"][0]["files"] == []
        assert left["withdrawal"]["reason"].startswith("含有公开后")


def test_a_list_goes_on_at_the_address_it_gives(client: TestClient) -> None:
    first = get(client, "/api/records?limit=25&status=IN_FORCE")
    assert first["total"] == 27
    second = get(client, first["next"])
    assert second["next"] is None
    ids = [one["id"] for one in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) == 27


def test_a_list_may_be_of_one_organ(client: TestClient, exhibition: Exhibition) -> None:
    found = get(client, f"/api/records?organ={exhibition.organ}")
    assert {one["organ"] for one in found["items"]} == {exhibition.organ}


def test_organs_and_their_guides(client: TestClient, exhibition: Exhibition) -> None:
    names = {one["id"]: one for one in get(client, "/api/organs")}
    assert names[exhibition.organ]["records"] == 4
    organ = get(client, f"/api/organs/{exhibition.organ}")
    assert organ["guide"]["telephone"] == "0000-7215600"
    assert get(client, f"/api/organs/{exhibition.bare_organ}")["guide"] is None


def test_search_gives_what_the_page_gives(client: TestClient, exhibition: Exhibition) -> None:
    found = get(client, "/api/search?q=摇号过程&status=IN_FORCE")
    assert found["hits"][0]["record"]["id"] == exhibition.rules
    assert {"text": "摇号过程", "mark": True} in found["hits"][0]["passage"]
    assert found["facets"]["status"][0]["chosen"] is True
    assert found["position"] == get(client, "/api/freshness")["index"]
    facets = get(client, "/api/search/facets?q=摇号过程&status=IN_FORCE")
    assert facets["facets"] == found["facets"]


def test_search_goes_on_at_the_address_it_gives(client: TestClient) -> None:
    first = get(client, "/api/search?q=农村危房改造&limit=20")
    second = get(client, first["next"])
    assert len(second["hits"]) == 4
    assert second["next"] is None


@pytest.mark.parametrize("index", [0, 17, 100])
def test_an_entry_is_proved_to_be_in_the_log(
    client: TestClient, exhibition: Exhibition, index: int
) -> None:
    body = get(client, f"/api/log/inclusion?index={index}")
    proof = InclusionProof.from_json(body)
    proof.verify()
    head = get(client, "/api/log")
    assert (proof.tree_size, proof.root.hex()) == (head["size"], head["root"])
    leaf = exhibition.town.journal.read(index, 1)[0].event.leaf
    assert base64.b64decode(body["leafHash"]) == leaf


def test_an_older_head_is_proved_to_be_the_beginning(client: TestClient) -> None:
    body = get(client, "/api/log/consistency?old=5&new=90")
    ConsistencyProof.from_json(body).verify()
    assert (body["size1"], body["size2"]) == (5, 90)


@pytest.mark.parametrize(
    "query",
    [
        "inclusion?index=100000",
        "inclusion?index=5&size=100000",
        "inclusion?index=-1",
        "inclusion?index=abc",
        "inclusion",
        "consistency?old=100000",
        "consistency?old=0",
        "consistency?old=9&new=3",
    ],
)
def test_a_proof_of_what_is_not_there_is_a_problem(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/log/{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_checkpoint_in_json_is_the_published_one(client: TestClient) -> None:
    head = get(client, "/api/log")
    assert head["checkpoint"] == client.get("/log/checkpoint").text
    assert base64.b64decode(head["checkpoint"].split("\n")[2]).hex() == head["root"]


def test_freshness_names_every_position(client: TestClient, exhibition: Exhibition) -> None:
    position = exhibition.town.position
    assert get(client, "/api/freshness") == {
        "journal": position,
        "register": position,
        "index": position,
        "checkpoint": position,
        "searchable": True,
        "missing": 0,
        "behind": 0,
    }


def test_the_openapi_document_describes_every_public_route(client: TestClient) -> None:
    document = get(client, "/api/openapi.json")
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert operation["tags"] == ["公开"]
    assert set(document["paths"]) >= {
        "/api/records",
        "/api/records/{identity}",
        "/api/records/{identity}/receipt",
        "/api/records/{identity}/versions/{number}",
        "/api/records/{identity}/versions/{number}/text",
        "/api/organs",
        "/api/organs/{identity}",
        "/api/search",
        "/api/search/facets",
        "/api/log",
        "/api/log/inclusion",
        "/api/log/consistency",
        "/api/freshness",
    }
    page = client.get("/api").text
    assert all(path in page for path in document["paths"])


def test_the_page_tells_what_each_parameter_means_and_may_be(client: TestClient) -> None:
    page = client.get("/api").text
    document = get(client, "/api/openapi.json")
    for path, methods in document["paths"].items():
        for given in methods.get("get", {}).get("parameters", ()):
            if given["in"] == "query" and path in ("/api/search", "/api/records", "/api/suggest"):
                assert f'id="{path}.{given["name"]}"' in page
                assert given["description"] in html.unescape(page)
    assert "整数，1到100；不写为20" in page
    assert "IN_FORCE、REPEALED、WITHDRAWN" in page
    assert re.search("/api/search</code></a> 相同，没有 <code>limit</code>", page)


def test_answers_carry_the_shape_that_openapi_promises(
    client: TestClient, exhibition: Exhibition
) -> None:
    document = get(client, "/api/openapi.json")
    shape = document["paths"]["/api/records/{identity}"]["get"]["responses"]["200"]
    name = shape["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    properties = document["components"]["schemas"][name]["properties"]
    assert properties.keys() == get(client, f"/api/records/{exhibition.rules}").keys()


def test_every_kind_of_problem_is_explained_where_its_type_points(client: TestClient) -> None:
    page = client.get("/api").text
    problem = client.get("/api/records/record:none").json()
    assert problem["type"] == "/api#NotFound"
    assert 'id="NotFound"' in page
    assert 'id="Withdrawn"' in page


def test_a_tile_is_what_its_hash_says(client: TestClient, exhibition: Exhibition) -> None:
    size = exhibition.town.position
    entries = client.get(f"/log/tile/entries/000.p/{size}").content
    hashes = client.get(f"/log/tile/0/000.p/{size}").content
    first = entries[2:34]
    assert entries[:2] == (32).to_bytes(2, "big")
    assert hashes[:32] == hashlib.sha256(b"\0" + first).digest()


def test_every_parameter_says_in_chinese_what_it_is(client: TestClient) -> None:
    document = get(client, "/api/openapi.json")
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for one in operation.get("parameters", ()):
                if one["in"] == "query":
                    assert re.search("[\u4e00-\u9fff]", one.get("description", "")), (path, one)
            assert "429" in operation["responses"], path
            if path.startswith(("/api/search", "/api/dump")):
                assert re.search("[\u4e00-\u9fff]", operation["description"]), path
    parameters = {one["name"]: one for one in document["paths"]["/api/search"]["get"]["parameters"]}
    assert set(parameters) == {
        *("q", "organ", "field", "phase", "kind", "year", "status", "after", "before"),
        *("sort", "versions", "within", "as_of", "cursor", "limit"),
    }
    assert parameters["limit"]["schema"]["maximum"] == 100
    assert "文号" in parameters["q"]["examples"]


def test_search_by_address_is_the_page_by_address(
    client: TestClient, exhibition: Exhibition
) -> None:
    query = "q=农村危房改造&after=2018&before=2020&kind=notice&limit=2"
    first = get(client, f"/api/search?{query}")
    assert (first["count"], first["months"]) == (3, {"201805": 1, "201905": 1, "202005": 1})
    assert len(get(client, first["next"])["hits"]) == 1
    permalink = get(client, first["permalink"])
    assert permalink["count"] == 3
    cited = get(client, first["cited"])
    assert cited["count"] == 3
    assert cited["cited"] == first["cited"]
    assert "as_of" in [note["code"] for note in cited["notes"]]
    told = get(client, "/api/search?q=公租房&after=昨天")["notes"]
    assert "date_unreadable" in [note["code"] for note in told]
    page = client.get(first["permalink"].replace("/api/search", "/search"))
    assert "3 件" in page.text


def test_a_hit_says_which_file_it_is_of(client: TestClient, exhibition: Exhibition) -> None:
    hit = get(client, "/api/search?q=公租房申请表 样式")["hits"][0]
    assert hit["record"]["id"] == exhibition.rules
    assert "attachment" in hit["where"]
    assert hit["attachment"] == "附件：申请表.txt"
