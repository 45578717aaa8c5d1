"""国有土地上房屋征收: which papers each project leaves behind, and when."""

from collections.abc import Callable, Iterator

from ops.demo.texts.expropriation_deciding import (
    announcement,
    decision,
    feedback,
    proposal,
    risk,
    survey,
)
from ops.demo.texts.expropriation_paying import (
    appraisal,
    appraiser,
    audit,
    compensation,
    progress,
)
from ops.demo.texts.pen import Commission, Paper, Pen, about
from ops.demo.texts.places import PROJECTS, Project

FIELD = "国有土地上房屋征收"

_Writer = Callable[[Pen, Project], Paper]

_COURSE: tuple[tuple[str, _Writer, int, tuple[int, ...]], ...] = (
    ("survey", survey, 0, (0, 1, 2, 3, 5, 6, 8, 9)),
    ("proposal", proposal, 20, (0, 1, 2, 3, 4, 5, 7, 8, 9)),
    ("feedback", feedback, 58, (0, 1, 3, 5, 8)),
    ("risk", risk, 66, (0, 1, 5, 8)),
    ("decision", decision, 85, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
    ("announcement", announcement, 86, (0, 1, 2, 4, 6, 7, 8)),
    ("appraiser", appraiser, 97, (0, 1, 3, 5, 7, 8)),
    ("appraisal", appraisal, 135, (0, 2, 4, 5, 8)),
    ("progress", progress, 190, (0, 1, 3, 5, 6, 7, 8)),
    ("compensation", compensation, 250, (0, 1, 3, 5)),
    ("audit", audit, 320, (0, 2, 4)),
)
"""Paper, template, days after the project began, and which projects have it."""


def commissions() -> Iterator[Commission]:
    """Every paper of every project, in the order of the procedure."""
    for name, write, after, sites in _COURSE:
        for site in (PROJECTS[i] for i in sites):
            yield Commission(
                f"exp-{name}-{site.key}",
                about(write, site),
                site.began - after,
                FIELD,
                html=name in ("survey", "appraisal"),
            )
