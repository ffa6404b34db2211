"""What the values of choices are called, and the words by which a cell may mean them."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.errors import N_
from geodata.records.vocabulary import (
    CertificateKind,
    CriteriaVersion,
    CycleStage,
    DecidingLevel,
    Fact,
    InspectionResult,
    PlannedKind,
    PlannedStage,
    Precision,
    SalesChannel,
    Sex,
    Trademark,
)
from geodata.vocabulary import (
    Confidence,
    CraftKind,
    CraftStanding,
    Placement,
    ProducerKind,
    ProductGroup,
    Recognition,
    SalesPointKind,
    UnitSystem,
    Weekday,
    ZoneKind,
)

Labels = Mapping[str, str]

PRODUCT_GROUPS: Labels = {
    ProductGroup.FOOD.value: N_("Food"),
    ProductGroup.BEVERAGE.value: N_("Beverages"),
    ProductGroup.HERBAL.value: N_("Medicinal herbs"),
    ProductGroup.CRAFT.value: N_("Handicrafts"),
    ProductGroup.ORNAMENTAL.value: N_("Ornamental plants and animals"),
    ProductGroup.TOURISM.value: N_("Tourism services"),
    ProductGroup.GARMENT.value: N_("Fabric and garments (2019)"),
    ProductGroup.SOUVENIR.value: N_("Souvenirs, interior, decoration (2019)"),
}
PRODUCT_GROUP_WORDS: Labels = {
    "thực phẩm": "food",
    "nhóm thực phẩm": "food",
    "food": "food",
    "đồ uống": "beverage",
    "nhóm đồ uống": "beverage",
    "beverage": "beverage",
    "dược liệu": "herbal",
    "nhóm dược liệu": "herbal",
    "dược liệu và sản phẩm từ dược liệu": "herbal",
    "thảo dược": "herbal",
    "herbs": "herbal",
    "thủ công mỹ nghệ": "craft",
    "thủ công mỹ nghệ, trang trí": "craft",
    "hàng thủ công mỹ nghệ": "craft",
    "handicraft": "craft",
    "sinh vật cảnh": "ornamental",
    "du lịch": "tourism",
    "dịch vụ du lịch": "tourism",
    "dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch": "tourism",
    "tourism": "tourism",
    "dịch vụ du lịch nông thôn": "tourism",
    "dịch vụ du lịch nông thôn, bán hàng": "tourism",
    "dịch vụ du lịch nông thôn và bán hàng": "tourism",
    "vải và may mặc": "garment",
    "vải, may mặc": "garment",
    "vải may mặc": "garment",
    "may mặc": "garment",
    "lưu niệm": "souvenir",
    "lưu niệm, nội thất, trang trí": "souvenir",
    "lưu niệm - nội thất - trang trí": "souvenir",
    "lưu niệm – nội thất – trang trí": "souvenir",
}
CRITERIA: Labels = {
    CriteriaVersion.V2019.value: N_("1048/QĐ-TTg (2019)"),
    CriteriaVersion.V2023.value: N_("148/QĐ-TTg (2023)"),
    CriteriaVersion.V2025.value: N_("1489/QĐ-TTg (2025)"),
}
CRITERIA_WORDS: Labels = {
    "1048": "1048/QĐ-TTg",
    "qđ 1048": "1048/QĐ-TTg",
    "quyết định 1048/qđ-ttg": "1048/QĐ-TTg",
    "148": "148/QĐ-TTg",
    "qđ 148": "148/QĐ-TTg",
    "quyết định 148/qđ-ttg": "148/QĐ-TTg",
    "1489": "1489/QĐ-TTg",
    "qđ 1489": "1489/QĐ-TTg",
    "quyết định 1489/qđ-ttg": "1489/QĐ-TTg",
}
RECOGNITIONS: Labels = {
    Recognition.RECOGNISED.value: N_("Recognised"),
    Recognition.EVALUATED_PROVINCE.value: N_("Only evaluated by the province"),
    Recognition.EVALUATED_DISTRICT.value: N_("Only evaluated by a district"),
}
RECOGNITION_WORDS: Labels = {
    "công nhận": "recognised",
    "đã công nhận": "recognised",
    "được công nhận": "recognised",
    "đánh giá cấp tỉnh": "evaluated_province",
    "đánh giá cấp huyện": "evaluated_district",
}
PRODUCER_KINDS: Labels = {
    ProducerKind.COOPERATIVE.value: N_("Cooperative"),
    ProducerKind.COOPERATIVE_GROUP.value: N_("Cooperative group"),
    ProducerKind.ENTERPRISE.value: N_("Enterprise"),
    ProducerKind.HOUSEHOLD.value: N_("Household business"),
    ProducerKind.FARM.value: N_("Farm"),
}
PRODUCER_KIND_WORDS: Labels = {
    "htx": "cooperative",
    "hợp tác xã": "cooperative",
    "tht": "cooperative_group",
    "tổ hợp tác": "cooperative_group",
    "doanh nghiệp": "enterprise",
    "dn": "enterprise",
    "công ty": "enterprise",
    "công ty tnhh": "enterprise",
    "công ty cổ phần": "enterprise",
    "company": "enterprise",
    "hộ kinh doanh": "household",
    "hộ": "household",
    "hộ kd": "household",
    "hộ sxkd": "household",
    "hộ sản xuất kinh doanh": "household",
    "hộ gia đình": "household",
    "hộ sản xuất": "household",
    "hkd": "household",
    "cơ sở": "household",
    "cơ sở sx": "household",
    "cơ sở sản xuất": "household",
    "trang trại": "farm",
}
LEVELS: Labels = {
    DecidingLevel.COMMUNE.value: N_("Commune"),
    DecidingLevel.DISTRICT.value: N_("District"),
    DecidingLevel.PROVINCE.value: N_("Province"),
    DecidingLevel.CENTRAL.value: N_("Central level"),
}
LEVEL_WORDS: Labels = {
    "cấp xã": "commune",
    "xã": "commune",
    "ubnd xã": "commune",
    "cấp huyện": "district",
    "huyện": "district",
    "ubnd huyện": "district",
    "cấp tỉnh": "province",
    "tỉnh": "province",
    "ubnd tỉnh": "province",
    "trung ương": "central",
    "cấp trung ương": "central",
    "cấp quốc gia": "central",
    "bộ nông nghiệp và phát triển nông thôn": "central",
    "bộ nông nghiệp và môi trường": "central",
}
CERTIFICATE_KINDS: Labels = {
    CertificateKind.NEW.value: N_("First recognition"),
    CertificateKind.RE_EVALUATED.value: N_("Re-evaluated"),
}
CERTIFICATE_KIND_WORDS: Labels = {
    "mới": "new",
    "công nhận mới": "new",
    "lần đầu": "new",
    "đánh giá lại": "re_evaluated",
    "công nhận lại": "re_evaluated",
    "nâng hạng": "re_evaluated",
}
CRAFT_KINDS: Labels = {
    CraftKind.TRADITIONAL_CRAFT.value: N_("Traditional craft"),
    CraftKind.CRAFT_VILLAGE.value: N_("Craft village"),
    CraftKind.TRADITIONAL_CRAFT_VILLAGE.value: N_("Traditional craft village"),
}
CRAFT_KIND_WORDS: Labels = {
    "nghề truyền thống": "traditional_craft",
    "làng nghề": "craft_village",
    "làng nghề truyền thống": "traditional_craft_village",
}
STANDINGS: Labels = {
    CraftStanding.RECOGNISED.value: N_("Recognised"),
    CraftStanding.REVOKED.value: N_("Recognition revoked"),
    CraftStanding.FAILED.value: N_("Did not meet the criteria"),
    CraftStanding.HERITAGE.value: N_("Heritage listing, not a recognition as a craft"),
    CraftStanding.CLUB.value: N_("Club"),
    CraftStanding.GROUP.value: N_("Group or cooperative"),
    CraftStanding.NOT_STATED.value: N_("Recognition not stated"),
}
STANDING_WORDS: Labels = {
    "công nhận": "recognised",
    "đã công nhận": "recognised",
    "thu hồi": "revoked",
    "chưa đạt": "failed",
    "di sản": "heritage",
    "câu lạc bộ": "club",
    "tổ, nhóm": "group",
}
SALES_POINT_KINDS: Labels = {
    SalesPointKind.OCOP_POINT.value: N_("OCOP sales point"),
    SalesPointKind.SHOWROOM.value: N_("Showroom"),
    SalesPointKind.SHOP.value: N_("Shop"),
    SalesPointKind.REST_STOP.value: N_("Rest stop"),
    SalesPointKind.MARKET.value: N_("Market"),
}
SALES_POINT_KIND_WORDS: Labels = {
    "điểm ocop": "ocop_point",
    "điểm bán ocop": "ocop_point",
    "điểm giới thiệu và bán sản phẩm ocop": "ocop_point",
    "phòng trưng bày": "showroom",
    "cửa hàng": "shop",
    "trạm dừng nghỉ": "rest_stop",
    "chợ": "market",
    "chợ phiên": "market",
}
ZONE_KINDS: Labels = {
    ZoneKind.ZONE.value: N_("Raw-material zone"),
    ZoneKind.PLAN.value: N_("Plan"),
    ZoneKind.NURSERY.value: N_("Nursery"),
    ZoneKind.FACTORY.value: N_("Factory"),
}
ZONE_KIND_WORDS: Labels = {
    "vùng nguyên liệu": "zone",
    "kế hoạch": "plan",
    "quy hoạch": "plan",
    "vườn ươm": "nursery",
    "nhà máy": "factory",
    "cơ sở chế biến": "factory",
}
WEEKDAYS: Labels = {
    Weekday.MON.value: N_("Monday"),
    Weekday.TUE.value: N_("Tuesday"),
    Weekday.WED.value: N_("Wednesday"),
    Weekday.THU.value: N_("Thursday"),
    Weekday.FRI.value: N_("Friday"),
    Weekday.SAT.value: N_("Saturday"),
    Weekday.SUN.value: N_("Sunday"),
}
PLANNED_KINDS: Labels = {
    PlannedKind.CRAFT_CLUSTER.value: N_("Craft-village industrial cluster"),
    PlannedKind.PLANNED_POINT.value: N_("Planned sales point"),
}
PLANNED_KIND_WORDS: Labels = {
    "cụm công nghiệp làng nghề": "craft_cluster",
    "cụm công nghiệp": "craft_cluster",
    "điểm quy hoạch": "planned_point",
    "điểm giới thiệu và bán sản phẩm dự kiến": "planned_point",
}
PLANNED_STAGES: Labels = {
    PlannedStage.PROPOSED.value: N_("Proposed"),
    PlannedStage.PLANNED.value: N_("In a plan"),
    PlannedStage.APPROVED.value: N_("Approved"),
    PlannedStage.UNDER_CONSTRUCTION.value: N_("Under construction"),
    PlannedStage.DONE.value: N_("Completed"),
}
PLANNED_STAGE_WORDS: Labels = {
    "đề xuất": "proposed",
    "quy hoạch": "planned",
    "trong quy hoạch": "planned",
    "đã phê duyệt": "approved",
    "phê duyệt": "approved",
    "đang xây dựng": "under_construction",
    "hoàn thành": "done",
}
PLACEMENTS: Labels = {
    Placement.SURVEYED.value: N_("Surveyed point"),
    Placement.ADDRESS.value: N_("Point of an address"),
    Placement.OFFICE.value: N_("Point entered by the office"),
    Placement.VILLAGE.value: N_("Point of a village"),
}
PLACEMENT_WORDS: Labels = {
    "đo đạc": "surveyed",
    "đo gps": "surveyed",
    "theo địa chỉ": "address",
    "cơ quan nhập": "office",
    "theo thôn": "village",
}
CONFIDENCES: Labels = {
    Confidence.STATED.value: N_("Stated by a source"),
    Confidence.INFERRED.value: N_("Partly inferred"),
}
UNIT_SYSTEMS: Labels = {
    UnitSystem.Y2025.value: N_("2025: since 1 July 2025"),
    UnitSystem.Y2024.value: N_("2024: until 30 June 2025"),
}
UNIT_SYSTEM_WORDS: Labels = {
    "sau sáp nhập": "2025",
    "từ 1/7/2025": "2025",
    "mới": "2025",
    "trước sáp nhập": "2024",
    "trước 1/7/2025": "2024",
    "cũ": "2024",
}
PRECISIONS: Labels = {
    Precision.DAY.value: N_("to the day"),
    Precision.MONTH.value: N_("to the month"),
    Precision.YEAR.value: N_("to the year"),
}
PRECISION_WORDS: Labels = {"ngày": "day", "tháng": "month", "năm": "year"}
PROVINCES: Labels = {
    "10": N_("Lào Cai before the merger, until 30 June 2025"),
    "15": N_("Lào Cai after the merger, since 1 July 2025"),
}
METRICS: Labels = {
    "products_total": N_("Recognised products"),
    "products_by_star": N_("Products by stars"),
    "products_by_group": N_("Products by group"),
    "products_by_district": N_("Products by district"),
    "communes_with_products": N_("Communes with products"),
    "districts_with_products": N_("Districts with products"),
    "product_groups": N_("Product groups with products"),
    "producers_total": N_("Producers"),
    "producers_by_kind": N_("Producers by kind"),
    "traditional_crafts": N_("Traditional crafts"),
    "craft_villages": N_("Craft villages"),
    "traditional_craft_villages": N_("Traditional craft villages"),
    "ocop_sales_points": N_("OCOP sales points"),
    "linked_area_ha": N_("Area in linked production (ha)"),
    "linked_households": N_("Households in linked production"),
    "linked_value_billion_vnd": N_("Value of linked production (billion đồng)"),
    "product_topics": N_("Product topics (chủ đề)"),
    "products_recognised_in_round": N_("Products recognised in one round"),
}
INSPECTION_RESULTS: Labels = {
    InspectionResult.PASSED.value: N_("Met the requirements"),
    InspectionResult.REMEDY.value: N_("Faults to be put right"),
    InspectionResult.FAILED.value: N_("Did not meet the requirements"),
}
INSPECTION_WORDS: Labels = {
    "đạt": "passed",
    "khắc phục": "remedy",
    "yêu cầu khắc phục": "remedy",
    "không đạt": "failed",
}
FACTS: Labels = {
    Fact.SALES_CHANNEL.value: N_("Sales channel"),
    Fact.DIGITAL_STALL.value: N_("Digital stall"),
    Fact.E_PAYMENT.value: N_("Electronic payment"),
    Fact.OCOP_LOGO.value: N_("OCOP logo on the packaging"),
    Fact.TRADEMARK.value: N_("Trademark or geographical indication"),
    Fact.TRACEABILITY_CODE.value: N_("Traceability code"),
    Fact.FOOD_SAFETY_TEST.value: N_("Food-safety test"),
    Fact.SUPPORT.value: N_("Support or reward received"),
    Fact.FAIR_ATTENDED.value: N_("Fair attended"),
    Fact.STABLE_MATERIAL_ZONE.value: N_("Stable raw-material zone"),
    Fact.GREEN_CHAIN.value: N_("Green value chain"),
    Fact.STAGE.value: N_("Stage in the yearly cycle"),
}
CHANNELS: Labels = {
    SalesChannel.SUPERMARKET.value: N_("Supermarket"),
    SalesChannel.SHOP.value: N_("Shop"),
    SalesChannel.FAIR_STAND.value: N_("Stand at fairs"),
    SalesChannel.LAOCAITRADE.value: "laocaitrade.vn",
    SalesChannel.XTTMNONGNGHIEP.value: "xttmnongnghiep.laocai.gov.vn",
    SalesChannel.POSTMART.value: "postmart.vn",
    SalesChannel.VOSO.value: "voso.vn",
    SalesChannel.LAZADA.value: "Lazada",
    SalesChannel.SHOPEE.value: "Shopee",
    SalesChannel.OWN_WEBSITE.value: N_("Own website"),
    SalesChannel.OTHER.value: N_("Another channel"),
}
TRADEMARKS: Labels = {
    Trademark.TRADEMARK.value: N_("Trademark"),
    Trademark.COLLECTIVE_MARK.value: N_("Collective mark"),
    Trademark.CERTIFICATION_MARK.value: N_("Certification mark"),
    Trademark.GEOGRAPHICAL_INDICATION.value: N_("Geographical indication"),
}
STAGES: Labels = {
    CycleStage.IDEA_REGISTERED.value: N_("Idea registered"),
    CycleStage.ACCEPTED.value: N_("Idea accepted"),
    CycleStage.EVALUATED_DISTRICT.value: N_("Evaluated by the district"),
    CycleStage.EVALUATED_COMMUNE.value: N_("Evaluated by the commune"),
    CycleStage.EVALUATED_PROVINCE.value: N_("Evaluated by the province"),
    CycleStage.EVALUATED_CENTRE.value: N_("Evaluated by the centre"),
    CycleStage.RECOGNISED.value: N_("Recognised"),
}
YES_NO: Labels = {"yes": N_("Yes"), "no": N_("No")}
SEXES: Labels = {Sex.FEMALE.value: N_("Female"), Sex.MALE.value: N_("Male")}
SEX_WORDS: Labels = {"nữ": "female", "nam": "male"}

# Fact → the values that it may have; a fact that is not here has a text of its own.
FACT_VALUES: Mapping[str, Labels] = {
    Fact.SALES_CHANNEL.value: CHANNELS,
    Fact.DIGITAL_STALL.value: YES_NO,
    Fact.E_PAYMENT.value: YES_NO,
    Fact.OCOP_LOGO.value: YES_NO,
    Fact.TRADEMARK.value: TRADEMARKS,
    Fact.TRACEABILITY_CODE.value: YES_NO,
    Fact.FOOD_SAFETY_TEST.value: YES_NO,
    Fact.STABLE_MATERIAL_ZONE.value: YES_NO,
    Fact.GREEN_CHAIN.value: YES_NO,
    Fact.STAGE.value: STAGES,
}
# Of these nothing but a sum, or a name, is said.
FACTS_WITH_TEXT = frozenset({Fact.SUPPORT.value, Fact.FAIR_ATTENDED.value})
