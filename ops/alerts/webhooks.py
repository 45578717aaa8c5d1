"""Calling a webhook: signed, over TLS, at an address of the open network, without being led on.

Signatures are those of the Standard Webhooks specification, so that its libraries verify them.
Whoever may name an address that we call could have us call machines behind our own wall: the name
is resolved once, every address it has is judged, and the very address judged is connected to.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from domain.errors import Incomplete
from ops.alerts.addresses import webhook_address

SECONDS = 10.0
"""For the whole call, from asking where the name leads, however slowly the other side answers."""
MOST_ANSWERED = 64 * 1024
_NAT64 = ip_network("64:ff9b::/96")
_UNICAST = ip_network("2000::/3")
"""All of IPv6 that is given out for the open network (RFC 3513 2.5.4; IANA gives no other)."""
_CLOSED = tuple(
    map(
        ip_network,
        (
            "192.88.99.0/24",  # relays of 6to4, withdrawn (RFC 7526)
            "2001::/23",  # protocols' own, Teredo among them (RFC 2928)
            "2001:db8::/32",  # examples
            "2002::/16",  # 6to4: leads to the IPv4 address in it
            "3fff::/20",  # examples (RFC 9637)
        ),
    )
)


class Unreached(Exception):
    """The webhook was not called, or did not answer in time."""


@dataclass(frozen=True)
class Answer:
    """What it answered; nothing but 2xx is a yes, and a redirect is followed nowhere."""

    status: int
    body: bytes

    @property
    def taken(self) -> bool:
        """Whether it accepted what it was told."""
        return 200 <= self.status < 300

    def repeats(self, challenge: str) -> bool:
        """Whether it gave the challenge back: as its whole answer, or as JSON `challenge`."""
        text = self.body.decode("utf-8", "replace").strip()
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):  # no JSON, or lists in lists without an end
            told = text
        said = told.get("challenge") if isinstance(told, dict) else told
        return (
            self.taken
            and isinstance(said, str)
            # JSON may hold half a surrogate pair, which has no UTF-8 form.
            and hmac.compare_digest(said.encode(errors="replace"), challenge.encode())
        )


class Webhooks:
    """Calls webhooks. `private` allows addresses of one's own network, and plain http to this
    machine; `context` makes what certificates are judged by."""

    def __init__(
        self,
        *,
        private: bool = False,
        context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._private = private
        self._context = context

    def call(
        self, url: str, identity: str, secret: str, told: Mapping[str, Any], moment: int
    ) -> Answer:
        """POST `told` as JSON, signed at `moment` (epoch seconds). Raises `Unreached`."""
        try:
            url = webhook_address(url, private=self._private)
        except Incomplete as refusal:  # kept when the settings allowed more
            raise Unreached(refusal.message) from None
        body = json.dumps(told, ensure_ascii=False).encode()
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        headers = {
            "content-type": "application/json",
            "user-agent": "gongkai-alerts/1",
            "webhook-id": identity,
            "webhook-timestamp": str(moment),
            "webhook-signature": signature(secret, identity, moment, body),
        }
        connection = _Pinned(host, port, self._context, secure=secure)
        deadline = threading.Timer(SECONDS, connection.cut)
        deadline.daemon = True
        deadline.start()
        try:
            connection.address = self._address(host, port, connection.seconds_left())
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, headers)
            with connection.getresponse() as response:
                answer = Answer(response.status, response.read(MOST_ANSWERED))
            connection.seconds_left()  # cut off, an answer without a length only seems to end
            return answer
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreached(type(error).__name__) from error
        finally:
            deadline.cancel()
            connection.close()

    def _address(self, host: str, port: int, seconds: float) -> str:
        """The address to connect to. Raises `Unreached` when any that the name has is not open."""
        try:
            found = _resolved(host, port, seconds)
        except (OSError, UnicodeError) as error:
            raise Unreached("no such host") from error
        if not self._private and not all(map(is_open, found)):
            raise Unreached("not an address of the open network")
        return found[0]


def is_open(address: str) -> bool:
    """Whether an address belongs to the open network, also when IPv4 is wrapped in it.

    `is_global` alone will not do: it holds for what IANA's registry of special addresses does not
    name, site-local addresses (fec0::/10) and what was never given out among them.
    """
    one = ip_address(address)
    if isinstance(one, IPv6Address):
        inner = IPv4Address(int(one) & 0xFFFFFFFF) if one in _NAT64 else one.ipv4_mapped
        one = inner or one
    return (
        one.is_global
        and not (one.is_multicast or one.is_reserved)
        and (isinstance(one, IPv4Address) or one in _UNICAST)
        and not any(one in closed for closed in _CLOSED)
    )


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """Where a name leads. Raises `OSError` when there is no answer within the time.

    Nothing ends a look-up of the system from outside: it goes on in a thread that nobody waits
    for, until the system gives it up.
    """
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(str(one[4][0]).partition("%")[0] for one in answers)
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = threading.Thread(target=look_up, name="alerts look-up", daemon=True)
    asking.start()
    asking.join(seconds)
    if failed:
        raise failed[0]
    if asking.is_alive() or not found:
        raise TimeoutError
    return found


def signature(secret: str, identity: str, moment: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 over id, time and body (Standard Webhooks, §signature)."""
    signed = f"{identity}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def shown_secret(secret: str) -> str:
    """A secret as its owner is shown it and as libraries take it."""
    return "whsec_" + base64.b64encode(_key(secret)).decode()


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name leads to meanwhile, that ends in time.

    Its time begins when it is made. `cut` comes from another thread at the end of it and may come
    at any step, so every step asks after it whether time is left.
    """

    def __init__(
        self, host: str, port: int, context: Callable[[], ssl.SSLContext], *, secure: bool
    ) -> None:
        super().__init__(host, port)
        self.address = ""
        self._context = context
        self._secure = secure
        self._end = time.monotonic() + SECONDS
        self._cut = False
        # `sock` is let go of as soon as the other side says that it will close.
        self._held: socket.socket | None = None
        if secure:
            self.default_port = 443

    def connect(self) -> None:
        """As the library does, to the judged address; TLS is for the name."""
        reached = socket.create_connection((self.address, self.port), self.seconds_left())
        self._hold(reached)
        if self._secure:
            # Wrapping takes the socket out of `reached`: the handshake waits until `cut` has it.
            wrapped = self._context().wrap_socket(
                reached, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._hold(wrapped)
            wrapped.do_handshake()
            wrapped.settimeout(self.seconds_left())

    def seconds_left(self) -> float:
        """Of the time for the whole call. Raises `TimeoutError` when there is none."""
        left = self._end - time.monotonic()
        if self._cut or left <= 0:
            raise TimeoutError
        return left

    def cut(self) -> None:
        """End it from another thread: whoever waits for an answer is woken, and nothing follows."""
        self._cut = True
        held = self._held
        if held is not None:
            with contextlib.suppress(OSError):
                # Not the method of `SSLSocket`, which would take TLS away from under a reader.
                socket.socket.shutdown(held, socket.SHUT_RDWR)

    def _hold(self, reached: socket.socket) -> None:
        self.sock = self._held = reached
        # `cut` either finds what was just assigned, or came before and is seen here.
        reached.settimeout(self.seconds_left())
