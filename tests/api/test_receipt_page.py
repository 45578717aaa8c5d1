"""The readable page of a receipt: one file, all that was filed, what is proved and what not."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.portal.receipt_page import render_receipt
from domain.errors import Malformed
from tests.filed import MATTERS, Filed, file_request, name_of, open_keys
from tests.town import Town, copy_town


@pytest.fixture(scope="module")
def filed(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    town = copy_town(founded_town, tmp_path_factory.mktemp("filed"))
    keys = open_keys(town)
    yield file_request(town, keys, applicants=2)
    keys.close()
    town.close()


def rendered(filed: Filed, text: str | None = None, **members: Any) -> str:
    given = {
        "vkey": filed.vkey,
        "founding": filed.founding,
        "site": "清河县公开档案",
        "demo": False,
        "file": "申请回执.tlog-proof",
    }
    return render_receipt(filed.receipt() if text is None else text, **{**given, **members})


def test_the_page_shows_what_was_filed_and_how_to_check_it(filed: Filed) -> None:
    page = rendered(filed)
    assert name_of(0) in page
    assert name_of(1) not in page
    assert MATTERS[0] in page
    assert "“一户一策”的<br>批复" in page
    assert filed.founding in page
    assert "没有证明什么" in page
    assert "2026-03-02" in page


def test_the_page_is_one_file_without_script(filed: Filed) -> None:
    page = rendered(filed)
    assert "<script" not in page
    assert "src=" not in page
    assert page.count("href=") == page.count('href="data:text/css;base64,') == 1
    assert "http" not in page


def test_what_an_applicant_wrote_cannot_become_markup(town: Town) -> None:
    keys = open_keys(town)
    filed = file_request(town, keys, first_matter='<b>名册</b> & "引号"')
    page = rendered(filed)
    assert "<b>名册" not in page
    assert "&lt;b&gt;名册" in page
    keys.close()


def test_a_demonstration_says_so(filed: Filed) -> None:
    assert "示范数据" in rendered(filed, demo=True)
    assert "示范数据" not in rendered(filed)


def test_no_page_is_made_of_a_receipt_that_does_not_hold(filed: Filed) -> None:
    with pytest.raises(Malformed):
        rendered(filed, filed.receipt().replace("index 4", "index 3"))
    with pytest.raises(Malformed):
        rendered(filed, founding="0" * 64)
