"""Kinds of jobs: what one does, who may ask for it, and which inputs it takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, get_type_hints

from geodata.errors import N_, InvalidInput, NotFound
from geodata.office.vocabulary import RoleName

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.store import Store

# Where the registry of this product is: "module:name".
KINDS = "app.jobs.registry:KINDS"
# Each may do what the ones before it may; None is a reader who has not signed in.
ROLES: tuple[RoleName | None, ...] = (None, *RoleName)


class Task(Protocol):
    """What a running job is given besides the store and its inputs."""

    @property
    def folder(self) -> Path:
        """A folder for temporary files, which is removed when the job ends, however it ends."""

    def progress(self, fraction: float, message: str, **values: object) -> None:
        """Say how far it is (0 – 1), and a text for the translators with the values that fill it."""

    def result(self, name: str) -> Path:
        """Return where to write the result, which a user will get under the file name ``name``."""


Run = Callable[["Store", Any, Task], None]


@dataclass(frozen=True, slots=True)
class NoInputs:
    """A kind that needs to be told nothing."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job; ``title`` is a text for the translators, ``inputs`` a frozen dataclass."""

    name: str
    title: str
    run: Run
    inputs: type
    least_role: RoleName | None
    limit_per_user: int

    @property
    def needed(self) -> frozenset[str]:
        """The inputs without which there is no such job."""
        return frozenset(
            field.name
            for field in fields(self.inputs)
            if field.default is MISSING and field.default_factory is MISSING
        )

    def open_to(self, role: RoleName | None) -> bool:
        """Return whether somebody of this role may ask for such a job."""
        return ROLES.index(role) >= ROLES.index(self.least_role)


@dataclass(frozen=True, slots=True)
class JobKinds:
    """The kinds that a program knows."""

    kinds: tuple[JobKind, ...]

    def __iter__(self) -> Iterator[JobKind]:
        """Give each kind."""
        return iter(self.kinds)

    def find(self, name: str) -> JobKind:
        """Return the kind called ``name``, or raise ``NotFound``."""
        for kind in self.kinds:
            if kind.name == name:
                return kind
        raise NotFound(N_("There is no kind of job called %(kind)s"), kind=name)


def job_kind(
    name: str,
    *,
    title: str,
    inputs: type = NoInputs,
    least_role: RoleName | None = RoleName.EDITOR,
    limit_per_user: int = 3,
) -> Callable[[Run], JobKind]:
    """Make a kind of the function that does the work: ``run(store, inputs, task)``."""

    def make(run: Run) -> JobKind:
        return JobKind(name, title, run, inputs, least_role, limit_per_user)

    return make


def load_kinds(where: str) -> JobKinds:
    """Return the registry that ``module:name`` names."""
    module, _, name = where.partition(":")
    found = getattr(import_module(module), name)
    if not isinstance(found, JobKinds):
        raise TypeError(f"{where} is not a registry of jobs")
    return found


def inputs_text(inputs: Any) -> str:  # noqa: ANN401 -- an instance of whatever dataclass the kind has
    """Return the inputs of a job as JSON."""
    return json.dumps(asdict(inputs), ensure_ascii=False, default=_plain)


def read_inputs(kind: JobKind, given: Mapping[str, object]) -> Any:  # noqa: ANN401 -- see inputs_text
    """
    Return the inputs of ``kind`` from a JSON object.

    Raises
    ------
    InvalidInput
        A value is unknown, missing, or of another type.
    """
    types = get_type_hints(kind.inputs)
    known = [field.name for field in fields(kind.inputs)]
    if unknown := given.keys() - set(known):
        raise InvalidInput(
            N_("Unknown parameter %(name)s; allowed: %(allowed)s"),
            name=sorted(unknown)[0],
            allowed=", ".join(known),
        )
    if missing := kind.needed - given.keys():
        raise InvalidInput(N_("%(name)s is missing"), name=sorted(missing)[0])
    return kind.inputs(**{name: _read(name, types[name], value) for name, value in given.items()})


def _plain(value: object) -> object:
    """Return a value that JSON does not know as one that it does."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be an input of a job")


def _read(name: str, wanted: Any, value: object) -> object:  # noqa: ANN401 -- a type, of any form
    """Return ``value`` as the type that the field ``name`` has."""
    if wanted == tuple[str, ...] and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    choices = getattr(wanted, "__args__", (wanted,)) if wanted != tuple[str, ...] else ()
    for choice in choices:
        try:
            return _as(choice, value)
        except (TypeError, ValueError):
            continue
    shown = ", ".join(getattr(choice, "__name__", str(choice)) for choice in choices) or "[text, …]"
    raise InvalidInput(
        N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"), name=name, value=value, allowed=shown
    )


def _as(wanted: Any, value: object) -> object:  # noqa: ANN401 -- a type
    """Return ``value`` if it is of the type ``wanted`` or JSON's way to write that type."""
    if wanted is type(None) and value is None:
        return None
    if isinstance(value, str) and (wanted is date or issubclass(wanted, StrEnum)):
        return wanted.fromisoformat(value) if wanted is date else wanted(value)
    # bool is an int to Python, and 1 is not a truth to a reader.
    exact = type(value) is wanted or (wanted is float and type(value) is int)
    if not exact:
        raise TypeError(value)
    return float(value) if wanted is float else value  # type: ignore[arg-type]
