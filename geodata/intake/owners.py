"""
Which product or producer a row tells a part of: by its identifier, by that of the part, or by its name.

No row makes a record. What is not clear is asked, with the records that may be meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from geodata.errors import N_
from geodata.intake.bare_rows import MOST_SHOWN, label_of
from geodata.intake.given import Given
from geodata.intake.matching import ID
from geodata.intake.part_tables import FACT_ID, NAME, PRODUCER, SUBJECT, PartSpec, table_field
from geodata.intake.problems import row_problem
from geodata.names import search_key, tone_key
from geodata.programme_tables import programme_facts
from geodata.records.kinds import RecordKind
from geodata.records.known import Known
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.redirects import read_redirect
from geodata.records.state import in_chunks, read_states
from geodata.records.values import read_value
from geodata.tables import products

Owner = tuple[RecordKind, str]

PRODUCERS = RecordKind.PRODUCERS
LEAST_LIKE = 75.0  # of 100, RapidFuzz's ratio over accent-blind names
MOST_LIKE = 6
# Comparing thousands of names with thousands of known ones would take minutes.
MOST_COMPARED = 100
OF_KIND: Mapping[RecordKind, str] = {RecordKind.PRODUCTS: N_("Product"), PRODUCERS: N_("Producer")}


class Told(NamedTuple):
    """What a row says of its record: kinds that it can be of, name, the field of the name, producer."""

    kinds: tuple[RecordKind, ...]
    name: str | None
    field: str
    producer: str | None


class Found(NamedTuple):
    """The record that a row means, or what is wrong; a warning hinders nothing."""

    owner: Owner | None
    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()


class OwnerFinder:
    """Finds the records of rows; it reads the registry once, never per row."""

    def __init__(self, connection: sa.Connection, known: Known, spec: PartSpec) -> None:
        self._connection = connection
        self._known = known
        self._spec = spec
        self._found: dict[tuple[Told, str | None], Found] = {}
        self._compared: set[tuple[RecordKind, str]] = set()
        self._keys: dict[RecordKind, dict[str, str]] = {}
        self._owner_of: dict[str, Owner] = {}
        self._made_by: dict[str, str | None] | None = None

    def read_facts(self, fact_ids: Sequence[str]) -> None:
        """Read of whom the facts are that rows name by their identifiers."""
        t = programme_facts.c
        for chunk in in_chunks(sorted(set(fact_ids))):
            select = sa.select(t.fact_id, t.subject_kind, t.subject_id).where(t.fact_id.in_(chunk))
            for row in self._connection.execute(select):
                kind = RecordKind(row.subject_kind)
                if row.subject_id in self._known.names(kind):
                    self._owner_of[row.fact_id] = (kind, row.subject_id)

    def find(self, given: Given) -> Found:
        """Return the record that a row means; what a person picked counts where it has to be asked."""
        told, wrong = self._told(given)
        if wrong is not None:
            return Found(None, (wrong,))
        found = self._of(told, None if given.key is None else str(given.key))
        if found.owner is None and given.meant is not None:
            found = self._by_key(told._replace(name=None), str(given.meant))
        return self._held_to_fact(given.raw, told, found)

    def _told(self, given: Given) -> tuple[Told, FieldProblem | None]:
        """Return what a row says of its record, or what cannot be read of it."""
        kinds, raw = self._spec.owners, given.raw
        has_key = given.key is not None or raw.get(FACT_ID) is not None
        field = table_field(self._spec.kind, SUBJECT)
        if field is not None and raw.get(SUBJECT) is not None:
            kind, wrong = read_value(field, raw[SUBJECT])
            if wrong is not None:
                return Told(kinds, None, NAME, None), wrong
            kinds = kinds if kind is None else (RecordKind(kind),)
        name, producer = (
            None if raw.get(each) is None else str(raw[each]).strip() for each in (NAME, PRODUCER)
        )
        if name is None and producer is not None and PRODUCERS in kinds and not has_key:
            # A list of producers has them in the column of that heading.
            return Told((PRODUCERS,), producer, PRODUCER, None), None
        return Told(kinds, name, NAME, producer), None

    def _of(self, told: Told, key: str | None) -> Found:
        """Return the record that is named; rows that name the same get the same answer."""
        asked = (told, key)
        if asked not in self._found:
            self._found[asked] = self._by_name(told) if key is None else self._by_key(told, key)
        return self._found[asked]

    def _held_to_fact(self, raw: Mapping[str, Any], told: Told, found: Found) -> Found:
        """Return the record of a row that names a fact: the one of which that was said."""
        fact = raw.get(FACT_ID)
        if fact is None:
            return found
        owner = self._owner_of.get(str(fact))
        if owner is None:
            return Found(None, (row_problem(FACT_ID, fact, "fact_unknown"),), found.warnings)
        if told.name is None and found.owner is None:
            return Found(owner)
        if found.owner is None or found.owner == owner:
            return found
        return Found(None, (row_problem(FACT_ID, fact, "fact_of_other", now=self._name(owner)),))

    def _by_key(self, told: Told, key: str) -> Found:
        """Return the record of an identifier, held against the name beside it."""
        owners = [(kind, now) for kind in told.kinds if (now := self._now(kind, key)) is not None]
        if len(owners) > 1 and told.name is not None:
            owners = [one for one in owners if one[1] in self._known.called(one[0], told.name)] or owners
        if not owners:
            return Found(None, (row_problem(ID, key, "owner_unknown"),))
        if len(owners) > 1:
            return Found(None, (problem(SUBJECT, None, "required"),))
        owner = owners[0]
        if told.name is None or tone_key(told.name) == tone_key(self._name(owner)):
            return Found(owner)
        called = self._known.called(owner[0], told.name)
        if owner[1] in called:
            return Found(owner, (), (self._renamed(told, owner),))
        meant = [owner, *((owner[0], one) for one in called[: MOST_SHOWN - 1])]
        suggested = tuple(self._suggestion(told.name, one) for one in meant)
        return Found(
            None, (row_problem(told.field, told.name, "id_of_other", suggested, now=self._name(owner)),)
        )

    def _by_name(self, told: Told) -> Found:
        """Return the only record of a name, of that producer where one is named."""
        if told.name is None:
            return Found(None, (problem(NAME, None, "required"),))
        called = {kind: self._called(told, kind) for kind in told.kinds}
        owners = [(kind, key) for kind, keys in called.items() for key in keys]
        if len(owners) == 1:
            owner = owners[0]
            is_now = tone_key(told.name) == tone_key(self._name(owner))
            return Found(owner, (), () if is_now else (self._renamed(told, owner),))
        if not owners:
            if any(self._known.is_name_of_archived(kind, told.name) for kind in told.kinds):
                return Found(None, (problem(told.field, told.name, "record_archived"),))
            return Found(None, (problem(told.field, told.name, "record_unknown", self._named_like(told)),))
        if all(called.values()) and len(called) > 1:
            kinds = tuple(Suggestion(told.name, OF_KIND[kind], {SUBJECT: kind.value}) for kind in called)
            return Found(None, (row_problem(told.field, told.name, "owner_kinds", kinds),))
        meant = tuple(self._suggestion(told.name, one) for one in owners[:MOST_SHOWN])
        return Found(None, (row_problem(told.field, told.name, "owner_several", meant, count=len(owners)),))

    def _called(self, told: Told, kind: RecordKind) -> list[str]:
        """Return the records of a kind that a row may mean by its name and its producer."""
        keys = self._known.called(kind, told.name or "")
        if told.producer is None or kind is PRODUCERS:
            return keys
        makers = {told.producer, *self._known.called(PRODUCERS, told.producer)}
        return [key for key in keys if self._maker_of(key) in makers]

    def _maker_of(self, product: str) -> str | None:
        """Return the producer of a product."""
        if self._made_by is None:
            rows = self._connection.execute(sa.select(products.c.product_id, products.c.producer_id))
            self._made_by = {row.product_id: row.producer_id for row in rows}
        return self._made_by.get(product)

    def _now(self, kind: RecordKind, key: str) -> str | None:
        """Return the record of an identifier, or the one that it was merged into."""
        if key in self._known.names(kind):
            return key
        now = read_redirect(self._connection, kind, key)
        return now if now in self._known.names(kind) else None

    def _name(self, owner: Owner) -> str:
        """Return what a record is called."""
        return self._known.names(owner[0])[owner[1]]

    def _renamed(self, told: Told, owner: Owner) -> FieldProblem:
        """Return the warning that a record is called otherwise by now."""
        return row_problem(told.field, told.name, "name_former", now=self._name(owner))

    def _suggestion(self, name: str, owner: Owner) -> Suggestion:
        """Return a record to pick; the name stays what the file writes."""
        state = read_states(self._connection, owner[0], [owner[1]])[owner[1]]
        return Suggestion(name, label_of(owner[0], state, self._known.names(PRODUCERS)), {ID: owner[1]})

    def _named_like(self, told: Told) -> tuple[Suggestion, ...]:
        """Return the records whose names are like the one of a row, likeliest first."""
        name = told.name or ""
        found: list[tuple[float, Owner]] = []
        for kind in told.kinds:
            if (kind, name) not in self._compared and len(self._compared) >= MOST_COMPARED:
                return ()
            self._compared.add((kind, name))
            near = process.extract(
                search_key(name),
                self._keys_of(kind),
                scorer=fuzz.ratio,
                score_cutoff=LEAST_LIKE,
                limit=MOST_LIKE,
            )
            found += [(score, (kind, key)) for _, score, key in near]
        found.sort(key=lambda each: -each[0])
        return tuple(self._suggestion(name, owner) for _, owner in found[:MOST_LIKE])

    def _keys_of(self, kind: RecordKind) -> dict[str, str]:
        """Return the accent-blind names of a kind, made once."""
        if kind not in self._keys:
            self._keys[kind] = {key: search_key(name) for key, name in self._known.names(kind).items()}
        return self._keys[kind]
