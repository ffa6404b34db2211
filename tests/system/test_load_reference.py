"""The loader of the reference data says whether a store that it could not fill has data to go on with."""

from __future__ import annotations

import pytest

from geodata.errors import Conflict
from geodata.registry import reference
from geodata.store import Store, migrate
from geodata.tables import store_state
from scripts.load_reference import main


@pytest.mark.parametrize(("checksum", "code"), [(None, 2), ("older", 3)])
def test_a_load_that_fails_leaves_a_filled_store_to_go_on_with(tmp_path, monkeypatch, capsys, checksum, code):
    url = f"sqlite:///{(tmp_path / 'a.db').as_posix()}"
    monkeypatch.chdir(tmp_path)
    migrate(url)
    with Store.open(url) as store, store.write() as connection:
        connection.execute(store_state.update().values(reference_checksum=checksum))

    def fail(*_args: object, **_named: object) -> None:
        raise Conflict("no two of one name")

    monkeypatch.setattr(reference, "load_reference", fail)
    assert main(["--database", url, "--lang", "en"]) == code
    told = capsys.readouterr().err
    assert "no two of one name" in told
    assert ("goes on with the reference data that it had" in told) == (code == 3)
