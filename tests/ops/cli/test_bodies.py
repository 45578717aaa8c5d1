"""What an act is told: what is wrong with it is said in Chinese, with the name of the member."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from api.json.lawbook import RowForm
from domain.errors import Incomplete, Malformed
from ops.cli.bodies import body_of, read_body

ROW = ["table=limits", "reason=更正", "source=来源"]


class Inner(BaseModel):
    """A group of members."""

    kind: Literal["SIGNATURE", "NONE"]


class Outer(BaseModel, extra="forbid"):
    """A body with a member of every kind that is checked by itself."""

    on: date = date(2026, 3, 2)
    days: Annotated[int, Field(ge=1, le=20)] = 1
    note: Annotated[str, Field(max_length=3)] = ""
    late: bool = False
    places: list[str] = []
    evidence: Inner = Inner(kind="NONE")


def test_a_group_without_its_members_is_told_how_it_is_written() -> None:
    with pytest.raises(Incomplete) as refused:
        body_of(RowForm, None, [*ROW, "row=limit"])
    assert "row.key=…" in refused.value.message
    assert body_of(RowForm, None, [*ROW, "row.key=limit"]).row == {"key": "limit"}


def test_a_member_that_is_missing_is_named() -> None:
    with pytest.raises(Incomplete) as refused:
        body_of(RowForm, None, ROW)
    assert refused.value.message == "缺少 row"


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("on=soon", "请检查 on：应为日期，如 2026-03-02"),
        ("days=x", "请检查 days：应为整数"),
        ("days=0", "请检查 days：不能小于 1"),
        ("days=21", "请检查 days：不能大于 20"),
        ("note=一二三四", "请检查 note：不超过 3 字"),
        ("late=x", "请检查 late：应为 true 或 false"),
        ("places=甲", '请检查 places：应为列表，写成 JSON：["…"]'),
        ("evidence.kind=X", "请检查 evidence.kind：可用：SIGNATURE、NONE"),
        ("evidence=X", "evidence 应为一组内容：写成 evidence.栏名=…"),
        ("dayz=1", "没有 dayz 这一栏"),
    ],
)
def test_a_wrong_value_is_told_in_chinese(member: str, said: str) -> None:
    with pytest.raises(Incomplete) as refused:
        body_of(Outer, None, [member])
    assert refused.value.message.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,\n "b" 2}', "不是 TOML 或 JSON：第 2 行第 6 列读不懂"),
        ("a = 1\nb = = 2", "不是 TOML 或 JSON：第 2 行第 5 列读不懂"),
        ("a = [", "不是 TOML 或 JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_place(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "body"
    file.write_text(text, "utf-8")
    with pytest.raises(Malformed) as refused:
        read_body(str(file))
    assert refused.value.message == said


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Incomplete, match="没有这个文件"):
        read_body(str(tmp_path / "none"))
    with pytest.raises(Incomplete, match="这是文件夹"):
        read_body(str(tmp_path))
