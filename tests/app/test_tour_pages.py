"""The gallery and the page of a tour: what they show to whom, from made-up tours of every shape."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from secrets import token_hex

import pytest
import sqlalchemy as sa

from app import create_app
from app.errors import MapServer
from geodata.network.current import current_network
from geodata.office.audit import Actor
from geodata.office.tables import tours
from geodata.office.vocabulary import RoleName
from geodata.photos.describing import described
from geodata.photos.keeping import add_photo
from geodata.records.kinds import RecordKind
from geodata.store import Store
from geodata.tables import products as product_table
from geodata.tables import sales_points
from geodata.tourism import saved
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import closing, settings_for
from tests.conftest import sqlite_url
from tests.geodata.photos.made import packed, plain
from tests.hostile import PAYLOAD
from tests.tour_factories import (
    MONDAY,
    SUNDAY,
    make_basis,
    make_day,
    make_leg,
    make_note,
    make_stop,
    make_timed,
    make_visit,
)

LAN = Actor("u-lan", "Trần Thị Lan")
GALLERY = "/tours/gallery"
PRODUCTS = [
    {"id": "p1", "name": "Chè Shan", "group": "food", "stars": 4, "recognised": True, "inferred": False},
    {"id": "p2", "name": "Rượu ngô", "group": None, "stars": None, "recognised": False, "inferred": True},
]


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory) -> Iterator[Store]:
    """The reference data, a copy for these tests: each takes away the tours that it saved."""
    path = tmp_path_factory.mktemp("pages") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def office(store) -> Iterator[MapServer]:
    """One application, which remembers the registry from test to test."""
    yield from closing(create_app(settings_for(store)))


@pytest.fixture
def app(office, store) -> Iterator[MapServer]:
    """The application without a saved tour."""
    yield office
    with store.write(revises=False) as connection:
        connection.execute(sa.delete(tours))


@pytest.fixture
def client(app):
    """A reader, in English."""
    reader = app.test_client()
    reader.set_cookie("lang", "en")
    return reader


@pytest.fixture
def author(app, store):
    """A client of an editor, in English, and who it is."""
    editor = app.test_client()
    user = signed_in_as(editor, store, RoleName.EDITOR, f"p{token_hex(4)}")
    editor.set_cookie("lang", "en")
    return editor, user.actor


def publish(store, title="Bắc Hà ngày chợ phiên", note=None, actor=LAN, **changes):
    tour = saved.save_tour(store, actor, title, note, make_timed(**changes))
    return saved.publish_tour(store, actor, tour.tour_id, 1, published=True, anyway=True)


def shown(client, tour):
    answered = client.get(f"/tours/{tour.tour_id}")
    assert answered.status_code == 200
    return answered.text


def text_of(page):
    """Return what a page says, without its marks."""
    body = page.split("<main", 1)[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


# The gallery


def test_an_empty_gallery_says_how_a_tour_comes_into_it(client, author):
    assert "No tour has been published yet" in text_of(client.get(GALLERY).text)
    assert "publish it" in text_of(author[0].get(GALLERY).text)


def test_the_gallery_shows_what_is_published_and_the_own_drafts_of_who_looks(client, author, store):
    editor, actor = author
    publish(store, "Của mọi người")
    saved.save_tour(store, actor, "Nháp của tôi", None, make_timed())
    saved.save_tour(store, LAN, "Nháp của Lan", None, make_timed())
    reader, own = text_of(client.get(GALLERY).text), text_of(editor.get(GALLERY).text)
    assert "Của mọi người" in reader
    assert "Nháp" not in reader
    assert "Nháp của tôi draft" in own
    assert "Nháp của Lan" not in own


def test_a_card_tells_weekday_stops_communes_products_and_the_range_of_driving(client, store):
    publish(store, stops={"place:1": make_stop("Chợ phiên Bắc Hà", products=PRODUCTS)})
    found = text_of(client.get(GALLERY).text)
    assert "Sunday 06/12/2026" in found
    assert "Communes Bắc Hà" in found
    assert "Products at the stops 2" in found
    assert "50–80 min" in found


def test_a_filter_without_a_hit_says_what_to_do_and_one_with_a_hit_counts(client, store):
    publish(store)
    none = text_of(client.get(f"{GALLERY}?q=sa+pa").text)
    assert "No tour passes the filter" in none
    assert "Show all" in none
    assert "1 tour, filtered" in text_of(client.get(f"{GALLERY}?weekday=sun&kind=market&days=1").text)


def test_the_gallery_goes_on_after_thirty_tours_and_keeps_its_filter(client, store):
    for number in range(31):
        publish(store, f"Tuyến {number}")
    first = client.get(f"{GALLERY}?days=1").text
    (address,) = re.findall(r'href="([^"]+)" rel="next"', first)
    assert unescape(address) == f"{GALLERY}?days=1&offset=30"
    assert first.count('class="tour-card"') == 30
    assert client.get(unescape(address)).text.count('class="tour-card"') == 1


def test_an_unknown_filter_is_refused(client):
    assert client.get(f"{GALLERY}?stars=3").status_code == 400


# One tour


def test_a_draft_has_no_page_for_others(client, author, store):
    editor, actor = author
    draft = saved.save_tour(store, actor, "Nháp", None, make_timed())
    assert client.get(f"/tours/{draft.tour_id}").status_code == 404
    assert "only its author sees it" in text_of(editor.get(f"/tours/{draft.tour_id}").text)


def test_readers_have_no_button_that_writes_and_authors_have_theirs(client, author, store):
    editor, actor = author
    tour = publish(store, actor=actor)
    acts = [re.findall(r'data-action="(\w+)"', shown(one, tour)) for one in (client, editor)]
    assert acts == [["print"], ["copy", "again", "publish", "words", "print", "remove"]]


def test_a_tour_that_was_timed_on_other_roads_says_so(client, store):
    checksum = current_network(store, None).checksum
    timed = make_timed()
    same = saved.TimedTour(
        request=timed.request, answer=timed.answer, basis=timed.basis | {"roads": checksum}
    )
    tour = saved.save_tour(store, LAN, "Cùng đường", None, same)
    tour = saved.publish_tour(store, LAN, tour.tour_id, 1, published=True)
    told = "Travel times come from other roads now"
    assert told not in text_of(shown(client, tour))
    assert told in text_of(shown(client, publish(store)))


def test_every_file_stands_there_in_both_languages_with_the_qr_code(client, store):
    tour = publish(store)
    page = shown(client, tour)
    files = re.findall(r'href="(/api/v1/saved-tours/[^"]+)"', page)
    # Its layers are files of their own: see test_made_exports.
    assert {unescape(one) for one in files if "/exports/" not in one} == {
        f"/api/v1/saved-tours/{tour.tour_id}/tour.{extension}?lang={lang}"
        for extension in ("pdf", "html", "gpx", "ics", "kml", "kmz", "xlsx", "geojson")
        for lang in ("vi", "en")
    }
    assert f'src="/api/v1/saved-tours/{tour.tour_id}/qr.svg"' in page


def test_a_day_tells_its_times_legs_as_ranges_and_what_is_assumed(client, store):
    stop = make_stop("Chợ phiên Bắc Hà", products=PRODUCTS, entry_fee_vnd=[20000, 50000])
    found = text_of(shown(client, publish(store, stops={"place:1": stop})))
    for told in (
        "Day 1: Sunday, 06/12/2026",
        "07:30 Start: Point on the map (22.5000, 104.2000)",
        "25–40 min, about 18.5 km (planned with 40 min)",
        "08:10–09:10 1.1 Chợ phiên Bắc Hà",
        "Visit: 1 h 15 min (assumed) · Open: 06:00–12:00 (assumed)",
        "Chè Shan (4★) · Food",
        "Rượu ngô (only evaluated, not recognised; partly inferred)",
        "Entry fee: 20,000–50,000 đồng",
        "11:30–12:30 Lunch",
        "Spare time at the end: 2 h",
        "16:00 End: Point on the map",
    ):
        assert told in found


def test_what_happens_on_a_day_stands_in_the_order_in_which_it_begins(client, store):
    stops = {"place:1": make_stop("Một"), "place:2": make_stop("Hai", lon=104.3)}
    # Left the first stop at 09:10, at the second one at 09:40, which opens at 10:40.
    for lunch_at, order in (
        ("09:10", "lunch leg visit"),
        ("09:20", "leg lunch visit"),
        ("09:40", "leg lunch visit"),
    ):
        day = make_day(SUNDAY, "sun", ["place:1", "place:2"], lunch_at=f"{SUNDAY}T{lunch_at}", lunch_min=25)
        day["visits"][1] = make_visit(SUNDAY, "place:2", "10:40", "11:40", reached=f"{SUNDAY}T09:40")
        page = shown(client, publish(store, days=[day], stops=stops))
        found = " ".join(re.findall(r'class="entry entry-(\w+)', page))
        assert found == f"end leg visit {order} leg end"


def test_the_way_after_a_lunch_begins_when_the_lunch_ends(client, store):
    day = make_day(SUNDAY, "sun", ["place:1"], lunch_at=f"{SUNDAY}T09:10", lunch_min=60)
    found = text_of(shown(client, publish(store, days=[day])))
    assert "09:10–10:10 Lunch 10:10–16:00 On the way" in found


def test_products_and_stops_lead_to_our_records_and_legs_to_the_map_application(client, store):
    records = [{"role": "market", "id": "cho-bac-ha", "name": "Chợ Bắc Hà"}]
    stop = make_stop("Chợ phiên Bắc Hà", products=PRODUCTS, records=records)
    links = [
        unescape(one)
        for one in re.findall(r'href="([^"]+)"', shown(client, publish(store, stops={"place:1": stop})))
    ]
    assert {"/products/p1", "/products/p2", "/markets/cho-bac-ha"} <= set(links)
    way = (
        "https://www.google.com/maps/dir/?api=1&origin=22.500000,104.200000&destination=22.530000,104.290000"
    )
    assert f"{way}&travelmode=driving" in links
    assert (
        "geo:22.530000,104.290000?q=22.530000,104.290000(Ch%E1%BB%A3%20phi%C3%AAn%20B%E1%BA%AFc%20H%C3%A0)"
        in links
    )


def test_a_day_that_ends_somewhere_in_a_commune_says_so_in_the_list_and_on_the_map(client, store):
    end = {"id": "x", "name": "Bản Phố", "lon": 104.3, "lat": 22.5, "own_point": False, "within": ["Bắc Hà"]}
    page = shown(client, publish(store, days=[make_day(SUNDAY, "sun", ["place:1"], end=end)]))
    assert "End: Bản Phố (somewhere in Bắc Hà)" in text_of(page)
    state = json.loads(page.split('id="tour-state">')[1].split("</script>")[0])
    assert [one["exact"] for one in state["ends"]] == [True, False]


def test_a_stop_shows_photos_of_its_place_and_then_of_what_is_sold_there(client, store):
    with store.read() as connection:
        point, product = (
            connection.scalar(sa.select(sa.func.min(column)))
            for column in (sales_points.c.sales_point_id, product_table.c.product_id)
        )
    told = described("<b>Chợ</b>", "Lan", is_credit_unknown=False)
    add_photo(store, LAN, RecordKind.SALES_POINTS, point, packed(plain()), told)
    unsaid = described(None, None, is_credit_unknown=True)
    for shade in (20, 90, 160):
        add_photo(store, LAN, RecordKind.PRODUCTS, product, packed(plain(colour=(shade,) * 3)), unsaid)
    records = [{"role": "market", "id": point, "name": "Chợ"}]
    stop = make_stop("Chợ", records=records, products=[PRODUCTS[0] | {"id": product}])
    page = shown(client, publish(store, stops={"place:1": stop}))
    assert page.count('class="stop-photos"') == 1
    found = page.partition('<ul class="stop-photos">')[2].partition("</ul>")[0]
    assert re.findall('alt="([^"]+)"', found) == ["&lt;b&gt;Chợ&lt;/b&gt;", *["Photo of Chè Shan"] * 2]
    assert found.count("Photo: nobody knows who took it") == 2


def test_links_to_other_sites_open_without_a_trace_and_nothing_is_loaded_from_them(client, store):
    page = shown(client, publish(store))
    foreign = re.findall(r'<a [^>]*href="(?:https:|geo:)[^>]*>', page)
    assert foreign
    assert all('rel="noopener noreferrer nofollow"' in one for one in foreign)
    assert not re.findall(r'(?:src|action)="https?:', page)


def test_schematic_legs_are_told_apart_from_roads(client, store):
    real = make_day(SUNDAY, "sun", ["place:1"])
    real["legs"] = [make_leg("a", "place:1", real=True, roads=["QL.4D"]), make_leg("place:1", "a")]
    page = shown(client, publish(store, days=[real]))
    assert re.findall(r'class="entry entry-leg( schematic)?"', page) == ["", " schematic"]
    state = json.loads(page.split('id="tour-state">')[1].split("</script>")[0])
    assert [line["real"] for line in state["lines"]] == [True, False]
    assert "by QL.4D" in text_of(page)


def test_warnings_stand_where_they_belong(client, store):
    day = make_day(SUNDAY, "sun", ["place:1"])
    day["warnings"] = [
        {"leg": None, "visit": None, "severity": "breaks", "note": make_note("a", "The day is long")},
        {"leg": 0, "visit": None, "severity": "warning", "note": make_note("b", "A long drive")},
        {"leg": None, "visit": 0, "severity": "note", "note": make_note("c", "Call first")},
    ]
    page = shown(client, publish(store, days=[day]))
    assert page.index("The day is long") < page.index('class="timeline"')
    leg = page.split('class="entry entry-leg')[1]
    assert "A long drive" in leg.split("</li>")[0]
    visit = page.split('class="entry entry-visit')[1]
    assert "Call first" in visit.split('class="entry entry-leg')[0]


def test_a_tour_that_does_not_keep_says_what_is_wrong(client, store):
    finding = {
        "fault": "closed",
        "day": 0,
        "stop": "place:1",
        "values": {},
        "note": make_note("x", "Day 1: closed"),
    }
    found = text_of(shown(client, publish(store, keeps=False, findings=[finding])))
    assert "This tour does not work as it stands Day 1: closed" in found


def test_a_tour_whose_stop_is_gone_says_so_here_and_in_the_gallery_and_no_link_leads_there(client, store):
    records = [{"role": "market", "id": "cho-cu", "name": "Chợ cũ"}]
    timed = make_timed(stops={"place:1": make_stop("Chợ cũ", records=records)})
    basis = make_basis(**{"place:1": {"name": "Chợ cũ"}})
    kept = saved.TimedTour(request=timed.request, answer=timed.answer, basis=basis)
    tour = saved.save_tour(store, LAN, "Cũ", None, kept)
    tour = saved.publish_tour(store, LAN, tour.tour_id, 1, published=True)
    page = shown(client, tour)
    assert "1 thing has changed since this tour was timed Chợ cũ is no longer in the registry" in text_of(
        page
    )
    assert "/markets/cho-cu" not in page
    assert "changed since" in text_of(client.get(GALLERY).text)


def test_what_the_numbers_rest_on_stands_at_the_end(client, store):
    found = text_of(shown(client, publish(store)))
    for told in ("Data set put together on 31/12/2025", "Unit system: 2025", "Revision 7 of the data"):
        assert told in found
    assert "3 places are no stop: Known only by its district" in found


def test_the_score_shows_each_part_with_its_weight(client, store):
    part = {
        "key": "products", "title": "Products reached", "value": 2, "unit": "products", "points": None,
        "weight": 1.5, "note": make_note("x", "Counted so"),
    }  # fmt: skip
    score = {"total": 6.25, "weights": {}, "parts": [part], "co2_kg": None}
    found = text_of(shown(client, publish(store, score=score)))
    assert "Score: 6.2" in found
    assert "Products reached not known 1.5 Counted so" in found


def test_a_tour_of_two_days_has_two_days_and_says_when_a_day_is_too_long(client, store):
    days = [make_day(SUNDAY, "sun", ["place:1"]), make_day(MONDAY, "mon", [], lunch_at=None, slack_min=-20.0)]
    found = text_of(shown(client, publish(store, dates=[SUNDAY, MONDAY], days=days)))
    assert "Day 2: Monday, 07/12/2026" in found
    assert "Too long by 20 min" in found


def test_a_place_of_the_authors_own_has_no_facts_and_says_whose_it_is(client, store):
    own = {"own": True, "kinds": [], "commune": None, "commune_code": None, "prize": 0, "why": []}
    day = make_day(SUNDAY, "sun", [], legs=[make_leg("a", "own:1"), make_leg("own:1", "a")])
    day["visits"] = [make_visit(SUNDAY, "own:1", "08:10", "09:10", open=None)]
    stops = {"own:1": make_stop("Nhà bà Mai", **own)}
    found = text_of(shown(client, publish(store, days=[day], stops=stops)))
    assert "Nhà bà Mai place of the author commune unknown" in found


def test_a_tour_over_is_told_to_be_over(client, store):
    day = make_day("2020-03-01", "sun", ["place:1"])
    publish(store, dates=["2020-03-01"], days=[day])
    assert "dates are over" in text_of(client.get(GALLERY).text)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_hostile_texts_are_shown_as_text(client, store, lang):
    client.set_cookie("lang", lang)
    stop = make_stop(PAYLOAD, products=[PRODUCTS[0] | {"name": PAYLOAD}], commune=PAYLOAD)
    tour = publish(store, PAYLOAD[:120], PAYLOAD, Actor("u-x", PAYLOAD), stops={"place:1": stop})
    for page in (shown(client, tour), client.get(GALLERY).text):
        assert "<script>window.pwned" not in page
        assert "<img src=x" not in page
        assert "{{ 6*7 }}" in page
    state = json.loads(shown(client, tour).split('id="tour-state">')[1].split("</script>")[0])
    assert [stop["name"] for stop in state["stops"]] == [PAYLOAD]


def test_pages_of_tours_are_kept_nowhere(client, store):
    tour = publish(store)
    for address in (GALLERY, f"/tours/{tour.tour_id}", "/tours/assumptions"):
        assert client.get(address).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/tours/no-such-tour", "/tours/..%2f", "/tours/" + "x" * 65, "/tours/a%20b"]
)
def test_an_address_of_no_tour_is_not_found(client, address):
    assert client.get(address).status_code == 404
