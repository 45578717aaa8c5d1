"""Officers as registrars list them: exactly the posts and keys their case files hold."""

import pytest
from sqlalchemy import Engine

from domain.errors import NotFound
from domain.officer import Officer
from projections import officers
from projections.projector import Projector
from projections.register_fold import register_projection
from tests.town import Town, signer


def follow(town: Town, engine: Engine) -> None:
    """Bring the register to the journal's head."""
    Projector(town.journal, [register_projection(engine)]).catch_up()


def change_everything(town: Town) -> None:
    """Every step a key or a post can take."""
    registration, (first, second, _) = town.registration, town.registrars
    officer = town.housing.drafter.officer
    names = ("一", "二", "三")
    keys = [signer(name).public_key.hex() for name in names]
    for name in names:
        town.enrol_key(officer, signer(name))
    registration.retire_key(first, officer, keys[0])
    registration.retire_key(first, officer, keys[1])
    registration.confirm_retirement(second, officer, keys[1])
    registration.revoke_key(first, officer, keys[2], cause="遗失")
    registration.confirm_revocation(second, officer, keys[2])
    other = town.housing.reviewer
    registration.revoke_key(first, other.officer, other.signer.public_key.hex(), cause="误")
    registration.answer_revocation(
        second, other.officer, other.signer.public_key.hex(), answer="属误操作"
    )
    registration.end_post(first, town.housing.publisher.officer, town.housing.publisher.post or "")


def test_officers_are_listed_with_the_posts_and_keys_their_case_files_hold(
    town: Town, views: Engine
) -> None:
    change_everything(town)
    follow(town, views)
    with views.connect() as connection:
        listed = officers.officers_listed(connection)
    assert len(listed) == 9
    for one in listed:
        domain = town.app.load(Officer, one.id)
        assert (one.name, one.sign_in, one.version) == (
            domain.name,
            domain.sign_in,
            domain.version,
        )
        assert {key.key: (key.state, key.answered) for key in one.keys} == {
            identity: (key.state, key.answered) for identity, key in domain.keys.items()
        }
        assert [(post.id, post.role, post.organ, post.title, post.state) for post in one.posts] == [
            (post.id, post.role, post.organ, post.title, post.state)
            for post in domain.posts.values()
        ]
        for post in one.posts:
            assert post.organ_name == (town.housing.name if post.organ else None)


def test_an_officer_is_found_by_sign_in_name_without_case(town: Town, views: Engine) -> None:
    follow(town, views)
    with views.connect() as connection:
        found = officers.officer_named(connection, " REGISTRAR1 ")
        assert found.name == "乙"
        assert officers.officer(connection, found.id) == found
        with pytest.raises(NotFound):
            officers.officer_named(connection, "nobody")
        with pytest.raises(NotFound):
            officers.officer(connection, "officer:none")
