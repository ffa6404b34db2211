"""OGC 19-079r2 (filtering) and 21-065r2 (CQL2) as far as /ogc/conformance declares them."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from geodata.errors import InvalidInput
from layers.catalogue import CATALOGUE
from layers.ogc.cql2 import Table, matches
from layers.ogc.names import CRS84
from tests.app.ogc_helpers import KEYS, LATITUDE_FIRST, VN2000

RELATION = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
BOX = shapely.box(103.8, 22.2, 104.0, 22.5)
POLYGON = "POLYGON((103.8 22.2,104.0 22.2,104.0 22.5,103.8 22.5,103.8 22.2))"


def chosen(ogc, key, is_chosen):
    """Return the identifiers of the features of which something is so."""
    return [feature["id"] for feature in ogc.items(key)["features"] if is_chosen(feature)]


def by(ogc, key, is_chosen):
    """Return the identifiers of the features whose properties are so."""
    return chosen(ogc, key, lambda feature: is_chosen(feature["properties"]))


# Filtering


def test_conf_queryables(ogc):
    for key in KEYS:
        links = [link for link in ogc.json(f"/collections/{key}")["links"] if link["rel"] == RELATION]
        (href,) = (link["href"] for link in links if link["type"] == "application/schema+json")
        answer = ogc.ask(href)
        assert answer.content_type == "application/schema+json"
        document = answer.get_json(force=True)
        assert document["type"] == "object"
        assert document["$schema"] == "https://json-schema.org/draft/2019-09/schema"
        assert document["additionalProperties"] is False
        assert document["$id"].endswith(f"/ogc/collections/{key}/queryables")
        for feature in ogc.items(key, limit="1")["features"]:
            assert document["properties"].keys() - {"geometry"} <= feature["properties"].keys()
        for told in document["properties"].values():
            assert told.get("title") or told["format"] == "geometry-any"


@pytest.mark.parametrize(
    ("key", "name", "value", "is_chosen"),
    [
        ("products", "stars", "4", lambda row: row["stars"] == 4),
        ("products", "group", "food", lambda row: row["group"] == "food"),
        ("products", "commune", "Bảo Yên", lambda row: row["commune"] == "Bảo Yên"),
        ("communes", "has_records", "true", lambda row: row["has_records"] is True),
        ("communes", "valid_from", "2025-07-01", lambda row: row["valid_from"] == "2025-07-01"),
        ("products", "name", "' OR TRUE", lambda row: False),
    ],
)
def test_conf_queryables_query_parameters(ogc, key, name, value, is_chosen):
    assert ogc.ids(key, **{name: value}) == by(ogc, key, is_chosen)


def test_several_parameters_are_joined_by_and(ogc):
    found = ogc.ids("products", stars="3", group="food", filter="status = 'lapsed'")
    assert found == by(
        ogc, "products", lambda row: (row["stars"], row["group"], row["status"]) == (3, "food", "lapsed")
    )
    assert found


def test_conf_filter_and_features_filter(ogc):
    for spec in CATALOGUE:
        document = ogc.items(spec.key, filter="TRUE")
        assert document["numberMatched"] == ogc.items(spec.key)["numberMatched"]
        assert ogc.ids(spec.key, filter="FALSE", **{"filter-lang": "cql2-text"}) == []
    told = ogc.items("products", filter="stars = 4")["metadata"]
    assert told["filter"] == "stars = 4"


test_conf_features_filter = test_conf_filter_and_features_filter


def test_a_filter_in_another_language_is_refused(ogc):
    for language in ("cql2-json", "cql-text", ""):
        answer = ogc.ask("/collections/products/items", filter="TRUE", **{"filter-lang": language})
        assert answer.status_code == 400
        assert "cql2-text" in answer.json["description"]


def test_the_coordinates_of_a_filter_are_in_its_system(ogc):
    plain = ogc.ids("products", filter=f"S_INTERSECTS(geometry,{POLYGON})")
    turned = "POLYGON((22.2 103.8,22.2 104.0,22.5 104.0,22.5 103.8,22.2 103.8))"
    assert plain
    assert (
        ogc.ids("products", filter=f"S_INTERSECTS(geometry,{turned})", **{"filter-crs": LATITUDE_FIRST})
        == plain
    )
    point = ogc.items("products", crs=VN2000, filter="S_INTERSECTS(geometry,BBOX(103.8,22.2,104.0,22.5))")
    east, north = point["features"][0]["geometry"]["coordinates"]
    around = f"BBOX({east - 1},{north - 1},{east + 1},{north + 1})"
    found = ogc.ids("products", filter=f"S_INTERSECTS(geometry,{around})", **{"filter-crs": VN2000})
    assert point["features"][0]["id"] in found


# CQL2


@pytest.mark.parametrize(
    ("text", "is_chosen"),
    [
        ("stars = 4", lambda row: row["stars"] == 4),
        ("stars <> 4", lambda row: row["stars"] is not None and row["stars"] != 4),
        ("stars > 3", lambda row: (row["stars"] or 0) > 3),
        ("stars >= 4.0", lambda row: (row["stars"] or 0) >= 4),
        ("4 <= stars", lambda row: (row["stars"] or 0) >= 4),
        ("stars < 4", lambda row: row["stars"] is not None and row["stars"] < 4),
        ("year IS NULL", lambda row: row["year"] is None),
        ("year IS NOT NULL", lambda row: row["year"] is not None),
        ("NOT (stars = 4)", lambda row: row["stars"] is not None and row["stars"] != 4),
        ("NOT stars = 4", lambda row: row["stars"] is not None and row["stars"] != 4),
        ("stars = 3 OR stars = 4 AND group = 'craft'",
         lambda row: row["stars"] == 3 or (row["stars"] == 4 and row["group"] == "craft")),
        ("(stars = 3 OR stars = 4) AND group = 'craft'",
         lambda row: row["stars"] in (3, 4) and row["group"] == "craft"),
        ("stars=3 and \"group\"='food' And TRUE", lambda row: row["stars"] == 3 and row["group"] == "food"),
        ("name = 'Chè Ô long Bảo Yên'", lambda row: row["name"] == "Chè Ô long Bảo Yên"),
        ("name < 'C'", lambda row: row["name"] < "C"),
    ],
)  # fmt: skip
def test_conf_basic_cql2_and_cql2_text(ogc, text, is_chosen):
    found = by(ogc, "products", is_chosen)
    assert ogc.ids("products", filter=text) == found


test_conf_basic_cql2 = test_conf_cql2_text = test_conf_basic_cql2_and_cql2_text


def test_days_and_flags_are_compared_as_such(ogc):
    assert len(ogc.ids("communes", filter="valid_from = DATE('2025-07-01')")) == 99
    assert ogc.ids("communes", filter="valid_from < DATE('2025-07-01')") == []
    assert len(ogc.ids("communes", filter="has_records = FALSE")) == 51


@pytest.mark.parametrize(
    ("text", "is_chosen"),
    [
        ("name LIKE 'Chè%'", lambda row: row["name"].startswith("Chè")),
        ("name LIKE '%Yên'", lambda row: row["name"].endswith("Yên")),
        ("name LIKE '%long%Y_n'", lambda row: "long" in row["name"] and row["name"].endswith("Yên")),
        ("name NOT LIKE 'Chè%'", lambda row: not row["name"].startswith("Chè")),
        ("name LIKE 'Ch.%'", lambda row: row["name"].startswith("Ch.")),
        ("stars BETWEEN 4 AND 5", lambda row: row["stars"] in (4, 5)),
        ("stars NOT BETWEEN 4 AND 5", lambda row: row["stars"] == 3),
        ("group IN ('craft','herbal')", lambda row: row["group"] in ("craft", "herbal")),
        ("stars NOT IN (4,5)", lambda row: row["stars"] == 3),
    ],
)
def test_conf_advanced_comparison_operators(ogc, text, is_chosen):
    assert ogc.ids("products", filter=text) == by(ogc, "products", is_chosen)


def test_conf_case_insensitive_comparison(ogc):
    found = ogc.ids("products", filter="CASEI(name) LIKE CASEI('CHÈ%')")
    assert found == by(ogc, "products", lambda row: row["name"].casefold().startswith("chè"))
    assert found


def test_conf_accent_insensitive_comparison(ogc):
    def plain(text):
        marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        return "".join(sign for sign in marks if not unicodedata.combining(sign))

    found = ogc.ids("products", filter="ACCENTI(name) LIKE ACCENTI('Che%')")
    assert found == by(ogc, "products", lambda row: plain(row["name"]).startswith("Che"))
    assert found


@pytest.mark.parametrize("literal", ["BBOX(103.8,22.2,104.0,22.5)", "POINT(103.97 22.48)"])
def test_conf_basic_spatial_functions(ogc, literal):
    area = BOX if literal.startswith("B") else shapely.Point(103.97, 22.48)
    expected = chosen(ogc, "communes", lambda feature: shape(feature["geometry"]).intersects(area))
    assert ogc.ids("communes", filter=f"S_INTERSECTS(geometry,{literal})") == expected
    assert expected


@pytest.mark.parametrize(
    "literal",
    [
        POLYGON,
        "LINESTRING(103.8 22.2,104.0 22.5)",
        "MULTIPOINT((103.97 22.48),(104.0 22.3))",
        f"GEOMETRYCOLLECTION({POLYGON},POINT(104.2 22.5))",
    ],
)
def test_conf_basic_spatial_functions_plus(ogc, literal):
    area = shapely.from_wkt(literal)
    expected = chosen(ogc, "communes", lambda feature: shape(feature["geometry"]).intersects(area))
    assert ogc.ids("communes", filter=f"S_INTERSECTS(geometry,{literal})") == expected
    assert expected


@pytest.mark.parametrize(
    "name", ["equals", "disjoint", "touches", "within", "overlaps", "crosses", "contains", "intersects"]
)
def test_conf_spatial_functions(ogc, name):
    def expected(feature):
        if feature["geometry"] is None:
            return False
        return getattr(shape(feature["geometry"]), name)(BOX)

    for key in ("products", "communes", "roads"):
        found = ogc.ids(key, filter=f"S_{name.upper()}(geometry,{POLYGON})")
        assert found == chosen(ogc, key, expected)


@pytest.mark.parametrize(
    "text",
    [
        "stars",
        "stars =",
        "= 4",
        "stars = '4'",
        "name = 4",
        "nope = 1",
        "inferred = 'x'",
        "geometry = 4",
        "geometry = geometry",
        "name LIKE 4",
        "CASEI(stars) = 'x'",
        "valid_from = DATE('x')",
        "stars = 4 stars = 3",
        "stars = 4;DROP TABLE products",
        "name = 'open",
        "S_INTERSECTS(name,POINT(1 1))",
        "S_INTERSECTS(geometry,POINT(1))",
        "S_INTERSECTS(geometry,BBOX(1,2,3))",
        "S_NEAR(geometry,POINT(1 1))",
        "T_AFTER(valid_from,DATE('2020-01-01'))",
        f"{'(' * 51}TRUE{')' * 51}",
        f"name = '{'x' * 2_000}'",
        "{{ 6*7 }}",
        "\x00",
    ],
)
def test_a_filter_that_is_none_is_400_and_says_why(ogc, text):
    answer = ogc.ask("/collections/products/items", filter=text)
    assert answer.status_code == 400
    assert answer.json["code"] == "invalid_input"
    assert answer.json["description"]


def test_a_filter_holds_five_spatial_functions_and_no_more(ogc):
    one = "S_INTERSECTS(geometry,geometry)"
    assert len(ogc.ids("districts", filter=" AND ".join([one] * 5))) > 0
    answer = ogc.ask("/collections/districts/items", filter=" AND ".join([one] * 6))
    assert answer.status_code == 400
    assert re.findall(r"\d+", answer.json["description"]) == ["6", "5"]


def test_a_pattern_of_many_wildcards_takes_linear_time():
    rows = [{"name": "a" * 400}]
    table = Table({"name": "text"}, rows, np.array([None], dtype=object))
    assert matches(f"name LIKE '{'%a' * 40}%b'", table, CRS84) == [False]
    assert matches(f"name LIKE '{'%a' * 40}%'", table, CRS84) == [True]


PATTERNS = st.lists(st.sampled_from(["a", "b", "%", "_", r"\%", r"\_", r"\\"]), max_size=8).map("".join)


@given(PATTERNS, st.text("ab%_\\", max_size=8))
def test_like_is_what_a_slow_comparison_of_signs_says(pattern, text):
    table = Table({"name": "text"}, [{"name": text}], np.array([None], dtype=object))
    assert matches(f"name LIKE '{pattern}'", table, CRS84) == [slowly_like(pattern, text)]


def slowly_like(pattern, text):
    """Try every way in which % can take signs."""
    if not pattern:
        return not text
    first, rest = pattern[0], pattern[1:]
    if first == "%":
        return any(slowly_like(rest, text[at:]) for at in range(len(text) + 1))
    if first == "\\" and rest:
        return text[:1] == rest[0] and slowly_like(rest[1:], text[1:])
    return bool(text) and (first in ("_", text[0])) and slowly_like(rest, text[1:])


FILTERS = st.recursive(
    st.tuples(
        st.sampled_from(["a", "b"]), st.sampled_from(["=", "<>", "<", ">", "<=", ">="]), st.integers(0, 2)
    ),
    lambda inner: st.one_of(
        st.tuples(st.just("NOT"), inner),
        st.tuples(st.sampled_from(["AND", "OR"]), inner, inner),
    ),
    max_leaves=6,
)
CELLS = st.one_of(st.none(), st.integers(0, 2))


@given(FILTERS, st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), min_size=1, max_size=4))
def test_a_filter_is_true_where_three_valued_logic_says_so(tree, rows):
    table = Table({"a": "number", "b": "number"}, rows, np.array([None] * len(rows), dtype=object))
    assert matches(written(tree), table, CRS84) == [truth(tree, row) is True for row in rows]


def written(tree):
    """Write a tree with every bracket."""
    if tree[0] == "NOT":
        return f"NOT ({written(tree[1])})"
    if tree[0] in ("AND", "OR"):
        return f"({written(tree[1])}) {tree[0]} ({written(tree[2])})"
    return " ".join(map(str, tree))


def truth(tree, row):
    """Work a tree out for one row as SQL's tables of truth have it."""
    if tree[0] == "NOT":
        return {True: False, False: True, None: None}[truth(tree[1], row)]
    if tree[0] in ("AND", "OR"):
        # False < unknown < true: Kleene's AND is the least of both, OR the greatest.
        order = {False: 0, None: 1, True: 2}
        pick = min if tree[0] == "AND" else max
        return pick((truth(part, row) for part in tree[1:]), key=order.__getitem__)
    value = row[tree[0]]
    if value is None:
        return None
    return {
        "=": value == tree[2],
        "<>": value != tree[2],
        "<": value < tree[2],
        ">": value > tree[2],
        "<=": value <= tree[2],
        ">=": value >= tree[2],
    }[tree[1]]


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_of_filters_fail(text):
    table = Table({"name": "text"}, [{"name": "x"}], np.array([None], dtype=object))
    with suppress(InvalidInput):
        assert len(matches(text, table, CRS84)) == 1
