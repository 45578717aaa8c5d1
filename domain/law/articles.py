"""How an article is written in a letter: 条例 art 36(5) becomes 第三十六条第（五）项 of its law.

Tables and rules cite briefly, `<law> art <number>` or `<law> art <number>(<part>)`, several numbers
separated by commas. A citation of any other form is printed as it stands.
"""

import re

TITLES = {
    "条例": "《中华人民共和国政府信息公开条例》",
    "行政复议法": "《中华人民共和国行政复议法》",
    "行政诉讼法": "《中华人民共和国行政诉讼法》",
}
"""Full titles of the laws that are cited briefly."""

ITEMISED = {
    ("条例", 20): "",
    ("条例", 21): "",
    ("条例", 29): "第二款",
    ("条例", 36): "",
    ("公文处理工作条例", 9): "",
    ("行政复议法", 23): "第一款",
}
"""Articles whose (n) is the n-th item (项), with the paragraph that lists them where there are
several; elsewhere (n) is a paragraph (款)."""

_CITATION = re.compile(r"(\S+) art (\d{1,3}(?:\(\d{1,2}\))?(?:, \d{1,3}(?:\(\d{1,2}\))?)*)")
_PLACE = re.compile(r"(\d{1,3})(?:\((\d{1,2})\))?")
_BETWEEN = re.compile("[;；]")
_HAN = re.compile("[\u3400-\u9fff]")
_DIGITS = "零一二三四五六七八九"


def article_chinese(citation: str, *, title: bool = True) -> str:
    """The citation as a letter prints it, with or without the title of the law."""
    found = _CITATION.fullmatch(citation)
    if found is None:
        return citation
    law, places = found.groups()
    printed = "、".join(_place(law, int(place[1]), place[2]) for place in _PLACE.finditer(places))
    return f"{TITLES.get(law, f'《{law}》')}{printed}" if title else printed


def cited(rule: str) -> str:
    """A citation as people read it: 条例第三十六条第（一）项; what is no citation as it stands."""
    law, found, _ = rule.partition(" art ")
    return f"{law}{article_chinese(rule, title=False)}" if found else rule


def spoken(rule: str) -> str:
    """Rules as they are told to people, empty where only the makers of the archive know them.

    Of several those that can be told remain; of a citation in an odd form the law is named.
    """
    parts = (part.strip() for part in _BETWEEN.split(rule))
    told = (cited(part) if is_citation(part) else part.partition(" art ")[0] for part in parts)
    return "；".join(part for part in told if _HAN.search(part))


def is_citation(citation: str) -> bool:
    """Whether a text cites articles in the brief form."""
    return _CITATION.fullmatch(citation) is not None


def article_of(citation: str) -> str:
    """The citation without its paragraph or item: 条例 art 16(2) is of 条例 art 16."""
    found = _CITATION.fullmatch(citation)
    if found is None or "," in found[2]:
        return citation
    return f"{found[1]} art {found[2].partition('(')[0]}"


def numeral(number: int) -> str:
    """A number below 1000 as Chinese numerals: 十四, 三十六, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if hundreds and not tens and ones:
        text += "零"
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    return text + (_DIGITS[ones] if ones or not number else "")


def _place(law: str, number: int, part: str | None) -> str:
    article = f"第{numeral(number)}条"
    if part is None:
        return article
    if (law, number) in ITEMISED:
        return f"{article}{ITEMISED[law, number]}第（{numeral(int(part))}）项"
    return f"{article}第{numeral(int(part))}款"
