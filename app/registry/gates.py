"""Who may change which record: editors of some communes those that lie there, planners published totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden

from app.accounts.current import must_be_signed_in
from app.clock import today
from app.state import current_store
from geodata.office.vocabulary import RoleName
from geodata.records.kinds import RecordKind

# SQLAlchemy comes with it: not while the program starts.
if TYPE_CHECKING:
    from geodata.records.current import Gate
    from geodata.records.state import State


def may_enter(kind: RecordKind) -> bool:
    """Return whether the person who asks may enter records of a kind at all; some only in their communes."""
    return kind is not RecordKind.PUBLISHED_TOTALS or must_be_signed_in().may(RoleName.PLANNER)


def gate() -> Gate:
    """
    Return what refuses the records that the person who asks may not change (403).

    Made before a writing transaction begins. A record of no unit is changed by
    editors of all communes only.
    """
    from geodata.records.reach import Reach

    user = must_be_signed_in()
    is_planner = may_enter(RecordKind.PUBLISHED_TOTALS)
    reach = None if is_planner or not user.units else Reach.of(current_store(), today())

    def refuse(kind: RecordKind, state: State) -> None:
        """Raise where the person may not change a record in that state."""
        if kind is RecordKind.PUBLISHED_TOTALS and not is_planner:
            raise Forbidden
        if reach is not None and not user.edits(reach.of_record(kind, state)):
            raise Forbidden

    return refuse
