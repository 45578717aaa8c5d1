"""What both engines are given: the demonstration county's records, generated ones, hostile ones.

`county` are the lives of the demonstration archive as an index sees them: versions, amendments,
withdrawals. Each list is the same every time.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.vocabulary import Openness
from ops.bench.searching import made
from ops.demo.county import organ_of
from ops.demo.lives import stories
from ops.demo.steps import Amend, Migrate, Post, Publish, RecordStory, Repeal, Revise, Withdraw
from ops.extraction.html import read
from search.documents import AMENDED
from search.engine import Document
from tests.search.papers import paper

TODAY = date(2026, 3, 2)
GENERATED = 900
MIXED = 700


def county() -> list[Document]:
    """The documents of the demonstration archive as they stand after its last event.

    Positions follow the order of the records, not of the days: an index knows no days.
    """
    documents: list[Document] = []
    for number, story in enumerate(stories(TODAY)):
        documents += _Life(story, 100 * number + 1).documents()
    return documents


class _Life:
    """Plays the public part of a record's life."""

    def __init__(self, story: RecordStory, position: int) -> None:
        self._story = story
        self._position = position
        self._versions: list[Document] = []
        self._text, self._title = story.text, story.title

    def documents(self) -> list[Document]:
        if self._story.openness is not Openness.PROACTIVE:
            return []
        for step in self._story.steps:
            self._position += 1
            match step:
                case Revise():
                    self._text = step.text
                case Amend():
                    self._text, self._title = step.text, step.title or self._title
                case Publish():
                    self._publish(step.days_ago, tuple(use.value for use in step.channels))
                case Migrate():
                    self._publish(step.published_days_ago, ())
                case Post() if self._versions:
                    last = self._versions[-1]
                    more = (*last.channels, *(use.value for use in step.channels))
                    self._change(channels=tuple(dict.fromkeys(more)))
                case Repeal():
                    self._change(status="REPEALED")
                case Withdraw():
                    self._withdraw(step)
        return self._versions

    def _publish(self, days_ago: int | None, channels: tuple[str, ...]) -> None:
        if self._versions:
            self._change(to_position=self._position, status=AMENDED)
        story, organ = self._story, organ_of(self._story.organ)
        formed = story.formed_days_ago
        self._versions.append(
            Document(
                record=f"record:{story.key}",
                version=len(self._versions) + 1,
                from_position=self._position,
                to_position=None,
                position=self._position,
                title=self._title,
                text=read(self._text.encode()).text if story.html else self._text,
                document_number=story.document_number,
                index_number=story.index_number,
                organ=f"organ:{story.organ}",
                organ_name=organ.name,
                field=story.field,
                phase=story.phase.value,
                kind=story.kind,
                channels=channels,
                status="IN_FORCE",
                formed_on=None if formed is None else TODAY - timedelta(days=formed),
                published_on=None if days_ago is None else TODAY - timedelta(days=days_ago),
            )
        )

    def _change(self, **changes: object) -> None:
        last = self._versions[-1]
        self._versions[-1] = replace(last, position=self._position, **changes)  # type: ignore[arg-type]

    def _withdraw(self, step: Withdraw) -> None:
        """Older versions are hidden, the last is a tombstone, or hidden too."""
        *older, last = self._versions
        gone = replace(last, position=self._position, text="", status="WITHDRAWN")
        if step.withhold_title:
            gone = hidden(last, self._position)
        self._versions = [*(hidden(version, self._position) for version in older), gone]


def hidden(document: Document, position: int) -> Document:
    """What is left of a version that nobody may find."""
    return replace(
        document,
        position=position,
        title="",
        text="",
        document_number=None,
        index_number=None,
        organ="",
        organ_name="",
        field=None,
        phase="",
        kind="",
        channels=(),
        status="WITHDRAWN",
        formed_on=None,
        published_on=None,
        hidden=True,
    )


def generated(start: int) -> list[Document]:
    """Documents as the benchmarks make them, every text a different one."""
    return [_moved(document, start) for document in made(GENERATED)]


def mixed(start: int, texts: Sequence[str], seed: int = 7) -> list[Document]:
    """Documents cut together from other texts, with all kinds of writing between: short, long,
    equal ones, so that scores tie and nearly tie."""
    pen = random.Random(seed)
    return [_mixed(pen, number, start + number, texts) for number in range(MIXED)]


def _mixed(pen: random.Random, number: int, position: int, texts: Sequence[str]) -> Document:
    def cut(longest: int) -> str:
        text = pen.choice(texts)
        begin = pen.randrange(max(1, len(text) - longest))
        return text[begin : begin + pen.randint(1, longest)]

    parts = [pen.choice((lambda: cut(300), lambda: pen.choice(_BETWEEN)))() for _ in range(6)]
    twin = number % 9 == 0  # a text that others have too
    day = date(2012, 1, 1) + timedelta(days=pen.randrange(4_500))
    return paper(
        f"mixed:{number:04}",
        from_position=position,
        title=pen.choice(_TITLES) if twin else cut(40),
        text=pen.choice(_BETWEEN) if twin else "".join(parts)[: pen.choice((0, 9, 90, 2_000))],
        document_number=pen.choice((None, f"青政办〔{day.year}〕{number % 40 + 1}号")),
        index_number=pen.choice((None, f"11990126QH{number:07}/{day.year}-{number:05}")),
        organ=f"organ:{number % 23}",
        organ_name=pen.choice(("清河县民政局", "清河县住房和城乡建设局", "城关街道办事处", "")),
        field=pen.choice((None, "保障性住房", "社会救助")),
        phase=pen.choice(("DECISION", "EXECUTION", "MANAGEMENT", "SERVICE", "RESULT")),
        kind=pen.choice(("notice", "plan", "report")),
        status=pen.choice(("IN_FORCE", "IN_FORCE", "REPEALED", "AMENDED")),
        formed_on=pen.choice((None, day)),
        published_on=pen.choice((None, day)),
    )


_TITLES = ("关于公示分配结果的通知", "通知", "公示", "关于公示分配结果的通告")
_BETWEEN = (
    *(
        "",
        " ",
        "\n",
        "。",
        "，",
        "——",
        "5小时",
        "15小时",
        "2024年1月2日",
        "二〇二四年一月",
        "COVID-19",
    ),
    *(
        "国办发〔2019〕54号",
        "国务院令第711号",
        "〔2024〕12号",
        "(2024)第12号",
        "公 租 房",
        "A座3层",
    ),
    *(
        "公共租赁住房",
        "公租房",
        "最低生活保障",
        "低保",
        "廉租房",
        "臺灣條例",
        "ｆｕｌｌ　ｗｉｄｔｈ１２",
    ),
    *(
        "naïve café",
        "𠀀𠀁𪛖",
        "😀🏠",
        "龘靐齉",
        "a" * 70,
        "电话0000-7206718",
        "100%",
        "3.14",
        "e=mc²",
    ),
)


def hostile(start: int) -> list[Document]:
    """Documents as no clerk writes them and some machine will send."""
    return [
        paper(f"hostile:{name}", from_position=start + number, **changes())
        for number, (name, changes) in enumerate(_HOSTILE.items())
    ]


_HOSTILE: dict[str, Callable[[], dict[str, object]]] = {
    "empty": lambda: {"title": "", "text": "", "document_number": None, "index_number": None},
    "nothing": lambda: {
        "title": "",
        "text": "",
        "document_number": "",
        "index_number": "",
        "organ": "",
        "organ_name": "",
        "field": "",
        "phase": "",
        "kind": "",
        "channels": (),
        "status": "",
        "formed_on": None,
        "published_on": None,
    },
    "punctuation": lambda: {"title": "！？", "text": "、。；：“”‘’《》…—" * 50},
    "blanks": lambda: {"title": " \n\t", "text": "\u3000\u200b\u00a0\ufeff\u2028\u2029" * 40},
    "megabyte": lambda: {"title": "一兆字节", "text": "关于公示兆字结果的报告，" * 28_000},
    "one run of han": lambda: {"title": "一气呵成", "text": "清河县兆字公示结果" * 7_300},
    "one run of latin": lambda: {"title": "无空格", "text": "x" * 65_536},
    "runs of latin": lambda: {"text": " ".join("y" * length for length in range(50, 300, 7))},
    "astral run": lambda: {"text": "𝒳" * 300 + " " + "😀" * 300 + "𠀀" * 300},
    "keywords of 40,000": lambda: {
        "title": "长" * 40_000,
        "document_number": "号" * 40_000,
        "index_number": "9" * 40_000,
        "organ_name": "局" * 40_000,
    },
    "codes of 40,000": lambda: {
        "field": "域" * 40_000,
        "kind": "k" * 40_000,
        "organ": "o" * 40_000,
    },
    "astral codes": lambda: {"field": "𠀀" * 8_000, "kind": "😀" * 8_190},
    "codes of 8,192": lambda: {"field": "域" * 8_191, "kind": "k" * 8_192},
    "numbers": lambda: {"text": "".join(f"清政办〔{1950 + n % 99}〕{n}号" for n in range(3_000))},
    "half surrogates": lambda: {"title": "半\ud800个", "text": "字\udfff符\ud83d \ude00兆"},
    "half surrogates in codes": lambda: {
        "document_number": "清\ud800〔2024〕3号",
        "index_number": "1\udc00/2024",
        "organ_name": "局\ud800",
        "field": "域\ud83d",
        "organ": "organ:\udfff",
        "channels": ("PORTAL", "\ud800"),
    },
    "controls": lambda: {
        "title": "控\x00制\x01字",
        "text": "\x00公\x00示\x7f结\x1b[31m果\x85\x9f" * 9,
    },
    "controls in codes": lambda: {
        "kind": "a\x00b",
        "field": "\x00",
        "document_number": "\x00〔2024〕1号",
    },
    "injection": lambda: {
        "title": "'; DROP TABLE records; --",
        "text": '{"query":{"match_all":{}}} title:(a OR b) AND NOT /re.*/ ~2 ^9 \\',
    },
    "boundary": lambda: {"title": "¶", "text": "¶ ¶ 公示 ¶ 结果"},
    "combining": lambda: {"text": "e\u0301 a\u0308 ก็ هُوَ हिन्दी 한국어 ｶﾞ ㍿ ﬁ İ ß ς Ⅷ ½"},
    "first and last day": lambda: {"formed_on": date.min, "published_on": date.max},
    "last day formed": lambda: {"formed_on": date.max, "published_on": None},
    "dates": lambda: {
        "text": "9999年99月99日 2024年13月1日 1899年1月1日 2024-2-31 2099.12.31 0-0-0"
    },
    "positions": lambda: {"text": "边界", "to_position": 2**36 - 1},
    "zero width": lambda: {"text": "公\u200b示\u200d结\u2060果 公\u00ad示"},
    "right to left": lambda: {"title": "\u202e果结示公", "text": "\u2067公示\u2069"},
}


def _moved(document: Document, start: int) -> Document:
    at = start + document.position
    return replace(document, from_position=at, position=at)


def everything() -> list[Document]:
    """The whole corpus, in the order of its positions."""
    of_county = county()
    texts = [document.text for document in of_county if document.text]
    return [*of_county, *generated(50_000), *mixed(60_000, texts), *hostile(70_000)]


def batches(documents: Sequence[Document], size: int = 500) -> Iterator[Sequence[Document]]:
    for start in range(0, len(documents), size):
        yield documents[start : start + size]
