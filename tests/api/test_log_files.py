"""The log over HTTP, byte for byte, with the caching its specification asks for."""

from fastapi.testclient import TestClient

from domain.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from domain.notes import VerifierKey
from tests.api.exhibition import Exhibition


def test_the_checkpoint_is_text_and_never_cached(
    client: TestClient, exhibition: Exhibition
) -> None:
    answer = client.get("/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    key = VerifierKey.parse(client.get("/log/vkey").text.strip())
    head, _ = open_checkpoint(answer.content, key)
    assert head.size == exhibition.town.position


def test_the_key_is_one_line(client: TestClient, exhibition: Exhibition) -> None:
    answer = client.get("/log/vkey")
    assert answer.text == f"{exhibition.site.vkey}\n"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_tiles_and_bundles_never_change(client: TestClient, exhibition: Exhibition) -> None:
    size = exhibition.town.position
    for path in (f"/log/tile/0/000.p/{size}", f"/log/tile/entries/000.p/{size}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"] == "application/octet-stream"


def test_nothing_but_the_log_is_served(client: TestClient) -> None:
    for path in (
        "/log/tile/0/000.p/999",
        "/log/tile/0/%2e%2e/%2e%2e/checkpoint",
        "/log/tile/%2e%2e/%2e%2e/journal.db",
        "/log/tile/9/000",
        "/log/tile//etc/passwd",
        "/log/.new/x",
    ):
        assert client.get(path).status_code == 404


def test_the_page_tells_how_to_check_with_and_without_us(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get("/log").text
    position = exhibition.town.position
    assert f"索引已到第 {position} 号事件，共 {position} 号" in text
    assert exhibition.site.founding in text
    assert exhibition.site.vkey in text
    assert "gongkai --home 副本 verify" in text
    assert f"/log/tile/entries/000.p/{position}" in text
    assert "不能证明" in text


def test_a_checkpoint_that_somebody_kept_is_compared_with_the_log_of_today(
    client: TestClient, exhibition: Exhibition
) -> None:
    now = client.get("/log/checkpoint").text

    def told(kept: str) -> str:
        page = client.get("/log", params={"kept": kept})
        assert page.status_code == 200
        return page.text

    # As a form sends it, with the line ends of the web and none at the end.
    assert "与现在公布的完全一样" in told(now.rstrip("\n").replace("\n", "\r\n"))
    log, half = exhibition.site.log, exhibition.town.position // 2
    root = log.consistency(half).old_root
    earlier = _signed(exhibition, half, root)
    assert f"您保存时的 {half} 个事件一个不少" in told(earlier)
    assert "有事件被改动、删去或插入" in told(_signed(exhibition, half, bytes(32)))
    assert "只有" in told(_signed(exhibition, half * 4, root))
    assert "不是本日志签名的检查点" in told(now.replace("\n", "\n1", 1))
    assert "不是本日志签名的检查点" in told("检查点")
    assert "不是本日志签名的检查点" in told("9" * 20_000)
    assert 'role="status"' not in client.get("/log").text


def _signed(exhibition: Exhibition, size: int, root: bytes) -> str:
    """A checkpoint as the log's own key would have signed it."""
    key = VerifierKey.parse(exhibition.site.vkey)
    head = Checkpoint(key.name, size, root)
    return sign_checkpoint(head, key.name, exhibition.town.log_key.sign, key.public_key)
