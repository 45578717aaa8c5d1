"""Reads a form as it is sent: its texts whole, its files as far as they are taken.

A file that is too large costs nobody what he typed: it is let go while it comes in, only its size
goes on being counted, and the form is shown again with everything else.
"""

from collections.abc import AsyncGenerator
from types import MappingProxyType

from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from api.forms import MOST_BYTES_SENT, NOTHING, LeftOut, Sent, SentFile

MAXIMUM_FIELDS = 500
MAXIMUM_FILES = 50
MAXIMUM_FIELD_BYTES = 256 * 1024
MAXIMUM_TEXT_BYTES = 4 * 1024 * 1024
"""Of all fields of a form together: texts are kept in memory, whoever sends them."""
MULTIPART = "multipart/form-data"


async def sent_form(request: Request) -> Sent:
    """The form of a POST, read to its end; `NOTHING` for any other request.

    A form with more fields, files or text than any of our pages has is a 400.
    """
    if request.method != "POST":
        return NOTHING
    texts: dict[str, list[str]] = {}
    files: dict[str, list[SentFile]] = {}
    left_out: dict[str, list[LeftOut]] = {}
    too_large, form = await _read(request)
    try:
        for name, value in form:
            if not isinstance(value, UploadFile):
                texts.setdefault(name, []).append(_lines(value))
            elif value.filename and id(value) in too_large:
                one = LeftOut(_shown(value.filename), too_large[id(value)])
                left_out.setdefault(name, []).append(one)
            elif value.filename:
                data = await value.read()
                media_type = value.content_type or "application/octet-stream"
                files.setdefault(name, []).append(SentFile(value.filename, media_type, data))
    finally:
        for _, value in form:
            if isinstance(value, UploadFile):
                await value.close()
    return Sent(
        request.url.path,
        MappingProxyType({name: tuple(values) for name, values in texts.items()}),
        MappingProxyType({name: tuple(sent) for name, sent in files.items()}),
        MappingProxyType({name: tuple(sent) for name, sent in left_out.items()}),
    )


class _Incoming(MultiPartParser):
    """Writes a file out of memory while it and those before it are no more than is taken.

    `too_large` has the size of each that is more, by the identity of its `UploadFile`.
    """

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None]) -> None:
        super().__init__(
            headers,
            stream,
            max_files=MAXIMUM_FILES,
            max_fields=MAXIMUM_FIELDS,
            max_part_size=MAXIMUM_FIELD_BYTES,
        )
        self.too_large: dict[int, int] = {}
        self._taken = 0
        self._texts = 0
        self._size = 0

    def on_part_begin(self) -> None:
        super().on_part_begin()
        self._size = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        file = self._current_part.file
        self._size += end - start
        if file is None:
            self._texts += end - start
            if self._texts > MAXIMUM_TEXT_BYTES:
                raise MultiPartException("Too much text.")
        if file is None or self._taken + self._size <= MOST_BYTES_SENT:
            super().on_part_data(data, start, end)
            return
        if id(file) not in self.too_large:
            self._file_parts_to_write = [
                one for one in self._file_parts_to_write if one[0] is not self._current_part
            ]
            file.file.seek(0)
            file.file.truncate()
        self.too_large[id(file)] = self._size

    def on_part_end(self) -> None:
        file = self._current_part.file
        if file is not None and id(file) not in self.too_large:
            self._taken += self._size
        super().on_part_end()


async def _read(request: Request) -> tuple[dict[int, int], list[tuple[str, str | UploadFile]]]:
    """The sizes of what was not taken, and all fields in their order."""
    if not request.headers.get("content-type", "").startswith(MULTIPART):
        form = await request.form(max_fields=MAXIMUM_FIELDS, max_part_size=MAXIMUM_FIELD_BYTES)
        return {}, form.multi_items()
    incoming = _Incoming(request.headers, request.stream())
    try:
        read = await incoming.parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from error
    return incoming.too_large, read.multi_items()


def _shown(name: str) -> str:
    """A file's name as it is told."""
    return "".join(letter for letter in name if letter.isprintable())[:100]


def _lines(text: str) -> str:
    # Half a surrogate pair has no UTF-8 form and could not be stored.
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return clean.replace("\r\n", "\n").replace("\r", "\n").strip()
