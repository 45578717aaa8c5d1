"""The outcomes of matters as events hold them."""

from collections.abc import Mapping, Sequence

from domain.requests.acts.work import Work
from domain.requests.given import GivenOutcome
from domain.requests.outcome import MatterOutcome, RefusedPart, RightOrgan


def _where(words: Mapping[str, str]) -> str:
    """The way and route an outcome tells, whichever field of its section names it."""
    told = (words.get(name, "").strip() for name in ("where", "how", "archive_contact"))
    return next((one for one in told if one), "")


def sealed_outcomes(work: Work, given: Sequence[GivenOutcome]) -> tuple[MatterOutcome, ...]:
    """The outcomes as events hold them: codes and references clear, the officer's words sealed."""
    sealed = []
    for place, one in enumerate(given):
        words = one.words
        member = f"outcomes.{place}"
        organ = None
        if any(words.get(name) for name in ("right_organ", "undetermined_reason")):
            organ = RightOrgan(
                words.get("right_organ", "").strip(),
                words.get("right_contact", "").strip(),
                words.get("undetermined_reason", "").strip(),
            )
        reason = words.get("reason", "")
        if one.refused and not reason:
            reason = "；".join(part.words.get("reason", "") for part in one.refused)
        sealed.append(
            MatterOutcome(
                matter=one.matter,
                outcome=one.outcome,
                ground=one.ground,
                refused=tuple(
                    RefusedPart(
                        part.ground,
                        work.seal(
                            f"{member}.refused.{number}.part", part.words.get("refused_part", "")
                        ),
                    )
                    for number, part in enumerate(one.parts)
                ),
                reason=work.maybe(f"{member}.reason", reason),
                where=_where(words),
                records=one.records,
                right_organ=organ,
                search=one.search,
                earlier=one.earlier,
                form=one.form,
                form_reason=words.get("other_form_reason", "").strip(),
            )
        )
    return tuple(sealed)
