"""Who may bring about what is known of every event, and agrees with the permission table."""

from domain.audit_duties import ACTIONS, ALONGSIDE, APART, ROLES, state_allows
from domain.audit_shapes import CASE_FILES
from domain.casefile import REGISTRY
from domain.permissions import ACTIONS as PERMITTED


def test_every_stored_name_has_its_action_and_every_action_is_permitted_to_somebody() -> None:
    assert CASE_FILES
    assert set(ACTIONS) | APART | ALONGSIDE == set(REGISTRY.topics)
    assert set(ACTIONS.values()) <= set(PERMITTED)
    assert all(ROLES[topic] for topic in ACTIONS)
    assert not any(ROLES[topic] for topic in APART)


def test_a_state_allows_what_the_table_allows_some_role_in_it() -> None:
    assert state_allows("gongkai.record.approved.v1", "DRAFTED")
    assert not state_allows("gongkai.record.approved.v1", "PUBLISHED")
    assert state_allows("gongkai.organ.guide_stated.v1", "whatever")
    assert not state_allows("gongkai.archive.founded.v1", "whatever")
