"""The numbers on the screen: what the registry names, where it falls, and what was published."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.indicators import recognised_unless_chosen
from geodata.joins import district_names, products_in, rests_on_inferred
from geodata.store import Store
from geodata.view import NONE, ProductFilter, View
from geodata.vocabulary import InSystem, ProductGroup, Recognition, Status
from geodata.writing import real_part

STARS = ("3", "4", "5")


def _tally(values: pd.Series, keys: tuple[str, ...]) -> dict[str, int]:
    """Count ``values`` under each of ``keys``, and the unknown ones under ``NONE``."""
    texts = values.map(lambda value: NONE if pd.isna(value) else str(value))
    counts = texts.value_counts()
    return {key: int(counts.get(key, 0)) for key in (*keys, NONE)}


def _by_district(store: Store, products: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Count products by the district (until 30 June 2025) they are known to lie in."""
    names = district_names(store)
    counts = _tally(products["district_code"], tuple(names))
    return {code: {"name": names.get(code), "count": count} for code, count in counts.items()}


def _inferred(products: pd.DataFrame) -> dict[str, int]:
    """Count the products whose figures rest on inferred values."""
    fields = {"stars": "stars", "group": "product_group", "commune": "unit_code"}
    counts = {
        key: int(sum(field in inferred for inferred in products["inferred_fields"]))
        for key, field in fields.items()
    }
    return {"records": int(rests_on_inferred(products).sum()), **counts}


def summarise(store: Store, view: View, chosen: ProductFilter | None = None) -> dict[str, Any]:
    """
    Return the numbers of one view; ``in_communes + district_only + not_placed + outside == total``.

    Products that were only evaluated are told in ``evaluated``, beside the
    total and never in it, unless the filter asks for them.
    """
    chosen = chosen or ProductFilter()
    everything = products_in(store, view)
    products = products_in(store, view, recognised_unless_chosen(chosen))
    where = products["in_system"].value_counts()
    status = products["status"].map(lambda value: None if pd.isna(value) else str(value)).value_counts()
    state = store.state()
    return {
        "total": len(products),
        "in_store": len(everything),
        "evaluated": int((everything["recognition"] != Recognition.RECOGNISED).sum()),
        "by_status": {s.value: int(status.get(s.value, 0)) for s in Status},
        "by_stars": _tally(products["stars"], STARS),
        "by_group": _tally(products["product_group"], tuple(g.value for g in ProductGroup)),
        "by_district": _by_district(store, products),
        **{place.value: int(where.get(place.value, 0)) for place in InSystem},
        "communes_with_products": int(products["commune_code"].nunique()),
        "inferred": _inferred(products),
        "published": published_line(store),
        "units": view.units.value,
        "on": view.on.isoformat() if view.on else None,
        "status_day": view.status_day.isoformat(),
        "revision": state.revision,
        "data_date": _iso(state.reference_edition),
        "newest_source": newest_source(store),
    }


def published_totals(store: Store) -> pd.DataFrame:
    """Return every published number of products with its date, scope and, where told, number of communes."""
    rows = store.frame(sa.select(tables.published_totals))
    totals = rows[rows["metric"] == "products_total"]
    communes = rows[rows["metric"] == "communes_with_products"]
    communes = communes.rename(columns={"value": "communes", "note": "communes_note"})
    key = ["as_of", "province_code", "source"]
    return (
        totals.merge(communes[[*key, "communes", "communes_note"]], how="left", on=key)
        .sort_values(["as_of", "value"], kind="stable")
        .reset_index(drop=True)
    )


def newest_source(store: Store) -> str | None:
    """Return what the newest published figure is of: 2023, 2022-09 or 2025-05-20; None: there is none."""
    t = tables.published_totals
    # By their names day comes before month and year: of one day the figure that tells most of it.
    newest = sa.select(t.c.as_of, t.c.as_of_precision).order_by(t.c.as_of.desc(), t.c.as_of_precision)
    with store.read() as connection:
        row = connection.execute(newest.limit(1)).first()
    return None if row is None else real_part(row.as_of, row.as_of_precision)


def _iso(day: date | None) -> str | None:
    """Return a day as text."""
    return None if day is None else day.isoformat()


class PublishedFigure(NamedTuple):
    """One published figure and its day."""

    as_of: date
    value: int


def newest_published(store: Store, metric: str) -> PublishedFigure | None:
    """Return the newest published figure of ``metric`` that has no key, or None."""
    table = tables.published_totals
    select = sa.select(table.c.as_of, table.c.value).where(table.c.metric == metric, table.c.key.is_(None))
    with store.read() as connection:
        row = connection.execute(select.order_by(table.c.as_of.desc())).first()
    return None if row is None else PublishedFigure(row.as_of, row.value)


def _communes_of(note: object) -> int | None:
    """Return N of a note "of N"."""
    found = re.fullmatch(r"of (\d+)", note) if isinstance(note, str) else None
    return int(found[1]) if found else None


def published_line(store: Store) -> list[dict[str, Any]]:
    """
    Return the published totals that stand beside the registry on every map.

    For each province (before and since 1 July 2025) the newest total, and the
    newest that also counts communes; oldest first.
    """
    totals = published_totals(store)
    newest = totals.drop_duplicates("province_code", keep="last").index
    with_communes = totals[totals["communes"].notna()].drop_duplicates("province_code", keep="last").index
    shown = totals.loc[sorted(newest.union(with_communes))]
    return [
        {
            "as_of": row.as_of.isoformat(),
            "precision": row.as_of_precision,
            "total": int(row.value),
            "communes": None if pd.isna(row.communes) else int(row.communes),
            "communes_of": _communes_of(row.communes_note),
            "province_code": row.province_code,
        }
        for row in shown.itertuples()
    ]
