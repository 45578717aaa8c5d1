"""Which of a document's files answers best: body or attachment, and the passage that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis import squeeze
from search.highlight import Needle, Pieces, weighed_passage

_MOST_FILES = 20
"""Of a document that are looked through: the rest is found, but not quoted."""
_TITLE_LINES = 6
"""That a title may take at the head of a body."""
_LONGEST_TITLE = 300
_SEAM = 50
"""Characters before and after the end of the title that are looked at together."""


class Text(NamedTuple):
    """The text of one file of a document, under the file's name; the first is the body."""

    name: str
    text: str


@dataclass(frozen=True)
class Quoted:
    """A passage of a document. `attachment` names the file it is of, empty for the body;
    `marked` says whether it has anything of the query."""

    pieces: Pieces
    attachment: str
    marked: bool


def quoted(title: str, texts: Sequence[Text], wanted: Sequence[Needle]) -> Quoted:
    """The passage that holds most of the query; the body's, when an attachment has no more.

    A body begins with its own title, which is shown already: what is quoted comes after it.
    """
    if not texts:
        return Quoted((), "", False)
    body = without_title(title, texts[0].text)
    pieces, heaviest = weighed_passage(body, wanted) if body else ((), 0)
    best = Quoted(pieces, "", heaviest > 0)
    for attachment in texts[1:_MOST_FILES] if wanted else ():
        pieces, weight = weighed_passage(attachment.text, wanted)
        if weight > heaviest:
            best, heaviest = Quoted(pieces, attachment.name, True), weight
    if wanted and body != texts[0].text:
        # Words may reach from the title into what follows, and stand whole in neither alone.
        begin = len(texts[0].text) - len(body)
        seam = texts[0].text[max(0, begin - _SEAM) : begin + _SEAM]
        pieces, weight = weighed_passage(seam, wanted)
        if weight > heaviest and not _within(pieces, title):
            return Quoted((("…", False), *pieces, ("…", False)), "", True)
    return best


def without_title(title: str, text: str) -> str:
    """`text` after its first lines, if those are `title` and nothing else."""
    told = squeeze(title[:_LONGEST_TITLE])
    if not told:
        return text
    start = 0
    read = ""
    for _ in range(_TITLE_LINES):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        read += squeeze(line[:_LONGEST_TITLE])
        if not told.startswith(read):
            return text
        if end < 0:
            return "" if read == told else text
        start = end + 1
        if read == told:
            return text[start:].lstrip()
    return text


def _within(pieces: Pieces, title: str) -> bool:
    """Whether all that is marked is told by the title."""
    told = squeeze(title)
    return all(squeeze(piece) in told for piece, marked in pieces if marked)
