"""
SECURITY.md and docs/asvs.md say what is so: tests that exist, limits of the program, counts that agree.

``python -m tests.test_security_document`` writes the parts that are generated (rights, counts) anew.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import timedelta
from importlib import import_module
from typing import NamedTuple

import pytest

from app.settings import ROOT
from geodata.office import passwords, tables

SECURITY = ROOT / "SECURITY.md"
ASVS = ROOT / "docs" / "asvs.md"
TEST_ID = re.compile(r"tests/[\w/]+\.py(?:::\w+)?")
MET, NOT_APPLYING, OPEN = "met", "not applying", "open"
STATES = (MET, NOT_APPLYING, OPEN)

# Section of OWASP ASVS 5.0.0 → the level of each of its requirements, in their order.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3",
    "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23",
    "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
UNITS = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "minutes": 60, "hour": 3600, "hours": 3600, "days": 86_400}


class Row(NamedTuple):
    """One requirement as docs/asvs.md has it."""

    number: str
    level: str
    asked: str
    state: str
    how: str
    tests: list[str]


def rows() -> list[Row]:
    """Return the rows of the tables."""
    found = []
    for line in ASVS.read_text("utf-8").splitlines():
        if line.startswith("| v5.0.0-"):
            cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
            number, level, asked, state, how, tests = (*cells, "")[:6]
            found.append(
                Row(number.removeprefix("v5.0.0-"), level, asked, state, how, TEST_ID.findall(tests))
            )
    return found


def wanted() -> dict[str, str]:
    """Return the requirements of levels 1 and 2, with their level."""
    every = {
        f"{section}.{place}": level
        for section, levels in LEVELS.items()
        for place, level in enumerate(levels, 1)
    }
    return {number: level for number, level in every.items() if level in "12"}


def chapter(number: str) -> int:
    """Return the chapter of a requirement."""
    return int(number.split(".")[0])


def counts_table() -> str:
    """Return the summary for SECURITY.md."""
    titles = dict(re.findall(r"^## V(\d+) (.+)$", ASVS.read_text("utf-8"), re.MULTILINE))
    counted = Counter((chapter(row.number), row.state) for row in rows())
    lines = [f"| chapter | {' | '.join(STATES)} |", "|---|---|---|---|"]
    for number, title in titles.items():
        lines.append(f"| V{number} {title} | {' | '.join(str(counted[int(number), s]) for s in STATES)} |")
    totals = [sum(1 for row in rows() if row.state == state) for state in STATES]
    return "\n".join([*lines, f"| all | {' | '.join(map(str, totals))} |"])


def marked(name: str) -> str:
    """Return what stands between the marks ``name`` of SECURITY.md."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", SECURITY.read_text("utf-8"), re.DOTALL)
    assert found, f"no part {name}"
    return found[1]


def section(title: str) -> str:
    """Return a section of SECURITY.md."""
    found = re.search(
        rf"^#+ {title}\n(.*?)(?=^#+ |\Z)", SECURITY.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found, f"no section {title}"
    return found[1]


def names_in(path: str) -> set[str]:
    """Return the tests that a file defines."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def constant(path: str) -> object:
    """Return what ``module.NAME`` or ``module.NAME[key]`` names."""
    name, _, key = path.partition("[")
    module, _, attribute = name.rpartition(".")
    value = getattr(import_module(module), attribute)
    return value[key.rstrip("]")] if key else value


def measured(text: str) -> float:
    """Return a number with its unit as bytes, seconds or pieces."""
    number, _, rest = text.partition(" ")
    return float(number.replace(",", "")) * UNITS.get(rest.split(" ")[0], 1)


def test_every_requirement_of_levels_1_and_2_stands_once_with_its_level():
    assert len(wanted()) == 253
    assert [(row.number, row.level) for row in rows()] == list(wanted().items())


def test_every_requirement_has_one_of_three_states_and_what_belongs_to_it():
    wrong = []
    for row in rows():
        if row.state not in STATES or not row.asked or not row.how:
            wrong.append(row.number)
        if bool(row.tests) is not (row.state == MET):
            wrong.append(row.number)
        if row.state == OPEN and not re.search(r"Missing: |A deviation", row.how):
            wrong.append(row.number)
    assert wrong == []


def test_every_test_that_the_documents_name_exists():
    wrong = []
    for document in (SECURITY, ASVS):
        for test in set(TEST_ID.findall(document.read_text("utf-8"))):
            path, _, name = test.partition("::")
            if not (ROOT / path).is_file() or (name and name not in names_in(path)):
                wrong.append(test)
    assert sorted(wrong) == []


def test_the_counts_are_those_of_the_table():
    assert marked("counts") == counts_table()


LIMITS = re.findall(
    r"^\| ([^|]+) \| ([^|]+) \| `([\w.\[\]]+)` \|$", SECURITY.read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize(("what", "limit", "path"), LIMITS, ids=[path for _, _, path in LIMITS])
def test_the_limits_named_are_those_of_the_program(what, limit, path):
    value = constant(path)
    if isinstance(value, str):
        assert limit == value
        return
    number = value.total_seconds() if isinstance(value, timedelta) else value
    assert measured(limit) == number


def test_enough_limits_are_named():
    assert len(LIMITS) >= 25


def test_every_word_that_a_password_may_not_rest_on_is_named():
    assert marked("words").replace("`", "").split(", ") == sorted(passwords.WORDS)


def test_every_table_of_the_office_has_a_level_of_protection():
    named = re.findall(r"`(\w+)`", section("Data and their protection"))
    assert {table.name for table in tables.metadata.sorted_tables} <= set(named)


def test_every_file_that_uses_cryptography_is_in_the_inventory():
    uses = re.compile(
        r"^\s*(?:import|from) (?:hashlib|hmac|secrets|argon2|itsdangerous)\b|SignedSerializer", re.M
    )
    named = set(re.findall(r"`((?:app|geodata|layers|scripts)/[\w/]+\.py)`", section("Keys and hashes")))
    files = [
        path for folder in ("app", "geodata", "layers", "scripts") for path in (ROOT / folder).rglob("*.py")
    ]
    assert named == {
        path.relative_to(ROOT).as_posix() for path in files if uses.search(path.read_text("utf-8"))
    }


@pytest.mark.parametrize("words", ["3 working days", "90 days", "7 days", "30 days", "every three months"])
def test_the_promises_are_named(words):
    assert words in section("What is promised")


@pytest.mark.parametrize("words", ["made", "kept", "shared", "replaced", "destroyed"])
def test_the_life_of_the_secret_key_is_documented(words):
    assert f"**{words}**" in section("Keys and hashes")


def test_every_way_to_begin_a_session_is_documented():
    text = section("Signing in")
    for way in ("`/sign-in`", "`/invitations/…`", "`Authorization: Bearer`", "scripts/create_admin.py"):
        assert way in text


def test_the_number_of_sessions_is_documented():
    assert "any number of sessions" in section("Signing in")


def test_what_belongs_together_is_documented():
    assert section("Values that belong together").count("\n- ") >= 5


def test_who_sees_which_fields_is_documented():
    assert section("Fields").count("\n- ") >= 4


def test_who_talks_to_whom_is_documented():
    assert section("Who talks to whom").count("\n| ") >= 6


def rewrite() -> None:
    """Write the generated parts anew."""
    from app import Settings, create_app
    from app.accounts.rights import rights_table

    parts = {
        "rights": rights_table(create_app(Settings(testing=True, warm_up=False))),
        "counts": counts_table(),
        "words": ", ".join(f"`{word}`" for word in sorted(passwords.WORDS)),
    }
    text = SECURITY.read_text("utf-8")
    for name, part in parts.items():
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(\n?<!-- /{name} -->)",
            lambda found, part=part, name=name: f"<!-- {name} -->\n{part}\n<!-- /{name} -->",
            text,
            flags=re.DOTALL,
        )
    SECURITY.write_text(text, "utf-8")


if __name__ == "__main__":
    rewrite()
