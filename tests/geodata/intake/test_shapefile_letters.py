"""Texts of a Shapefile are read in the letters in which they were typed, whatever its .cpg says."""

from __future__ import annotations

import pytest

from geodata import vectors
from geodata.intake.choices import Choices
from geodata.intake.encodings import Encoding, decode
from geodata.intake.reading import ReadFile, read_file
from geodata.intake.shapefile_letters import letters_of
from geodata.records.kinds import RecordKind
from tests.geodata.intake.intake_files import as_cp1258, as_tcvn3, zipped
from tests.geodata.intake.test_vector_tables import SA_PA, shapefile

NAME = "Chợ phiên Cốc Ly, xã Bảo Nhai, huyện Bắc Hà"
WRITTEN = {Encoding.TCVN3: as_tcvn3(NAME), Encoding.CP1258: as_cp1258(NAME), Encoding.UTF_8: NAME.encode()}


def read_of(folder, name: bytes, declared: str | None, **choices: object) -> ReadFile:
    """Read a Shapefile of one point whose name is these bytes."""
    shapefile(folder, "EPSG:4326", *SA_PA)
    table = (folder / "points.dbf").read_bytes()
    old = "Chợ Bắc Hà".encode()
    (folder / "points.dbf").write_bytes(table.replace(old.ljust(len(name)), name.ljust(len(old)), 1))
    (folder / "points.cpg").unlink(missing_ok=True)
    if declared is not None:
        (folder / "points.cpg").write_text(declared)
    content = zipped({path.name: path.read_bytes() for path in folder.glob("points.*")})
    return read_file(content, Choices(kind=RecordKind.SALES_POINTS, **choices))


@pytest.mark.parametrize("reader", ["fiona", "pyogrio"])
@pytest.mark.parametrize("declared", [None, "UTF-8"])
@pytest.mark.parametrize("encoding", WRITTEN)
def test_letters_are_found_out_and_shown_with_a_sample(tmp_path, monkeypatch, encoding, declared, reader):
    if reader == "pyogrio":
        monkeypatch.setattr(vectors, "_fiona", lambda: None)
    read = read_of(tmp_path, WRITTEN[encoding], declared)
    assert (read.sheet.rows[0].cells[0], read.encoding) == (NAME, encoding)
    assert NAME in read.candidates[0].sample


def test_a_person_chooses_the_letters(tmp_path):
    read = read_of(tmp_path, WRITTEN[Encoding.TCVN3], None, encoding=Encoding.CP1258)
    wrong = decode(WRITTEN[Encoding.TCVN3], Encoding.CP1258)
    assert (read.sheet.rows[0].cells[0], read.encoding) == (wrong, Encoding.CP1258)


def test_a_letter_that_is_cut_by_the_width_of_its_column_makes_no_other_letters():
    cut = "Chợ Cốc".encode() + "Ế".encode()[:2]
    letters = letters_of(["TEN", cut.decode("latin-1")], None, None)
    assert letters is not None
    assert (letters.encoding, letters.read(cut.decode("latin-1"))) == (Encoding.UTF_8, "Chợ Cốc")
