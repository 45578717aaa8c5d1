"""Who reaches the cluster, how, and what is said when it cannot be reached."""

import socket

import pytest

from search.elastic import Access, Credential, ElasticEngine, ElasticReader, Layout
from search.elastic.connection import failure
from search.elastic.layout import mapping
from search.engine import (
    CompiledQuery,
    EngineUnavailable,
    Page,
    QuestionRefused,
    Term,
    TooSlow,
)
from search.fields import ANALYSED, COUNTED, FACETED, KEYWORDS, NUMBERS, ORDERING


def test_a_credential_is_a_user_and_a_secret_or_an_api_key_and_never_shows_itself() -> None:
    user = Credential.read("portal:a:secret with colon\n")
    assert (user.user, user.secret) == ("portal", "a:secret with colon")
    key = Credential.read(" VnVhQ2ZHY0JDZGJrU== ")
    assert (key.user, key.secret) == (None, "VnVhQ2ZHY0JDZGJrU==")
    access = Access(("https://a:9200",), credential=user)
    assert "secret with" not in f"{user!r}{access!r}"


@pytest.mark.parametrize("written", ["", "  ", ":", "user:", ":secret"])
def test_half_a_credential_is_none(written: str) -> None:
    with pytest.raises(ValueError, match="凭证"):
        Credential.read(written)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "es.example",
        "https://es.example",
        "ftp://es:9200",
        "https://u:geheim@es:9200",
        "http://:1",
        "https://es:99999",
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused_without_repeating_it(
    url: str,
) -> None:
    with pytest.raises(ValueError, match="地址") as refused:
        Access((url,))
    assert "geheim" not in str(refused.value)


def test_a_credential_is_sent_in_clear_to_this_machine_only() -> None:
    portal = Credential("secret", "portal")
    with pytest.raises(ValueError, match="https"):
        Access(("https://es:9200", "http://es:9200"), credential=portal)
    for here in ("http://127.0.0.1:9200", "http://localhost:9200", "http://[::1]:9200"):
        Access((here,), credential=portal)
    Access(("http://es:9200",))
    with pytest.raises(ValueError, match="地址"):
        Access(())


@pytest.mark.parametrize("alias", ["", "Gongkai", "-a", "a b", "a*", "a,b", "../x", "a/b", "档案"])
def test_an_alias_that_could_mean_something_else_is_refused(alias: str) -> None:
    with pytest.raises(ValueError, match="别名"):
        Layout(alias)


def test_an_index_is_ours_by_its_whole_name() -> None:
    layout = Layout("gongkai")
    name = layout.name(12)
    assert layout.number(name) == 12
    assert layout.readable(name)
    assert not layout.readable("gongkai-a0-00000000-12")
    assert layout.number("gongkai-a0-00000000-12") == 12
    for other in ("gongkai-archive", "gongkai-a1-x-1", f"x{name}", f"{name}x", "gongkai-beside"):
        assert layout.number(other) is None


def test_the_mapping_has_the_fields_of_both_engines_and_takes_no_other() -> None:
    made = mapping()
    assert made["dynamic"] == "strict"
    assert made["_source"] == {"enabled": False}
    shared = {*KEYWORDS, *ANALYSED, *FACETED, *NUMBERS, *COUNTED, *ORDERING}
    assert set(made["properties"]) == shared | {"version", "changed"}


def test_nothing_is_asked_of_the_cluster_before_the_first_question() -> None:
    """An archive starts and takes acts while its cluster is away."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        reader, engine = ElasticReader(Access((url,))), ElasticEngine(Access((url,)))
        for asked in (
            reader.position,
            lambda: reader.search(CompiledQuery(filters=(Term("scope", "current"),)), Page()),
            lambda: reader.explain(CompiledQuery(), "r1"),
            lambda: reader.document("r1", 1),
            engine.position,
            lambda: engine.apply([], 1),
            engine.rebuild,
        ):
            with pytest.raises(EngineUnavailable, match="连不上检索服务器"):
                asked()
        reader.close()
        engine.close()


def _error(name: str, *causes: str) -> dict[str, object]:
    found = [{"type": cause, "reason": "公租房"} for cause in causes]
    return {"error": {"type": name, "root_cause": found, "reason": "公租房"}}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, _error("search_phase_execution_exception", "parse_exception"), QuestionRefused),
        (400, _error("x_content_parse_exception"), QuestionRefused),
        (413, "", QuestionRefused),
        (422, None, QuestionRefused),
        (401, _error("security_exception"), EngineUnavailable),
        (403, _error("security_exception"), EngineUnavailable),
        (404, _error("index_not_found_exception"), EngineUnavailable),
        (429, _error("circuit_breaking_exception"), EngineUnavailable),
        (500, _error("null_pointer_exception"), EngineUnavailable),
        (503, _error("search_phase_execution_exception", "no_shard_available"), EngineUnavailable),
        (503, {"error": []}, EngineUnavailable),
        (429, _error("search_phase_execution_exception", "search_timeout_exception"), TooSlow),
        (504, _error("search_timeout_exception"), TooSlow),
    ],
)
def test_an_error_is_of_the_engine_or_of_one_question(
    status: int, body: object, kind: type[EngineUnavailable]
) -> None:
    told = failure(status, body)
    assert type(told) is kind
    assert "公租房" not in str(told)
