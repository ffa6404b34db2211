"""What is said of where tours pass: on signs, below tables, on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from app.filters import base_date_text
from app.i18n import date_text, number
from app.pages.labels import label
from app.planning.wording import filled, translated
from geodata.errors import N_

if TYPE_CHECKING:
    from geodata.tourism.signs import Sign
    from layers.catalogue import LayerSpec

Members = Mapping[str, Any]

ZONE = N_("Raw-material zone: %(crops)s – %(name)s")
CRAFT = N_("Craft: %(name)s, %(km)s km")
NAMED_CRAFT = N_("%(name)s, %(km)s km")
NAMED = ("làng nghề", "nghề")  # how the registry begins names that say themselves what they are
MOST_CROPS = 3

RESTS_ON = N_(
    "Rests on %(published)s published tours, %(drafts)s own drafts and %(generated)s generated ones. A tour"
    " says where visitors are led, not how many come"
)
PLAN = N_(
    "Generated tours: a balanced plan with seed %(seed)s, after %(day)s. Weekday, season and length (1 to 3"
    " days) go through all combinations, starts (the towns) and interests through shuffled rounds; it does"
    " not say what visitors choose"
)
SCHEMATIC = N_(
    "%(count)s of these tours have no real roads: their lines are straight between places of the schematic"
    " graph, so stretches, communes passed and spots are only approximate"
)
OTHER_ROADS = N_("The generated tours were made on other roads than those in use now")
WITHOUT_LINE = N_("%(count)s legs have no line and are on no stretch")
WITHOUT_SIGN = N_(
    "%(count)s visits of a craft have no junction on the way there: no place for a sign is told"
)
ELSEWHERE = N_("%(count)s visits lie in no commune of this unit system")
NEAR_KM = N_(
    "Near: within %(km)s km in a straight line of the line of a tour. Residents: of the communes until 30"
    " June 2025 whose interior point lies as near"
)
NEAR_MIN = N_(
    "Near: within %(minutes)s likely minutes by road of the line of a tour; minutes are estimates. Residents:"
    " of the communes until 30 June 2025 whose interior point lies as near"
)
SPOTS_LEFT = N_("%(count)s candidates have no tour near and are not listed")

FLOW_TEXTS: dict[str, str] = {
    "flows.basis": N_("Data of %(date)s · units %(units)s · %(on)s"),
    "flows.basis_unknown": N_("an unknown day"),
    "flows.any_day": N_("records of any day"),
    "flows.on": N_("as of %(date)s"),
    "flows.csv": N_("CSV table"),
    "flows.geojson": N_("GeoJSON"),
    "flows.counts": N_("%(published)s published, %(drafts)s own drafts, %(generated)s generated"),
    "flows.download": N_("Take away"),
    "flows.drafts": N_("My own drafts"),
    "flows.empty": N_(
        "No tours to count yet: none is published. Generate some to see where they would pass."
    ),
    "flows.empty_with": N_("No tours to count: choose published tours, drafts or generated ones."),
    "flows.failed": N_("%(count)s tours of the plan could not be made"),
    "flows.generate": N_("Generate tours"),
    "flows.generate_intro": N_(
        "Makes tours by a balanced, seeded plan: from every town, on every weekday, in four seasons, for each"
        " interest in turn, of one to three days. 84 tours take about half a minute."
    ),
    "flows.count": N_("How many tours"),
    "flows.seed": N_("Seed"),
    "flows.generated": N_("Generated tours"),
    "flows.generated_of": N_("Generated tours (%(count)s)"),
    "flows.made": N_("What was generated"),
    "flows.published": N_("Published tours"),
    "flows.sources": N_("Which tours count"),
    "flows.units": N_("Unit system"),
    "flows.starts": N_("Start and end"),
    "flows.weekdays": N_("First day"),
    "flows.seasons": N_("Season"),
    "flows.interests": N_("Interest"),
    "flows.days": N_("Days"),
    "flows.tours": N_("Tours"),
    "flows.legend": N_("Legend"),
    "flows.legend_lines": N_("Tours that drive over a stretch"),
    "flows.legend_communes": N_("Tours that stop in a commune"),
    "flows.legend_range": N_("%(from)s to %(to)s"),
    "flows.legend_signs": N_("Places for signs"),
    "flows.legend_spots": N_("Spots for a sales point"),
    "flows.show_signs": N_("Signs"),
    "flows.show_spots": N_("Spots for a sales point"),
    "flows.show_lines": N_("Stretches"),
    "flows.left_title": N_("Communes left out (%(count)s)"),
    "flows.left_none": N_("Tours stop in every commune of which there are records here."),
    "flows.left_no_records": N_(
        "%(count)s communes have no records here: nobody can say what a tour would find."
    ),
    "flows.left_passing": N_("Tours that pass through: %(count)s"),
    "flows.left_products": N_("Recognised products: %(names)s"),
    "flows.left_villages": N_("Crafts and craft villages: %(names)s"),
    "flows.left_stops": N_("Stops: %(names)s"),
    "flows.left_district": N_("%(count)s records are known only by its district (%(district)s)"),
    "flows.signs_title": N_("Places for signs (%(count)s)"),
    "flows.signs_none": N_("These tours enter no raw-material zone and turn off to no craft village."),
    "flows.sign_line": N_("Tours that see it: %(seen)s, that go there: %(going)s; towards the %(direction)s"),
    "flows.more": N_("Show all %(count)s"),
    "flows.spots_title": N_("Where a sales point would catch tours (%(count)s)"),
    "flows.spots_none": N_("No candidate has a tour near."),
    "flows.spot": N_("Place"),
    "flows.spot_tours": N_("Tours near"),
    "flows.spot_residents": N_("Residents near"),
    "flows.within_min": N_("Near: within likely minutes"),
    "flows.to_planning": N_("Plan sales points with these tours as demand"),
    "flows.status": N_("Tours on the map: %(count)s."),
    "flows.visiting": N_("Tours that stop there"),
    "flows.passing": N_("Tours that only pass through"),
    "flows.visits": N_("Visits"),
    "flows.why": N_("Why left out"),
    "flows.district": N_("District (until 30 June 2025)"),
    "flows.stretch": N_("Stretch"),
    "flows.names": N_("Saved tours"),
    "flows.km": N_("Length of the line, km"),
    "flows.spot_kind": N_("Exactness of the spot"),
    "flows.print_title": N_("Where tours pass"),
    "flows.job_gone": N_("The generated tours have expired or are somebody else's: generate them again."),
    "flows.stretches_title": N_("Most driven stretches"),
    "flows.stretch_line": N_("%(between)s: %(km)s km, tours: %(count)s"),
    "flows.notes": N_("What the figures rest on"),
    "panel.flows": N_("Tours"),
    "panel.left": N_("Left out"),
    "panel.signs": N_("Signs"),
    "panel.spots": N_("Spots"),
}
VOCABULARIES = ("flow_state", "flow_why", "sign_kind", "sign_spot", "compass", "weekday")


def sign_text(sign: Sign) -> str:
    """Return what stands on a sign."""
    if sign.km is None:
        crops = ", ".join(sign.crops[:MOST_CROPS]) + (" …" if len(sign.crops) > MOST_CROPS else "")
        return filled(ZONE, {"crops": crops, "name": sign.name})
    is_named = sign.name.casefold().startswith(NAMED)
    return filled(NAMED_CRAFT if is_named else CRAFT, {"name": sign.name, "km": number(sign.km, 1)})


def flow_notes(spec: LayerSpec, members: Members, made: Members | None, roads: str) -> list[str]:
    """Return what a reader has to know of a layer; ``roads`` is the checksum of those in use."""
    notes = [filled(RESTS_ON, {**dict.fromkeys(("published", "drafts", "generated"), 0), **_counts(members)})]
    if made is not None:
        plan = made["plan"]
        notes.append(filled(PLAN, {"seed": str(plan["seed"]), "day": date_text(plan["after"])}))
        if made["basis"]["network"] != roads:
            notes.append(translated(OTHER_ROADS))
    told = (
        (SCHEMATIC, members["schematic"]),
        (WITHOUT_LINE, members["without_line"]),
        (WITHOUT_SIGN, members.get("without_sign", 0)),
        (ELSEWHERE, members.get("visits_elsewhere", 0)),
        (SPOTS_LEFT, members.get("without_tours", 0)),
    )
    notes += [filled(text, {"count": count}) for text, count in told if count]
    if near := members.get("near"):
        notes.append(filled(NEAR_MIN if near["km"] is None else NEAR_KM, near))
    return [*notes, translated(spec.note)]


def _counts(members: Members) -> dict[str, int]:
    """Return how many tours of each kind a layer rests on."""
    tours = members["tours"]
    return {"published": tours["published"], "drafts": tours["draft"], "generated": tours["generated"]}


def flow_lines(spec: LayerSpec, members: Members) -> list[str]:
    """Return what stands below a table."""
    on = members["on"]
    shown = gettext("unit system %(system)s", system=members["units"])
    day = gettext("as of %(day)s", day=date_text(on)) if on else gettext("records of any day")
    return [
        gettext("Layer: %(title)s", title=gettext(spec.title)),
        base_date_text(),
        f"{shown}; {day}",
        *members["notes"],
    ]


def flow_texts() -> dict[str, str]:
    """Return every text of the page in the language of the reader, and the words of its codes."""
    from geodata.tourism.generated import SEASON_TITLES
    from geodata.tourism.interests import INTEREST_TITLES
    from layers.labels import LABELS

    found = {key: str(gettext(text)) for key, text in FLOW_TEXTS.items()}
    words = {f"{name}.{code}": label(name, code) for name in VOCABULARIES for code in LABELS[name]}
    titles: dict[str, dict[Any, str]] = {"season": {**SEASON_TITLES}, "interest": {**INTEREST_TITLES}}
    more = {
        f"{name}.{key.value}": translated(text)
        for name, texts in titles.items()
        for key, text in texts.items()
    }
    return found | words | more
