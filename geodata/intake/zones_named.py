"""Which raw-material zone a row names: by its identifier, else by what it is or was called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from geodata.intake.part_tables import ZONE_KEY
from geodata.intake.problems import row_problem
from geodata.names import tone_key
from geodata.records.kinds import RecordKind
from geodata.records.known import Known
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.redirects import read_redirect

ZONES = RecordKind.MATERIAL_ZONES
ZONE_ID = "zone_id"
MOST_SHOWN = 10

Named = tuple[dict[str, Any], list[FieldProblem], list[FieldProblem]]


class ZoneFinder:
    """Finds the zones of rows."""

    def __init__(self, connection: sa.Connection, known: Known) -> None:
        self._connection = connection
        self._known = known
        self._merged: dict[str, str | None] = {}

    def named(self, raw: dict[str, Any], written_key: object = None) -> Named:
        """
        Return a row with the identifier of the zone that it names, problems and warnings.

        ``written_key`` is the identifier beside the name. What no zone is called
        stays as it is: the check of the part says which may be meant.
        """
        written = raw.get(ZONE_ID)
        name = None if written is None else str(written).strip()
        key = name if written_key is None else str(written_key).strip()
        if key is None:
            return raw, [], []
        now = self._now(key)
        if now is not None and (written_key is None or name is None or self._is_called(now, name)):
            return {**raw, ZONE_ID: now}, [], []
        if written_key is not None:
            return raw, [self._contradicted(key, name, now)], []
        called = self._known.called(ZONES, key)
        if len(called) > 1:
            meant = tuple(Suggestion(one, self._label(one, called)) for one in called[:MOST_SHOWN])
            return raw, [problem(ZONE_ID, name, "record_ambiguous", meant)], []
        if not called:
            return raw, [], []
        found = {**raw, ZONE_ID: called[0]}
        current = self._known.names(ZONES)[called[0]]
        if tone_key(current) == tone_key(key):
            return found, [], []
        return found, [], [row_problem(ZONE_ID, name, "name_former", now=current)]

    def _now(self, key: str) -> str | None:
        """Return the zone of an identifier, or the one that it was merged into."""
        names = self._known.names(ZONES)
        if key in names:
            return key
        if key not in self._merged:
            self._merged[key] = read_redirect(self._connection, ZONES, key)
        now = self._merged[key]
        return now if now in names else None

    def _is_called(self, key: str, name: str) -> bool:
        """Return whether a zone is or was called so, or is named by its identifier."""
        return name == key or key in self._known.called(ZONES, name)

    def _contradicted(self, key: str, name: str | None, now: str | None) -> FieldProblem:
        """Return the problem of an identifier that no zone has, or that is of another one than is named."""
        if now is None:
            return row_problem(ZONE_KEY, key, "zone_key_unknown")
        return row_problem(ZONE_ID, name, "id_of_other", now=self._known.names(ZONES)[now])

    def _label(self, key: str, called: Sequence[str]) -> str:
        """Return a zone of several of one name: with its identifier."""
        name = self._known.names(ZONES)[key]
        return f"{name} ({key})" if len(called) > 1 else name
