"""
Take layers away as one zip: ``python scripts/export.py products communes --format gpkg``.

Exit codes: 0 written, 1 refused with the reason, 2 the database cannot be used.
"""

from __future__ import annotations

import argparse
import gettext
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    # Run as a file, Python looks for modules beside it; the product's folders are one up.
    sys.path[0] = str(ROOT)

from geodata.errors import InvalidInput, OcopError  # noqa: E402
from geodata.store import Store  # noqa: E402
from geodata.vector_writing import telling  # noqa: E402
from geodata.view import office_today  # noqa: E402
from layers.build import takes_filter  # noqa: E402
from layers.catalogue import CATALOGUE, find_layer  # noqa: E402
from layers.exports import command_texts as texts  # noqa: E402
from layers.exports.files import Made, Maker, make_archive  # noqa: E402
from layers.exports.formats import FORMATS, find_format  # noqa: E402
from layers.exports.orders import read_order  # noqa: E402
from layers.wording import Wording  # noqa: E402
from scripts._databases import add_database, database_url, teller  # noqa: E402
from scripts._language import (  # noqa: E402
    LANGUAGES,
    TRANSLATIONS,
    Translate,
    add_language,
    error_text,
    translator,
)

WRITTEN, REFUSED, NO_DATABASE = 0, 1, 2


def parser(translate: Translate) -> argparse.ArgumentParser:
    """Return the command line, its help in the language of the reader."""
    line = argparse.ArgumentParser(description=translate(texts.ABOUT), add_help=False)
    what = line.add_argument_group(translate(texts.LAYERS_HEADING))
    keys = ", ".join(spec.key for spec in CATALOGUE)
    what.add_argument("layers", nargs="*", metavar="LAYER", help=translate(texts.LAYERS) % {"keys": keys})
    formats = ", ".join(form.extension for form in FORMATS)
    what.add_argument("--format", default="xlsx", help=translate(texts.FORMAT) % {"formats": formats})
    what.add_argument("--crs", help=translate(texts.CRS))
    what.add_argument("--units", help=translate(texts.UNITS))
    what.add_argument("--on", metavar="DATE", help=translate(texts.ON))
    what.add_argument(
        "--filter", action="append", default=[], metavar="NAME=VALUE", help=translate(texts.FILTER)
    )
    more = line.add_argument_group(translate(texts.OPTIONS_HEADING))
    more.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help=translate(texts.OUT))
    more.add_argument("--address", metavar="URL", help=translate(texts.ADDRESS))
    more.add_argument("-h", "--help", action="help", help=translate(texts.HELP))
    add_database(line)
    add_language(line)
    return line


def language_of(argv: Sequence[str]) -> str:
    """Return the language asked for, before the command line is read in it."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--lang", default=LANGUAGES[0])
    found = str(first.parse_known_args(argv)[0].lang)
    return found if found in LANGUAGES else LANGUAGES[0]


def main(argv: Sequence[str] | None = None) -> int:
    """Write one zip and say what is in it."""
    given = sys.argv[1:] if argv is None else list(argv)
    translate = translator(language_of(given))
    args = parser(translate).parse_args(given)
    try:
        store = Store.open(database_url(args.database))
    except OcopError as error:
        print(error_text(error, translate), file=sys.stderr)
        return NO_DATABASE
    with store:
        try:
            made = export(store, args, wording(args.lang), translate)
        except OcopError as error:
            print(error_text(error, translate), file=sys.stderr)
            return REFUSED
    records = sum(facts.plain["records"] for facts in made.facts)
    teller(translate)(texts.WRITTEN, file=args.out / made.name, records=records, sum=made.sha256)
    return WRITTEN


def wording(language: str) -> Wording:
    """Return the words of a language."""
    found = gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
    return Wording(language, translator(language), found.ngettext)


def export(store: Store, args: argparse.Namespace, words: Wording, translate: Translate) -> Made:
    """Make the zip where nobody sees it, and move it into its folder when it is whole."""
    order = read_order(order_text(args), office_today())

    def progress(fraction: float, message: str, **values: object) -> None:
        print(f"{fraction:4.0%}  {translate(message) % values}", flush=True)

    with tempfile.TemporaryDirectory(prefix="ocop-export-") as folder:
        maker = Maker(store=store, words=words, folder=Path(folder), address=args.address)
        made = make_archive(maker, order, progress)
        half = args.out / f".{made.name}.{os.getpid()}.part"
        with telling(made.name):
            args.out.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(made.path, half)
                half.replace(args.out / made.name)
            finally:
                half.unlink(missing_ok=True)
    return made


def order_text(args: argparse.Namespace) -> str:
    """Return the order that the command line makes; a filter is one of layers of records alone."""
    form = find_format(args.format)
    keys = args.layers or [spec.key for spec in CATALOGUE if form.takes(spec)]
    filters = dict(filter_of(text) for text in args.filter)
    layers = [{"key": key, "filters": filters if takes_filter(find_layer(key)) else {}} for key in keys]
    asked = {"crs": args.crs, "units": args.units, "on": args.on}
    chosen = {name: value for name, value in asked.items() if value is not None}
    return json.dumps({"layers": layers, "format": args.format, **chosen}, ensure_ascii=False)


def filter_of(text: str) -> tuple[str, str]:
    """Return name and value of a filter."""
    name, sign, value = text.partition("=")
    if not sign:
        raise InvalidInput(texts.NOT_A_FILTER, value=text)
    return name, value


if __name__ == "__main__":
    raise SystemExit(main())
