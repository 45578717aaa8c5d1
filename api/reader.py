"""Who reads what is sealed of persons, and how much of it his posts let him see."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import Erased
from domain.officer import Post
from domain.permissions import Role
from domain.personal import PersonalData, Sealed

ERASED = "已抹去"
"""What stands for a value whose key was destroyed."""

_NAMES = (Role.CLERK, Role.DRAFTER, Role.REVIEWER, Role.APPROVER)
_CONTACTS = (Role.CLERK, Role.DRAFTER)


def opened(persons: PersonalData, sealed: Sealed) -> str:
    """A sealed text in clear, `ERASED` when its key is gone."""
    try:
        return persons.open(sealed)
    except Erased:
        return ERASED


def masked(name: str) -> str:
    """A name of which only the first character is told."""
    return name if name == ERASED else f"{name[:1]}某"


@dataclass(frozen=True)
class Reader:
    """Who reads: the roles of the posts that let him, and what opens sealed values."""

    persons: PersonalData
    roles: frozenset[Role]

    @classmethod
    def of(cls, persons: PersonalData, posts: Iterable[Post]) -> "Reader":
        """As an officer who holds these posts reads."""
        return cls(persons, frozenset(post.role for post in posts))

    def clear(self, sealed: Sealed | None) -> str | None:
        """A sealed text in clear, None for none, `ERASED` when its key is gone."""
        return None if sealed is None else opened(self.persons, sealed)

    def name(self, sealed: Sealed | None) -> str | None:
        """A name, of which only posts that need it see more than the first character."""
        found = self.clear(sealed)
        return found if found is None or self.names else masked(found)

    @property
    def names(self) -> bool:
        """Whether he needs names in full."""
        return bool(self.roles & {*_NAMES})

    @property
    def contacts(self) -> bool:
        """Whether he needs identity and contacts."""
        return bool(self.roles & {*_CONTACTS})
