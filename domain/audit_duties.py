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
    "gongkai.information_request.abandoned.v1": "request.abandon",
    "gongkai.information_request.answered_on_the_spot.v1": "request.answer_on_the_spot",
    "gongkai.information_request.application_amended.v1": "request.amend_application",
    "gongkai.information_request.clarification_answered.v1": "request.answer_clarification",
    "gongkai.information_request.clarification_requested.v1": "request.request_clarification",
    "gongkai.information_request.code_reissued.v1": "request.reissue_code",
    "gongkai.information_request.confirmation_attempted.v1": "request.attempt_confirmation",
    "gongkai.information_request.consultation_answered.v1": "request.answer_consultation",
    "gongkai.information_request.consulted.v1": "request.consult",
    "gongkai.information_request.delay_told.v1": "request.tell_delay",
    "gongkai.information_request.excess_judged.v1": "request.judge_excess",
    "gongkai.information_request.extension_consented.v1": "request.consent_to_extension",
    "gongkai.information_request.extension_consented_on_paper.v1": "request.consent_to_extension",
    "gongkai.information_request.extension_told.v1": "request.tell_extension",
    "gongkai.information_request.fee_charged.v1": "request.charge",
    "gongkai.information_request.fee_paid.v1": "request.pay",
    "gongkai.information_request.filed.v1": "request.file",
    "gongkai.information_request.filing_joined.v1": "request.join_to",
    "gongkai.information_request.information_provided.v1": "request.provide",
    "gongkai.information_request.legal_date_amended.v1": "request.amend_legal_date",
    "gongkai.information_request.letter_delivered.v1": "request.deliver",
    "gongkai.information_request.letter_dispatched.v1": "request.dispatch",
    "gongkai.information_request.letter_issued.v1": "request.issue_letter",
    "gongkai.information_request.letter_masked.v1": "request.erase",
    "gongkai.information_request.letter_returned.v1": "request.return_letter",
    "gongkai.information_request.objection_judged.v1": "request.judge_objection",
    "gongkai.information_request.other_filing_taken.v1": "request.join_to",
    "gongkai.information_request.person_erased.v1": "request.erase",
    "gongkai.information_request.persons_linked.v1": "request.link_persons",
    "gongkai.information_request.persons_unlinked.v1": "request.unlink_persons",
    "gongkai.information_request.publication_suggested.v1": "request.suggest_publication",
    "gongkai.information_request.reasons_asked.v1": "request.ask_reasons",
    "gongkai.information_request.reasons_given.v1": "request.give_reasons",
    "gongkai.information_request.receipt_confirmed.v1": "request.confirm_receipt",
    "gongkai.information_request.receipt_disputed.v1": "request.dispute_receipt",
    "gongkai.information_request.record_opened.v1": "request.open_record",
    "gongkai.information_request.remedy_answered.v1": "request.answer_remedy",
    "gongkai.information_request.remedy_decided.v1": "request.decide_remedy",
    "gongkai.information_request.remedy_sought.v1": "request.seek_remedy",
    "gongkai.information_request.reopened.v1": "request.reopen",
    "gongkai.information_request.replied.v1": "request.issue_reply",
    "gongkai.information_request.replied_on_paper.v1": "request.reply_on_paper",
    "gongkai.information_request.reply_drafted.v1": "request.draft_reply",
    "gongkai.information_request.reply_returned.v1": "request.return_reply",
    "gongkai.information_request.reply_reviewed.v1": "request.review_reply",
    "gongkai.information_request.reply_revised.v1": "request.revise_reply",
    "gongkai.information_request.reply_submitted.v1": "request.submit_reply",
    "gongkai.information_request.search_performed.v1": "request.record_search",
    "gongkai.information_request.suggestion_judged.v1": "request.judge_suggestion",
    "gongkai.information_request.taken_over.v1": "request.take_over",
    "gongkai.information_request.third_party_overridden.v1": "request.override_third_party",
    "gongkai.information_request.withdrawn.v1": "request.withdraw",
    "gongkai.lawbook.calendar_announced.v1": "lawbook.announce_calendar",
    "gongkai.lawbook.opened.v1": "lawbook.open",
    "gongkai.lawbook.row_corrected.v1": "lawbook.correct",
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
    "gongkai.record.expunged.v1": "record.expunge",
    "gongkai.record.expunging_declined.v1": "record.decline_expunging",
    "gongkai.record.expunging_ordered.v1": "record.order_expunging",
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

ALONGSIDE = frozenset({"gongkai.information_request.breach_noted.v1"})
"""What stands beside the event of an act and has no action of its own: any act on a request."""

ROLES: dict[str, frozenset[Role]] = {
    topic: frozenset(line.role for line in PERMISSIONS if line.action == action)
    for topic, action in ACTIONS.items()
} | dict.fromkeys(APART, frozenset())
ROLES |= dict.fromkeys(
    ALONGSIDE,
    frozenset(line.role for line in PERMISSIONS if line.action.startswith("request.")),
)

STATES: dict[str, frozenset[str]] = {
    topic: frozenset(line.state for line in PERMISSIONS if line.action == action)
    for topic, action in ACTIONS.items()
} | dict.fromkeys(ALONGSIDE, frozenset({ANY}))


def state_allows(topic: str, state: str) -> bool:
    """Whether any role may bring this event about while the case file is in this state."""
    states = STATES.get(topic, frozenset())
    return state in states or ANY in states
