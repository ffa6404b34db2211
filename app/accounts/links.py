"""Addresses: the menu of people who are signed in, and where to go after a sign-in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request, url_for
from flask_babel import gettext

from app.accounts.current import current_account
from app.accounts.rights import RIGHTS
from geodata.errors import N_

# Endpoint and title; ``rights`` says who sees it.
OFFICE_LINKS: tuple[tuple[str, str], ...] = (
    ("accounts.show_account", N_("My account")),
    ("registry_pages.show_home", N_("The registry")),
    ("job_pages.show_jobs", N_("Jobs")),
    ("accounts.show_people", N_("People")),
    ("accounts.show_audit_log", N_("Audit log")),
    ("office.show_office", N_("Settings of the office")),
    ("link_office.show_links", N_("Short links")),
)


def office_links() -> list[tuple[str, str]]:
    """Return address and title of each page of the office that the person who asks may open."""
    account = current_account()
    if account is None:
        return []
    return [
        (url_for(endpoint), gettext(title))
        for endpoint, title in OFFICE_LINKS
        if account.level >= RIGHTS[endpoint]
    ]


def safe_next(target: str) -> str | None:
    """
    Return ``target`` if it is a page of this site, else None.

    A path below the mount point and nothing else: no scheme, no host, no second
    slash or backslash that a browser takes for a host, no control signs.
    """
    home = request.script_root + "/"
    if not target.startswith(home) or target.startswith("//") or "\\" in target:
        return None
    if not target.isprintable() or any(sign.isspace() for sign in target):
        return None
    parts = urlsplit(target)
    # "/ocop/../../x" and "/./" would leave the mount point in the browser.
    climbs = {".", "..", "%2e", "%2e%2e", ".%2e", "%2e."} & set(parts.path.lower().split("/"))
    return None if parts.scheme or parts.netloc or climbs or parts.path.startswith("//") else target
