"""The checks after recognition as they are stored, by certificate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from geodata import tables
from geodata.certificates.supervision import FAULTY, Supervision, holding, made_by, supervision_of
from geodata.plain import Row, rows_of
from geodata.programme_tables import inspections
from geodata.records.vocabulary import InspectionResult
from geodata.store import Store


def inspections_by_certificate(
    store: Store, certificates: Collection[str] | None = None
) -> Mapping[str, list[Row]]:
    """Return the checks of every certificate that has any (``certificates`` None), or of some."""
    t = inspections
    query = sa.select(t).order_by(t.c.inspection_id)
    if certificates is not None:
        query = query.where(t.c.certificate_id.in_(certificates))
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows_of(store.frame(query)):
        found[row["certificate_id"]].append(row)
    return found


def checks_of(
    certificates: Sequence[Row], known: Mapping[str, list[Row]], day: date
) -> tuple[Supervision, tuple[Row, ...]]:
    """Return what the checks of the certificates that hold, or may hold, on ``day`` say, and those checks."""
    rows = [row for one in holding(certificates, day) for row in known.get(one["certificate_id"], ())]
    return supervision_of(rows, day), tuple(made_by(rows, day))


def faulty_products(store: Store, day: date) -> Mapping[str, Supervision]:
    """
    Return the products of which a check found faults, or that the requirements are not met, with which.

    Only where that check is of a recognition that holds, or may hold, on ``day``, and no later one was met.
    """
    t, c = inspections, tables.certificates
    faults = [InspectionResult.FAILED.value, InspectionResult.REMEDY.value]
    suspects = sa.select(c.c.product_id).join(t, t.c.certificate_id == c.c.certificate_id)
    query = sa.select(c).where(c.c.product_id.in_(suspects.where(t.c.result.in_(faults))))
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows_of(store.frame(query.order_by(c.c.certificate_id))):
        rows[row["product_id"]].append(row)
    if not rows:
        return {}
    known = inspections_by_certificate(store, [one["certificate_id"] for own in rows.values() for one in own])
    told = {product: checks_of(own, known, day)[0] for product, own in rows.items()}
    return {product: found for product, found in told.items() if found in FAULTY}
