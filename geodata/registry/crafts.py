"""Craft rows: recognised ones told apart from clubs, groups, heritage, revoked and failed ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from geodata.registry.placing import Gazetteer, placed
from geodata.registry.products import origin, term
from geodata.registry.reading import Row, record_id, whole, year
from geodata.registry.report import ProblemLog
from geodata.vocabulary import CraftKind, CraftStanding

Record = dict[str, Any]

KINDS = {
    "nghề truyền thống": CraftKind.TRADITIONAL_CRAFT,
    "làng nghề": CraftKind.CRAFT_VILLAGE,
    "làng nghề truyền thống": CraftKind.TRADITIONAL_CRAFT_VILLAGE,
}

# What a name says, in order of weight: the first rule that fits decides. The
# kind that a source states outweighs a club or a group in the name, but not
# a recognition that was revoked or refused.
ENDED = ((CraftStanding.REVOKED, "thu hồi"), (CraftStanding.FAILED, "chưa đạt"))
WITHOUT_KIND = (
    (CraftStanding.HERITAGE, r"di sản"),
    (CraftStanding.CLUB, r"^câu lạc bộ"),
    (CraftStanding.GROUP, r"^(?:tổ|nhóm|htx|hội)\b|tổ hợp tác"),
)


def standing(name: str, kind: CraftKind | None) -> CraftStanding:
    """Return what a craft row really is, from its name and the kind that its source states."""
    text = name.casefold()
    for ended, words in ENDED:
        if words in text:
            return ended
    if kind is not None:
        return CraftStanding.RECOGNISED
    return next((found for found, rule in WITHOUT_KIND if re.search(rule, text)), CraftStanding.NOT_STATED)


def read_crafts(rows: Sequence[Row], where: Gazetteer, log: ProblemLog) -> list[Record]:
    """Return one row of ``craft_villages`` for each raw row; one without a name or said twice is refused."""
    found: dict[str, Record] = {}
    for row in rows:
        name = row.text("name_vi")
        if name is None:
            log.refused(row.number, "name_missing", "name_vi")
            continue
        key = record_id(name, place_text(row))
        if key in found:
            log.refused(row.number, "duplicate_record", "name_vi", name)
            continue
        kind = term(row, "kind", KINDS, log)
        found[key] = {
            "craft_village_id": key,
            "name": name,
            "craft": row.text("craft"),
            "kind": kind,
            "standing": standing(name, kind),
            "ethnic_group": row.text("ethnic_group"),
            "households": whole(row, "households", log),
            "recognised_year": year(row, "year_recognised", log),
            **placed(row, where, log),
            **origin(row, log),
        }
    return list(found.values())


def place_text(row: Row) -> str:
    """Return commune and district as a row writes them: the qualifier of names that are not unique."""
    return f"{row.text('commune') or ''}|{row.text('district') or ''}"
