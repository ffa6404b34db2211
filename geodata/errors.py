"""The one error tree of the product. ``app/errors.py`` is the only place that knows an HTTP status."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name: it marks a text for translation
    """Mark ``text`` for the translators and return it unchanged."""
    return text


class OcopError(Exception):
    """
    Base of everything this product raises on purpose.

    ``message`` is an English text in ``%(name)s`` style that the translators
    know; ``values`` fill it. Shells translate first and fill in afterwards, so
    a value never becomes part of a template.
    """

    code = "error"

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message % values if values else message)


class InvalidInput(OcopError):
    """The caller asked for something that is not allowed; the message says what is."""

    code = "invalid_input"


class NotFound(OcopError):
    """No such unit, record, layer or file."""

    code = "not_found"


class Conflict(OcopError):
    """The record was changed by someone else in the meantime."""

    code = "conflict"


class Stale(Conflict):
    """A change rests on a version that is no longer the newest."""

    code = "stale"


class TooLarge(OcopError):
    """More than the product takes in one go."""

    code = "too_large"


class DataProblem(OcopError):
    """The data contradict themselves or a contract."""

    code = "data_problem"


class Infeasible(OcopError):
    """No answer meets the limits that were set."""

    code = "infeasible"


class EngineUnavailable(OcopError):
    """An outside routing engine gave no answer that can be used; whoever asked it has another way."""

    code = "engine_unavailable"


class Busy(OcopError):
    """Somebody else is being served with what only one at once can have; the same again later will do."""

    code = "busy"


class NotWritten(OcopError):
    """A file could not be written to its end: the disk is full, or refuses."""

    code = "not_written"


class StoreUnavailable(OcopError):
    """The database cannot be reached or is not set up."""

    code = "store_unavailable"
