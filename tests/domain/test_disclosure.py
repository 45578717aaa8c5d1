"""Commands on records as acts: what they store, what they refuse."""

from dataclasses import replace

import pytest

from domain.archive import Recorded
from domain.description import OpennessGiven
from domain.errors import (
    NotFound,
    NotPermitted,
    PostNotHeld,
)
from domain.vocabulary import Channel, Openness
from tests.town import Town, body, description

PROACTIVE = OpennessGiven(Openness.PROACTIVE, None, "")


def test_a_refused_draft_leaves_no_blob(town: Town) -> None:
    with town.refuses(NotPermitted):
        town.disclosure.draft(
            town.housing.reviewer, description=description(), openness=PROACTIVE, parts=[body("文")]
        )
    assert list(town.contents.blobs.addresses()) == []


def test_the_same_command_again_stores_no_second_content(town: Town) -> None:
    drafter = replace(town.housing.drafter, command=("k1", "d1"))

    def draft() -> Recorded:
        return town.disclosure.draft(
            drafter, description=description(), openness=PROACTIVE, parts=[body("文")]
        )

    first = draft()
    blobs = set(town.contents.blobs.addresses())
    assert (draft().first, draft().repeated) == (first.first, True)
    assert set(town.contents.blobs.addresses()) == blobs


def test_a_post_that_ended_a_moment_before_acts_no_more(town: Town) -> None:
    record = town.draft()
    town.approve(record)
    publisher = town.housing.publisher
    assert publisher.post is not None
    town.registration.end_post(town.registrars[0], publisher.officer, publisher.post)
    with town.refuses(PostNotHeld, "已经终止"):
        town.disclosure.publish(publisher, record, [(Channel.PORTAL, None)])


@pytest.mark.parametrize(
    "identity",
    [
        "",
        "record",
        "record:",
        "record:1",
        "organ:01900000-0000-7000-8000-000000000001",
        "record:01900000-0000-7000-8000-00000000ffff",
        "record:\ud800",
        "record:' OR 1=1 --",
        "record:01900000-0000-7000-8000-000000000001\n",
    ],
)
def test_what_is_no_record_is_not_found(town: Town, identity: str) -> None:
    with town.refuses(NotFound):
        town.disclosure.approve(town.housing.approver, identity)
