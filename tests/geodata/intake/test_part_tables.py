"""Facts of products and producers and linked zones come in as tables: found, changed, refused, taken back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from geodata import tables
from geodata.intake.choices import Choices
from geodata.intake.fact_words import VALUES
from geodata.intake.making import preview_file
from geodata.intake.part_tables import PartTable, table_field, table_fields
from geodata.intake.preview import Outcome, Preview
from geodata.intake.reading import read_file
from geodata.intake.storing import store_wanted, wanted_of
from geodata.intake.template_rows import table_rows
from geodata.intake.templates import heading_of, make_template, offered
from geodata.intake.told import wanted_told
from geodata.names import search_key
from geodata.office.audit import COMMAND_LINE
from geodata.programme_tables import product_zones, programme_facts
from geodata.records.choices import FACT_VALUES, PRECISIONS
from geodata.records.fact_labels import FACT_LABELS
from geodata.records.kinds import RecordKind
from geodata.records.merging import merge_records
from geodata.records.state import read_states, tag_of
from geodata.records.undo import undo_change
from geodata.records.values import read_value, words_of
from geodata.store import Store
from scripts._language import translator
from tests.geodata.intake.intake_files import xlsx
from tests.geodata.records.world import everything, fill_registry

TODAY = date(2026, 11, 22)
LANGUAGES = ("vi", "en")
HEADINGS = ["Loại", "Bản ghi", "Nội dung theo dõi", "Giá trị", "Thời điểm", "Nguồn"]
CHOCOLATE = "Chocolate Detox"
REPORT = "Báo cáo 12"
LOGO = ["Sản phẩm", CHOCOLATE, "Logo OCOP", "Có", "31/12/2025", REPORT]
FACTS_KIND, ZONES_KIND = PartTable.FACTS, PartTable.LINKED_ZONES


def preview(store: Store, rows: list[list[Any]] | bytes, **choices: Any) -> Preview:
    """Return what a table comes to."""
    content = rows if isinstance(rows, bytes) else xlsx(rows)
    return preview_file(store, content, Choices(**choices), TODAY)[1]


def keep(store: Store, found: Preview) -> int:
    """Store what a preview found."""
    with store.write() as connection:
        return store_wanted(connection, COMMAND_LINE, wanted_of(found), "facts.xlsx")


def outcomes(found: Preview) -> list[str]:
    """Return the outcome of each row."""
    return [row.outcome.value for row in found.rows]


def rules(found: Preview) -> list[str]:
    """Return the rules that rows broke."""
    return [problem.rule for row in found.rows for problem in row.problems]


def facts_of(store: Store) -> list[dict[str, Any]]:
    """Return every fact on record."""
    with store.read() as connection:
        rows = connection.execute(sa.select(programme_facts).order_by(programme_facts.c.fact_id))
        return [dict(row._mapping) for row in rows]


def names(store: Store, table: sa.Table, count: int) -> list[str]:
    """Return names that only one record of a table has."""
    with store.read() as connection:
        return list(
            connection.scalars(
                sa.select(table.c.name)
                .group_by(table.c.name)
                .having(sa.func.count() == 1)
                .order_by(table.c.name)
                .limit(count)
            )
        )


@pytest.fixture
def filled(own_reference_store) -> Store:
    """The reference data with one fact of a product: its logo, said by a report of a day."""
    keep(own_reference_store, preview(own_reference_store, [HEADINGS, LOGO]))
    return own_reference_store


def test_a_row_is_a_fact_of_the_record_that_it_names_and_one_click_takes_all_back(own_reference_store):
    store = own_reference_store
    producer = names(store, tables.producers, 1)[0]
    rows = [
        HEADINGS,
        LOGO,
        ["Sản phẩm", CHOCOLATE, "Bước trong chu trình OCOP hằng năm", "Đã đánh giá cấp tỉnh", "2025", REPORT],
        ["Chủ thể", producer, "Kênh tiêu thụ", "Siêu thị", "11/2025", REPORT],
        ["Chủ thể", producer, "Hội chợ đã tham gia", "Hội chợ Tây Bắc", date(2025, 11, 5), None],
    ]
    found = preview(store, rows)
    assert (found.kind, outcomes(found)) == (FACTS_KIND, ["new"] * 4)
    assert {kind: len(pairs) for kind, pairs in found.pairs.items()} == {"products": 1, "producers": 1}
    change = keep(store, found)
    kept = {row["fact"]: (row["value"], row["as_of"], row["as_of_precision"]) for row in facts_of(store)}
    assert kept == {
        "ocop_logo": ("yes", date(2025, 12, 31), "day"),
        "stage": ("evaluated_province", date(2025, 12, 31), "year"),
        "sales_channel": ("supermarket", date(2025, 11, 30), "month"),
        "fair_attended": ("Hội chợ Tây Bắc", date(2025, 11, 5), "day"),
    }
    assert set(outcomes(preview(store, rows))) == {"same"}
    undo_change(store, COMMAND_LINE, change)
    assert facts_of(store) == []


def test_what_is_kept_with_a_file_writes_the_same_as_its_preview(own_reference_store):
    from geodata.intake.told import preview_told

    content = xlsx([HEADINGS, LOGO])
    read, found = preview_file(own_reference_store, content, Choices(), TODAY)
    told = preview_told(read, found)
    assert told["rows"][0]["kind"] == "products"
    assert wanted_told(told) == wanted_of(found)


def test_a_row_with_the_identifier_of_a_fact_changes_that_fact_field_by_field(filled):
    (fact,) = facts_of(filled)
    rows = [
        [*HEADINGS, "Mã thông tin"],
        ["Sản phẩm", CHOCOLATE, "Logo OCOP", "Không", "11/2025", "Báo cáo 13", fact["fact_id"]],
    ]
    found = preview(filled, rows)
    changes = {change.field: (change.before, change.after) for change in found.rows[0].changes}
    assert changes == {
        "value": ("yes", "no"),
        "as_of": ("2025-12-31", "2025-11"),
        "source": (REPORT, "Báo cáo 13"),
    }
    keep(filled, found)
    assert [(row["fact_id"], row["value"]) for row in facts_of(filled)] == [(fact["fact_id"], "no")]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (["Sản phẩm", "CHOCOLATE DETOX", "logo ocop", "x", "31/12/2025", "BÁO CÁO 12"], "same"),
        (["Sản phẩm", CHOCOLATE, "Logo OCOP", "Không", "31/12/2025", REPORT], "changed"),
        (["Sản phẩm", CHOCOLATE, "Logo OCOP", "Không", "31/12/2025", "Báo cáo 13"], "new"),
        (["Sản phẩm", CHOCOLATE, "Logo OCOP", "Có", "30/12/2025", REPORT], "new"),
        (["Sản phẩm", CHOCOLATE, "Logo OCOP", "Có", None, REPORT], "new"),
        (["Sản phẩm", CHOCOLATE, "Mã truy xuất nguồn gốc", "Có", "31/12/2025", REPORT], "new"),
    ],
)
def test_without_an_identifier_a_fact_is_known_by_its_day_and_by_what_it_says_or_who_says_it(
    filled, row, outcome
):
    assert outcomes(preview(filled, [HEADINGS, row])) == [outcome]


def test_another_source_of_the_same_makes_no_second_fact_and_the_first_source_stays(filled):
    found = preview(filled, [HEADINGS, [*LOGO[:5], "Báo cáo 13"]])
    assert outcomes(found) == ["same"]
    assert [(one.rule, one.values["now"]) for one in found.rows[0].warnings] == [("source_kept", REPORT)]


def test_two_rows_that_contradict_each_other_are_refused_but_the_first(own_reference_store):
    rows = [HEADINGS, LOGO, [*LOGO[:3], "Không", *LOGO[4:]], LOGO]
    found = preview(own_reference_store, rows)
    assert outcomes(found) == ["new", "refused", "same"]
    assert rules(found) == ["twice"]
    found = preview(own_reference_store, rows, left_out=(2,))
    assert [row.taken for row in found.rows] == [False, True, False]


def test_a_copied_row_that_keeps_the_identifier_of_another_fact_is_refused(filled):
    (fact,) = facts_of(filled)
    headings, own = [*HEADINGS, "Mã thông tin"], fact["fact_id"]
    other = names(filled, tables.products, 1)[0]
    rows = [
        headings,
        [*LOGO, own],
        ["Sản phẩm", CHOCOLATE, "Mã truy xuất nguồn gốc", "Có", "31/12/2025", REPORT, own],
        ["Sản phẩm", other, "Logo OCOP", "Có", "31/12/2025", REPORT, own],
        [*LOGO, "nobody"],
    ]
    found = preview(filled, rows)
    assert outcomes(found) == ["same", "refused", "refused", "refused"]
    assert rules(found) == ["twice", "fact_of_other", "fact_unknown"]


def test_a_misspelt_name_gets_candidates_and_what_is_picked_counts_for_every_row(own_reference_store):
    rows = [HEADINGS, *([["Sản phẩm", "Chocolat Detoxx", *LOGO[2:]]] * 2)]
    found = preview(own_reference_store, rows)
    assert rules(found) == ["record_unknown"] * 2
    best = found.rows[0].problems[0].suggestions[0]
    assert best.label.startswith(CHOCOLATE)
    picks = {"name": {"Chocolat Detoxx": {**best.fields, "name": best.value}}}
    found = preview(own_reference_store, rows, kind=FACTS_KIND, picks=picks)
    assert outcomes(found) == ["new", "same"]
    assert found.rows[0].name == CHOCOLATE


def test_records_of_one_name_are_asked_about_and_told_apart_by_producer_identifier_or_kind(
    own_reference_store,
):
    store = own_reference_store
    p, h = tables.products, tables.producers
    with store.write() as connection:
        first, second = connection.execute(
            sa.select(p.c.product_id, p.c.producer_id, h.c.name)
            .join(h, h.c.producer_id == p.c.producer_id)
            .where(p.c.producer_id.is_not(None))
            .order_by(p.c.product_id)
        ).all()[:2]
        keys = (first.product_id, second.product_id)
        connection.execute(p.update().where(p.c.product_id.in_(keys)).values(name="Trà thử"))
        connection.execute(h.update().where(h.c.producer_id == second.producer_id).values(name="Trà thử"))
    headings = [*HEADINGS, "Chủ thể", "Mã định danh"]

    def row(kind: str | None, producer: str | None = None, key: str | None = None) -> list[str | None]:
        return [kind, "Trà thử", *LOGO[2:], producer, key]

    rows = [
        row("Sản phẩm"),
        row("Sản phẩm", first.name),
        row("Sản phẩm", None, second.product_id),
        row("Chủ thể"),
        row(None),
    ]
    found = preview(store, [headings, *rows])
    assert outcomes(found) == ["refused", "new", "new", "new", "refused"]
    assert rules(found) == ["owner_several", "owner_kinds"]
    assert [one.record_id for one in found.rows[1:4]] == [*keys, second.producer_id]
    assert {one.fields["id"] for one in found.rows[0].problems[0].suggestions} == set(keys)
    assert [dict(one.fields) for one in found.rows[4].problems[0].suggestions] == [
        {"kind": "products"},
        {"kind": "producers"},
    ]


def test_a_list_of_producers_names_them_in_the_column_of_producers(reference_store):
    producer = names(reference_store, tables.producers, 1)[0]
    headings = ["Tên chủ thể", "Nội dung theo dõi", "Giá trị", "Thời điểm", "Nguồn"]
    (row,) = preview(reference_store, [headings, [producer, "Gian hàng số", "x", "2025", REPORT]]).rows
    assert (row.owner_kind, row.name, row.outcome) == (RecordKind.PRODUCERS, producer, Outcome.NEW)
    # Beside an identifier that column only says who makes the product.
    t = tables.products.c
    with reference_store.read() as connection:
        key = connection.scalar(sa.select(t.product_id).where(t.name == CHOCOLATE))
    (row,) = preview(
        reference_store, [["Mã định danh", *headings], [key, producer, "Gian hàng số", "x", "2025", REPORT]]
    ).rows
    assert (row.owner_kind, row.record_id, row.outcome) == (RecordKind.PRODUCTS, key, Outcome.NEW)


def test_an_identifier_beside_another_name_is_asked_about(own_reference_store):
    store = own_reference_store
    other = names(store, tables.products, 1)[0]
    with store.read() as connection:
        t = tables.products.c
        key = connection.scalar(sa.select(t.product_id).where(t.name == CHOCOLATE))
    headings = [*HEADINGS, "Mã định danh"]
    rows = [["Sản phẩm", other, *LOGO[2:], key], [None, None, *LOGO[2:], key], [*LOGO, "nobody"]]
    found = preview(store, [headings, *rows])
    assert outcomes(found) == ["refused", "new", "refused"]
    assert rules(found) == ["id_of_other", "owner_unknown"]
    assert [one.label.split(" – ")[0] for one in found.rows[0].problems[0].suggestions] == [CHOCOLATE, other]


def test_a_list_that_is_older_than_a_merge_tells_of_the_kept_record(filled):
    other = names(filled, tables.products, 1)[0]
    t = tables.products.c
    with filled.read() as connection:
        keys = {
            name: connection.scalar(sa.select(t.product_id).where(t.name == name))
            for name in (other, CHOCOLATE)
        }
        states = read_states(connection, RecordKind.PRODUCTS, keys.values())
    tags = {key: tag_of(state) for key, state in states.items()}
    merge_records(filled, COMMAND_LINE, RecordKind.PRODUCTS, keys[other], keys[CHOCOLATE], {}, tags)
    found = preview(filled, [[*HEADINGS, "Mã định danh"], [*LOGO, None], [*LOGO, keys[CHOCOLATE]]])
    assert outcomes(found) == ["same", "same"]
    assert [one.rule for row in found.rows for one in row.warnings] == ["name_former"] * 2


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (["Sản phẩm", CHOCOLATE, "Logo OCOP", "có thể", "2025", REPORT], "choice_unknown"),
        (["Sản phẩm", CHOCOLATE, "Logo OCOP", None, "2025", REPORT], "required"),
        (["Sản phẩm", CHOCOLATE, "Điều lạ", "Có", "2025", REPORT], "choice_unknown"),
        (["Sản phẩm", CHOCOLATE, "Logo OCOP", "Có", "2027", REPORT], "date_future"),
        (["Làng nghề", CHOCOLATE, "Logo OCOP", "Có", "2025", REPORT], "choice_unknown"),
        (["Sản phẩm", None, "Logo OCOP", "Có", "2025", REPORT], "required"),
        (["Sản phẩm", CHOCOLATE, None, "Có", "2025", REPORT], "required"),
    ],
)
def test_what_cannot_be_is_refused_with_its_rule(reference_store, row, rule):
    assert rules(preview(reference_store, [HEADINGS, row], kind=FACTS_KIND)) == [rule]


def test_a_producer_stands_at_no_stage(reference_store):
    producer = names(reference_store, tables.producers, 1)[0]
    found = preview(
        reference_store, [HEADINGS, ["Chủ thể", producer, "Giai đoạn", "Đã công nhận", "2025", REPORT]]
    )
    assert rules(found) == ["fact_not_here"]


@pytest.mark.parametrize(
    ("written", "precision", "outcome"),
    [
        ("15/06/2025", "đến năm", "refused"),
        ("06/2025", "đến năm", "refused"),
        ("06/2025", "đến tháng", "new"),
        ("31/12/2025", "đến năm", "new"),
        (date(2025, 6, 1), "đến tháng", "new"),
        ("15/06/2025", "đến ngày", "new"),
    ],
)
def test_a_day_beside_the_word_that_only_its_year_is_known_is_asked_about(
    reference_store, written, precision, outcome
):
    row = [*LOGO[:4], written, REPORT, precision]
    found = preview(reference_store, [[*HEADINGS, "Mức chính xác của ngày"], row])
    assert outcomes(found) == [outcome]


def test_who_may_not_write_a_record_enters_nothing_of_it(reference_store):
    content = xlsx([HEADINGS, LOGO])
    _, found = preview_file(reference_store, content, Choices(), TODAY, may=lambda _kind, _state: False)
    assert rules(found) == ["not_yours"]


def zone_of(store: Store) -> tuple[str, str]:
    """Return identifier and name of a zone whose name no other has."""
    name = names(store, tables.material_zones, 1)[0]
    t = tables.material_zones.c
    with store.read() as connection:
        return connection.scalar(sa.select(t.zone_id).where(t.name == name)), name


def test_linked_zones_come_in_are_changed_and_are_the_same(own_reference_store):
    store = own_reference_store
    key, zone = zone_of(store)
    headings = ["Sản phẩm", "Vùng nguyên liệu", "Diện tích (ha)", "Số hộ", "Nguồn", "Mã vùng nguyên liệu"]
    rows = [headings, [CHOCOLATE, zone, "12,5", 8, REPORT, None]]
    found = preview(store, rows)
    assert (found.kind, outcomes(found)) == (ZONES_KIND, ["new"])
    keep(store, found)
    with store.read() as connection:
        (link,) = connection.execute(sa.select(product_zones)).all()
    assert (link.zone_id, link.hectares, link.households, link.source) == (key, 12.5, 8, REPORT)
    again = [
        headings,
        [CHOCOLATE, zone.upper(), "12,5", 8, None, None],
        [CHOCOLATE, None, 14, None, None, key],
        [CHOCOLATE, "Vùng lạ", 1, 1, None, key],
        [CHOCOLATE, "Vùng không có", 1, 1, None, None],
        [CHOCOLATE, None, 1, 1, None, "nobody"],
    ]
    found = preview(store, again)
    assert outcomes(found) == ["same", "refused", "refused", "refused", "refused"]
    assert rules(found) == ["twice", "id_of_other", "record_unknown", "zone_key_unknown"]
    (changed,) = preview(store, [headings, again[2]]).rows
    assert [(one.field, one.before, one.after) for one in changed.changes] == [("hectares", 12.5, 14.0)]


def test_what_is_stored_is_taken_back_to_the_last_row_on_either_database(store):
    fill_registry(store)
    before = everything(store)
    rows = [
        HEADINGS,
        ["Sản phẩm", "Rượu ngô men lá", "Logo OCOP", "Không", "2025", REPORT],
        ["Chủ thể", "HTX Sa Pa", "Thanh toán điện tử", "Có", "2025", REPORT],
    ]
    changes = [keep(store, preview(store, rows))]
    assert len(facts_of(store)) == len(before["programme_facts"]) + 2
    links = [["Sản phẩm", "Vùng nguyên liệu", "Diện tích (ha)"], ["Chè Shan tuyết", "z1", 20]]
    links += [["Rượu ngô", "z2", None]]
    changes.append(keep(store, preview(store, links)))
    with store.read() as connection:
        kept = {(one.product_id, one.hectares) for one in connection.execute(sa.select(product_zones))}
    assert kept == {("p2", 20.0), ("p1", None)}
    for change in reversed(changes):
        undo_change(store, COMMAND_LINE, change)
    assert everything(store) == before


@pytest.mark.parametrize("table", list(PartTable))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_is_read_as_its_kind_with_every_column_matched(table, language):
    read = read_file(make_template(table, language, translator(language)), Choices())
    assert read.kind is table
    assert [column.field for column in read.columns] == ["id", *(one.name for one in table_fields(table))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_lists_of_this_map_is_read_as_its_value(language):
    translate = translator(language)
    fact, precision = (table_field(FACTS_KIND, name) for name in ("fact", "as_of_precision"))
    lists = [(labels, fact) for labels in FACT_LABELS.values()]
    lists += [(FACT_VALUES[one], VALUES[one]) for one in FACT_VALUES]
    for labels, field in ((PRECISIONS, precision), *lists):
        for value, label in labels.items():
            assert read_value(field, translate(label)) == (value, None)
    for field in table_fields(FACTS_KIND):
        for value, word in offered(field, translate).items():
            assert read_value(field, word) == (value, None)


@pytest.mark.parametrize("field", [table_field(FACTS_KIND, "fact"), *VALUES.values()], ids=lambda f: f.name)
def test_no_word_means_two_values(field):
    meant: dict[str, set[str]] = {}
    for word, value in field.words.items():
        meant.setdefault(search_key(word), set()).add(value)
    assert {word: values for word, values in meant.items() if len(values) > 1} == {}
    assert set(words_of(field).values()) == set(field.choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_filled_in_from_its_drop_downs_has_no_problem_and_comes_back_with_the_records(
    own_reference_store, language
):
    store, translate = own_reference_store, translator(language)
    book = load_workbook(io.BytesIO(make_template(FACTS_KIND, language, translate)))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    fields = {field.name: field for field in table_fields(FACTS_KIND)}
    fact_words = offered(fields["fact"], translate)
    row = 2
    for fact, word in fact_words.items():
        listed = FACT_VALUES.get(fact) or {"": "Hội chợ thử"}
        for label in listed.values():
            cells = {
                "kind": offered(fields["kind"], translate)["products"],
                "name": CHOCOLATE,
                "fact": word,
                "value": translate(label),
                "as_of": date(2025, 10, 1 + row % 28),
            }
            for name, value in cells.items():
                sheet.cell(row, columns[heading_of(fields[name], language, translate)], value)
            row += 1
    made = io.BytesIO()
    book.save(made)
    found = preview(store, made.getvalue())
    assert (set(outcomes(found)), len(found.rows)) == ({"new"}, row - 2)
    keep(store, found)
    again = make_template(FACTS_KIND, language, translate, (), table_rows(store, FACTS_KIND, translate))
    found = preview(store, again)
    assert (set(outcomes(found)), len(found.rows)) == ({"same"}, row - 2)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Logo OCOP", "Gian hàng số", "Thanh toán điện tử"]),
            st.sampled_from(["Có", "Không"]),
            st.sampled_from(["2024", "05/2025", "31/12/2025", None]),
            st.sampled_from([REPORT, "Báo cáo 13", None]),
        ),
        max_size=8,
    )
)
def test_every_row_is_counted_once_and_what_is_taken_is_what_is_new_on_record(reference_store, said):
    rows = [HEADINGS, *(["Sản phẩm", CHOCOLATE, *one] for one in said)]
    found = preview(reference_store, rows, kind=FACTS_KIND)
    assert len(found.rows) == len(said) == sum(found.counts().values()) - found.counts()["taken"]
    # An oracle of its own: a fact is new unless one of its day says the same, or its source spoke already.
    held: list[tuple[str, str, str | None, str | None]] = []
    for row, (fact, value, day, source) in zip(found.rows, said, strict=True):
        of_day = [one for one in held if (one[0], one[2]) == (fact, day)]
        same = any(one[1] == value for one in of_day)
        spoken = source is not None and any(one[3] == source for one in of_day)
        expected = "same" if same else "refused" if spoken else "new"
        assert row.outcome.value == expected
        held += [(fact, value, day, source)] if expected == "new" else []
    pairs = found.pairs[RecordKind.PRODUCTS]
    new = sum(row.outcome is Outcome.NEW for row in found.rows)
    assert sum(len(state["programme_facts"]) for _, state in pairs.values() if state) == new
