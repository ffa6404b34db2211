"""
A siting plan from JSON into frozen values, every number checked.

Two forms: over the data of the store, or an explicit instance that needs none of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.json_reading import (
    bad,
    check_known,
    is_number,
    read_amount,
    read_choice,
    read_day,
    read_object,
    read_optional,
    read_text,
    read_whole,
)
from geodata.planning.requests import (
    GivenPoint,
    GivenTable,
    GivenTours,
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
MAX_SAMPLES = 500
MAX_TIME_S = 600.0
USUAL_TIME_S = 60.0
# Beyond these minutes somebody is badly served, where a model without minutes is asked about fairness.
USUAL_MINUTES = 60.0
MODELS_WITH_SITES = frozenset({Model.P_MEDIAN, Model.MAX_COVER, Model.P_CENTER})
MODELS_WITH_MINUTES = frozenset({Model.MAX_COVER, Model.SET_COVER})


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
    given = read_object(text, N_("Send a plan as one JSON object"))
    return read_matrix_request(given) if "costs" in given else read_plan_request(given)


def read_matrix_request(given: Json) -> MatrixRequest:
    """Return an explicit instance from its JSON object; see ``read_request``."""
    check_known(given, MATRIX_NAMES)
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
        budget=read_optional(given, "budget", read_amount),
        time_limit_s=_time_limit(given),
    )


def read_plan_request(given: Json) -> PlanRequest:
    """Return a plan over the data of the store from its JSON object; see ``read_request``."""
    check_known(given, PLAN_NAMES)
    model = _model(given)
    demand, table, tours = _demand(given.get("demand", {"residents": 1}))
    kinds, points = _candidates(given.get("candidates", {}))
    capacity, capacities = _capacity(given.get("capacity"))
    return PlanRequest(
        model=model,
        sites=_sites(given, model),
        minutes=_minutes(given, model),
        demand=demand,
        table=table,
        tours=tours,
        kinds=kinds,
        points=points,
        excluded=_shapes(given.get("excluded", [])),
        least_distance_km=read_optional(given, "least_distance_km", read_amount),
        keep_existing=read_choice(given, "existing", ("keep", "ignore")) != "ignore",
        locked=_texts(given.get("locked", []), "locked"),
        forbidden=_texts(given.get("forbidden", []), "forbidden"),
        limits=_limits(given, lambda value: _texts(value, "limits")),
        capacity=capacity,
        capacities=capacities,
        prices=_by_id(given.get("prices", {}), "prices"),
        budget=read_optional(given, "budget", read_amount),
        time_limit_s=_time_limit(given),
        on=read_optional(given, "on", read_day),
        units=UnitSystem(read_choice(given, "units", ("2024", "2025")) or UnitSystem.Y2025),
        opened=None if given.get("opened") is None else _texts(given["opened"], "opened"),
        curve=_curve(given.get("curve")),
        robustness=_robustness(given.get("robustness")),
    )


def _model(given: Json) -> Model:
    """Return the model."""
    value = given.get("model")
    if not isinstance(value, str) or value not in set(Model):
        raise bad("model", value, ", ".join(Model))
    return Model(value)


def _sites(given: Json, model: Model) -> int | None:
    """Return the number of new points; ``set_cover`` finds it itself."""
    if model not in MODELS_WITH_SITES:
        return None
    if given.get("sites") is None:
        raise InvalidInput(N_("%(name)s is missing"), name="sites")
    return read_whole("sites", given["sites"], 0, MAX_COLUMNS)


def _minutes(given: Json, model: Model) -> float | None:
    """Return the minutes of a covering model, or those that fairness is told for."""
    minutes = read_optional(given, "minutes", read_amount)
    if minutes is None and model in MODELS_WITH_MINUTES:
        raise InvalidInput(N_("%(name)s is missing"), name="minutes")
    return minutes


def _time_limit(given: Json) -> float:
    """Return the seconds that a solve may take."""
    value = given.get("time_limit_s", USUAL_TIME_S)
    if not is_number(value) or not 0 < value <= MAX_TIME_S:
        raise bad("time_limit_s", value, f"0 < … ≤ {MAX_TIME_S:.0f}")
    return float(value)


def _matrix(value: object) -> tuple[tuple[float, ...], ...]:
    """Return a matrix of costs; null is ``inf``."""
    if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
        raise bad("costs", value, "[[…], …]")
    rows, columns = len(value), len(value[0])
    if columns == 0:
        raise bad("costs", value, "[[…], …]")
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
        tuple(
            math.inf if cell is None else read_amount(f"costs[{i}][{j}]", cell) for j, cell in enumerate(row)
        )
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
        raise bad(name, value, f"[… × {length}]")
    return tuple(
        missing if cell is None and missing is not None else read_amount(f"{name}[{i}]", cell)
        for i, cell in enumerate(value)
    )


def _columns(value: object, name: str, columns: int) -> tuple[int, ...]:
    """Return numbers of columns, each once."""
    if not isinstance(value, list):
        raise bad(name, value, f"[0 – {columns - 1}, …]")
    return tuple(sorted({read_whole(name, column, 0, columns - 1) for column in value}))


def _texts(value: object, name: str) -> tuple[str, ...]:
    """Return keys, each once, in their order."""
    if not isinstance(value, list) or len(value) > MAX_COLUMNS:
        raise bad(name, value, '["…", …]')
    return tuple(dict.fromkeys(read_text(name, item) for item in value))


def _limits(
    given: Json, read_group: Callable[[object], tuple[str, ...] | tuple[int, ...]]
) -> tuple[NamedLimit, ...]:
    """Return the limits of groups."""
    value = given.get("limits", [])
    if not isinstance(value, list) or len(value) > MAX_COLUMNS:
        raise bad("limits", value, '[{"group": […], "min": 0, "max": 1}, …]')
    return tuple(_limit(item, read_group) for item in value)


def _limit(value: object, read_group: Callable[[object], tuple[str, ...] | tuple[int, ...]]) -> NamedLimit:
    """Return one limit."""
    if not isinstance(value, dict) or "group" not in value:
        raise bad("limits", value, '{"group": […], "min": 0, "max": 1}')
    check_known(value, ("group", "min", "max", "name"))
    least = 0 if value.get("min") is None else read_whole("min", value["min"], 0, MAX_COLUMNS)
    most = None if value.get("max") is None else read_whole("max", value["max"], 0, MAX_COLUMNS)
    name = read_text("name", value["name"]) if value.get("name") is not None else ""
    return NamedLimit(read_group(value["group"]), least, most, name)


def _by_id(value: object, name: str) -> dict[str, float]:
    """Return amounts by key."""
    if not isinstance(value, dict) or len(value) > MAX_ROWS:
        raise bad(name, value, '{"…": 1, …}')
    return {read_text(name, key): read_amount(f"{name}.{key}", amount) for key, amount in value.items()}


def _demand(value: object) -> tuple[dict[str, float], GivenTable | None, GivenTours | None]:
    """Return weights of kinds of demand, and a table and generated tours where they are given."""
    if not isinstance(value, dict) or not value:
        raise bad("demand", value, '{"residents": 1, …}')
    tours = value.get("tours") if isinstance(value.get("tours"), dict) else None
    plain = {key: weight for key, weight in value.items() if key != "table"}
    if tours is not None:
        check_known(tours, ("weight", "job", "made"))
        plain["tours"] = tours.get("weight", 1)
    weights, made = _by_id(plain, "demand"), None if tours is None else _tours(tours)
    if "table" not in value:
        return weights, None, made
    table = value["table"]
    if not isinstance(table, dict):
        raise bad("demand.table", table, '{"name": "…", "values": {"02641": 1, …}}')
    check_known(table, ("name", "values", "weight"))
    name = read_text("name", table.get("name"))
    weights["table"] = read_amount("weight", table.get("weight", 1))
    return weights, GivenTable(name, _by_id(table.get("values"), "values")), made


def _tours(value: Json) -> GivenTours | None:
    """Return the generated tours of a demand; None where only published ones are meant."""
    if value.get("job") is None:
        return None
    made = value.get("made")
    if not isinstance(made, dict):
        raise bad("demand.tours.made", made, '{"count": 84, "by_commune": {"02641": 1, …}}')
    check_known(made, ("count", "by_commune"))
    count = read_whole("demand.tours.made.count", made.get("count"), 0, MAX_ROWS)
    return GivenTours(
        read_text("demand.tours.job", value["job"]), count, _by_id(made.get("by_commune"), "by_commune")
    )


def _candidates(value: object) -> tuple[tuple[str, ...], tuple[GivenPoint, ...]]:
    """Return kinds of places by rule, and points that were drawn or uploaded."""
    if not isinstance(value, dict):
        raise bad("candidates", value, '{"kinds": […], "points": […]}')
    check_known(value, ("kinds", "points"))
    points = value.get("points", [])
    if not isinstance(points, list):
        raise bad("points", points, '[{"id": "…", "name": "…", "lon": 104.0, "lat": 22.3}, …]')
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
        raise bad("points", value, '{"id": "…", "name": "…", "lon": 104.0, "lat": 22.3}')
    check_known(value, ("id", "name", "lon", "lat"))
    lon, lat = value.get("lon"), value.get("lat")
    if not is_number(lon) or not -180 <= lon <= 180:  # type: ignore[operator]
        raise bad("lon", lon, "-180 – 180")
    if not is_number(lat) or not -90 <= lat <= 90:  # type: ignore[operator]
        raise bad("lat", lat, "-90 – 90")
    key = read_text("id", value.get("id"))
    name = read_text("name", value.get("name") or key)
    return GivenPoint(key, name, float(lon), float(lat))  # type: ignore[arg-type]


def _shapes(value: object) -> tuple[Json, ...]:
    """Return GeoJSON polygons as they were sent; whoever draws them checks them."""
    if not isinstance(value, list) or not all(isinstance(shape, dict) for shape in value) or len(value) > 100:
        raise bad("excluded", value, '[{"type": "Polygon", "coordinates": […]}, …]')
    return tuple(value)


def _capacity(value: object) -> tuple[float | None, dict[str, float]]:
    """Return one capacity for all new points, or one for each."""
    if isinstance(value, dict):
        return None, _by_id(value, "capacity")
    return (None if value is None else read_amount("capacity", value)), {}


def _curve(value: object) -> int | None:
    """Return up to how many points the curve goes."""
    if value is None or value is False:
        return None
    return 10 if value is True else read_whole("curve", value, 1, 50)


def _robustness(value: object) -> Robustness | None:
    """Return how to sample."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad("robustness", value, '{"samples": 100, "seed": 1}')
    check_known(value, ("samples", "seed"))
    return Robustness(
        read_whole("samples", value.get("samples", 100), 1, MAX_SAMPLES),
        read_whole("seed", value.get("seed", 1), 0, 2**31 - 1),
    )
