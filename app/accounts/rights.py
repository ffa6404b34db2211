"""
Who may do what: endpoint → the least role that may. SECURITY.md shows it; a test compares.

An endpoint that is not in the table is answered by nobody (``guard``), and a
test fails on it: whoever adds a route decides here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from flask import Flask

from geodata.office.vocabulary import RoleName


class Least(IntEnum):
    """The least that somebody must be; each may all that the ones before it may."""

    PUBLIC = 0  # anybody, even where the office shows its map to nobody else
    READER = 1  # anybody where the office is public; else whoever is signed in
    EDITOR = 2
    PLANNER = 3
    ADMINISTRATOR = 4


PUBLIC, READER = Least.PUBLIC, Least.READER
EDITOR, PLANNER, ADMINISTRATOR = Least.EDITOR, Least.PLANNER, Least.ADMINISTRATOR

LEVELS: Mapping[RoleName, Least] = {
    RoleName.EDITOR: EDITOR,
    RoleName.PLANNER: PLANNER,
    RoleName.ADMINISTRATOR: ADMINISTRATOR,
}

RIGHTS: Mapping[str, Least] = {
    "static": PUBLIC,
    "health.show_health": PUBLIC,
    # The map and everything that it reads
    "map.show_map": READER,
    "base_tiles.show_tile": READER,
    "api.list_layers": READER,
    "api.show_layer": READER,
    "api.show_layer_table": READER,
    "api.show_summary": READER,
    "api.show_choropleth": READER,
    "api.show_quality": READER,
    "api.search": READER,
    "api.list_records": READER,
    "api.show_record": READER,
    "api.list_units": READER,
    "api.show_unit": READER,
    # Pages
    "records.commune": READER,
    "records.communes": READER,
    "records.district": READER,
    "records.districts": READER,
    "records.record": READER,
    "records.records": READER,
    "quality.show_quality": READER,
    "quality.problems_csv": READER,
    "quality_records.show_records": READER,
    "quality_records.show_pairs": READER,
    "quality_records.list_records": READER,
    "quality_records.take_records": READER,
    "reconciliation_pages.show_figures": READER,
    "reconciliation_pages.show_figure": READER,
    "reconciliation_pages.show_targets": READER,
    "reconciliation.list_figures": READER,
    "reconciliation.take_figures": READER,
    "reconciliation.show_figure": READER,
    "reconciliation.take_figure": READER,
    "reconciliation.list_targets": READER,
    "reconciliation.take_targets": READER,
    # Totals of five or more; whoever leads a producer is in none of them by name
    "leaders_api.show_totals": READER,
    "leaders_pages.show_leaders": READER,
    "help.show_help": READER,
    "help.show_about": READER,
    # Jobs: a kind says itself who may start it, and nobody sees another's
    "job_pages.show_jobs": READER,
    "jobs.list_jobs": READER,
    "jobs.submit_job": READER,
    "jobs.show_job": READER,
    "jobs.cancel_job": READER,
    "jobs.show_result": READER,
    # Layers taken away: what readers see
    "exports.take_layer": READER,
    "exports.take_layers": READER,
    "export_pages.show_exports": READER,
    "print_maps.show_map": READER,
    "print_maps.order_map": READER,
    "map_pages.show_maps": READER,
    "reports.make_report": READER,
    "report_pages.show_reports": READER,
    "atlas.take_atlas": READER,
    "atlas.order_atlas": READER,
    "atlas_pages.show_atlas": READER,
    # Who may see the scenario, the tour or the tours: asked as by their own pages
    "made_exports.take_scenario": READER,
    "made_exports.take_tour": READER,
    "made_exports.take_flows": READER,
    "datapackage.show_package": READER,
    "datapackage.show_table": READER,
    "api_docs.show_api_docs": READER,
    "api_docs.show_openapi": READER,
    # Passed on: links to what readers see. A frame has no session: its page itself asks whether it is public
    "sharing.show_share": READER,
    "sharing.follow": READER,
    "short_links.make_link": READER,
    "short_links.show_qr": READER,
    "embedding.show_embed": PUBLIC,
    "link_office.show_links": ADMINISTRATOR,
    "link_office.remove_link": ADMINISTRATOR,
    "services_page.show_services": READER,
    # What ends and what lapsed: told from what the map shows
    "expiry_checks_pages.show_checks": READER,
    "expiry_pages.show_expiry": READER,
    "expiry_pages.show_calendar": READER,
    "expiry_api.show_board": READER,
    "expiry_api.list_on_sale": READER,
    "expiry_api.list_checks": READER,
    "expiry_api.take_layer": READER,
    "expiry_api.take_workbook": READER,
    "expiry_api.order_file": READER,
    "programme.show_tallies": READER,
    "programme.list_filters": READER,
    "programme.take_tallies": READER,
    "programme.take_facts": READER,
    "programme_pages.show_programme": READER,
    "chain_pages.show_chain": READER,
    "chain_pages.show_record_chain": READER,
    "chain_api.show_chain": READER,
    "chain_api.list_links": READER,
    "chain_api.show_layer": READER,
    "chain_api.take_table": READER,
    "upgrades_pages.show_upgrades": EDITOR,
    "upgrades_api.list_upgrades": EDITOR,
    "upgrades_api.take_upgrades": EDITOR,
    # The same layers by the standard of the OGC
    "ogc.show_landing": READER,
    "ogc.show_openapi": READER,
    "ogc.show_conformance": READER,
    "ogc.list_collections": READER,
    "ogc.show_collection": READER,
    "ogc.show_schema": READER,
    "ogc.show_queryables": READER,
    "ogc.list_items": READER,
    "ogc.show_item": READER,
    # Planning: what only computes is open to readers; a shared scenario is too, by its address
    "planning.tell_travel_times": READER,
    "planning.draw_isochrones": READER,
    "planning.list_options": READER,
    "planning.make_plan": READER,
    "planning.show_plan": READER,
    "tours.make_tour": READER,
    "tours.show_tour": READER,
    "tour_options.list_options": READER,
    "tour_checks.check_tour": READER,
    "tour_checks.read_tour": READER,
    "tour_files.show_file": READER,
    "tour_files.show_qr": READER,
    "tour_files.make_file": READER,
    "tour_design.show_design": READER,
    "tour_design.show_saved": READER,
    "tour_flows.show_flow_layer": READER,
    "tour_flows.show_flow_table": READER,
    "tour_flows.make_flows": READER,
    "tour_flows.show_flows": READER,
    "tour_flows_page.show_flows": READER,
    # A published tour is for readers; a draft is found by its author alone (app/tours/saved_answers.py)
    "tour_pages.show_gallery": READER,
    "tour_pages.show_tour": READER,
    "tour_pages.show_assumptions": READER,
    "saved_tours.list_tours": READER,
    "saved_tours.show_tour": READER,
    "saved_tours.save_tour": EDITOR,
    "saved_tours.replace_tour": EDITOR,
    "saved_tours.change_tour": EDITOR,
    "saved_tours.remove_tour": EDITOR,
    "saved_tours.copy_tour": EDITOR,
    "tour_assumptions.list_assumptions": READER,
    "tour_assumptions.change_assumption": EDITOR,
    "festivals.list_festivals": READER,
    "festivals.add_festival": EDITOR,
    "festivals.change_festival": EDITOR,
    "festivals.remove_festival": EDITOR,
    "planning_pages.show_planning": READER,
    "planning_pages.show_scenario": READER,
    "planning_pages.show_comparison": READER,
    # Records of the registry: editors those of their communes (app/registry/gates.py)
    "registry_records.list_fields": EDITOR,
    "registry_records.create_record": EDITOR,
    "registry_records.show_record": EDITOR,
    "registry_records.change_record": EDITOR,
    "registry_records.archive_record": EDITOR,
    "registry_records.restore_record": EDITOR,
    "registry_records.revert_record": EDITOR,
    "registry_records.merge_record": EDITOR,
    "registry_records.add_part": EDITOR,
    "registry_records.change_part": EDITOR,
    "registry_records.remove_part": EDITOR,
    "registry_records.list_versions": EDITOR,
    # Photos: readers see those of records that are in the registry, editors keep those of their communes
    "photos.show_photo": READER,
    "registry_photos.list_photos": EDITOR,
    "registry_photos.add_photo": EDITOR,
    "registry_photos.order_photos": EDITOR,
    "registry_photos.change_photo": EDITOR,
    "registry_photos.remove_photo": EDITOR,
    "registry_photos.restore_photo": EDITOR,
    "registry_photos.show_thumbnail": EDITOR,
    "registry_changes.list_changes": EDITOR,
    "registry_changes.show_change": EDITOR,
    "registry_changes.undo_change": EDITOR,
    "registry_changes.list_archived": EDITOR,
    "registry_changes.list_duplicates": EDITOR,
    "registry_changes.mark_distinct": EDITOR,
    # Files for the registry: nobody sees another's
    "registry_uploads.list_uploads": EDITOR,
    "registry_uploads.add_upload": EDITOR,
    "registry_uploads.show_upload": EDITOR,
    "registry_uploads.change_upload": EDITOR,
    "registry_uploads.remove_upload": EDITOR,
    "registry_uploads.make_preview": EDITOR,
    "registry_uploads.list_rows": EDITOR,
    "registry_uploads.store_upload": EDITOR,
    "registry_imports.show_imports": EDITOR,
    "registry_imports.show_import": EDITOR,
    "registry_imports.take_template": EDITOR,
    "registry_pages.show_home": EDITOR,
    "registry_pages.list_records": EDITOR,
    "registry_pages.show_new": EDITOR,
    "registry_pages.show_record": EDITOR,
    "registry_pages.show_merge": EDITOR,
    "registry_pages.show_archived": EDITOR,
    "registry_pages.show_duplicates": EDITOR,
    "registry_pages.show_changes": EDITOR,
    "registry_pages.show_change": EDITOR,
    "ocop_points.list_points": EDITOR,
    "ocop_points.add_point": EDITOR,
    "ocop_points.change_point": EDITOR,
    "ocop_points.remove_point": EDITOR,
    "scenarios.show_scenario": READER,
    "scenarios.show_scenario_layer": READER,
    "scenarios.show_scenario_table": READER,
    "scenarios.make_again": PLANNER,
    "scenarios.list_scenarios": PLANNER,
    "scenarios.save_scenario": PLANNER,
    "scenarios.change_scenario": PLANNER,
    "scenarios.remove_scenario": PLANNER,
    "scenarios.restore_scenario": PLANNER,
    # The logo stands on the page on which people sign in
    "office.show_logo": PUBLIC,
    # Signing in, and one's own account
    "accounts.show_sign_in": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.show_invitation": PUBLIC,
    "accounts.accept_invitation": PUBLIC,
    "accounts.show_me": PUBLIC,
    "accounts.sign_out": EDITOR,
    "accounts.sign_out_everywhere": EDITOR,
    "accounts.show_account": EDITOR,
    "accounts.change_password": EDITOR,
    "accounts.create_token": EDITOR,
    "accounts.withdraw_token": EDITOR,
    # People and the audit log
    "accounts.show_people": ADMINISTRATOR,
    "accounts.invite": ADMINISTRATOR,
    "accounts.withdraw_invitation": ADMINISTRATOR,
    "accounts.show_person": ADMINISTRATOR,
    "accounts.change_person": ADMINISTRATOR,
    "accounts.set_active": ADMINISTRATOR,
    "accounts.make_password_link": ADMINISTRATOR,
    "accounts.sign_out_person": ADMINISTRATOR,
    "accounts.show_audit_log": ADMINISTRATOR,
    "office.show_office": ADMINISTRATOR,
    "office.change_group": ADMINISTRATOR,
    "office.change_logo": ADMINISTRATOR,
    "office.go_back": ADMINISTRATOR,
    "accounts.export_audit_log": ADMINISTRATOR,
}

# Requests with a body that ask and change nothing but, at most, the queue of the one who asks: no CSRF
# mark, because they are read as JSON alone, which a page of another site cannot send without asking.
ASKING = frozenset(
    {
        "exports.take_layers",
        "expiry_api.order_file",
        "print_maps.order_map",
        "reports.make_report",
        "atlas.order_atlas",
        "planning.tell_travel_times",
        "planning.draw_isochrones",
        "planning.make_plan",
        "tours.make_tour",
        "tour_flows.make_flows",
        "tour_checks.check_tour",
        "tour_checks.read_tour",
        "tour_files.make_file",
    }
)

# The table of one application, under this name among its extensions.
NAME = "ocop_rights"
AUTOMATIC = frozenset({"HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Give the application its table."""
    app.extensions[NAME] = dict(RIGHTS)


def decide(app: Flask, endpoint: str, least: Least) -> None:
    """Decide about a route that is not part of the product: of a test."""
    app.extensions[NAME][endpoint] = least


def rights_table(app: Flask) -> str:
    """Return the table for SECURITY.md, as Markdown: every route of ``app`` × every role."""
    head = ["route", "reader", *(role.value for role in RoleName)]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        least = RIGHTS[rule.endpoint]
        reader = {PUBLIC: "always", READER: "if public"}.get(least, "–")
        marks = ["yes" if level >= least else "–" for level in LEVELS.values()]
        methods = "/".join(sorted((rule.methods or set()) - AUTOMATIC))
        route = rule.rule.replace("|", "\\|")
        lines.append(f"| `{methods} {route}` | {' | '.join([reader, *marks])} |")
    return "\n".join(lines)
