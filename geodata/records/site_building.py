"""What follows from an entry of a craft village, a market, a sight or a zone: kinds, days, units, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from geodata.names import find_unit, tone_key
from geodata.records.entries import Entry
from geodata.records.flat import observed
from geodata.records.kinds import RecordKind
from geodata.records.problems import FieldProblem, problem
from geodata.records.site_fields import OBSERVATION_FIELDS
from geodata.records.state import State
from geodata.records.unit_finding import NEW, UnitFinder
from geodata.records.vocabulary import ENTERED
from geodata.registry.crafts import standing
from geodata.registry.markets import EVENING, weekdays
from geodata.registry.placing import Area, area_of
from geodata.registry.reading import DASH, YEAR_RANGE, Row, record_id
from geodata.registry.report import ProblemLog
from geodata.registry.zones import CropRule, crop_of, read_crop_rules
from geodata.vocabulary import CraftKind, Placement, SalesPointKind

Values = Mapping[str, Any]
Columns = dict[str, Any]
Problems = list[FieldProblem]

PLACE_PARTS = ";"
FIGURES = tuple(field.name for field in OBSERVATION_FIELDS)


def following_columns(entry: Entry, row: Columns, current: State | None) -> Columns:
    """Return the columns of a craft or a sight that follow from others; of other kinds there are none."""
    if entry.kind is RecordKind.CRAFT_VILLAGES:
        return {"standing": _craft_standing(entry, row, current)}
    if entry.kind is RecordKind.SIGHTS:
        fee = entry.value("entry_fee_vnd")
        least, most = (None, None) if fee is None else (round(fee[0]), round(fee[1]))
        return {"entry_fee_min_vnd": least, "entry_fee_max_vnd": most, "kind": row["kind"] or ""}
    return {}


def _craft_standing(entry: Entry, row: Columns, current: State | None) -> str:
    """Return what a craft row really is: as somebody says, else as its name and kind say."""
    if entry.values.get("standing") is not None:
        return str(entry.values["standing"])
    if current is not None and not entry.changed.keys() & {"name", "kind", "standing"}:
        return str(row["standing"])
    kind = row["kind"]
    return standing(row["name"], None if kind is None else CraftKind(kind)).value


def days_of_market(row: Columns) -> list[Columns]:
    """Return the market days that the words of a market name; other sales points have none."""
    if row["kind"] != SalesPointKind.MARKET:
        return []
    evening = bool(EVENING.search(f"{row['name']} {row['market_day'] or ''}"))
    key = row["sales_point_id"]
    return [
        {
            "market_day_id": record_id(f"{key} {day.value}", f"{ENTERED}|{evening}"),
            "sales_point_id": key,
            "weekday": day.value,
            "evening": evening,
            "disputed": False,
            "note": row["market_day"],
            "source_table": ENTERED,
            "source_row": row["source_row"],
        }
        for day in weekdays(row["market_day"])
    ]


class Crops:
    """
    The crops that are known, found however case and tone marks are written.

    Accents count: dứa, dừa and dưa are three crops.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._known = frozenset(names)
        self._spelt = {tone_key(name): name for name in sorted(self._known, reverse=True)}

    def __contains__(self, name: object) -> bool:
        """Return whether a crop was known, as it is spelt there."""
        return name in self._known

    def spelt(self, name: str) -> str:
        """Return a crop as it was spelt first: in the registry, else by whoever asked first."""
        return self._spelt.setdefault(tone_key(name), name)


def read_crop(entry: Entry, crops: Crops) -> None:
    """Read a crop as it is written: what it is called, and whether the row is a zone, a plan, a nursery."""
    written = entry.values.get("crop")
    if written is None:
        return
    written = _reviewed_spelling().get(tone_key(written), written)
    cells = {"crop": written, "certification": entry.values.get("certification")}
    crop, kind = crop_of(Row(1, cells), _crop_rules())
    entry.set("crop", crops.spelt(crop))
    if entry.values.get("kind") is None:
        entry.set("kind", kind.value)


def settle_figures(entry: Entry, current: State) -> None:
    """Let an entry of a zone change nothing where its figures are stored already."""
    if not _names_figures(entry) and not entry.changed.keys() <= {"note", "source"}:
        return
    if any(_tells_the_same(row, entry) for row in current["zone_observations"]):
        for name in (*FIGURES, "note", "source"):
            entry.changed.pop(name, None)


def zone_row(
    entry: Entry, row: Columns, units: UnitFinder, crops: Crops
) -> tuple[Columns | None, Problems, Problems]:
    """Return the row of a zone, its problems and its warnings."""
    warnings: Problems = []
    if "crop" in entry.changed and row["crop"] not in crops:
        warnings.append(problem("crop", row["crop"], "crop_new"))
    if entry.before and not entry.changed.keys() & {"crop", "units", "commune", "district"}:
        return row, [], warnings
    wanted = {name: entry.value(name) for name in ("units", "commune", "district")}
    area, problems = zone_area(wanted, units)
    if problems:
        return None, problems, warnings
    entry.area = area
    return row | zone_columns(wanted | {"crop": row["crop"]}, area), [], warnings


def zone_id_parts(entry: Entry, row: Columns) -> tuple[str, str]:
    """Return the name and the qualifier that the identifier of a zone is made of, as the reference does."""
    area = entry.area or Area(Placement.UNKNOWN, ())
    known = "+".join(sorted(code for code, _ in area.units))
    names = [";".join(sorted((row[name] or "").split(";"))) for name in ("raw_commune", "raw_district")]
    return f"{row['crop']} {known}", "|".join([row["kind"], *names])


def add_zone_parts(entry: Entry, state: dict[str, list[Columns]], zone: str) -> None:
    """Put the units and the figures that an entry tells of into the state of a zone."""
    if entry.area is not None:
        state["zone_units"] = [
            {"zone_id": zone, "unit_code": code, "unit_valid_from": start.isoformat()}
            for code, start in entry.area.units
        ]
    told = _names_figures(entry) and entry.changed.keys() & {*FIGURES, "note", "source"}
    is_new = not entry.before
    if not (told or is_new) or any(_tells_the_same(row, entry) for row in state["zone_observations"]):
        return
    values = {name: entry.values.get(name) for name in FIGURES}
    row = observation(zone, values, entry.values.get("source") or [], entry.values.get("note"))
    state["zone_observations"] = [*state["zone_observations"], row]


def added_figures(before: State, after: State) -> list[Columns]:
    """Return the figures of a zone that an entry puts beside the others, by field, without unknown ones."""
    held = {row["observation_id"] for row in before["zone_observations"]}
    added = [row for row in after["zone_observations"] if row["observation_id"] not in held]
    return [
        {
            name: value
            for name in (*FIGURES, "source", "note")
            if (value := observed(row, name)) is not None and value != []
        }
        for row in added
    ]


def _names_figures(entry: Entry) -> bool:
    """Return whether an entry tells any figure of a zone."""
    return any(entry.values.get(name) is not None for name in FIGURES)


def _tells_the_same(row: Columns, entry: Entry) -> bool:
    """Return whether stored figures tell what an entry tells, as far as it tells anything."""
    told = {name: entry.values[name] for name in FIGURES if name in entry.values}
    if any(observed(row, name) != value for name, value in told.items()):
        return False
    if "note" in entry.values and row["note"] != entry.values["note"]:
        return False
    return all(source in row["sources"] for source in entry.values.get("source") or [])


@cache
def _reviewed_spelling() -> Mapping[str, str]:
    """Return the crops of the reviewed rules as they are written there, by key."""
    return {tone_key(text): text for text, _ in _crop_rules()}


@cache
def _crop_rules() -> Mapping[tuple[str, str | None], CropRule]:
    """Return the reviewed meaning of crops as they are written."""
    return read_crop_rules()


def zone_area(values: Values, units: UnitFinder) -> tuple[Area, Problems]:
    """Return the units that a zone is written to lie in, or the names that mean none."""
    if values.get("units") == NEW:
        return _new_area(values, units)
    cells = {name: values.get(name) for name in ("commune", "district")}
    log = ProblemLog(ENTERED)
    area = area_of(Row(1, cells), units.old, log)
    wrong = [each for each in log.problems if each.rule in ("unit_unknown", "unit_ambiguous")]
    if wrong and not (values.get("units") or values.get("district")):
        # A name that the list until 30 June 2025 does not know says that the list of today is meant.
        newer, unknown = _new_area(values, units)
        if not unknown and all(each.rule == "unit_unknown" for each in wrong):
            return newer, unknown
    problems = []
    for each in wrong:
        name = (each.value or "").split(" ≈ ")[0]
        meant = units.like(name) if each.column == "commune" else ()
        problems.append(problem(str(each.column), name, each.rule, meant))
    return area, problems


def _new_area(values: Values, units: UnitFinder) -> tuple[Area, Problems]:
    """Return the communes since 1 July 2025 that a zone names."""
    found: list[tuple[str, date]] = []
    problems: Problems = []
    for name in (part.strip() for part in (values.get("commune") or "").split(PLACE_PARTS)):
        if not name:
            continue
        match = find_unit(name, units.new)
        if match.unit is None:
            rule = "unit_ambiguous" if match.ambiguous else "unit_unknown"
            problems.append(problem("commune", name, rule, units.like(name)))
        else:
            found.append((match.unit.unit_code, match.unit.valid_from))
    keys = tuple(dict.fromkeys(found))
    return Area(Placement.COMMUNE if keys else Placement.UNKNOWN, keys), problems


def zone_columns(values: Values, area: Area) -> Columns:
    """Return the columns of a zone that follow from where it lies."""
    unit = area.only_unit
    written = [values[name] for name in ("commune", "district") if values.get(name)]
    parts = [text.replace(PLACE_PARTS, ", ") for text in written]
    named = " – ".join(parts)
    crop = values["crop"]
    return {
        "name": f"{crop}: {named}" if named else crop,
        "raw_commune": values.get("commune"),
        "raw_district": values.get("district"),
        "placement": area.placement.value,
        "unit_code": None if unit is None else unit[0],
        "unit_valid_from": None if unit is None else unit[1].isoformat(),
    }


def year_problem(text: str | None) -> FieldProblem | None:
    """Return the problem of a text that is neither a year nor a span of years."""
    if text is None or _last_year(text) is not None:
        return None
    return problem("year_text", text, "year_bad")


def _last_year(text: str) -> int | None:
    """Return a year, the last one of a span."""
    ends = DASH.split(text)
    if len(ends) <= 2 and all(end.isdecimal() and int(end) in YEAR_RANGE for end in ends):
        return int(ends[-1])
    return None


def observation(zone: str, values: Values, sources: Sequence[str], note: str | None) -> Columns:
    """Return figures of a zone; hectares as given, both ends of a span."""
    area = values.get("area_ha")
    told = "|".join(str(values.get(name) or "") for name in FIGURES)
    return {
        "observation_id": record_id(zone, f"{told}|{'|'.join(sources)}|{note or ''}"),
        "zone_id": zone,
        "area_ha_min": None if area is None else area[0],
        "area_ha_max": None if area is None else area[1],
        "year": None if values.get("year_text") is None else _last_year(values["year_text"]),
        **{name: values.get(name) for name in FIGURES if name != "area_ha"},
        "sources": list(sources),
        "note": note,
        "source_table": ENTERED,
        "source_row": 1,
    }
