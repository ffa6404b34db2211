"""Column types that store the same bytes on every database."""

from __future__ import annotations

import json
from functools import lru_cache

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Dialect


class Shape(sa.types.TypeDecorator[BaseGeometry]):
    """A Shapely geometry in EPSG:4326, kept as WKB bytes on every database."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> bytes | None:
        """Write WKB."""
        return None if value is None else shapely.to_wkb(value)

    def process_result_value(self, value: bytes | memoryview | None, dialect: Dialect) -> BaseGeometry | None:
        """Read WKB."""
        return None if value is None else shapely.from_wkb(bytes(value))


class TextList(sa.types.TypeDecorator[list[str]]):
    """A list of texts, kept as JSON text so that both databases store the same bytes."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:
        """Write JSON; nothing is the empty list."""
        return json.dumps(list(value or []), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:
        """Read JSON."""
        return [] if value is None else list(_read_list(value))


@lru_cache(maxsize=4096)
def _read_list(value: str) -> tuple[str, ...]:
    """Read a list; thousands of records share few sources and few inferred fields."""
    return tuple(json.loads(value))
