"""A tour as every file tells it: days, legs and visits with the same words everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

Point = tuple[float, float]  # longitude and latitude, degrees (EPSG:4326)


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a day or a leg begins or ends.

    ``search`` is what to look for instead of the point, which is only
    somewhere in the commune; None where the point is that of the place.
    ``where`` says that of where a day begins or ends; empty where it is exact.
    """

    name: str
    point: Point
    search: str | None = None
    where: str = ""

    @property
    def title(self) -> str:
        """Return the name, and that it is somewhere in its commune where it is."""
        return f"{self.name} ({self.where})" if self.where else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """
    One way from stop to stop; minutes are None where no way is known.

    ``line`` are points of the way: of a road where ``is_real``, else straight
    from place to place, and good for nothing but to see the order.
    """

    start: Place
    end: Place
    minutes: float | None
    low: float | None
    likely: float | None
    high: float | None
    km: float | None
    line: tuple[Point, ...]
    is_real: bool
    roads: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product at a stop; ``text`` names it with its stars and says where something is inferred."""

    product_id: str
    name: str
    group: str
    stars: int | None
    is_recognised: bool
    is_inferred: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit; times are local to Việt Nam, without an offset."""

    day: int
    number: int  # on its day, from 1
    key: str
    name: str
    point: Point
    kinds: str
    where: str  # commune and district; says where the stop stands only somewhere in the commune
    own_point: bool
    search: str | None  # as that of a place
    begin: datetime
    leave: datetime
    wait_min: float
    products: tuple[Product, ...]
    crafts: tuple[str, ...]
    fee_vnd: tuple[int, int] | None  # from, to
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Return where it is."""
        return Place(self.name, self.point, self.search)

    @property
    def label(self) -> str:
        """Return the number of the visit in the whole tour: day and place in it."""
        return f"{self.day}.{self.number}"


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning of a day, in words; ``visit`` is the position of the visit that it is about."""

    severity: str  # breaks, warning, note
    key: str
    text: str
    visit: int | None = None

    @property
    def is_of_a_stop(self) -> bool:
        """Tell whether it is no more than what has to be asked of one stop."""
        return self.visit is not None and self.severity == "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDay:
    """One day."""

    number: int
    day: date
    title: str
    start: Place
    end: Place
    depart: datetime
    arrive: datetime
    depart_latest: datetime | None
    drive_min: float
    lunch_at: datetime | None
    lunch_min: float
    ends: tuple[str, ...]  # where and when it begins and ends
    facts: tuple[str, ...]  # lines below the heading: driving, latest start, lunch, daylight
    legs: tuple[Leg, ...]
    visits: tuple[Visit, ...]
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The tour."""

    title: str
    note: str | None
    byline: str  # who made it and when
    alerts: tuple[str, ...]  # what does not work, what has changed since it was timed
    days: tuple[SheetDay, ...]
    # What is assumed, once each, with the labels of the stops that it is about.
    assumptions: tuple[tuple[str, tuple[str, ...]], ...]
    footer: tuple[str, ...]  # what stands on every page: base date, unit system, legal force
    basis: tuple[str, ...]  # what the numbers rest on, of when they are
    schematic: str  # why there is no line of a road; empty where every leg has one

    @property
    def about(self) -> tuple[str, ...]:
        """Return everything that is said of the whole tour, a line for each, where a file has one text."""
        lines = (self.note, self.byline, *self.alerts, self.schematic, *self.basis)
        return tuple(line for line in lines if line)
