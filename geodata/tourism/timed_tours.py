"""A tour with its order, timed by the server for keeping: nobody's own answer is believed."""

from __future__ import annotations

from datetime import date

from geodata.errors import N_, InvalidInput
from geodata.json_reading import read_object
from geodata.network.current import current_network
from geodata.network.engine_settings import EngineSettings
from geodata.store import Store
from geodata.tourism.orders import check_tour_order
from geodata.tourism.reading import SEND
from geodata.tourism.saved import TimedTour
from geodata.tourism.stop_basis import tour_basis
from geodata.tourism.wishes import is_about_the_registry, read_wishes


def time_tour(store: Store, text: str, engine: EngineSettings | None, today: date) -> TimedTour:
    """
    Time the tour that a JSON text describes, in the order that it gives.

    An order that cannot be kept (a market that is closed) is timed all the
    same: its answer says what is wrong, and a draft may wait for better days.

    Raises
    ------
    InvalidInput
        The text is not right, is not about the registry or has no order.
    """
    if not is_about_the_registry(text):
        raise InvalidInput(N_("Only a tour over the registry can be saved, not one with minutes of its own"))
    answer = check_tour_order(store, text, engine, today)
    wishes = read_wishes(text, with_order=True)
    days = [date.fromisoformat(day) for day in answer["dates"]]
    basis = tour_basis(store, wishes, days, wishes.order or (), today)
    basis["roads"] = current_network(store, engine).checksum
    return TimedTour(request=dict(read_object(text, SEND)), answer=answer, basis=basis)
