"""The transparency log as a projection: each event's log entry, appended in the journal's order."""

from collections.abc import Callable, Sequence

from domain.errors import Busy
from domain.merkle import leaf_hash
from domain.sealing import ActRow, log_entry_of
from projections.happened import Happened
from projections.projector import Differs, NotRebuilt, Unavailable, unseen
from projections.tile_log import TileLog


class LogProjection:
    """`projections.projector.Projection` over an opened `TileLog`; its position is the log's size.

    It needs no event's data, so an event that nobody can read is in the log like any other.
    `require_genuine` is asked for every act before the log's key signs for it; what it raises
    stops the log there, so that no checkpoint ever covers a forged act.
    """

    name = "log"

    def __init__(
        self, log: TileLog, require_genuine: Callable[[ActRow], None] = lambda act: None
    ) -> None:
        self._log = log
        self._require_genuine = require_genuine

    def position(self) -> int:
        """Position p is leaf p-1, so the log's size is the last position in it."""
        return self._log.size

    def apply(self, batch: Sequence[Happened]) -> None:
        """Append the entries and publish the new head. Raises `Differs`, `Hole`, `Unavailable`.

        What survives a crash is said in `TileLog.append`. After an error the log is opened again,
        which is the code that runs after a crash too.
        """
        todo = unseen(batch, self._log.size)
        entries = [_entry(happened) for happened in todo]
        for act in {happened.act.row.first: happened.act.row for happened in todo}.values():
            self._require_genuine(act)
        appended = False
        try:
            self._log.append(entries)
            appended = True
        except Busy as busy:
            raise Unavailable("日志数据库正被占用") from busy
        finally:
            if not appended:
                self._log.open()

    def restart(self) -> None:
        """A log is never written anew: what was signed stands. Raises `NotRebuilt`."""
        raise NotRebuilt("透明日志不能重建；请用 gongkai verify 核对", rule="design §4")

    def caught_up(self) -> None:
        """Nothing is ever filled beside the log."""


def _entry(happened: Happened) -> bytes:
    """The log entry of an event, recomputed. Raises `Differs` when the journal's own disagrees."""
    entry = log_entry_of(happened.row.statement, happened.act.envelope_hash)
    if leaf_hash(entry) != happened.row.leaf:
        raise Differs(
            f"第 {happened.position} 号事件的日志条目与日志里记下的叶哈希不符", rule="RFC 6962 2.1"
        )
    return entry
