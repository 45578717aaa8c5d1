"""One child process: start it, send it a page, wait no longer than allowed, end it."""

import importlib.util
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from ops.extraction.child import ANSWER, READ, READY, REFUSED, REQUEST

_START_SECONDS = 30.0
_FAREWELL_SECONDS = 2.0
_CHUNK = 1 << 16

# -S leaves out site-packages and their start-up hooks; the child is told the two folders it needs.
_BOOT = "import sys; sys.path[:0] = sys.argv[3:5]; from ops.extraction.child import main; main()"


@dataclass(frozen=True)
class Limits:
    """What one file, and the process that parses it, may take.

    `file_bytes` bounds what comes in, `text_bytes` the text that comes out (UTF-8),
    `address_space` the child's memory in bytes, `processor_seconds` its whole CPU time,
    `page_seconds` the wall time of one page.
    """

    file_bytes: int = 8 << 20
    text_bytes: int = 8 << 20
    address_space: int = 512 << 20
    processor_seconds: int = 20
    page_seconds: float = 10.0


class Refused(Exception):
    """The child read the page and refused it, in good order. `args[0]` says why, in one word."""


class Lost(Exception):
    """The child is gone or must go: `args[0]` is `time`, `processor`, `size` or `crash`."""


class Worker:
    """A child under `limits`. Not for two threads at once, but for `end` by any."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", "-c", _BOOT),
                *(str(limits.address_space), str(limits.processor_seconds)),
                *_folders(),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            bufsize=0,
            # A Ctrl-C at the terminal is for the archive, which then ends its children.
            start_new_session=True,
        )
        self._input = cast(BinaryIO, self._process.stdin).fileno()
        self._output = cast(BinaryIO, self._process.stdout).fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        try:
            self._expect_ready()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def read(self, page: bytes) -> bytes:
        """The child's answer to `page`: title, LF, text. Raises `Refused`; after `Lost` the
        worker is of no more use and only `end` is left."""
        deadline = time.monotonic() + self._limits.page_seconds
        self._send(REQUEST.pack(len(page)) + page, deadline)
        status, payload = self._receive(deadline)
        if status == REFUSED:
            raise Refused(payload[:20].decode("ascii", "replace"))
        if status != READ:
            raise Lost("crash")
        return payload

    def end(self) -> None:
        """Kill and reap. Safe to call twice, and while another thread waits in `read`."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """`end`, and give the pipes back. Only by the thread that reads."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            cast(BinaryIO, pipe).close()

    def _expect_ready(self) -> None:
        try:
            status, _ = self._receive(time.monotonic() + _START_SECONDS)
        except Lost as lost:
            raise ChildProcessError("the parsing process did not start") from lost
        if status != READY:
            raise ChildProcessError("the parsing process did not start")

    def _send(self, frame: bytes, deadline: float) -> None:
        rest = memoryview(frame)
        while rest:
            self._wait(self._input, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self._input, rest[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._lost() from None

    def _receive(self, deadline: float) -> tuple[bytes, bytes]:
        status, size = ANSWER.unpack(self._take(ANSWER.size, deadline))
        if size > self._limits.text_bytes:
            raise Lost("size")
        return status, self._take(size, deadline)

    def _take(self, size: int, deadline: float) -> bytes:
        taken = bytearray()
        while len(taken) < size:
            self._wait(self._output, select.POLLIN, deadline)
            chunk = os.read(self._output, min(_CHUNK, size - len(taken)))
            if not chunk:
                raise self._lost()
            taken += chunk
        return bytes(taken)

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise Lost("time")

    def _lost(self) -> Lost:
        """Why the pipe broke: the kernel ends a child that used up its processor time."""
        try:
            status = self._process.wait(_FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            return Lost("crash")
        return Lost("processor" if status == -signal.SIGXCPU else "crash")


def _folders() -> tuple[str, str]:
    """Where this program and lxml lie; lxml is found without being loaded into this process."""
    spec = importlib.util.find_spec("lxml")
    if spec is None or spec.origin is None:
        raise ChildProcessError("lxml is not installed")
    return str(Path(__file__).resolve().parents[2]), str(Path(spec.origin).parents[1])
