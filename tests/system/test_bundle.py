"""scripts/bundle.py, and what serve.py refuses to unpack."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import bundle
from scripts._setup import archive, frontend, running, steps
from scripts._setup.messages import SetupFailed

HERE = {"python": "3.11", "platform": "linux-x86_64", "checkout": "abc"}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """A small bundle."""
    folder = tmp_path / "in"
    for name in ("wheels/a-1-py3-none-any.whl", "vendor/leaflet/leaflet.js"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    archive.write(folder, tmp_path / "b.zip", HERE)
    return tmp_path / "b.zip"


def crafted(file: Path, names: list[str], **manifest: object) -> Path:
    """Write a zip by hand, with a manifest that agrees with its names."""
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    full = {"format": 1, **HERE, "files": dict.fromkeys(names, empty), **manifest}
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(archive.MANIFEST, json.dumps(full))
        for name in names:
            made.writestr(name, b"")
    return file


def refused(file: Path, folder: Path) -> SetupFailed:
    """Return why a bundle is refused, and check that nothing was written outside its folder."""
    target = folder / "deep" / "out"
    target.mkdir(parents=True)
    before = sorted(folder.rglob("*"))
    with pytest.raises(SetupFailed) as failed:
        archive.unpack(file, target, HERE)
    after = [path for path in sorted(folder.rglob("*")) if target not in path.parents]
    assert after == before
    return failed.value


def test_what_was_packed_comes_out_the_same(packed, tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    archive.unpack(packed, target, HERE)
    assert (target / "wheels/a-1-py3-none-any.whl").read_text(
        encoding="utf-8"
    ) == "wheels/a-1-py3-none-any.whl"
    assert (target / "vendor/leaflet/leaflet.js").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "wheels/../../x",
        "/etc/x",
        "C:/x",
        "C:x",
        "..\\x",
        "wheels\\x",
        "wheels//x",
        "./x",
        "x/",
        "a:b",
    ],
)
def test_a_path_that_leaves_its_folder_is_refused(tmp_path, name):
    assert not archive.is_safe(name)
    failure = refused(crafted(tmp_path / "bad.zip", [name]), tmp_path)
    assert failure.key == "bundle_bad"


@pytest.mark.parametrize(
    "name", ["wheels/a-1.0-py3-none-any.whl", "vendor/leaflet/images/layers-2x.png", "..a/b"]
)
def test_an_ordinary_path_is_taken(name):
    assert archive.is_safe(name)


def test_a_file_that_was_changed_is_refused(packed, tmp_path):
    with zipfile.ZipFile(packed) as whole:
        manifest = json.loads(whole.read(archive.MANIFEST))
    changed = crafted(tmp_path / "bad.zip", list(manifest["files"]), files=manifest["files"])
    failure = refused(changed, tmp_path)
    assert "wrong checksum" in str(failure)


def test_a_file_the_manifest_does_not_name_is_refused(tmp_path):
    failure = refused(crafted(tmp_path / "bad.zip", ["wheels/a.whl"], files={}), tmp_path)
    assert "not those of its manifest" in str(failure)


@pytest.mark.parametrize("other", [{"python": "3.13"}, {"platform": "win-amd64"}, {"checkout": "old"}])
def test_a_bundle_for_another_machine_says_for_which(tmp_path, other):
    failure = refused(crafted(tmp_path / "bad.zip", [], **other), tmp_path)
    assert failure.key == "bundle_other"
    assert next(iter(other.values())) in str(failure)


@pytest.mark.parametrize("content", [b"", b"not a zip"])
def test_a_file_that_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "bad.zip").write_bytes(content)
    assert refused(tmp_path / "bad.zip", tmp_path).key == "bundle_bad"


@pytest.mark.parametrize(
    "manifest", ["[]", "{}", "{", '{"format": 2, "files": {}}', '{"format": 1, "files": []}']
)
def test_a_manifest_of_another_form_is_refused(tmp_path, manifest):
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as made:
        made.writestr(archive.MANIFEST, manifest)
    assert refused(tmp_path / "bad.zip", tmp_path).key == "bundle_bad"


def test_a_bundle_that_is_not_there_is_told(tmp_path):
    assert refused(tmp_path / "gone.zip", tmp_path).key == "bundle_missing"


def test_the_unpacked_folder_is_gone_afterwards_and_so_is_one_of_a_killed_set_up(
    packed, tmp_path, monkeypatch
):
    monkeypatch.setattr(archive, "here", lambda root: HERE)
    leftover = tmp_path / "instance" / "bundle-old"
    leftover.mkdir(parents=True)
    with archive.unpacked(packed, tmp_path, tmp_path / "instance") as folder:
        assert (folder / "wheels").is_dir()
        assert not leftover.exists()
    assert list((tmp_path / "instance").iterdir()) == []


def test_pip_takes_wheels_from_the_bundle_and_asks_no_network():
    command = steps.pip_command(Path("py"), ["-r", "r.txt"], Path("b"))
    assert command[3] == "--isolated"
    assert "--no-index" in command
    assert command[command.index("--find-links") + 1] == str(Path("b") / "wheels")


def test_without_a_bundle_pip_keeps_the_settings_of_the_machine():
    command = steps.pip_command(Path("py"), ["-r", "r.txt"], None)
    assert "--isolated" not in command
    assert "--no-index" not in command


def test_the_front_end_comes_from_the_bundle_with_no_npm(tmp_path, monkeypatch):
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).touch()
    for target in frontend.VENDOR:
        (tmp_path / "b" / "vendor" / target).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "b" / "vendor" / target).touch()
    monkeypatch.setattr(running, "run", lambda *_: pytest.fail("npm was asked"))
    step = steps.frontend_step(steps.Place(tmp_path))
    step.make(tmp_path / "b")
    assert step.is_there()


def test_a_bundle_is_opened_only_when_a_step_needs_it(tmp_path, monkeypatch):
    made = steps.Step("database x", "1", lambda: True, lambda unpacked: None)
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(steps, "steps_of", lambda *_: [made])
    assert steps.set_up(steps.Place(tmp_path), None, bundle=tmp_path / "gone.zip")


def test_packing_collects_wheels_and_the_front_end(tmp_path, monkeypatch):
    place = steps.Place(tmp_path)
    for name in archive.MADE_FROM:
        (tmp_path / name).touch()
    (place.vendor / "leaflet").mkdir(parents=True)
    (place.vendor / "leaflet" / "leaflet.js").touch()

    def collect(command: list[str], *_: object) -> None:
        wheels = Path(command[command.index("--wheel-dir") + 1])
        wheels.mkdir()
        (wheels / "a.whl").touch()

    monkeypatch.setattr(steps, "set_up", lambda *_: False)
    monkeypatch.setattr(running, "run", collect)
    bundle.pack(place, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as made:
        assert set(made.namelist()) == {"manifest.json", "wheels/a.whl", "vendor/leaflet/leaflet.js"}


def test_a_bundle_is_named_after_what_it_fits():
    assert bundle.default_name(HERE) == "ocop-linux-x86_64-py3.11.bundle.zip"


def test_a_bundle_made_here_fits_here(tmp_path):
    for name in archive.MADE_FROM:
        (tmp_path / name).touch()
    assert archive.here(tmp_path)["python"] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert archive.here(tmp_path) == archive.here(tmp_path)
