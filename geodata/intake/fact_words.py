"""
The words of Vietnamese lists for what the programme follows, besides the labels in English.

Among them are those that this map writes itself into its lists: what was taken
away, corrected and handed in again is read as what it was. A test holds them to
the translations.
"""

from __future__ import annotations

from collections.abc import Mapping

from geodata.records.choices import CHANNELS, FACT_VALUES, STAGES, TRADEMARKS, YES_NO
from geodata.records.fact_labels import FACT_LABELS
from geodata.records.field_types import Field, FieldType

Words = Mapping[str, str]

KIND_WORDS: Words = {
    "sản phẩm": "products",
    "sản phẩm ocop": "products",
    "ocop product": "products",
    "chủ thể": "producers",
    "chủ thể sản xuất": "producers",
    "cơ sở sản xuất": "producers",
}
PRECISION_WORDS: Words = {
    "ngày": "day",
    "đến ngày": "day",
    "tháng": "month",
    "đến tháng": "month",
    "năm": "year",
    "đến năm": "year",
}
FACT_WORDS: Words = {
    **{label: value for labels in FACT_LABELS.values() for value, label in labels.items()},
    "kênh tiêu thụ": "sales_channel",
    "kênh bán hàng": "sales_channel",
    "gian hàng số": "digital_stall",
    "gian hàng điện tử": "digital_stall",
    "thanh toán điện tử": "e_payment",
    "thanh toán không dùng tiền mặt": "e_payment",
    "in lô-gô ocop trên bao bì": "ocop_logo",
    "in logo ocop trên bao bì": "ocop_logo",
    "logo ocop": "ocop_logo",
    "lô-gô ocop": "ocop_logo",
    "nhãn hiệu hoặc chỉ dẫn địa lý": "trademark",
    "nhãn hiệu, chỉ dẫn địa lý": "trademark",
    "mã truy xuất nguồn gốc": "traceability_code",
    "truy xuất nguồn gốc": "traceability_code",
    "kiểm nghiệm an toàn thực phẩm": "food_safety_test",
    "kiểm nghiệm attp": "food_safety_test",
    "giấy chứng nhận hoặc kiểm nghiệm an toàn thực phẩm của cơ sở": "food_safety_test",
    "hỗ trợ, thưởng đã nhận": "support",
    "hỗ trợ": "support",
    "thưởng": "support",
    "hội chợ đã tham gia": "fair_attended",
    "tham gia hội chợ": "fair_attended",
    "hội chợ": "fair_attended",
    "vùng nguyên liệu ổn định": "stable_material_zone",
    "chuỗi giá trị xanh": "green_chain",
    "chuỗi xanh": "green_chain",
    "bước trong chu trình ocop hằng năm": "stage",
    "chu trình ocop": "stage",
    "giai đoạn": "stage",
}
YES_NO_WORDS: Words = {
    "có": "yes",
    "x": "yes",
    "✓": "yes",
    "✔": "yes",
    "true": "yes",
    "không": "no",
    "không có": "no",
    "false": "no",
}
CHANNEL_WORDS: Words = {
    "siêu thị": "supermarket",
    "cửa hàng": "shop",
    "gian hàng": "shop",
    "cửa hàng, gian hàng": "shop",
    "gian hàng hội chợ": "fair_stand",
    "xttmnongnghiep": "xttmnongnghiep",
    "lazada.vn": "lazada",
    "shopee.vn": "shopee",
    "trang web riêng": "own_website",
    "website riêng": "own_website",
    "website": "own_website",
    "kênh khác": "other",
    "khác": "other",
}
TRADEMARK_WORDS: Words = {
    "nhãn hiệu": "trademark",
    "nhãn hiệu tập thể": "collective_mark",
    "nhãn hiệu chứng nhận": "certification_mark",
    "chỉ dẫn địa lý": "geographical_indication",
}
STAGE_WORDS: Words = {
    "đã đăng ký ý tưởng": "idea_registered",
    "đăng ký ý tưởng": "idea_registered",
    "ý tưởng được chấp nhận": "accepted",
    "đã đánh giá cấp huyện": "evaluated_district",
    "đánh giá cấp huyện": "evaluated_district",
    "đã đánh giá cấp xã": "evaluated_commune",
    "đánh giá cấp xã": "evaluated_commune",
    "đã đánh giá cấp tỉnh": "evaluated_province",
    "đánh giá cấp tỉnh": "evaluated_province",
    "đã đánh giá cấp trung ương": "evaluated_centre",
    "đánh giá cấp trung ương": "evaluated_centre",
    "được công nhận": "recognised",
    "đã công nhận": "recognised",
}

_OF_LIST = (
    (YES_NO, YES_NO_WORDS),
    (CHANNELS, CHANNEL_WORDS),
    (TRADEMARKS, TRADEMARK_WORDS),
    (STAGES, STAGE_WORDS),
)
# Of a test alone "passed" says that there is one.
_OWN_WORDS: Mapping[str, Words] = {"food_safety_test": {"đạt": "yes"}}
# Fact → the field of its value; a fact that is not here has a text of its own.
VALUES: Mapping[str, Field] = {
    fact: Field("value", FieldType.CHOICE, "", choices=labels, words={**words, **_OWN_WORDS.get(fact, {})})
    for fact, listed in FACT_VALUES.items()
    for labels, words in _OF_LIST
    if labels is listed
}
# Label of a value → the value, of all facts that have a list.
VALUE_LABELS: Words = {label: value for labels in FACT_VALUES.values() for value, label in labels.items()}
