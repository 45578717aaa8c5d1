"""What the reader is told about a search: what was cut, read in another way, or tried instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.engine import EXACT_COUNT
from search.mentions import NoDate, no_dates
from search.parts import Synonyms, known_in, leftmost, no_synonyms
from search.query import Attempt
from search.ranking import Tier
from search.words import LONGEST_QUERY, MOST_WORDS, Typed


@dataclass(frozen=True)
class Note:
    """Something the reader should know: a stable code for pages, a sentence for people."""

    code: str
    text: str


NOTHING_TO_FIND = Note("no_words", "输入里没有可以检索的文字或数字。")
CURSOR_UNREADABLE = Note("cursor_unreadable", "翻页记号已失效，从第一页显示。")
VIEW_CHANGED = Note(
    "view_changed", "检索库在翻页期间有更新，现从上一页末尾的位置接着显示最新的结果。"
)
STAND_IN = Note("stand_in", "主检索库暂时不能用，由备用检索库回答，能查到的内容一样。")
LIST_ENDS = Note("list_ends", f"结果只列到第{EXACT_COUNT:,}条，请加词或用左侧条件缩小范围。")


def notes_on_missing(numbers: Sequence[str], found: bool) -> tuple[Note, ...]:
    """That a 文号 asked for is nobody's, before anything that is only like it."""
    if not numbers:
        return ()
    named = "、".join(numbers)
    rest = "以下是引用它或字词相近的，不是该文件。" if found else ""
    return (Note("number_missing", f"公开的信息里没有文号为{named}的。{rest}"),)


def notes_on_query(
    typed: Typed, synonyms: Synonyms = no_synonyms, missing: Sequence[str] = ()
) -> tuple[Note, ...]:
    """How the query was read. `missing` are 文号 that another note tells of."""
    notes: list[Note] = []
    if typed.cut_characters:
        notes.append(Note("cut_characters", f"输入过长，只用了前{LONGEST_QUERY}个字符。"))
    if typed.cut_words:
        notes.append(Note("cut_words", f"输入的词过多，只用了前{MOST_WORDS}个。"))
    mentions = (mention.comparable for word in typed.wanted for mention in word.numbers)
    numbers = [number for number in dict.fromkeys(mentions) if number not in missing]
    if numbers:
        named = "、".join(numbers)
        notes.append(Note("number", f"按文号{named}查找，括号写法不同的也算。"))
    none = _no_dates(typed)
    for one in none:
        what = "这个月" if one.day is None else "这一天"
        notes.append(Note("no_such_date", f"没有{one.said}{what}，请核对日期。"))
    if any(word.dates for word in typed.wanted) and not none:
        notes.append(Note("date", "日期的各种写法都已查找，当日公开的也列出。"))
    also = also_sought(typed, synonyms)
    if also:
        named = "；".join(f"{word}——{'、'.join(others)}" for word, others in also)
        notes.append(Note("synonyms", f"同时查找了：{named}。只找原词请加引号。"))
    return tuple(notes)


def _no_dates(typed: Typed) -> tuple[NoDate, ...]:
    """The dates that were typed and that no calendar has."""
    bare = (word for word in typed.wanted if not word.quoted and word.number is None)
    return tuple(dict.fromkeys(one for word in bare for one in no_dates(word.text)))


def _only_days(typed: Typed) -> bool:
    """Whether nothing was asked for but a day."""
    return bool(typed.wanted) and all(
        not word.quoted and word.dates and not word.beside and word.dates[0].day
        for word in typed.wanted
    )


def notes_on_apart(typed: Typed, tier: Tier | None) -> tuple[Note, ...]:
    """That no hit, of which the first is of `tier`, has together what was typed as one."""
    (word, *others) = typed.wanted or (None,)
    if word is None or others or typed.sentence or word.quoted or word.spread:
        return ()
    if word.dates or word.numbers or len(word.runs) == 1 or tier is not Tier.ALL_WORDS:
        return ()
    return (Note("apart", f"没有连着写“{word.text}”的，以下只是分别有其中的字词。"),)


def also_sought(typed: Typed, synonyms: Synonyms) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The known words that were typed, each with what was searched besides."""
    known: dict[str, tuple[str, ...]] = {}
    for word in typed.words:
        if word.quoted or word.excluded or word.field not in (None, "organ"):
            continue
        for run in word.telling_beside:
            for match in leftmost(known_in(run, synonyms)):
                known[run.text[match.start : match.end]] = match.others
        if word.respelled:
            known[word.text] = tuple(spelling.text for spelling in word.respelled)
    return tuple(known.items())


def notes_on_attempt(
    typed: Typed, attempt: Attempt, found: bool, *, asked: bool = False, dated: bool = False
) -> tuple[Note, ...]:
    """What was tried when nothing answered exactly, and whether that helped.

    `asked`: the reader wished what he typed to be taken for a passage cut anywhere. `dated`: the
    hits stand by their dates, so that what is hardly like it may stand first.
    """
    nearest = "要先看最接近的，请选“最相关的在前”。" if dated else "最接近的在前。"
    if attempt is Attempt.WITHIN_LONGER and found and asked:
        text = "按原文片段查找：首尾的数字或字母也可以是更长一串的一部分。"
        return (Note("within_longer_asked", text),)
    if attempt is Attempt.WITHIN_LONGER and found:
        text = "没有与输入完全相同的，以下把首尾的数字或字母当作更长一串的一部分来找。"
        return (Note("within_longer", text),)
    if attempt is Attempt.EVERY_WORD and found:
        text = "按日期排列时只列出包含全部字词的；要连只包含其中一部分的也看，请选“最相关的在前”。"
        return (Note("every_word", text),)
    if attempt is Attempt.EDGES_LEFT_OUT and found:
        text = "没有与引号内文字完全相同的，已略去引号两端的数字或字母再找。"
        return (Note("edges_left_out", text),)
    if attempt is Attempt.SOME_WORDS and found and _only_days(typed):
        text = "没有写到这一天、也没有这一天公开的信息，以下是同一个月的。"
        if _no_dates(typed):
            text = "以下是写到这个月或者在这个月公开的信息。"
        return (Note("month", text),)
    if attempt is Attempt.SOME_WORDS and found:
        text = f"没有包含全部字词的结果，以下只包含其中一部分，{nearest}"
        return (Note("some_words", text),)
    if not found and attempt is Attempt.SOME_WORDS:
        return (Note("nothing_found", "全部字词、其中部分字词都试过，没有找到。"),)
    if found and typed.sentence:
        text = f"按整句查找：包含其中部分字词的也列出，{nearest}"
        return (Note("sentence", text),)
    return ()
