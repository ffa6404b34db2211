"""
Filters in CQL2 Text (OGC 21-065r2), worked out over the rows of a layer.

pygeofilter's parser of cql2-text gives AND and OR one precedence and knows no
quote inside a text, and pygeoapi takes the older CQL alone; so the grammar is
ours (cql2.lark), read by lark. A value that is unknown makes a comparison
neither true nor false, as the standard and SQL have it; a feature is in the
answer where the whole filter is true.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from lark import Lark, Token, Transformer, Tree, v_args
from lark.exceptions import UnexpectedInput, VisitError

from geodata.crs import to_wgs84
from geodata.errors import N_, InvalidInput, OcopError
from geodata.names import nfc
from geodata.view import OFFICE_TIME
from layers.ogc.coordinates import read_box, unflipped
from layers.ogc.names import CQL2_TEXT, CRS_OF_URI, LONGEST_FILTER

GRAMMAR = Path(__file__).with_name("cql2.lark")
DEEPEST = 50  # brackets inside brackets
MOST_SPATIAL = 5  # spatial functions: two columns of outlines take a second to compare
GEOMETRY = "geometry"
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
# True, false, or neither.
Truth = bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """
    The columns that a filter may name, each with its kind, and the geometries (EPSG:4326).

    Kinds are text, number, flag, day and moment; nothing in the layers is a moment.
    """

    kinds: dict[str, str]
    rows: Sequence[dict[str, Any]]
    shapes: np.ndarray


@dataclass(frozen=True, slots=True)
class Operand:
    """One value for each row."""

    kind: str
    values: list[Any]


def matches(text: str, table: Table, filter_crs: str) -> list[bool]:
    """
    Tell for each row whether ``text`` is true of it; ``filter_crs`` (a URI) is what its coordinates are in.

    Raises
    ------
    InvalidInput
        The text is no filter, too long, names an unknown property or compares what cannot be compared.
    """
    tree = _parsed(text)
    try:
        truths: list[Truth] = _Evaluator(table, filter_crs).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, OcopError):
            raise error.orig_exc from None
        raise
    return [truth is True for truth in truths]


def _parsed(text: str) -> Tree[Token]:
    """Return the filter as a tree."""
    if len(text) > LONGEST_FILTER:
        raise InvalidInput(N_("A filter holds at most %(allowed)s signs"), allowed=LONGEST_FILTER)
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise InvalidInput(
            N_("A filter holds at most %(allowed)s brackets inside each other"), allowed=DEEPEST
        )
    try:
        tree = _parser().parse(nfc(text))
    except UnexpectedInput as error:
        at = getattr(error, "pos_in_stream", None)
        raise InvalidInput(
            N_("The filter is not %(language)s at sign %(place)s: %(near)s"),
            language=CQL2_TEXT,
            place=(at if isinstance(at, int) and at >= 0 else len(text)) + 1,
            near=text[max(0, (at or 0) - 10) : (at or 0) + 20],
        ) from None
    count = sum(1 for _ in tree.find_data("spatial"))
    if count > MOST_SPATIAL:
        raise InvalidInput(
            N_("%(count)s spatial functions; a filter holds at most %(allowed)s"),
            count=count,
            allowed=MOST_SPATIAL,
        )
    return tree


@lru_cache(maxsize=1)
def _parser() -> Lark:
    """Return the parser; one serves every thread."""
    return Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", maybe_placeholders=False)


@v_args(inline=True)
class _Evaluator(Transformer[Token, Any]):
    """Works a tree out from its leaves, a list with one truth for each row at every step."""

    def __init__(self, table: Table, filter_crs: str) -> None:
        super().__init__()
        self._table = table
        self._crs = filter_crs

    def either(self, first: list[Truth], *rest: Any) -> list[Truth]:  # noqa: ANN401 -- tokens between truths
        return [_any(column) for column in zip(first, *rest[1::2], strict=True)]

    def both(self, first: list[Truth], *rest: Any) -> list[Truth]:  # noqa: ANN401 -- tokens between truths
        return [_all(column) for column in zip(first, *rest[1::2], strict=True)]

    def negated(self, _: Token, truths: list[Truth]) -> list[Truth]:
        return [None if truth is None else not truth for truth in truths]

    def constant(self, token: Token) -> list[Truth]:
        return [token.upper() == "TRUE"] * len(self._table.rows)

    def compared(self, left: Operand, sign: Token, right: Operand) -> list[Truth]:
        return _compared(left, right, COMPARISONS[sign])

    def between(self, value: Operand, _: Token, low: Operand, __: Token, high: Operand) -> list[Truth]:
        above, below = _compared(value, low, operator.ge), _compared(value, high, operator.le)
        return [_all(pair) for pair in zip(above, below, strict=True)]

    def beyond(self, value: Operand, not_: Token, *rest: Any) -> list[Truth]:  # noqa: ANN401 -- as above
        return self.negated(not_, self.between(value, *rest))

    def listed(self, value: Operand, _: Token, *items: Operand) -> list[Truth]:
        columns = [_compared(value, item, operator.eq) for item in items]
        return [_any(column) for column in zip(*columns, strict=True)]

    def unlisted(self, value: Operand, not_: Token, *rest: Any) -> list[Truth]:  # noqa: ANN401 -- as above
        return self.negated(not_, self.listed(value, *rest))

    def like(self, value: Operand, _: Token, pattern: Operand) -> list[Truth]:
        _check_text(value, "LIKE")
        _check_text(pattern, "LIKE")
        return [
            None if text is None or glob is None else bool(_glob(glob).fullmatch(text))
            for text, glob in zip(value.values, pattern.values, strict=True)
        ]

    def unlike(self, value: Operand, not_: Token, *rest: Any) -> list[Truth]:  # noqa: ANN401 -- as above
        return self.negated(not_, self.like(value, *rest))

    def missing(self, value: Operand, *_: Token) -> list[Truth]:
        return [one is None for one in value.values]

    def present(self, value: Operand, *_: Token) -> list[Truth]:
        return [one is not None for one in value.values]

    def spatial(self, name: Token, left: np.ndarray, right: np.ndarray) -> list[Truth]:
        test = getattr(shapely, name.lower().removeprefix("s_"))
        found = test(left, right)
        known = ~(shapely.is_missing(left) | shapely.is_missing(right))
        return [bool(truth) if is_known else None for truth, is_known in zip(found, known, strict=True)]

    def property(self, token: Token) -> Operand:
        name = token.strip('"')
        if name == GEOMETRY:
            return Operand(GEOMETRY, list(self._table.shapes))
        if name not in self._table.kinds:
            raise InvalidInput(
                N_("There is no queryable %(name)s; there are %(allowed)s"),
                name=name,
                allowed=", ".join([*self._table.kinds, GEOMETRY]),
            )
        return Operand(self._table.kinds[name], [row[name] for row in self._table.rows])

    def text(self, token: Token) -> Operand:
        return self._same("text", _unquoted(token))

    def number(self, token: Token) -> Operand:
        return self._same("number", float(token))

    def flag(self, token: Token) -> Operand:
        return self._same("flag", token.upper() == "TRUE")

    def day(self, _: Token, token: Token) -> Operand:
        return self._same("day", _read(date.fromisoformat, _unquoted(token), "YYYY-MM-DD"))

    def moment(self, _: Token, token: Token) -> Operand:
        moment = _read(datetime.fromisoformat, _unquoted(token), "2025-07-01T00:00:00Z")
        return self._same("moment", moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_TIME))

    def casei(self, _: Token, value: Operand) -> Operand:
        _check_text(value, "CASEI")
        return Operand("text", [None if text is None else text.casefold() for text in value.values])

    def accenti(self, _: Token, value: Operand) -> Operand:
        _check_text(value, "ACCENTI")
        return Operand("text", [None if text is None else _without_marks(text) for text in value.values])

    def geometry(self, value: Operand) -> np.ndarray:
        if value.kind != GEOMETRY:
            raise InvalidInput(
                N_("A spatial function takes the property geometry and WKT, or two of one kind")
            )
        return self._table.shapes

    def wkt(self, token: Token) -> np.ndarray:
        try:
            shape = shapely.from_wkt(str(token))
        except shapely.errors.GEOSException:
            raise InvalidInput(N_("This is no geometry in WKT: %(value)s"), value=str(token)[:100]) from None
        if not np.isfinite(shapely.get_coordinates(shape)).all():
            raise InvalidInput(N_("This is no geometry in WKT: %(value)s"), value=str(token)[:100])
        series = gpd.GeoSeries([shape], crs=CRS_OF_URI[self._crs])
        return np.repeat(to_wgs84(unflipped(series, self._crs)).to_numpy(), len(self._table.rows))

    def bbox(self, _: Token, *numbers: Token) -> np.ndarray:
        area = read_box(",".join(numbers), self._crs, "BBOX")
        return np.repeat(np.array([area], dtype=object), len(self._table.rows))

    def _same(self, kind: str, value: Any) -> Operand:  # noqa: ANN401 -- any literal
        """Return a literal."""
        return Operand(kind, [value] * len(self._table.rows))


def _any(column: Sequence[Truth]) -> Truth:
    """Return the disjunction of three-valued truths."""
    return True if True in column else None if None in column else False


def _all(column: Sequence[Truth]) -> Truth:
    """Return the conjunction of three-valued truths."""
    return False if False in column else None if None in column else True


def _compared(left: Operand, right: Operand, test: Callable[[Any, Any], bool]) -> list[Truth]:
    """Compare two operands of one kind."""
    if left.kind != right.kind or left.kind == GEOMETRY:
        raise InvalidInput(
            N_("%(left)s and %(right)s cannot be compared in a filter"), left=left.kind, right=right.kind
        )
    return [
        None if one is None or other is None else test(one, other)
        for one, other in zip(left.values, right.values, strict=True)
    ]


def _check_text(value: Operand, name: str) -> None:
    """Refuse what is no text."""
    if value.kind != "text":
        raise InvalidInput(N_("%(name)s takes texts, got %(kind)s"), name=name, kind=value.kind)


@lru_cache(maxsize=64)
def _glob(pattern: str) -> re.Pattern[str]:
    """
    Return a pattern with % and _ as a regular expression that takes linear time.

    What stands between two % is found at its first place and not tried elsewhere again.
    """
    pieces, piece = [], ""
    signs = iter(pattern)
    for sign in signs:
        if sign == "%":
            pieces.append(piece)
            piece = ""
        else:
            piece += "." if sign == "_" else re.escape(next(signs, "\\") if sign == "\\" else sign)
    if not pieces:
        return re.compile(piece, re.DOTALL)
    first, *between = pieces
    middle = "".join(f"(?>.*?{part})" for part in between)
    return re.compile(f"{first}{middle}.*{piece}", re.DOTALL)


def _unquoted(token: Token) -> str:
    """Return the text inside quotes; a backslash before anything but a quote is left for LIKE."""
    return re.sub(r"''|\\.", lambda pair: "'" if pair[0] in ("''", "\\'") else pair[0], token[1:-1])


def _without_marks(text: str) -> str:
    """Return a text without marks, đ as d; upper case stays."""
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return unicodedata.normalize("NFC", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _read(read: Callable[[str], Any], text: str, allowed: str) -> Any:  # noqa: ANN401 -- date or datetime
    """Return a day or a moment."""
    try:
        return read(text)
    except ValueError:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="filter",
            value=text,
            allowed=allowed,
        ) from None
