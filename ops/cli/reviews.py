"""`gongkai review …`: the secrecy review with its two ladders."""

from typing import Annotated

import typer

from domain.review import Answer, Checklist, Decision, SecrecyReview, Step
from ops.cli.acting import Actor, acting_command
from ops.cli.output import say, say_json
from ops.cli.records import Expect, RecordId

reviews = typer.Typer(no_args_is_help=True)

ReviewId = Annotated[
    str, typer.Argument(help="审查编号，形如 secrecy_review:…", show_default=False)
]


@acting_command(reviews, "open")
def open_review(actor: Actor, record: RecordId, expect: Expect = None) -> None:
    """送保密审查（起草人）。"""
    recorded = actor.services.disclosure.open_review(
        actor.caller("secrecy_review.open", about=record), record, expect
    )
    review = str(recorded.events[1].originator_id)
    actor.finish(recorded, "已送保密审查", review=review)


@acting_command(reviews, "refer")
def refer(
    actor: Actor,
    review: ReviewId,
    step: Annotated[Step, typer.Option(help="报请哪一级")],
    body: Annotated[str, typer.Option(help="机构名称", show_default=False)],
    question: Annotated[str, typer.Option(help="请其确定什么", show_default=False)],
    expect: Expect = None,
) -> None:
    """拿不准时逐级报请；是否涉密与是否适宜公开是两条程序。"""
    recorded = actor.services.disclosure.refer(
        actor.caller("secrecy_review.refer", about=review),
        review,
        step=step,
        body=body,
        question=question,
        expected=expect,
    )
    actor.finish(recorded, f"已报请{step.chinese}")


@acting_command(reviews, "determine")
def determine(
    actor: Actor,
    review: ReviewId,
    answer: Annotated[Answer, typer.Option(help="答复")],
    document: Annotated[str, typer.Option(help="答复的文件", show_default=False)],
    expect: Expect = None,
) -> None:
    """记录报请机构的答复。"""
    recorded = actor.services.disclosure.determine(
        actor.caller("secrecy_review.determine", about=review),
        review,
        answer=answer,
        document=document,
        expected=expect,
    )
    actor.finish(recorded, "已记录答复")


@acting_command(reviews, "conclude")
def conclude(
    actor: Actor,
    review: ReviewId,
    decision: Annotated[Decision, typer.Option(help="结论")],
    opinion: Annotated[str, typer.Option(help="审查意见", show_default=False)],
    refusal_ground: Annotated[str | None, typer.Option(help="不得公开的理由代码 D1–D7")] = None,
    accuracy: Annotated[str, typer.Option(help="准确性审核意见")] = "",
    timeliness: Annotated[str, typer.Option(help="时效性审核意见")] = "",
    completeness: Annotated[str, typer.Option(help="全面性审核意见")] = "",
    expect: Expect = None,
) -> None:
    """作出审查结论。"""
    recorded = actor.services.disclosure.conclude(
        actor.caller("secrecy_review.conclude", about=review),
        review,
        decision=decision,
        reason=opinion,
        checklist=Checklist(accuracy, timeliness, completeness),
        ground=refusal_ground,
        expected=expect,
    )
    actor.finish(recorded, f"审查结论：{decision.chinese}")


@acting_command(reviews, "show")
def show_review(actor: Actor, review: ReviewId) -> None:
    """看一次保密审查走到哪一步、机器提示了什么。"""
    actor.require_reading("drafts.read")
    found = actor.services.archive.load(SecrecyReview, review)
    actor.require_organ(found.organ)
    if actor.as_json:
        say_json(
            {
                "review": found.id,
                "version": found.version,
                "record": found.record,
                "state": found.state,
                "decision": found.decision,
                "body": found.body,
                "findings": [vars(finding) for finding in found.findings],
            }
        )
        return
    say(f"审查 {found.id}，针对 {found.record} 第 {found.reviewed_version} 版")
    say(f"状态 {found.state}" + (f"，结论 {found.decision.chinese}" if found.decision else ""))
    for finding in found.findings:
        say(f"  第 {finding.paragraph} 段：{finding.kind.chinese} {finding.count} 处")
