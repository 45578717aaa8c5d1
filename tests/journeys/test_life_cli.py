"""A complete life on the command line: found, register, draft, review, sign, publish, amend, end.

The first steps and the turning points are real processes; the rest runs through the same entry
point in this one.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.bootstrap import open_archive
from ops.settings import Settings
from tests.terminal import Ran, gongkai, spawned

ORIGIN = "baishui.gov.example/gongkai"
PASSPHRASE = "a passphrase nobody may see 7"
ORGAN = "白水县住房和城乡建设局"
TITLE = "白水县保障性住房申请审核办法"


class Life:
    """One archive and the people in it, as they type."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "var"
        self.folder = folder
        self.passphrases = folder / "passphrase"
        self.passphrases.write_text(PASSPHRASE + "\n", "utf-8")
        self.said: list[str] = []

    def run(self, *arguments: object, really: bool = False) -> Ran:
        ran = spawned(self.home, *arguments) if really else gongkai(self.home, *arguments)
        self.said += [ran.out, ran.err]
        return ran

    def act(self, officer: str, *arguments: object, really: bool = False) -> Any:
        """An acting command that must be fine; its answer."""
        ran = self.run(*arguments, *self.signed(officer), "--json", really=really)
        answer = ran.fine().json
        assert answer["covered"] is True
        assert answer["repeated"] is False
        return answer

    def refuse(self, officer: str, *arguments: object, really: bool = False) -> str:
        """An acting command that must be refused, in Chinese, with nothing written."""
        before = self.position()
        ran = self.run(*arguments, *self.signed(officer), really=really)
        assert (ran.code, ran.out) == (1, "")
        assert re.match(r"未办理:.*[\u4e00-\u9fff]", ran.err)
        assert "Traceback" not in ran.err
        assert self.position() == before
        return ran.err

    def signed(self, officer: str) -> list[object]:
        return ["--as", officer, "--passphrase-file", self.passphrases]

    def position(self) -> int:
        with open_archive(Settings(home=self.home)) as services:
            return services.journal.position()

    def file(self, text: str) -> Path:
        path = self.folder / "正文.txt"
        path.write_text(text, "utf-8")
        return path

    def found(self) -> Any:
        registrars = [
            "--registrar",
            "jia=甲某",
            "--registrar",
            "yi=乙某",
            "--registrar",
            "bing=丙某",
        ]
        files = ["--passphrase-file", self.passphrases] * 3
        return self.run("found", "--origin", ORIGIN, *registrars, *files, "--json", really=True)

    def seat(self, sign_in: str, name: str, role: str, organ: str | None) -> None:
        """Enrol an officer, his key and his post, each with two registrars."""
        code = self.act("jia", "officer", "enrol", sign_in, "--name", name)["code"]
        made = self.run(
            *("key", "make", sign_in, "--code", code),
            *("--passphrase-file", self.passphrases, "--json"),
        )
        assert made.fine().json["officer"].startswith("officer:")
        self.act("jia", "officer", "enrol-key", sign_in)
        self.act("yi", "officer", "confirm-key", sign_in)
        where = [] if organ is None else ["--organ", organ]
        granted = self.act("jia", "officer", "grant-post", sign_in, "--role", role, *where)
        self.act("yi", "officer", "confirm-post", sign_in, granted["post_id"])


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """A founded archive with an organ and its three officers, and a supervisor."""
    life = Life(tmp_path_factory.mktemp("life"))
    founded = life.found().fine().json
    assert re.fullmatch("[0-9a-f]{64}", founded["founding"])
    assert founded["vkey"].startswith(f"{ORIGIN}+")
    life.act("jia", "organ", "enrol", ORGAN, "--short-name", "住建局")
    life.act("jia", "organ", "state-guide", ORGAN, "--unit", "办公室", "--telephone", "0000-1234")
    life.seat("cao", "曹某", "drafter", ORGAN)
    life.seat("shen", "沈某", "reviewer", ORGAN)
    life.seat("qian", "钱某", "approver", ORGAN)
    life.seat("du", "杜某", "supervisor", None)
    yield life
    assert PASSPHRASE not in "".join(life.said)


def test_a_record_lives_from_draft_to_withdrawal_on_the_command_line(life: Life) -> None:
    drafted = life.act(
        "cao",
        *("record", "draft", life.file("第一条 公示期不少于7天。\n第二条 由住房保障科负责。")),
        *("--title", TITLE, "--kind", "notice", "--phase", "MANAGEMENT"),
        *("--number", "白建发〔2026〕1号", "--formed-on", "2026-01-05", "--field", "保障性住房"),
        really=True,
    )
    record = drafted["record"]

    # Nothing of a draft is public.
    assert life.run("search", "公示期不少于7天", "--json").fine().json["total"] == "0"
    assert "未办理" in life.run("show", record).err

    opened = life.act("cao", "review", "open", record, "--expect", 1)
    review = opened["review"]
    refused = life.refuse("cao", "review", "conclude", review, *cleared())
    assert "保密审查员" in refused
    refused = life.refuse("qian", "record", "approve", record)
    assert "保密审查还没有结论" in refused

    # Up the first ladder and the second, then the conclusion.
    for step, body, answer in (
        ("INTERNAL", "局保密委员会办公室", "UNDETERMINED"),
        ("AUTHORITY", "县国家保密局", "NOT_SECRET"),
        ("BUSINESS", "县住房保障中心", "FIT"),
    ):
        life.act(
            *("shen", "review", "refer", review),
            *("--step", step, "--body", body, "--question", "是否涉密、是否适宜公开"),
        )
        life.act("shen", "review", "determine", review, "--answer", answer, "--document", "复函1号")
    life.act("shen", "review", "conclude", review, *cleared())

    refused = life.refuse("qian", "record", "publish", record, "--channel", "PORTAL")
    assert "签发" in refused or "不能公开" in refused
    life.act("qian", "record", "approve", record, "--reason", "经局务会研究")
    published = life.act("qian", "record", "publish", record, "--channel", "PORTAL", really=True)
    assert published["url"].endswith(f"/records/{record}")

    hits = life.run("search", "“公示期不少于7天”", "--json").fine().json
    assert [hit["record"] for hit in hits["hits"]] == [record]
    assert any(piece["mark"] for piece in hits["hits"][0]["passage"])
    shown = life.run("show", record).fine().out
    assert TITLE in shown
    assert "公示期不少于7天" in shown
    assert "曹某" not in shown

    # Amended: the old version stays in force until the new one was reviewed and signed.
    amended = life.act(
        *("cao", "record", "amend", record, life.file("第一条 公示期不少于10天。")),
        *("--because", "延长公示期", "--number", "白建发〔2026〕2号"),
    )
    assert amended["case_file"] == record
    assert "不少于7天" in life.run("show", record).fine().out
    life.act("cao", "record", "revise", record, life.file("第一条 公示期不少于15天。"))
    review = life.act("cao", "review", "open", record)["review"]
    life.act("shen", "review", "conclude", review, *cleared())
    life.act("qian", "record", "approve", record)
    life.act("qian", "record", "publish", record, "--channel", "PORTAL", "--channel", "GAZETTE")
    shown = life.run("show", record, "--json").fine().json
    assert shown["shown"] == 2
    assert shown["document_number"] == "白建发〔2026〕2号"
    assert "不少于15天" in shown["text"]
    assert "不少于7天" in life.run("show", record, "--version", 1).fine().out

    life.act("qian", "record", "post", record, "--channel", "NEW_MEDIA=https://example.cn/1")
    life.act(
        *("qian", "record", "repeal", record, "--because", "已有新规", "--basis", "政府令"),
        *("--on", "2026-06-01"),
    )
    assert "已废止" in life.run("show", record).fine().out
    life.act(
        *("qian", "record", "withdraw", record, "--because", "误公开", "--basis", "条例第二十条"),
    )
    gone = life.run("show", record).fine().out
    assert "已撤回" in gone
    assert "公示期" not in gone
    assert life.run("search", "不少于15天", "--json").fine().json["total"] == "0"

    check_trail(life, record)
    verified = life.run("verify", "--json")
    assert verified.fine().json["sound"] is True


def check_trail(life: Life, record: str) -> None:
    """The supervisor sees who did what, why; nobody else does."""
    told = life.run("trail", *life.signed("du"), "--record", record, "--json").fine().json
    actions = [event["action"] for act in told["acts"] for event in act["events"]]
    assert actions[0] == "撤回"
    assert actions[-1] == "起草"
    assert {"签发", "公开", "报请确定", "作出审查结论", "废止"} <= set(actions)
    signed = life.run(
        *("trail", *life.signed("du"), "--officer", "qian", "--action", "签发"),
        *("--organ", ORGAN, "--since", "2026-01-01", "--json"),
    ).fine()
    assert [act["officer_name"] for act in signed.json["acts"]] == ["钱某", "钱某"]
    assert [act["reason"] for act in signed.json["acts"]] == [None, "经局务会研究"]
    assert "不能查看" in life.refuse("qian", "trail")
    assert "钱某" in life.run("trail", *life.signed("du"), "--officer", "qian").fine().out


def cleared() -> list[str]:
    """A conclusion that the draft may be published."""
    return [
        *("--decision", "CLEARED", "--opinion", "不涉密,可以公开", "--accuracy", "已核对"),
        *("--timeliness", "在时限内", "--completeness", "要素齐全"),
    ]


def test_the_same_officer_cannot_review_his_own_draft_even_in_a_reviewer_s_post(life: Life) -> None:
    granted = life.act(
        "jia", "officer", "grant-post", "cao", "--role", "reviewer", "--organ", ORGAN
    )
    life.act("yi", "officer", "confirm-post", "cao", granted["post_id"])
    record = draft(life, "起草人自审的稿子")
    review = life.act("cao", "review", "open", record)["review"]
    refused = life.refuse("cao", "review", "conclude", review, *cleared(), really=True)
    assert "起草人不能审查自己起草的内容" in refused

    # A moment after the post ended nothing can be done in it any more.
    life.act("jia", "officer", "end-post", "cao", granted["post_id"])
    refused = life.refuse("cao", "review", "conclude", review, *cleared())
    assert "保密审查员" in refused
    refused = life.refuse(
        "cao", "review", "conclude", review, *cleared(), "--post", granted["post_id"]
    )
    assert "[post] cao 的岗位已经终止,不能办理" in refused


def test_publishing_on_an_outdated_review_is_refused(life: Life) -> None:
    record = draft(life, "审查之后又改过的稿子")
    review = life.act("cao", "review", "open", record)["review"]
    life.act("shen", "review", "conclude", review, *cleared())
    life.act("cao", "record", "revise", record, life.file("改过的正文。"))
    assert "先前的审查不再有效" in life.refuse("qian", "record", "approve", record)


def test_a_withheld_record_cannot_be_published(life: Life) -> None:
    record = draft(
        life,
        "不予公开的稿子",
        *("--openness", "WITHHELD", "--openness-ground", "D5", "--openness-reason", "内部事务"),
    )
    review = life.act("cao", "review", "open", record)["review"]
    life.act("shen", "review", "conclude", review, *cleared())
    life.act("qian", "record", "approve", record)
    refused = life.refuse("qian", "record", "publish", record, "--channel", "PORTAL")
    assert "公开属性是“不予公开”,不能公开发布(条例第十三条)" in refused


def test_a_stale_expectation_is_refused(life: Life) -> None:
    record = draft(life, "两个人同时改的稿子")
    life.act("cao", "record", "revise", record, life.file("第二稿。"), "--expect", 1)
    refused = life.refuse("cao", "record", "revise", record, life.file("第三稿。"), "--expect", 1)
    assert "现在是第 2 号,请重新打开" in refused


def test_a_command_repeated_under_its_key_is_done_once(life: Life) -> None:
    arguments = [
        *("record", "draft", life.file("正文。"), "--title", "只办一次", "--kind", "other"),
        *("--phase", "SERVICE", "--idempotency-key", "once-1"),
    ]
    first = life.act("cao", *arguments)
    again = life.run(*arguments, *life.signed("cao"), "--json").fine().json
    assert again["repeated"] is True
    assert again["record"] == first["record"]
    assert again["position"] == first["position"] == life.position()
    assert "未重复写入" in life.run(*arguments, *life.signed("cao")).fine().out
    other = [*arguments[:3], "--title", "另一件", *arguments[5:]]
    assert "已用于另一条指令" in life.refuse("cao", *other)
    assert "已用于另一条指令" in life.refuse("cao", *arguments, "--reason", "另一个理由")


def draft(life: Life, title: str, *more: object) -> str:
    """A drafted record of kind `other`; its id."""
    answer = life.act(
        *("cao", "record", "draft", life.file(f"{title}的正文。"), "--title", title),
        *("--kind", "other", "--phase", "RESULT", *more),
    )
    return str(answer["record"])
