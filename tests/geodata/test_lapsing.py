"""Which recognitions end within some months, held against the status of every single day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from geodata.lapsing import Certainty, certainty_of, lapses, last_day
from geodata.status import CertificateDate, status_on
from geodata.vocabulary import Status
from tests.factories import fill, product_row

DAY = date(2026, 11, 22)
YEARS = st.builds(lambda year: CertificateDate(None, year), st.integers(2022, 2027))
DAYS = st.builds(lambda day: CertificateDate(day, day.year), st.dates(date(2022, 1, 1), date(2027, 12, 31)))
CERTIFICATES = st.lists(YEARS | DAYS | st.just(CertificateDate(None, None)), min_size=1, max_size=3)


def statuses(certificates):
    """Return the status of every day of the year after ``DAY``, the last one too."""
    length = (last_day(DAY) - DAY).days
    return [status_on(certificates, DAY + timedelta(days=number)) for number in range(length + 1)]


@given(CERTIFICATES)
def test_what_ends_for_certain_is_in_force_first_and_lapsed_last(certificates):
    told = statuses(certificates)
    is_certain = certainty_of(certificates, DAY, last_day(DAY)) is Certainty.CERTAIN
    assert is_certain == (told[0] is Status.IN_FORCE and told[-1] is Status.LAPSED)


@given(CERTIFICATES)
def test_what_is_not_told_goes_on_is_over_or_begins_later(certificates):
    if certainty_of(certificates, DAY, last_day(DAY)) is None:
        first, *_, last = statuses(certificates)
        assert first is not Status.IN_FORCE or last is Status.IN_FORCE
        assert first is not Status.UNDETERMINED or last is not Status.LAPSED


def certificate(product, on=None, year=None):
    """Return a row of ``certificates``."""
    return {
        "certificate_id": f"c-{product}-{on or year}",
        "product_id": product,
        "certified_on": on,
        "certified_year": on.year if on else year,
        "stars": None,
        "decision_number": None,
    }


def test_products_are_told_with_the_days_on_which_they_end_the_soonest_first(store):
    rows = [product_row(name) for name in ("ends", "holds", "open", "over", "undated")]
    fill(
        store,
        {
            "products": rows,
            "certificates": [
                certificate("ends", date(2024, 3, 1)),
                certificate("holds", date(2026, 1, 1)),
                certificate("open", year=2024),
                certificate("over", date(2020, 1, 1)),
                certificate("undated"),
            ],
        },
    )
    found = lapses(store, rows, DAY)
    assert [(one.product["product_id"], one.certainty) for one in found] == [
        ("ends", Certainty.CERTAIN),
        ("open", Certainty.POSSIBLE),
    ]
    assert (found[0].first, found[0].last) == (date(2027, 3, 1), date(2027, 3, 1))
    assert (found[1].first, found[1].last) == (date(2027, 1, 1), date(2027, 12, 31))
