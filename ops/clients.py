"""Who asks, as far as an address tells: counted under a keyed digest, never kept in clear."""

import hashlib
import hmac
from collections.abc import Callable
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network

from ops.clock import random_bytes

SUBSCRIBER_BITS = 64
"""Of an IPv6 address: what one subscriber is given holds 2^64 of them."""


class Clients:
    """Digests of clients' addresses.

    `secret` is kept by the archive and asked for on first use; without one the digests are those of
    this process only.
    """

    def __init__(self, secret: Callable[[], bytes] | None = None) -> None:
        if secret is None:
            passing = random_bytes(32)
            self._secret: Callable[[], bytes] = lambda: passing
        else:
            self._secret = cache(secret)

    def digest(self, purpose: str, client: str) -> bytes:
        """32 bytes by which a client is counted for one purpose, and found for no other."""
        said = f"gongkai-client/v1\0{purpose}\0{subscriber(client)}"
        return hmac.digest(self._secret(), said.encode(errors="replace"), hashlib.sha256)


def subscriber(client: str, bits: int = SUBSCRIBER_BITS) -> str:
    """The address, or the network of `bits` of an IPv6 one; what is none stands for itself."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), bits), strict=False))
