"""Addresses of the channels of e-commerce: which of them is whose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.links import host_of, is_listed
from geodata.records.problems import FieldProblem, problem
from geodata.records.vocabulary import E_COMMERCE, Fact, SalesChannel

# The channels that the province's programme names; a website of its own may be anywhere.
HOSTS: Mapping[str, str] = {
    SalesChannel.LAOCAITRADE.value: "laocaitrade.vn",
    SalesChannel.XTTMNONGNGHIEP.value: "xttmnongnghiep.laocai.gov.vn",
    SalesChannel.POSTMART.value: "postmart.vn",
    SalesChannel.VOSO.value: "voso.vn",
    SalesChannel.LAZADA.value: "lazada.vn",
    SalesChannel.SHOPEE.value: "shopee.vn",
}


def link_warnings(told: Mapping[str, Any]) -> list[FieldProblem]:
    """Return what is doubtful in the address of a sales channel; ``told`` are the fields of the fact."""
    channel, link = told.get("value"), told.get("link")
    if told.get("fact") != Fact.SALES_CHANNEL or channel not in E_COMMERCE:
        return []
    if link is None:
        return [problem("link", None, "link_needed")]
    own, host = HOSTS.get(str(channel)), host_of(link)
    if own is None or (host is not None and is_listed(host, (own, f"*.{own}"))):
        return []
    return [problem("link", link, "link_other_host", host=own)]
