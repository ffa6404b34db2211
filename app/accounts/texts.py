"""Words of the office: roles, and what the audit log's keys mean."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from geodata.errors import N_
from geodata.office.vocabulary import RoleName

ROLES: Mapping[str, str] = {
    RoleName.EDITOR: N_("editor"),
    RoleName.PLANNER: N_("planner"),
    RoleName.ADMINISTRATOR: N_("administrator"),
}

# Keys of geodata.office.audit.note → what a reader of the log sees; a key without words is shown as it is.
ACTIONS: Mapping[str, str] = {
    "signed_in": N_("signed in"),
    "sign_in_refused": N_("sign-in refused"),
    "signed_out": N_("signed out"),
    "signed_out_everywhere": N_("signed out everywhere"),
    "password_changed": N_("password changed"),
    "password_link_made": N_("link for a new password made"),
    "password_reset": N_("new password chosen by a link"),
    "user_added": N_("account made"),
    "user_changed": N_("account changed"),
    "user_activated": N_("account activated"),
    "user_deactivated": N_("account deactivated"),
    "user_invited": N_("person invited"),
    "invitation_withdrawn": N_("invitation withdrawn"),
    "api_token_made": N_("API token made"),
    "api_token_withdrawn": N_("API token withdrawn"),
    "setting_changed": N_("setting changed"),
    "backup_restored": N_("backup restored"),
    "road_network_imported": N_("road network imported"),
    "sales_point_entered": N_("OCOP sales point entered"),
    "sales_point_changed": N_("OCOP sales point changed"),
    "sales_point_removed": N_("OCOP sales point removed"),
    "record_create": N_("record entered"),
    "record_edit": N_("record changed"),
    "record_move": N_("record moved"),
    "record_archive": N_("record archived"),
    "record_restore": N_("record restored"),
    "record_revert": N_("record put back to an earlier version"),
    "record_merge": N_("records merged"),
    "record_import": N_("file imported"),
    "record_undo": N_("change of records taken back"),
    "records_marked_distinct": N_("records told apart"),
    "photo_added": N_("photo added"),
    "photo_changed": N_("words of a photo changed"),
    "photos_ordered": N_("order of photos changed"),
    "photo_removed": N_("photo removed"),
    "photo_restored": N_("photo put back"),
    "photo_deleted": N_("photo removed for good"),
    "scenario_saved": N_("scenario saved"),
    "scenario_changed": N_("scenario changed"),
    "scenario_removed": N_("scenario removed"),
    "scenario_restored": N_("scenario put back"),
    "tour_saved": N_("tour saved"),
    "tour_changed": N_("tour changed"),
    "tour_published": N_("tour published"),
    "tour_withdrawn": N_("tour made a draft again"),
    "tour_removed": N_("tour removed"),
    "tour_assumption_changed": N_("assumption changed"),
    "tour_assumption_reset": N_("assumption back to the usual one"),
    "leaders_forgotten": N_("what was kept of leaders deleted"),
    "festival_added": N_("festival entered"),
    "festival_changed": N_("festival changed"),
    "festival_removed": N_("festival removed"),
    "short_link_removed": N_("short link removed"),
    "short_link_made_way": N_("oldest short link of a reader made way for a new one"),
}
SUBJECTS: Mapping[str, str] = {
    "user": N_("account"),
    "invitation": N_("invitation"),
    "api_token": N_("API token"),
    "setting": N_("setting"),
    "database": N_("database"),
    "road_network": N_("road network"),
    "sales_point": N_("OCOP sales point"),
    "products": N_("OCOP product"),
    "producers": N_("producer"),
    "craft_villages": N_("craft village or craft"),
    "sales_points": N_("sales point"),
    "material_zones": N_("raw-material zone"),
    "sights": N_("sight"),
    "planned_sites": N_("planned cluster or point"),
    "published_totals": N_("published total"),
    "published_targets": N_("published target"),
    "record_change": N_("change of several records"),
    "scenario": N_("scenario"),
    "tour": N_("tour"),
    "tour_assumption": N_("assumption"),
    "festival": N_("festival"),
    "short_link": N_("short link"),
}
# Who acts without an account; names of people are never translated.
ACTORS: Mapping[str, str] = {
    "command line": N_("command line"),
    "nobody signed in": N_("nobody signed in"),
}


def role_text(role: str) -> str:
    """Return the word for a role."""
    return _word(ROLES, role)


def action_text(action: str) -> str:
    """Return the words for an action of the log."""
    return _word(ACTIONS, action)


def subject_text(kind: str) -> str:
    """Return the word for a kind of subject."""
    return _word(SUBJECTS, kind)


def actor_text(actor_id: str | None, name: str) -> str:
    """Return the name of who acted."""
    return name if actor_id is not None else _word(ACTORS, name)


def _word(words: Mapping[str, str], key: str) -> str:
    """Return the word for ``key``, or the key itself."""
    return str(gettext(words[key])) if key in words else key
