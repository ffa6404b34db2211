"""Which places of the site may be shared: what any reader may open, and nothing else."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException

from app.accounts import rights
from app.accounts.rights import READER
from geodata.errors import N_, InvalidInput
from geodata.office.site_paths import site_path

# A short link is no place of its own: links to links would go round in circles.
FOLLOW = "sharing.follow"


def shared_place(path: str, *, or_code: bool = False) -> tuple[str, str, dict[str, str]]:
    """
    Return a place of this site in its one form, the endpoint that answers it and the values of its path.

    Parameters
    ----------
    or_code
        Whether the address of a short link is a place too.

    Raises
    ------
    InvalidInput
        It is no place of this site, or none that any reader may open: a page of the office, a sign-in,
        an invitation.
    """
    place = site_path(path)
    try:
        endpoint, values = current_app.url_map.bind("localhost").match(unquote(urlsplit(place).path), "GET")
    except HTTPException:
        endpoint, values = "", {}
    table = current_app.extensions[rights.NAME]
    if table.get(endpoint) is not READER or (endpoint == FOLLOW and not or_code):
        raise InvalidInput(
            N_("%(path)s is no page of this site that readers may open"), path=unquote(place)[:100]
        )
    return place, endpoint, dict(values)
