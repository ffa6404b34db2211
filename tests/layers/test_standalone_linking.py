"""Modules become one script: imports, names, stand-ins; what is not understood is an error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import ROOT
from layers.standalone.files import ENTRY, STAND_INS
from layers.standalone.linking import Linker

BLOCK = re.compile(
    r"^const (module\d+) = \(\(\) => \{$.*?^return \{ (.*?) \};$\n^\}\)\(\);$", re.MULTILINE | re.DOTALL
)


def linked(folder: Path, files: dict[str, str], **stand_ins: str) -> str:
    """Write modules and link them, beginning with main.js."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Linker(folder, {f"{name}.js": path for name, path in stand_ins.items()}).link("main.js")


def test_a_module_gives_what_it_exports_to_whoever_imports_it(tmp_path):
    script = linked(
        tmp_path,
        {
            "main.js": 'import { one, two as second } from "./a.js";\nawait second(one);\n',
            "a.js": "export const one = 1;\nexport async function two() {}\n"
            "function own() {}\nexport { own };\n",
        },
    )
    assert "const module0 = (() => {" in script
    assert "return { one, two, own };" in script
    assert "const { one, two: second } = module0;\nawait second(one);" in script
    assert "export " not in script
    assert "import " not in script


def test_a_module_that_two_need_is_there_once_and_before_them(tmp_path):
    script = linked(
        tmp_path,
        {
            "main.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\n',
            "b.js": 'import { c } from "./c.js";\nexport const b = c;\n',
            "c.js": "export const c = 3;\n",
        },
    )
    assert script.count("const c = 3;") == 1
    assert script.index("const c = 3;") < script.index("const b = c;")


def test_a_stand_in_takes_the_place_for_all_and_sees_what_it_stands_for(tmp_path):
    script = linked(
        tmp_path,
        {
            "main.js": 'import { ask } from "./api.js";\nask();\n',
            "api.js": "export function ask() { return fetch; }\n",
            "own/api.js": 'import { ask as asked } from "../api.js";\n'
            "export function ask() { return asked; }\n",
        },
        api="own/api.js",
    )
    assert script.index("return fetch;") < script.index("return asked;")
    assert script.count("(() => {") == 2


@pytest.mark.parametrize(
    "text",
    [
        'import * as all from "./a.js";',
        'import "./a.js";',
        "export default 3;",
        "export let changing = 1;",
        'export * from "./a.js";',
    ],
)
def test_a_form_that_is_not_known_is_an_error(tmp_path, text):
    with pytest.raises(ValueError, match="cannot be linked"):
        linked(tmp_path, {"main.js": text, "a.js": "export const a = 1;\n"})


def test_modules_that_need_each_other_are_an_error(tmp_path):
    files = {
        "main.js": 'import { a } from "./a.js";',
        "a.js": 'import { b } from "./b.js";\nexport const a = b;',
        "b.js": 'import { a } from "./a.js";\nexport const b = a;',
    }
    with pytest.raises(ValueError, match=r"a\.js → b\.js → a\.js"):
        linked(tmp_path, files)


def test_a_stand_in_exports_all_that_the_map_takes_from_what_it_stands_for():
    """The names that the map's own modules import from a module which has a stand-in."""
    folder = ROOT / "app" / "static" / "js"
    script = Linker(folder, {f"{name}.js": f"standalone/{name}.js" for name in STAND_INS}).link(ENTRY)
    for name in STAND_INS:
        assert f"// standalone/{name}.js" in script
    given = {name: set(names.split(", ")) for name, names in BLOCK.findall(script)}
    taken = re.findall(r"^const \{ (.*?) \} = (module\d+);$", script, re.MULTILINE)
    assert len(taken) > len(given) > len(STAND_INS)
    for names, module in taken:
        assert {name.split(":")[0] for name in names.split(", ")} <= given[module], names
