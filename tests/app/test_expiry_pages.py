"""The expiry board, the gaps to the next star, the calendar and the workbook, as a reader gets them."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from secrets import token_hex

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from openpyxl import load_workbook

from app import create_app
from app.clock import today
from app.errors import MapServer
from app.exports.jobs import ExportInputs
from app.registry.expiry_jobs import make_expiry_file
from geodata import tables
from geodata.office.vocabulary import RoleName
from geodata.programme_tables import programme_facts
from geodata.status import expires_on
from geodata.store import Store
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import closing, settings_for
from tests.conftest import sqlite_url
from tests.geodata.certificate_rows import channel_row
from tests.hostile import PAYLOAD

BOARD, PAGE, UPGRADES = "/api/v1/expiry", "/expiry", "/registry/upgrades"
HOSTILE = f"{PAYLOAD} =1+1"
SOON, LATER = timedelta(days=40), timedelta(days=200)


def given_to_end(after: timedelta) -> date:
    """Return a day of a certificate that ends so long from today, or a day later."""
    day = today() + after - timedelta(days=3 * 365 + 3)
    while expires_on(day) < today() + after:
        day += timedelta(days=1)
    return day


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory) -> Iterator[Store]:
    """The reference data with four known days, a revocation, points, and a channel of a lapsed product."""
    path = tmp_path_factory.mktemp("expiry") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        change(opened)
        yield opened


def change(store: Store) -> None:
    """Put into the certificates what an office would."""
    t, p = tables.certificates, tables.products
    old = sa.select(t.c.certificate_id, t.c.product_id).join(p, p.c.product_id == t.c.product_id)
    old = old.where(t.c.certified_year < 2022, p.c.product_group == "food")
    with store.write() as connection:
        rows = connection.execute(old.order_by(t.c.certificate_id)).all()
        days = {
            rows[0]: given_to_end(SOON),
            rows[1]: given_to_end(SOON),
            rows[2]: given_to_end(LATER),
            rows[3]: given_to_end(LATER),
        }
        for (certificate, product), day in days.items():
            values = {
                "certified_on": day,
                "certified_year": day.year,
                "decision_number": "=12/QĐ",
                "points": 66.5,
            }
            connection.execute(t.update().where(t.c.certificate_id == certificate).values(values))
            if product == rows[0].product_id:
                connection.execute(p.update().where(p.c.product_id == product).values(name=HOSTILE))
        revoked = {"certified_on": today(), "revoked_on": today()}
        connection.execute(t.update().where(t.c.certificate_id == rows[4].certificate_id).values(revoked))
        bare_year = t.update().where(t.c.certificate_id == rows[6].certificate_id)
        connection.execute(bare_year.values(certified_year=today().year - 1))
        connection.execute(
            programme_facts.insert(), [channel_row("products", rows[5].product_id, "shopee", today())]
        )


@pytest.fixture(scope="module")
def office(store, tmp_path_factory) -> Iterator[MapServer]:
    """One application on these data."""
    yield from closing(create_app(settings_for(store, instance_dir=tmp_path_factory.mktemp("instance"))))


@pytest.fixture
def reader(office):
    """Somebody who reads English."""
    client = office.test_client()
    client.set_cookie("lang", "en")
    return client


def test_the_page_counts_what_the_api_counts(reader):
    for query in ("", "?months=24", "?months=3", "?district=085&months=24", "?stars=3", "?on=2024-06-01"):
        told, page = reader.get(BOARD + query).json, reader.get(PAGE + query).text
        assert f'<strong id="standings-total">{told["products"]}</strong>' in page, query
        shown = dict(re.findall(r'<tr data-standing="(\w+)">.*?<td class="number">(\d+)</td>', page))
        assert {key: int(value) for key, value in shown.items()}.items() <= told["standings"].items()
        assert sum(told["standings"].values()) == told["products"]
        assert len(re.findall(r'<tr data-product="', page.split('id="on-sale"')[0])) == told["total"]
        months = re.findall(r'data-month="([\d-]+)".*?<strong>(\d+)</strong>.*?(\d+) may', page)
        assert [(a, int(b), int(c)) for a, b, c in months] == [
            (cell["month"], cell["certain"], cell["may"]) for cell in told["strip"]
        ]


def test_a_day_that_is_entered_is_on_the_board_in_its_month(reader):
    told = reader.get(f"{BOARD}?months=3").json
    assert told["dated"] == 2
    month = expires_on(given_to_end(SOON)).strftime("%Y-%m")
    one = reader.get(f"{BOARD}?months=3&month={month}").json
    dated = [
        row for row in one["items"] if row["certainty"] == "certain" and row["ends_first"] == row["ends_last"]
    ]
    assert len(dated) == 2
    assert {row["action"] for row in dated} == {"renew"}
    page = reader.get(f"{PAGE}?months=3&month={month}").text
    assert page.count("<tr data-product=") == one["total"] + page.split('id="on-sale"')[1].count(
        "<tr data-product="
    )


def test_a_month_that_is_chosen_counts_in_the_tables_and_on_the_map(reader):
    month = expires_on(given_to_end(SOON)).strftime("%Y-%m")
    every, one = (reader.get(f"{BOARD}?months=12{more}").json for more in ("", f"&month={month}"))
    assert 0 < one["total"] < every["total"]
    assert {sum(group["total"] for group in one[name]) for name in ("communes", "producers")} == {
        one["total"]
    }
    page = reader.get(f"{PAGE}?months=12&month={month}").text
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', page)[1])
    on_map = {group["key"]: group["total"] for group in one["communes"] if group["key"]}
    assert {code: counts["total"] for code, counts in state["communes"].items()} == on_map
    assert state["query"] == {"months": "12", "month": month}
    table = page.split('id="by-commune"')[1].split("</table>")[0]
    assert sum(map(int, re.findall(r"(\d+)</td></tr>", table))) == one["total"]


def test_a_place_behind_the_end_of_the_list_is_not_said_to_be_an_empty_board(reader):
    total = reader.get(BOARD).json["total"]
    page = reader.get(f"{PAGE}?offset=100000").text
    assert "nothing-ends" not in page
    assert f"it has {total} row" in page
    assert "beyond-end" not in reader.get(PAGE).text


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/products?on=9999-12-31",
        f"{BOARD}/on-sale?on=9999-06-01",
        f"{PAGE}?on=9999-02-01",
        f"{BOARD}?months=24&on=3000-01-01",
        "/ogc/collections/products/items?on=9999-12-31",
    ],
)
def test_a_day_too_far_ahead_is_refused_with_what_is_allowed(reader, address):
    answer = reader.get(address)
    assert (answer.status_code, "2999-12-31" in answer.get_data(as_text=True)) == (400, True)


def test_the_last_day_that_may_be_asked_for_is_answered(reader):
    for address in ("/api/v1/products", f"{BOARD}/on-sale", PAGE):
        assert reader.get(f"{address}?on=2999-12-31").status_code == 200
        assert reader.get(f"{address}?on=0001-01-01").status_code == 200


def test_every_export_counts_what_the_screen_counts(reader):
    for query in ("?months=24", "?months=6&district=085", f"?months=12&month={today():%Y-%m}"):
        total = reader.get(BOARD + query).json["total"]
        for extension in ("xlsx", "csv", "geojson", "gpkg"):
            answer = reader.get(f"{BOARD}/exports/lapses.{extension}{query}")
            assert answer.headers["X-OCOP-Records"] == str(total), (extension, query)
    on_sale = reader.get(f"{BOARD}/on-sale").json["total"]
    assert reader.get(f"{BOARD}/exports/on_sale.csv").headers["X-OCOP-Records"] == str(on_sale)
    assert f"({on_sale} record" in reader.get(PAGE).text


@pytest.mark.parametrize("by", ["commune", "producer"])
def test_the_workbook_has_every_row_once_in_all_and_once_in_the_sheet_of_its_group(reader, by):
    told = reader.get(f"{BOARD}?months=24&limit=1000").json
    answer = reader.get(f"{BOARD}/workbook.xlsx?months=24&by={by}")
    book = load_workbook(io.BytesIO(answer.data))
    first, *groups, sources = book.worksheets
    assert answer.headers["X-OCOP-Records"] == str(told["total"])
    assert first.max_row - 1 == told["total"]
    expected = Counter(row[f"{by}"] for row in told["items"])
    rows = {sheet.title: rows_of_sheet(sheet) for sheet in groups}
    assert sorted(len(found) for found in rows.values()) == sorted(expected.values())
    assert sum(len(found) for found in rows.values()) == told["total"]
    headings = [cell.value for cell in first[1]]
    assert {"Decision", "Ends, from", "Ends, to", "What to do", "Producer", "Commune"} <= set(headings)
    assert any("36 months" in str(cell.value) for row in groups[0].iter_rows() for cell in row)
    assert any("36 months" in str(cell.value) for row in sources.iter_rows() for cell in row)


def rows_of_sheet(sheet):
    """Return the records of a sheet: between its headings and the empty line above the facts."""
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    return rows[: next(at for at, row in enumerate(rows) if not any(row))]


def test_no_cell_of_the_workbook_is_a_formula_and_days_are_days(reader):
    book = load_workbook(io.BytesIO(reader.get(f"{BOARD}/workbook.xlsx?months=3").data))
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any(cell.value == "=12/QĐ" and cell.data_type == "s" for cell in cells)
    ends = next(cell.column for cell in sheet[1] if cell.value == "Ends, from")
    assert all(sheet.cell(row, ends).is_date for row in range(2, sheet.max_row + 1))


def calendar(client, query=""):
    """Return the events of the feed."""
    answer = client.get(f"/expiry.ics{query}")
    assert answer.content_type == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.data).walk("VEVENT")


def test_the_calendar_has_an_event_with_two_alarms_for_every_end_that_is_known(reader):
    events = calendar(reader, "?lang=en")
    board = reader.get(f"{BOARD}?months=24&limit=1000").json
    assert len(events) >= board["total"]
    day = expires_on(given_to_end(SOON))
    mine = [event for event in events if event.decoded("dtstart") == day and "ends:" in event["summary"]]
    assert len(mine) == 2
    for event in mine:
        alarms = event.walk("VALARM")
        assert [alarm.decoded("trigger") for alarm in alarms] == [timedelta(days=-180), timedelta(days=-90)]
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
    texts = " ".join(str(event["summary"]) for event in events)
    assert "Recognition ends: " in texts
    assert "Recognition may end: " in texts
    assert "</script><script>window.pwned=1" in texts  # a text like any other


def test_an_event_keeps_its_uid_when_its_day_is_corrected(own_reference_store, tmp_path):
    for app in closing(create_app(settings_for(own_reference_store, instance_dir=tmp_path))):
        client = app.test_client()
        t = tables.certificates
        year, day = today().year - 1, date(today().year - 1, 5, 2)
        some = sa.select(t.c.certificate_id).order_by(t.c.certificate_id).limit(3)
        with own_reference_store.write() as connection:
            bare = {"certified_on": None, "certified_year": year}
            connection.execute(t.update().where(t.c.certificate_id.in_(some)).values(bare))
        before = {event["uid"]: event for event in calendar(client)}
        assert len(before) == len(calendar(client))
        with own_reference_store.write() as connection:
            chosen = connection.scalar(some.limit(1))
            connection.execute(t.update().where(t.c.certificate_id == chosen).values(certified_on=day))
        after = {event["uid"]: event for event in calendar(client)}
        assert before.keys() == after.keys()
        moved = [uid for uid in after if after[uid].decoded("dtstart") != before[uid].decoded("dtstart")]
        assert [after[uid].decoded("dtstart") for uid in moved] == [expires_on(day)]
        assert after[moved[0]]["sequence"] > before[moved[0]]["sequence"]


def test_the_calendar_takes_the_filter_of_the_board(reader):
    every, one = calendar(reader), calendar(reader, "?district=085")
    board = reader.get(f"{BOARD}?months=24&limit=1000&district=085").json
    assert board["total"] <= len(one) < len(every)


def test_a_calendar_of_too_many_ends_holds_the_soonest_and_says_where_it_is_cut(reader, monkeypatch):
    every = {str(event["uid"]): event for event in calendar(reader)}
    monkeypatch.setattr("layers.expiry_calendar.MOST_EVENTS", 3)
    feed = reader.get("/expiry.ics?lang=en&units=2025")
    cut = Calendar.from_ical(feed.data)
    events = sorted(cut.walk("VEVENT"), key=lambda event: event.decoded("dtstart"))
    days = sorted(event.decoded("dtstart") for event in every.values())
    assert [event.decoded("dtstart") for event in events] == days[:4]
    (notice,) = [event for event in events if event["uid"] not in every]
    assert notice.decoded("dtstart") == days[3]
    told = f"3 of {len(every)} ends are in this calendar"
    assert told in notice["description"]
    assert told in cut["x-wr-caldesc"]
    assert 'id="feed-cut"' in reader.get(f"{PAGE}?months=6").text
    assert "X-WR-CALDESC" not in reader.get("/expiry.ics?district=085").text


class FakeTask:
    """What a job is given, noting what it tells."""

    def __init__(self, folder):
        self.folder, self.name, self.told = folder, "", []

    def progress(self, fraction, message, **values):
        self.told.append(fraction)

    def result(self, name):
        self.name = name
        return self.folder / "result"


@pytest.mark.parametrize(
    ("address", "file", "query"),
    [
        ("exports/lapses.csv", "lapses.csv", {"months": "24"}),
        ("exports/checks.csv", "checks.csv", {"check": "none", "district": "085"}),
        ("workbook.xlsx", "workbook.xlsx", {"months": "24", "by": "producer"}),
    ],
)
def test_a_long_list_is_a_job_that_makes_the_same_file(
    reader, store, tmp_path, monkeypatch, address, file, query
):
    at_once = reader.get(f"{BOARD}/{address}", query_string=query | {"lang": "en"})
    assert at_once.status_code == 200
    monkeypatch.setattr("app.registry.expiry_files.MOST_AT_ONCE", 0)
    refused = reader.get(f"{BOARD}/{address}", query_string=query)
    assert (refused.status_code, "POST /api/v1/expiry/exports" in refused.json["message"]) == (413, True)
    order = {"file": file, "query": query}
    queued = reader.post(f"{BOARD}/exports", json=order)
    assert (queued.status_code, queued.json["kind"]) == (202, "expiry_file")
    task = FakeTask(tmp_path)
    make_expiry_file.run(store, ExportInputs(json.dumps(order), "en", "http://localhost"), task)
    assert f'filename="{task.name}"' in at_once.headers["Content-Disposition"]
    assert task.told == sorted(task.told)
    made = (tmp_path / "result").read_bytes()
    if file.endswith(".csv"):
        assert made == at_once.data
    else:
        books = [load_workbook(io.BytesIO(content)) for content in (made, at_once.data)]
        cells = [[list(sheet.values) for sheet in book.worksheets] for book in books]
        assert cells[0] == cells[1]


def test_the_page_sends_long_lists_to_a_job(reader, monkeypatch):
    assert "data-job" not in reader.get(f"{PAGE}?months=24").text
    for module in ("expiry_pages", "expiry_checks_pages"):
        monkeypatch.setattr(f"app.registry.{module}.MOST_AT_ONCE", 0)
    for address in (f"{PAGE}?months=12", f"{PAGE}/checks?district=085"):
        page = reader.get(address).text
        assert "data-job" in page
        assert "the file is made in the background" in page


def test_a_lapsed_product_with_a_channel_of_today_is_said_to_be_sold_after_it_lapsed(reader):
    found = reader.get(f"{BOARD}/on-sale").json["items"]
    assert (found[0]["timing"], found[0]["facts"][0]["what"]) == ("after", "shopee")
    assert len(found) == 3
    page = reader.get(PAGE).text
    assert "something on record says of 3 that they are sold" in page
    assert "after it lapsed" in page


def test_a_revoked_product_says_so_on_its_page(reader, store):
    with store.read() as connection:
        t = tables.certificates
        product = connection.scalar(sa.select(t.c.product_id).where(t.c.revoked_on.is_not(None)))
    page = reader.get(f"/products/{product}").text
    assert "It was revoked on" in page
    assert f"revoked on {today():%d/%m/%Y}" in page
    assert reader.get(f"{BOARD}?months=3&q=").json["standings"]["lapsed"] > 0


def test_the_list_of_products_shows_what_ends_within_the_months_that_are_asked_for(reader):
    page = reader.get("/products?expiring=3").text
    rows = reader.get("/api/v1/products?expiring=3").json["total"]
    assert f"1 – {rows} of {rows}" in page
    assert "Recognition ends or may end within: 3 months" in page
    assert rows == reader.get(f"{BOARD}?months=3").json["total"]
    exported = reader.get("/api/v1/exports/products.csv?expiring=3")
    assert exported.headers["X-OCOP-Records"] == str(rows)


def test_a_certificate_says_under_which_criteria_it_was_given(reader, store):
    with store.read() as connection:
        t = tables.certificates
        product = connection.scalar(sa.select(t.c.product_id).where(t.c.certified_year == 2024))
    assert "148/QĐ-TTg (2023)" in reader.get(f"/products/{product}").text


def test_hostile_names_are_text(reader):
    for address in (f"{PAGE}?months=3", UPGRADES):
        assert PAYLOAD not in reader.get(address).text


def test_an_empty_registry_has_an_empty_board(empty_client):
    empty_client.set_cookie("lang", "en")
    page = empty_client.get(PAGE).text
    assert '<strong id="standings-total">0</strong>' in page
    assert 'id="nothing-loaded"' in page
    assert calendar(empty_client) == []
    assert empty_client.get(f"{BOARD}/workbook.xlsx").status_code == 200


def test_readers_do_not_see_points_and_editors_do(office, store):
    client = office.test_client()
    client.set_cookie("lang", "en")
    assert client.get("/api/v1/registry/upgrades").status_code == 401
    signed_in_as(client, store, RoleName.EDITOR)
    told = client.get("/api/v1/registry/upgrades").json
    assert (told["total"], {row["gap"] for row in told["items"]}) == (4, {3.5})
    page = client.get(UPGRADES)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count("<tr data-product=") == 4
    assert PAYLOAD not in page.text
    assert client.get("/api/v1/registry/upgrades?within=3").json["further"] == 4
    exported = client.get("/api/v1/registry/upgrades/exports/upgrades.xlsx")
    assert exported.headers["X-OCOP-Records"] == "4"


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("?within=0", 400, "1 – 100"),
        ("?within=a", 400, "1 – 100"),
        ("?size=9", 400, "within"),
        ("/exports/nope.csv", 404, "upgrades"),
        ("/exports/upgrades.exe", 400, "gpkg"),
        ("/exports/upgrades.csv?lang=xx", 400, "vi, en"),
    ],
)
def test_what_cannot_be_asked_of_points_is_refused_with_what_is_allowed(office, store, query, status, told):
    client = office.test_client()
    client.set_cookie("lang", "en")
    signed_in_as(client, store, RoleName.EDITOR, login=f"asks-{token_hex(4)}")
    answer = client.get(f"/api/v1/registry/upgrades{query}")
    assert (answer.status_code, told in answer.json["message"]) == (status, True)
    if query.startswith("?"):
        assert client.get(UPGRADES + query).status_code == status


def test_without_points_the_page_says_how_to_enter_them(app, own_reference_store, tmp_path):
    for own in closing(create_app(settings_for(own_reference_store, instance_dir=tmp_path))):
        client = own.test_client()
        client.set_cookie("lang", "en")
        signed_in_as(client, own_reference_store, RoleName.EDITOR)
        page = client.get(UPGRADES).text
        assert 'id="no-points"' in page
        assert "0 have points on record and 112 have none" in page


def test_the_page_of_a_product_says_where_its_newest_certificate_cannot_be_told(
    own_reference_store, tmp_path
):
    t = tables.certificates
    with own_reference_store.write() as connection:
        found = sa.select(t).where(t.c.certified_year == 2024, t.c.certified_on.is_(None))
        held = connection.execute(found.order_by(t.c.certificate_id)).first()._asdict()
        later = held | {"certificate_id": f"{held['certificate_id']}-2", "certified_on": date(2024, 1, 31)}
    for app in closing(create_app(settings_for(own_reference_store, instance_dir=tmp_path))):
        client = app.test_client()
        address = f"/products/{held['product_id']}"
        assert 'id="order-open"' not in client.get(address).text
        with own_reference_store.write() as connection:
            connection.execute(t.insert(), [later])
        assert 'id="order-open"' in client.get(address).text
        with own_reference_store.write() as connection:
            own = t.c.certificate_id == later["certificate_id"]
            connection.execute(
                t.update().where(own).values(certified_on=date(2025, 1, 31), certified_year=2025)
            )
        assert 'id="order-open"' not in client.get(address).text
