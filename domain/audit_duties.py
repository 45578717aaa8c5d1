"""Which post may bring about which event, in which state: the permission table, read from outside.

A test holds that every stored name is here, so that no event escapes the audit by being new.
"""

from domain.permissions import ANY, PERMISSIONS, Role

ACTIONS: dict[str, str] = {
    "gongkai.complaint.accepted.v1": "complaint.handle",
    "gongkai.complaint.answered.v1": "complaint.handle",
    "gongkai.complaint.date_amended.v1": "complaint.decide",
    "gongkai.complaint.decided.v1": "complaint.decide",
    "gongkai.complaint.declined.v1": "complaint.decide",
    "gongkai.complaint.filed.v1": "complaint.file",
    "gongkai.complaint.investigated.v1": "complaint.handle",
    "gongkai.complaint.rectification_reported.v1": "complaint.handle",
    "gongkai.officer.enrolled.v1": "officer.enrol",
    "gongkai.officer.key_confirmed.v1": "officer.confirm_key",
    "gongkai.officer.key_enrolled.v1": "officer.enrol_key",
    "gongkai.officer.key_retired.v1": "officer.retire_key",
    "gongkai.officer.key_revoked.v1": "officer.revoke_key",
    "gongkai.officer.post_confirmed.v1": "officer.confirm_post",
    "gongkai.officer.post_ended.v1": "officer.end_post",
    "gongkai.officer.post_granted.v1": "officer.grant_post",
    "gongkai.officer.retirement_confirmed.v1": "officer.confirm_retirement",
    "gongkai.officer.revocation_answered.v1": "officer.answer_revocation",
    "gongkai.officer.revocation_confirmed.v1": "officer.confirm_revocation",
    "gongkai.organ.enrolled.v1": "organ.enrol",
    "gongkai.organ.guide_stated.v1": "organ.state_guide",
    "gongkai.record.amended.v1": "record.amend",
    "gongkai.record.approved.v1": "record.approve",
    "gongkai.record.drafted.v1": "record.draft",
    "gongkai.record.migrated.v1": "record.migrate",
    "gongkai.record.posted.v1": "record.post",
    "gongkai.record.published.v1": "record.publish",
    "gongkai.record.reclassified.v1": "record.reclassify",
    "gongkai.record.repealed.v1": "record.repeal",
    "gongkai.record.returned.v1": "record.return",
    "gongkai.record.revised.v1": "record.revise",
    "gongkai.record.submitted.v1": "secrecy_review.open",
    "gongkai.record.withdrawn.v1": "record.withdraw",
    "gongkai.rectification.corrected.v1": "rectification.decide",
    "gongkai.rectification.date_amended.v1": "rectification.decide",
    "gongkai.rectification.filed.v1": "rectification.file",
    "gongkai.rectification.redirected.v1": "rectification.decide",
    "gongkai.rectification.refused.v1": "rectification.decide",
    "gongkai.rectification.told.v1": "rectification.handle",
    "gongkai.rectification.transferred.v1": "rectification.decide",
    "gongkai.rectification.verified.v1": "rectification.handle",
    "gongkai.secrecy_review.concluded.v1": "secrecy_review.conclude",
    "gongkai.secrecy_review.determined.v1": "secrecy_review.determine",
    "gongkai.secrecy_review.opened.v1": "secrecy_review.open",
    "gongkai.secrecy_review.referred.v1": "secrecy_review.refer",
}
"""The action of the permission table that each stored name belongs to."""

APART = frozenset({"gongkai.archive.founded.v1", "gongkai.archive.registrars_restored.v1"})
"""What nobody does in a post: the founding and restoring of the archive."""

SEATING = APART | {
    "gongkai.officer.enrolled.v1",
    "gongkai.officer.key_enrolled.v1",
    "gongkai.officer.post_granted.v1",
}
"""All that an act may hold which founds the archive or restores its registrars."""

ROLES: dict[str, frozenset[Role]] = {
    topic: frozenset(line.role for line in PERMISSIONS if line.action == action)
    for topic, action in ACTIONS.items()
} | dict.fromkeys(APART, frozenset())

STATES: dict[str, frozenset[str]] = {
    topic: frozenset(line.state for line in PERMISSIONS if line.action == action)
    for topic, action in ACTIONS.items()
}


def state_allows(topic: str, state: str) -> bool:
    """Whether any role may bring this event about while the case file is in this state."""
    states = STATES.get(topic, frozenset())
    return state in states or ANY in states
