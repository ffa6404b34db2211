"""In which form /ogc answers: JSON for programs, a page for people. Opens nothing: every start imports it."""

from __future__ import annotations

from flask import Request

from geodata.errors import N_, InvalidInput

ROOT = "/ogc"
JSON, PAGE = "json", "html"
FORMS = (JSON, PAGE)
HTML = "text/html"
# The first wins where somebody takes any.
TAKEN = (
    "application/json",
    "application/geo+json",
    "application/schema+json",
    "application/vnd.oai.openapi+json",
    HTML,
)


def is_ogc(path: str) -> bool:
    """Tell whether a path is one of this service."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def is_for_program(request: Request) -> bool:
    """Tell whether the answer is JSON: by the parameter ``f``, else by the header Accept."""
    if form := request.args.get("f"):
        return form != PAGE
    return request.accept_mimetypes.best_match(TAKEN, default=TAKEN[0]) != HTML


def form_of(request: Request) -> str:
    """
    Return the form that is asked for.

    Raises
    ------
    InvalidInput
        ``f`` names none of ``FORMS``.
    """
    named = request.args.get("f")
    if named is not None and named not in FORMS:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="f",
            value=named,
            allowed=", ".join(FORMS),
        )
    return JSON if is_for_program(request) else PAGE
