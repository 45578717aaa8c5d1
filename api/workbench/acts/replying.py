"""答复: searches, the secrecy review of what is given, review, signature (条例 art 36-40)."""

from api.workbench.acts.asking import (
    Asked,
    Doing,
    Kind,
    Possible,
    RequestAct,
    when,
)
from api.workbench.acts.consulting import matters_asked, silent
from api.workbench.acts.papers import dispatch, given_letter, on_paper
from api.workbench.casework import Situation
from api.workbench.reply_told import as_lines
from api.workbench.review_shown import review_address
from domain.archive import Recorded
from domain.errors import Refusal
from domain.law.outcomes import outcome_rule
from domain.requests.proceeding import RequestState
from domain.requests.replying import ReplyCause, ReplyStage
from domain.review import Decision, SecrecyReview


def _search(doing: Doing) -> Recorded:
    return doing.casework.handling.record_search(
        doing.caller(),
        doing.request,
        matters=doing.numbers("matters"),
        systems=doing.lines("systems"),
        places=doing.lines("places"),
        keywords=doing.text("keywords"),
        searcher=doing.text("searcher"),
        on=doing.day("on"),
        found=doing.text("found") == "yes",
        result=doing.text("result"),
        expected=doing.expected,
    )


def _submit(doing: Doing) -> Recorded:
    return doing.casework.handling.submit_reply(
        doing.caller(), doing.request, expected=doing.expected
    )


def _review(doing: Doing) -> Recorded:
    return doing.casework.handling.review_reply(
        doing.caller(), doing.request, opinion=doing.text("opinion"), expected=doing.expected
    )


def _return(doing: Doing) -> Recorded:
    return doing.casework.handling.return_reply(
        doing.caller(), doing.request, reason=doing.text("reason"), expected=doing.expected
    )


def _issue(doing: Doing) -> Recorded:
    return doing.casework.handling.issue_reply(
        doing.caller(), doing.request, letter=given_letter(doing), expected=doing.expected
    )


def _to_review(recorded: Recorded) -> str:
    """The page of the review that was opened."""
    streams = (str(event.originator_id) for event in recorded.events)
    return next(
        review_address(one) for one in streams if one.startswith(f"{SecrecyReview.PREFIX}:")
    )


def may_draft(now: Situation) -> bool:
    """Whether a first reply may be drafted, or one that takes the place of another."""
    if now.case.reply is not None or now.case.receipt is None:
        return False
    return now.case.state is RequestState.OPEN or bool(causes(now))


def paper_causes(now: Situation) -> tuple[ReplyCause, ...]:
    """Why a reply may have been given on paper: the first one wherever none is in force."""
    if now.case.state in (RequestState.JOINED, RequestState.TAKEN_OVER):
        return ()
    later = [one for one in causes(now) if one is not ReplyCause.FIRST]
    answered = now.case.state is RequestState.REPLIED
    return tuple(later if answered else [ReplyCause.FIRST, *later])


def causes(now: Situation) -> tuple[ReplyCause, ...]:
    """Why a reply may be drafted now; the first one is for a case that is not answered yet."""
    case = now.case
    found = [ReplyCause.FIRST] if case.state is RequestState.OPEN else []
    if case.ordering("REVIEW") is not None:
        found.append(ReplyCause.REVIEW)
    if case.ordering("COURT") is not None:
        found.append(ReplyCause.COURT)
    if case.state is RequestState.REPLIED:
        found.append(ReplyCause.CORRECTION)
    return tuple(found)


def _mine(now: Situation) -> bool:
    return now.case.reply is not None and now.officer in now.case.reply.drafters


def _may_review(now: Situation) -> bool:
    """Drafted by another; what is given is cleared, so that nobody judges a reply that is still to
    be refused or masked."""
    reply = now.case.reply
    if reply is None or reply.stage is not ReplyStage.DRAFTED or _mine(now):
        return False
    return not waits_for_secrecy(now)


def waits_for_secrecy(now: Situation) -> str:
    """Whom a reply that gives something waits for; empty when it is cleared."""
    reply = now.case.reply
    if reply is None or reply.content is None:
        return ""
    if reply.review is None:
        return "拟提供的信息还没有送保密审查，等经办人"
    review = now.review_of_reply()
    if review is None or review.decision is None:
        return "保密审查还没有结论，等保密审查员"
    if review.decision is Decision.CLEARED:
        return ""
    return f"保密审查的结论是“{review.decision.chinese}”，等经办人修改答复"


def _may_issue(now: Situation) -> bool:
    """Reviewed by another, cleared when something is given, third parties heard."""
    reply = now.case.reply
    if reply is None or reply.stage is not ReplyStage.REVIEWED or _mine(now):
        return False
    if now.officer == reply.reviewer:
        return False
    if reply.cause is ReplyCause.FIRST and now.case.state is not RequestState.OPEN:
        return False
    return cleared(now) and not unheard(now)


def cleared(now: Situation) -> bool:
    """Whether what is given was cleared by somebody else than this officer."""
    reply, review = now.case.reply, now.review_of_reply()
    if reply is None or reply.content is None:
        return True
    if review is None or now.officer in review.reviewers:
        return False
    try:
        found = review.require_concluded(content=reply.content.commitment, draft=reply.draft)
    except Refusal:
        return False
    return found is Decision.CLEARED


def unheard(now: Situation) -> bool:
    """Whether a third party stands in the way of opening (`Replying._require_third_parties`)."""
    reply = now.case.reply
    if reply is None:
        return False
    opened = {
        one.matter
        for one in reply.outcomes
        if outcome_rule(now.law, one.outcome, now.counted_from).gives_information
    }
    for one in now.case.consultations:
        if one.third_party is None or not opened & set(one.matters):
            continue
        if one.answered is None:
            if not silent(now, one):
                return True
        elif one.opinion is not None and one.opinion.value in ("OBJECTION", "PARTIAL"):
            if one.upheld is None:
                return True
            if one.opinion.value == "OBJECTION" and one.overridden is None:
                return True
    return False


def _nothing(doing: Doing) -> Recorded:
    raise AssertionError("has a page of its own")


REPLYING: tuple[RequestAct, ...] = (
    RequestAct(
        "record_search",
        "答复“信息不存在”之前须检索，并记下检索了哪里、用什么关键词、谁检索的（条例第三十六条第四项）。",
        lambda now: Possible.YES,
        lambda now: (
            matters_asked(now, "为哪些事项检索"),
            Asked("systems", "检索了哪些系统", Kind.AREA, "一行一个", unless="places"),
            Asked("places", "检索了哪些存放处所", Kind.AREA, "一行一个", unless="systems"),
            Asked("keywords", "关键词", Kind.AREA, "加密保存"),
            Asked("searcher", "检索人", hint="由哪个机构、哪名工作人员检索"),
            Asked("on", "检索日期", Kind.DATE, value=(now.today.isoformat(),)),
            Asked(
                "found",
                "检索到没有",
                Kind.RADIO,
                choices=(("no", "没有检索到"), ("yes", "检索到了")),
            ),
            Asked("result", "检索结果", Kind.AREA, "不写个人信息"),
        ),
        _search,
        "已登记检索",
    ),
    RequestAct(
        "draft_reply",
        "逐项选定处理结果，再按文书模板填写；由另两人审核、签发。",
        lambda now: when(may_draft(now)),
        lambda now: (),
        _nothing,
        "答复已拟好，等待审核",
        page=True,
    ),
    RequestAct(
        "revise_reply",
        "修改以后，原先的审核和保密审查都不再算数。",
        lambda now: when(now.case.reply is not None),
        lambda now: (),
        _nothing,
        "答复已修改，须重新审核",
        page=True,
    ),
    RequestAct(
        "submit_reply",
        "提供信息以前，由保密审查员对照原件审查；审查的就是这一份（保密法实施条例第四十二条）。",
        lambda now: when(
            now.case.reply is not None
            and now.case.reply.content is not None
            and now.case.reply.review is None
        ),
        lambda now: (),
        _submit,
        "已送保密审查，等保密审查员审查下面这一份",
        leads=_to_review,
    ),
    RequestAct(
        "review_reply",
        "看过答复的全部内容和依据再审核；起草人不能审核自己起草的答复。",
        lambda now: when(_may_review(now)),
        lambda now: (Asked("opinion", "审核意见", Kind.AREA, "加密保存"),),
        _review,
        "已审核，等待签发",
        told=as_lines,
        waits=waits_for_secrecy,
    ),
    RequestAct(
        "return_reply",
        "退回的答复由起草人修改后重新审核。",
        lambda now: when(now.case.reply is not None and not _mine(now)),
        lambda now: (Asked("reason", "退回的理由", Kind.AREA, "要改什么；加密保存"),),
        _return,
        "已退回修改",
    ),
    RequestAct(
        "issue_reply",
        "签发以后文书就定了，文号随即取定；要改只能重新答复。起草、审核、签发须是三个人。",
        lambda now: when(_may_issue(now)),
        lambda now: (*dispatch(now), *on_paper()),
        _issue,
        "答复书已签发",
        told=as_lines,
        letter=True,
        waits=waits_for_secrecy,
        places={"dispatch": "sent_kind"},
    ),
)
