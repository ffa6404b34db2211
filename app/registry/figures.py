"""Which published figures and targets are asked for, and their answers for pages, files and programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext

from app.clock import today
from app.filters import current_wording
from app.pages.labels import words
from app.params import check_names, one_of
from app.state import current_store
from geodata.reconciliation.holding import Basis
from geodata.view_reading import not_allowed

if TYPE_CHECKING:
    from geodata.reconciliation.contradictions import Contradiction
    from geodata.reconciliation.figures import Chosen, Reconciled
    from geodata.reconciliation.missing import Missing
    from geodata.reconciliation.tallies import Item
    from geodata.reconciliation.targets import Progress

NAMES = ("year", "metric", "district", "basis")
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures that were asked for, every figure of the same basis, and what contradicts what."""

    chosen: Chosen
    found: list[Reconciled]
    every: list[Reconciled]
    contradictions: list[Contradiction]
    districts: dict[str, str]


def read_chosen(*more: str) -> Chosen:
    """
    Return which figures the query asks for; ``more`` are further parameters of the address.

    Raises
    ------
    InvalidInput
        A parameter is unknown or not allowed.
    """
    from geodata.joins import district_names
    from geodata.quality import METRICS, published_totals
    from geodata.reconciliation.figures import Chosen

    check_names(request.args, (*NAMES, *more))
    metric = request.args.get("metric") or None
    known = {*METRICS, *(figure.metric for figure in published_totals(current_store()))}
    if metric is not None and metric not in known:
        raise not_allowed("metric", metric, ", ".join(sorted(known)))
    district = request.args.get("district") or None
    names = district_names(current_store())
    if district is not None and district not in names:
        raise not_allowed("district", district, ", ".join(names))
    return Chosen(year=read_year(), metric=metric, district=district, basis=read_basis())


def read_year() -> int | None:
    """Return the year that is asked for, None where none is."""
    year = request.args.get("year") or None
    if year is not None and not YEAR.fullmatch(year):
        raise not_allowed("year", year, "1900 – 2099")
    return None if year is None else int(year)


def read_basis() -> Basis:
    """Return what is counted."""
    return one_of(request.args, "basis", Basis, Basis.IN_FORCE)


def read_answer(chosen: Chosen) -> Answer:
    """Return the figures that were asked for."""
    from geodata.joins import district_names
    from geodata.reconciliation.contradictions import contradictions
    from geodata.reconciliation.figures import Chosen, reconciled

    store = current_store()
    every = reconciled(store, Chosen(basis=chosen.basis), today())
    asked = {one.published.total_id for one in reconciled_only(every, chosen)}
    found = [one for one in every if one.published.total_id in asked]
    return Answer(chosen, found, every, contradictions(every, found), district_names(store))


def reconciled_only(every: list[Reconciled], chosen: Chosen) -> list[Reconciled]:
    """Return those of all figures that are asked for."""
    from geodata.reconciliation.figures import passes

    return [one for one in every if passes(one.published, chosen)]


def chosen_text(chosen: Chosen, districts: dict[str, str]) -> str:
    """Return the filter in words; empty: nothing is filtered."""
    parts = []
    if chosen.year is not None:
        parts.append(gettext("Year: %(year)s", year=chosen.year))
    if chosen.metric is not None:
        parts.append(gettext("What is counted: %(metric)s", metric=words("metric", chosen.metric)))
    if chosen.district is not None:
        parts.append(gettext("District: %(district)s", district=districts.get(chosen.district, "")))
    return "; ".join(parts)


def figure_json(one: Reconciled, districts: dict[str, str]) -> dict[str, Any]:
    """Return a figure for programs; texts in the language of the reader."""
    from layers.reconciliation_tables import remark
    from layers.reconciliation_words import figure_text

    figure, tally, wording = one.published, one.tally, current_wording()
    return {
        "id": figure.total_id,
        "as_of": figure.as_of,
        "precision": figure.precision,
        "period": figure.period,
        "province_code": figure.province_code,
        "metric": figure.metric,
        "key": figure.key,
        "title": figure_text(wording, figure, districts),
        "published": figure.value,
        "registry": None
        if tally is None
        else {"certain": tally.low, "at_most": tally.high, "inferred": tally.inferred},
        "difference": None
        if one.difference is None
        else {"from": one.difference[0], "to": one.difference[1]},
        "missing": None if one.missing is None else {"at_least": one.missing[0], "at_most": one.missing[1]},
        "not_counted": None if one.not_counted is None else one.not_counted.value,
        "communes_without_data": one.uncovered,
        "remark": remark(one, wording) or None,
        "source": figure.source,
        "note": figure.note,
    }


def item_json(item: Item) -> dict[str, Any]:
    """Return a record that makes up a count."""
    from geodata.reconciliation.holding import Doubt

    return {
        "list": item.path or None,
        "id": item.key,
        "name": item.name,
        "counts": "may" if item.doubts else "certain",
        "why": [doubt.value for doubt in Doubt if doubt in item.doubts],
        "inferred": item.inferred,
    }


def detail_json(one: Reconciled, missing: Missing, districts: dict[str, str]) -> dict[str, Any]:
    """Return a figure with its records and what is missing where."""
    tally = one.tally
    return {
        **figure_json(one, districts),
        "records": [] if tally is None else [item_json(item) for item in tally.items],
        "left_out": {} if tally is None else dict(tally.left_out),
        "parts": [figure_json(part, districts) for part in missing.parts],
        "communes_with_none": missing.silent,
        "communes_without_records": missing.without_data,
    }


def progress_json(one: Progress) -> dict[str, Any]:
    """Return a target with what is known about it."""
    from layers.reconciliation_words import told

    goal, wording = one.target, current_wording()
    return {
        "id": goal.target_id,
        "year": goal.year,
        "province_code": goal.province_code,
        "metric": goal.metric,
        "title": words("target", goal.metric),
        "value": goal.value,
        "unit": goal.unit,
        "verdict": one.verdict.value,
        "verdict_text": told(wording, "verdict", one.verdict.value),
        "why": None if one.why is None else one.why.value,
        "why_text": None if one.why is None else told(wording, "why", one.why.value),
        "registry": None if one.low is None else {"certain": one.low, "at_most": one.high},
        "answers": one.answers,
        "may_answers": one.may_answers,
        "shares": [
            {"part": share.part, "whole": share.whole, "period": share.published.period}
            for share in one.shares
        ],
        "published": [
            {"value": figure.value, "period": figure.period, "source": figure.source}
            for figure in one.published
        ],
        "source": goal.source,
        "note": goal.note,
    }
