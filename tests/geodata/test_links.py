"""What of a source a reader sees, and when it may be opened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.links import SourceLink, host_of, source_link, source_links


def trusts(host):
    """Trust gov.vn and what lies below it, and one newspaper."""
    return host in {"gov.vn", "baolaocai.vn"} or host.endswith(".gov.vn")


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ("https://bacha.laocai.gov.vn/che-806734", "bacha.laocai.gov.vn"),
        ("HTTP://LaoCai.GOV.vn", "laocai.gov.vn"),
        ("postmart.vn/p/mien-dao.html", "postmart.vn"),
        ("traphacosapa.com", "traphacosapa.com"),
        ("Plan 182/KH-UBND, 2024", None),
        ("node 369486930", None),
        ("4261/QĐ-UBND", None),
    ],
)
def test_an_address_is_shown_by_its_host(source, host):
    assert host_of(source) == host
    assert source_link(source).text == (host or source)


@pytest.mark.parametrize(
    "source", ["https://gov.vn/a", "http://laocai.gov.vn/b?c=d&e=f", "https://baolaocai.vn."]
)
def test_an_address_of_a_trusted_host_is_a_link(source):
    assert source_link(source, trusts).href == source


@pytest.mark.parametrize(
    "source",
    [
        "https://evil-gov.vn/",
        "https://evilgov.vn/",
        "https://gov.vn.evil.com/",
        "https://gov.vn@evil.com/",
        "https://user:pass@gov.vn/",
        "https://evil.com\\.gov.vn/",
        "https://evil.com/\\@gov.vn",
        "javascript:alert(1)//gov.vn",
        "javascript://gov.vn/%0aalert(1)",
        "data:text/html,gov.vn",
        "//gov.vn/a",
        "gov.vn/a",
        "ftp://gov.vn/a",
        "https://[gov.vn/",
        "https://gov.vn/\u2028x",
        "https://gov.vn/ x",
        'https://gov.vn/"onclick=',
        "https://ցov.vn/",
    ],
)
def test_nothing_else_is_a_link(source):
    assert source_link(source, trusts).href is None


def test_where_no_host_is_trusted_nothing_is_a_link():
    assert source_link("https://laocai.gov.vn/").href is None


def test_a_source_that_is_named_twice_is_shown_once():
    assert source_links(["https://a.vn/1", "https://a.vn/2", "", "Kế hoạch 182"]) == [
        SourceLink("a.vn"),
        SourceLink("Kế hoạch 182"),
    ]


@given(st.text())
def test_no_text_becomes_a_link_by_accident(source):
    link = source_link(source, trusts)
    assert link.href is None or link.href.lower().startswith(("http://", "https://"))
