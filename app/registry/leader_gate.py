"""Whether leaders are part of records here: only where the office keeps them."""

from __future__ import annotations

from app.office import current_office

LEADERS = frozenset({"producer_leaders"})


def parts_not_kept() -> frozenset[str]:
    """
    Return the parts of records that this office does not keep: no form, answer or field list has them.

    What is stored is refused below, in the transaction of the change: the
    settings here may be a moment old.
    """
    return frozenset() if current_office().leaders_kept else LEADERS
