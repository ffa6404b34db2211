"""
Records of one kind that may be one: names that are alike, at one place or of one producer.

What is found is shown to a person, who merges the two or says that they are
two. Accents count a little here and decide nothing (``Sa Pa`` and ``Sa Pả`` are
two wards); numbers decide: ``số 1`` is not ``số 2``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from rapidfuzz import fuzz

from geodata.errors import N_, InvalidInput, NotFound
from geodata.names import nfc, search_key
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import utc_now
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.likeness import ACCENTS, LEAST_SCORE, Work, alike, order_words
from geodata.records.state import TABLES
from geodata.records.tables import distinct_records
from geodata.store import Store
from geodata.tables import producers
from geodata.units import place_in_system
from geodata.view import office_today
from geodata.vocabulary import UnitSystem

LEAST_PRODUCERS = 85.0
UNKNOWN_PLACE = 3.0  # taken off where the place of one is not known
MARKED_DISTINCT = "records_marked_distinct"
KINDS = frozenset(kind for kind in RecordKind if not spec_of(kind).is_figure)

# Legal forms and the like, without accents, as a part of a name says nothing about who it is.
FORMS = re.compile(
    r"\b(?:hop tac xa|htx|to hop tac|tht|cong ty|cty|tnhh|mtv|co phan|cp|ho kinh doanh|ho gia dinh|hkd"
    r"|co so san xuat|co so|doanh nghiep tu nhan|doanh nghiep|dntn)\b"
)
NUMBERS = re.compile(r"\d+")
SIGNS = re.compile(r"[^\w]+")

SAME_NAME, LIKE_NAME = N_("the names are the same"), N_("the names are alike")
SAME_COMMUNE, SAME_DISTRICT = N_("same commune"), N_("same district")
SAME_PRODUCER, LIKE_PRODUCER = N_("same producer"), N_("the producers are alike")
NO_PLACE = N_("the place of one is not known")


@dataclass(frozen=True, slots=True)
class Named:
    """A record of a pair."""

    record_id: str
    name: str
    producer: str | None
    commune_code: str | None  # today's commune, as far as it is certain
    district_code: str | None  # until 30 June 2025
    key: str  # the name without accents, signs and legal forms
    crop: str | None = None  # of a zone


@dataclass(frozen=True, slots=True)
class Likely:
    """Two records that may be one: how alike they are (0 to 100), and why, as texts for the translators."""

    first: Named
    second: Named
    score: float
    why: tuple[str, ...]


class Duplicates(NamedTuple):
    """The pairs that may be one; not ``is_complete``: so many names are alike that not all were compared."""

    pairs: tuple[Likely, ...]
    is_complete: bool


def likely_duplicates(store: Store, kind: RecordKind, today: date | None = None) -> Duplicates:
    """
    Return the pairs that may be one record, the likeliest first; those that somebody told apart are left out.

    Names are compared within a commune, within a former district where one of
    the two is known no better, among the products of a producer, and wherever
    two names are the same; no further than ``geodata.records.likeness`` bounds
    the work. One revision is searched once for each day and kind.
    """
    if kind not in KINDS:
        return Duplicates((), is_complete=True)
    day = today or office_today()
    return store.remembered(("records.duplicates", kind.value, day), lambda: _search(store, kind, day))


def _search(store: Store, kind: RecordKind, today: date) -> Duplicates:
    """Look for the pairs of a kind."""
    records = _records(store, kind, today)
    with store.read() as connection:
        t = distinct_records
        select = sa.select(t.c.first_id, t.c.second_id).where(t.c.kind == kind.value)
        distinct = {(row.first_id, row.second_id) for row in connection.execute(select)}
    found: dict[tuple[str, str], Likely] = {}
    work = Work()
    for one, other in _candidates(records, work):
        first, second = sorted((one, other), key=lambda record: record.record_id)
        ids = (first.record_id, second.record_id)
        if ids not in distinct and ids not in found and (pair := _likely(first, second)) is not None:
            found[ids] = pair
    pairs = sorted(found.values(), key=lambda p: (-p.score, p.first.record_id, p.second.record_id))
    return Duplicates(tuple(pairs), is_complete=not work.is_cut)


def mark_distinct(store: Store, actor: Actor, kind: RecordKind, one: str, other: str) -> None:
    """
    Note that two records that look alike are two.

    Raises
    ------
    InvalidInput
        They are one record.
    NotFound
        One of them is not in the registry.
    """
    first, second = sorted((one, other))
    if first == second:
        raise InvalidInput(N_("A record is not a duplicate of itself"))
    t, spec = distinct_records, spec_of(kind)
    column = TABLES[spec.table].c[spec.id_column]
    with store.write() as connection:
        for key in (first, second):
            if connection.scalar(sa.select(column).where(column == key)) is None:
                raise NotFound(N_("There is no record %(id)s here"), id=key)
        this = sa.and_(t.c.kind == kind.value, t.c.first_id == first, t.c.second_id == second)
        if connection.scalar(sa.select(t.c.first_id).where(this)) is not None:
            return
        row = {"kind": kind.value, "first_id": first, "second_id": second}
        connection.execute(t.insert().values(**row, at=utc_now(), actor_name=actor.name))
        audit.note(connection, actor, MARKED_DISTINCT, kind.value, first, None, {"other": second})


@lru_cache(maxsize=4096)  # a producer is compared as often as its products
def name_key(name: str) -> str:
    """Return a name without accents, signs and legal forms; all of it where nothing else is left."""
    plain = SIGNS.sub(" ", search_key(name))
    return " ".join(FORMS.sub(" ", plain).split()) or " ".join(plain.split())


def _records(store: Store, kind: RecordKind, today: date) -> list[Named]:
    """Return every record of a kind with what it is compared by."""
    spec = spec_of(kind)
    t = TABLES[spec.table]
    now = place_in_system(store, UnitSystem.Y2025, today)["commune_code"].to_dict()
    then = place_in_system(store, UnitSystem.Y2024, today)["district_code"].to_dict()
    columns = [t.c[spec.id_column].label("record_id"), t.c.name, t.c.unit_code, t.c.unit_valid_from]
    crop = t.c.crop if kind is RecordKind.MATERIAL_ZONES else sa.null()
    select = sa.select(*columns, sa.null().label("producer"), crop.label("crop"))
    if kind is RecordKind.PRODUCTS:
        named = producers.c.name.label("producer")
        same = producers.c.producer_id == t.c.producer_id
        select = sa.select(*columns, named, crop.label("crop")).outerjoin(producers, same)
    with store.read() as connection:
        rows = connection.execute(select.order_by(t.c[spec.id_column])).all()
    return [
        Named(
            row.record_id,
            row.name,
            row.producer,
            now.get((row.unit_code, row.unit_valid_from)),
            then.get((row.unit_code, row.unit_valid_from)),
            name_key(row.name),
            row.crop,
        )
        for row in rows
    ]


def _candidates(records: Sequence[Named], work: Work) -> Iterator[tuple[Named, Named]]:
    """Give pairs whose names are alike, from each group in which two records may be one; some come twice."""
    keys = [order_words(record.key) for record in records]
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    districts: defaultdict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, record in enumerate(records):
        # Two of different numbers or crops are two, whatever else they have in common.
        block = (tuple(NUMBERS.findall(record.key)), record.crop)
        groups["name", record.key, block].append(number)
        if record.commune_code is not None:
            groups["commune", record.commune_code, block].append(number)
        if record.producer is not None:
            groups["producer", record.producer, block].append(number)
        if record.district_code is not None:
            loose, every = districts[record.district_code, block]
            every.append(number)
            if record.commune_code is None:
                loose.append(number)
    # The small ones first: what is left out at the end is of the largest.
    asked: list[tuple[list[int], list[int] | None]] = [(group, None) for group in groups.values()]
    asked += [(loose, every) for loose, every in districts.values() if loose]
    for some, others in sorted(
        asked, key=lambda one: len(one[0]) * len(one[0] if one[1] is None else one[1])
    ):
        if len(some if others is None else others) > 1:
            yield from ((records[one], records[two]) for one, two in alike(keys, some, others, work))


def _likely(first: Named, second: Named) -> Likely | None:
    """Return what speaks for two records being one; None where it is too little."""
    if NUMBERS.findall(first.key) != NUMBERS.findall(second.key) or first.crop != second.crop:
        return None
    blind = fuzz.token_sort_ratio(first.key, second.key)
    seen = fuzz.token_sort_ratio(nfc(first.name).casefold(), nfc(second.name).casefold())
    score = (1 - ACCENTS) * blind + ACCENTS * seen
    why = [SAME_NAME if first.key == second.key else LIKE_NAME]
    if first.producer is not None and second.producer is not None:
        one, other = name_key(first.producer), name_key(second.producer)
        same = one == other
        if not same and fuzz.token_sort_ratio(one, other) < LEAST_PRODUCERS:
            return None
        why.append(SAME_PRODUCER if same else LIKE_PRODUCER)
    place, less = _place(first, second)
    if place is None:
        return None
    score = round(score - less, 1)
    return None if score < LEAST_SCORE else Likely(first, second, score, (*why, place))


def _place(first: Named, second: Named) -> tuple[str | None, float]:
    """Return how two records lie to each other, and what that takes off the score; None: in two places."""
    if first.commune_code is not None and second.commune_code is not None:
        return (SAME_COMMUNE if first.commune_code == second.commune_code else None), 0.0
    if first.district_code is not None and second.district_code is not None:
        return (SAME_DISTRICT if first.district_code == second.district_code else None), UNKNOWN_PLACE
    return NO_PLACE, UNKNOWN_PLACE
