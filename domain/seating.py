"""In which post an officer acts, when he holds several and named none."""

from domain.errors import NotPermitted, PostNotHeld
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
