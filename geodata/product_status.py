"""Products with the status of their recognition on the day of a view, and within how long it may end."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.plain import values_of
from geodata.standing import months_of
from geodata.status import PRECEDENCE, CertificateDate, certificate_status, given_span
from geodata.store import Store
from geodata.view import View
from geodata.vocabulary import Recognition, Status


def not_later(years: pd.Series, view: View) -> pd.Series:
    """Tell which years are unknown or not after the year of ``view.on``."""
    if view.on is None:
        return pd.Series(True, index=years.index)
    return years.isna() | (years <= view.on.year).fillna(True).astype(bool)


def _dates(certificates: pd.DataFrame) -> list[CertificateDate]:
    """Return what is known of the days of each certificate."""
    columns = (values_of(certificates[name]) for name in CertificateDate._fields)
    return list(map(CertificateDate, *columns))


def _told_status(certificates: pd.DataFrame, dates: list[CertificateDate], view: View) -> pd.Series:
    """Return the status on the day of ``view`` by product id; None: certainly recognised later."""
    # Thousands of certificates share few dates.
    told = {one: certificate_status(one, view.status_day) for one in set(dates)}
    order = {status: rank for rank, status in enumerate((*PRECEDENCE, None))}
    ranks = pd.Series([order[told[one]] for one in dates], index=certificates.index, dtype="int64")
    best = ranks.groupby(certificates["product_id"]).min()
    return best.map(dict(enumerate((*PRECEDENCE, None)))).astype("object")


def _expiring(certificates: pd.DataFrame, dates: list[CertificateDate], view: View) -> dict[str, list[str]]:
    """Return by product id within how many months its recognition ends or may end."""
    of_product: dict[str, list[CertificateDate]] = {}
    for product_id, one in zip(certificates["product_id"], dates, strict=True):
        of_product.setdefault(product_id, []).append(one)
    keys = {product_id: tuple(found) for product_id, found in of_product.items()}
    told = {key: months_of(key, view.status_day) for key in set(keys.values())}
    return {product_id: told[key] for product_id, key in keys.items()}


def with_status(store: Store, products: pd.DataFrame, view: View) -> pd.DataFrame:
    """
    Add ``status``, ``expiring``, ``year`` and ``decision_number``.

    ``status`` is None for products that were only evaluated; ``expiring`` lists within how
    many months of ``standing.FILTERS`` the recognition ends or may end. With ``view.on``
    a product certainly recognised or evaluated later is left out: it did not
    count then.
    """
    t = tables.certificates.c
    certificates = store.frame(
        sa.select(t.product_id, t.certified_on, t.certified_year, t.revoked_on, t.decision_number)
    )
    dates = _dates(certificates)
    spans = [given_span(one) for one in dates]
    given = certificates.assign(
        year=[None if span is None else span[1].year for span in spans],
        newest=[None if span is None else span[1].toordinal() for span in spans],
    )
    newest = given.sort_values("newest", na_position="first", kind="stable")
    newest = newest.drop_duplicates("product_id", keep="last").set_index("product_id")
    recognised = products["recognition"] == Recognition.RECOGNISED
    known, expiring = _told_status(certificates, dates, view), _expiring(certificates, dates, view)
    status = products["product_id"].map(known).astype("object")
    # A recognised product of which no certificate is known cannot be told.
    status = status.where(products["product_id"].isin(known.index), Status.UNDETERMINED).where(
        recognised, None
    )
    told = products.assign(
        status=status,
        expiring=[
            expiring.get(product_id, []) if counts else []
            for product_id, counts in zip(products["product_id"], recognised, strict=True)
        ],
        year=products["product_id"].map(newest["year"]).astype("Int64"),
        decision_number=products["product_id"].map(newest["decision_number"]),
    )
    if view.on is None:
        return told
    counts = told["status"].notna().where(recognised, not_later(told["evaluated_year"], view))
    return told[counts].reset_index(drop=True)
