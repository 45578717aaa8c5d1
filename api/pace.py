"""How often one client may ask: a generous pace for each, kept in a bounded piece of memory.

Clients are counted under a keyed digest of their address, in this process only; nothing about
them is written down. Pages and their files are not counted, only what programs ask for and every
search, which costs an engine as much whoever asks; one that had to be tried further costs more.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException

from api.portal.citizens import client_of

WINDOW_SECONDS = 60
MOST_CLIENTS = 50_000
"""Counted at a time, some 15 MB; of more, the one that asked longest ago is forgotten."""

TOO_MANY: dict[int | str, dict[str, Any]] = {
    429: {"description": "问得太快：过 Retry-After 秒再问（问题文书，RFC 9457）"}
}
"""How the refusal is told in the OpenAPI document."""

_POLICY = "client"


class Pace:
    """The pace of each client: `limit` requests in a minute, all at once or spread (GCRA).

    For each client one number is kept: the time at which it has caught up with the even pace.
    `digest` is what a client is counted under.
    """

    def __init__(
        self,
        limit: int,
        digest: Callable[[str], bytes],
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_CLIENTS,
    ) -> None:
        self.limit = limit
        self._digest = digest
        self._clock = clock
        self._most = most
        self._due: OrderedDict[bytes, float] = OrderedDict()

    def take(self, client: str, cost: float = 1.0) -> tuple[int, float]:
        """Count a request: how many more may follow at once, and 0; or refuse it: 0, and after
        how many seconds it would be taken."""
        now = self._clock()
        key = self._digest(client)
        apart = WINDOW_SECONDS / self.limit
        due = max(self._due.get(key, now), now) + cost * apart
        ahead = due - now
        if ahead > WINDOW_SECONDS + apart * 1e-6:
            return 0, ahead - WINDOW_SECONDS
        self._due[key] = due
        self._due.move_to_end(key)
        while len(self._due) > self._most:
            self._due.popitem(last=False)
        return int((WINDOW_SECONDS - ahead) / apart + 1e-6), 0.0

    def add(self, client: str, cost: float) -> int:
        """Count what a request that was taken has cost beyond what was known before: how many
        more may follow at once."""
        now = self._clock()
        key = self._digest(client)
        apart = WINDOW_SECONDS / self.limit
        self._due[key] = max(self._due.get(key, now), now) + cost * apart
        ahead = self._due[key] - now
        return max(0, int((WINDOW_SECONDS - ahead) / apart + 1e-6))

    def __len__(self) -> int:
        return len(self._due)


def paced(cost: float = 1.0) -> Callable[[Request], Awaitable[None]]:
    """A dependency that counts a request at `cost`. Raises 429 beyond the pace, with how long to
    wait (RFC 6585, RFC 9110 10.2.3); tells how much is left in any case (the fields `RateLimit`
    and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers)."""

    async def counted(request: Request) -> None:
        pace: Pace | None = getattr(request.app.state, "pace", None)
        if pace is None:
            return
        left, wait = pace.take(client_of(request), cost)
        _tell(request, pace, left, wait)
        if wait:
            seconds = math.ceil(wait)
            raise HTTPException(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"每分钟最多问{pace.limit}次，请过{seconds}秒再问。要全部目录，请取 /api/dump/。",
                {"retry-after": str(seconds)},
            )

    return counted


def charge(request: Request, cost: float) -> None:
    """Count `cost` more for a request that is being answered; never refuses it, for what it has
    cost is spent. Where no pace is kept, nothing."""
    pace: Pace | None = getattr(request.app.state, "pace", None)
    if pace is not None:
        _tell(request, pace, pace.add(client_of(request), cost), 0.0)


def _tell(request: Request, pace: Pace, left: int, wait: float) -> None:
    request.scope.setdefault("state", {})["told"] = [
        (b"ratelimit-policy", f'"{_POLICY}";q={pace.limit};w={WINDOW_SECONDS}'.encode()),
        (b"ratelimit", f'"{_POLICY}";r={left};t={math.ceil(wait)}'.encode()),
    ]
