"""Which rows of a file a person may write, as the pages of single records have it."""

from __future__ import annotations

from datetime import date

from geodata.intake.preview import May
from geodata.office.users import User
from geodata.office.vocabulary import RoleName
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.reach import Reach
from geodata.records.state import State
from geodata.store import Store


def may_write(store: Store, user: User, today: date) -> May:
    """
    Return what tells whether ``user`` may write a state: editors of some communes those that lie there.

    Made before a writing transaction begins. Published totals are for planners.
    """
    is_planner = user.may(RoleName.PLANNER)
    reach = None if is_planner or not user.units else Reach.of(store, today)

    def may(kind: RecordKind, state: State) -> bool:
        if spec_of(kind).is_figure and not is_planner:
            return False
        return reach is None or user.edits(reach.of_record(kind, state))

    return may
