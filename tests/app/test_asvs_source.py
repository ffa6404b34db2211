"""What the ASVS asks of the source of the program; docs/asvs.md names each of these."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from app.settings import ROOT

SERVING = ("app", "geodata", "layers")


def sources(*folders):
    """Return path and tree of every Python file of the folders."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in found]


@cache
def described(folder):
    """Return path, imports and calls of every Python file of a folder."""
    return [(path, imported(tree), list(called(tree))) for path, tree in sources(folder)]


def imports_of(*folders):
    """Return path and module of every import of the folders."""
    return [(path, name) for folder in folders for path, names, _ in described(folder) for name in names]


def calls_of(*folders):
    """Return path, imports of the file, name and keywords of every call of the folders."""
    return [
        (path, names, *call)
        for folder in folders
        for path, names, calls in described(folder)
        for call in calls
    ]


def imported(tree):
    """Return the modules that a tree imports, with every name taken from them."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def called(tree):
    """Return every call of a tree: its dotted name and its keywords."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), {word.arg: ast.unparse(word.value) for word in node.keywords}


def test_no_text_is_run_as_a_program_a_shell_command_or_a_pickle():
    runs = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    loads = {"pickle.load", "pickle.loads", "marshal.loads", "yaml.load", "shelve.open"}
    wrong = [
        (path, name)
        for path, _, name, words in calls_of(*SERVING, "scripts")
        if name in runs | loads or words.get("shell", "False") != "False"
    ]
    assert wrong == []


def test_the_server_has_no_client_for_other_hosts_and_no_weak_chance():
    clients = ("urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket", "ftplib", "smtplib")
    others = ("ldap", "ldap3", "lxml", "random", "memcache", "pymemcache", "tests")
    # The name of what a full disk is called; nothing is read by it.
    harmless = {"lxml.etree", "lxml.etree.SerialisationError"}
    wrong = [
        (path, name)
        for path, name in imports_of(*SERVING)
        if name not in harmless
        and any(name == taken or name.startswith(f"{taken}.") for taken in clients + others)
    ]
    assert wrong == []


def test_xml_that_is_handed_in_is_read_by_defusedxml_alone():
    written_with = {"xml.sax.saxutils", "xml.etree", "xml.etree.ElementTree"}
    taken = {"escape", "quoteattr", "ElementTree", "Element", "SubElement"}
    found = imports_of(*SERVING)
    wrong = [
        (path, name)
        for path, name in found
        if name.split(".")[0] == "xml"
        and name not in written_with
        and not (name.rpartition(".")[0] in written_with and name.rpartition(".")[2] in taken)
    ]
    reading = {"fromstring", "fromstringlist", "iterparse", "XML", "XMLID", "XMLParser", "XMLPullParser"}
    wrong += [
        (path, name)
        for path, names, name, _ in calls_of(*SERVING)
        if name in {"gpxpy.parse", "gpxpy.parser.GPXParser"}
        or (name.rpartition(".")[2] in reading and "defusedxml.ElementTree" not in names)
        or name.endswith(("Tree.parse", "ElementTree.parse"))
    ]
    assert wrong == []


def scripts():
    """Return our own scripts of the browser, without their comments."""
    for path in sorted((ROOT / "app" / "static" / "js").rglob("*.js")):
        yield path.name, re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)


def test_no_script_writes_markup_runs_text_or_listens_to_other_windows():
    taken = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage"
    assert [name for name, text in scripts() if re.search(taken, text)] == []
    assert [name for name, text in scripts() if re.search(r"addEventListener\(\s*[\"']message", text)] == []


def test_a_browser_keeps_the_colours_of_the_page_and_nothing_else():
    stored = {key for _, text in scripts() for key in re.findall(r"localStorage\.setItem\(\s*(\S+?),", text)}
    assert stored == {'"theme"'}
    assert [name for name, text in scripts() if re.search("sessionStorage|indexedDB|caches\\.", text)] == []
    assert [name for name, text in scripts() if re.search(r"document\.cookie\s*=", text)] == []


def test_a_session_begins_in_three_places_and_nowhere_else():
    begins = set()
    for path, tree in sources("app"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name != "begin_session":
                names = {name for name, _ in called(node)}
                begins |= {(path, node.name)} if names & {"begin_session", "login_user"} else set()
    views = "app/accounts/views"
    assert begins == {
        (f"{views}/account.py", "change_password"),
        (f"{views}/signing.py", "sign_in"),
        (f"{views}/signing.py", "accept_invitation"),
    }


def test_no_file_of_the_program_holds_a_secret_key():
    given = re.compile(r"""(?:secret_key|SECRET_KEY|password)\s*[:=]\s*["'][^"'\s]{20,}["']""")
    files = [path for folder in (*SERVING, "scripts") for path in Path(ROOT, folder).rglob("*.py")]
    assert [path.name for path in files if given.search(path.read_text("utf-8"))] == []
