"""What an import of a road network found, and how the office is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from geodata.errors import N_
from geodata.network.car_rules import LEFT_OUT_TEXTS, LeftOut
from geodata.network.segments import MAX_STEP_KM

Translate = Callable[[str], str]

READ = N_("%(name)s: %(read)s ways with highway or route read, %(kept)s of them kept")
GRAPH = N_("The graph: %(nodes)s junctions and ends, %(arcs)s directed arcs, %(km)s km of road")
EXTENT = N_("Extent: %(min_lon)s–%(max_lon)s° E, %(min_lat)s–%(max_lat)s° N (WGS 84)")
AS_OF = N_("Data of %(day)s")
AS_OF_UNKNOWN = N_("The file does not say of which day its data are")
LEFT_OUT = N_("Left out: %(count)s – %(reason)s")
BARRIERS = N_("Roads end at %(count)s barriers that stop cars")
RESTRICTIONS = N_(
    "%(count)s turn restrictions are not kept: a way through such a junction may be shown where turning"
    " is forbidden"
)
NO_RESTRICTIONS = N_("The file holds no turn restrictions")
GAPS = N_("%(count)s steps of more than %(km)s km between two points were cut out: points are missing there")
DOUBLED = N_("%(count)s pieces of road lay on others; the quickest was kept")
DROPPED = N_("Not connected with the rest in both directions, and dropped: %(km)s km of road (%(share)s %%)")
STORED = N_("This network is now in use; the one before is kept, older ones were removed")
CHECKED = N_("Only checked: nothing was stored")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReport:
    """What came of an import; ``network_id`` None: it was only checked."""

    network_id: str | None
    name: str
    file_name: str
    file_checksum: str
    as_of: date | None
    ways_read: int
    ways_kept: int
    left_out: Mapping[LeftOut, int]
    barriers: int
    restrictions: int
    gaps: int
    doubled: int
    km: float
    km_dropped: float
    nodes: int
    arcs: int
    bbox: tuple[float, float, float, float]  # min lon, min lat, max lon, max lat; degrees (EPSG:4326)

    def to_json(self) -> str:
        """Return the report as the store keeps it."""
        values = asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None}
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> NetworkReport:
        """Read what ``to_json`` wrote."""
        values = json.loads(text)
        values["as_of"] = date.fromisoformat(values["as_of"]) if values["as_of"] else None
        values["left_out"] = {LeftOut(reason): count for reason, count in values["left_out"].items()}
        values["bbox"] = tuple(values["bbox"])
        return cls(**values)


def render(report: NetworkReport, translate: Translate) -> str:
    """Return the report line by line, in the reader's language."""
    min_lon, min_lat, max_lon, max_lat = (f"{degrees:.4f}" for degrees in report.bbox)
    share = 100 * report.km_dropped / (report.km + report.km_dropped)
    lines: list[tuple[str, dict[str, object]]] = [
        (READ, {"name": report.file_name, "read": report.ways_read, "kept": report.ways_kept}),
        (GRAPH, {"nodes": report.nodes, "arcs": report.arcs, "km": round(report.km)}),
        (EXTENT, {"min_lon": min_lon, "max_lon": max_lon, "min_lat": min_lat, "max_lat": max_lat}),
        (AS_OF, {"day": report.as_of.isoformat()}) if report.as_of else (AS_OF_UNKNOWN, {}),
        *(
            (LEFT_OUT, {"count": report.left_out[reason], "reason": translate(text)})
            for reason, text in LEFT_OUT_TEXTS.items()
            if report.left_out.get(reason)
        ),
        (RESTRICTIONS, {"count": report.restrictions}) if report.restrictions else (NO_RESTRICTIONS, {}),
        (DROPPED, {"km": round(report.km_dropped, 1), "share": f"{share:.1f}"}),
    ]
    noted = ((BARRIERS, report.barriers), (GAPS, report.gaps), (DOUBLED, report.doubled))
    lines += [(text, {"count": count, "km": f"{MAX_STEP_KM:g}"}) for text, count in noted if count]
    lines.append((CHECKED if report.network_id is None else STORED, {}))
    return "\n".join(translate(text) % values if values else translate(text) for text, values in lines)
