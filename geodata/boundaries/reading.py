"""From the features of a file to units: code, name, kind and an outline in EPSG:4326."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.boundaries.formats import RawFile
from geodata.boundaries.report import Finding, finding
from geodata.crs import to_wgs84
from geodata.errors import N_, InvalidInput
from geodata.names import bare_name, nfc
from geodata.vectors import RawFeature
from geodata.vocabulary import UnitKind, UnitLevel

DIGITS = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}

# Headings as offices write them, without case, spaces and underscores; the first that is there counts.
CODE_HEADINGS = ("unitcode", "code", "maxa", "mapx", "maphuongxa", "mahuyen", "madvhc", "mahc", "ma", "id")
NAME_HEADINGS = ("name", "tenxa", "tenpx", "tenphuongxa", "tenhuyen", "tendvhc", "tenhc", "ten")
KIND_HEADINGS = ("kind", "loai", "loaihinh", "loaidvhc")

KIND_WORDS = {
    "xã": UnitKind.COMMUNE,
    "phường": UnitKind.WARD,
    "thị trấn": UnitKind.TOWNSHIP,
    "tt": UnitKind.TOWNSHIP,
    "huyện": UnitKind.RURAL_DISTRICT,
    "thị xã": UnitKind.TOWN,
    "tx": UnitKind.TOWN,
    "thành phố": UnitKind.CITY,
    "tp": UnitKind.CITY,
    "tỉnh": UnitKind.PROVINCE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The headings of code, name and kind; ``None``: find it."""

    code: str | None = None
    name: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ReadUnits:
    """Units of a file: ``unit_code``, ``name``, ``kind``, ``row`` and geometry (EPSG:4326, unchecked)."""

    units: gpd.GeoDataFrame
    crs: str
    findings: tuple[Finding, ...]


def read_units(raw: RawFile, level: UnitLevel, columns: Columns, crs: str | None) -> ReadUnits:
    """
    Turn features into units and say of each that is none why.

    ``crs`` overrides what the file names.

    Raises
    ------
    InvalidInput
        A column is not there, or neither the file nor ``crs`` says what the
        coordinates mean.
    """
    reference = _crs(crs or raw.crs)
    code_column = _column(raw.fields, columns.code, CODE_HEADINGS)
    if code_column is None:
        raise InvalidInput(
            N_("No column of codes was found among %(fields)s: name it (--code-column)"),
            fields=", ".join(raw.fields) or "–",
        )
    name_column = _column(raw.fields, columns.name, NAME_HEADINGS)
    kind_column = _column(raw.fields, columns.kind, KIND_HEADINGS)
    findings: list[Finding] = []
    rows = []
    for feature in raw.features:
        if feature.problem is not None:
            findings.append(finding("feature_broken", row=feature.row, reason=feature.problem))
            continue
        code, found = _code(feature, code_column, level)
        findings += found
        if code is not None:
            rows.append(_unit(feature, code, name_column, kind_column))
    findings += _duplicates(rows)
    units = gpd.GeoDataFrame(
        rows, columns=["unit_code", "name", "kind", "row", "shape"], geometry="shape", crs=reference
    )
    shown = reference.to_string() if len(reference.to_string()) < 40 else reference.name
    strange = _not_degrees(units, shown)
    if strange is None:
        units = to_wgs84(units)
        strange = _not_degrees(units, shown)
    if strange is not None:
        return ReadUnits(units.iloc[:0], shown, (*findings, strange))
    return ReadUnits(units, shown, tuple(findings))


def _crs(text: str | None) -> CRS:
    """Return the CRS that a text names."""
    if not text:
        raise InvalidInput(
            N_(
                "The file names no coordinate reference system. Add the .prj file that belongs to it,"
                " or name the system: --crs EPSG:9208 (VN-2000, 104°45′), --crs EPSG:4756"
                " (degrees of VN-2000) or --crs EPSG:4326 (WGS 84)"
            )
        )
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise InvalidInput(
            N_("“%(crs)s” is no coordinate reference system; write it like EPSG:9208"), crs=text[:80]
        ) from error


def _column(fields: Sequence[str], asked: str | None, headings: Sequence[str]) -> str | None:
    """Return the column asked for, or the first whose heading is known."""
    if asked is not None:
        if asked in fields:
            return asked
        raise InvalidInput(
            N_("There is no column %(column)s; the file has %(fields)s"),
            column=asked,
            fields=", ".join(fields) or "–",
        )
    plain = {"".join(sign for sign in name.casefold() if sign.isalnum()): name for name in reversed(fields)}
    return next((plain[heading] for heading in headings if heading in plain), None)


def _code(feature: RawFeature, column: str, level: UnitLevel) -> tuple[str | None, list[Finding]]:
    """Return the code of a feature; a number gets the zeros back that a table program took."""
    value = feature.fields.get(column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None or value != value else str(value).strip()  # NaN is not itself
    digits = DIGITS[level]
    if not text:
        return None, [finding("no_code", row=feature.row)]
    if isinstance(value, int) and len(text) < digits:
        padded = text.zfill(digits)
        return padded, [finding("code_padded", found=text, code=padded)]
    if not (text.isascii() and text.isdigit() and len(text) == digits):
        return None, [finding("code_form", row=feature.row, code=text[:40], digits=digits)]
    return text, []


def _unit(feature: RawFeature, code: str, name: str | None, kind: str | None) -> dict[str, object]:
    """Return one row; name and kind are None where the file has none."""
    full = _text(feature.fields, name)
    said = _text(feature.fields, kind)
    return {
        "unit_code": code,
        "name": None if full is None else bare_name(full),
        "kind": _kind(said) or _kind_of_name(full),
        "row": feature.row,
        "shape": feature.shape,
    }


def _text(fields: Mapping[str, object], column: str | None) -> str | None:
    """Return a field as clean text, or None."""
    value = fields.get(column) if column is not None else None
    return (nfc(value) or None) if isinstance(value, str) else None


def _kind(text: str | None) -> str | None:
    """Return the kind that a word means, ours or Vietnamese."""
    if text is None:
        return None
    word = text.casefold()
    return word if word in set(UnitKind) else KIND_WORDS.get(word.rstrip("."))


def _kind_of_name(full: str | None) -> str | None:
    """Return the kind that stands before a name."""
    if full is None or bare_name(full) == full:
        return None
    return _kind(full.removesuffix(bare_name(full)).strip())


def _duplicates(rows: Sequence[Mapping[str, object]]) -> list[Finding]:
    """Name every code that stands in several features."""
    by_code: dict[object, list[object]] = {}
    for row in rows:
        by_code.setdefault(row["unit_code"], []).append(row["row"])
    return [
        finding("duplicate_code", code=code, rows=", ".join(map(str, where)))
        for code, where in by_code.items()
        if len(where) > 1
    ]


def _not_degrees(units: gpd.GeoDataFrame, crs: str) -> Finding | None:
    """Return a finding where the coordinates of a geographic CRS cannot be degrees."""
    shapes = units.geometry.dropna()
    bounds = shapes[~shapes.is_empty].total_bounds
    if not units.crs.is_geographic or len(shapes) == 0 or bool(np.isnan(bounds).all()):
        return None
    west, south, east, north = (float(edge) for edge in bounds)
    if all(map(math.isfinite, bounds)) and west >= -180 and east <= 180 and south >= -90 and north <= 90:
        return None
    return finding("not_degrees", x=round(west, 1), y=round(south, 1), crs=crs)
