"""The one form of derived text: UTF-8, LF, one paragraph a line, nothing invisible.

Every extractor ends here, so that a commitment to a text, a finding's paragraph number and a
comparison of two versions all speak of the same lines.
"""

import re

# Line ends of every system; VT is Word's soft break, FF a page's end, NEL U+0085 and U+2028/2029
# the ones of Unicode (Unicode Standard §5.8, Newline Guidelines).
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# What a reader cannot see but a search, a comparison or a reviewer would trip over: control
# characters, soft hyphen, zero-width space, byte order mark, embeddings and overrides that make a
# line show in another order than it is stored, interlinear marks, tag characters, noncharacters
# and lone surrogates (not text at all: UTF-8 cannot hold them). ZWJ, ZWNJ and the direction marks
# LRM/RLM stay: Mongolian, Uyghur and Tibetan words are spelled with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_BLANK_LINES = re.compile("\n{3,}")


def normalise(text: str) -> str:
    """`text` in the form the archive keeps (design §4 "Content").

    Line ends become LF; characters nobody can see and blanks at the end of a line go; a run of
    blank lines becomes one, and there is none at the beginning or the end. Everything inside a
    line stays as it was written, blanks included: a stray blank inside a word is the source's,
    and search finds the word all the same. Doing it twice changes nothing.
    """
    visible = _INVISIBLE.sub("", _LINE_END.sub("\n", text))
    lines = "\n".join(line.rstrip() for line in visible.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n")


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of `text`: its lines without the blank ones.

    Paragraph n, counted from 1, is what a finding, a comparison and a page mean by 第n段.
    """
    return tuple(line for line in text.split("\n") if line and not line.isspace())
