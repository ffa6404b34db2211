"""Which products were first recognised in a year, as far as certificates tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from geodata import tables
from geodata.plain import Row, rows_of
from geodata.records.vocabulary import CertificateKind
from geodata.store import Store


def added_in(
    store: Store, products: Sequence[Row], year: int, stars: int | None
) -> tuple[frozenset[str], frozenset[str]]:
    """
    Return which products were certainly, and which may have been, first recognised in ``year``.

    The second holds the first. Certain is a certificate of that year that is
    said to be new (with ``stars``, where asked for). One that says nothing of
    it may be a re-evaluation; a product of unknown year may be of any.
    """
    given = _certificates(store)
    told = {row["product_id"]: _told(row, given.get(row["product_id"], []), year, stars) for row in products}
    certain = frozenset(key for key, is_first in told.items() if is_first)
    return certain, frozenset(key for key, is_first in told.items() if is_first is not False)


def _told(product: Row, given: Sequence[Row], year: int, stars: int | None) -> bool | None:
    """Tell whether a product was first recognised in a year; None: it may have been."""
    if not given:
        return None if stars is None or product["stars"] in (None, stars) else False
    own = product["stars"] if len(given) == 1 else None
    answers = [_is_first(row, year, stars, own) for row in given]
    if True in answers:
        return True
    return None if None in answers and not _earlier(given, year) else False


def _certificates(store: Store) -> dict[str, list[Row]]:
    """Return year, kind and stars of the certificates of each product."""

    def read() -> dict[str, list[Row]]:
        t = tables.certificates
        columns = (t.c.product_id, t.c.certified_on, t.c.certified_year, t.c.kind, t.c.stars)
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows_of(store.frame(sa.select(*columns).order_by(t.c.certificate_id))):
            found[row["product_id"]].append(row)
        return found

    return store.remembered(("first_certificates",), read)


def _year_of(certificate: Row) -> int | None:
    """Return the year of a certificate."""
    on: date | None = certificate["certified_on"]
    year: int | None = certificate["certified_year"]
    return on.year if on is not None else year


def _is_first(certificate: Row, year: int, stars: int | None, own: int | None) -> bool | None:
    """Tell whether a certificate is a new one of a year; None: it may be."""
    known, kind = _year_of(certificate), certificate["kind"]
    given = certificate["stars"] if certificate["stars"] is not None else own
    if kind == CertificateKind.RE_EVALUATED or (known is not None and known != year):
        return False
    if stars is not None and given not in (None, stars):
        return False
    sure = known == year and kind == CertificateKind.NEW and (stars is None or given == stars)
    return True if sure else None


def _earlier(certificates: Sequence[Row], year: int) -> bool:
    """Tell whether a product was certainly recognised before a year."""
    return any((_year_of(row) or year) < year for row in certificates)
