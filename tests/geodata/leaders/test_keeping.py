"""Leaders are kept only while the office wants it, and forgotten whole, on both databases."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa

from geodata.errors import Conflict, NotFound
from geodata.intake.choices import Choices
from geodata.intake.keeping import packed, wanted_of_kept
from geodata.intake.making import make_preview, preview_file, store_upload
from geodata.intake.storing import store_wanted, wanted_of
from geodata.intake.told import preview_told
from geodata.intake.uploads import add_upload, find_upload, keep_preview, kept_preview
from geodata.leaders import keeping
from geodata.leaders.keeping import held_leaders
from geodata.office.audit import LogFilter, read_log
from geodata.office.settings import change_settings, read_settings, stored_settings
from geodata.office.vocabulary import RoleName
from geodata.records.current import present_state
from geodata.records.editing import change_part, change_record, revert_record
from geodata.records.history import versions_of
from geodata.records.kinds import RecordKind
from geodata.records.merging import merge_records
from geodata.records.state import dumped, read_state, tag_of
from geodata.records.tables import record_versions, uploads
from geodata.records.undo import undo_change
from tests.geodata.intake.intake_files import xlsx
from tests.geodata.records.world import MAY, PAO, PRODUCERS, TODAY, everything, fill_registry, tag
from tests.office_factories import make_user

RARE = "Bố Y rất hiếm"


def switch(store, on, *, confirmed=()):
    version = stored_settings(store)["leaders_kept"].version
    return change_settings(store, {"leaders_kept": on}, {"leaders_kept": version}, PAO, confirmed=confirmed)


def lead(store, key="h2", part=None, **raw):
    change_part(
        store, MAY, PRODUCERS, key, ("producer_leaders", part), raw, tag(store, PRODUCERS, key), today=TODAY
    )


@pytest.fixture
def filled(store):
    """A registry whose office keeps leaders."""
    fill_registry(store)
    switch(store, True)
    return store


def every_text(store):
    """Everything that the tables of records and the audit log hold, as one text."""
    with store.read() as connection:
        states = connection.scalars(sa.select(record_versions.c.state)).all()
    log, _ = read_log(store, LogFilter(), 1000)
    return f"{everything(store)} {states} {log}"


def test_a_leader_is_refused_until_the_office_keeps_leaders(store):
    fill_registry(store)
    before = everything(store)
    with pytest.raises(Conflict, match="neither sex nor ethnic group"):
        lead(store, sex="female")
    assert everything(store) == before
    switch(store, True)
    lead(store, sex="female")
    assert everything(store)["producer_leaders"] == [
        ("h2", "female", None, None, "Văn phòng nhập ngày 22/11/2026")
    ]


def test_turning_off_asks_where_there_is_something_to_forget(filled):
    lead(filled, sex="female", ethnic_group=RARE)
    with pytest.raises(Conflict) as refused:
        switch(filled, False)
    assert refused.value.values["confirm"] == "leaders_kept"
    assert (refused.value.values["leaders"], refused.value.values["versions"]) == (1, 1)
    assert read_settings(filled).leaders_kept
    assert RARE in every_text(filled)


def test_turning_off_where_nobody_is_kept_asks_nothing(filled):
    assert not switch(filled, False).leaders_kept


def test_nothing_of_any_leader_is_left_after_turning_off(filled):
    lead(filled, "h1", sex="male", ethnic_group=RARE)
    lead(filled, "h2", ethnic_group=RARE)
    lead(filled, "h2", "h2", sex="female")
    tags = {key: tag(filled, PRODUCERS, key) for key in ("h1", "h2")}
    merge_records(filled, MAY, PRODUCERS, "h1", "h2", {}, tags, today=TODAY)
    switch(filled, False, confirmed=["leaders_kept"])
    left = every_text(filled)
    assert RARE not in left
    assert "female" not in left
    with filled.read() as connection:
        assert held_leaders(connection) == keeping.Held(0, 0)


def test_the_log_says_how_many_were_forgotten_and_never_who(filled):
    lead(filled, sex="female", ethnic_group=RARE)
    switch(filled, False, confirmed=["leaders_kept"])
    log, _ = read_log(filled, LogFilter(action="leaders_forgotten"), 10)
    assert [
        (line.subject_kind, line.subject_id, line.before, line.after, line.actor_name) for line in log
    ] == [("setting", "leaders_kept", None, {"leaders": 1, "versions": 1, "files": 0}, PAO.name)]


LIST = xlsx([["Mã", "Tên chủ thể", "Ghi chú", "Giới tính"], ["h2", "HTX Sa Pa", "mới", RARE]])


@pytest.fixture
def waiting(filled):
    """A user who handed in a list of producers after a leader was entered; its preview waits."""
    lead(filled, sex="female", ethnic_group=RARE)
    user = make_user(filled, role=RoleName.PLANNER)
    choices = Choices(kind=PRODUCERS, columns={"Mã": "id", "Giới tính": None})
    upload_id = add_upload(filled, user.actor, "chu the.xlsx", LIST, choices)
    told = make_preview(filled, find_upload(filled, upload_id), user, TODAY)
    assert told["counts"]["changed"] == 1
    return user, upload_id


def every_upload(store):
    """All that waiting files and previews hold, unpacked, as one text."""
    t, texts = uploads.c, []
    with store.read() as connection:
        rows = connection.execute(sa.select(t.choices, t.content, t.preview)).all()
    for row in rows:
        for archived in (row.content, row.preview):
            if archived:
                with zipfile.ZipFile(io.BytesIO(archived)) as archive:
                    texts += [archive.read(name).decode() for name in archive.namelist()]
    return f"{[row.choices for row in rows]} {texts}"


def test_a_preview_holds_nothing_of_leaders_and_storing_it_keeps_them(filled, waiting):
    user, upload_id = waiting
    kept = kept_preview(filled, upload_id, find_upload(filled, upload_id).preview_of)
    assert "producer_leaders" not in str(wanted_of_kept(kept)["states"]["producers"]["tables"]) or (
        wanted_of_kept(kept)["states"]["producers"]["tables"]["producer_leaders"]["owners"] == []
    )
    lead(filled, part="h2", sex="male")
    store_upload(filled, upload_id, 1, user, TODAY)
    held = everything(filled)
    assert [row[:3] for row in held["producer_leaders"]] == [("h2", "male", RARE)]
    assert versions_of(filled, PRODUCERS, "h2")[-1].state["producers"][0]["note"] == "mới"


def test_turning_off_deletes_waiting_files_of_producers_and_says_how_many(filled, waiting):
    user, upload_id = waiting
    other = add_upload(filled, user.actor, "lang nghe.xlsx", LIST, Choices(kind=RecordKind.CRAFT_VILLAGES))
    make_preview(filled, find_upload(filled, other), user, TODAY)
    assert RARE in every_upload(filled)
    with pytest.raises(Conflict) as refused:
        switch(filled, False)
    assert refused.value.values["files"] == 1
    switch(filled, False, confirmed=["leaders_kept"])
    with pytest.raises(NotFound):
        find_upload(filled, upload_id)
    assert find_upload(filled, other).preview_of is None


def test_a_preview_that_is_made_while_leaders_are_forgotten_brings_none_back(filled, waiting):
    user, upload_id = waiting
    read, made = preview_file(filled, LIST, find_upload(filled, upload_id).choices, TODAY)
    switch(filled, False, confirmed=["leaders_kept"])
    keep_preview(filled, upload_id, "of", packed(preview_told(read, made)))
    assert RARE not in every_upload(filled)
    with filled.write() as connection:
        store_wanted(connection, user.actor, wanted_of(made), "chu the.xlsx")
    assert RARE not in every_text(filled)


def test_the_history_goes_on_from_states_without_leaders(filled):
    first = tag(filled, PRODUCERS, "h2")
    lead(filled, sex="female")
    change_record(filled, MAY, PRODUCERS, "h2", {"note": "mới"}, tag(filled, PRODUCERS, "h2"), today=TODAY)
    switch(filled, False, confirmed=["leaders_kept"])
    with filled.read() as connection:
        now = present_state(connection, PRODUCERS, "h2")
    versions = versions_of(filled, PRODUCERS, "h2")
    assert [tag_of(version.state) for version in versions] == [first, first, tag_of(now)]
    assert versions[-1].state == now
    revert_record(filled, MAY, PRODUCERS, "h2", 1, tag(filled, PRODUCERS, "h2"))
    assert tag(filled, PRODUCERS, "h2") == first


def test_a_change_that_only_told_of_a_leader_can_still_be_taken_back(filled):
    lead(filled, sex="female")
    switch(filled, False, confirmed=["leaders_kept"])
    before = everything(filled)
    change = versions_of(filled, PRODUCERS, "h2")[-1].change
    undo_change(filled, MAY, change.change_id)
    assert everything(filled) == before


def test_scrubbed_states_are_written_as_states_without_leaders_are(filled):
    lead(filled, sex="female")
    switch(filled, False, confirmed=["leaders_kept"])
    with filled.read() as connection:
        texts = connection.scalars(sa.select(record_versions.c.state)).all()
        state = read_state(connection, PRODUCERS, "h2")
    assert texts == [dumped(state), dumped(state)]


def test_forgetting_that_breaks_off_forgets_nothing(filled, monkeypatch):
    lead(filled, sex="female", ethnic_group=RARE)
    before, texts, revision = everything(filled), every_text(filled), filled.revision()

    def break_off(*_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(keeping, "note", break_off)
    with pytest.raises(RuntimeError, match="power cut"):
        switch(filled, False, confirmed=["leaders_kept"])
    assert (everything(filled), every_text(filled), filled.revision()) == (before, texts, revision)
    assert read_settings(filled).leaders_kept
