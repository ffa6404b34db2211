"""The stores that are measured: the reference data, and 20,000 made-up products on the real communes."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.registry.reference import load_reference
from geodata.store import Store, migrate

MANY = 20_000
SEED = 20_000
FIRST_WORDS = ("Chè", "Mật ong", "Gạo", "Rượu", "Cá hồi", "Thảo quả", "Quế", "Thổ cẩm", "Miến", "Tương ớt")
SECOND_WORDS = ("Shan tuyết", "rừng", "Séng cù", "ngô", "nước lạnh", "hữu cơ", "bản địa", "truyền thống")


def url_of(database: Path) -> str:
    """Return the address of a SQLite file."""
    return f"sqlite:///{database}"


def reference_store(folder: Path) -> Path:
    """Load the committed reference data into a new database."""
    database = folder / "reference.db"
    migrate(url_of(database))
    with Store.open(url_of(database)) as store:
        load_reference(store)
    return database


def many_store(reference: Path, folder: Path) -> Path:
    """Return a copy of the reference database with made-up products up to ``MANY`` in all."""
    database = folder / "many.db"
    shutil.copy(reference, database)
    with Store.open(url_of(database)) as store:
        with store.read() as connection:
            products = [dict(row._mapping) for row in connection.execute(sa.select(tables.products))]
            communes = connection.execute(
                sa.select(tables.units.c.unit_code, tables.units.c.valid_from).where(
                    tables.units.c.level == "commune", tables.units.c.has_records
                )
            ).all()
        made, certificates = made_up(products, [(row[0], row[1]) for row in communes])
        with store.write() as connection:
            connection.execute(tables.products.insert(), made)
            connection.execute(tables.certificates.insert(), certificates)
    return database


def made_up(
    products: list[dict[str, Any]], communes: list[tuple[str, date]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return rows of products and of certificates; the same ones every time."""
    rng = random.Random(SEED)
    made: list[dict[str, Any]] = []
    certificates: list[dict[str, Any]] = []
    for number in range(MANY - len(products)):
        key, (code, valid_from) = f"made-up-{number:05d}", rng.choice(communes)
        stars, day = rng.choice((3, 3, 3, 4, 5)), date(rng.randint(2019, 2025), rng.randint(1, 12), 15)
        made.append(
            {
                **rng.choice(products),
                "product_id": key,
                "name": f"{rng.choice(FIRST_WORDS)} {rng.choice(SECOND_WORDS)} {number}",
                "unit_code": code,
                "unit_valid_from": valid_from,
                "placement": "commune",
                "recognition": "recognised",
                "stars": stars,
                "outside": None,
                "lon": None,
                "lat": None,
                "place_id": None,
                "source_row": number,
            }
        )
        certificates.append(
            {
                "certificate_id": key,
                "product_id": key,
                "stars": stars,
                "certified_on": day,
                "certified_year": day.year,
                "decision_number": f"{number}/QĐ-UBND",
                "source": "https://laocai.gov.vn/made-up",
            }
        )
    return made, certificates


def write_something(database: Path) -> int:
    """Make a new revision, as any write does; return it."""
    with Store.open(url_of(database)) as store:
        with store.write() as connection:
            connection.execute(tables.products.update().values(note="written by the benchmark"))
        return store.revision()
