"""The record page, its versions, its files, and its tombstone."""

import base64
import html
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.portal.pages import day
from domain.content import ClearPart
from domain.errors import Malformed, NotFound
from domain.merkle_proofs import InclusionProof
from projections.published_log import PublishedLog
from tests.api.exhibition import Exhibition, exhibit, open_site
from tests.town import Town

HEAD = ("索引号", "发文机关", "文号", "成文日期", "公开日期", "公开方式", "主题", "有效期")


def head_of(text: str) -> dict[str, str]:
    block = re.search(r'<dl class="head">(.*?)</dl>', text, re.DOTALL)
    assert block
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", block[1])
    return {label: re.sub("<[^>]+>", "", value) for label, value in pairs}


def test_a_record_shows_its_official_head_in_order(
    client: TestClient, exhibition: Exhibition
) -> None:
    head = head_of(client.get(f"/records/{exhibition.rules}").text)
    assert tuple(head) == HEAD
    assert head["索引号"] == "11990126QH0100345C/2023-00012"
    assert head["文号"] == "清房规〔2023〕2号"
    assert head["公开方式"] == "主动公开"
    assert head["有效期"] == "2023年3月1日至2028年2月28日"


def test_what_a_record_does_not_state_is_said_to_be_not_stated(
    client: TestClient, exhibition: Exhibition
) -> None:
    head = head_of(client.get(f"/records/{exhibition.migrated}").text)
    assert [label for label, value in head.items() if value == "未载明"] == [
        "索引号",
        "文号",
        "成文日期",
        "有效期",
    ]


def test_the_proof_names_posts_and_never_persons(
    client: TestClient, exhibition: Exhibition
) -> None:
    for address in (f"/records/{exhibition.rules}", f"/api/records/{exhibition.rules}"):
        text = client.get(address).text
        assert "住房保障股经办" in text
        assert "政务公开岗" in text
        assert "中心经办人" not in text
        assert "officer:" not in text
    assert "三名不同的工作人员" in client.get(f"/records/{exhibition.rules}").text


def test_the_proof_of_a_record_is_a_page_that_says_what_it_proves_with_the_file_to_download(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/records/{exhibition.rules}").text
    address = f"/records/{exhibition.rules}/proof"
    assert f'href="{address}"' in text
    assert "/api/log/inclusion" not in text
    page = client.get(address)
    assert page.status_code == 200
    for said in ("证明了什么", "没有证明什么", "自己核对", "政务公开岗"):
        assert said in page.text
    file = re.search(r'href="(/api/log/inclusion[^"]+)" download="([^"]+\.json)"', page.text)
    assert file
    proof = client.get(html.unescape(file[1])).json()
    InclusionProof.from_json(proof).verify()
    assert base64.b64decode(proof["leafHash"]).hex() in page.text
    assert base64.b64decode(proof["root"]).hex() in page.text


def test_a_migrated_record_has_its_proof_and_a_withdrawn_one_its_tombstone(
    client: TestClient, exhibition: Exhibition
) -> None:
    assert "这次迁移" in client.get(f"/records/{exhibition.migrated}/proof").text
    assert client.get(f"/records/{exhibition.withdrawn}/proof").status_code == 410
    assert client.get(f"/records/{exhibition.draft}/proof").status_code == 404


def test_a_proof_before_its_checkpoint_asks_to_wait(exhibition: Exhibition, tmp_path: Path) -> None:
    site = replace(exhibition.site, log=PublishedLog(tmp_path))
    page = TestClient(create_app(site)).get(f"/records/{exhibition.rules}/proof")
    assert page.status_code == 200
    assert "请刷新这一页" in page.text
    assert "download" not in page.text


def test_a_migrated_record_says_who_brought_it_from_where_and_that_nobody_reviewed_it(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/records/{exhibition.migrated}").text
    assert "没有经过本系统的保密审查和签发" in text
    assert "由迁移员迁移，来源：县政府旧门户网站" in text
    assert "清政办〔2026〕3号《关于迁移历史政府信息的通知》" in text
    assert "三名不同的工作人员" not in text


def test_a_page_carries_the_tags_of_government_sites(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/records/{exhibition.rules}").text
    tags = dict(re.findall(r'<meta name="([^"]+)" content="([^"]*)">', text))
    assert tags["SiteName"] == "清河县政府信息公开档案"
    assert tags["SiteDomain"] == "qinghe.example"
    assert tags["SiteIDCode"] == "9901260001"
    assert tags["ColumnName"] == "保障性住房"
    assert tags["ArticleTitle"] == "清河县公租房分配管理办法"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", tags["PubDate"])
    assert tags["ContentSource"] == "清河县住房保障服务中心"


def test_the_page_of_a_migrated_record_has_the_public_date_of_the_old_site(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/records/{exhibition.migrated}").text
    assert '<meta name="PubDate" content="2023-05-06">' in text


def test_an_interpretation_and_its_document_lead_to_each_other(town: Town) -> None:
    rules = town.publish_record(title="清河县公租房管理办法").id
    reading = town.publish_record(
        title="《清河县公租房管理办法》政策解读", kind="interpretation"
    ).id
    opened = open_site(town)
    client = TestClient(create_app(opened.site))
    assert f'解读：<a href="/records/{reading}">' in client.get(f"/records/{rules}").text
    assert f'解读的是：<a href="/records/{rules}">' in client.get(f"/records/{reading}").text
    assert client.get(f"/api/records/{rules}").json()["interpreted_by"] == [reading]
    assert client.get(f"/api/records/{reading}").json()["interprets"] == [rules]
    opened.close()


def test_a_repealed_record_stays_readable_and_leads_to_what_replaced_it(
    client: TestClient, exhibition: Exhibition
) -> None:
    answer = client.get(f"/records/{exhibition.old_rules}")
    assert answer.status_code == 200
    assert "2023年6月1日起废止。" in answer.text
    assert f'href="/records/{exhibition.rules}"' in answer.text
    assert (
        f'href="/records/{exhibition.old_rules}"' in client.get(f"/records/{exhibition.rules}").text
    )


def test_required_parts_of_the_kind_stand_before_the_text(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/records/{exhibition.guide}").text
    assert re.search(r"<dt>咨询渠道</dt><dd>0000-7215600</dd>", text)


def test_a_withdrawn_record_is_a_tombstone_at_each_of_its_addresses(
    client: TestClient, exhibition: Exhibition
) -> None:
    base = f"/records/{exhibition.withdrawn}"
    for address in (
        base,
        f"{base}/versions/1",
        f"{base}/versions/1/files/1",
        f"{base}/comparison",
    ):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "含有公开后会损害他人合法权益的个人隐私" in answer.text
        assert "《政府信息公开条例》第十五条" in answer.text
        assert "清河县住房保障服务中心 主任" in answer.text
        assert "八十六户" not in answer.text


def test_a_withheld_title_is_told_nowhere(client: TestClient, exhibition: Exhibition) -> None:
    for address in (
        f"/records/{exhibition.withheld}",
        f"/api/records/{exhibition.withheld}",
        f"/api/records/{exhibition.withheld}/versions/1",
    ):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "2018年" not in answer.text
    for address in (
        "/records?status=WITHDRAWN",
        "/search?q=2018年公租房申请家庭名单",
        "/api/records?status=WITHDRAWN",
        "/feed.atom",
        "/sitemap.xml",
    ):
        assert exhibition.withheld not in client.get(address).text


def test_a_draft_does_not_exist(client: TestClient, exhibition: Exhibition) -> None:
    for address in (
        f"/records/{exhibition.draft}",
        f"/records/{exhibition.draft}/versions/1",
        f"/api/records/{exhibition.draft}",
    ):
        assert client.get(address).status_code == 404
    assert "尚未公开的草稿" not in client.get("/search?q=尚未公开的草稿").text.replace(
        'value="尚未公开的草稿"', ""
    ).replace("“尚未公开的草稿”", "").replace("检索：尚未公开的草稿", "")


def test_an_old_version_says_that_it_is_old(client: TestClient, exhibition: Exhibition) -> None:
    text = client.get(f"/records/{exhibition.rules}/versions/1").text
    assert "您看到的是旧版本" in text
    assert "2400元" in text
    assert "2800元" not in text
    present = client.get(f"/records/{exhibition.rules}/versions/3").text
    assert "您看到的是旧版本" not in present


def test_a_version_that_never_was_is_not_found(client: TestClient, exhibition: Exhibition) -> None:
    assert client.get(f"/records/{exhibition.rules}/versions/9").status_code == 404
    assert client.get(f"/records/{exhibition.rules}/versions/0").status_code == 422
    assert client.get(f"/records/{exhibition.rules}/versions/1/files/7").status_code == 404


def test_an_original_is_downloaded_byte_for_byte_under_its_own_name(
    client: TestClient, exhibition: Exhibition
) -> None:
    answer = client.get(f"/records/{exhibition.rules}/versions/3/files/2")
    assert answer.content == "附件\n公租房申请表（样式）".encode("gb18030")
    assert answer.headers["content-type"] == "text/plain"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; filename=\"original.txt\"; filename*=UTF-8''")
    assert "%E9%99%84%E4%BB%B6" in disposition


def test_an_html_original_is_never_shown_inline(client: TestClient, exhibition: Exhibition) -> None:
    answer = client.get(f"/records/{exhibition.notice}/versions/1/files/1")
    assert b"<script>" in answer.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    ['坏"名\r\nSet-Cookie: a=b.txt', "../../etc/passwd", "a\\b\\c.txt", "...", "名" * 400],
)
def test_a_hostile_file_name_stays_one_header(town: Town, name: str) -> None:
    shown = exhibit(town)
    parts = [ClearPart(name, "text/plain", b"x", "正文", "text/1")]
    site = replace(shown.site, open=lambda _: tuple(parts))
    with TestClient(create_app(site)) as client:
        answer = client.get(f"/records/{shown.rules}/versions/1/files/1")
    shown.close()
    disposition = answer.headers["content-disposition"]
    assert disposition.isascii()
    assert "set-cookie" not in answer.headers
    assert "/" not in disposition
    assert "\\" not in disposition
    assert len(disposition) < 1500


def test_a_text_whose_key_is_gone_leaves_its_head(exhibition: Exhibition) -> None:
    def gone(_: object) -> tuple[ClearPart, ...]:
        raise NotFound("内容的密钥已不存在")

    site = replace(exhibition.site, open=gone)
    with TestClient(create_app(site)) as client:
        page = client.get(f"/records/{exhibition.rules}")
        assert page.status_code == 200
        assert "原文已不能打开" in page.text
        assert client.get(f"/records/{exhibition.rules}/versions/1/files/1").status_code == 404
        assert "无法比较正文" in client.get(f"/records/{exhibition.rules}/comparison").text
        text = client.get(f"/api/records/{exhibition.rules}/versions/1/text")
        assert text.status_code == 404


def test_a_damaged_text_is_our_failure_and_not_hidden(exhibition: Exhibition) -> None:
    def damaged(_: object) -> tuple[ClearPart, ...]:
        raise Malformed("内容文件与密钥不符:0a1b")

    site = replace(exhibition.site, open=damaged)
    with TestClient(create_app(site), raise_server_exceptions=False) as client:
        answer = client.get(f"/records/{exhibition.rules}")
    assert answer.status_code == 500
    assert "0a1b" not in answer.text


def test_a_comparison_says_how_many_changes_and_in_which_articles(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/records/{exhibition.rules}/comparison?old=1&new=2").text
    assert "3 处改动" in text
    assert "在第四条、第十一条" in text
    assert re.search(r"<del><span class=\"skip\">删去：</span>2400</del>", text)
    assert re.search(r"<ins><span class=\"skip\">新增：</span>2800</ins>", text)
    assert re.search(r"<summary>\d+ 段没有改动</summary>", text)


def test_without_versions_the_last_two_are_compared(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/records/{exhibition.rules}/comparison").text
    assert '<option value="2" selected>' in text
    assert '<option value="3" selected>' in text


def test_the_same_version_twice_says_so(client: TestClient, exhibition: Exhibition) -> None:
    text = client.get(f"/records/{exhibition.rules}/comparison?old=2&new=2").text
    assert "这是同一版" in text


def test_the_list_of_records_is_counted_ordered_and_paged(client: TestClient) -> None:
    first = client.get("/records").text
    assert "28 件" in first
    following = re.search(r'href="(/records\?after=[^"]+)" rel="next"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert "回到第一页" in second
    seen = [re.findall(r'<h2><a href="([^"]+)"', text) for text in (first, second)]
    assert len(seen[0]) == 20
    assert len(set(seen[0]) | set(seen[1])) == 28


def test_a_list_may_be_filtered_and_a_wrong_cursor_is_refused(client: TestClient) -> None:
    assert "1 件" in client.get("/records?status=REPEALED").text
    assert "1 件" in client.get("/records?status=WITHDRAWN").text
    assert "28 件" in client.get("/records?status=whatever").text
    assert client.get("/records?after=nonsense").status_code == 422


def test_an_organ_shows_its_guide_and_what_it_published(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get(f"/organs/{exhibition.organ}").text
    for shown in ("中心办公室（政务公开岗）", "清河县建设街56号二楼", 'href="tel:0000-7215600"'):
        assert shown in text
    assert "也叫县住房保障中心、清河县房管局、县公租房中心" in text
    assert '<dd class="soft">未载明</dd>' in text
    bare = client.get(f"/organs/{exhibition.bare_organ}").text
    assert "还没有登记公开指南" in bare
    assert client.get("/organs/organ:none").status_code == 404


def test_a_new_archive_says_what_it_will_hold(town: Town) -> None:
    opened = open_site(town)
    with TestClient(create_app(opened.site)) as client:
        home = client.get("/")
        assert home.status_code == 200
        assert "这里还没有公开任何信息" in home.text
        for address in ("/search", "/search?q=公租房", "/records", "/organs", "/log", "/feed.atom"):
            assert client.get(address).status_code == 200
    opened.close()


def test_a_demonstration_says_so_on_every_page(town: Town) -> None:
    shown = exhibit(town, demo=True)
    with TestClient(create_app(shown.site)) as client:
        for address in (
            "/",
            "/search",
            "/records",
            f"/records/{shown.rules}",
            f"/records/{shown.rules}/versions/1",
            f"/records/{shown.rules}/comparison",
            f"/records/{shown.withdrawn}",
            "/organs",
            f"/organs/{shown.organ}",
            "/log",
            "/api",
            "/nowhere",
        ):
            assert "示范数据" in client.get(address).text
        assert "示范数据" in client.get("/feed.atom").text
        assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    shown.close()


def test_a_real_archive_never_says_demonstration(client: TestClient) -> None:
    assert "示范数据" not in client.get("/").text


def test_days_are_written_as_documents_write_them() -> None:
    assert day(date(2023, 5, 8)) == "2023年5月8日"
    assert day(None) == "未载明"
