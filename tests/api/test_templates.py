"""A page is one route, one frozen dataclass and one template that name the same members."""

import dataclasses
import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta, nodes

import api.portal
import api.workbench
from api.forms import Form, Kept, Trouble
from api.portal.pages import environment

FOLDER = Path(api.portal.__path__[0]).parent / "templates"

GIVEN = {"frame", "bench"}
"""What every layout is given beside the page's own members."""


def pages() -> list[Any]:
    """Every dataclass of portal and workbench that has a template."""
    found = []
    for package in (api.portal, api.workbench):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for kind in vars(importlib.import_module(module.name)).values():
                if (
                    isinstance(kind, type)
                    and "TEMPLATE" in vars(kind)
                    and "head" in vars(kind).get("__dataclass_fields__", {})
                ):
                    found.append(kind)
    return sorted(set(found), key=lambda kind: kind.__name__)


def templates() -> list[Path]:
    """Every template file."""
    return sorted(path for path in FOLDER.rglob("*") if path.is_file())


def names_in(templates: Environment, name: str) -> set[str]:
    """The names a template takes from outside, those of the layout it extends included."""
    assert templates.loader is not None
    tree = templates.parse(templates.loader.get_source(templates, name)[0])
    found = set(meta.find_undeclared_variables(tree))
    # What a template imports or defines on top is seen in its blocks.
    found -= {node.target for node in tree.find_all(nodes.Import)}
    found -= {node.name for node in tree.find_all(nodes.Macro)}
    for other in meta.find_referenced_templates(tree):
        assert other is not None
        if not other.rpartition("/")[2].startswith("_"):
            found |= names_in(templates, other)
    return found


def test_every_template_belongs_to_one_page() -> None:
    wanted = sorted(page.TEMPLATE for page in pages())
    kept = sorted(
        path.relative_to(FOLDER).as_posix()
        for path in templates()
        if not path.name.startswith("_") and path.name != "layout.html"
    )
    assert wanted == kept


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.__name__)
def test_page_and_template_name_the_same_members(page: Any) -> None:
    members = {member.name for member in dataclasses.fields(page)}
    assert names_in(environment(), page.TEMPLATE) - GIVEN == members


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.__name__)
def test_a_page_is_frozen(page: Any) -> None:
    assert page.__dataclass_params__.frozen


def test_the_one_sheet_is_under_eight_kilobytes() -> None:
    assert len((FOLDER.parent / "static" / "look.css").read_bytes()) < 8 * 1024


def test_a_form_that_comes_back_lists_the_files_that_wait_and_never_asks_for_them_again() -> None:
    labels = {"paper": "扫描件", "day": "哪一天"}
    macros: Any = environment().get_template("_form.html").module
    kept = {"paper": (Kept("t1", "甲<1>.pdf", "application/pdf"), Kept("t2", "乙.png", ""))}
    wrong = Form(labels, "1", troubles=(Trouble("day", "太长", "", "写短些。"),), kept=kept)
    shown = macros.file(wrong, "paper", "PDF 或者照片", many=True)
    assert "重新选" not in shown
    assert shown.count("已选好：") == shown.count('name="kept_among_paper"') == 2
    assert "已选好：甲&lt;1&gt;.pdf" in shown
    assert 'name="drop_paper" value="t2">不要了<span class="skip">：乙.png</span>' in shown
    assert 'name="kept_paper"' in macros.file(wrong, "paper")
    assert "已选好" not in macros.file(Form(labels, "1"), "paper", "PDF 或者照片")
    summary = re.sub(r"<[^>]+>|\s", "", macros.summary(wrong))
    assert summary.endswith("哪一天：太长。写短些。")


def test_the_sheet_of_forms_is_under_three_kilobytes() -> None:
    assert len((FOLDER.parent / "static" / "forms.css").read_bytes()) < 3 * 1024


def test_no_template_has_style_or_script_of_its_own() -> None:
    for path in templates():
        text = path.read_text()
        assert "style=" not in text
        assert "<style" not in text
        assert text.count("<script") == text.count("<script src=\"{{ frame.assets['")
        assert "| safe" not in text.replace("' class=\"soft\"' | safe", "").replace(
            "' class=\"now\"' | safe", ""
        )
