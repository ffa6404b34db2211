"""The words by which lists say what is counted, and on which days a market is held."""

from __future__ import annotations

from collections.abc import Mapping

METRIC_WORDS: Mapping[str, str] = {
    "tổng số sản phẩm": "products_total",
    "tổng số sản phẩm ocop": "products_total",
    "số sản phẩm ocop": "products_total",
    "số sản phẩm được công nhận": "products_total",
    "số sản phẩm theo hạng sao": "products_by_star",
    "số sản phẩm theo nhóm": "products_by_group",
    "số sản phẩm theo huyện": "products_by_district",
    "tổng số chủ thể": "producers_total",
    "tổng số chủ thể ocop": "producers_total",
}
WEEKDAY_WORDS: Mapping[str, str] = {
    "thứ hai": "mon",
    "thứ ba": "tue",
    "thứ tư": "wed",
    "thứ năm": "thu",
    "thứ sáu": "fri",
    "thứ bảy": "sat",
    "chủ nhật": "sun",
}
