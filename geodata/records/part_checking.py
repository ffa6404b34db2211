"""Parts of records as they are entered: certificates, inspections, facts, zones, leaders, days, figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rapidfuzz import process

from geodata.errors import N_, Conflict, NotFound
from geodata.names import search_key, tone_key
from geodata.records.channels import link_warnings
from geodata.records.choices import FACT_VALUES
from geodata.records.decisions import settle_certificate_decision
from geodata.records.entries import blank_row
from geodata.records.fields import Field, FieldType, fields_of_part
from geodata.records.flat import observed
from geodata.records.kinds import KindSpec, Owned, RecordKind
from geodata.records.known import Known
from geodata.records.origin import OFFICE
from geodata.records.part_rules import (
    END,
    check_problems,
    checked_before,
    day_problems,
    denial_problems,
    empty_problems,
    end_problems,
    future_problems,
    link_problems,
    twin_problems,
)
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.product_building import certificate_problems, new_certificate, settled_product
from geodata.records.site_building import FIGURES, observation, year_problem
from geodata.records.spans import AS_OF, PRECISION, last_day, with_spans
from geodata.records.state import State
from geodata.records.values import read_value
from geodata.records.vocabulary import ENTERED, Precision
from geodata.registry.reading import record_id

Row = dict[str, Any]
Problems = list[FieldProblem]
Changed = dict[str, tuple[Any, Any]]

ZONES = RecordKind.MATERIAL_ZONES
MOST_SHOWN = 6
HELD_ALREADY = N_("The record has this part already: change it instead of adding it once more")


def part_key(spec: KindSpec, owned: Owned) -> str:
    """Return the column that tells the parts of one record apart: of the key, the one that is not its own."""
    return next((name for name in owned.key if name != spec.id_column), spec.id_column)


def checked_part(
    spec: KindSpec,
    table: str,
    part_id: str | None,
    raw: Mapping[str, object],
    state: State,
    known: Known,
    today: date,
) -> tuple[State, Problems, Problems, Changed]:
    """
    Return the state with a part as entered, its problems, its warnings and field → (before, after).

    Raises
    ------
    NotFound
        The kind has no such part, or the record none of that identifier.
    Conflict
        A new part has the key of one that the record has: a second leader.
    """
    owned = spec.part(table)
    fields = {field.name: field for field in fields_of_part(spec.kind, table)}
    before = None if part_id is None else part_of(spec, table, part_id, state)
    held = {} if before is None else {name: observed(before, name) for name in fields}
    values, problems = _values(fields, with_spans(fields, raw, held))
    told = held | values
    _settle_day(fields, told, values)
    _read_fact(table, fields, told, values, problems)
    _read_zone(told, values, known, problems)
    wrong, said = settle_certificate_decision(fields, held, told, values)
    problems += wrong
    for name, field in fields.items():
        if field.required and told.get(name) is None and all(p.field != name for p in problems):
            problems.append(problem(name, None, "required"))
    changed = {name: (held.get(name), value) for name, value in values.items() if held.get(name) != value}
    more, warnings = _rules(table, told, state, today)
    problems, warnings = problems + more, said + warnings
    if before is None or changed:
        others = [row for row in state[table] if row is not before]
        problems += empty_problems(table, told) or _again(table, fields, told, others, changed, known)
        problems += _wrong_days(table, told, values, part_id, changed, state, today)
    if problems:
        return state, problems, warnings, changed
    row = _row(spec, owned, before, told, values, state, today)
    key = part_key(spec, owned)
    if part_id is None and any(each[key] == row[key] for each in state[table]):
        raise Conflict(HELD_ALREADY)
    rows = [row if each[key] == part_id else each for each in state[table]]
    if part_id is None:
        rows.append(row)
    made: State = {**state, table: rows}
    return (settled_product(made) if table == "certificates" else made), [], warnings, changed


def without_part(spec: KindSpec, table: str, part_id: str, state: State) -> State:
    """
    Return a state without a part.

    Raises
    ------
    NotFound
        The record has no such part.
    Conflict
        Other parts belong to it: a certificate that was checked goes after its checks.
    """
    owned = spec.part(table)
    part_of(spec, table, part_id, state)
    key = part_key(spec, owned)
    for other in spec.owned:
        if other.through == table and any(row[other.refers_by] == part_id for row in state[other.table]):
            raise Conflict(N_("Checks after recognition belong to this certificate: remove them first"))
    made: State = {**state, table: [row for row in state[table] if row[key] != part_id]}
    return settled_product(made) if table == "certificates" else made


def part_of(spec: KindSpec, table: str, part_id: str, state: State) -> Row:
    """Return one part of a record; ``NotFound`` where there is none of that identifier."""
    key = part_key(spec, spec.part(table))
    for row in state[table]:
        if row[key] == part_id:
            return row
    raise NotFound(N_("The record has no %(part)s %(id)s"), part=table, id=part_id[:100])


def _values(fields: Mapping[str, Field], raw: Mapping[str, object]) -> tuple[Row, Problems]:
    """Return the values that an entry names, and what cannot be read."""
    values: Row = {}
    problems: Problems = []
    for name, cell in raw.items():
        if name not in fields:
            problems.append(problem(name, name, "unknown_field"))
            continue
        value, wrong = read_value(fields[name], cell)
        if wrong is None:
            values[name] = value
        else:
            problems.append(wrong)
    return values, problems


def _settle_day(fields: Mapping[str, Field], told: Row, values: Row) -> None:
    """Keep a date of a month or a year as its last day, as the data do; no date has no precision."""
    if PRECISION not in fields or not values.keys() & {AS_OF, PRECISION}:
        return
    settled: Row = {AS_OF: None, PRECISION: None}
    if told.get(AS_OF) is not None:
        precision = told.get(PRECISION) or Precision.DAY.value
        settled = {AS_OF: last_day(told[AS_OF], precision), PRECISION: precision}
    told |= settled
    values |= settled


def _read_fact(table: str, fields: Mapping[str, Field], told: Row, values: Row, problems: Problems) -> None:
    """Read the value of a fact by the list of that fact; a fact that is simply there is a yes."""
    if table != "programme_facts" or told.get("fact") is None:
        return
    listed = FACT_VALUES.get(told["fact"])
    if listed is None or "value" not in values or values["value"] is None:
        return
    text = values["value"]
    words = {"yes": "yes", "có": "yes", "no": "no", "không": "no"}
    choice = fields["value"].with_(type=FieldType.CHOICE, choices=listed, words=words)
    value, wrong = read_value(choice, text)
    if wrong is not None:
        problems.append(wrong)
    told["value"] = values["value"] = value


def _read_zone(told: Row, values: Row, known: Known, problems: Problems) -> None:
    """Read a zone that is named by its key or as it is called; what is like it is suggested."""
    text = values.get("zone_id")
    if text is None or text in known.names(ZONES):
        return
    names = known.names(ZONES)
    called = [key for key, name in names.items() if tone_key(name) == tone_key(text)]
    if len(called) == 1:
        told["zone_id"] = values["zone_id"] = called[0]
        return
    near = process.extract(
        search_key(text), {key: search_key(name) for key, name in names.items()}, limit=MOST_SHOWN
    )
    keys = called or [key for _, _, key in near]
    meant = tuple(Suggestion(key, names[key]) for key in keys[:MOST_SHOWN])
    problems.append(problem("zone_id", text, "record_ambiguous" if called else "record_unknown", meant))


def _rules(table: str, told: Row, state: State, today: date) -> tuple[Problems, Problems]:
    """Return the problems and warnings of a part as a whole."""
    problems: Problems = []
    warnings: Problems = []
    if table == "certificates":
        return certificate_problems(told, today.isoformat())
    problems += future_problems(told, today.isoformat())
    if table == "inspections" and told.get("certificate_id") is not None:
        held = {row["certificate_id"] for row in state["certificates"]}
        if told["certificate_id"] not in held:
            problems.append(problem("certificate_id", told["certificate_id"], "record_unknown"))
    if table == "zone_observations":
        wrong = year_problem(told.get("year_text"))
        problems += [] if wrong is None else [wrong]
    if table == "programme_facts":
        warnings += link_warnings(told)
    return problems, warnings


def _again(
    table: str, fields: Mapping[str, Field], told: Row, others: list[Row], changed: Changed, known: Known
) -> Problems:
    """Return the problem of a part that the record has already; a new source alone makes no second one."""
    if table == "product_zones":
        return link_problems(told, others, known.names(ZONES)) if "zone_id" in changed else []
    twice = twin_problems(table, fields, told, others) if changed.keys() - {"source"} else []
    if table == "programme_facts" and changed.keys() & {"value", "amount_vnd"}:
        twice += denial_problems(told)
    return twice


def _wrong_days(
    table: str, told: Row, values: Row, part_id: str | None, changed: Changed, state: State, today: date
) -> Problems:
    """Return the contradictions between the days of a part and of what it belongs to."""
    if table == "certificates":
        checks = [row for row in state["inspections"] if row["certificate_id"] == part_id]
        wrong = day_problems(told, values, changed, today.isoformat())
        return wrong + (
            checked_before(told, checks) if {"certified_on", "certified_year"} & changed.keys() else []
        )
    if table == "programme_facts" and changed.keys() & {"fact", AS_OF, PRECISION, END}:
        return end_problems(told, today.isoformat())
    if table == "inspections" and {"inspected_on", "certificate_id"} & changed.keys():
        certificates = {row["certificate_id"]: row for row in state["certificates"]}
        return check_problems(told.get("inspected_on"), certificates.get(told.get("certificate_id")))
    return []


def _row(
    spec: KindSpec,
    owned: Owned,
    before: Row | None,
    told: Row,
    values: Row,
    state: State,
    today: date,
) -> Row:
    """Return the row of a part, with its key and the columns that follow."""
    table, owner = owned.table, str(state[spec.table][0][spec.id_column])
    named = told.get("source")
    stated = named or f"{OFFICE}{today:%d/%m/%Y}"
    if table == "certificates":
        if told.get("certified_on"):
            told["certified_year"] = int(told["certified_on"][:4])
        if before is None:
            return new_certificate(state[table], told | {"source": stated}, owner, stated)
        return before | told
    if table == "zone_observations":
        figures = {name: told.get(name) for name in FIGURES}
        made = observation(owner, figures, named or [stated], told.get("note"))
        return made if before is None else made | {"observation_id": before["observation_id"]}
    row = blank_row(table) if before is None else dict(before)
    row |= {name: value for name, value in told.items() if name in row}
    if "source" in row:
        row["source"] = stated if before is None or values else row["source"]
    if table == "market_days":
        row |= {"evening": bool(row["evening"]), "disputed": bool(row["disputed"])}
        row |= {"source_table": ENTERED, "source_row": 1} if before is None else {}
    if before is None:
        row |= _key(spec, owned, owner, row, state)
    return row


def _key(spec: KindSpec, owned: Owned, owner: str, row: Row, state: State) -> Row:
    """Return what refers to the record, and an identifier of its own for a new part."""
    columns: Row = dict(owned.fixed)
    if owned.through is None:
        columns[owned.refers_by] = owner
    key = part_key(spec, owned)
    if len(owned.key) == 1 and key != spec.id_column:
        told = "|".join(f"{name}={value}" for name, value in row.items() if value is not None)
        taken = {each[key] for each in state[owned.table]}
        columns[key] = record_id(owner, told)
        number = 2
        while columns[key] in taken:
            columns[key] = record_id(owner, f"{told}|{number}")
            number += 1
    return columns
