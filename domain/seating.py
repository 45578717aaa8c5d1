"""In which post an officer acts when he named none of several, and which organs his posts reach."""

from collections.abc import Sequence

from domain.errors import Incomplete, NotPermitted, PostNotHeld
from domain.officer import Officer, Post
from domain.permissions import ACTIONS, PERMISSIONS, allows


def choose_post(
    officer: Officer, action: str, *, organ: str | None = None, wanted: str | None = None
) -> Post:
    """The post to act in: the one wanted, else the first held one whose role may do this here.

    Raises `PostNotHeld` when there is none; the permission table itself is asked again, with the
    state of the case file, when the act is decided.
    """
    if wanted is not None:
        return officer.require_held_post(wanted)
    roles = {line.role for line in PERMISSIONS if line.action == action}
    for post in officer.held_posts():
        if post.role in roles and (post.organ is None or organ is None or post.organ == organ):
            return post
    names = "、".join(sorted(role.chinese for role in roles)) or "（无）"
    raise PostNotHeld(
        f"您在这个机关没有可以办理“{ACTIONS[action]}”的岗位；需要：{names}",
        rule="权限表",
        field="post",
    )


def posts_that_read(officer: Officer, action: str) -> tuple[Post, ...]:
    """The held posts that may read this. Raises `NotPermitted` when there is none."""
    posts = tuple(post for post in officer.held_posts() if allows(post.role, action))
    if not posts:
        raise NotPermitted("您的岗位不能查看这些内容", rule="权限表", field="post")
    return posts


def posts_at(posts: Sequence[Post], organ: str) -> tuple[Post, ...]:
    """Those of the posts that reach this organ: its own, and those for the whole archive."""
    return tuple(post for post in posts if post.organ in (None, organ))


def reached_organ(posts: Sequence[Post], wanted: str | None, *, named_by: str) -> str | None:
    """The organ asked for, if a post reaches it; a post for the whole archive reaches all (None).

    Raises `Incomplete` telling to use `named_by` when posts in several organs leave it open, and
    `PostNotHeld` for an organ without a post.
    """
    held = [post.organ for post in posts]
    if None in held:
        return wanted
    organs = dict.fromkeys(organ for organ in held if organ is not None)
    if wanted is None and len(organs) == 1:
        return next(iter(organs))
    if wanted is None:
        raise Incomplete(f"您在几个机关有岗位，请写明 {named_by}", field="organ")
    if wanted not in organs:
        raise PostNotHeld("您没有这个机关的岗位", rule="权限表", field="organ")
    return wanted
