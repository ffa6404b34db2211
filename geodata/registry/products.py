"""Products, the producers behind them, and the certificates that sources mention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from geodata.certificates.criteria import criteria_when
from geodata.names import tone_key
from geodata.registry.inference import inferred_fields, inferred_of_producer
from geodata.registry.placing import Gazetteer, placed
from geodata.registry.reading import Row, record_id, whole, year
from geodata.registry.report import ProblemLog
from geodata.status import CertificateDate
from geodata.vocabulary import Confidence, Placement, ProducerKind, ProductGroup, Recognition

Record = dict[str, Any]
Term = TypeVar("Term", bound=StrEnum)

GROUPS = {
    "thực phẩm": ProductGroup.FOOD,
    "đồ uống": ProductGroup.BEVERAGE,
    "dược liệu": ProductGroup.HERBAL,
    "thủ công mỹ nghệ": ProductGroup.CRAFT,
    "sinh vật cảnh": ProductGroup.ORNAMENTAL,
    "du lịch": ProductGroup.TOURISM,
}
RECOGNITIONS = {
    "công nhận": Recognition.RECOGNISED,
    "đánh giá cấp tỉnh": Recognition.EVALUATED_PROVINCE,
    "đánh giá cấp huyện": Recognition.EVALUATED_DISTRICT,
}
PRODUCER_KINDS = {
    "HTX": ProducerKind.COOPERATIVE,
    "tổ hợp tác": ProducerKind.COOPERATIVE_GROUP,
    "doanh nghiệp": ProducerKind.ENTERPRISE,
    "hộ kinh doanh": ProducerKind.HOUSEHOLD,
    "trang trại": ProducerKind.FARM,
}
CONFIDENCES = {member.value: member for member in Confidence}
STARS = range(3, 6)

# The six groups are those of this decision; before 2023 another one held.
CRITERIA_FROM, CRITERIA = 2023, "148/QĐ-TTg"


def read_products(rows: Sequence[Row], where: Gazetteer, log: ProblemLog) -> list[Record]:
    """Return one row of ``products`` for each raw row; a row without a name or said twice is refused."""
    found: dict[str, Record] = {}
    for row in rows:
        name = row.text("name_vi")
        if name is None:
            log.refused(row.number, "name_missing", "name_vi")
            continue
        product = _product(row, name, where, log)
        if product["product_id"] in found:
            log.refused(row.number, "duplicate_record", "name_vi", name)
            continue
        found[product["product_id"]] = product
    return list(found.values())


def _product(row: Row, name: str, where: Gazetteer, log: ProblemLog) -> Record:
    """Return the product that a row describes, with its certificate year under ``_year``."""
    producer, decided = row.text("producer"), year(row, "year", log)
    group = term(row, "ocop_group", GROUPS, log)
    if group is None and row.text("ocop_group") is None:
        log.kept(row.number, "group_missing", "ocop_group")
    recognition = term(row, "status", RECOGNITIONS, log) or Recognition.EVALUATED_DISTRICT
    columns = {
        "product_id": record_id(name, producer),
        "name": name,
        "producer_id": None if producer is None else producer_id(producer),
        "product_group": group,
        "group_criteria": CRITERIA if group and decided and decided >= CRITERIA_FROM else None,
        "stars": _stars(row, log),
        "recognition": recognition,
        "website": row.text("ecommerce_website"),
        "history": row.text("history"),
        "evaluated_year": None if recognition is Recognition.RECOGNISED else decided,
        "_year": decided,
        "_decision": row.text("decision_number"),
    }
    place = placed(row, where, log)
    _check_code(row, place, log)
    return columns | place | origin(row, log, _inferred(row, columns | place, log))


def _stars(row: Row, log: ProblemLog) -> int | None:
    """Return the stars, 3 to 5; another number is noted and left out."""
    stars = whole(row, "stars", log)
    if stars is None or stars in STARS:
        return stars
    log.kept(row.number, "value_unknown", "stars", stars)
    return None


def term(row: Row, column: str, words: Mapping[str, Term], log: ProblemLog) -> Term | None:
    """Return what a word of a closed list means; an unknown word is noted."""
    text = row.text(column)
    if text is not None and text not in words:
        log.kept(row.number, "value_unknown", column, text)
    return None if text is None else words.get(text)


def _check_code(row: Row, place: Record, log: ProblemLog) -> None:
    """Compare the code that the source gives with the commune that was found by name."""
    given = row.text("commune_code_old")
    if given is not None and place["placement"] == Placement.COMMUNE and given != place["unit_code"]:
        log.kept(row.number, "commune_code_differs", "commune_code_old", given)


def _inferred(row: Row, product: Record, log: ProblemLog) -> list[str]:
    """Return the inferred fields that have a value; a marked row whose note names none is noted."""
    values = product | {"certified_year": product["_year"]}
    fields = [field for field in inferred_fields(row.text("inferred_note")) if values.get(field) is not None]
    if product["recognition"] != Recognition.RECOGNISED:
        fields = ["evaluated_year" if field == "certified_year" else field for field in fields]
    marked = row.text("confidence") == Confidence.INFERRED
    if marked and not fields and not inferred_of_producer(row.text("inferred_note")):
        log.kept(row.number, "inferred_field_unclear", "inferred_note", row.text("inferred_note"))
    return fields


def origin(row: Row, log: ProblemLog, inferred: Iterable[str] = ()) -> Record:
    """Return the columns that say where a record comes from; a row without any source is noted."""
    note = row.text("note")
    sources = row.cited("source_url", "note")
    if not sources:
        log.kept(row.number, "source_missing", "source_url")
    return {
        "confidence": term(row, "confidence", CONFIDENCES, log),
        "inferred_fields": list(inferred),
        "inferred_note": row.text("inferred_note"),
        "sources": sources,
        "note": note,
        "source_table": log.file,
        "source_row": row.number,
    }


def producer_id(name: str) -> str:
    """Return the identifier of a producer; spellings that differ in case or tone place are one producer."""
    return record_id(tone_key(name))


def read_producers(
    rows: Sequence[Row], products: Sequence[Record], where: Gazetteer, log: ProblemLog
) -> list[Record]:
    """Return one row of ``producers`` for each producer that ``products`` name."""
    by_row = {row.number: row for row in rows}
    groups: dict[str, list[Record]] = {}
    for product in products:
        if product["producer_id"] is not None:
            groups.setdefault(product["producer_id"], []).append(product)
    return [
        _producer(key, made, [by_row[p["source_row"]] for p in made], where, log)
        for key, made in groups.items()
    ]


def _producer(
    key: str, products: Sequence[Record], rows: Sequence[Row], where: Gazetteer, log: ProblemLog
) -> Record:
    """Return a producer; its place is what all its products share, which makes it inferred."""
    place = _shared_place(products, where)
    kinds = {row.text("producer_type") for row in rows} - {None}
    kind = PRODUCER_KINDS.get(str(next(iter(kinds)))) if len(kinds) == 1 else None
    for row in rows:
        if row.text("producer_type") is not None and row.text("producer_type") not in PRODUCER_KINDS:
            log.kept(row.number, "value_unknown", "producer_type", row.text("producer_type"))
    sites = {row.text("ecommerce_website") for row in rows} - {None}
    site = str(next(iter(sites))) if len(sites) == 1 else None
    inferred = {field for row in rows for field in inferred_of_producer(row.text("inferred_note"))}
    if place["unit_code"] is not None:
        inferred.add("unit_code")
    return {
        "producer_id": key,
        "name": rows[0].text("producer"),
        "kind": kind,
        "website": None if site is None or "/" in site else site,
        **place,
        "confidence": Confidence.INFERRED if inferred else Confidence.STATED,
        "inferred_fields": sorted(inferred),
        "inferred_note": None,
        "sources": list(dict.fromkeys(source for product in products for source in product["sources"])),
        "note": None,
        "source_table": products[0]["source_table"],
        "source_row": products[0]["source_row"],
    }


SHARED = ("raw_commune", "raw_district", "village", "unit_code", "unit_valid_from", "outside")
UNPLACED = {"lon": None, "lat": None, "point_source": None, "place_id": None, "address": None}


def _shared_place(products: Sequence[Record], where: Gazetteer) -> Record:
    """Return the place that all products share: a commune, else the district, else none."""
    first = products[0]
    if len(products) == 1:  # as of most producers
        return {name: first[name] for name in SHARED} | UNPLACED | {"placement": first["placement"]}
    shared = {name: first[name] if len({p[name] for p in products}) == 1 else None for name in SHARED}
    at_one = len({(p["unit_code"], p["placement"]) for p in products}) == 1
    placement = first["placement"] if at_one else Placement.UNKNOWN
    if not at_one:
        placement, unit = _shared_district(products, where)
        shared |= {"unit_code": unit[0], "unit_valid_from": unit[1], "village": None, "raw_commune": None}
    return shared | UNPLACED | {"placement": placement}


def _shared_district(
    products: Sequence[Record], where: Gazetteer
) -> tuple[Placement, tuple[str | None, Any]]:
    """Return the district in which all products lie, where they write the same one."""
    districts = {p["raw_district"] for p in products} - {None}
    unit = where.district(str(next(iter(districts)))).unit if len(districts) == 1 else None
    if unit is None or any(p["placement"] == Placement.UNKNOWN for p in products):
        return Placement.UNKNOWN, (None, None)
    return Placement.DISTRICT, (unit.unit_code, unit.valid_from)


def certificates(products: Iterable[Record]) -> list[Record]:
    """Return one certificate for each recognised product of which stars, year or decision are known."""
    return [
        {
            "certificate_id": record_id(f"{p['product_id']}", f"{p['_year']}|{p['_decision']}|{p['stars']}"),
            "product_id": p["product_id"],
            "stars": p["stars"],
            "certified_on": None,
            "certified_year": p["_year"],
            "decision_number": p["_decision"],
            "criteria": _criteria(p),
            "source": p["sources"][0] if p["sources"] else None,
        }
        for p in products
        if p["recognition"] == Recognition.RECOGNISED and (p["stars"] or p["_year"] or p["_decision"])
    ]


def _criteria(product: Record) -> str | None:
    """Return under which decision a product was recognised; an inferred year does not tell it."""
    if "certified_year" in product["inferred_fields"]:
        return None
    return criteria_when(CertificateDate(None, product["_year"]))
