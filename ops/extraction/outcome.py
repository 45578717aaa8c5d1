"""What reading a file gives: its text, or a refusal that names the file and the rule."""

from dataclasses import dataclass

from domain.errors import Refusal

_NAME_SHOWN = 100


@dataclass(frozen=True)
class Extracted:
    """The derived text of one file.

    `text` is in the form of `domain.paragraphs.normalise` and never empty; `media_type` is
    `text/plain` or `text/html`; `extractor` names the rules that made the text and changes with
    them (`text/1`, `html/1`), so that a later re-run is comparable; `title` is the page's own
    title, `None` where the format has none.
    """

    text: str
    media_type: str
    extractor: str
    title: str | None


class ExtractionRefused(Refusal):
    """A file the archive cannot or will not read; nothing of it was kept.

    `name` is the file's name as it may be shown, `reason` the message without the name.
    """

    def __init__(self, name: str, reason: str, *, rule: str) -> None:
        self.name = _shown(name)
        self.reason = reason
        super().__init__(f"文件“{self.name}”读不了：{reason}", rule=rule, field="file")


def _shown(name: str) -> str:
    """A file's name comes from outside: it may hold line breaks or be endless."""
    printable = "".join(char if char.isprintable() else "�" for char in name[: _NAME_SHOWN + 1])
    return printable if len(name) <= _NAME_SHOWN else printable[:_NAME_SHOWN] + "…"
