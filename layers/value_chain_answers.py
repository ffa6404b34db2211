"""A value chain as answers of programs and maps: rows as JSON, links and gaps as GeoJSON."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import shapely

from geodata.crs import WGS84
from geodata.value_chain.breaks import Breaks, BreakTable, Standing
from geodata.value_chain.channels import Channel
from geodata.value_chain.links import Link, Saying
from geodata.value_chain.nodes import Key, Node
from geodata.value_chain.vocabulary import Certainty, State
from layers.chain_labels import REASONS
from layers.encode import DECIMALS, collection_parts
from layers.value_chain_words import CERTAINTIES, LINKS, STATES, Told, shown_minutes

Row = dict[str, Any]
Point = tuple[float, float]
# More lines hide the map; those that stand for the most links are drawn.
MOST_LINES = 1_000
# How many links or records a line or mark names; it counts all of them.
MOST_NAMED = 6


def node_row(node: Node) -> Row:
    """Return a record: what it is, what it is called, and where it lies as far as that is known."""
    row = node.row
    return {
        "kind": node.kind.value,
        "id": node.record_id,
        "name": node.name,
        "commune_code": row["commune_code"],
        "commune": row["commune"],
        "district_code": row["district_code"],
        "district": row["district"],
        "placement": row["placement"],
        "own_point": node.own_point,
        "lon": row["lon"],
        "lat": row["lat"],
    }


def named_row(told: Told, key: Key) -> Row:
    """Return a record by its name alone."""
    return {"kind": key[0].value, "id": key[1], "name": told.name(key)}


def link_row(told: Told, link: Link) -> Row:
    """Return a link with everything that says that it is there."""
    return {
        "kind": link.kind.value,
        "kind_text": told.words.translate(LINKS[link.kind]),
        "certainty": link.certainty.value,
        "certainty_text": told.words.translate(CERTAINTIES[link.certainty]),
        "start": named_row(told, link.start),
        "end": named_row(told, link.end),
        "said": [_saying_row(told, saying) for saying in link.sayings],
    }


def _saying_row(told: Told, saying: Saying) -> Row:
    """Return what one source says."""
    return {
        "text": saying.text,
        "year": saying.year_text,
        "as_of": None if saying.as_of is None else saying.as_of.isoformat(),
        "hectares": saying.hectares,
        "households": saying.households,
        "sources": list(saying.sources),
        "in_words": told.saying(saying),
    }


def channel_row(told: Told, channel: Channel) -> Row:
    """Return a sales channel with its date and source."""
    fact = channel.fact
    return {
        "of": named_row(told, channel.of),
        "channel": fact.value,
        "channel_text": told.words.label("sales_channel", fact.value),
        "link": fact.link,
        "as_of": None if fact.as_of is None else fact.as_of.isoformat(),
        "precision": None if fact.precision is None else fact.precision.value,
        "source": fact.source,
    }


def standing_row(told: Told, row: Standing) -> Row:
    """Return a record of a list; minutes are None where there are none."""
    way = row.way
    known = way is not None and math.isfinite(way.likely)
    return {
        **node_row(row.node),
        "state": row.state.value,
        "state_text": told.words.translate(STATES[row.state]),
        "reason": row.reason.value,
        "reason_text": told.reason(row),
        "contradicted": row.against is not None,
        "partners": [named_row(told, key) for key in row.partners],
        "written": [
            {"text": lead.text, "shared_by": [named_row(told, key) for key in lead.shared]}
            for lead in row.leads
        ],
        "minutes": {
            "low": shown_minutes(way.low, told.limit),
            "likely": shown_minutes(way.likely, told.limit),
            "high": shown_minutes(way.high, told.limit),
            "to": None if way.point is None else named_row(told, way.point),
        }
        if way is not None and known
        else None,
        "channels": list(row.channels),
        "products_of_commune": row.beside,
    }


def table_row(told: Told, table: BreakTable) -> Row:
    """Return the counts of a list; the states add up to all of them, and so do the reasons."""
    return {
        "list": table.key.value,
        "total": len(table.rows),
        "states": {state.value: count for state, count in table.counts.items()},
        "reasons": [
            {"reason": reason.value, "text": told.words.translate(REASONS[reason]), "count": count}
            for reason, count in table.reasons.items()
        ],
        "not_counted": table.not_counted,
    }


def counts_of_links(links: Iterable[Link]) -> Row:
    """Return how many links there are, by how they are known and by what they say."""
    every = list(links)
    kinds = Counter(link.kind.value for link in every)
    return {
        "total": len(every),
        "certainty": _by_certainty(every),
        "kinds": dict(sorted(kinds.items())),
    }


def _by_certainty(links: Sequence[Link]) -> dict[str, int]:
    """Return how many links are known in which way."""
    found = Counter(link.certainty for link in links)
    return {certainty.value: found[certainty] for certainty in Certainty}


def links_geojson(told: Told, links: Sequence[Link], members: Mapping[str, Any]) -> str:
    """
    Return the links that can be drawn (EPSG:4326) as a FeatureCollection.

    Links of one certainty between the same two points are one line; those of which
    both ends have the same point are one point, whatever their certainty. ``links``
    of it names the first ``MOST_NAMED``, ``count`` and ``certainty`` count all.
    ``not_drawn`` counts those of which an end has no point, ``left_out`` those
    beyond ``MOST_LINES``.
    """
    groups: defaultdict[tuple[str, Point, Point], list[Link]] = defaultdict(list)
    for link in links:
        ends = told.nodes[link.start].point, told.nodes[link.end].point
        if ends[0] is not None and ends[1] is not None:
            groups["" if ends[0] == ends[1] else link.certainty.value, ends[0], ends[1]].append(link)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    drawn = ordered[:MOST_LINES]
    shapes, rows = [], []
    for (_, start, end), same in drawn:
        shapes.append(shapely.Point(start) if start == end else shapely.LineString([start, end]))
        named = [link_row(told, link) for link in same[:MOST_NAMED]]
        rows.append({"count": len(same), "certainty": _by_certainty(same), "links": named})
    members = {
        **members,
        **counts_of_links(links),
        "drawn": sum(len(same) for _, same in drawn),
        "left_out": sum(len(same) for _, same in ordered[MOST_LINES:]),
        "not_drawn": len(links) - sum(map(len, groups.values())),
    }
    return _collection(shapes, rows, members)


def breaks_geojson(told: Told, rows: Sequence[Standing], breaks: Breaks, members: Mapping[str, Any]) -> str:
    """
    Return records of a list as points (EPSG:4326), one for each place that they stand at.

    ``states`` counts them, ``records`` names the first ``MOST_NAMED``; ``not_placed`` of the
    collection counts those without a point.
    """
    groups: defaultdict[Point, list[Standing]] = defaultdict(list)
    for row in rows:
        if row.node.point is not None:
            groups[row.node.point].append(row)
    shapes, found = [], []
    for point, same in groups.items():
        states = Counter(row.state for row in same)
        shapes.append(shapely.Point(point))
        found.append(
            {
                "count": len(same),
                "states": {state.value: states[state] for state in State if states[state]},
                "records": [_marked(told, row) for row in same[:MOST_NAMED]],
            }
        )
    members = {
        **members,
        "minutes": breaks.asked.minutes,
        "markets": breaks.asked.markets,
        "total": len(rows),
        "not_placed": len(rows) - sum(map(len, groups.values())),
    }
    return _collection(shapes, found, members)


def _marked(told: Told, row: Standing) -> Row:
    """Return what a mark says of a record."""
    return {
        **named_row(told, row.node.key),
        "state": row.state.value,
        "state_text": told.words.translate(STATES[row.state]),
        "reason_text": told.reason(row),
        "own_point": row.node.own_point,
    }


def _collection(shapes: Sequence[Any], rows: Sequence[Row], members: Mapping[str, Any]) -> str:
    """Return a FeatureCollection."""
    series = gpd.GeoSeries(list(shapes), crs=WGS84)
    return "".join(collection_parts(rows, series, {**members, "count": len(rows)}, DECIMALS))
