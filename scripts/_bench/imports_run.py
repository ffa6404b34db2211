"""One step of an import in a process of its own: prints seconds, those of the processor, and MB."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from openpyxl import load_workbook

from geodata.intake.choices import Choices
from geodata.intake.making import make_preview, store_upload
from geodata.intake.reading import read_file
from geodata.intake.uploads import add_upload, find_upload, uploads_of
from geodata.office.audit import COMMAND_LINE
from geodata.office.users import User, create_user, list_users
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from geodata.view import office_today
from scripts._bench.data import url_of
from scripts._bench.exports_run import peak_mb

LOGIN, PASSWORD = "importer", "lives as long as one measurement"


def main() -> None:
    """Read the arguments, do the step, tell."""
    database, workbook, step = sys.argv[1:]
    content = Path(workbook).read_bytes()
    with Store.open(url_of(Path(database))) as store:
        user = _user(store)
        if step == "preview":
            add_upload(store, user.actor, "products.xlsx", content)
        # Of nobody else are there files.
        upload = next(iter(uploads_of(store, user.user_id)), None)
        begun, worked = time.perf_counter(), time.process_time()
        if step == "read":
            read_file(content, Choices())
        elif step == "openpyxl":
            for _ in load_workbook(workbook, read_only=True).worksheets[0].iter_rows(values_only=True):
                pass
        elif upload is not None and step == "preview":
            make_preview(store, find_upload(store, upload.upload_id), user, office_today())
        elif upload is not None:
            store_upload(store, upload.upload_id, upload.version, user, office_today())
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    print(f"{seconds:.3f} {processor:.3f} {peak_mb():.0f}")


def _user(store: Store) -> User:
    """Return the person who imports."""
    known = next((user for user in list_users(store) if user.login == LOGIN), None)
    return known or create_user(
        store, COMMAND_LINE, login=LOGIN, name="Người nhập", role=RoleName.PLANNER, password=PASSWORD
    )


if __name__ == "__main__":
    main()
