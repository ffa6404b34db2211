"""Exports of one layer for tests, and readers that are not the writers."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

from layers.catalogue import find_layer
from layers.exports.content import read_content
from layers.exports.files import Maker, make_file
from layers.exports.formats import find_crs, find_format
from layers.exports.orders import read_choice
from layers.wording import Wording

ENGLISH = Wording("en", lambda text: text, lambda one, many, count: one if count == 1 else many)


@contextmanager
def exported(store, key, extension, view, crs=None, words=ENGLISH, address=None, **given):
    """Make a file in a folder of its own; give what was made."""
    form = find_format(extension)
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(store=store, words=words, folder=Path(folder), address=address)
        yield make_file(maker, read_choice(find_layer(key), given), view, form, find_crs(form, crs))


def content_of(store, key, view, crs="EPSG:4326", **given):
    """Return what a file of a layer is made from."""
    return read_content(store, read_choice(find_layer(key), given), view, crs)


def unpacked(made):
    """Return the files of a zip by name; of a plain file the one."""
    if not zipfile.is_zipfile(made.path) or made.name.endswith((".xlsx", ".kmz")):
        return {made.path.name: made.path.read_bytes()}
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def csv_rows(data):
    """Return the rows of a CSV up to the first empty line."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return rows[: rows.index([])] if [] in rows else rows
