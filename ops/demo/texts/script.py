"""One record's texts: its editions, its unfinished draft, and the blemishes a scan leaves."""

import re
from collections.abc import Sequence
from datetime import date
from random import Random

from ops.demo.texts.pen import Block, Commission, Paper, Pen, page, plain

_WORDS = re.compile(r"工作|公开|房屋|项目|资金|信息|标准|群众|管理|保障|改造|公示|审核|办理")
_COUNTED = re.compile(r"\d+(?=户|套|份|人|平方米|元|处|个|名|株|亩|%|米|天|项|件|条)")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


class Script:
    """Writes one commission on one day of filling."""

    def __init__(self, commission: Commission, today: date, formed_days_ago: int) -> None:
        self.commission = commission
        self.formed_days_ago = formed_days_ago
        self._today = today

    def paper(self, edition: int = 0) -> Paper:
        """The paper in this edition, from 0."""
        pen = Pen(self.commission.key, self._today, self.formed_days_ago, edition)
        return self.commission.write(pen)

    def text(self, edition: int = 0) -> str:
        """The whole text of this edition."""
        paper = self.paper(edition)
        return self._rendered(paper, paper.body)

    def unfinished(self) -> str:
        """A first draft that lacks its last paragraph."""
        paper = self.paper()
        return self._rendered(paper, paper.body[:-1])

    def with_too_much(self, paragraph: str) -> str:
        """A first draft with a paragraph that a reviewer will not let pass."""
        paper = self.paper()
        return self._rendered(paper, (*paper.body, paragraph))

    def blemished(self) -> str:
        """The text as a scan leaves it: a blank or two inside words, full-width digits.

        A page keeps its text clean. Places are counted in words and never in dates, so that they
        are the same on every day of filling.
        """
        text = self.text()
        if self.commission.html:
            return text
        rng = Random(f"清河县/扫描/{self.commission.key}")
        for _ in range(rng.randint(1, 3)):
            found = list(_WORDS.finditer(text))
            if found:
                place = rng.choice(found).start() + 1
                text = f"{text[:place]} {text[place:]}"
        counted = list(_COUNTED.finditer(text))
        if counted:
            start, end = rng.choice(counted).span()
            text = text[:start] + text[start:end].translate(_FULL_WIDTH) + text[end:]
        return text

    def _rendered(self, paper: Paper, body: Sequence[Block]) -> str:
        return page(paper.title, body) if self.commission.html else plain(body)
