"""
Source texts as a reader may see them: a host name, and a link only for hosts the office trusts.

Whatever a source says is data. An address becomes a link where its host is on
the office's list and a browser cannot read it in another way than we did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https"})
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
# Browsers read a backslash as a slash and drop control characters; such an address is never a link.
UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"`{}|^\u2028\u2029]")
BARE_HOST = re.compile(r"([\w-]+(?:\.[\w-]+)+)(?:/\S*)?", re.ASCII)
ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class SourceLink:
    """One source: what is shown, and the address where it may be opened."""

    text: str
    href: str | None = None


def host_of(source: str) -> str | None:
    """
    Return the host that ``source`` is an address of, in lower case; None for a text that is none.

    ``nongnghiep.vn/a-b`` without a scheme counts as an address of a host too.
    """
    text = source.strip()
    if ADDRESS.match(text):
        return _host_of_address(text)
    bare = BARE_HOST.fullmatch(text)
    host = bare.group(1).lower() if bare else ""
    return host if HOST.fullmatch(host) else None


def _host_of_address(address: str) -> str | None:
    """Return the host of an address with a scheme, or None where it has none that is plain."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return None
    host = host.rstrip(".")
    return host if HOST.fullmatch(host) else None


def is_listed(host: str, entries: Iterable[str]) -> bool:
    """Return whether ``host`` is one of ``entries``; ``*.gov.vn`` stands for every host below it."""
    name = host.lower().rstrip(".")
    return any(name.endswith(entry[1:]) if entry.startswith("*.") else name == entry for entry in entries)


def trust_none(_host: str) -> bool:
    """Trust no host."""
    return False


def source_link(source: str, trusts: Callable[[str], bool] = trust_none) -> SourceLink:
    """
    Return how ``source`` is shown.

    Parameters
    ----------
    source
        An address or a free text, as the collector wrote it.
    trusts
        Tells whether the office trusts a host (lower case, no final dot).

    Returns
    -------
    SourceLink
        The host name of an address (the text itself where it is none), with
        ``href`` only for http and https addresses of trusted hosts.
    """
    text = source.strip()
    host = host_of(text)
    if host is None:
        return SourceLink(text)
    return SourceLink(host, text if _may_open(text, host, trusts) else None)


def _may_open(address: str, host: str, trusts: Callable[[str], bool]) -> bool:
    """Tell whether ``address`` of ``host`` may be a link."""
    if not ADDRESS.match(address) or UNSAFE.search(address):
        return False
    parts = urlsplit(address)
    return parts.scheme.lower() in SCHEMES and "@" not in parts.netloc and trusts(host)


def source_links(sources: Iterable[str], trusts: Callable[[str], bool] = trust_none) -> list[SourceLink]:
    """Return ``sources`` as they are shown, in their order, each once."""
    return list(dict.fromkeys(source_link(source, trusts) for source in sources if source.strip()))
