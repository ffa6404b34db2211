"""Files of a tour that other programs read: what went in comes out, whatever the texts hold."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as Tree

import gpxpy
import pyogrio
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from geodata.errors import NotFound
from geodata.tourism.score import UNITS as SCORE_UNITS
from layers.tour_files.calendar import calendar_of
from layers.tour_files.document import cleaned, plain_lines, plain_text
from layers.tour_files.files import Around, tour_file
from layers.tour_files.geojson import geojson_of
from layers.tour_files.gpx import gpx_of
from layers.tour_files.kml import NAMESPACE, kml_of, kmz_of
from layers.tour_files.links import geo_link, way_link
from layers.tour_files.names import file_name
from layers.tour_files.workbook import workbook_of
from layers.tour_files.workbook_score import UNITS
from tests.hostile import PAYLOAD
from tests.layers.tour_file_samples import (
    ADDRESS,
    ENGLISH,
    LONG,
    TITLE,
    make_answer,
    make_day,
    make_document,
    make_leg,
    make_sheet,
    make_stop,
    make_visit,
)

# Any sign that Python knows but halves of signs, which no JSON body brings in.
SIGNS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def document_named(name):
    """Return the sample with one text in every place where somebody may write."""
    stop = make_stop(
        name=name,
        commune=name,
        products=[
            {"id": "a", "name": name, "group": "food", "stars": 3, "recognised": True, "inferred": False}
        ],
        crafts=[{"name": name, "craft": name, "standing": "recognised"}],
        notes=[{"key": "a", "text": name}],
        sources=[name],
    )
    answer = make_answer(stops={"ban-pho": stop})
    answer["days"][0]["end"] = {"id": "x", "name": name, "lon": 104.3, "lat": 22.5}
    answer["days"][0]["warnings"][0]["note"] = {"key": "late", "text": name}
    return cleaned(make_document(title=name, note=name, author=name, answer=answer))


# GPX


def read_gpx(document):
    return gpxpy.parse(gpx_of(make_sheet(document), document, ENGLISH).decode())


def test_a_gpx_has_a_way_point_for_each_visit_with_name_text_and_link():
    (point,) = read_gpx(make_document()).waypoints
    assert (point.latitude, point.longitude) == (22.55012, 104.27351)
    assert point.name == "1.1 Bản Phố (nấu rượu ngô)"
    assert "Rượu ngô (4★); Men lá (only evaluated, not recognised; partly inferred)" in point.description
    assert (point.link, point.link_text) == (ADDRESS, TITLE)


def test_a_gpx_has_a_route_for_each_day_from_its_start_to_its_end():
    routes = read_gpx(make_document()).routes
    assert [route.name for route in routes] == ["Day 1: Saturday, 05/12/2026", "Day 2: Sunday, 06/12/2026"]
    assert [point.name for point in routes[0].points] == [
        "Point on the map (22.5300, 104.2900)",
        "1.1 Bản Phố (nấu rượu ngô)",
        "Chợ Bắc Hà",
    ]


def test_a_gpx_has_a_track_of_real_roads_alone():
    gpx = read_gpx(make_document())
    (track,) = gpx.tracks
    (segment,) = track.segments
    assert [(point.longitude, point.latitude) for point in segment.points] == [
        (104.29, 22.53),
        (104.28, 22.54),
        (104.27351, 22.55012),
    ]


def test_a_gpx_without_real_roads_has_no_track_and_says_why():
    answer = make_answer()
    for leg in answer["days"][0]["legs"]:
        leg["real"] = False
    gpx = read_gpx(make_document(answer=answer))
    assert gpx.tracks == []
    assert "holds no track of it" in gpx.description


def test_a_line_that_is_called_real_but_has_no_points_is_no_track():
    answer = make_answer()
    answer["days"][0]["legs"][0] |= {"real": True, "line": None}
    assert read_gpx(make_document(answer=answer)).tracks == []


# KML


def read_kml(document, layer, tmp_path, extension="kml"):
    make = {"kml": kml_of, "kmz": kmz_of}[extension]
    path = tmp_path / f"tour.{extension}"
    path.write_bytes(make(make_sheet(document), document, ENGLISH))
    if extension == "kml":
        return pyogrio.read_dataframe(path, layer=layer, fid_as_index=False)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["doc.kml"]
        (tmp_path / "doc.kml").write_bytes(archive.read("doc.kml"))
    return pyogrio.read_dataframe(tmp_path / "doc.kml", layer=layer)


@pytest.mark.parametrize("extension", ["kml", "kmz"])
def test_gdal_reads_every_field_of_a_kml_back(tmp_path, extension):
    document = cleaned(make_document(answer=make_answer(stops={"ban-pho": make_stop(name=LONG)})))
    frame = read_kml(document, "Day 1: Saturday, 05/12/2026", tmp_path, extension)
    stop, first, last = frame.to_dict("records")
    assert stop["Name"] == f"1.1 {plain_text(LONG)}"
    assert len(stop["Name"]) > 400
    assert (stop["geometry"].x, stop["geometry"].y) == (104.27351, 22.55012)
    assert (stop["id"], stop["arrive"], stop["leave"]) == ("ban-pho", "2026-12-05T08:10", "2026-12-05T09:10")
    assert stop["where"] == "Bản Phố, Bắc Hà"
    assert stop["products"].startswith("Rượu ngô (4★)")
    assert (first["minutes_low"], first["minutes_high"], first["real"]) == ("20.4", "39.2", "yes")
    assert first["geometry"].coords[0][:2] == (104.29, 22.53)
    assert (last["real"], len(last["geometry"].coords)) == ("no", 2)
    assert "Schematic line, no road" in last["description"]


def test_a_kml_has_a_folder_for_each_day_whose_styles_exist():
    document = make_document()
    root = fromstring(kml_of(make_sheet(document), document, ENGLISH))
    names = {"k": NAMESPACE}
    folders = root.findall(".//k:Folder/k:name", names)
    assert [folder.text for folder in folders] == ["Day 1: Saturday, 05/12/2026", "Day 2: Sunday, 06/12/2026"]
    styles = {f"#{style.get('id')}" for style in root.iterfind(".//k:Style", names)}
    assert {used.text for used in root.iterfind(".//k:styleUrl", names)} <= styles


@given(SIGNS)
def test_whatever_a_name_holds_kml_and_gpx_stay_readable_and_keep_it(name):
    document = document_named(name)
    shown = document.answer["stops"]["ban-pho"]["name"]
    root = fromstring(kml_of(make_sheet(document), document, ENGLISH))
    found = root.find(f".//{{{NAMESPACE}}}Placemark/{{{NAMESPACE}}}name").text
    assert found == f"1.1 {shown}"
    gpx = Tree.fromstring(gpx_of(make_sheet(document), document, ENGLISH))
    way_point = gpx.find("{*}wpt/{*}name").text
    assert way_point == f"1.1 {shown}"


# Calendar


def read_calendar(document):
    calendar = Calendar.from_ical(calendar_of(make_sheet(document), document, ENGLISH))
    return calendar, calendar.walk("VEVENT")


def test_a_calendar_has_an_event_for_each_day_and_each_visit():
    _, events = read_calendar(make_document())
    days = [event for event in events if not isinstance(event.decoded("dtstart"), datetime)]
    assert [event.decoded("dtstart") for event in days] == [date(2026, 12, 5), date(2026, 12, 6)]
    (visit,) = [event for event in events if event not in days]
    assert visit.decoded("dtstart").astimezone(UTC) == datetime(2026, 12, 5, 1, 10, tzinfo=UTC)
    assert visit.decoded("dtend").astimezone(UTC) == datetime(2026, 12, 5, 2, 10, tzinfo=UTC)
    assert visit["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert str(visit["summary"]) == "1.1 Bản Phố (nấu rượu ngô)"
    assert "No source says how long a visit takes" in str(visit["description"])


def test_the_zone_of_a_calendar_comes_with_it():
    calendar, _ = read_calendar(make_document())
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]


def test_an_event_keeps_its_identifier_when_its_time_changes_and_no_two_have_the_same():
    moved = make_answer()
    moved["days"][0]["visits"][0] |= {"arrive": "2026-12-05T10:00", "leave": "2026-12-05T11:00"}
    before = [str(event["uid"]) for event in read_calendar(make_document())[1]]
    after = [str(event["uid"]) for event in read_calendar(make_document(answer=moved, version=4))[1]]
    assert before == after
    assert len(set(before)) == len(before) == 3


def test_a_stop_that_is_visited_twice_on_a_day_has_two_identifiers():
    day = "2026-12-05"
    visits = [
        make_visit("ban-pho", f"{day}T08:00", f"{day}T09:00"),
        make_visit("ban-pho", f"{day}T09:00", f"{day}T10:00"),
    ]
    legs = [make_leg("a", "ban-pho"), make_leg("ban-pho", "ban-pho"), make_leg("ban-pho", "b")]
    answer = make_answer(dates=[day], days=[make_day(day, legs, visits)])
    _, events = read_calendar(make_document(answer=answer))
    assert len({str(event["uid"]) for event in events}) == 3


@settings(max_examples=60)
@given(SIGNS)
def test_whatever_a_name_holds_a_calendar_gives_it_back(name):
    document = document_named(name)
    _, events = read_calendar(document)
    assert str(events[1]["summary"]) == f"1.1 {document.answer['stops']['ban-pho']['name']}"


# Workbook


def read_workbook(document):
    return load_workbook(io.BytesIO(workbook_of(make_sheet(document), document, ENGLISH)))


def test_a_workbook_has_typed_columns_under_headings_in_row_1():
    book = read_workbook(make_document())
    assert book.sheetnames == ["Stops", "The days", "Legs", "Products", "Score", "Sources and basis"]
    stops = book["Stops"]
    row = {heading.value: cell.value for heading, cell in zip(stops[1], stops[2], strict=True)}
    assert row["Date"] == datetime.fromisoformat("2026-12-05")
    assert (row["Begins"], row["Minutes"]) == (time(8, 10), 60)
    assert (row["Longitude"], row["Entry fee from (đồng)"], row["Own point"]) == (104.27351, 20000, "Yes")
    legs = book["Legs"]
    assert [cell.value for cell in legs[2]][4:9] == [20.4, 25, 39.2, 40, 18.9]
    assert [cell.value for cell in legs[3]][8:10] == [None, "20–40 min, km not known"]
    days = [
        dict(zip((cell.value for cell in book["The days"][1]), row, strict=True))
        for row in list(book["The days"].values)[1:]
    ]
    assert [(day["Kilometres known"], day["Legs of unknown length"]) for day in days] == [
        (18.9, 1),
        (18.9, 0),
    ]
    assert {cell.value for cell in book["Products"]["F"][1:]} == {4, None}
    for sheet in book:
        (table,) = sheet.tables.values()
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]


def test_the_score_is_told_with_its_weights_and_what_it_counts():
    score = read_workbook(make_document())["Score"]
    assert [tuple(row)[:5] for row in list(score.values)[1:]] == [
        ("Products by star", 3, "recognised products", 8, 2),
        ("CO₂", None, "kg of CO₂ for each person and day (estimate)", None, 1),
        ("Total", None, None, 6.5, None),
    ]


def test_every_unit_of_the_score_has_words():
    assert set(UNITS) == set(SCORE_UNITS.values())


def test_a_workbook_says_what_it_rests_on_and_what_is_assumed_of_which_stop():
    rows = list(read_workbook(make_document())["Sources and basis"].values)
    assert ("Assumption", "No source says how long a visit takes", "1.1") in rows
    assert ("Source", "baolaocai.vn", "1.1") in rows
    assert ("Basis", "Data set put together on 21/11/2026", None) in rows
    assert ("Address", ADDRESS, None) in rows


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_of_a_workbook_is_a_formula(sign):
    name = f'{sign}HYPERLINK("http://example.com")'
    book = read_workbook(document_named(name))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    named = [cell for cell in cells if cell.value == name]
    assert len(named) >= 5
    assert all(cell.quotePrefix for cell in named)


@settings(max_examples=40)
@given(SIGNS)
def test_whatever_a_name_holds_a_workbook_gives_it_back(name):
    document = document_named(name)
    shown = document.answer["stops"]["ban-pho"]["name"]
    assert (read_workbook(document)["Stops"]["G2"].value or "") == shown


# GeoJSON


def test_geojson_says_of_every_line_whether_it_is_a_road():
    document = make_document()
    body = json.loads(geojson_of(make_sheet(document), document))
    kinds = [(f["geometry"]["type"], f["properties"].get("real")) for f in body["features"]]
    assert kinds == [("Point", None), ("LineString", True), ("LineString", False), ("LineString", False)]
    assert body["address"] == ADDRESS
    assert "Boundaries are for reference and have no legal force." in body["basis"]


# Names and texts


def test_a_file_is_named_by_title_and_first_day_in_signs_that_every_system_takes():
    assert (
        file_name(make_document(title="Đi chợ: Bắc Hà / Sa Pa?"), "pdf")
        == "di-cho-bac-ha-sa-pa-2026-12-05.pdf"
    )
    assert file_name(make_document(title="河口…"), "ics") == "tour-2026-12-05.ics"


@given(SIGNS)
def test_no_title_makes_a_name_that_some_system_refuses(title):
    name = file_name(make_document(title=title), "gpx")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert name.endswith("-2026-12-05.gpx")
    assert len(name) < 90


def test_marks_that_nobody_sees_are_taken_out_of_every_text():
    found = document_named(PAYLOAD)
    texts = json.dumps([found.title, found.note, found.author, found.answer], ensure_ascii=False)
    assert not set("\u2028\u2029\u202e\u202b\u202c") & set(texts)
    assert "<script>window.pwned=1" in found.title
    assert plain_text("Ho\u0301a\x07  ba\r\nla") == "Hóa ba la"
    assert plain_lines("Ho\u0301a\u2028 ba") == "Hóa\nba"


def test_a_kind_of_file_that_there_is_not_is_refused(reference_store, tmp_path):
    around = Around(reference_store, date(2026, 11, 22), tmp_path, str)
    with pytest.raises(NotFound, match="docx"):
        tour_file("docx", make_document(), ENGLISH, around)


def test_a_draft_says_that_it_is_one():
    document = make_document()
    assert make_sheet(document).byline == "By Trần Thị Lan, as of 22/11/2026"
    assert make_sheet(replace(document, is_draft=True)).byline.startswith("Draft by")


# Links to the map application


def test_a_stop_that_is_only_somewhere_in_its_commune_is_searched_for_and_gets_no_pin():
    vague = make_answer(stops={"ban-pho": make_stop(own_point=False)})
    leg = make_sheet(make_document(answer=vague)).days[0].legs[0]
    assert geo_link(leg.end) == (
        "geo:0,0?q=B%E1%BA%A3n%20Ph%E1%BB%91%20%28n%E1%BA%A5u%20r%C6%B0%E1%BB%A3u%20ng%C3%B4%29%2C%20"
        "B%E1%BA%A3n%20Ph%E1%BB%91%2C%20B%E1%BA%AFc%20H%C3%A0"
    )
    asked = parse_qs(urlsplit(way_link(leg.start, leg.end)).query)
    assert asked["origin"] == ["22.530000,104.290000"]
    assert asked["destination"] == ["Bản Phố (nấu rượu ngô), Bản Phố, Bắc Hà"]


def test_a_stop_with_a_point_of_its_own_is_led_to_by_it():
    leg = make_sheet(make_document()).days[0].legs[0]
    assert geo_link(leg.end).startswith("geo:22.550120,104.273510?q=22.550120,104.273510(B")
    asked = parse_qs(urlsplit(way_link(leg.start, leg.end)).query)
    assert asked["destination"] == ["22.550120,104.273510"]


VAGUE_END = {"id": "ban-pho", "name": "Bản Phố", "lon": 104.29, "lat": 22.53, "own_point": False}


def vague_end(**changes):
    """Return the files' view of a day that ends somewhere in a commune."""
    answer = make_answer()
    answer["days"][0]["end"] = VAGUE_END | changes
    return make_document(answer=answer)


def test_a_day_that_ends_somewhere_in_a_commune_says_so_and_is_searched_for():
    day = make_sheet(vague_end(within=["Bản Phố", "Bắc Hà"])).days[0]
    assert day.end.title == "Bản Phố (somewhere in Bản Phố, Bắc Hà)"
    assert geo_link(day.legs[-1].end) == "geo:0,0?q=B%E1%BA%A3n%20Ph%E1%BB%91%2C%20B%E1%BA%AFc%20H%C3%A0"
    asked = parse_qs(urlsplit(way_link(day.legs[-1].start, day.end)).query)
    assert asked["destination"] == ["Bản Phố, Bắc Hà"]
    route = read_gpx(vague_end(within=["Bản Phố"])).routes[0]
    assert (route.points[-1].name, route.points[-1].description) == ("Bản Phố", "somewhere in Bản Phố")


def test_a_town_is_searched_for_by_its_name_and_province_and_not_said_to_be_somewhere():
    end = make_sheet(vague_end(id="town:085", name="Bắc Hà", within=["Lào Cai"])).days[0].end
    assert (end.title, end.search) == ("Bắc Hà", "Bắc Hà, Lào Cai")


def test_an_end_of_a_tour_that_was_kept_before_this_was_noted_is_shown_as_it_was():
    end = make_sheet(make_document()).days[0].end
    assert (end.title, end.search, end.where) == ("Chợ Bắc Hà", None, "")
