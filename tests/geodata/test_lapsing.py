"""Which recognitions end within some months, held against the status of every single day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.certificates.vocabulary import Todo
from geodata.joins import products_in
from geodata.lapsing import ending, lapses
from geodata.plain import rows_of
from geodata.standing import Certainty, certainty_of, last_day, months_of, standing_of
from geodata.status import CertificateDate, status_on
from geodata.view import ProductFilter, View
from geodata.vocabulary import Status
from tests.factories import fill, product_row

DAY = date(2026, 11, 22)
YEARS = st.builds(lambda year: CertificateDate(None, year), st.integers(2022, 2027))
REVOKED = st.none() | st.dates(date(2026, 6, 1), date(2028, 1, 1))
DAYS = st.builds(
    lambda day, revoked: CertificateDate(day, day.year, revoked),
    st.dates(date(2022, 1, 1), date(2027, 12, 31)),
    REVOKED,
)
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


def certificate(product, on=None, year=None, revoked=None):
    """Return a row of ``certificates``."""
    return {
        "certificate_id": f"c-{product}-{on or year}",
        "product_id": product,
        "certified_on": on,
        "certified_year": on.year if on else year,
        "revoked_on": revoked,
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


def test_a_known_day_beside_a_certificate_without_one_is_not_told_as_a_year_only(store):
    rows = [product_row(name) for name in ("again", "day", "year")]
    given = [
        certificate("again", date(2024, 3, 1)),
        certificate("again"),
        certificate("day", date(2024, 3, 1)),
        certificate("year", year=2024),
    ]
    fill(store, {"products": rows, "certificates": given})
    found = {one.product["product_id"]: one for one in lapses(store, rows, DAY)}
    assert {key: one.todo for key, one in found.items()} == {
        "again": Todo.FIND_OTHER_DAY,
        "day": Todo.RENEW,
        "year": Todo.FIND_DAY,
    }
    assert found["again"].first == found["again"].last == date(2027, 3, 1)


def standing_by_hand(certificates, then):
    """Return the standing from the status of both days, case by case."""
    now, later = status_on(certificates, DAY), status_on(certificates, then)
    cases = {
        (Status.IN_FORCE, Status.IN_FORCE): "holds",
        (Status.IN_FORCE, Status.UNDETERMINED): "possible",
        (Status.IN_FORCE, Status.LAPSED): "certain",
        (Status.UNDETERMINED, Status.LAPSED): "if_in_force",
        (Status.UNDETERMINED, Status.UNDETERMINED): "undetermined",
        (Status.UNDETERMINED, Status.IN_FORCE): "undetermined",
    }
    return cases.get((now, later), "not_yet" if now is None else "lapsed")


@given(CERTIFICATES, st.sampled_from((3, 6, 12, 24)))
def test_every_recognised_product_stands_in_exactly_one_way(certificates, months):
    then = last_day(DAY, months)
    standing = standing_of(certificates, DAY, then)
    assert standing.value == standing_by_hand(certificates, then)
    assert (standing in set(Certainty)) == (certainty_of(certificates, DAY, then) is not None)


@given(st.lists(DAYS, min_size=1, max_size=1))
def test_what_ends_within_three_months_ends_within_six_and_twelve(certificates):
    found = months_of(certificates, DAY)
    assert found == ["3", "6", "12"][3 - len(found) :]


def test_a_revoked_certificate_ends_on_the_day_of_its_revocation(store):
    rows = [product_row("revoked")]
    given_on, revoked = date(2026, 1, 5), date(2027, 2, 1)
    fill(store, {"products": rows, "certificates": [certificate("revoked", given_on, revoked=revoked)]})
    (found,) = lapses(store, rows, DAY)
    assert (found.certainty, found.first, found.last) == (Certainty.CERTAIN, revoked, revoked)
    assert found.certificate["certified_on"] == given_on


@pytest.mark.parametrize("months", ["3", "6", "12"])
def test_the_filter_of_the_lists_lets_through_what_the_lapses_tell(store, months):
    days = (date(2024, 1, 10), date(2024, 4, 30), date(2024, 9, 1), date(2025, 9, 1), date(2020, 1, 1))
    rows = [product_row(f"p{number}") for number in range(len(days) + 1)]
    given = [certificate(f"p{number}", day) for number, day in enumerate(days)]
    fill(store, {"products": rows, "certificates": [*given, certificate("p5", year=2023)]})
    view = View(today=DAY)
    chosen = products_in(store, view, ProductFilter(expiring=frozenset({months})))
    told = lapses(store, rows_of(products_in(store, view)), DAY, int(months))
    assert set(chosen["product_id"]) == {one.product["product_id"] for one in told}
    assert len(told) == {"3": 2, "6": 3, "12": 4}[months]


def test_a_product_that_was_only_evaluated_never_expires(store):
    rows = [product_row("idea", recognition="evaluated_district")]
    fill(store, {"products": rows, "certificates": [certificate("idea", date(2024, 3, 1))]})
    assert products_in(store, View(today=DAY))["expiring"].tolist() == [[]]


def rows_with(certificates):
    """Return certificates as rows."""
    names = ("certified_on", "certified_year", "revoked_on")
    return [
        {"certificate_id": str(number), **dict(zip(names, one, strict=True))}
        for number, one in enumerate(certificates)
    ]


@given(CERTIFICATES)
def test_what_is_in_force_ends_on_the_first_day_that_is_not_and_at_the_latest_on_the_first_lapsed(
    certificates,
):
    if status_on(certificates, DAY) is not Status.IN_FORCE:
        return
    days = [DAY + timedelta(days=number) for number in range(366 * 5)]
    told = [(day, status_on(certificates, day)) for day in days]
    found = ending(rows_with(certificates), DAY)
    assert found.first == next(day for day, status in told if status is not Status.IN_FORCE)
    lapsed = [day for day, status in told if status is Status.LAPSED]
    assert not lapsed or found.last == lapsed[0]


def test_a_certificate_of_later_does_not_tell_when_an_earlier_one_ended():
    earlier, later = CertificateDate(date(2020, 3, 1), 2020), CertificateDate(date(2025, 3, 1), 2025)
    found = ending(rows_with([earlier, later]), date(2024, 1, 1))
    assert (found.first, found.last) == (date(2023, 3, 1), date(2023, 3, 1))
    assert found.certificate["certified_on"] == date(2020, 3, 1)
