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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from domain.errors import Incomplete
from ops.alerts.addresses import webhook_address

SECONDS = 10.0
"""For the whole call, however slowly the other side answers."""
MOST_ANSWERED = 64 * 1024
_NAT64 = ip_network("64:ff9b::/96")


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
        except ValueError:
            told = text
        said = told.get("challenge") if isinstance(told, dict) else told
        return (
            self.taken
            and isinstance(said, str)
            and hmac.compare_digest(said.encode(), challenge.encode())
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
        connection = _Pinned(host, port, self._address(host, port), self._context, secure=secure)
        deadline = threading.Timer(SECONDS, connection.cut)
        deadline.daemon = True
        deadline.start()
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read(MOST_ANSWERED))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreached(type(error).__name__) from error
        finally:
            deadline.cancel()
            connection.close()

    def _address(self, host: str, port: int) -> str:
        """The address to connect to. Raises `Unreached` when any that the name has is not open."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreached("no such host") from error
        addresses = [str(one[4][0]).partition("%")[0] for one in found]
        if not self._private and not all(map(is_open, addresses)):
            raise Unreached("not an address of the open network")
        return addresses[0]


def is_open(address: str) -> bool:
    """Whether an address belongs to the open network, also when it is wrapped in another."""
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved
        for one in _unwrapped(ip_address(address))
    )


def signature(secret: str, identity: str, moment: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 over id, time and body (Standard Webhooks, §signature)."""
    signed = f"{identity}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def shown_secret(secret: str) -> str:
    """A secret as its owner is shown it and as libraries take it."""
    return "whsec_" + base64.b64encode(_key(secret)).decode()


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))


def _unwrapped(address: IPv4Address | IPv6Address) -> Sequence[IPv4Address | IPv6Address]:
    """The address, or the ones that stand in it: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return (address,)
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inner if one is not None] or (address,)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name leads to meanwhile."""

    def __init__(
        self,
        host: str,
        port: int,
        address: str,
        context: Callable[[], ssl.SSLContext],
        *,
        secure: bool,
    ) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address = address
        self._context = context
        self._secure = secure
        if secure:
            self.default_port = 443

    def connect(self) -> None:
        """As the library does, to the judged address; TLS is for the name."""
        self.sock = socket.create_connection((self._address, self.port), SECONDS)
        if self._secure:
            self.sock = self._context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it from another thread: whoever waits for an answer is woken."""
        connected = self.sock
        if connected is not None:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
