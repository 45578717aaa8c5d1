"""What a reply under way says, field by field, for those who review and sign it."""

from collections.abc import Iterator, Mapping

from api.workbench.casework import Situation
from domain.errors import Erased, NotFound
from domain.grounds import GROUNDS
from domain.letters import Template
from domain.requests.replying import Reply
from domain.requests.writing import section_key, template_of, words_of

Told = tuple[str, tuple[tuple[str, str], ...]]
"""A heading, and the fields under it by name."""


def reply_told(now: Situation) -> tuple[Told, ...]:
    """The words of the reply under way; none for a post that does not see applicants by name."""
    reply = now.case.reply
    if reply is None or not now.names_in_full:
        return ()
    try:
        return tuple(_told(now, reply, now.persons.open(reply.words)))
    except Erased:
        return ()


def as_lines(now: Situation) -> tuple[str, ...]:
    """The same as lines of text."""
    return tuple(
        f"{heading}：" + "；".join(f"{name}：{text}" for name, text in fields)
        for heading, fields in reply_told(now)
    )


def _told(now: Situation, reply: Reply, words: str) -> Iterator[Told]:
    frame, sections = words_of(words)
    for one in reply.outcomes:
        variant, section, refused = sections[one.matter]
        key = section_key(one.outcome, variant, one.ground)
        template = _template(now, key)
        title = one.outcome if template is None else template.title
        yield f"第 {one.matter} 项：{title}", _labelled(template, section)
        for part in refused:
            template = _template(now, f"reply.REFUSED.{part.ground}")
            heading = f"第 {one.matter} 项不予公开的部分：{GROUNDS[part.ground].chinese}"
            yield heading, _labelled(template, part.words)
    if any(frame.values()):
        yield "整份答复", tuple((_FRAME.get(name, name), text) for name, text in frame.items())


_FRAME = {"note": "其他需要说明的事项", "reason": "理由"}


def _template(now: Situation, key: str) -> Template | None:
    try:
        return template_of(now.law, key, now.today)
    except NotFound:
        return None


def _labelled(template: Template | None, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    labels = {} if template is None else {field.name: field.label for field in template.fields}
    return tuple((labels.get(name, name), text) for name, text in words.items() if text)
