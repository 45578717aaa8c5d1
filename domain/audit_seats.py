"""Keys and posts with their terms, by position: whether who signed an act could sign and act then.

An act is judged by its first position, over the terms that `RegistryAudit` (audit_registry.py) has
made out of the officers' case files (docs/log-format.md §10).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.permissions import Role

ALWAYS = 2**63
"""No position is that large: the end of a term that has not ended."""


class KeyTerm(NamedTuple):
    """A key signs for its officer in acts whose first position is in (after, until]."""

    officer: str
    after: int
    until: int = ALWAYS


class PostTerm(NamedTuple):
    """A post is held by its officer in acts whose first position is in (after, until]."""

    officer: str
    role: Role
    organ: str | None
    after: int
    until: int = ALWAYS


@dataclass
class Seats:
    """Every key and post with its term. `apart` are the founding act and restoring ones, which
    `RegistryAudit` judges by their own rules."""

    keys: dict[str, KeyTerm] = field(default_factory=dict)
    posts: dict[str, PostTerm] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)

    def allow(
        self,
        first: int,
        officer: str | None,
        post: str | None,
        organ: str | None,
        keys: tuple[str, ...],
    ) -> bool:
        """Whether `judge` has nothing to say, for the acts in which an officer holds a post."""
        if post not in self.posts or len(keys) != 1 or keys[0] not in self.keys:
            return False
        signs, after, until = self.keys[keys[0]]
        holds, _, of, since, to = self.posts[post]
        return (
            signs == holds == officer
            and of == organ
            and (after < first <= until and since < first <= to)
        )

    def judge(
        self,
        first: int,
        officer: str | None,
        post: str | None,
        organ: str | None,
        keys: tuple[str, ...],
    ) -> Iterator[tuple[str, str]]:
        """(where, what is wrong) with who signed an act, in which post, for which organ."""
        if first in self.apart:
            return
        if len(keys) != 1:
            yield "acts.envelope.keys", f"应由一把密钥签名，实有 {len(keys)} 把"
        for key in keys:
            term = self.keys.get(key)
            if term is None or term.officer != officer:
                yield "acts.envelope.keys", f"不是该经办人的密钥：{key}"
            elif not term.after < first <= term.until:
                yield "acts.envelope.keys", f"密钥此时未确认或已停用：{key}"
        if post is None:
            if organ is not None:
                yield "acts.organ", "没有岗位却写着机关"
            return
        held = self.posts.get(post)
        if held is None or held.officer != officer:
            yield "acts.post", f"不是该经办人的岗位：{post}"
        elif not held.after < first <= held.until:
            yield "acts.post", f"岗位此时未确认或已终止：{post}"
        elif held.organ != organ:
            yield "acts.organ", "不是岗位所属的机关"
