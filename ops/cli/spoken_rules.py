"""Which rules the command line names: those of law and our tables, no clauses of a design.

JSON names every rule: a program may look one up, where a person would not know what it is.
"""

import re

from domain.law.articles import article_chinese, is_citation

_BETWEEN = re.compile("[;；]")
_CHINESE = re.compile("[\u3400-\u9fff]")


def spoken(rule: str) -> str:
    """A rule as it is told to people, 条例第二十九条第（一）项; empty for one only its makers know.

    Of several rules those that can be told remain.
    """
    told = (_one(part.strip()) for part in _BETWEEN.split(rule))
    return "；".join(part for part in told if part)


def _one(rule: str) -> str:
    law, found, _ = rule.partition(" art ")
    if found and is_citation(rule):
        return f"{law}{article_chinese(rule, title=False)}"
    return law if _CHINESE.search(law) else ""
