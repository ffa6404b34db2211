"""Whether a product counted on a day that is only partly known, against every day that it can be."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geodata.reconciliation.holding import Basis, Doubt, Given, Span, Standing, holding, span_of
from geodata.status import CertificateDate, add_months, status_on
from geodata.vocabulary import Status

IN_FORCE, EVER = Basis.IN_FORCE, Basis.EVER
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
YEARS = st.integers(2018, 2024)


def given_in(year=None, on=None, revoked=None, stars=3):
    """One certificate."""
    return Given(on, year, revoked, stars)


CERTIFICATES = st.lists(
    st.one_of(
        YEARS.map(lambda year: given_in(year=year)),
        st.dates(date(2018, 1, 1), date(2024, 12, 31)).map(lambda day: given_in(on=day)),
        st.just(given_in()),
    ),
    max_size=3,
)


@cache
def days_of(year):
    """Every day of a year, and the day on which a certificate of it ends."""
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]
    return [(day, add_months(day, 36)) for day in days]


def worlds(one):
    """Every day on which a certificate can have been given, and the end of each."""
    if one.certified_on is not None:
        return [(one.certified_on, add_months(one.certified_on, 36))]
    return days_of(one.certified_year)


def counts(one, day, basis):
    """Whether a certificate counts on a day: in every world, in some world."""
    told = [given <= day and (basis is EVER or day < end) for given, end in worlds(one)]
    return all(told), any(told)


@given(
    st.lists(
        st.one_of(
            st.integers(2019, 2022).map(lambda year: given_in(year=year)),
            st.dates(date(2019, 1, 1), date(2022, 12, 31)).map(lambda day: given_in(on=day)),
        ),
        min_size=1,
        max_size=2,
    ),
    st.dates(date(2019, 1, 1), date(2025, 12, 31)),
    st.integers(0, 20),
    st.sampled_from(Basis),
)
@example([given_in(on=date(2020, 2, 29))], date(2023, 2, 27), 2, IN_FORCE)
def test_a_product_is_certain_where_it_counts_in_every_world_and_may_count_where_it_does_in_one(
    certificates, first, days, basis
):
    span = Span(first, first + timedelta(days))
    each = [span.first + timedelta(n) for n in range(days + 1)]
    told = [[counts(one, day, basis) for one in certificates] for day in each]
    certain = all(any(always for always, _ in day) for day in told)
    possible = any(ever for day in told for _, ever in day)
    standing = holding(certificates, None, span, basis).standing
    assert (standing is Standing.CERTAIN) == certain
    assert (standing in (Standing.CERTAIN, Standing.MAY)) == possible


@given(CERTIFICATES, DAYS)
def test_on_one_day_the_answer_is_the_status_of_that_day(certificates, day):
    status = status_on([CertificateDate(one.certified_on, one.certified_year) for one in certificates], day)
    wanted = {
        Status.IN_FORCE: Standing.CERTAIN,
        Status.UNDETERMINED: Standing.MAY,
        Status.LAPSED: Standing.LAPSED,
        None: Standing.LATER,
    }
    assert holding(certificates, None, Span(day, day), IN_FORCE).standing is wanted[status]


@given(CERTIFICATES, DAYS, st.integers(0, 400), st.integers(0, 200), st.sampled_from(Basis))
def test_what_is_certain_in_a_span_is_certain_in_every_part_of_it(certificates, first, days, shift, basis):
    whole = Span(first, first + timedelta(days))
    part = Span(first + timedelta(min(shift, days)), whole.last)
    outer = holding(certificates, None, whole, basis).standing
    inner = holding(certificates, None, part, basis).standing
    if outer is Standing.CERTAIN:
        assert inner is Standing.CERTAIN
    if outer in (Standing.LAPSED, Standing.LATER):
        assert inner not in (Standing.CERTAIN, Standing.MAY)


@given(CERTIFICATES, DAYS, st.integers(0, 400))
def test_whatever_is_in_force_was_recognised(certificates, first, days):
    span = Span(first, first + timedelta(days))
    ever = holding(certificates, None, span, EVER).standing
    now = holding(certificates, None, span, IN_FORCE).standing
    if now is Standing.CERTAIN:
        assert ever is Standing.CERTAIN
    if now is Standing.MAY:
        assert ever in (Standing.CERTAIN, Standing.MAY)
    assert ever is not Standing.LAPSED


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("day", date(2024, 2, 10), date(2024, 2, 10)),
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_date_is_every_day_that_it_can_be(precision, first, last):
    assert span_of(date(2024, 2, 10), precision) == Span(first, last)


def test_a_product_of_unknown_year_may_count_at_any_time():
    told = holding([], 4, span_of(date(2020, 1, 1), "day"), IN_FORCE)
    assert told == (Standing.MAY, {4}, {Doubt.NO_DATE})
    assert holding([given_in()], 4, span_of(date(2020, 1, 1), "day"), IN_FORCE).standing is Standing.MAY


@pytest.mark.parametrize(
    ("certificate", "precision", "doubt"),
    [
        (given_in(year=2020), "day", Doubt.YEAR_ONLY),
        (given_in(on=date(2020, 6, 15)), "month", Doubt.FIGURE_SPAN),
        (given_in(), "day", Doubt.NO_DATE),
    ],
)
def test_what_only_may_count_says_why(certificate, precision, doubt):
    told = holding([certificate], None, span_of(date(2020, 6, 20), precision), IN_FORCE)
    assert (told.standing, told.doubts) == (Standing.MAY, {doubt})


def test_a_later_certificate_replaces_the_stars_of_the_one_before():
    old, new = given_in(on=date(2020, 5, 1), stars=3), given_in(on=date(2022, 5, 1), stars=4)
    before = holding([old, new], None, span_of(date(2022, 4, 30), "day"), IN_FORCE)
    after = holding([old, new], None, span_of(date(2022, 5, 1), "day"), IN_FORCE)
    between = holding([old, new], None, span_of(date(2022, 5, 1), "month"), EVER)
    assert (before.stars, after.stars) == ({3}, {4})
    assert between.stars == {4}
    assert holding([old, new], None, span_of(date(2022, 5, 1), "year"), IN_FORCE).stars == {3, 4}


def test_stars_of_a_single_certificate_that_tells_none_are_those_of_the_product():
    day = span_of(date(2021, 1, 1), "day")
    alone = [given_in(on=date(2020, 5, 1), stars=None)]
    assert holding(alone, 4, day, IN_FORCE).stars == {4}
    assert holding([*alone, given_in(stars=3)], 4, day, IN_FORCE).stars == {None, 3}


def test_a_revoked_certificate_counts_until_that_day_and_among_those_ever_recognised_beyond():
    revoked = [given_in(on=date(2020, 5, 1), revoked=date(2021, 1, 1))]
    last, first = span_of(date(2020, 12, 31), "day"), span_of(date(2021, 1, 1), "day")
    assert holding(revoked, None, last, IN_FORCE).standing is Standing.CERTAIN
    assert holding(revoked, None, first, IN_FORCE).standing is Standing.LAPSED
    assert holding(revoked, None, first, EVER).standing is Standing.CERTAIN
