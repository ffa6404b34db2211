"""The report of a saved siting plan: what was asked, what it opens, what changes, on which basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.errors import N_
from geodata.plain import rows_of
from geodata.planning.scenarios import Scenario
from geodata.store import Store
from geodata.view import OFFICE_TIME, View
from geodata.writing import day_text
from layers.catalogue import find_layer
from layers.exports.facts import NO_FORCE
from layers.exports.made import scenario_origin
from layers.exports.orders import LayerChoice
from layers.print_maps.made_orders import MADE_LAYERS, MadeOrder, made_units
from layers.print_maps.orders import MADE_MARGIN, Extent, MapOrder
from layers.reports.cells import numbered
from layers.reports.contents import Block, Bullets, Cell, Column, Figure, ReportContent, Section, Table
from layers.reports.drawing import DPI, PlanMap
from layers.reports.sentences import Teller, joined, ngettext
from layers.saved import PARTS, Around
from layers.scenario_layers import build_scenario_layer
from layers.wording import Wording

ABSTRACT = N_("Siting plan “%(name)s” for OCOP sales points")
SOURCE = N_("Source: siting plan “%(name)s” by %(author)s, computed on %(day)s by the OCOP map of Lào Cai.")
MODELS: Mapping[str, str] = {
    "max_cover": N_("As many as possible within a time"),
    "p_center": N_("Nobody too far"),
    "p_median": N_("Shortest way for everybody together"),
    "set_cover": N_("Fewest points for everybody"),
}
ASKED = N_("The plan answers the question “%(model)s”, in the communes of the unit system %(units)s.")
DEMAND = N_("Demand is weighed by: %(mix)s.")
OPENS = ngettext("It opens %(num)s new point.", "It opens %(num)s new points.")
KEEPS = ngettext(
    "%(num)s existing point is kept, by which it is measured what changes.",
    "%(num)s existing points are kept, by which it is measured what changes.",
)
NO_EXISTING = N_("No existing point is known, so that there is nothing to compare with.")
OPTIMAL = N_("It is proved that no other choice of as many points is better by this measure.")
NOT_OPTIMAL = N_(
    "It is the best that was found in the time given; it is not proved to be the best there is"
    " (gap %(gap)s %%)."
)
MEAN = N_(
    "A resident or other unit of demand needs %(before)s minutes on average to the nearest existing point and"
    " %(after)s minutes with the new ones (estimated range)."
)
MEAN_NEW = N_("A resident or other unit of demand needs %(after)s minutes on average (estimated range).")
COVERED = N_(
    "Within %(minutes)s minutes lie %(before)s of the demand today and %(after)s with the new points."
)
COVERED_NEW = N_("Within %(minutes)s minutes lie %(after)s of the demand.")
ESTIMATE = N_(
    "All minutes are estimates on a schematic network and are therefore told as ranges from quick to slow"
    " travel; none of them is a measured time."
)
NOT_ESTIMATE = N_("Minutes are told as ranges from quick to slow travel.")
FRESH = N_("Nothing that it rests on has changed since.")
STALE = N_("No longer up to date. Changed since: %(parts)s. Run it again to see what that means.")
UNREACHED = ngettext(
    "%(num)s commune cannot be reached from any point and is in no figure.",
    "%(num)s communes cannot be reached from any point and are in no figure.",
)
KNOWN_POINTS = N_(
    "Of %(published)s OCOP sales points that were published for %(day)s, %(known)s are known by name; the"
    " difference of %(difference)s is on no map, and the plan does not know where they are."
)
FIGURE_ROWS: tuple[tuple[str, str], ...] = (
    ("mean", N_("Mean minutes")),
    ("worst", N_("Longest minutes")),
    ("share_covered", N_("Share of the demand within the minutes (%)")),
)
STATES: Mapping[str, str] = {
    "below": N_("below"),
    "within": N_("within"),
    "above": N_("above"),
}

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """A scenario, its answer with the texts of one language, and what it rests on that is no longer so."""

    found: Scenario
    answer: Answer
    stale: tuple[str, ...]
    around: Around


def scenario_report(store: Store, words: Wording, plan: SavedPlan) -> ReportContent:
    """Return the report of a scenario."""
    found = plan.found
    made_on = day_text(found.created_at.astimezone(OFFICE_TIME).date())
    source = words.text(SOURCE, name=found.name, author=found.author_name, day=made_on)
    teller = Teller(words, source)
    changed = [words.translate(PARTS[part]) for part in plan.stale if part in PARTS]
    origin = scenario_origin(found, plan.answer, changed, words)
    layers = {
        key: rows_of(
            build_scenario_layer(store, key, plan.answer, plan.around.today).frame.drop(columns="geometry")
        )
        for key in ("points", "communes")
    }
    return ReportContent(
        subject=found.name,
        abstract=teller.text(ABSTRACT, name=found.name),
        sections=(
            _basis_section(teller, plan, changed),
            _question(teller, plan),
            _points(teller, plan, layers["points"]),
            Section(teller.text(N_("Map")), (_map(teller, plan),)),
            _changes(teller, plan),
            _districts(teller, plan),
        ),
        annexes=(
            Section(
                teller.text(N_("Whom each point serves")), (_communes(teller, plan, layers["communes"]),)
            ),
        ),
        basis=tuple((words.translate(heading), text) for heading, text in origin.lines),
    )


def _basis_section(teller: Teller, plan: SavedPlan, changed: Sequence[str]) -> Section:
    """Return what the plan rests on, and whether that is still so."""
    answer, travel = plan.answer, plan.answer["travel"]
    network = teller.text(
        N_("Travel times: %(network)s. %(source)s"), network=travel["network"], source=travel["source"]
    )
    base = plan.found.basis["base_date"]
    lines = [
        plan.found.note or "",
        teller.text(N_("Data set put together on %(day)s"), day=_day(base)) + "." if base else "",
        teller.text(N_("Status told for %(day)s"), day=_day(answer["status_day"])) + ".",
        teller.text(STALE, parts=", ".join(changed)) if changed else teller.text(FRESH),
        network.rstrip(".") + ".",
        teller.text(ESTIMATE if travel["estimate"] else NOT_ESTIMATE),
        *(str(note["text"]).rstrip(".") + "." for note in answer["notes"]),
        teller.text(NO_FORCE),
    ]
    return Section(
        teller.text(N_("What the figures rest on")), (Bullets(tuple(line for line in lines if line)),)
    )


def _question(teller: Teller, plan: SavedPlan) -> Section:
    """Return what was asked, and how far the answer is proved."""
    answer = plan.answer
    titles = answer["demand"]["titles"]
    mix = ", ".join(f"{titles.get(kind, kind)}" for kind, share in answer["demand"]["mix"].items() if share)
    existing = answer["existing"]
    kept = sum(item["state"] == "existing" for item in answer["candidates"])
    gap = teller.words.number(100 * (answer["gap"] or 0.0), 1)
    told = [
        teller.text(ASKED, model=teller.text(MODELS[answer["model"]]), units=answer["units"]),
        teller.text(DEMAND, mix=mix) if mix else "",
        teller.count(OPENS, len(answer["new"])),
        teller.count(KEEPS, kept) if kept else teller.text(NO_EXISTING),
        teller.text(OPTIMAL) if answer["optimal"] else teller.text(NOT_OPTIMAL, gap=gap),
    ]
    blocks: list[Block] = [joined(told)]
    if existing["published"] is not None:
        blocks.append(
            teller.text(
                KNOWN_POINTS,
                published=existing["published"],
                day=_day(existing["published_on"]),
                known=existing["known"],
                difference=existing["published"] - existing["known"],
            )
        )
    return Section(teller.text(N_("The question")), tuple(blocks))


def _points(teller: Teller, plan: SavedPlan, rows: Sequence[Mapping[str, Any]]) -> Section:
    """Return the open points with what they serve."""
    counts = bool(plan.answer["demand"]["is_count"])
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Place"), width=3),
        teller.column(N_("State"), width=1.6),
        teller.column(N_("Commune"), width=1.8),
        teller.column(N_("Communes served"), "whole", 1.2),
        teller.column(N_("Demand served"), "number", 1.3),
        teller.column(N_("Share (%)"), "number", 1.0),
    )
    shown = [
        (
            row["name"],
            teller.label("point_state", row["state"]),
            row["unit"],
            row["serves"],
            round(row["weight"]) if counts else round(row["weight"], 4),
            None if row["share"] is None else round(100 * row["share"], 1),
        )
        for row in rows
    ]
    caption = teller.text(N_("Points of the plan"))
    return Section(teller.text(N_("Points")), (teller.table("points", caption, columns, numbered(shown)),))


def _changes(teller: Teller, plan: SavedPlan) -> Section:
    """Return what changes: mean, longest and covered, before and after, as ranges."""
    before, after = plan.answer["figures"]["before"], plan.answer["figures"]["after"]
    minutes = plan.answer["fairness"]["minutes"]
    had = before["mean"]["likely"] is not None
    told = [
        teller.text(MEAN, before=_span(teller, before["mean"]), after=_span(teller, after["mean"]))
        if had
        else teller.text(MEAN_NEW, after=_span(teller, after["mean"])),
        teller.text(
            COVERED,
            minutes=minutes,
            before=_percent_span(teller, before["share_covered"]),
            after=_percent_span(teller, after["share_covered"]),
        )
        if had
        else teller.text(COVERED_NEW, minutes=minutes, after=_percent_span(teller, after["share_covered"])),
        teller.text(ESTIMATE if plan.answer["travel"]["estimate"] else NOT_ESTIMATE),
    ]
    unreached = len(plan.answer["explain"].get("unreachable", ()))
    told += [teller.count(UNREACHED, unreached)] if unreached else []
    ends = ((N_("quick"), "low"), (N_("likely"), "likely"), (N_("slow"), "high"))
    columns = (
        teller.column(N_("Figure"), width=3),
        *_ranges(teller, N_("Today (%(end)s)"), ends),
        *_ranges(teller, N_("With the new points (%(end)s)"), ends),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, title in FIGURE_ROWS:
        factor = 100 if name.startswith("share") else 1
        cells = [
            _rounded(figures[name][variant], factor) for figures in (before, after) for _, variant in ends
        ]
        rows.append((teller.text(title), *cells))
    caption = teller.text(N_("What changes (estimated ranges)"))
    return Section(
        teller.text(N_("Coverage and what changes")),
        (joined(told), teller.table("changes", caption, columns, rows)),
    )


def _ranges(teller: Teller, title: str, ends: Sequence[tuple[str, str]]) -> Iterator[Column]:
    """Give the three columns of a range."""
    for end, _ in ends:
        heading = teller.text(title, end=teller.text(end))
        yield Column(heading, "number", 1.2, "–")


def _districts(teller: Teller, plan: SavedPlan) -> Section:
    """Return how each district fares, and its points beside the public target."""
    blocks: list[Block] = []
    groups = [group for group in plan.answer["fairness"]["groups"] if group["name"]]
    minutes = plan.answer["fairness"]["minutes"]
    if groups:
        columns = (
            teller.column(N_("District (until 30 June 2025)"), width=2.4),
            teller.column(N_("Demand"), "number"),
            teller.column(N_("Mean minutes (likely, estimate)"), "number", 1.4),
            teller.column(N_("Longest minutes (likely, estimate)"), "number", 1.4),
            Column(
                teller.text(N_("Share beyond %(minutes)s minutes (%%)"), minutes=minutes), "number", 1.4, "–"
            ),
        )
        rows = [
            (
                group["name"],
                round(group["weight"], 2),
                _rounded(group["mean"], 1),
                _rounded(group["worst"], 1),
                _rounded(group["share_beyond"], 100),
            )
            for group in groups
        ]
        caption = teller.text(N_("How each district fares with the plan"))
        blocks.append(teller.table("districts", caption, columns, rows))
    blocks += _targets(teller, plan.answer["by_district"])
    return Section(teller.text(N_("Districts")), tuple(blocks))


def _targets(teller: Teller, rows: Sequence[Answer]) -> Iterator[Table]:
    """Give the points of each district beside the published target."""
    if not rows:
        return
    columns = (
        teller.column(N_("District (until 30 June 2025)"), width=2.4),
        teller.column(N_("Existing points known"), "whole", 1.2, needed=False),
        teller.column(N_("New points of the plan"), "whole", 1.2, needed=False),
        teller.column(N_("Target, from"), "whole"),
        teller.column(N_("Target, to"), "whole"),
        teller.column(N_("Year of the target"), "year"),
        teller.column(N_("New points against the target"), width=1.8),
    )
    cells = [
        (
            row["name"],
            row["existing"] or None,
            row["new"] or None,
            None if row["least"] is None else int(row["least"]),
            None if row["most"] is None else int(row["most"]),
            row["year"],
            teller.text(STATES[row["state"]]),
        )
        for row in rows
    ]
    yield teller.table(
        "targets", teller.text(N_("Points of each district beside the published target")), columns, cells
    )


def _communes(teller: Teller, plan: SavedPlan, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return every commune with who serves it and how far that is."""
    columns = (
        teller.column(N_("No."), "whole", 0.7),
        teller.column(N_("Commune"), width=2),
        teller.column(N_("District (until 30 June 2025)"), width=1.6),
        teller.column(N_("Demand"), "number", 1.1),
        teller.column(N_("Served by"), width=3),
        teller.column(N_("Minutes, low"), "number", needed=False),
        teller.column(N_("Minutes, likely"), "number", needed=False),
        teller.column(N_("Minutes, high"), "number", needed=False),
        teller.column(N_("Minutes to an existing point, likely"), "number", 1.4, needed=False),
    )
    cells = (
        (
            row["name"],
            row["district"],
            round(row["weight"], 2),
            row["served_by"],
            row["low"],
            row["likely"],
            row["high"],
            row["before_likely"],
        )
        for row in rows
    )
    caption = teller.text(N_("Communes, the point that serves each, and the minutes (estimated ranges)"))
    return teller.table("communes_served", caption, columns, numbered(cells))


def _map(teller: Teller, plan: SavedPlan) -> Figure:
    """Return the map of the points."""
    title = teller.text(N_("Existing and new points of the plan"))
    made = MadeOrder(scenario=plan.found)
    order = MapOrder(
        layers=tuple(LayerChoice(find_layer(key)) for key in MADE_LAYERS.split(",")),
        view=View(units=made_units(made), today=plan.around.today),
        made=made,
        extent=Extent(made=True, margin=MADE_MARGIN),
        landscape=False,
        dpi=DPI,
    )
    return Figure(
        name="map_points",
        caption=title,
        alt=teller.text(
            N_("Map: %(title)s. The tables of this report say the same in numbers."), title=title
        ),
        source=teller.source,
        drawing=PlanMap(order=order, around=plan.around),
    )


def _span(teller: Teller, values: Answer) -> str:
    """Return a range of minutes from quick to slow; unknown where there is none."""
    low, high = values["low"], values["high"]
    if low is None or high is None:
        return teller.text(N_("unknown"))
    return f"{teller.words.number(low, 1)}–{teller.words.number(high, 1)}"


def _percent_span(teller: Teller, values: Answer) -> str:
    """Return a range of shares, the smaller first."""
    known = sorted(100 * value for value in (values["low"], values["high"]) if value is not None)
    if len(known) < 2:
        return teller.text(N_("unknown"))
    return f"{teller.words.number(known[0], 1)}–{teller.words.number(known[1], 1)} %"


def _rounded(value: float | None, factor: int) -> float | None:
    """Return a figure with one decimal."""
    return None if value is None else round(factor * value, 1)


def _day(text: str) -> date:
    """Return a day of an answer."""
    return date.fromisoformat(text[:10])
