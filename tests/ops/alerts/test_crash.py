"""kill -9 of the real server around the handing over of a mail: what a restart sends again."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.ops.alerts.office import ADDRESS, SENDER, Post, open_office, post_office
from tests.terminal import COMMAND, clean_environment
from tests.town import Town

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def serving(home: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """`gongkai serve` as a process with the mail server at a port."""
    settings = {
        "GONGKAI_SMTP_HOST": "127.0.0.1",
        "GONGKAI_SMTP_PORT": str(port),
        "GONGKAI_SMTP_TLS": "none",
        "GONGKAI_MAIL_FROM": SENDER,
    }
    with (home.parent / "log").open("ab") as log:
        process = subprocess.Popen(
            [COMMAND, "--home", home, "serve", "--port", "0"],
            env=clean_environment() | settings,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def until(happened: Callable[[], bool]) -> None:
    """Wait until it has."""
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def waiting(founded_town: Town, tmp_path: Path) -> Iterator[tuple[Path, Post, int]]:
    """An archive with one mail to be sent at once; nobody runs it."""
    with post_office() as (post, port):
        with open_office(founded_town, tmp_path, port=port, post=post) as office:
            office.subscribe()
            office.town.publish_record()
            office.look()
            home = office.home
        yield home, post, port


@pytest.mark.parametrize(
    ("place", "answer", "accepted"),
    [("judge", "250 OK", 2), ("judge", "451 not now", 1), ("at_recipient", "250 OK", 1)],
    ids=["after the server accepted it", "before it accepted it", "before it was sent"],
)
def test_a_mail_is_sent_twice_only_when_killed_between_acceptance_and_mark(
    waiting: tuple[Path, Post, int], place: str, answer: str, accepted: int
) -> None:
    home, post, port = waiting
    with serving(home, port) as server:

        def die(_: object) -> str:
            os.kill(server.pid, signal.SIGKILL)
            server.wait()
            setattr(post, place, lambda _: "250 OK")
            return answer

        setattr(post, place, die)
        until(lambda: server.poll() is not None)
    first = len(post.accepted)
    assert first == accepted - 1
    with serving(home, port):
        until(lambda: len(post.accepted) == accepted)
        time.sleep(2.5)  # two more looks for mails
    assert len(post.accepted) == accepted
    assert len({mail["message-id"] for mail in post.accepted}) == 1
    assert post.recipients[-1] == ADDRESS


def test_of_two_servers_on_one_archive_one_sends(waiting: tuple[Path, Post, int]) -> None:
    home, post, port = waiting
    seen: list[EmailMessage] = []

    def slowly(mail: EmailMessage) -> str:
        seen.append(mail)
        time.sleep(1)
        return "250 OK"

    post.judge = slowly
    with serving(home, port), serving(home, port):
        until(lambda: len(post.accepted) == 1)
        time.sleep(4)
    assert len(seen) == 1
