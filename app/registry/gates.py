"""Who may change which record: editors of some communes those that lie there, planners published totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden

from app.accounts.current import must_be_signed_in
from app.clock import today
from app.state import current_store
from geodata.errors import N_
from geodata.office.vocabulary import RoleName
from geodata.records.kinds import RecordKind, spec_of

# SQLAlchemy comes with it: not while the program starts.
if TYPE_CHECKING:
    from geodata.records.current import Gate
    from geodata.records.state import State


FIGURES_FOR_PLANNERS = N_(
    "Published figures are entered and corrected by planners: this record can be read here, not changed."
)
OUTSIDE_COMMUNES = N_(
    "This record does not lie in the communes that your account may edit: it can be read here, not changed."
)


def may_enter(kind: RecordKind) -> bool:
    """Return whether the person who asks may enter records of a kind at all; some only in their communes."""
    return not spec_of(kind).is_figure or must_be_signed_in().may(RoleName.PLANNER)


def why_locked(kind: RecordKind, state: State) -> str | None:
    """Return why who asks may not change a record, for the translators; None where it may be changed."""
    if not may_enter(kind):
        return FIGURES_FOR_PLANNERS
    try:
        gate()(kind, state)
    except Forbidden:
        return OUTSIDE_COMMUNES
    return None


def gate() -> Gate:
    """
    Return what refuses the records that the person who asks may not change (403).

    Made before a writing transaction begins. A record of no unit is changed by
    editors of all communes only.
    """
    from geodata.records.reach import Reach

    user = must_be_signed_in()
    is_planner = user.may(RoleName.PLANNER)
    reach = None if is_planner or not user.units else Reach.of(current_store(), today())

    def refuse(kind: RecordKind, state: State) -> None:
        """Raise where the person may not change a record in that state."""
        if spec_of(kind).is_figure and not is_planner:
            raise Forbidden
        if reach is not None and not user.edits(reach.of_record(kind, state)):
            raise Forbidden

    return refuse
