"""Everything a deployment may change. The only module of the product that reads the environment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self, get_type_hints

from geodata.errors import N_, InvalidInput
from geodata.links import is_listed
from geodata.network.engine_settings import ENGINES, EngineSettings
from layers.tiles import SUFFIXES

PREFIX = "OCOP_"
# Variables of the set-up and test programs that share the prefix; the server has no use for them.
OTHER_PROGRAMS = ("OCOP_TEST_", "OCOP_CHROMIUM")
ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("vi", "en")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SQLITE = "sqlite:///"
SAFE_PREFIX = re.compile(r"(?:/[A-Za-z0-9_.~-]+)*")
STORAGE = re.compile(r"[a-z][a-z+]*://")
HOST = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*")
# A host name, an IPv4 or a bracketed IPv6 address; a port; a path. No user, no query.
ENGINE_URL = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:/[A-Za-z0-9_.~-]+)*/?"
)


def _help(text: str) -> dict[str, str]:
    """Return the metadata of a field: the line that the README says about it."""
    return {"help": text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one server; each is an ``OCOP_*`` variable of the same name."""

    # These two hold a secret: neither is ever shown.
    database_url: str = field(
        default="",
        repr=False,
        metadata=_help("Address of the database; empty: the SQLite file `ocop.db` in the instance folder."),
    )
    secret_key: str = field(
        default="",
        repr=False,
        metadata=_help("Signs sessions; the same text for every worker. `scripts/serve.py` makes one."),
    )
    instance_dir: Path = field(
        default=Path("instance"),
        metadata=_help("Folder for the database, logs and keys; relative to the program folder."),
    )
    url_prefix: str = field(
        default="",
        metadata=_help("Path under which users see the site, as `/ocop`; the proxy may strip it or not."),
    )
    trusted_proxies: int = field(
        default=0,
        metadata=_help("How many proxies stand in front; that many `X-Forwarded-*` entries are believed."),
    )
    default_language: str = field(default="vi", metadata=_help("Language of a first visit: `vi` or `en`."))
    trusted_link_hosts: tuple[str, ...] = field(
        default=("*.gov.vn", "baolaocai.vn", "laocaitv.vn"),
        metadata=_help(
            "Hosts that sources may link to, separated by commas; `*.gov.vn` means every host below it."
        ),
    )
    allow_tiles: bool = field(
        default=True, metadata=_help("Whether users may choose tile services on the internet as a base.")
    )
    base_tiles: str = field(
        default="",
        metadata=_help(
            "Base map without internet: a `.mbtiles` or `.pmtiles` file of raster tiles (PNG, JPEG, WebP);"
            " empty: the first such file in `base/` of the instance folder."
        ),
    )
    max_features: int = field(default=50_000, metadata=_help("Most features that one layer may answer with."))
    log_level: str = field(
        default="INFO", metadata=_help("What is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`.")
    )
    revision_poll_s: float = field(
        default=0.2,
        metadata=_help("Seconds between looks at the revision of the store, in each worker."),
    )
    cache_mb: int = field(
        default=64, metadata=_help("Memory for ready answers in each worker, in megabytes.")
    )
    warm_up: bool = field(
        default=True,
        metadata=_help(
            "Whether a worker makes the first view ready in the background, at its start and after a write;"
            " 0 for a server that loads the program before it forks."
        ),
    )
    result_hours: int = field(
        default=72, metadata=_help("Hours for which an ended job and its result are kept.")
    )
    secure_cookies: bool = field(
        default=False,
        metadata=_help(
            "Whether the session cookie is `Secure` even where the request did not come by HTTPS; behind a"
            " proxy that says `X-Forwarded-Proto` (`OCOP_TRUSTED_PROXIES`) it is so by itself."
        ),
    )
    ratelimit_storage: str = field(
        default="memory://",
        repr=False,
        metadata=_help(
            "Where tries to sign in are counted: `memory://` in each worker, or an address that the"
            " library `limits` knows, as `redis://host` (install its client too)."
        ),
    )
    routing_engine: str = field(
        default="",
        metadata=_help("Outside engine for travel times: `osrm` or `valhalla`; empty: the own road graph."),
    )
    routing_url: str = field(
        default="",
        metadata=_help(
            "Address of that engine, as `http://127.0.0.1:5000`; nothing else is asked, and where it does"
            " not answer the own road graph does."
        ),
    )
    routing_timeout_s: float = field(
        default=5.0,
        metadata=_help(
            "Seconds to wait for one answer of the engine; a whole table may take six times that."
        ),
    )
    routing_table_size: int = field(
        default=50,
        metadata=_help(
            "Most places on each side of one table asked of the engine; 50 × 50 is what OSRM and Valhalla"
            " take unless they are set up otherwise."
        ),
    )
    testing: bool = field(
        default=False, metadata=_help("For the tests: errors are raised, a secret key is not needed.")
    )

    def __post_init__(self) -> None:
        """Refuse values that no server can work with."""
        _check("url_prefix", self.url_prefix, bool(SAFE_PREFIX.fullmatch(self.url_prefix)), "/name")
        _check("trusted_proxies", self.trusted_proxies, 0 <= self.trusted_proxies <= 10, "0 – 10")
        _check(
            "default_language",
            self.default_language,
            self.default_language in LANGUAGES,
            ", ".join(LANGUAGES),
        )
        _check(
            "trusted_link_hosts",
            ",".join(self.trusted_link_hosts),
            all(HOST.fullmatch(host) for host in self.trusted_link_hosts),
            "example.gov.vn, *.gov.vn",
        )
        _check(
            "base_tiles",
            self.base_tiles,
            not self.base_tiles or Path(self.base_tiles).suffix.lower() in SUFFIXES,
            ", ".join(f"name{suffix}" for suffix in SUFFIXES),
        )
        _check(
            "ratelimit_storage",
            self.ratelimit_storage.partition(":")[0],
            bool(STORAGE.match(self.ratelimit_storage)),
            "memory://, redis://host",
        )
        _check("max_features", self.max_features, self.max_features >= 1, "1 …")
        _check("log_level", self.log_level, self.log_level in LOG_LEVELS, ", ".join(LOG_LEVELS))
        _check("revision_poll_s", self.revision_poll_s, 0 <= self.revision_poll_s <= 60, "0 – 60")
        _check("result_hours", self.result_hours, 1 <= self.result_hours <= 8760, "1 – 8760")
        _check("cache_mb", self.cache_mb, 1 <= self.cache_mb <= 4096, "1 – 4096")

        self._check_routing()

    def _check_routing(self) -> None:
        """Refuse an engine that nobody knows, and an address that is none or carries a password."""
        _check(
            "routing_engine", self.routing_engine, self.routing_engine in ("", *ENGINES), ", ".join(ENGINES)
        )
        needed = bool(self.routing_engine)
        fits = bool(ENGINE_URL.fullmatch(self.routing_url)) if self.routing_url else not needed
        _check("routing_url", self.routing_url, fits, "http://127.0.0.1:5000, https://host/path")
        _check("routing_timeout_s", self.routing_timeout_s, 0.1 <= self.routing_timeout_s <= 60, "0.1 – 60")
        _check(
            "routing_table_size", self.routing_table_size, 1 <= self.routing_table_size <= 1000, "1 – 1000"
        )

    @property
    def engine(self) -> EngineSettings | None:
        """The outside engine as the router takes it; None where there is none."""
        if not self.routing_engine:
            return None
        return EngineSettings(
            engine=self.routing_engine,
            url=self.routing_url,
            timeout_s=self.routing_timeout_s,
            table_size=self.routing_table_size,
        )

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the ``OCOP_*`` variables; an unknown one is an error, not a typo to ignore."""
        types = get_type_hints(cls)
        given = {
            key.removeprefix(PREFIX).lower(): value
            for key, value in env.items()
            if key.startswith(PREFIX) and not key.startswith(OTHER_PROGRAMS)
        }
        if unknown := given.keys() - types.keys():
            raise InvalidInput(
                N_("Unknown settings: %(unknown)s; there are %(allowed)s"),
                unknown=", ".join(sorted(PREFIX + name.upper() for name in unknown)),
                allowed=", ".join(PREFIX + name.upper() for name in types),
            )
        values: dict[str, Any] = {name: _parse(name, types[name], value) for name, value in given.items()}
        return cls(**values)

    @property
    def instance_path(self) -> Path:
        """The instance folder as an absolute path."""
        return ROOT / self.instance_dir

    @property
    def store_url(self) -> str:
        """The address of the database; a relative SQLite file starts at the program folder, as folders do."""
        if not self.database_url:
            return f"{SQLITE}{(self.instance_path / 'ocop.db').as_posix()}"
        if self.database_url.startswith(SQLITE):
            return f"{SQLITE}{(ROOT / self.database_url.removeprefix(SQLITE)).as_posix()}"
        return self.database_url

    @property
    def base_tiles_path(self) -> Path | None:
        """The file of the setting, relative to the program folder; None where the folder decides."""
        return ROOT / self.base_tiles if self.base_tiles else None

    def trusts_host(self, host: str) -> bool:
        """Return whether a source on ``host`` may be shown as a link."""
        return is_listed(host, self.trusted_link_hosts)


def settings_table() -> str:
    """Return the table of settings for the README, as Markdown."""
    rows = [
        f"| `{PREFIX}{item.name.upper()}` | {_shown(item.default)} | {item.metadata['help']} |"
        for item in fields(Settings)
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def _shown(value: object) -> str:
    """Return a default as the table shows it."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, tuple):
        text = ",".join(value)
    else:
        text = value.as_posix() if isinstance(value, Path) else str(value)
    return f"`{text}`" if text else "(empty)"


def _bool(text: str) -> bool:
    """Return the boolean that ``text`` means; ``bool("false")`` would be true."""
    values = {"1": True, "true": True, "yes": True, "on": True}
    values |= {"0": False, "false": False, "no": False, "off": False}
    try:
        return values[text.strip().lower()]
    except KeyError:
        raise ValueError("true, false") from None


def _hosts(text: str) -> tuple[str, ...]:
    """Return the entries of a comma list."""
    return tuple(item.strip().lower() for item in text.split(",") if item.strip())


_PARSERS: dict[object, tuple[Callable[[str], object], str]] = {
    str: (str.strip, ""),
    int: (int, "0, 1, 2 …"),
    float: (float, "0.2"),
    bool: (_bool, "true, false"),
    Path: (Path, ""),
    tuple[str, ...]: (_hosts, ""),
}


def _parse(name: str, kind: object, text: str) -> object:
    """Return the value that ``text`` means for the setting ``name``."""
    parse, allowed = _PARSERS[kind]
    try:
        return parse(text)
    except ValueError:
        raise _refused(name, text, allowed) from None


def _check(name: str, value: object, fits: bool, allowed: str) -> None:
    """Raise unless ``value`` fits."""
    if not fits:
        raise _refused(name, value, allowed)


def _refused(name: str, value: object, allowed: str) -> InvalidInput:
    """Return the error that names the variable, its value and what is allowed."""
    return InvalidInput(
        N_("%(setting)s cannot be %(value)s; allowed: %(allowed)s"),
        setting=PREFIX + name.upper(),
        value=repr(value),
        allowed=allowed,
    )
