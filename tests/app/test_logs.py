"""Log files that several processes share."""

import logging
import subprocess
import sys
from logging.handlers import RotatingFileHandler

import pytest

from app import Settings, create_app, logs
from app.settings import ROOT

WRITER = """
import logging, sys
from pathlib import Path
from app.logs import SharedRotatingHandler
handler = SharedRotatingHandler(Path(sys.argv[1]), max_bytes=4000, keep=50)
logger = logging.getLogger("writer")
logger.propagate = False
logger.addHandler(handler)
for number in range(300):
    logger.warning("%s line %04d of a log that several processes write", sys.argv[2], number)
handler.close()
"""


@pytest.fixture
def _clean_loggers():
    """Leave no handler behind."""
    yield
    logs.remove()


@pytest.mark.usefixtures("_clean_loggers")
def test_an_application_writes_a_file_in_its_instance_folder(tmp_path):
    app = create_app(Settings(secret_key="x", instance_dir=tmp_path, warm_up=False))
    app.logger.warning("the market of %s", "Cán Cấu")
    text = (tmp_path / "logs" / "ocop.log").read_text(encoding="utf-8")
    assert "the market of Cán Cấu" in text
    assert "WARNING" in text


@pytest.mark.usefixtures("_clean_loggers")
def test_a_second_application_does_not_double_the_lines(tmp_path):
    for _ in range(2):
        app = create_app(Settings(secret_key="x", instance_dir=tmp_path, warm_up=False))
    app.logger.warning("once")
    assert (tmp_path / "logs" / "ocop.log").read_text(encoding="utf-8").count("once") == 1


def test_a_full_file_is_moved_and_old_ones_go(tmp_path):
    handler = logs.SharedRotatingHandler(tmp_path / "x.log", max_bytes=100, keep=2)
    for number in range(30):
        handler.handle(logging.makeLogRecord({"msg": f"line {number:03d} and some more text"}))
    handler.close()
    names = sorted(path.name for path in tmp_path.glob("x.log*"))
    assert names == ["x.log", "x.log.1", "x.log.2"]
    assert "line 029" in (tmp_path / "x.log").read_text()


def test_no_line_is_lost_when_processes_rotate_one_file(tmp_path):
    path = tmp_path / "x.log"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], cwd=ROOT)
        for name in ("a", "b", "c")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    lines = [line for file in tmp_path.glob("x.log*") for line in file.read_text().splitlines()]
    assert len(lines) == len(set(lines)) == 900


def test_windows_with_its_one_process_has_the_plain_handler(tmp_path):
    assert isinstance(logs.file_handler(tmp_path / "x.log", system="nt"), RotatingFileHandler)
    assert isinstance(logs.file_handler(tmp_path / "x.log", system="posix"), logs.SharedRotatingHandler)
