"""Names and codes of units: each list alone is certain, both together only where they agree."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.records.unit_finding import NEW, OLD, Asked, UnitFinder, system_of_unit

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def units(reference_store):
    with reference_store.read() as connection:
        return UnitFinder(connection, TODAY)


def communes(units, system):
    return [unit for unit in units.listed(system) if unit["level"] == "commune" and unit["has_records"]]


@pytest.mark.parametrize("system", [OLD, NEW])
def test_every_commune_is_found_by_its_name_within_its_list(units, system):
    for unit in communes(units, system):
        district = units.district_name(unit)
        assert units.find(Asked(None, system, unit["name"], district)).unit == unit


@pytest.mark.parametrize("system", [OLD, NEW])
def test_every_commune_is_found_by_its_code_within_its_list(units, system):
    for unit in communes(units, system):
        assert units.find(Asked(unit["unit_code"], system)).unit == unit


def test_a_name_alone_is_never_taken_for_one_of_two_places(units):
    every = [u for system in (OLD, NEW) for u in units.listed(system) if u["level"] == "commune"]
    asked = {unit["name"] for system in (OLD, NEW) for unit in communes(units, system)}
    for name in asked:
        # The part of the province that no table covers counts too: a record of there is not one of here.
        fitting = [unit for unit in every if unit["name"] == name]
        found = units.find(Asked(commune=name))
        if len(fitting) == 1:
            assert found.unit == fitting[0]
        elif found.unit is not None:
            # One new commune that is one whole old one: one place, known by its newer name.
            assert len(fitting) == 2
            assert system_of_unit(found.unit["valid_from"]) == NEW
        else:
            offered = {
                (each.fields["unit_code"], each.fields["units"]) for each in found.problems[0].suggestions
            }
            assert offered == {(u["unit_code"], system_of_unit(u["valid_from"])) for u in fitting}


@pytest.mark.parametrize("system", [OLD, NEW])
def test_a_suggestion_leads_to_the_commune_that_it_names(units, system):
    for unit in communes(units, system):
        (offered,) = units.suggestions([unit])
        told = {"commune": offered.value} | offered.fields
        asked = Asked(told["unit_code"], told["units"], told["commune"], told["district"])
        assert units.find(asked).unit == unit


def test_a_township_by_name_is_of_the_list_that_had_townships(units):
    found = units.find(Asked(commune="Thị trấn Bắc Hà"))
    assert (found.unit["kind"], system_of_unit(found.unit["valid_from"])) == ("township", OLD)


def test_tà_chải_which_ended_before_the_last_districts_is_found_by_its_code(units):
    assert units.find(Asked("02872", district="Bắc Hà")).unit["name"] == "Tà Chải"


def test_a_place_in_another_province_is_outside_and_no_problem(units):
    found = units.find(Asked(commune="Bình Lư", district="Tam Đường (Lai Châu)"))
    assert (found.outside, found.problems) == ("Lai Châu", ())


@pytest.mark.parametrize(
    ("commune", "district", "name"),
    [
        ("P. Kim Tân", "TP.Lào Cai", "Kim Tân"),
        ("P.Kim Tân", "Lào Cai", "Kim Tân"),
        ("X. Tả Van", "T.X Sa Pa", "Tả Van"),
        ("T.T Phố Lu", "H. Bảo Thắng", "Phố Lu"),
        ("TTNT Phong Hải", "H Bảo Thắng", "Phong Hải"),
        ("Xã Bản Liền, huyện Bắc Hà", None, "Bản Liền"),
        (None, "Bản Liền - Bắc Hà", "Bản Liền"),
        ("Xã Bản Liền, huyện Bắc Hà, tỉnh Lào Cai", None, "Bản Liền"),
        ("Bản Liền", "huyện Bắc Hà, tỉnh Lào Cai", "Bản Liền"),
        ("Bản Cầm, tỉnh Lào Cai", None, "Bản Cầm"),
    ],
)
def test_units_are_found_by_their_abbreviations_and_where_one_cell_names_two(units, commune, district, name):
    found = units.find(Asked(commune=commune, district=district))
    assert (found.unit or {}).get("name") == name


def test_two_districts_in_one_cell_are_no_commune(units):
    found = units.find(Asked(district="Bắc Hà, Bảo Thắng"))
    assert (found.unit, found.problems[0].rule) == (None, "unit_unknown")


def test_a_commune_of_another_district_is_said_to_be_elsewhere_and_offered_once(units):
    (problem,) = units.find(Asked(commune="Nậm Chảy", district="Bát Xát")).problems
    assert (problem.rule, problem.values["district"]) == ("unit_elsewhere", "Bát Xát")
    labels = [each.label for each in problem.suggestions]
    assert len(set(labels)) == len(labels)
    assert labels[0].startswith("Nậm Chảy (Mường Khương")
