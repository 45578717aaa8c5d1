"""The commands of records and registry that a plain life does not need, and what they refuse."""

from pathlib import Path
from typing import Any

import pytest

from tests.premises import Premises, furnish
from tests.terminal import Ran, gongkai
from tests.town import Town


@pytest.fixture(scope="module")
def premises(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME for this module."""
    return furnish(founded_town, tmp_path_factory.mktemp("records"))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A body."""
    path = tmp_path_factory.mktemp("body") / "正文.txt"
    path.write_text("第一条 正文。\n", "utf-8")
    return path


def run(premises: Premises, role: str, *arguments: object) -> Ran:
    """A command signed by the officer of a role."""
    signed = ["--as", premises.names[role], "--passphrase-file", premises.passphrase_file]
    return gongkai(premises.home, *arguments, *signed)


def act(premises: Premises, role: str, *arguments: object) -> Any:
    """One that must be fine; its answer."""
    return run(premises, role, *arguments, "--json").fine().json


def refused(premises: Premises, role: str, *arguments: object) -> str:
    """One that must be refused, nothing written."""
    before = premises.position()
    ran = run(premises, role, *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert premises.position() == before
    return ran.err


def draft(premises: Premises, file: Path, *more: object) -> str:
    """A draft of kind `other`."""
    command = ["record", "draft", file, "--title", "题目", "--kind", "other", "--phase", "RESULT"]
    return str(act(premises, "drafter", *command, *more)["record"])


def cleared(premises: Premises, record: str) -> None:
    """Hand in and clear."""
    review = act(premises, "drafter", "review", "open", record)["review"]
    act(
        premises,
        *("reviewer", "review", "conclude", review, "--decision", "CLEARED", "--opinion", "可以"),
        *("--accuracy", "已核", "--timeliness", "及时", "--completeness", "齐全"),
    )


def test_a_kind_with_many_parts_is_drafted_with_its_attributes(
    premises: Premises, file: Path
) -> None:
    command = ["record", "draft", file, "--title", "公示", "--kind", "public_notice"]
    command += ["--phase", "MANAGEMENT", "--formed-on", "2026-03-01"]
    assert "[attributes.公示期限]" in refused(premises, "drafter", *command)
    command += ["--attribute", "公示期限=7天", "--attribute", "异议渠道 = 电话 0000"]
    record = act(premises, "drafter", *command)["record"]
    assert "应写成" in refused(premises, "drafter", *command, "--attribute", "没有等号")
    act(premises, "drafter", "record", "revise", record, file, "--index-number", "QH-1")
    said = refused(premises, "drafter", "record", "revise", record, file, "--index-number", "QH-2")
    assert "[index_number]" in said


def test_a_file_that_cannot_be_read_is_refused_by_name(premises: Premises, tmp_path: Path) -> None:
    for name, data in (("空.txt", b" \n"), ("a.pdf", b"%PDF-1.7"), ("b.txt", b"\xff\x00\xff")):
        (tmp_path / name).write_bytes(data)
        command = ["record", "draft", tmp_path / name, "--title", "题", "--kind", "other"]
        said = refused(premises, "drafter", *command, "--phase", "RESULT")
        assert f"[file] 文件“{name}”读不了" in said


def test_a_version_is_sent_back_before_and_after_it_was_signed(
    premises: Premises, file: Path
) -> None:
    record = draft(premises, file)
    act(premises, "approver", "record", "return", record, "--because", "请核对")
    cleared(premises, record)
    act(premises, "approver", "record", "approve", record)
    act(premises, "approver", "record", "return", record, "--because", "再核对")
    assert "重新送审" in refused(premises, "approver", "record", "approve", record)


def test_openness_is_changed_on_re_examination_and_must_be_reasoned(
    premises: Premises, file: Path
) -> None:
    record = draft(premises, file)
    change = ["record", "reclassify", record, "--openness", "ON_REQUEST"]
    assert "[openness.reason]" in refused(premises, "approver", *change, "--openness-reason", " ")
    act(premises, "approver", *change, "--openness-reason", "仅对特定对象")
    said = refused(
        *(premises, "approver", "record", "reclassify", record, "--openness", "WITHHELD"),
        *("--openness-reason", "内部", "--openness-ground", "D9"),
    )
    assert "[ground] 没有“D9”这个不公开理由" in said


def test_channels_are_named_from_the_list(premises: Premises, file: Path) -> None:
    record = draft(premises, file)
    cleared(premises, record)
    act(premises, "approver", "record", "approve", record)
    publish = ["record", "publish", record, "--channel"]
    assert "[channel] 没有“RADIO”这个渠道" in refused(premises, "approver", *publish, "RADIO")
    said = refused(premises, "approver", *publish, "PORTAL", "--channel", "portal")
    assert "同一渠道写了两次" in said
    act(premises, "publisher", *publish, "new_media=https://example.cn/a?b=c")
    assert "已经在这个渠道公开过" in refused(
        premises, "publisher", *("record", "post", record), "--channel",
        "NEW_MEDIA=https://example.cn/a?b=c",
    )  # fmt: skip


def test_the_ladders_are_not_mixed(premises: Premises, file: Path) -> None:
    record = draft(premises, file)
    review = act(premises, "drafter", "review", "open", record)["review"]
    refer = ["review", "refer", review, "--body", "机构", "--question", "请确定", "--step"]
    assert "不得混用" in refused(premises, "reviewer", *refer, "COMPETENT")
    act(premises, "reviewer", *refer, "INTERNAL")
    determine = ["review", "determine", review, "--document", "复函", "--answer"]
    assert "[answer]" in refused(premises, "reviewer", *determine, "FIT")
    act(premises, "reviewer", *determine, "SECRET")
    conclude = ["review", "conclude", review, "--opinion", "涉密", "--decision"]
    assert "不能作出“可以公开”的结论" in refused(premises, "reviewer", *conclude, "CLEARED")
    act(premises, "reviewer", *conclude, "REFUSED", "--refusal-ground", "D1")
    assert "不得公开" in refused(premises, "approver", "record", "approve", record)


def test_a_key_is_retired_by_two_and_a_lost_one_is_revoked_and_confirmed(
    premises: Premises,
) -> None:
    name = premises.supervisor
    act(premises, "first", "officer", "retire-key", name)
    said = refused(premises, "first", "officer", "confirm-retirement", name)
    assert "必须由两名登记员分别办理" in said
    act(premises, "second", "officer", "confirm-retirement", name)
    assert "已停用" in run(premises, "supervisor", "trail").err

    code = act(premises, "first", "officer", "code", name)["code"]
    again = gongkai(
        premises.home,
        *("key", "make", name, "--code", code),
        *("--passphrase-file", premises.passphrase_file),
    )
    assert "密钥已制作" in again.fine().out
    used = gongkai(
        premises.home,
        *("key", "make", name, "--code", code),
        *("--passphrase-file", premises.passphrase_file),
    )
    assert (used.code, "一次性代码不对" in used.err) == (1, True)
    act(premises, "second", "officer", "enrol-key", name)
    act(premises, "first", "officer", "confirm-key", name)
    assert run(premises, "supervisor", "trail").code == 0

    act(premises, "first", "officer", "revoke-key", name, "--because", "遗失")
    assert run(premises, "supervisor", "trail").code == 1
    assert "分别办理" in refused(premises, "first", "officer", "confirm-revocation", name)
    act(premises, "second", "officer", "confirm-revocation", name)


def test_a_registrar_who_is_left_alone_restores_others_under_an_order(
    founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path)
    for role in ("second", "third"):
        name = premises.names[role]
        act(premises, role, "officer", "revoke-key", name, "--because", "口令泄露")
    restored = gongkai(
        premises.home,
        *("restore-registrars", "--order", "清政人〔2026〕9号", "--registrar", "ding=丁某"),
        *("--passphrase-file", premises.passphrase_file, "--remaining", premises.first),
        *("--remaining-passphrase-file", premises.passphrase_file, "--json"),
    )
    (officer,) = restored.fine().json["officers"]
    assert gongkai(premises.home, "officer", "show", "ding", "--json").json["officer"] == officer
    verified = gongkai(premises.home, "verify").fine().out
    assert "依命令恢复登记员" in verified


def test_a_draft_and_its_review_are_read_by_those_who_judge_them_only(
    premises: Premises, tmp_path: Path
) -> None:
    body = tmp_path / "名单.txt"
    body.write_text("联系人手机 13800138000。\n", "utf-8")
    record = draft(premises, body)
    review = act(premises, "drafter", "review", "open", record)["review"]
    for role in ("drafter", "reviewer", "approver"):
        told = act(premises, role, "record", "file", record)
        assert (told["state"], told["review"]) == ("DRAFTED", review)
        assert "13800138000" in told["text"]
    shown = run(premises, "reviewer", "review", "show", review).fine().out
    assert "手机号码 1 处" in shown
    assert "13800138000" not in shown
    assert act(premises, "reviewer", "review", "show", review)["findings"][0]["kind"] == "MOBILE"
    assert "联系人手机" in run(premises, "approver", "record", "file", record).fine().out
    for role in ("first", "migrator"):
        for command in (["record", "file", record], ["review", "show", review]):
            assert "您的岗位不能查看这些内容" in refused(premises, role, *command)


def test_another_organ_s_draft_is_not_read(premises: Premises, file: Path) -> None:
    record = draft(premises, file)
    name = premises.publisher
    posts = gongkai(premises.home, "officer", "show", name, "--json").json["posts"]
    act(premises, "first", "organ", "enrol", "清河县民政局")
    granted = act(
        premises,
        *("first", "officer", "grant-post", name, "--role", "publisher"),
        *("--organ", "清河县民政局"),
    )
    act(premises, "second", "officer", "confirm-post", name, granted["post_id"])
    act(premises, "first", "officer", "end-post", name, posts[0]["id"])
    assert "另一个机关" in refused(premises, "publisher", "record", "file", record)
