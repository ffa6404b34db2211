"""
A siting plan from JSON into frozen values, every number checked.

Two forms: over the data of the store, or an explicit instance that needs none of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.planning.requests import (
    GivenPoint,
    GivenTable,
    Json,
    MatrixRequest,
    NamedLimit,
    PlanRequest,
    Robustness,
)
from geodata.planning.values import Model
from geodata.vocabulary import UnitSystem

MAX_ROWS = 5_000
MAX_COLUMNS = 1_000
MAX_CELLS = 1_000_000
MAX_POINTS = 500
MAX_TEXT = 200
MAX_SAMPLES = 500
MAX_NUMBER = 1e15
MAX_TIME_S = 600.0
USUAL_TIME_S = 60.0
# Beyond these minutes somebody is badly served, where a model without minutes is asked about fairness.
USUAL_MINUTES = 60.0
MODELS_WITH_SITES = frozenset({Model.P_MEDIAN, Model.MAX_COVER, Model.P_CENTER})
MODELS_WITH_MINUTES = frozenset({Model.MAX_COVER, Model.SET_COVER})

Value = TypeVar("Value")


COMMON = ("model", "sites", "minutes", "locked", "forbidden", "limits", "capacity", "prices", "budget")
MATRIX_NAMES = (*COMMON, "time_limit_s", "costs", "weights")
PLAN_NAMES = (
    *COMMON,
    "time_limit_s",
    "demand",
    "candidates",
    "excluded",
    "least_distance_km",
    "existing",
    "on",
    "units",
    "opened",
    "curve",
    "robustness",
)


def read_request(text: str | bytes) -> PlanRequest | MatrixRequest:
    """
    Return the plan that a JSON text asks for.

    Raises
    ------
    InvalidInput
        It is no JSON object, or a value is unknown, missing or not allowed.
    TooLarge
        More rows, columns, cells or points than one plan takes.
    """
    try:
        given = json.loads(text, parse_constant=_no_such_number)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(N_("Send a plan as one JSON object")) from error
    if not isinstance(given, dict):
        raise InvalidInput(N_("Send a plan as one JSON object"))
    return read_matrix_request(given) if "costs" in given else read_plan_request(given)


def read_matrix_request(given: Json) -> MatrixRequest:
    """Return an explicit instance from its JSON object; see ``read_request``."""
    _known(given, MATRIX_NAMES)
    costs = _matrix(given.get("costs"))
    rows, columns = len(costs), len(costs[0]) if costs else 0
    model = _model(given)
    return MatrixRequest(
        model=model,
        sites=_sites(given, model),
        minutes=_minutes(given, model),
        costs=costs,
        weights=_numbers(given, "weights", rows) or (1.0,) * rows,
        locked=_columns(given.get("locked", []), "locked", columns),
        forbidden=_columns(given.get("forbidden", []), "forbidden", columns),
        limits=_limits(given, lambda value: _columns(value, "limits", columns)),
        capacity=_numbers(given, "capacity", columns, missing=math.inf),
        prices=_numbers(given, "prices", columns),
        budget=_optional(given, "budget", _amount),
        time_limit_s=_time_limit(given),
    )


def read_plan_request(given: Json) -> PlanRequest:
    """Return a plan over the data of the store from its JSON object; see ``read_request``."""
    _known(given, PLAN_NAMES)
    model = _model(given)
    demand, table = _demand(given.get("demand", {"residents": 1}))
    kinds, points = _candidates(given.get("candidates", {}))
    capacity, capacities = _capacity(given.get("capacity"))
    return PlanRequest(
        model=model,
        sites=_sites(given, model),
        minutes=_minutes(given, model),
        demand=demand,
        table=table,
        kinds=kinds,
        points=points,
        excluded=_shapes(given.get("excluded", [])),
        least_distance_km=_optional(given, "least_distance_km", _amount),
        keep_existing=_choice(given, "existing", ("keep", "ignore")) != "ignore",
        locked=_texts(given.get("locked", []), "locked"),
        forbidden=_texts(given.get("forbidden", []), "forbidden"),
        limits=_limits(given, lambda value: _texts(value, "limits")),
        capacity=capacity,
        capacities=capacities,
        prices=_by_id(given.get("prices", {}), "prices"),
        budget=_optional(given, "budget", _amount),
        time_limit_s=_time_limit(given),
        on=_optional(given, "on", _day),
        units=UnitSystem(_choice(given, "units", ("2024", "2025")) or UnitSystem.Y2025),
        opened=None if given.get("opened") is None else _texts(given["opened"], "opened"),
        curve=_curve(given.get("curve")),
        robustness=_robustness(given.get("robustness")),
    )


def _no_such_number(name: str) -> float:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def _known(given: Json, names: Sequence[str]) -> None:
    """Refuse a name that nobody knows."""
    if unknown := sorted(given.keys() - set(names)):
        raise InvalidInput(
            N_("Unknown parameter %(name)s; allowed: %(allowed)s"), name=unknown[0], allowed=", ".join(names)
        )


def _bad(name: str, value: object, allowed: str) -> InvalidInput:
    """Return the error for a value that is not allowed."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return InvalidInput(
        N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
        name=name,
        value=shown if len(shown) <= MAX_TEXT else shown[:MAX_TEXT] + "…",
        allowed=allowed,
    )


def _is_number(value: object) -> bool:
    """Return whether a JSON value is a number; true and false are none."""
    # A whole number of JSON has no end; one beyond every float is no amount of anything.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER


def _amount(name: str, value: object) -> float:
    """Return a number that is not negative."""
    if not _is_number(value) or value < 0:  # type: ignore[operator]
        raise _bad(name, value, "≥ 0")
    return float(value)  # type: ignore[arg-type]


def _whole(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number between two others."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _bad(name, value, f"{least} – {most}")
    return value


def _optional(given: Json, name: str, read: Callable[[str, object], Value]) -> Value | None:
    """Return a value that may be missing or null."""
    value = given.get(name)
    return None if value is None else read(name, value)


def _choice(given: Json, name: str, allowed: Sequence[str]) -> str | None:
    """Return one of a few words, or None where it is missing."""
    value = given.get(name)
    if value is not None and value not in allowed:
        raise _bad(name, value, ", ".join(allowed))
    return value


def _day(name: str, value: object) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise _bad(name, value, "2025-12-31") from error


def _model(given: Json) -> Model:
    """Return the model."""
    value = given.get("model")
    if not isinstance(value, str) or value not in set(Model):
        raise _bad("model", value, ", ".join(Model))
    return Model(value)


def _sites(given: Json, model: Model) -> int | None:
    """Return the number of new points; ``set_cover`` finds it itself."""
    if model not in MODELS_WITH_SITES:
        return None
    if given.get("sites") is None:
        raise InvalidInput(N_("%(name)s is missing"), name="sites")
    return _whole("sites", given["sites"], 0, MAX_COLUMNS)


def _minutes(given: Json, model: Model) -> float | None:
    """Return the minutes of a covering model, or those that fairness is told for."""
    minutes = _optional(given, "minutes", _amount)
    if minutes is None and model in MODELS_WITH_MINUTES:
        raise InvalidInput(N_("%(name)s is missing"), name="minutes")
    return minutes


def _time_limit(given: Json) -> float:
    """Return the seconds that a solve may take."""
    value = given.get("time_limit_s", USUAL_TIME_S)
    if not _is_number(value) or not 0 < value <= MAX_TIME_S:
        raise _bad("time_limit_s", value, f"0 < … ≤ {MAX_TIME_S:.0f}")
    return float(value)


def _matrix(value: object) -> tuple[tuple[float, ...], ...]:
    """Return a matrix of costs; null is ``inf``."""
    if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
        raise _bad("costs", value, "[[…], …]")
    rows, columns = len(value), len(value[0])
    if columns == 0:
        raise _bad("costs", value, "[[…], …]")
    check_size(rows, columns)
    for number, row in enumerate(value):
        if len(row) != columns:
            raise InvalidInput(
                N_("Row %(row)s of costs has %(found)s numbers, the first row has %(wanted)s"),
                row=number,
                found=len(row),
                wanted=columns,
            )
    return tuple(
        tuple(math.inf if cell is None else _amount(f"costs[{i}][{j}]", cell) for j, cell in enumerate(row))
        for i, row in enumerate(value)
    )


def check_size(rows: int, columns: int) -> None:
    """Refuse a matrix that is larger than one plan takes."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise TooLarge(
            N_(
                "A plan takes at most %(max_rows)s rows, %(max_columns)s candidates and %(max_cells)s cells;"
                " these are %(rows)s × %(columns)s"
            ),
            max_rows=MAX_ROWS,
            max_columns=MAX_COLUMNS,
            max_cells=MAX_CELLS,
            rows=rows,
            columns=columns,
        )


def _numbers(given: Json, name: str, length: int, missing: float | None = None) -> tuple[float, ...] | None:
    """Return a list of amounts, one for each row or column; null only where ``missing`` says what it is."""
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != length:
        raise _bad(name, value, f"[… × {length}]")
    return tuple(
        missing if cell is None and missing is not None else _amount(f"{name}[{i}]", cell)
        for i, cell in enumerate(value)
    )


def _columns(value: object, name: str, columns: int) -> tuple[int, ...]:
    """Return numbers of columns, each once."""
    if not isinstance(value, list):
        raise _bad(name, value, f"[0 – {columns - 1}, …]")
    return tuple(sorted({_whole(name, column, 0, columns - 1) for column in value}))


def _texts(value: object, name: str) -> tuple[str, ...]:
    """Return keys, each once, in their order."""
    if not isinstance(value, list) or len(value) > MAX_COLUMNS:
        raise _bad(name, value, '["…", …]')
    return tuple(dict.fromkeys(_text(name, item) for item in value))


def _text(name: str, value: object) -> str:
    """Return a short text that is not empty."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        raise _bad(name, value, f"1 – {MAX_TEXT} …")
    return value.strip()


def _limits(
    given: Json, read_group: Callable[[object], tuple[str, ...] | tuple[int, ...]]
) -> tuple[NamedLimit, ...]:
    """Return the limits of groups."""
    value = given.get("limits", [])
    if not isinstance(value, list) or len(value) > MAX_COLUMNS:
        raise _bad("limits", value, '[{"group": […], "min": 0, "max": 1}, …]')
    return tuple(_limit(item, read_group) for item in value)


def _limit(value: object, read_group: Callable[[object], tuple[str, ...] | tuple[int, ...]]) -> NamedLimit:
    """Return one limit."""
    if not isinstance(value, dict) or "group" not in value:
        raise _bad("limits", value, '{"group": […], "min": 0, "max": 1}')
    _known(value, ("group", "min", "max", "name"))
    least = 0 if value.get("min") is None else _whole("min", value["min"], 0, MAX_COLUMNS)
    most = None if value.get("max") is None else _whole("max", value["max"], 0, MAX_COLUMNS)
    name = _text("name", value["name"]) if value.get("name") is not None else ""
    return NamedLimit(read_group(value["group"]), least, most, name)


def _by_id(value: object, name: str) -> dict[str, float]:
    """Return amounts by key."""
    if not isinstance(value, dict) or len(value) > MAX_ROWS:
        raise _bad(name, value, '{"…": 1, …}')
    return {_text(name, key): _amount(f"{name}.{key}", amount) for key, amount in value.items()}


def _demand(value: object) -> tuple[dict[str, float], GivenTable | None]:
    """Return weights of kinds of demand, and a table where one is given."""
    if not isinstance(value, dict) or not value:
        raise _bad("demand", value, '{"residents": 1, …}')
    weights = _by_id({key: weight for key, weight in value.items() if key != "table"}, "demand")
    if "table" not in value:
        return weights, None
    table = value["table"]
    if not isinstance(table, dict):
        raise _bad("demand.table", table, '{"name": "…", "values": {"02641": 1, …}}')
    _known(table, ("name", "values", "weight"))
    name = _text("name", table.get("name"))
    weights["table"] = _amount("weight", table.get("weight", 1))
    return weights, GivenTable(name, _by_id(table.get("values"), "values"))


def _candidates(value: object) -> tuple[tuple[str, ...], tuple[GivenPoint, ...]]:
    """Return kinds of places by rule, and points that were drawn or uploaded."""
    if not isinstance(value, dict):
        raise _bad("candidates", value, '{"kinds": […], "points": […]}')
    _known(value, ("kinds", "points"))
    points = value.get("points", [])
    if not isinstance(points, list):
        raise _bad("points", points, '[{"id": "…", "name": "…", "lon": 104.0, "lat": 22.3}, …]')
    if len(points) > MAX_POINTS:
        raise TooLarge(
            N_("At most %(most)s points may be given; these are %(found)s"),
            most=MAX_POINTS,
            found=len(points),
        )
    return _texts(value.get("kinds", []), "kinds"), tuple(_point(point) for point in points)


def _point(value: object) -> GivenPoint:
    """Return one drawn point."""
    if not isinstance(value, dict):
        raise _bad("points", value, '{"id": "…", "name": "…", "lon": 104.0, "lat": 22.3}')
    _known(value, ("id", "name", "lon", "lat"))
    lon, lat = value.get("lon"), value.get("lat")
    if not _is_number(lon) or not -180 <= lon <= 180:  # type: ignore[operator]
        raise _bad("lon", lon, "-180 – 180")
    if not _is_number(lat) or not -90 <= lat <= 90:  # type: ignore[operator]
        raise _bad("lat", lat, "-90 – 90")
    key = _text("id", value.get("id"))
    name = _text("name", value.get("name") or key)
    return GivenPoint(key, name, float(lon), float(lat))  # type: ignore[arg-type]


def _shapes(value: object) -> tuple[Json, ...]:
    """Return GeoJSON polygons as they were sent; whoever draws them checks them."""
    if not isinstance(value, list) or not all(isinstance(shape, dict) for shape in value) or len(value) > 100:
        raise _bad("excluded", value, '[{"type": "Polygon", "coordinates": […]}, …]')
    return tuple(value)


def _capacity(value: object) -> tuple[float | None, dict[str, float]]:
    """Return one capacity for all new points, or one for each."""
    if isinstance(value, dict):
        return None, _by_id(value, "capacity")
    return (None if value is None else _amount("capacity", value)), {}


def _curve(value: object) -> int | None:
    """Return up to how many points the curve goes."""
    if value is None or value is False:
        return None
    return 10 if value is True else _whole("curve", value, 1, 50)


def _robustness(value: object) -> Robustness | None:
    """Return how to sample."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _bad("robustness", value, '{"samples": 100, "seed": 1}')
    _known(value, ("samples", "seed"))
    return Robustness(
        _whole("samples", value.get("samples", 100), 1, MAX_SAMPLES),
        _whole("seed", value.get("seed", 1), 0, 2**31 - 1),
    )
