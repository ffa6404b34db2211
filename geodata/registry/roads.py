"""What sources say about roads: speeds by class, and published ways between two places."""

from __future__ import annotations

from typing import Any

from geodata.registry.reading import Row, number_range, record_id, reference_rows
from geodata.registry.report import ImportReport, ProblemLog

Record = dict[str, Any]
Range = tuple[float | None, float | None]

SPEEDS = "speed_assumptions.csv"
SPEED_FIGURES = ("km", "minutes", "kmh_low", "kmh_high")
UNKNOWN: Range = (None, None)


def read_speeds() -> tuple[list[Record], ImportReport]:
    """
    Return rows of ``speed_assumptions`` (km, minutes, km/h), and the report.

    A row that gives several classes their figures in one cell (``national /
    provincial`` with ``80/60``) becomes one record for each class.
    """
    log = ProblemLog(SPEEDS)
    rows = reference_rows(SPEEDS, log)
    found: dict[str, Record] = {}
    source: str | None = None
    written = 0
    for row in rows:
        # "same" is the source of the row above it.
        source = source if row.text("source") == "same" else row.text("source")
        records = [_speed_record(row, part, source, log) for part in _by_class(row)]
        if any(record["assumption_id"] in found for record in records):
            log.refused(row.number, "duplicate_record", "class_or_pair", row.text("class_or_pair"))
            continue
        found |= {record["assumption_id"]: record for record in records}
        written += 1
    return list(found.values()), log.report(len(rows), written)


def _by_class(row: Row) -> list[dict[str, str | None]]:
    """Return the cells of a row for each class that its subject lists; one set where it lists none."""
    cells = {name: row.text(name) for name in ("class_or_pair", *SPEED_FIGURES)}
    terrain, _, classes = (cells["class_or_pair"] or "").partition(": ")
    names = classes.split(" / ")
    lows, highs = ((cells[name] or "").split("/") for name in ("kmh_low", "kmh_high"))
    if not 1 < len(names) == len(lows) == len(highs):
        return [cells]
    return [
        cells | {"class_or_pair": f"{terrain}: {name}", "kmh_low": low, "kmh_high": high}
        for name, low, high in zip(names, lows, highs, strict=True)
    ]


def _speed_record(row: Row, cells: dict[str, str | None], source: str | None, log: ProblemLog) -> Record:
    """Return one record of ``speed_assumptions``."""
    figures = {name: read_range(row, name, cells[name], log) for name in SPEED_FIGURES}
    subject = cells["class_or_pair"] or ""
    return {
        "assumption_id": record_id(subject, source),
        "kind": row.text("kind"),
        "subject": subject,
        "km_min": figures["km"][0],
        "km_max": figures["km"][1],
        "minutes_min": figures["minutes"][0],
        "minutes_max": figures["minutes"][1],
        "kmh_low": figures["kmh_low"][0],
        "kmh_high": figures["kmh_high"][1],
        "source": source,
        "source_table": SPEEDS,
        "source_row": row.number,
    }


def read_range(row: Row, column: str, text: str | None, log: ProblemLog) -> Range:
    """Return the two ends of a cell (``63-70``); what cannot be read is noted and left out."""
    if text is None:
        return UNKNOWN
    ends = number_range(text)
    if ends is None:
        log.kept(row.number, "number_bad", column, text)
        return UNKNOWN
    return ends
