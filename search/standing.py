"""How search stands now: which index answers, and which cannot."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """`answering` is the name of the index that searches are answered from, empty for none.

    `silent` are those that do not answer now; `shared` those on a cluster, which other servers
    search as well: what is wrong with these is wrong for all of them.
    """

    answering: str
    silent: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
