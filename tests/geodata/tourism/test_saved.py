"""Saved tours on both databases: whose they are, who sees them, what a stale change is told."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from geodata.errors import Conflict, InvalidInput, NotFound, Stale
from geodata.office.audit import Actor, LogFilter, read_log
from geodata.office.tables import tours
from geodata.tourism import saved
from geodata.tourism.kinds import StopKind
from geodata.tourism.tour_summary import TourFilter
from geodata.vocabulary import Weekday
from tests.tour_factories import MONDAY, SUNDAY, make_day, make_note, make_stop, make_timed

LAN, MINH = Actor("u-lan", "Trần Thị Lan"), Actor("u-minh", "Lý Văn Minh")


def save(store, title="Bắc Hà ngày chợ phiên", actor=LAN, **changes):
    return saved.save_tour(store, actor, title, "  ", make_timed(**changes))


def titles(headings):
    return {heading.title for heading in headings}


def actions(store):
    entries, _ = read_log(store, LogFilter(subject_kind="tour"), 20)
    return [entry.action for entry in reversed(entries)]


def test_a_saved_tour_is_kept_as_it_was_timed(store):
    timed = make_timed()
    found = saved.find_tour(store, save(store).tour_id, LAN)
    assert (found.request, found.answer, found.basis) == (timed.request, timed.answer, timed.basis)
    assert (found.title, found.note, found.version) == ("Bắc Hà ngày chợ phiên", None, 1)
    assert (found.first_day.isoformat(), found.days, found.revision) == (SUNDAY, 1, 7)
    assert found.created_at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("viewer", [MINH, None, Actor(None, "command line")])
def test_a_draft_is_its_authors_alone_and_looks_to_all_others_as_if_it_were_not_there(store, viewer):
    draft = save(store)
    with pytest.raises(NotFound) as hidden:
        saved.find_tour(store, draft.tour_id, viewer)
    with pytest.raises(NotFound) as missing:
        saved.find_tour(store, "no-such-tour", viewer)
    assert str(hidden.value) == str(missing.value)
    assert saved.visible_headings(store, viewer) == []


def test_a_published_tour_is_seen_by_everybody_and_a_withdrawn_one_is_not(store):
    draft = save(store)
    shown = saved.publish_tour(store, LAN, draft.tour_id, 1, published=True)
    assert saved.find_tour(store, draft.tour_id, None).title == draft.title
    assert [tour.tour_id for tour in saved.published_tours(store)] == [draft.tour_id]
    saved.publish_tour(store, LAN, draft.tour_id, shown.version, published=False)
    assert saved.published_tours(store) == []
    with pytest.raises(NotFound):
        saved.find_tour(store, draft.tour_id, None)


def test_a_list_holds_what_is_published_and_ones_own_drafts(store):
    hers, his = save(store, "Lan"), save(store, "Minh", MINH)
    saved.publish_tour(store, MINH, his.tour_id, 1, published=True)
    save(store, "Minh nháp", MINH)
    assert titles(saved.visible_headings(store, LAN)) == {"Lan", "Minh"}
    assert titles(saved.visible_headings(store, LAN, mine=True)) == {"Lan"}
    assert titles(saved.visible_headings(store, None)) == {"Minh"}
    assert saved.visible_headings(store, None, mine=True) == []
    assert saved.visible_headings(store, LAN, mine=True)[0].tour_id == hers.tour_id


def test_a_change_from_an_old_version_is_refused_with_what_is_there_now_and_changes_nothing(store):
    tour = save(store)
    saved.change_words(store, LAN, tour.tour_id, 1, {"title": "Mới"})
    with pytest.raises(Stale) as refused:
        saved.replace_tour(store, LAN, tour.tour_id, 1, make_timed(dates=[MONDAY]))
    assert (refused.value.values["name"], refused.value.values["version"]) == ("Mới", 2)
    with pytest.raises(Stale):
        saved.remove_tour(store, LAN, tour.tour_id, 1)
    with pytest.raises(Stale):
        saved.publish_tour(store, LAN, tour.tour_id, 1, published=True)
    assert saved.find_tour(store, tour.tour_id, LAN).first_day.isoformat() == SUNDAY


def test_another_order_takes_the_place_of_the_old_one_and_of_what_it_rested_on(store):
    tour = save(store)
    timed = make_timed(
        dates=[SUNDAY, MONDAY], days=[make_day(SUNDAY, "sun", []), make_day(MONDAY, "mon", [])]
    )
    now = saved.replace_tour(store, LAN, tour.tour_id, 1, timed)
    assert (now.days, now.version, now.summary["stops"], now.title) == (2, 2, [], tour.title)


def test_a_copy_is_a_draft_of_its_own_that_keeps_its_origin_when_that_is_gone(store):
    origin = save(store)
    copied = saved.copy_tour(store, MINH, origin)
    saved.remove_tour(store, LAN, origin.tour_id, 1)
    found = saved.find_tour(store, copied.tour_id, MINH)
    assert (found.origin_id, found.origin_title) == (origin.tour_id, origin.title)
    assert (found.author_name, found.is_published, found.answer) == (MINH.name, False, origin.answer)


@pytest.mark.parametrize("title", ["", "   ", None, 5, "x" * 121])
def test_a_tour_without_a_title_that_fits_is_not_kept(store, title):
    with pytest.raises(InvalidInput):
        save(store, title)
    assert saved.visible_headings(store, LAN) == []


def test_every_write_is_in_the_audit_log(store):
    tour = save(store)
    saved.change_words(store, LAN, tour.tour_id, 1, {"note": "Đón khách ở ga"})
    saved.publish_tour(store, LAN, tour.tour_id, 2, published=True)
    saved.publish_tour(store, LAN, tour.tour_id, 3, published=False)
    saved.remove_tour(store, LAN, tour.tour_id, 4)
    assert actions(store) == [
        "tour_saved",
        "tour_changed",
        "tour_published",
        "tour_withdrawn",
        "tour_removed",
    ]
    changed = read_log(store, LogFilter(action="tour_changed"), 1)[0][0]
    assert (changed.before, changed.after) == ({"note": None}, {"note": "Đón khách ở ga"})


def test_writes_of_tours_make_no_new_revision(store):
    before = store.revision()
    saved.publish_tour(store, LAN, save(store).tour_id, 1, published=True)
    assert store.revision() == before


def test_a_tour_that_cannot_be_kept_to_is_published_only_where_somebody_says_anyway(store):
    late = make_note("arrives_late", "Arrives too late")
    broken = save(store, keeps=False, findings=[{"note": late}])
    with pytest.raises(Conflict) as refused:
        saved.publish_tour(store, LAN, broken.tour_id, 1, published=True)
    assert refused.value.values["why"] == ({"text": late["message"], "values": late["values"]},)
    # Nothing was written: neither who may see it nor its version.
    assert saved.find_tour(store, broken.tour_id, LAN) == broken
    assert saved.publish_tour(store, LAN, broken.tour_id, 1, published=True, anyway=True).is_published
    # It is shown already, and may be made a draft again.
    assert saved.publish_tour(store, LAN, broken.tour_id, 2, published=True).is_published
    assert not saved.publish_tour(store, LAN, broken.tour_id, 3, published=False).is_published


def test_a_summary_from_before_something_was_noted_says_that_it_is_not_known(store):
    kept = save(store)
    old = {name: value for name, value in kept.summary.items() if name not in ("keeps", "km_missing")}
    with store.write(revises=False) as connection:
        connection.execute(tours.update().values(summary=json.dumps(old)))
    (heading,) = saved.visible_headings(store, LAN)
    assert heading.summary == old | {"keeps": None, "km_missing": None}
    assert saved.find_tour(store, kept.tour_id, LAN).summary == heading.summary
    assert TourFilter(text="cho phien bac ha").passes(heading)


@pytest.mark.parametrize(
    ("chosen", "passes"),
    [
        (TourFilter(), True),
        (TourFilter(days=1), True),
        (TourFilter(days=2), False),
        (TourFilter(kind=StopKind.MARKET), True),
        (TourFilter(kind=StopKind.CRAFT), False),
        (TourFilter(commune="02838"), True),
        (TourFilter(commune="02641"), False),
        (TourFilter(weekday=Weekday.SUN), True),
        (TourFilter(weekday=Weekday.MON), False),
        (TourFilter(text="cho phien bac ha"), True),
        (TourFilter(text="lan SUNDAY"), False),
        (TourFilter(text="Tran  lan"), True),
    ],
)
def test_a_filter_asks_for_days_kinds_communes_weekdays_and_words(sqlite_store, chosen, passes):
    save(sqlite_store)
    (heading,) = saved.visible_headings(sqlite_store, LAN)
    assert chosen.passes(heading) is passes


def test_a_sum_of_kilometres_says_of_how_many_legs_they_are_not_known(sqlite_store):
    day = make_day(SUNDAY, "sun", ["place:1"])
    day["legs"][0]["km"] = None
    tour = save(sqlite_store, days=[day], stops={"place:1": make_stop("X")})
    assert (tour.summary["km"], tour.summary["km_missing"]) == (18.5, 1)
    assert tour.summary["drive_min"] == {"low": 50.0, "likely": 64.0, "high": 80.0}


def test_what_is_stored_is_json_without_escapes_so_that_an_office_can_read_it(store):
    save(store)
    with store.read() as connection:
        row = connection.execute(sa.select(tours.c.answer, tours.c.summary)).one()
    assert "Chợ phiên Bắc Hà" in row.answer
    assert json.loads(row.summary)["communes"] == {"02838": "Bắc Hà"}
