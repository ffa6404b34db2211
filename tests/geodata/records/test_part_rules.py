"""A part says something, says it once, and its days can be; nothing is confirmed without a source."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.errors import Conflict
from geodata.records.checking import Checker
from geodata.records.choices import FACT_VALUES, FACTS
from geodata.records.editing import change_part, change_record
from geodata.records.kinds import RecordKind
from geodata.records.state import read_state
from geodata.store import Store
from tests.geodata.records.world import MAY, PRODUCERS, PRODUCTS, TODAY, ZONES, everything, fill_registry, tag

TWICE = [("zone_id", "link_twice")]
SUPPORT = {"fact": "support", "amount_vnd": "30 triệu", "as_of": "1/3/2026"}
CERTIFICATE = {"decision_number": "12/QĐ-UBND", "certified_on": "1/2/2026", "stars": 4}


@pytest.fixture
def world(store: Store) -> Store:
    fill_registry(store)
    return store


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    fill_registry(sqlite_store)
    return sqlite_store


def wrong(store, kind, key, table, raw, part=None):
    """Return the field and rule of every problem of a part as it would be entered."""
    with store.read() as connection:
        state = read_state(connection, kind, key)
        checked = Checker(connection, TODAY).check_part(kind, table, part, raw, state)
    return [(each.field, each.rule) for each in checked.problems]


def add(store, key, table, raw, part=None):
    change_part(store, MAY, PRODUCTS, key, (table, part), raw, tag(store, PRODUCTS, key), today=TODAY)


def test_a_producer_may_have_every_fact_of_a_product_but_the_stage(small):
    told = {fact: next(iter(FACT_VALUES.get(fact, ("Hội chợ Sa Pa",)))) for fact in FACTS}
    refused = {
        fact
        for fact, value in told.items()
        if wrong(small, PRODUCERS, "h1", "programme_facts", {"fact": fact, "value": value})
    }
    assert refused == {"stage"}


@pytest.mark.parametrize(
    ("kind", "key", "table", "raw", "rule"),
    [
        (PRODUCTS, "p1", "certificates", {}, "certificate_unnamed"),
        (PRODUCTS, "p1", "certificates", {"note": "mất giấy", "stars": 3}, "certificate_unnamed"),
        (PRODUCTS, "p9", "inspections", {"certificate_id": "c9"}, "part_empty"),
        (PRODUCTS, "p9", "programme_facts", {"fact": "support"}, "part_empty"),
        (PRODUCTS, "p9", "programme_facts", {"fact": "e_payment", "as_of": "1/2/2026"}, "required"),
        (PRODUCERS, "h1", "producer_leaders", {"source": "báo cáo"}, "part_empty"),
        (ZONES, "z1", "zone_observations", {"year_text": "2025"}, "part_empty"),
    ],
)
def test_a_part_that_says_nothing_is_refused(small, kind, key, table, raw, rule):
    assert [each for _, each in wrong(small, kind, key, table, raw)] == [rule]


@pytest.mark.parametrize(
    "raw", [{"decision_number": "12/QĐ-UBND"}, {"certified_on": "1/2/2026"}, {"certified_year": 2025}]
)
def test_a_number_a_day_or_a_year_alone_makes_a_certificate(small, raw):
    assert wrong(small, PRODUCTS, "p1", "certificates", raw) == []


def test_a_certificate_is_not_emptied_by_a_change(small):
    emptied = {"certified_year": None}
    assert wrong(small, PRODUCTS, "p9", "certificates", emptied, "c9") == [
        ("decision_number", "certificate_unnamed")
    ]


@pytest.mark.parametrize(
    ("table", "raw", "again"),
    [
        ("certificates", CERTIFICATE, CERTIFICATE | {"decision_number": "12/qđ-ubnd", "source": "công báo"}),
        ("inspections", {"certificate_id": "c9", "inspected_on": "1/3/2026"}, {}),
        ("programme_facts", {"fact": "support", "amount_vnd": "30 triệu"}, {"source": "báo cáo"}),
        ("programme_facts", SUPPORT, {}),
        (
            "programme_facts",
            SUPPORT | {"as_of": "3/2026"},
            {"as_of": "2026-03-15", "as_of_precision": "month"},
        ),
        ("programme_facts", SUPPORT | {"as_of": 2025}, {"as_of": "31/12/2025", "as_of_precision": "năm"}),
    ],
)
def test_what_the_record_has_already_is_refused(world, table, raw, again):
    add(world, "p9", table, raw)
    assert [rule for _, rule in wrong(world, PRODUCTS, "p9", table, raw | again)] == ["part_twice"]


def test_a_support_of_another_day_is_another_one(small):
    add(small, "p9", "programme_facts", SUPPORT)
    assert wrong(small, PRODUCTS, "p9", "programme_facts", SUPPORT | {"as_of": "2/3/2026"}) == []
    assert wrong(small, PRODUCTS, "p9", "programme_facts", SUPPORT | {"as_of": "3/2026"}) == []


def test_a_second_link_with_a_zone_is_refused_and_the_first_one_changed(world):
    before = everything(world)
    again = {"zone_id": "mận tam hoa: Nậm Chảy"}
    add(world, "p2", "product_zones", again)
    assert wrong(world, PRODUCTS, "p2", "product_zones", {"zone_id": "z1", "hectares": 3}) == TWICE
    assert wrong(world, PRODUCTS, "p2", "product_zones", again, "z1") == TWICE
    add(world, "p2", "product_zones", {"hectares": 3}, "z1")
    with world.read() as connection:
        links = read_state(connection, PRODUCTS, "p2")["product_zones"]
    assert [(link["zone_id"], link["hectares"]) for link in links] == [("z1", 3.0), ("z2", None)]
    assert before["product_zones"] != everything(world)["product_zones"]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({"value": "no", "amount_vnd": 5_000_000}, [("amount_vnd", "amount_denied")]),
        ({"value": "Không có", "amount_vnd": "5 triệu"}, [("amount_vnd", "amount_denied")]),
        ({"value": "no"}, []),
        ({"value": "no", "amount_vnd": 0}, []),
        ({"value": "thưởng 3 sao", "amount_vnd": 5_000_000}, []),
    ],
)
def test_a_support_that_is_denied_has_no_amount(small, raw, found):
    assert wrong(small, PRODUCTS, "p9", "programme_facts", {"fact": "support"} | raw) == found


def kept_day(store, raw, part=None):
    """Return the day and the precision of a fact as it would be kept, or the rules that refuse it."""
    with store.read() as connection:
        state = read_state(connection, PRODUCTS, "p9")
        checked = Checker(connection, TODAY).check_part(PRODUCTS, "programme_facts", part, raw, state)
    if checked.state is None:
        return [one.rule for one in checked.problems]
    rows = {row["fact_id"]: row for row in checked.state["programme_facts"]}
    row = rows[part] if part else next(row for key, row in rows.items() if key != "f1")
    return row["as_of"], row["as_of_precision"]


@pytest.mark.parametrize(
    ("as_of", "precision", "kept"),
    [
        ("2025", None, ("2025-12-31", "year")),
        ("năm 2026", None, ("2026-12-31", "year")),
        ("11/2026", None, ("2026-11-30", "month")),
        ("tháng 2 năm 2024", None, ("2024-02-29", "month")),
        ("2025-06", None, ("2025-06-30", "month")),
        ("11/2026", "year", ("2026-12-31", "year")),
        ("2026-12-31", "year", ("2026-12-31", "year")),
        ("15/6/2025", "month", ("2025-06-30", "month")),
        ("15/6/2025", None, ("2025-06-15", "day")),
        (None, "day", (None, None)),
        ("2027", None, ["date_future"]),
        ("12/2026", None, ["date_future"]),
        ("23/11/2026", None, ["date_future"]),
        ("13/2025", None, ["date_bad"]),
        ("2025", "day", ["date_bad"]),
        ("2025", "tuần", ["choice_unknown"]),
    ],
)
def test_a_month_or_a_year_is_kept_as_its_last_day_with_its_precision(small, as_of, precision, kept):
    raw = {"fact": "e_payment", "value": "yes", "as_of": as_of, "as_of_precision": precision}
    assert kept_day(small, raw) == kept


def test_a_new_day_of_a_fact_of_a_year_is_known_to_the_day_unless_it_ends_the_year(small):
    add(small, "p9", "programme_facts", {"as_of": "2024"}, "f1")
    assert kept_day(small, {"as_of": "3/11/2025"}, "f1") == ("2025-11-03", "day")
    assert kept_day(small, {"as_of": "31/12/2025"}, "f1") == ("2025-12-31", "year")
    assert kept_day(small, {"as_of": "3/11/2025", "as_of_precision": "month"}, "f1") == (
        "2025-11-30",
        "month",
    )


@pytest.mark.parametrize(
    ("value", "link", "warned"),
    [
        ("shopee", None, ["link_needed"]),
        ("shopee", "https://evil.example/shopee.vn", ["link_other_host"]),
        ("shopee", "https://notshopee.vn/x", ["link_other_host"]),
        ("shopee", "https://cuahang.shopee.vn/x", []),
        ("voso", "voso.vn/gian-hang", []),
        ("xttmnongnghiep", "https://laocai.gov.vn", ["link_other_host"]),
        ("own_website", "https://htx.example", []),
        ("shop", None, []),
    ],
)
def test_the_address_of_a_channel_is_its_own(small, value, link, warned):
    raw = {"fact": "sales_channel", "value": value, "link": link}
    with small.read() as connection:
        state = read_state(connection, PRODUCTS, "p9")
        checked = Checker(connection, TODAY).check_part(PRODUCTS, "programme_facts", None, raw, state)
    assert ([one.rule for one in checked.warnings], checked.problems) == (warned, ())


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({"value": "shop", "ended_on": "1/6/2025"}, []),
        ({"value": "shop", "ended_on": "1/6/2025", "as_of": "2025"}, []),
        ({"value": "shop", "ended_on": "31/12/2024", "as_of": "2025"}, ["end_early"]),
        ({"value": "shop", "ended_on": "23/11/2026"}, ["date_future"]),
        ({"fact": "trademark", "value": "trademark", "ended_on": "1/6/2025"}, []),
        ({"fact": "e_payment", "value": "yes", "ended_on": "1/6/2025"}, ["end_not_here"]),
    ],
)
def test_a_channel_or_a_mark_ends_after_it_began(small, raw, found):
    raw = {"fact": "sales_channel"} | raw
    assert [rule for _, rule in wrong(small, PRODUCTS, "p9", "programme_facts", raw)] == found


def test_an_end_is_told_of_the_statement_that_is_there(small):
    raw = {"fact": "sales_channel", "value": "shop", "as_of": "1/6/2025"}
    add(small, "p9", "programme_facts", raw)
    ended = raw | {"ended_on": "1/7/2025"}
    assert wrong(small, PRODUCTS, "p9", "programme_facts", ended) == [("fact", "part_twice")]


def test_another_day_of_the_same_decision_is_another_certificate(small):
    add(small, "p1", "certificates", CERTIFICATE)
    assert wrong(small, PRODUCTS, "p1", "certificates", CERTIFICATE | {"certified_on": "2/2/2026"}) == []


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"revoked_on": "31/1/2026"}, ("revoked_on", "date_early")),
        ({"revoked_on": "1/12/2026"}, ("revoked_on", "date_future")),
        ({"certified_year": 2025}, ("certified_year", "year_differs")),
        ({"certified_on": "1/2/2010", "criteria": "1489"}, ("criteria", "criteria_later")),
    ],
)
def test_days_of_a_certificate_that_contradict_each_other_are_refused(small, raw, problem):
    assert wrong(small, PRODUCTS, "p1", "certificates", CERTIFICATE | raw) == [problem]


@pytest.mark.parametrize(
    "raw",
    [{"revoked_on": "1/2/2026"}, {"revoked_on": "22/11/2026"}, {"certified_year": 2026}, {"criteria": "148"}],
)
def test_days_of_a_certificate_that_can_be_are_taken(small, raw):
    assert wrong(small, PRODUCTS, "p1", "certificates", CERTIFICATE | raw) == []


def test_criteria_that_were_not_there_yet_are_answered_with_those_that_were(small):
    with small.read() as connection:
        raw = {"name": "Chè", "certified_on": "1/3/2023", "criteria": "1489"}
        (found,) = Checker(connection, TODAY).check(PRODUCTS, raw).problems
    assert (found.field, found.rule) == ("criteria", "criteria_later")
    assert [each.value for each in found.suggestions] == ["1048/QĐ-TTg", "148/QĐ-TTg"]


def test_a_product_is_not_entered_with_a_day_and_another_year(small):
    with small.read() as connection:
        raw = {"name": "Chè", "certified_on": "1/5/2024", "certified_year": 2023}
        (found,) = Checker(connection, TODAY).check(PRODUCTS, raw).problems
    assert (found.rule, found.text()) == (
        "year_differs",
        "The year 2023 is not the year of the day that is named: 2024.",
    )


RECOGNISED = {"name": "Chè", "stars": 3, "evaluated_year": 2024}


@pytest.mark.parametrize(
    ("raw", "year", "warned"),
    [
        ({"certified_on": "10/1/2025"}, 2025, ["evaluated_apart"]),
        ({"certified_year": 2025}, 2025, ["evaluated_apart"]),
        ({"certified_on": "10/12/2024"}, 2024, []),
        ({}, 2024, ["evaluated_alone"]),
    ],
)
def test_a_decision_of_the_year_after_the_evaluation_is_taken_and_pointed_out(small, raw, year, warned):
    with small.read() as connection:
        checked = Checker(connection, TODAY).check(PRODUCTS, RECOGNISED | raw)
    assert checked.problems == ()
    assert [one.rule for one in checked.warnings if one.field == "evaluated_year"] == warned
    (certificate,) = checked.state["certificates"]
    assert (certificate["certified_year"], checked.state["products"][0]["evaluated_year"]) == (year, None)


def test_the_evaluation_before_a_known_certificate_makes_no_second_one(small):
    add(small, "p1", "certificates", CERTIFICATE)  # of 1 February 2026
    with small.read() as connection:
        state = read_state(connection, PRODUCTS, "p1")
        checked = Checker(connection, TODAY).check(PRODUCTS, {"stars": 4, "evaluated_year": 2025}, state)
    assert (checked.problems, checked.changes) == ((), ())


def test_of_a_product_that_is_only_evaluated_the_year_is_kept(small):
    raw = {"name": "Chè", "recognition": "evaluated_province", "evaluated_year": 2024}
    with small.read() as connection:
        checked = Checker(connection, TODAY).check(PRODUCTS, raw)
    assert checked.state["products"][0]["evaluated_year"] == 2024
    assert checked.state["certificates"] == []


def test_a_check_never_comes_before_its_certificate(small):
    early = {"certificate_id": "c9", "inspected_on": "31/12/2023"}
    assert wrong(small, PRODUCTS, "p9", "inspections", early) == [("inspected_on", "date_early")]
    add(small, "p9", "inspections", {"certificate_id": "c9", "inspected_on": "1/3/2024"})
    later = {"certified_on": "2/3/2024"}
    assert wrong(small, PRODUCTS, "p9", "certificates", later, "c9") == [("certified_on", "date_after_check")]


def test_what_is_stored_and_contradicts_itself_hinders_no_other_change(small):
    with small.write() as connection:
        t = tables.metadata.tables["certificates"]
        connection.execute(sa.update(t).where(t.c.certificate_id == "c9").values(criteria="1489/QĐ-TTg"))
    assert wrong(small, PRODUCTS, "p9", "certificates", {"points": 60}, "c9") == []


def test_a_certificate_goes_only_after_its_checks(world):
    before = everything(world)
    with pytest.raises(Conflict, match="Checks after recognition"):
        add(world, "p9", "certificates", None, "c9")
    assert everything(world) == before
    add(world, "p9", "inspections", None, "i9")
    add(world, "p9", "certificates", None, "c9")
    with world.read() as connection:
        assert read_state(connection, PRODUCTS, "p9")["certificates"] == []


def test_the_figures_of_a_zone_are_corrected(small):
    part = ("zone_observations", None)
    change_part(small, MAY, ZONES, "z1", part, {"area_ha": "12"}, tag(small, ZONES, "z1"), today=TODAY)
    with small.read() as connection:
        (held,) = read_state(connection, ZONES, "z1")["zone_observations"]
    part = ("zone_observations", held["observation_id"])
    change_part(small, MAY, ZONES, "z1", part, {"area_ha": "13"}, tag(small, ZONES, "z1"), today=TODAY)
    with small.read() as connection:
        (after,) = read_state(connection, ZONES, "z1")["zone_observations"]
    assert (after["area_ha_min"], after["sources"]) == (13, held["sources"])


def inferred(store, raw):
    """Return what of a product is inferred after a change; its group and its commune were."""
    with store.write() as connection:
        t = tables.products
        columns = {"inferred_fields": ["product_group", "unit_code"], "confidence": "inferred"}
        connection.execute(sa.update(t).where(t.c.product_id == "p1").values(sources=["QĐ 1"], **columns))
    change_record(store, MAY, PRODUCTS, "p1", raw, tag(store, PRODUCTS, "p1"), None, TODAY)
    with store.read() as connection:
        row = read_state(connection, PRODUCTS, "p1")["products"][0]
    return row["inferred_fields"], row["confidence"]


def values(store):
    with store.read() as connection:
        return read_state(connection, PRODUCTS, "p1")["products"][0]


def test_a_new_source_that_says_what_was_inferred_confirms_it(world):
    group, unit = values(world)["product_group"], values(world)["unit_code"]
    assert inferred(world, {"product_group": group, "source": "QĐ 2"}) == (["unit_code"], "inferred")
    both = {"product_group": group, "unit_code": unit, "units": "2024", "source": "QĐ 3"}
    assert inferred(world, both) == ([], "stated")


def test_nothing_is_confirmed_without_a_source_that_is_new(small):
    group = values(small)["product_group"]
    for raw in ({"product_group": group}, {"product_group": group, "source": "QĐ 1"}, {"source": "QĐ 2"}):
        assert inferred(small, raw) == (["product_group", "unit_code"], "inferred")


def test_a_source_that_the_record_has_needs_no_day_of_the_office_beside_it(small):
    inferred(small, {"note": "kiểm tra lại", "source": "QĐ 1"})
    assert values(small)["sources"] == ["QĐ 1"]
    inferred(small, {"note": "không rõ nguồn"})
    assert values(small)["sources"] == ["QĐ 1", "Văn phòng nhập ngày 22/11/2026"]


FIGURE = {
    "metric": "products_total",
    "value": "120",
    "as_of": "31/12/2024",
    "as_of_precision": "day",
    "province_code": "10",
    "source": "Báo cáo số 9",
}


@pytest.fixture(scope="module")
def total(reference_store):
    """Check an entry of a published total: ``total(field=value)``."""
    with reference_store.read() as connection:
        yield lambda **raw: Checker(connection, TODAY).check(RecordKind.PUBLISHED_TOTALS, FIGURE | raw)


@pytest.mark.parametrize(
    ("metric", "said", "key"),
    [
        ("products_by_group", "thực phẩm", "food"),
        ("products_by_group", "food", "food"),
        ("products_by_star", "4 sao", "4"),
        ("products_by_star", 4, "4"),
        ("products_by_district", "huyện Bắc Hà", "085"),
        ("products_by_district", "Bắc Hà", "085"),
        ("producers_by_kind", "HTX", "cooperative"),
        ("products_recognised_in_round", "2022-1", "2022-1"),
        ("products_total", "", None),
    ],
)
def test_the_part_of_a_figure_is_read_as_it_is_counted(total, metric, said, key):
    checked = total(metric=metric, key=said)
    assert checked.problems == ()
    assert checked.state["published_totals"][0]["key"] == key


@pytest.mark.parametrize(
    ("metric", "said", "rule"),
    [
        ("products_by_group", "thực phẩn", "choice_unknown"),
        ("products_by_star", "7", "choice_unknown"),
        ("products_by_district", "999", "choice_unknown"),
        ("products_by_star", None, "key_needed"),
        ("products_total", "food", "key_not_here"),
        ("products_recognised_in_round", "đợt 1", "round_bad"),
        ("products_recognised_in_round", None, "key_needed"),
    ],
)
def test_a_part_that_the_figure_cannot_have_is_refused(total, metric, said, rule):
    (found,) = total(metric=metric, key=said).problems
    assert (found.field, found.rule) == ("key", rule)
    assert bool(found.suggestions) is metric.startswith("products_by_")


@pytest.mark.parametrize(
    ("as_of", "precision", "is_taken"),
    [
        ("23/11/2026", "day", False),
        ("22/11/2026", "day", True),
        ("30/11/2026", "month", True),
        ("31/12/2026", "month", False),
        ("31/12/2026", "year", True),
        ("31/12/2027", "year", False),
        ("2026", None, True),
        ("11/2026", None, True),
        ("12/2026", None, False),
    ],
)
def test_a_published_total_is_of_no_day_to_come(total, as_of, precision, is_taken):
    found = [(each.field, each.rule) for each in total(as_of=as_of, as_of_precision=precision).problems]
    assert found == ([] if is_taken else [("as_of", "date_future")])


def test_a_published_total_of_a_month_is_kept_as_the_data_are(total):
    row = total(as_of="11/2025", as_of_precision=None).state["published_totals"][0]
    assert (row["as_of"], row["as_of_precision"]) == ("2025-11-30", "month")
