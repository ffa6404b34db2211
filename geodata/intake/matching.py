"""Which field a column means: by its heading, by what somebody chose before, or by a near spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from geodata.intake.part_tables import TABLE_KINDS, TableKind, id_names, table_fields
from geodata.names import search_key
from geodata.records.field_types import FieldType
from geodata.records.kinds import RecordKind

# The column that names the record itself; no field of a form.
ID = "id"
NEW = "new"  # in place of an identifier: a record of its own, though one of its name is there
ID_HEADINGS = ("id", "Mã bản ghi", "Mã định danh", "Identifier")
# Headings of a list that say nothing of a record.
IGNORED = frozenset({"stt", "tt", "so tt", "so thu tu", "no"})
NEAR_ENOUGH = 88
SHORTEST_NEAR = 5  # letters; shorter words are alike by chance
BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# In brackets, what makes another column of it: a year, or another system of coordinates.
TELLING = re.compile(r"\d{4}|vn", re.IGNORECASE)
# A measure in brackets may be another one than that of the field: such a heading is listed, or not read.
MEASURED = frozenset(
    {FieldType.WHOLE, FieldType.DECIMAL, FieldType.RANGE, FieldType.MONEY, FieldType.LON, FieldType.LAT}
)
MEASURED_TEXTS = frozenset({"production"})
# A decision that is called by what it decides: of a recognition, never of a founding or a withdrawal.
DECISION = re.compile(
    r"\b(?:quyet dinh|qd)(?: (?:cong nhan|phe duyet|phan hang|xep hang|danh gia|ket qua|san pham|ocop|va))+\b"
)


class How(StrEnum):
    """Why a column was matched with its field."""

    CHOSEN = "chosen"  # by this user, for this file
    EARLIER = "earlier"  # by somebody, for an earlier file
    EXACT = "exact"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column and the field that it means; None: it is not read."""

    heading: str
    field: str | None
    how: How


@lru_cache(maxsize=4_096)
def heading_key(text: str) -> str:
    """Return the key of a heading: without case, accents, brackets and other signs."""
    return " ".join(re.findall(r"[a-z0-9]+", search_key(text.replace("_", " "))))


def field_of_heading(text: str, kind: TableKind) -> str | None:
    """
    Return the field that a heading means: as it is listed, or without what only explains it; None: none.

    An explanation in brackets (``Tên chủ thể (HTX, DN)``) says nothing else,
    unless it may name a measure, a year or a system of coordinates. A decision
    of recognition is one whatever it is called in full.
    """
    exact = _by_key(kind)
    key = heading_key(text)
    if key in exact:
        return exact[key]
    name = exact.get(DECISION.sub("quyet dinh", key))
    if name is None and (found := BRACKET.search(text)) is not None and not TELLING.search(found[0]):
        name = exact.get(heading_key(BRACKET.sub(" ", text)))
        types = {field.name: field.type for field in table_fields(kind)}
        name = None if types.get(name or "") in MEASURED or name in MEASURED_TEXTS else name
    return name


def match_columns(
    headings: Sequence[str],
    kind: TableKind,
    chosen: Mapping[str, str | None] | None = None,
    earlier: Mapping[str, str | None] | None = None,
) -> tuple[ColumnMatch, ...]:
    """
    Return what each column of a table means.

    Parameters
    ----------
    headings
        As the table writes them.
    kind
        What the rows are.
    chosen
        Heading → field (None: not to be read), as the user said it for this table.
    earlier
        Key of a heading → field, as somebody said it for an earlier one.

    No two columns mean one field: a choice comes before an earlier one, that
    before the same heading, that before one that is nearly the same. That a
    column was not read earlier counts where its heading is that of no field.
    """
    known = field_names(kind)
    found: dict[int, ColumnMatch] = {}
    taken: set[str] = set()

    def take(column: int, name: str | None, how: How) -> None:
        if name is None or name not in taken:
            found[column] = ColumnMatch(headings[column], name, how)
            taken.update([] if name is None else [name])

    exact = _by_key(kind)
    for source, how in ((chosen or {}, How.CHOSEN), (earlier or {}, How.EARLIER)):
        for column, heading in enumerate(headings):
            key = heading if how is How.CHOSEN else heading_key(heading)
            if column in found or key not in source:
                continue
            name = source[key]
            # What somebody once left unread is no secret for all: a heading of a field means that field.
            is_left = how is How.EARLIER and name is None and key in exact
            if not is_left and (name is None or name in known):
                take(column, name, how)
    for column, heading in enumerate(headings):
        if column not in found and heading_key(heading) in exact:
            take(column, exact[heading_key(heading)], How.EXACT)
    for column, heading in enumerate(headings):
        if column not in found and (name := field_of_heading(heading, kind)) is not None:
            take(column, name, How.EXACT)
    for column, heading in enumerate(headings):
        if column not in found:
            name = _near(heading_key(heading), exact)
            if name is not None:
                take(column, name, How.NEAR)
    return tuple(
        found.get(column, ColumnMatch(heading, None, How.NONE)) for column, heading in enumerate(headings)
    )


def field_names(kind: TableKind) -> frozenset[str]:
    """Return the fields that a column may mean: those of the kind, and its identifier."""
    return frozenset({ID, *(field.name for field in table_fields(kind))})


def is_heading(text: str, kinds: Iterable[TableKind]) -> bool:
    """Tell whether a text is the heading of a field of one of ``kinds``."""
    return any(field_of_heading(text, kind) is not None for kind in kinds)


def is_told(headings: Sequence[str], kind: TableKind) -> bool:
    """Tell whether a table has a heading for every field that a row of a kind needs."""
    named = {field_of_heading(heading, kind) for heading in headings}
    return needed_fields(kind) <= named


def needed_fields(kind: TableKind) -> set[str]:
    """Return the fields that a row of a kind needs; what a fact is of may be named in several ways."""
    return {field.name for field in table_fields(kind) if field.required}


def likely_kind(headings: Sequence[str]) -> TableKind:
    """Return what a table most likely is a list of: the kind that knows most headings."""

    def score(kind: TableKind) -> tuple[tuple[bool, int], bool, int]:
        # Where two kinds know as many, the one with fewer fields is told more of; records come before parts.
        return _knows(headings, kind), isinstance(kind, RecordKind), -len(table_fields(kind))

    return max(TABLE_KINDS.values(), key=score)


def kinds_alike(headings: Sequence[str], kind: TableKind) -> tuple[TableKind, ...]:
    """Return the kinds that can be read from headings and know as many as ``kind``: itself among several."""
    told = _knows(headings, kind)
    alike = tuple(one for one in TABLE_KINDS.values() if _knows(headings, one) == told)
    return alike if told[0] and len(alike) > 1 else ()


def _knows(headings: Sequence[str], kind: TableKind) -> tuple[bool, int]:
    """Return whether headings name all that a row of a kind needs, and how many of its fields."""
    names = {name for heading in headings if (name := field_of_heading(heading, kind)) is not None}
    return needed_fields(kind) <= names, len(names)


@cache
def _by_key(kind: TableKind) -> Mapping[str, str]:
    """Return key of a heading → field; where two fields share one, the first in the order of the form."""
    found = {heading_key(heading): ID for heading in (*ID_HEADINGS, *id_names(kind))}
    for field in table_fields(kind):
        for heading in (*field.headings, field.name, field.label):
            found.setdefault(heading_key(heading), field.name)
    return found


def _near(key: str, exact: Mapping[str, str]) -> str | None:
    """Return the field whose heading is spelt nearly like ``key``; None where several are, or none."""
    if len(key) < SHORTEST_NEAR or key in IGNORED:
        return None
    choices = [known for known in exact if len(known) >= SHORTEST_NEAR]
    hits = process.extract(key, choices, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=5)
    names = {exact[hit] for hit, score, _ in hits if score == hits[0][1]}
    return names.pop() if len(names) == 1 else None
