"""A real Elasticsearch node with security on, behind TLS, and the accounts of the documentation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme

from tests.elastic_node import Account, Node, Server

PORTAL = "portal-test-secret"
WORKER = "worker-test-secret"
ARCHIVES = ("archive*", "gongkai*")
"""Indices of the tests of the engine, and of whole archives."""

ACCOUNTS = {
    "portal": Account(PORTAL, ARCHIVES, ("read",)),
    "worker": Account(WORKER, ARCHIVES, ("all",), ("monitor",)),
    "stranger": Account(WORKER, ("other*",), ("all",), ("manage_api_key",)),
}


@dataclass(frozen=True)
class Guarded:
    """The node and the file of the authority that signed its certificate."""

    node: Node
    authority: Path

    def settings(self, **changes: Any) -> dict[str, Any]:
        """The settings of an archive that reads with one account and writes with the other."""
        return {
            "elasticsearch_ca": str(self.authority),
            "elasticsearch_reader": f"portal:{PORTAL}",
            "elasticsearch_writer": f"worker:{WORKER}",
            **changes,
        }


@contextmanager
def guarded(server: Server, folder: Path) -> Iterator[Guarded]:
    """A running node; certificates and keys go to `folder`."""
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    trusted, certificate, key = (folder / name for name in ("ca.pem", "node.crt", "node.key"))
    authority.cert_pem.write_to_path(str(trusted))
    certificate.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(str(key))
    node = Node(server, accounts=ACCOUNTS, certificate=(certificate, key))
    node.start()
    try:
        yield Guarded(node, trusted)
    finally:
        node.remove()
