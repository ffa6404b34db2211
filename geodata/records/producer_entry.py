"""Which producer a product means, and the producers that an import brings with its products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from geodata.names import search_key, tone_key
from geodata.records.kinds import RecordKind
from geodata.records.known import Known
from geodata.records.places import with_place
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.state import State, normal
from geodata.records.unit_finding import UnitFinder
from geodata.records.vocabulary import ENTERED
from geodata.registry.products import PRODUCER_KINDS, read_producers
from geodata.registry.reading import Row as Cells
from geodata.registry.report import ProblemLog

Row = dict[str, Any]
Found = tuple[str | None, list[FieldProblem], list[FieldProblem]]

PRODUCERS = RecordKind.PRODUCERS
LEAST_LIKE = 85.0  # of 100, RapidFuzz's ratio over accent-blind names
MOST_SHOWN = 5
# Comparing thousands of new names with thousands of known ones would take minutes.
MOST_COMPARED = 200
WORDS: Mapping[str, str] = {kind.value: word for word, kind in PRODUCER_KINDS.items()}


class ProducerFinder:
    """Finds producers by identifier or name; ``makes_new``: a name that nobody has is a new producer."""

    def __init__(self, known: Known, *, makes_new: bool) -> None:
        self._known = known
        self._makes_new = makes_new
        self._new: dict[str, str] = {}  # tone key of a name → identifier
        self._names: dict[str, str] = {}  # identifier → name, of the new ones
        self._kinds: dict[str, set[str]] = {}
        self._compared = 0
        self._keys: dict[str, str] = {}  # identifier → key by which names are like others

    def find(self, text: str, values: Mapping[str, Any], unit_code: str | None) -> Found:
        """Return the identifier of the producer that ``text`` means, problems and warnings."""
        if text in self._known.names(PRODUCERS):
            return text, [], []
        called = self._known.producers_called(text)
        if not called:
            called, is_archived = self._known.former_producers(text)
            if not called and is_archived:
                return None, [problem("producer", text, "record_archived")], []
        near = [row for row in called if unit_code is not None and row["unit_code"] == unit_code]
        if len(called) == 1 or len(near) == 1:
            return (called if len(called) == 1 else near)[0]["producer_id"], [], []
        if called:
            meant = tuple(Suggestion(row["producer_id"], row["name"]) for row in called)
            return None, [problem("producer", text, "record_ambiguous", meant)], []
        if not self._makes_new:
            return None, [problem("producer", text, "record_unknown", self._like(text))], []
        return self._make(text, values)

    def name_of(self, producer_id: str | None) -> str | None:
        """Return the name of a producer, known or new."""
        if producer_id is None:
            return None
        return self._names.get(producer_id) or self._known.names(PRODUCERS).get(producer_id)

    def new_states(self, products: Iterable[State], units: UnitFinder, today: date) -> dict[str, State]:
        """
        Return the states of the new producers of ``products``.

        As in the reference data, the place of a producer is what all its
        products share, which makes it inferred.
        """
        rows = [state["products"][0] for state in products]
        wanted = [row for row in rows if row["producer_id"] in self._names]
        numbered = [row | {"source_row": number} for number, row in enumerate(wanted, 1)]
        cells = [Cells(row["source_row"], self._cells(row)) for row in numbered]
        found = read_producers(cells, numbered, units.old, ProblemLog(ENTERED))
        return {producer["producer_id"]: self._state(producer) for producer in found}

    def _make(self, name: str, values: Mapping[str, Any]) -> Found:
        """Return the identifier of a new producer; the same for every row that names it."""
        key = tone_key(name)
        made = self._new.get(key)
        if made is None:
            made = self._new[key] = self._known.free_id(PRODUCERS, key, None)
            self._names[made] = name
        if values.get("producer_kind") is not None:
            self._kinds.setdefault(made, set()).add(values["producer_kind"])
        self._compared += 1
        meant = self._like(name) if self._compared <= MOST_COMPARED else ()
        return made, [], [problem("producer", name, "producer_new", meant)]

    def _like(self, name: str) -> tuple[Suggestion, ...]:
        """Return the producers whose names are like ``name``, likeliest first."""
        names = self._known.names(PRODUCERS)
        if len(self._keys) != len(names):
            self._keys = {each: search_key(called) for each, called in names.items()}
        near = process.extract(
            search_key(name), self._keys, scorer=fuzz.ratio, score_cutoff=LEAST_LIKE, limit=MOST_SHOWN
        )
        return tuple(Suggestion(each, names[each]) for _, _, each in near)

    def _cells(self, product: Row) -> dict[str, str | None]:
        """Return what a row of the reference data would say of the producer of a product."""
        producer = product["producer_id"]
        kinds = self._kinds.get(producer, set())
        return {
            "producer": self._names[producer],
            "producer_type": WORDS[next(iter(kinds))] if len(kinds) == 1 else None,
            "ecommerce_website": product["website"],
            "inferred_note": product["inferred_note"],
        }

    def _state(self, producer: Row) -> State:
        """Return the state of a new producer."""
        row = producer | {"source_table": ENTERED, "source_row": self._known.next_row(PRODUCERS)}
        places: list[Row] = []
        if row["unit_code"] is not None:
            # A day of the gazetteer or the ISO text of a product.
            place = self._known.place_called(row["name"], (row["unit_code"], str(row["unit_valid_from"])))
            places = [] if place is None else [place]
        if places:
            row = row | {"place_id": places[0]["place_id"]}
        whole: State = {"producers": [row], "places": places, "place_roles": []}
        return normal(PRODUCERS, with_place(PRODUCERS, row["producer_id"], None, whole))
