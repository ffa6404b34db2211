"""From a file that was handed in to the preview that is kept with it, and from that to the registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from geodata.errors import N_, Conflict, Stale
from geodata.intake.choices import Choices
from geodata.intake.doubts import doubt_of
from geodata.intake.keeping import packed, wanted_of_kept
from geodata.intake.part_preview import preview_parts
from geodata.intake.part_tables import TABLE_KINDS, PartTable
from geodata.intake.preview import May, Preview, Progress, preview_rows
from geodata.intake.quiet import undisturbed
from geodata.intake.reading import Earlier, ReadFile, read_file
from geodata.intake.rights import may_write
from geodata.intake.storing import store_wanted
from geodata.intake.told import FORMAT, Told, preview_told, wanted_told
from geodata.intake.uploads import (
    STORED,
    Upload,
    close_upload,
    content_of,
    earlier_columns,
    find_upload,
    keep_preview,
    kept_preview,
)
from geodata.office.users import User
from geodata.records.checking import Checker
from geodata.store import Store

READING, KEEPING, STORING = N_("Reading the file"), N_("Keeping the preview"), N_("Storing the records")
NOT_MADE = N_("There is no preview of this file as it is chosen now: make it first")


def no_progress(_fraction: float, _message: str) -> None:
    """Tell nobody how far it is."""


@undisturbed()
def preview_file(
    store: Store,
    content: bytes,
    choices: Choices,
    today: date,
    may: May = lambda _kind, _state: True,
    progress: Progress = no_progress,
) -> tuple[ReadFile, Preview]:
    """
    Read a file and check its rows against the registry as it is now; nothing is written.

    Raises
    ------
    InvalidInput, DataProblem, TooLarge
        The file cannot be read (``reading.read_file``).
    """
    progress(0.0, READING)
    read = read_file(content, choices, _earlier(store))
    with store.read() as connection:
        preview_of = preview_parts if isinstance(read.kind, PartTable) else preview_rows
        preview = preview_of(
            connection, read, choices, today, may, lambda done, text: progress(0.2 + 0.7 * done, text)
        )
        doubt = doubt_of(
            connection, Checker(connection, today, makes_producers=True), read, preview, read.crs
        )
    return read, replace(preview, doubt=doubt)


@undisturbed()
def make_preview(
    store: Store, upload: Upload, user: User, today: date, progress: Progress = no_progress
) -> Told:
    """Make the preview of a file as it is chosen now, keep it, and return it."""
    may = may_write(store, user, today)
    of = made_from(store, upload, user, today)
    content = content_of(store, upload.upload_id)
    # Held nowhere else: what the rows were read from is let go before they are packed.
    told = preview_told(*preview_file(store, content, upload.choices, today, may, progress))
    progress(0.9, KEEPING)
    keep_preview(store, upload.upload_id, of, packed(told))
    return told


def find_preview(store: Store, upload: Upload, user: User, today: date) -> bytes | None:
    """
    Return the preview of a file if it is of these choices, rights, registry and day; None: make it.

    It is packed: see ``keeping``.
    """
    of = made_from(store, upload, user, today)
    return kept_preview(store, upload.upload_id, of) if upload.preview_of == of else None


def find_storable(store: Store, upload: Upload) -> bytes | None:
    """
    Return the preview of a file if it is of these choices, whatever has changed since in the registry.

    What it would change is compared record by record when it is stored.
    """
    of = upload.preview_of
    if of is None or not of.startswith(f"{upload.version}|{FORMAT}|"):
        return None
    return kept_preview(store, upload.upload_id, of)


def made_from(store: Store, upload: Upload, user: User, today: date) -> str:
    """Return what a preview is told from: version of the choices, rights, day, revision of the registry."""
    units = ",".join(f"{code}@{start}" for code, start in sorted(user.units))
    return f"{upload.version}|{FORMAT}|{user.role.value}|{units}|{today}|{store.revision()}"


@undisturbed()
def store_upload(
    store: Store,
    upload_id: str,
    version: int,
    user: User,
    today: date,
    reason: str | None = None,
    progress: Progress = no_progress,
) -> int:
    """
    Write the accepted rows of a file in one transaction, and return the number of the change.

    What is written is what the preview showed: the records that it would
    change must be as they were then.

    Raises
    ------
    Stale
        There is no preview of these choices, or a record that would be changed is another by now.
    Conflict
        The file is stored already.
    """
    progress(0.0, READING)
    upload = find_upload(store, upload_id)
    # What the preview was told from may be an older registry: the records that it touches are compared.
    kept = find_storable(store, upload) if upload.version == version else None
    if kept is None:
        raise Stale(NOT_MADE) if upload.change_id is None else Conflict(STORED, name=upload.file_name)
    wanted, may = wanted_told(wanted_of_kept(kept)), may_write(store, user, today)
    progress(0.4, STORING)
    with store.write() as connection:
        change_id = store_wanted(
            connection,
            user.actor,
            wanted,
            upload.file_name,
            file_sha256=upload.sha256,
            reason=reason,
            may=may,
        )
        close_upload(connection, upload_id, version, change_id)
    return change_id


def _earlier(store: Store) -> Earlier:
    """Return what headings meant in earlier files, by kind of record."""
    return {kind: earlier_columns(store, kind) for kind in TABLE_KINDS.values()}
