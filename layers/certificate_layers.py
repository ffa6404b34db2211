"""What follows from certificates as layers: lapses, lapsed products still sold, gaps to the next star."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geodata.certificates.checks import Checked
from geodata.certificates.on_sale import Evidence, StillSold
from geodata.certificates.upgrades import Upgrade
from geodata.crs import WGS84
from geodata.errors import N_
from geodata.lapsing import Lapse
from geodata.plain import Row
from geodata.records.vocabulary import Precision
from geodata.writing import day_text
from layers.build import Layer
from layers.catalogue import Field, LayerGroup, LayerSpec
from layers.certificate_labels import EVIDENCE
from layers.wording import UNKNOWN, Wording

_PRODUCT = (
    Field("id", N_("Identifier"), in_table=False),
    Field("name", N_("Product")),
    Field("producer", N_("Producer")),
    Field("producer_id", N_("Producer identifier"), in_table=False),
    Field("group", N_("Product group"), "code:product_group"),
)
_CERTIFICATE = (
    Field("stars", N_("Stars of the certificate"), "number"),
    Field("decision_number", N_("Decision")),
    Field("certified_on", N_("Date of the certificate"), "date"),
    Field("certified_year", N_("Year of the certificate"), "year"),
)
_PLACE = (
    Field("commune", N_("Commune")),
    Field("commune_code", N_("Commune code"), in_table=False),
    Field("district", N_("District (until 30 June 2025)")),
    Field("district_code", N_("District code"), in_table=False),
    Field("village", N_("Village")),
    Field("placement", N_("Placed by"), "code:placement"),
    Field("inferred", N_("Inferred fields"), "list"),
)
LAPSES = LayerSpec(
    "lapses",
    N_("Recognitions that end"),
    LayerGroup.REGISTRY,
    "point",
    (
        *_PRODUCT,
        *_CERTIFICATE,
        Field("ends_first", N_("Ends, from"), "date"),
        Field("ends_last", N_("Ends, to"), "date"),
        Field("certainty", N_("How sure"), "code:certainty"),
        Field("action", N_("What to do"), "code:expiry_action"),
        Field("check", N_("Checks after recognition"), "code:supervision"),
        *_PLACE,
    ),
    note=N_(
        "A recognition lasts 36 months (Decision 148/QĐ-TTg of 24 February 2023). The days are the first on"
        " which it no longer holds; where only the year is known they are a span."
    ),
)
ON_SALE = LayerSpec(
    "on_sale",
    N_("Lapsed but still on sale"),
    LayerGroup.REGISTRY,
    "point",
    (
        *_PRODUCT,
        *_CERTIFICATE,
        Field("ends_first", N_("Lapsed, from"), "date"),
        Field("ends_last", N_("Lapsed, to"), "date"),
        Field("timing", N_("When it was said to be sold"), "code:timing"),
        Field("evidence", N_("What says that it is sold"), "list"),
        *_PLACE,
    ),
    note=N_(
        "What was said before the lapse or without a date is a lead, no proof. A product that is not in this"
        " list may be sold all the same: nothing is on record."
    ),
)
CHECKS = LayerSpec(
    "checks",
    N_("Checks after recognition"),
    LayerGroup.REGISTRY,
    "point",
    (
        *_PRODUCT,
        *_CERTIFICATE,
        Field("check", N_("What the checks say"), "code:supervision"),
        Field("checked_on", N_("Day of the newest check"), "date"),
        Field("found", N_("Checks on record"), "list"),
        *_PLACE,
    ),
    note=N_(
        "Products whose recognition holds or may hold. That no check is known does not mean that there was"
        " none. What a check found changes no status: a recognition ends 36 months after its day (Decision"
        " 148/QĐ-TTg) or by a decision that revokes it."
    ),
)
UPGRADES = LayerSpec(
    "upgrades",
    N_("Points to the next star"),
    LayerGroup.REGISTRY,
    "point",
    (
        *_PRODUCT,
        *_CERTIFICATE,
        Field("criteria", N_("Criteria"), "code:criteria"),
        Field("points", N_("Points"), "number"),
        Field("points_stars", N_("Stars by points"), "number"),
        Field("next_stars", N_("Next star"), "number"),
        Field("gap", N_("Points missing"), "number"),
        Field("points_a", N_("Part A"), "number"),
        Field("room_a", N_("Part A, still to be had"), "number"),
        Field("points_b", N_("Part B"), "number"),
        Field("room_b", N_("Part B, still to be had"), "number"),
        Field("points_c", N_("Part C"), "number"),
        Field("room_c", N_("Part C, still to be had"), "number"),
        Field("doubts", N_("To be checked"), "list"),
        *_PLACE,
    ),
    note=N_(
        "The newest points on record against the next band: 90 for five stars, 70 for four, 50 for three."
    ),
)
EXPIRY_LAYERS: Mapping[str, LayerSpec] = {spec.key: spec for spec in (LAPSES, ON_SALE, CHECKS)}


def lapse_layer(lapses: Iterable[Lapse]) -> Layer:
    """Return the lapses in their order, as points where their products have one (EPSG:4326)."""
    return _layer(LAPSES, [lapse_row(one) for one in lapses])


def on_sale_layer(found: Iterable[StillSold], words: Wording) -> Layer:
    """Return lapsed products that are still sold; ``words`` is the language of the evidence."""
    return _layer(ON_SALE, [on_sale_row(one, words) for one in found])


def checks_layer(found: Iterable[Checked], words: Wording) -> Layer:
    """Return products with the checks since their recognition; ``words`` is the language of the checks."""
    return _layer(CHECKS, [check_row(one, words) for one in found])


def upgrade_layer(found: Iterable[Upgrade], words: Wording) -> Layer:
    """Return the gaps to the next star; ``words`` is the language of what is odd."""
    return _layer(UPGRADES, [upgrade_row(one, words) for one in found])


def lapse_row(lapse: Lapse) -> Row:
    """Return the fields of a lapse."""
    return {
        **_product_row(lapse.product),
        **_certificate_row(lapse.certificate),
        "ends_first": lapse.first,
        "ends_last": lapse.last,
        "certainty": lapse.certainty.value,
        "action": lapse.todo.value,
        "check": None if lapse.supervision is None else lapse.supervision.value,
    }


def on_sale_row(found: StillSold, words: Wording) -> Row:
    """Return the fields of a lapsed product that is still sold."""
    return lapse_row(found.lapse) | {
        "timing": found.evidence[0].timing.value,
        "evidence": [evidence_text(one, words) for one in found.evidence],
    }


def check_row(found: Checked, words: Wording) -> Row:
    """Return the fields of a product with its checks."""
    days = [row["inspected_on"] for row in found.found if row["inspected_on"] is not None]
    certificate = found.certificate or dict.fromkeys(
        ("stars", "decision_number", "certified_on", "certified_year")
    )
    return {
        **_product_row(found.product),
        **_certificate_row(certificate),
        "check": found.supervision.value,
        "checked_on": max(days, default=None),
        "found": [inspection_text(row, words) for row in found.found],
    }


def inspection_text(row: Row, words: Wording) -> str:
    """Return a check in words: its result, its day, who says so."""
    result = words.label("inspection_result", row["result"]) or words.translate(N_("result unknown"))
    day = day_text(row["inspected_on"]) if row["inspected_on"] else words.translate(N_("day unknown"))
    return ", ".join(part for part in (result, day, row["note"], row["source"]) if part)


def upgrade_row(found: Upgrade, words: Wording) -> Row:
    """Return the fields of a gap to the next star."""
    parts = {part.key: part for part in found.parts}
    return {
        **_product_row(found.product),
        **_certificate_row(found.certificate),
        "criteria": found.certificate["criteria"],
        "points": found.points,
        "points_stars": found.stars,
        "next_stars": found.next_stars,
        "gap": found.gap,
        **{f"points_{key}": part.points for key, part in parts.items()},
        **{f"room_{key}": part.room for key, part in parts.items()},
        "doubts": [words.label("doubt", doubt.value) for doubt in found.doubts],
    }


def evidence_text(evidence: Evidence, words: Wording) -> str:
    """Return what says that a product is sold, with its date and source."""
    what = words.label("sales_channel", evidence.what) if evidence.record_id is None else evidence.what
    said = words.text(EVIDENCE[evidence.kind], what=what or words.translate(UNKNOWN))
    parts = [said, as_of_text(evidence, words), evidence.link, evidence.source]
    return ", ".join(part for part in parts if part)


def as_of_text(evidence: Evidence, words: Wording) -> str:
    """Return the date of an evidence, as much of it as is known."""
    if evidence.as_of is None:
        return words.translate(N_("no date"))
    if evidence.precision == Precision.YEAR:
        return str(evidence.as_of.year)
    if evidence.precision == Precision.MONTH:
        return f"{evidence.as_of:%m/%Y}"
    return day_text(evidence.as_of)


def _product_row(product: Row) -> Row:
    """Return the fields of the product and of its place, and its point."""
    names = ("name", "producer", "producer_id", *(field.name for field in _PLACE[:-1]), "lon", "lat")
    return {
        "id": product["product_id"],
        "group": product["product_group"],
        "inferred": product["inferred_fields"],
        **{name: product[name] for name in names},
    }


def _certificate_row(certificate: Row) -> Row:
    """Return the fields of the certificate; a date tells its year."""
    day = certificate["certified_on"]
    return {
        "stars": certificate["stars"],
        "decision_number": certificate["decision_number"],
        "certified_on": day,
        "certified_year": day.year if day else certificate["certified_year"],
    }


def _layer(spec: LayerSpec, rows: Sequence[Row]) -> Layer:
    """Return rows as points; one without a place has no geometry."""
    points: list[Any] = [
        None if row["lon"] is None or row["lat"] is None else shapely.Point(row["lon"], row["lat"])
        for row in rows
    ]
    names = [field.name for field in spec.fields]
    # Of plain objects: a column of dates in which one is missing stays one of dates.
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in names})
    return Layer(spec, gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, crs=WGS84), crs=WGS84))
