"""Pages of people of the office who are signed in, without the time that a real password takes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from app import Settings, create_app
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from tests.app.account_helpers import begin
from tests.office_factories import make_user


def signed_in_page(new_page: Callable[..., Page], site: str, store: Store, role: RoleName) -> Page:
    """Open a page of a person of ``role`` on the site of ``store``."""
    app = create_app(Settings(testing=True, database_url=store.url))
    client = app.test_client()
    begin(client, store, make_user(store, f"the-{role.value}", role, "Trần Thị Lan"))
    (cookie,) = client._cookies.values()
    app.extensions["ocop"].close()
    page = new_page(base_url=site)
    hint = {"name": "signed_in", "value": "1", "url": site}
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}, hint])
    return page
