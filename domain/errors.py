"""Refusals, in the words of the domain: each says which rule was broken and what to do instead."""


class Refusal(Exception):
    """The archive refuses; nothing was written.

    `rule` names the article, specification clause or design rule behind the refusal; `field` the
    member of the input that caused it, when there is one.
    """

    def __init__(self, message: str, *, rule: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.field = field
