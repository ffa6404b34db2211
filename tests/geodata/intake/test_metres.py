"""Metres of VN-2000 and UTM in the columns of a table have a zone, or are asked about."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.crs import from_metres
from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.intake.reading import read_file
from geodata.records.kinds import RecordKind
from tests.geodata.intake.intake_files import xlsx

TODAY = date(2026, 11, 22)
EAST, NORTH = 442_000, 2_471_000


def table(*headings: str, values: tuple[object, ...] = (EAST, NORTH)) -> bytes:
    """Return a list of one sight with two coordinates, and maybe more columns behind them."""
    return xlsx([["Tên", *headings], ["Thác thử", *values]])


def meant(content: bytes) -> dict[str, str | None]:
    """Return heading → field."""
    read = read_file(content, Choices(kind=RecordKind.SIGHTS))
    return {column.heading: column.field for column in read.columns}


@pytest.mark.parametrize(
    ("headings", "values", "fields"),
    [
        (("X", "Y"), (EAST, NORTH), ("easting", "northing")),
        (("X", "Y"), (NORTH, EAST), ("northing", "easting")),
        (("Toạ độ X", "Tọa độ Y"), ("2.471.000", "442.000"), ("northing", "easting")),
        (("X", "Y"), ("103,845", "22,336"), ("lon", "lat")),
        (("X (m)", "Y (m)"), (NORTH, EAST), ("northing", "easting")),
        (("Toạ độ Đông", "Toạ độ Bắc"), (EAST, NORTH), ("easting", "northing")),
        (("X", "Y"), (3, 4), (None, None)),
    ],
)
def test_columns_called_x_and_y_mean_what_their_numbers_can_be(headings, values, fields):
    found = meant(table(*headings, values=values))
    assert tuple(found[heading] for heading in headings) == fields


def test_metres_without_a_zone_are_refused_until_one_is_chosen_for_the_file(reference_store):
    content = table("X", "Y")
    read, found = preview_file(reference_store, content, Choices(kind=RecordKind.SIGHTS), TODAY)
    assert read.needs_crs
    assert [problem.rule for problem in found.rows[0].problems] == ["crs_missing"]
    for zone in ("EPSG:9208", "EPSG:3405", "EPSG:32648"):
        choices = Choices(kind=RecordKind.SIGHTS, crs=zone)
        read, found = preview_file(reference_store, content, choices, TODAY)
        assert (read.crs, read.needs_crs, found.rows[0].problems) == (zone, False, ())
        ((_, after),) = found.pairs[RecordKind.SIGHTS].values()
        row = after["sights"][0]
        assert (row["lon"], row["lat"]) == pytest.approx(from_metres(EAST, NORTH, zone), abs=1e-6)


def test_a_zone_in_a_row_comes_before_the_one_of_the_file():
    content = table("X", "Y", "EPSG", values=(EAST, NORTH, "EPSG:3405"))
    read = read_file(content, Choices(kind=RecordKind.SIGHTS, crs="EPSG:9208"))
    assert (read.needs_crs, read.sheet.rows[0].cells[-1]) == (False, "EPSG:3405")


def test_a_table_without_metres_is_not_asked_about():
    read = read_file(table("Kinh độ", "Vĩ độ", values=(103.8, 22.3)), Choices(kind=RecordKind.SIGHTS))
    assert (read.crs, read.needs_crs, dict(read.problems)) == (None, False, {})
