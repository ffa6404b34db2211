"""Requests that are refused, by the route that they are for: ``tests/app/test_bad_input.py`` sends each."""

from __future__ import annotations

from urllib.parse import quote

LONG = "x" * 101
HOSTILE = "<script>{{7*7}}"
ORDER = {"layers": ["products"], "format": "csv"}

# Endpoint → method, address, body, status, a part of what is told.
Case = tuple[str, str, object, int, str]
REFUSED: dict[str, list[Case]] = {
    "exports.take_layer": [
        ("GET", "/api/v1/exports/nope.csv", None, 404, "products"),
        ("GET", "/api/v1/exports/products.exe", None, 400, "gpkg"),
        ("GET", "/api/v1/exports/products", None, 400, "gpkg"),
        ("GET", "/api/v1/exports/products.csv?crs=EPSG:32648", None, 400, "EPSG:9208"),
        ("GET", "/api/v1/exports/products.kml?crs=EPSG:9208", None, 400, "EPSG:4326"),
        ("GET", "/api/v1/exports/communes.gpx", None, 400, "gpkg"),
        ("GET", "/api/v1/exports/products.csv?size=9", None, 400, "crs"),
        ("GET", f"/api/v1/exports/products.csv?q={LONG}", None, 400, "100"),
        ("GET", "/api/v1/exports/products.csv?bbox=1,2,3", None, 400, "west"),
        ("GET", f"/api/v1/exports/{quote(HOSTILE, safe='')}.csv", None, 404, "products"),
        ("GET", "/api/v1/exports/..%2f..%2fetc%2fpasswd.csv", None, 404, ""),
    ],
    "exports.take_layers": [
        ("POST", "/api/v1/exports", {"layers": ["nope"], "format": "csv"}, 404, "products"),
        ("POST", "/api/v1/exports", {"layers": ["products"], "format": "exe"}, 400, "gpkg"),
        ("POST", "/api/v1/exports", {**ORDER, "crs": "EPSG:3857"}, 400, "EPSG:9208"),
        ("POST", "/api/v1/exports", {**ORDER, "layers": ["products"] * 15}, 413, "14"),
        ("POST", "/api/v1/exports", {**ORDER, "size": 9}, 400, "format"),
        ("POST", "/api/v1/exports", {**ORDER, "layers": "x" * 60_001}, 413, "60"),
        ("POST", "/api/v1/exports", [], 400, "layers"),
    ],
    "made_exports.take_scenario": [
        ("GET", "/api/v1/scenarios/nope/exports/all.gpkg", None, 404, ""),
        ("GET", "/api/v1/scenarios/nope/exports/all.gpkg?size=9", None, 400, "crs"),
    ],
    "made_exports.take_tour": [
        ("GET", "/api/v1/saved-tours/nope/exports/all.gpkg", None, 404, ""),
        ("GET", "/api/v1/saved-tours/nope/exports/all.gpkg?size=9", None, 400, "crs"),
    ],
    "made_exports.take_flows": [
        ("GET", "/api/v1/tour-flows/exports/nope.gpkg", None, 404, ""),
        ("GET", "/api/v1/tour-flows/exports/all.exe", None, 400, "gpkg"),
        ("GET", "/api/v1/tour-flows/exports/all.kml?crs=EPSG:9208", None, 400, "EPSG:4326"),
        ("GET", "/api/v1/tour-flows/exports/all.gpkg?size=9", None, 400, "crs"),
        ("GET", "/api/v1/tour-flows/exports/all.gpkg?lang=xx", None, 400, "vi, en"),
    ],
    "export_pages.show_exports": [
        ("GET", "/exports?layers=nope", None, 404, "products"),
        ("GET", "/exports?stars=9", None, 400, "3, 4, 5"),
        ("GET", "/exports?size=9", None, 400, "layers"),
    ],
    "print_maps.show_map": [
        ("GET", "/api/v1/maps.exe", None, 400, "png, pdf, svg"),
        ("GET", "/api/v1/maps.png?layers=nope", None, 404, "products"),
        ("GET", "/api/v1/maps.png?layers=", None, 400, "products"),
        ("GET", "/api/v1/maps.png?paper=a0", None, 400, "a4, a3, a2, a1"),
        ("GET", "/api/v1/maps.png?dpi=9", None, 400, "– 1200"),
        ("GET", "/api/v1/maps.png?extent=made", None, 400, "province"),
        ("GET", "/api/v1/maps.png?extent=world", None, 400, "province, made"),
        ("GET", "/api/v1/maps.png?scenario_colours=served", None, 400, "scenario"),
        ("GET", "/api/v1/maps.png?scenario=nope", None, 404, ""),
        ("GET", "/api/v1/maps.png?tour=%00", None, 404, ""),
        ("GET", "/api/v1/maps.png?dpi=1e3", None, 400, "– 1200"),
        ("GET", "/api/v1/maps.png?paper=a1&dpi=1200", None, 413, "dpi"),
        ("GET", "/api/v1/maps.png?paper=a1&dpi=300", None, 413, "dpi"),
        ("GET", "/api/v1/maps.png?orientation=square", None, 400, "landscape, portrait"),
        ("GET", "/api/v1/maps.png?unit=99999", None, 404, "99999"),
        ("GET", "/api/v1/maps.png?bbox=104,22,104,23", None, 400, "west"),
        ("GET", "/api/v1/maps.png?units=2019", None, 400, "2025, 2024"),
        ("GET", "/api/v1/maps.png?crs=EPSG:9208", None, 400, "paper"),
        ("GET", f"/api/v1/maps.png?title={LONG}", None, 400, "100"),
    ],
    "print_maps.order_map": [
        ("POST", "/api/v1/maps", {"format": "png", "paper": "a1", "dpi": 1200}, 413, "dpi"),
        ("POST", "/api/v1/maps", {"format": "exe"}, 400, "png, pdf, svg"),
        ("POST", "/api/v1/maps", {"layers": ["nope"]}, 404, "products"),
        ("POST", "/api/v1/maps", {"size": "a4"}, 400, "paper"),
        ("POST", "/api/v1/maps", {"title": "x" * 60_001}, 413, "60"),
        ("POST", "/api/v1/maps", {"atlas": True, "unit": "02647"}, 400, "unit"),
        ("POST", "/api/v1/maps", [], 400, "layers"),
    ],
    "map_pages.show_maps": [
        ("GET", "/exports/maps?size=9", None, 400, "layers"),
        ("GET", "/exports/maps?layers=nope", None, 404, "products"),
    ],
    "programme.show_tallies": [
        ("GET", "/api/v1/programme?kind=cows", None, 400, "producers"),
        ("GET", "/api/v1/programme?level=village", None, 400, "commune"),
        ("GET", "/api/v1/programme?units=2019", None, 400, "2024"),
        ("GET", "/api/v1/programme?size=9", None, 400, "level"),
    ],
    "programme.list_filters": [("GET", "/api/v1/programme/filters?on=1", None, 400, "YYYY-MM-DD")],
    "programme.take_tallies": [
        ("GET", "/api/v1/programme.exe", None, 400, "xlsx"),
        ("GET", "/api/v1/programme.csv?lang=xx", None, 400, "vi, en"),
    ],
    "programme.take_facts": [
        ("GET", "/api/v1/programme/facts.exe", None, 400, "xlsx"),
        ("GET", "/api/v1/programme/facts.csv?fact=cows", None, 400, "digital_stall"),
        ("GET", "/api/v1/programme/facts.csv?table=cows", None, 400, "linked_zones"),
        ("GET", "/api/v1/programme/facts.csv?kind=cows", None, 400, "producers"),
        ("GET", "/api/v1/programme/facts.csv?unit=99999", None, 404, "99999"),
    ],
    "programme_pages.show_programme": [
        ("GET", "/programme?kind=%3Cb%3E", None, 400, "products"),
        ("GET", "/programme?fact=cows", None, 400, "digital_stall"),
        ("GET", "/products?fact=digital_stall.maybe", None, 400, "digital_stall.no"),
        ("GET", "/products?stage=cow", None, 400, "accepted"),
    ],
    "reports.make_report": [
        ("POST", "/api/v1/reports", {}, 400, "commune"),
        ("POST", "/api/v1/reports", {"subject": {"kind": "planet"}}, 400, "province"),
        ("POST", "/api/v1/reports", {"subject": {"kind": "province"}, "units": "1999"}, 400, "2025"),
        ("POST", "/api/v1/reports", {"subject": {"kind": "province"}, "format": "exe"}, 400, "subject"),
        ("POST", "/api/v1/reports", {"subject": {"kind": "commune", "code": "99999"}}, 404, ""),
        ("POST", "/api/v1/reports", {"subject": {"kind": "tour", "id": "nope"}}, 404, ""),
        ("POST", "/api/v1/reports", {"subject": "x" * 3000}, 413, ""),
        ("POST", "/api/v1/reports", [], 400, "subject"),
    ],
    "report_pages.show_reports": [
        ("GET", "/exports/reports?size=9", None, 400, "kind"),
        ("GET", "/exports/reports?kind=planet", None, 400, "province"),
    ],
    "atlas.take_atlas": [
        ("GET", "/exports/atlas.html?layers=nope", None, 404, "products"),
        ("GET", "/exports/atlas.html?units=1999", None, 400, "2025"),
        ("GET", "/exports/atlas.html?size=9", None, 400, "layers"),
        ("GET", "/exports/atlas.html?lang=xx", None, 400, "vi, en"),
        ("GET", "/exports/atlas.html?on=yesterday", None, 400, "YYYY-MM-DD"),
    ],
    "atlas.order_atlas": [
        ("POST", "/api/v1/exports/atlas", {"layers": ["nope"]}, 404, "products"),
        ("POST", "/api/v1/exports/atlas", {"units": 2025}, 400, "units"),
        ("POST", "/api/v1/exports/atlas", {"size": "9"}, 400, "layers"),
        ("POST", "/api/v1/exports/atlas", {"lang": "xx"}, 400, "vi, en"),
        ("POST", "/api/v1/exports/atlas", {"crop": "x" * 60_001}, 413, "60"),
        ("POST", "/api/v1/exports/atlas", [], 400, "layers"),
    ],
    "atlas_pages.show_atlas": [
        ("GET", "/exports/atlas?expiring=3", None, 400, "stars"),
        ("GET", "/exports/atlas?size=9", None, 400, "layers"),
        ("GET", "/exports/atlas?layers=%3Cb%3E", None, 400, "products"),
    ],
    "datapackage.show_package": [
        ("GET", "/api/v1/datapackage.json?units=1999", None, 400, "2025"),
        ("GET", "/api/v1/datapackage.json?size=9", None, 400, "units"),
    ],
    "datapackage.show_table": [
        ("GET", "/api/v1/datapackage/nope.csv", None, 404, ""),
        ("GET", "/api/v1/datapackage/products.csv?size=9", None, 400, "units"),
    ],
    "api_docs.show_api_docs": [("GET", "/exports/api?size=9", None, 400, "size")],
    "api_docs.show_openapi": [("GET", "/api/v1/openapi.yaml?size=9", None, 400, "size")],
    "services_page.show_services": [("GET", "/exports/services?size=9", None, 400, "size")],
    "sharing.show_share": [
        ("GET", "/share?size=9", None, 400, "layers"),
        ("GET", "/share?page=//evil.example", None, 400, "//evil.example"),
        ("GET", "/share?page=/help&units=2024", None, 400, "page"),
    ],
    "sharing.follow": [
        ("GET", "/s/nope", None, 404, "seven letters"),
        ("GET", "/s/bcdfghj?size=9", None, 400, "size"),
    ],
    "embedding.show_embed": [
        ("GET", "/embed?size=9&lang=en", None, 400, "layers"),
        ("GET", "/embed?layers=nope&lang=en", None, 404, "products"),
    ],
    "reconciliation_pages.show_figures": [
        ("GET", "/reconciliation?size=9", None, 400, "basis"),
        ("GET", "/reconciliation?year=23", None, 400, "1900"),
        ("GET", "/reconciliation?year=%D9%A2%D9%A0%D9%A2%D9%A3", None, 400, "1900"),
        ("GET", "/reconciliation?metric=nope", None, 400, "products_total"),
        ("GET", "/reconciliation?district=99", None, 400, "088"),
        ("GET", "/reconciliation?basis=sometimes", None, 400, "in_force"),
        ("GET", "/reconciliation?year=2023&year=2024", None, 400, "twice"),
    ],
    "reconciliation_pages.show_figure": [
        ("GET", "/reconciliation/nope", None, 404, "nope"),
        ("GET", "/reconciliation/nope?size=9", None, 400, "basis"),
    ],
    "reconciliation_pages.show_targets": [
        ("GET", "/targets?year=x", None, 400, "1900"),
        ("GET", "/targets?size=9", None, 400, "year"),
    ],
    "reconciliation.list_figures": [
        ("GET", "/api/v1/reconciliation?size=9", None, 400, "basis"),
    ],
    "reconciliation.take_figures": [
        ("GET", "/api/v1/reconciliation.exe", None, 400, "xlsx, csv"),
        ("GET", "/api/v1/reconciliation.csv?lang=xx", None, 400, "vi, en"),
        ("GET", "/api/v1/reconciliation.csv?metric=nope", None, 400, "products_total"),
    ],
    "reconciliation.show_figure": [
        ("GET", "/api/v1/reconciliation/nope", None, 404, "nope"),
        ("GET", "/api/v1/reconciliation/nope?basis=x", None, 400, "in_force"),
    ],
    "reconciliation.take_figure": [
        ("GET", "/api/v1/reconciliation/nope.csv", None, 404, "nope"),
        ("GET", "/api/v1/reconciliation/..%2f..%2fetc.csv", None, 404, ""),
    ],
    "reconciliation.list_targets": [
        ("GET", "/api/v1/targets?metric=x", None, 400, "year"),
    ],
    "reconciliation.take_targets": [
        ("GET", "/api/v1/targets.exe", None, 400, "xlsx, csv"),
        ("GET", "/api/v1/targets.csv?size=9", None, 400, "year"),
    ],
    "quality_records.show_records": [
        ("GET", "/quality/records", None, 404, "without_commune"),
        ("GET", "/quality/records?measure=nope&kind=products", None, 404, "without_commune"),
        ("GET", "/quality/records?measure=without_year&kind=sights", None, 400, "products"),
        ("GET", "/quality/records?measure=without_year&kind=products&limit=0", None, 400, "1000"),
    ],
    "quality_records.show_pairs": [
        ("GET", "/quality/duplicates", None, 400, "products"),
        ("GET", "/quality/duplicates?kind=published_totals", None, 400, "products"),
    ],
    "quality_records.list_records": [
        ("GET", "/api/v1/quality/records?measure=without_year", None, 400, "products"),
        ("GET", "/api/v1/quality/records?size=9", None, 400, "measure"),
    ],
    "quality_records.take_records": [
        ("GET", "/api/v1/quality/records.exe?measure=without_year&kind=products", None, 400, "xlsx, csv"),
        ("GET", "/api/v1/quality/records.csv?measure=nope&kind=x", None, 404, "without_commune"),
    ],
    "expiry_checks_pages.show_checks": [
        ("GET", "/expiry/checks?check=bad", None, 400, "no_result"),
        ("GET", "/expiry/checks?months=12", None, 400, "check"),
        ("GET", f"/expiry/checks?q={LONG}", None, 400, "100"),
    ],
    "expiry_api.list_checks": [
        ("GET", "/api/v1/expiry/checks?check=Failed", None, 400, "failed"),
        ("GET", "/api/v1/expiry/checks?limit=0", None, 400, "limit"),
    ],
    "expiry_api.order_file": [
        ("POST", "/api/v1/expiry/exports", [], 400, "lapses.xlsx"),
        ("POST", "/api/v1/expiry/exports", {"file": 1}, 400, "file"),
        ("POST", "/api/v1/expiry/exports", {"file": "nope.csv"}, 404, "lapses"),
        ("POST", "/api/v1/expiry/exports", {"file": "lapses.csv", "query": {"months": 24}}, 400, "query"),
        ("POST", "/api/v1/expiry/exports", {"file": "lapses.csv", "query": {"months": "5"}}, 400, "3, 6"),
        ("POST", "/api/v1/expiry/exports", {"file": "workbook.xlsx", "query": {"by": "x"}}, 400, "producer"),
    ],
    "expiry_pages.show_expiry": [
        ("GET", "/expiry?months=5", None, 400, "3, 6, 12, 24"),
        ("GET", "/expiry?month=2027-13", None, 400, "YYYY-MM"),
        ("GET", "/expiry?expiring=4", None, 400, "3, 6, 12"),
        ("GET", f"/expiry?producer={LONG}", None, 400, "100"),
        ("GET", "/expiry?size=9", None, 400, "months"),
        ("GET", f"/expiry?district={quote(HOSTILE, safe='')}", None, 400, "none"),
    ],
    "expiry_pages.show_calendar": [
        ("GET", "/expiry.ics?lang=xx", None, 400, "vi, en"),
        ("GET", "/expiry.ics?on=2024-01-01", None, 400, "lang"),
    ],
    "expiry_api.show_board": [
        ("GET", "/api/v1/expiry?months=0", None, 400, "3, 6, 12, 24"),
        ("GET", "/api/v1/expiry?month=1", None, 400, "YYYY-MM"),
        ("GET", "/api/v1/expiry?limit=5000", None, 400, "1000"),
    ],
    "expiry_api.list_on_sale": [("GET", "/api/v1/expiry/on-sale?months=3", None, 400, "producer")],
    "expiry_api.take_layer": [
        ("GET", "/api/v1/expiry/exports/nope.csv", None, 404, "lapses, on_sale, checks, all"),
        ("GET", "/api/v1/expiry/exports/lapses.exe", None, 400, "gpkg"),
        ("GET", "/api/v1/expiry/exports/lapses.kml?crs=EPSG:9208", None, 400, "EPSG:4326"),
        ("GET", "/api/v1/expiry/exports/lapses.csv?lang=xx", None, 400, "vi, en"),
    ],
    "expiry_api.take_workbook": [
        ("GET", "/api/v1/expiry/workbook.xlsx?by=star", None, 400, "commune, producer"),
        ("GET", "/api/v1/expiry/workbook.xlsx?month=2027-01", None, 400, "by"),
    ],
    "leaders_pages.show_leaders": [
        ("GET", "/leaders?commune=02647", None, 400, "commune"),
        ("GET", f"/leaders?{quote(HOSTILE, safe='')}=1", None, 400, "script"),
    ],
    "leaders_api.show_totals": [
        ("GET", "/api/v1/leaders?units=2025", None, 400, "units"),
        ("GET", "/api/v1/leaders?q=x", None, 400, "q"),
    ],
    "chain_pages.show_chain": [
        ("GET", "/chain?minutes=4", None, 400, "5 – 240"),
        ("GET", "/chain?units=2019", None, 400, "2024"),
        ("GET", "/chain?list=sights", None, 400, "craft-villages"),
        ("GET", "/chain?record=sights/s1", None, 400, "sales-points/…"),
        ("GET", "/chain?record=zones/nope", None, 404, "zones/nope"),
        ("GET", f"/chain?record=zones/{quote(HOSTILE, safe='')}", None, 404, "zones/"),
        ("GET", f"/chain?record=zones/{'x' * 300}", None, 400, "200"),
        ("GET", "/chain?stars=3", None, 400, "minutes"),
    ],
    "chain_pages.show_record_chain": [
        ("GET", f"/chain/{'x' * 300}", None, 400, "200"),
        ("GET", "/chain/products:p1?stars=3", None, 400, "minutes"),
    ],
    "chain_api.show_chain": [
        ("GET", "/api/v1/chain?markets=maybe", None, 400, "yes, no"),
        ("GET", "/api/v1/chain?state=broken", None, 400, "breaks, linked"),
        ("GET", "/api/v1/chain?record=zones/x", None, 400, "state"),
        ("GET", f"/api/v1/chain?q={LONG}", None, 400, "100"),
        ("GET", "/api/v1/chain?minutes=30.5", None, 400, "5 – 240"),
    ],
    "chain_api.list_links": [
        ("GET", "/api/v1/chain/links?certainty=sure", None, 400, "recorded, inferred, matched"),
        ("GET", "/api/v1/chain/links?list=zones", None, 400, "certainty"),
        ("GET", "/api/v1/chain/links?record=zones", None, 400, "zones/…"),
    ],
    "chain_api.show_layer": [
        ("GET", "/api/v1/chain/nope.geojson", None, 404, "links, breaks"),
        ("GET", "/api/v1/chain/links.geojson?state=none", None, 400, "record"),
        ("GET", "/api/v1/chain/breaks.geojson?limit=5", None, 400, "list"),
    ],
    "chain_api.take_table": [
        ("GET", "/api/v1/chain/nope.csv", None, 404, "links, breaks"),
        ("GET", "/api/v1/chain/links.exe", None, 400, "xlsx, csv"),
        ("GET", "/api/v1/chain/breaks.csv?lang=xx", None, 400, "vi, en"),
    ],
    "short_links.show_qr": [
        ("GET", "/api/v1/qr.svg?path=https://evil.example", None, 400, "/?units=2025"),
        ("GET", "/api/v1/qr.png?path=/help&size=9", None, 400, "path"),
        ("GET", f"/api/v1/qr.png?path=/%3Fq={'x' * 500}", None, 400, "480"),
    ],
    "short_links.make_link": [
        ("POST", "/api/v1/short-links", {"path": "//evil.example"}, 400, "/?units=2025"),
        ("POST", "/api/v1/short-links", {"path": f"/?q={'x' * 2000}"}, 400, "2000"),
        ("POST", "/api/v1/short-links", {"path": "/help", "size": 9}, 400, "path"),
    ],
}
