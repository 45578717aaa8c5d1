"""Extraction as the rest of the archive sees it: bytes and a name in, text or a refusal out.

Text files are decoded here, for that is no parsing. Pages go to limited child processes: a fresh
one for every single file, one reused within a batch (one submission by one hand), never across.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import BoundedSemaphore, Lock
from types import TracebackType

from domain.paragraphs import normalise
from ops.extraction import html
from ops.extraction.encoding import RULE_TEXT, declared_in_page, decode
from ops.extraction.outcome import Extracted, ExtractionRefused
from ops.extraction.worker import Limits, Lost, Refused, Worker

TEXT_EXTRACTOR = "text/1"

_TEXT, _PAGE = "text/plain", "text/html"
_BY_MEDIA_TYPE = {_TEXT: _TEXT, _PAGE: _PAGE, "application/xhtml+xml": _PAGE}
_BY_ENDING = {
    "txt": _TEXT,
    "text": _TEXT,
    "htm": _PAGE,
    "html": _PAGE,
    "shtml": _PAGE,
    "xhtml": _PAGE,
}
_AHEAD = 4
_CLOSED = "extraction is closed"
_WORN_OUT = ("crash", "memory", "processor")
_DEFAULT_LIMITS = Limits()

RULE_LIMITS = "不可信的文件在受限进程里解析"
_WHY = {
    "dtd": "网页自带 DTD 定义，不予解析",
    "damaged": "网页结构损坏或嵌套过深，无法完整读出",
    "memory": "解析它所需的内存超过上限",
    "time": "解析超过时限",
    "processor": "解析所需的处理器时间超过上限",
    "size": "解出的文字超过上限",
    "crash": "解析进程异常退出",
}


class Extraction(AbstractContextManager["Extraction"]):
    """Reads untrusted files, at most `workers` at the same time. Any thread may call it.

    A file that crashes, hangs or inflates costs its own child process and is refused; the files
    beside it are read. Raises `ChildProcessError` where a child cannot be started at all: that is
    a fault of the installation, not of a file.
    """

    def __init__(self, workers: int = 2, limits: Limits = _DEFAULT_LIMITS) -> None:
        if workers < 1:
            raise ValueError("workers must be at least 1")
        self._workers = workers
        self._limits = limits
        self._permits = BoundedSemaphore(workers)
        self._lock = Lock()
        self._batches: set[_Batch] = set()
        self._closed = False

    def extract(self, data: bytes, name: str, media_type: str | None = None) -> Extracted:
        """The text of one file, in a child of its own if it is a page.

        `media_type` is what the sender says (with `charset`, if any); without it the ending of
        `name` decides, and without a known ending a beginning that looks like HTML. Raises
        `ExtractionRefused`.
        """
        batch = self._open()
        try:
            return self._extract(batch, data, name, media_type)
        finally:
            self._shut(batch)

    def extract_many(
        self, items: Iterable[tuple[str, bytes]]
    ) -> Iterator[tuple[str, Extracted | ExtractionRefused]]:
        """One batch: (name, bytes) in, (name, outcome) out in the same order, read side by side.

        Takes only a few items ahead of the reader, so a large folder never lies in memory.
        """
        batch = self._open()
        threads = ThreadPoolExecutor(self._workers, "extraction")
        waiting: deque[tuple[str, Future[Extracted | ExtractionRefused]]] = deque()
        try:
            for name, data in items:
                waiting.append((name, threads.submit(self._outcome, batch, data, name)))
                if len(waiting) > self._workers * _AHEAD:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            # Also when the reader stops half-way: the children die first, so no thread waits.
            self._shut(batch)
            threads.shutdown(cancel_futures=True)

    def close(self) -> None:
        """End every child. Whoever is reading, and every later call, gets `RuntimeError`."""
        with self._lock:
            self._closed = True
            batches = list(self._batches)
        for batch in batches:
            batch.end()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> "_Batch":
        with self._lock:
            if self._closed:
                raise RuntimeError(_CLOSED)
            batch = _Batch(self._limits)
            self._batches.add(batch)
            return batch

    def _shut(self, batch: "_Batch") -> None:
        batch.end()
        with self._lock:
            self._batches.discard(batch)

    def _outcome(self, batch: "_Batch", data: bytes, name: str) -> Extracted | ExtractionRefused:
        try:
            return self._extract(batch, data, name, None)
        except ExtractionRefused as refusal:
            return refusal

    def _extract(
        self, batch: "_Batch", data: bytes, name: str, media_type: str | None
    ) -> Extracted:
        limit = self._limits.file_bytes
        if len(data) > limit:
            raise ExtractionRefused(
                name, f"文件有 {len(data)} 字节，上限是 {limit} 字节", rule=RULE_LIMITS
            )
        kind, charset = _kind(data, name, media_type)
        if kind == _PAGE:
            charset = charset or declared_in_page(data)
        text = decode(data, name, charset).text
        if kind == _PAGE:
            title, text = self._parsed(batch, text, name)
            extractor = html.EXTRACTOR
        else:
            title, extractor = None, TEXT_EXTRACTOR
        text = normalise(text)
        if not text:
            raise ExtractionRefused(name, "文件里没有文字", rule=RULE_TEXT)
        return Extracted(text, kind, extractor, title)

    def _parsed(self, batch: "_Batch", text: str, name: str) -> tuple[str | None, str]:
        try:
            with self._permits:
                title, _, body = batch.read(text.encode()).decode().partition("\n")
        except (Refused, Lost) as failure:
            code = str(failure)
            reason = _WHY.get(code, _WHY["crash"])
            raise ExtractionRefused(name, reason, rule=RULE_LIMITS) from failure
        except UnicodeDecodeError as error:
            raise ExtractionRefused(name, _WHY["crash"], rule=RULE_LIMITS) from error
        return normalise(title) or None, body


class _Batch:
    """The children that serve one submission. Several threads may read at the same time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._idle: list[Worker] = []
        self._live: set[Worker] = set()
        self._ended = False

    def read(self, page: bytes) -> bytes:
        """As `Worker.read`. A used child that breaks down is replaced once: what it read before
        may have worn it out, and only a file that breaks a fresh child is to blame."""
        worker = self._take()
        if worker is not None:
            try:
                return self._read(worker, page)
            except (Refused, Lost) as failure:
                if str(failure) not in _WORN_OUT:
                    raise
        return self._read(self._start(), page)

    def end(self) -> None:
        with self._lock:
            self._ended = True
            live, idle = list(self._live), list(self._idle)
            self._idle.clear()
        for worker in live:
            worker.end()
        for worker in idle:
            self._drop(worker)

    def _read(self, worker: Worker, page: bytes) -> bytes:
        try:
            answer = worker.read(page)
        except BaseException as failure:
            self._drop(worker)
            if self._ended and isinstance(failure, Lost):
                # Killed from outside: that says nothing of the file.
                raise RuntimeError(_CLOSED) from failure
            raise
        with self._lock:
            if not self._ended:
                self._idle.append(worker)
                return answer
        self._drop(worker)
        return answer

    def _take(self) -> Worker | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _start(self) -> Worker:
        if not self._ended:
            worker = Worker(self._limits)
            with self._lock:
                if not self._ended:
                    self._live.add(worker)
                    return worker
            worker.close()
        raise RuntimeError(_CLOSED)

    def _drop(self, worker: Worker) -> None:
        worker.close()
        with self._lock:
            self._live.discard(worker)


def _kind(data: bytes, name: str, media_type: str | None) -> tuple[str, str | None]:
    """`text/plain` or `text/html`, and the charset the sender gave."""
    if media_type is not None:
        essence, _, parameters = media_type.partition(";")
        kind = _BY_MEDIA_TYPE.get(essence.strip().lower())
        if kind is None:
            raise ExtractionRefused(name, f"不收 {media_type[:60]} 类型的文件", rule=RULE_TEXT)
        return kind, _charset(parameters)
    ending = name.rpartition(".")[2].lower()
    return _BY_ENDING.get(ending) or (_PAGE if _looks_like_page(data) else _TEXT), None


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return value.strip().strip("\"'").lower() or None
    return None


def _looks_like_page(data: bytes) -> bool:
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html", b"<?xml")) and b"<html" in start
