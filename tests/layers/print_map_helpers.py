"""Maps on paper for tests: orders, pages, and readers of what was written."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from layers.print_maps.data import find_place, read_map
from layers.print_maps.files import make_map
from layers.print_maps.orders import MapForm, read_map_order
from layers.print_maps.sheets import draw_sheet
from tests._needs import needs_pdftoppm
from tests.layers.export_helpers import ENGLISH

TODAY = date(2026, 11, 22)


def order_of(store, form=MapForm.PNG, **given):
    """Return the order that the values of an address name."""
    return read_map_order(store, given, form, TODAY)


def drawn(store, words=ENGLISH, **given):
    """Return the data of a map, its figure and what is on it."""
    order = order_of(store, **given)
    data = read_map(store, words, order)
    figure, sheet = draw_sheet(data, find_place(store, data, order.extent))
    return data, figure, sheet


def written(store, folder, form, words=ENGLISH, **given):
    """Return what was made as a file in a folder."""
    kind = MapForm(form)
    return make_map(store, words, order_of(store, kind, **given), kind, Path(folder) / f"map.{form}")


def texts_of(figure):
    """Return every text on a page."""
    return [text.get_text() for text in figure.axes[0].texts]


def pdf_text(path, page=1):
    """Return the text of a page, as poppler finds it."""
    command = [str(Path(needs_pdftoppm()).with_name("pdftotext")), "-enc", "UTF-8"]
    command += ["-f", str(page), "-l", str(page), "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()
