"""
ES modules of ours become one script that can stand inside a page.

A page opened from a disk may import no module by its path, and a policy that
let it import ``data:`` addresses would let a stranger's script in by the same
door. So each module becomes a function that gives what it exports, in the
order in which they need each other, and one hash allows them all. The modules
are ours and keep to few forms of ``import`` and ``export``; any other form is
an error here, not a surprise in a browser.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (?P<name>\w+))", re.MULTILINE)
_LIST = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class Linker:
    """Collects modules of one folder; ``replacements`` puts one in another's place for all but itself."""

    def __init__(self, folder: Path, replacements: Mapping[str, str]) -> None:
        """Take the folder, and path of a module → path of what stands in for it."""
        self._folder = folder
        self._replacements = replacements
        self._names: dict[str, str] = {}
        self._parts: list[str] = []

    def link(self, entry: str) -> str:
        """
        Return the script that does what importing ``entry`` does.

        ``entry`` alone may wait (``await``) outside its functions.

        Raises
        ------
        ValueError
            A module imports or exports in a form that is not known, or two need each other.
        """
        body, _ = self._module(entry, ())
        return "\n".join([*self._parts, f"// {entry}", body])

    def _add(self, path: str, above: tuple[str, ...]) -> str:
        """Add a module and what it needs; return the name that holds its exports."""
        if path in above:
            raise ValueError(f"modules need each other: {' → '.join((*above, path))}")
        if path not in self._names:
            body, exports = self._module(path, above)
            self._names[path] = f"module{len(self._names)}"
            given = ", ".join(exports)
            self._parts.append(
                f"// {path}\nconst {self._names[path]} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();"
            )
        return self._names[path]

    def _module(self, path: str, above: tuple[str, ...]) -> tuple[str, list[str]]:
        """Return the text of a module without imports and exports, and what it exports."""
        text = (self._folder / path).read_text(encoding="utf-8")
        exports = [match["name"] for match in _EXPORT.finditer(text)]
        exports += [_renamed(item) for match in _LIST.finditer(text) for item in _items(match[1])]

        def bring(match: re.Match[str]) -> str:
            wanted = self._target(path, match[2])
            name = self._add(wanted, (*above, path))
            return f"const {{ {', '.join(_renamed(item) for item in _items(match[1]))} }} = {name};"

        body = _LIST.sub("", _EXPORT.sub("", _IMPORT.sub(bring, text)))
        if other := _OTHER.search(body):
            raise ValueError(f"{path}: {other[0]!r} cannot be linked")
        return body.strip(), exports

    def _target(self, path: str, wanted: str) -> str:
        """Return the module that ``wanted`` means inside ``path``; a stand-in sees what it stands for."""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), wanted))
        stand_in = self._replacements.get(target, target)
        return target if stand_in == path else stand_in


def _items(listed: str) -> Iterator[str]:
    """Give the names between two braces."""
    return (item.strip() for item in listed.split(",") if item.strip())


def _renamed(item: str) -> str:
    """Return ``a as b`` as an object literal or pattern writes it."""
    name, _, other = item.partition(" as ")
    return f"{name}: {other}" if other else name
