"""What the tests of the pages share: a page as its reader sees it."""

from __future__ import annotations

from html.parser import HTMLParser

from flask.testing import FlaskClient

VOID = {"area", "br", "hr", "img", "input", "link", "meta"}


class Page(HTMLParser):
    """The texts of a page, the texts by id, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.by_id: dict[str, list[str]] = {}
        self.links: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(html)

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        return " ".join(" ".join(self.texts).split())

    def part(self, name: str) -> str:
        """The text inside the element of an id, empty where there is none."""
        return " ".join(" ".join(self.by_id.get(name, [])).split())

    def hrefs(self) -> list[str]:
        """Addresses of all links."""
        return [href for href, _ in self.links]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append((str(values["href"]), values))
        if tag not in VOID:
            self._open.append((tag, values.get("id")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        if any(tag in ("script", "style") for tag, _ in self._open):
            return
        self.texts.append(data)
        for _, name in self._open:
            if name:
                self.by_id.setdefault(name, []).append(data)


def read(client: FlaskClient, address: str, language: str = "en") -> Page:
    """Return the page at ``address``, which must be there."""
    client.set_cookie("lang", language)
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("Location"))
    return Page(answer.get_data(as_text=True))


def id_of(client: FlaskClient, kind: str, name: str) -> str:
    """Return the identifier of the one record of ``kind`` whose name is ``name``."""
    items = client.get(f"/api/v1/{kind}?limit=1000").json["items"]
    (found,) = [item["id"] for item in items if item["name"] == name]
    return str(found)
