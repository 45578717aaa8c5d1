"""How a demonstration request is answered, how it ends otherwise, and what follows."""

from domain.content import ClearPart
from domain.description import Description, OpennessGiven
from domain.permissions import Role
from domain.requests.evidence import EvidenceKind
from domain.requests.given import GivenEvidence, GivenLetter
from domain.requests.remedies import RemedyKind
from domain.requests.replying import ReplyCause
from domain.review import Checklist, Decision
from domain.vocabulary import Openness, Phase
from ops.demo.requests import steps as told
from ops.demo.requests.acts import CASEWORK, letter, sent
from ops.demo.requests.bodies import COUNTY_GOVERNMENT, COURT, SUPERIOR, SUPERIOR_COURT
from ops.demo.requests.playing import PAPER, SIGNED, SLIP, RequestPlay, Takers
from ops.demo.requests.steps import RequestStory

_CHECKED = Checklist("与原件核对一致", "现行有效", "附件齐全")


def _search(play: RequestPlay, story: RequestStory, step: told.Search) -> None:
    play.handling.record_search(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        matters=tuple(range(1, len(story.matters) + 1)),
        systems=step.systems,
        places=step.places,
        keywords=step.keywords,
        searcher="档案管理员",
        on=play.day(story, step),
        found=False,
        result=step.result,
    )


def _draft(play: RequestPlay, story: RequestStory, step: told.DraftReply) -> None:
    correcting = step.cause is ReplyCause.CORRECTION
    play.handling.draft_reply(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        outcomes=play.outcomes(story, step.outcomes),
        parts=[play.part(story, one) for one in step.given],
        frame={"reason": step.reason} if correcting else {},
        cause=step.cause,
        reason=step.reason,
        document=play.documents.get(story.key, step.document),
    )


def _revise(play: RequestPlay, story: RequestStory, step: told.ReviseReply) -> None:
    play.handling.revise_reply(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        outcomes=play.outcomes(story, step.outcomes),
        parts=(),
        frame={},
        keep_content=True,
    )


def _submit(play: RequestPlay, story: RequestStory, _: told.SubmitReply) -> None:
    play.handling.submit_reply(play.seat(story, Role.DRAFTER), play.request(story))


def _clear(play: RequestPlay, story: RequestStory, step: told.ClearReply) -> None:
    reply = play.case(story).require_reply()
    assert reply.review is not None
    play.services.disclosure.conclude(
        play.seat(story, Role.REVIEWER),
        reply.review,
        decision=Decision.CLEARED,
        reason=step.reason,
        checklist=_CHECKED,
    )


def _review(play: RequestPlay, story: RequestStory, step: told.ReviewReply) -> None:
    play.handling.review_reply(
        play.seat(story, Role.REVIEWER), play.request(story), opinion=step.opinion
    )


def _return_reply(play: RequestPlay, story: RequestStory, step: told.ReturnReply) -> None:
    play.handling.return_reply(
        play.seat(story, Role.REVIEWER), play.request(story), reason=step.reason
    )


def _issue(play: RequestPlay, story: RequestStory, step: told.IssueReply) -> None:
    dispatch = None if step.way is None else sent(play, story, step, step.way)
    on_paper = play.day(story, step) if step.paper else None
    play.handling.issue_reply(
        play.seat(story, Role.APPROVER),
        play.request(story),
        letter=GivenLetter(dispatch=dispatch, on_paper=on_paper),
    )


# Ends, and what follows


def _withdraw(play: RequestPlay, story: RequestStory, step: told.Withdraw) -> None:
    play.handling.withdraw(
        play.seat(story, Role.CLERK),
        play.request(story),
        on=play.day(story, step),
        evidence=GivenEvidence(EvidenceKind.SIGNATURE, "撤回申请书存卷"),
    )


def _abandon(play: RequestPlay, story: RequestStory, step: told.Abandon) -> None:
    play.handling.abandon(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        cause=step.cause,
        judged=step.judged,
        letter=letter(play, story, step),
    )


def _reopen(play: RequestPlay, story: RequestStory, step: told.Reopen) -> None:
    play.handling.reopen(play.seat(story, Role.DRAFTER), play.request(story), reason=step.reason)


def _suggest(play: RequestPlay, story: RequestStory, step: told.Suggest) -> None:
    play.handling.suggest_publication(
        play.seat(story, Role.CLERK), play.request(story), text=step.text
    )


def _judge_suggestion(play: RequestPlay, story: RequestStory, step: told.JudgeSuggestion) -> None:
    play.handling.judge_suggestion(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        accepted=step.accepted,
        reason=step.reason,
    )


def _provide(play: RequestPlay, story: RequestStory, step: told.Provide) -> None:
    play.handling.provide(
        play.seat(story, Role.CLERK),
        play.request(story),
        matters=(1,),
        on=play.day(story, step),
        form=story.form,
        route=story.route,
        help=step.help,
        evidence=SIGNED,
    )


def _open_record(play: RequestPlay, story: RequestStory, step: told.OpenRecord) -> None:
    title, text = play.dated(story, step.title), play.dated(story, step.text)
    play.handling.open_record(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        matters=(1,),
        description=Description(
            title=title,
            kind="other",
            document_number=None,
            index_number=None,
            formed_on=play.day(story, step),
            effective_on=None,
            expires_on=None,
            phase=Phase.RESULT,
            field=None,
            topic="依申请公开转主动公开",
            attributes=(),
        ),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=[ClearPart(f"{title[:60]}.txt", "text/plain", text.encode(), text, "text/1")],
    )


def _seek(play: RequestPlay, story: RequestStory, step: told.SeekRemedy) -> None:
    year = play.day(story, step).year
    of_county = story.organ == "gov"
    if step.kind is RemedyKind.REVIEW:
        body = SUPERIOR if of_county else COUNTY_GOVERNMENT
        number = f"{'清江' if of_county else '清'}复〔{year}〕{step.serial}号"
    else:
        body = SUPERIOR_COURT if of_county else COURT
        number = f"（{year}）清01行初{step.serial}号"
    play.handling.seek_remedy(
        play.seat(story, Role.CLERK),
        play.request(story),
        kind=step.kind,
        body=body,
        docket_number=number,
        simple=step.simple,
        on=play.day(story, step),
        evidence=PAPER,
    )


def _answer_remedy(play: RequestPlay, story: RequestStory, step: told.AnswerRemedy) -> None:
    play.handling.answer_remedy(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        remedy=list(play.case(story).remedies)[-1],
        on=play.day(story, step),
        evidence=SLIP,
    )


def _decide_remedy(play: RequestPlay, story: RequestStory, step: told.DecideRemedy) -> None:
    remedy = list(play.case(story).remedies.values())[-1]
    until = None
    if step.reply_in is not None:
        until = play.days.to_come(story.filed, step.after + step.reply_in)
    document = remedy.docket_number.replace("复〔", "复决〔").replace("行初", "行初判")
    play.documents[story.key] = document
    play.handling.decide_remedy(
        play.seat(story, Role.CLERK),
        play.request(story),
        remedy=remedy.id,
        on=play.day(story, step),
        result=step.result,
        document=document,
        reply_until=until,
        evidence=PAPER,
    )


TAKERS: Takers = {
    **CASEWORK,
    told.Search: _search,
    told.DraftReply: _draft,
    told.ReviseReply: _revise,
    told.SubmitReply: _submit,
    told.ClearReply: _clear,
    told.ReviewReply: _review,
    told.ReturnReply: _return_reply,
    told.IssueReply: _issue,
    told.Withdraw: _withdraw,
    told.Abandon: _abandon,
    told.Reopen: _reopen,
    told.Suggest: _suggest,
    told.JudgeSuggestion: _judge_suggestion,
    told.Provide: _provide,
    told.OpenRecord: _open_record,
    told.SeekRemedy: _seek,
    told.AnswerRemedy: _answer_remedy,
    told.DecideRemedy: _decide_remedy,
}
"""How each kind of step is taken."""
