"""A real Elasticsearch node for tests: found, started, stopped, killed, and never left behind.

The server is the one its makers test, from Maven Central: no plugin, no scripts, no analysis of
its own, so whatever works on it works everywhere. It is a tool for tests, kept outside the
checkout and never shipped. `python3 -m tests.elastic_node fetch` fetches it, with nothing but the
standard library.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "9.5.0"
GROUP = "org.elasticsearch.distribution.integ-test-zip"
CACHE = Path(os.environ.get("GONGKAI_TEST_CACHE") or Path.home() / ".cache/gongkai-tests")
ARCHIVE = CACHE / f"elasticsearch-{VERSION}.zip"

USER = "gongkai-es"
"""Elasticsearch refuses to run as root: root starts it as this system user."""

OLDEST_JAVA = 21
START_SECONDS = 300
HOW = f"python3 -m tests.elastic_node fetch (needs Maven and a JDK of {OLDEST_JAVA} or newer)"


class Missing(Exception):
    """What a node needs is not on this machine; the message says what and how to get it."""


@dataclass(frozen=True)
class Account:
    """A user of the file realm and the index privileges of its only role."""

    secret: str
    indices: Sequence[str]
    index_privileges: Sequence[str]
    cluster_privileges: Sequence[str] = ()


def find() -> Path:
    """The server's archive. Raises `Missing`."""
    java_home()
    if not ARCHIVE.is_file():
        raise Missing(f"Elasticsearch {VERSION} is not on this machine; to get it: {HOW}")
    return ARCHIVE


def fetch() -> Path:
    """Download the server's archive, once. Raises `Missing`."""
    java_home()
    if not ARCHIVE.is_file():
        maven = shutil.which("mvn")
        if maven is None:
            raise Missing("mvn is not on this machine: install the package maven")
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as fresh:
            artifact = f"-Dartifact={GROUP}:elasticsearch:{VERSION}:zip"
            goal = ("dependency:copy", artifact, f"-DoutputDirectory={fresh}")
            subprocess.run((maven, "-q", "-B", *goal), cwd=fresh, check=True)
            # A download that was cut off never bears the name of a whole one.
            (Path(fresh) / ARCHIVE.name).replace(ARCHIVE)
    return ARCHIVE


def java_home() -> Path:
    """The newest JDK that the server runs on. Raises `Missing`."""
    named = [os.environ.get(name) for name in ("ES_JAVA_HOME", "JAVA_HOME")]
    installed = Path("/usr/lib/jvm")
    homes = [Path(home) for home in named if home]
    if installed.is_dir():
        homes += sorted(installed.iterdir(), key=lambda home: -_java_version(home))
    for home in homes:
        if _java_version(home) >= OLDEST_JAVA:
            return home
    raise Missing(f"no JDK of {OLDEST_JAVA} or newer: install one or set ES_JAVA_HOME")


def _java_version(home: Path) -> int:
    """The version as the JDK's own `release` file tells it; 0 for what is no whole JDK."""
    try:
        told = (home / "release").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', told, re.MULTILINE)
    return int(found[1]) if found and (home / "bin/java").exists() else 0


class Server:
    """The unpacked server, from which any number of nodes are started."""

    def __init__(self) -> None:
        archive = find()
        # Not under pytest's folders: those are closed to everybody but their owner.
        self.folder = Path(tempfile.mkdtemp(prefix="gongkai-es-"))
        self.folder.chmod(0o755)
        # Like the guard of a node: whatever ends this process, the folder does not stay.
        self._broom = subprocess.Popen(
            ("/bin/sh", "-c", 'cat; sleep 1; rm -rf "$0"', str(self.folder)), stdin=subprocess.PIPE
        )
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(self.folder)
        self.home = self.folder / f"elasticsearch-{VERSION}"
        for tool in (self.home / "bin").iterdir():
            tool.chmod(0o755)
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            if subprocess.run(("id", USER), capture_output=True, check=False).returncode:
                subprocess.run(("useradd", "--system", "--no-create-home", USER), check=True)
            shutil.chown(self.folder, USER, USER)
            self._as = {"user": USER, "group": USER, "extra_groups": ()}

    def begin(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        """Start a program of the server's in `folder`, as the user that may; its input is ours."""
        return subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as,
        )

    def remove(self) -> None:
        """Delete the server with the data of all its nodes."""
        self._broom.communicate()


class Node:
    """One node on a free port of the loopback interface, with an empty data folder.

    It is a cluster of its own, or one more holder of data `beside` another node. With `accounts`
    security is on and only they may enter; with `certificate` (a PEM file and its key) it speaks
    TLS. `settings` are further lines of its configuration. A node to be `measured` compiles its
    code in full; others do with half the work to start.
    """

    def __init__(
        self,
        server: Server,
        *,
        beside: "Node | None" = None,
        accounts: Mapping[str, Account] | None = None,
        certificate: tuple[Path, Path] | None = None,
        settings: Mapping[str, str] | None = None,
        measured: bool = False,
    ) -> None:
        self._server = server
        self._folder = Path(tempfile.mkdtemp(prefix="node-", dir=server.folder))
        self._guard: subprocess.Popen[bytes] | None = None
        self.name = self._folder.name
        self._port, self._transport = _free_ports()
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self._port}"
        config = self._folder / "config"
        shutil.copytree(server.home / "config", config)
        lines = [
            "cluster.name: gongkai-test",
            f"node.name: {self.name}",
            *_membership(self.name, beside),
            "network.host: 127.0.0.1",
            f"http.port: {self._port}",
            f"transport.port: {self._transport}",
            "node.processors: 2",
            # A full disk shared with others would make every index read-only.
            "cluster.routing.allocation.disk.threshold_enabled: false",
            f"path.data: {self._folder}/data",
            f"path.logs: {self._folder}/logs",
            f"xpack.security.enabled: {str(accounts is not None).lower()}",
            *(f"{name}: {value}" for name, value in (settings or {}).items()),
        ]
        if certificate:
            for file, name in zip(certificate, ("node.crt", "node.key"), strict=True):
                shutil.copy(file, config / name)
            lines += [
                "xpack.security.http.ssl.enabled: true",
                "xpack.security.http.ssl.certificate: node.crt",
                "xpack.security.http.ssl.key: node.key",
            ]
        (config / "elasticsearch.yml").write_text("\n".join(lines) + "\n")
        heap = config / "jvm.options.d"
        heap.mkdir(exist_ok=True)
        lightly = "" if measured else "-XX:TieredStopAtLevel=1\n"
        (heap / "heap.options").write_text(f"-Xms512m\n-Xmx512m\n{lightly}")
        roles = "".join(_role(name, account) for name, account in (accounts or {}).items())
        (config / "roles.yml").write_text(roles)
        self._give_away()
        self._environment = {
            "HOME": str(self._folder),
            "PATH": "/usr/sbin:/usr/bin:/bin",
            "ES_JAVA_HOME": str(java_home()),
            "ES_PATH_CONF": str(config),
        }
        for name, account in (accounts or {}).items():
            self._tool("elasticsearch-users", "useradd", name, "-p", account.secret, "-r", name)

    def start(self) -> None:
        """Start the node and wait until it answers."""
        # The guard lives as long as this process holds its input open, and takes the node with
        # it: however a test run ends, no node is left.
        script = '"$0" -d -p "$1" || exit; cat; kill -9 "$(cat "$1")"'
        program = str(self._server.home / "bin/elasticsearch")
        words = ("/bin/sh", "-c", script, program, str(self._pid_file))
        self._guard = self._server.begin(words, self._folder, self._environment)
        self.wait()

    def wait(self) -> None:
        """Wait until the node answers; being asked who we are is an answer too."""
        unverified = ssl._create_unverified_context()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._guard is not None and self._guard.poll() is not None:
                break
            try:
                with urllib.request.urlopen(
                    f"{self.url}/_cluster/health", timeout=5, context=unverified
                ):
                    return
            except urllib.error.HTTPError as answered:
                answered.close()
                if answered.code == 401:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"the node does not answer:\n{self._log_tail()}")

    def stop(self) -> None:
        """Stop the node as an operator does; what was written stays."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the node as a power cut does; what was written stays."""
        self._end(signal.SIGKILL)

    def suspend(self) -> None:
        """Let the node hang: connections are taken and never answered."""
        pid = self._pid
        os.kill(pid, signal.SIGSTOP)
        # On a busy machine its other threads go on, and answer, until the first has been stopped.
        while _state(pid) != "T":
            time.sleep(0.01)

    def resume(self) -> None:
        """Let a hanging node go on."""
        os.kill(self._pid, signal.SIGCONT)

    def revive(self) -> None:
        """Let the node answer again, whatever was done to it."""
        if self._guard is None:
            self.start()
        else:
            self.resume()
            self.wait()

    def remove(self) -> None:
        """End the node and delete its data."""
        if self._guard is not None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        """Where the node keeps its indices."""
        return self._folder / "data"

    @property
    def address(self) -> str:
        """Where other nodes of its cluster reach it."""
        return f"127.0.0.1:{self._transport}"

    @property
    def _pid_file(self) -> Path:
        return self._folder / "pid"

    @property
    def _pid(self) -> int:
        return int(self._pid_file.read_text())

    def _end(self, how: signal.Signals) -> None:
        assert self._guard is not None
        assert self._guard.stdin is not None
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            pid = self._pid
            os.kill(pid, how)
            while _alive(pid):
                time.sleep(0.05)
        self._guard.stdin.close()
        self._guard.wait()
        self._guard = None

    def _tool(self, name: str, *words: str) -> None:
        program = str(self._server.home / "bin" / name)
        tool = self._server.begin((program, *words), self._folder, self._environment)
        tool.communicate()
        assert tool.returncode == 0, f"{name} failed"

    def _give_away(self) -> None:
        if os.geteuid() == 0:
            for path in (self._folder, *self._folder.rglob("*")):
                shutil.chown(path, USER, USER)

    def _log_tail(self) -> str:
        logs = self._folder / "logs/gongkai-test.log"
        return "\n".join(logs.read_text().splitlines()[-20:]) if logs.is_file() else "no log"


def _membership(name: str, beside: Node | None) -> Sequence[str]:
    """The cluster a node belongs to, in lines of its configuration."""
    if beside is None:
        # Looked for nowhere else: several runs on one machine never meet.
        return (f"cluster.initial_master_nodes: {name}", "discovery.seed_hosts: []")
    # The first node alone is master: two that vote do not survive the loss of one.
    return ("node.roles: [data]", f"discovery.seed_hosts: ['{beside.address}']")


def _role(name: str, account: Account) -> str:
    cluster = ", ".join(account.cluster_privileges)
    names = ", ".join(f"'{one}'" for one in account.indices)
    privileges = ", ".join(account.index_privileges)
    return (
        f"{name}:\n  cluster: [{cluster}]\n  indices:\n"
        f"    - names: [{names}]\n      privileges: [{privileges}]\n"
    )


def _alive(pid: int) -> bool:
    """Whether a process still runs; one that ended and was not yet buried does not."""
    try:
        return _state(pid) != "Z"
    except FileNotFoundError:
        return False


def _state(pid: int) -> str:
    """What a process does, as the kernel writes it in one letter."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


if __name__ == "__main__":
    try:
        print({"fetch": fetch, "java": java_home}[sys.argv[1]]())
    except Missing as missing:
        sys.exit(str(missing))
