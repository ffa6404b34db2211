"""Status of a recognition on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.status import CertificateDate, add_months, end_span, expires_on, status_on
from geodata.vocabulary import Status

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
revoked = st.none() | days
certificates = st.one_of(
    st.builds(CertificateDate, days, st.none(), revoked),
    st.builds(CertificateDate, st.none(), st.integers(2015, 2030), revoked),
    st.builds(CertificateDate, st.none(), st.none(), revoked),
)


def possible_days(certificate):
    """
    All days on which the certificate can have been given (slow and obvious); None: any day.

    Those behind its revocation only where there is no other: then the two contradict each other.
    """
    every = days_of_date(certificate)
    before = [day for day in every or () if not certificate.revoked_on or day <= certificate.revoked_on]
    return before or every


def days_of_date(certificate):
    """All days that the date of a certificate stands for; None: any day."""
    if certificate.certified_on is not None:
        return [certificate.certified_on]
    if certificate.certified_year is not None:
        first = date(certificate.certified_year, 1, 1)
        return [*(first + timedelta(days=i) for i in range(365)), date(certificate.certified_year, 12, 31)]
    return None


def oracle(certificate, day):
    """Try every possible day of the certificate."""
    is_revoked = certificate.revoked_on is not None and day >= certificate.revoked_on
    possible = possible_days(certificate)
    if possible is None:
        return Status.LAPSED if is_revoked else Status.UNDETERMINED
    found = {
        None
        if day < given
        else Status.IN_FORCE
        if day < expires_on(given) and not is_revoked
        else Status.LAPSED
        for given in possible
    }
    return found.pop() if len(found) == 1 else Status.UNDETERMINED


@given(certificates, days)
def test_the_status_of_one_certificate_is_the_one_of_every_day_it_can_have(certificate, day):
    assert status_on([certificate], day) == oracle(certificate, day)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2023-12-31", None),
        ("2024-06-01", Status.UNDETERMINED),
        ("2024-12-31", Status.IN_FORCE),
        ("2026-12-31", Status.IN_FORCE),
        ("2027-01-01", Status.UNDETERMINED),
        ("2027-12-30", Status.UNDETERMINED),
        ("2027-12-31", Status.LAPSED),
    ],
)
def test_a_bare_year_leaves_its_whole_span_open(day, status):
    assert status_on([CertificateDate(None, 2024)], date.fromisoformat(day)) == status


def test_a_certificate_is_in_force_up_to_the_day_before_the_same_day_36_months_later():
    certificate = CertificateDate(date(2022, 5, 10), None)
    assert status_on([certificate], date(2025, 5, 9)) is Status.IN_FORCE
    assert status_on([certificate], date(2025, 5, 10)) is Status.LAPSED


def test_a_certificate_of_the_29th_of_february_ends_on_the_28th():
    assert expires_on(date(2024, 2, 29)) == date(2027, 2, 28)


def test_a_product_without_any_date_cannot_be_told():
    assert status_on([], date(2026, 1, 1)) is Status.UNDETERMINED


def test_a_new_certificate_makes_a_lapsed_product_be_in_force_again():
    old, new = CertificateDate(None, 2018), CertificateDate(date(2025, 3, 1), None)
    assert status_on([old], date(2026, 1, 1)) is Status.LAPSED
    assert status_on([old, new], date(2026, 1, 1)) is Status.IN_FORCE


def test_a_revoked_certificate_holds_up_to_the_day_before():
    certificate = CertificateDate(date(2025, 3, 1), None, date(2026, 2, 10))
    assert status_on([certificate], date(2026, 2, 9)) is Status.IN_FORCE
    assert status_on([certificate], date(2026, 2, 10)) is Status.LAPSED


def test_a_revocation_ends_one_certificate_and_not_another_of_the_product():
    revoked_one = CertificateDate(date(2025, 3, 1), None, date(2026, 2, 10))
    other = CertificateDate(date(2024, 6, 1), None)
    assert status_on([revoked_one, other], date(2026, 3, 1)) is Status.IN_FORCE
    assert status_on([revoked_one, other], date(2027, 6, 1)) is Status.LAPSED


@given(st.lists(certificates, min_size=1, max_size=3), days)
def test_the_best_certificate_of_several_decides(several, day):
    told = {oracle(certificate, day) for certificate in several}
    order = (Status.IN_FORCE, Status.UNDETERMINED, Status.LAPSED, None)
    assert status_on(several, day) == next(status for status in order if status in told)


@given(certificates)
def test_nothing_holds_from_the_last_day_on_which_it_can_end(certificate):
    ends = end_span(certificate)
    if ends is not None:
        for later in (0, 1, 400):
            assert status_on([certificate], ends[1] + timedelta(days=later)) is not Status.IN_FORCE
        assert ends[0] <= ends[1]


@given(days, st.integers(0, 60))
def test_adding_months_lands_in_the_month_that_many_later(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
