"""What an import of boundaries found and did."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geodata.errors import N_
from geodata.vectors import Reader
from geodata.vocabulary import UnitLevel


class Severity(StrEnum):
    """What a finding does: it refuses the file, or it is only pointed out."""

    REFUSED = "refused"
    NOTED = "noted"


# One line a rule; the severity stands with the rule so that no caller decides it anew.
RULES: Mapping[str, tuple[Severity, str]] = {
    "feature_broken": (Severity.REFUSED, N_("Feature %(row)s cannot be read: %(reason)s")),
    "no_polygon": (Severity.REFUSED, N_("Feature %(row)s (%(code)s) has no polygon, but %(found)s")),
    "no_code": (Severity.REFUSED, N_("Feature %(row)s has no code")),
    "code_form": (
        Severity.REFUSED,
        N_("Feature %(row)s: “%(code)s” is no code of this level, which has %(digits)s digits"),
    ),
    "duplicate_code": (Severity.REFUSED, N_("The code %(code)s stands in several features: %(rows)s")),
    "code_padded": (
        Severity.NOTED,
        N_("The file holds codes as numbers: “%(found)s” was read as %(code)s"),
    ),
    "repaired": (
        Severity.NOTED,
        N_("The outline of %(code)s was repaired (%(reason)s); its area changed by %(change_m2)s m²"),
    ),
    "overlap": (
        Severity.REFUSED,
        N_("%(code)s and %(other)s overlap by %(area_m2)s m², up to %(width_m)s m wide"),
    ),
    "gap": (
        Severity.REFUSED,
        N_("A gap of %(area_m2)s m², up to %(width_m)s m wide, lies between %(codes)s (%(lon)s, %(lat)s)"),
    ),
    "not_edge_matched": (
        Severity.REFUSED,
        N_("The borders of %(codes)s do not meet vertex by vertex, and cleaning did not mend it"),
    ),
    "cleaned": (
        Severity.NOTED,
        N_(
            "Small faults were cleaned: overlaps of %(overlap_m2)s m² and gaps of %(gap_m2)s m²;"
            " no unit changed by more than %(change_m2)s m²"
        ),
    ),
    "not_degrees": (
        Severity.REFUSED,
        N_(
            "The coordinates (%(x)s, %(y)s) are no degrees, though the file names %(crs)s."
            " If they are metres of VN-2000, name it: --crs EPSG:9208"
        ),
    ),
    "elsewhere": (
        Severity.REFUSED,
        N_(
            "The file lies %(distance_km)s km away from the units held:"
            " its coordinate reference system is probably not the one it names (%(crs)s)"
        ),
    ),
    "shifted": (
        Severity.REFUSED,
        N_(
            "All units lie %(distance_m)s m away from those held, in one direction:"
            " check the coordinate reference system of the file (%(crs)s)"
        ),
    ),
    "shifted_vn2000": (
        Severity.REFUSED,
        N_(
            "All units lie %(distance_m)s m away from those held: these are degrees of VN-2000"
            " that the file names WGS 84. Name the right one: --crs EPSG:4756"
        ),
    ),
    "shifted_zone": (
        Severity.REFUSED,
        N_(
            "All units lie %(distance_km)s km to the east or west of those held:"
            " the central meridian is probably wrong. Lào Cai uses 104°45′ (EPSG:9208)"
        ),
    ),
    "nothing_to_compare": (
        Severity.NOTED,
        N_(
            "Fewer than three units could be compared with outlines held:"
            " the position of the file was not checked"
        ),
    ),
    "unknown_code": (
        Severity.REFUSED,
        N_(
            "No unit had the code %(code)s (%(name)s) on %(day)s,"
            " and no crosswalk row says where it comes from"
        ),
    ),
    "kind_unknown": (
        Severity.REFUSED,
        N_(
            "Nothing says whether %(code)s (%(name)s) is a commune, ward or township:"
            " write it before the name or in a column of its own"
        ),
    ),
    "name_missing": (Severity.REFUSED, N_("The new unit %(code)s has no name")),
    "name_changed": (Severity.NOTED, N_("%(code)s is called %(held)s here and %(found)s in the file")),
    "kind_changed": (Severity.NOTED, N_("%(code)s is of kind %(held)s here and %(found)s in the file")),
    "area_differs": (
        Severity.REFUSED,
        N_(
            "%(code)s (%(name)s) has %(found_km2)s km² in the file and %(held_km2)s km² here,"
            " which is more than the difference allowed (%(allowed)s)."
            " If it changed, a crosswalk file must say how"
        ),
    ),
    "other_place": (
        Severity.REFUSED,
        N_(
            "%(code)s (%(name)s) is another place than the unit of that code here:"
            " only %(share)s of it lies in the outline of the file"
        ),
    ),
    "partly_covered": (
        Severity.REFUSED,
        N_("The file covers %(share)s of %(code)s (%(name)s) without naming it"),
    ),
    "later_versions": (
        Severity.REFUSED,
        N_(
            "Units of a later day are held already (%(day)s):"
            " new versions can only be added at the end, outlines only be redrawn"
        ),
    ),
    "crosswalk_part": (
        Severity.REFUSED,
        N_("Crosswalk, line %(row)s: “%(value)s” must be whole or part"),
    ),
    "crosswalk_old": (
        Severity.REFUSED,
        N_("Crosswalk, line %(row)s: no unit had the code %(code)s the day before"),
    ),
    "crosswalk_new": (
        Severity.REFUSED,
        N_("Crosswalk, line %(row)s: the file has no unit of the code %(code)s"),
    ),
    "crosswalk_twice": (
        Severity.REFUSED,
        N_("Crosswalk, line %(row)s: %(code)s is said to go whole into one unit and also into another"),
    ),
    "crosswalk_doubtful": (
        Severity.NOTED,
        N_("The crosswalk takes %(old)s whole into %(new)s, but only %(share)s of its area lies there"),
    ),
    "ended_without_crosswalk": (
        Severity.NOTED,
        N_(
            "%(code)s (%(name)s) ends and no crosswalk row says what became of it:"
            " %(records)s records have no place among the new units"
        ),
    ),
    # Told on the data-quality page alone: what an import did.
    "boundaries_taken": (
        Severity.NOTED,
        N_(
            "Boundaries valid from %(day)s: %(added)s new versions, %(redrawn)s outlines redrawn,"
            " %(ended)s versions ended, %(linked)s crosswalk rows"
        ),
    ),
    "changed_meanwhile": (
        Severity.REFUSED,
        N_("The store was changed by someone else during the check: run the import again"),
    ),
}


# Values that are words of ours, by rule.
WORDS = {"kind_changed": ("held", "found")}
SEVERITY_TEXTS = {Severity.REFUSED: N_("refused"), Severity.NOTED: N_("noted")}
LEVEL_TEXTS = {
    UnitLevel.PROVINCE: N_("province"),
    UnitLevel.DISTRICT: N_("district"),
    UnitLevel.COMMUNE: N_("commune"),
}
SUGGESTED = N_("Overlap suggests (not taken; confirm in a crosswalk file):")
Translate = Callable[[str], str]


def in_english(text: str) -> str:
    """Return a text of ours as it is written here."""
    return text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, by a stable ``rule``; the message is an msgid that ``values`` fill."""

    rule: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Whether the finding refuses the file."""
        return RULES[self.rule][0]

    @property
    def message(self) -> str:
        """The msgid."""
        return RULES[self.rule][1]

    def text(self, translate: Translate = in_english) -> str:
        """Return the message, translated before it is filled in."""
        words = WORDS.get(self.rule, ())
        values = {
            name: translate(str(value)) if name in words else value for name, value in self.values.items()
        }
        return translate(self.message) % values if values else translate(self.message)

    def __str__(self) -> str:
        """Return the English text."""
        return self.text()


def finding(rule: str, **values: object) -> Finding:
    """Return a finding of ``rule``, which must be known."""
    if rule not in RULES:
        raise KeyError(rule)
    return Finding(rule, values)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A crosswalk row that overlap alone suggests, never taken: the part of the old unit in the new one."""

    old_code: str
    new_code: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryReport:
    """
    The outcome of one import.

    ``stored`` is True where the units were written; with ``dry_run`` nothing
    ever is, and ``accepted`` says what would have happened.
    """

    file: str
    level: UnitLevel
    valid_from: date
    dry_run: bool
    stored: bool
    features: int
    reader: Reader  # the library that read the file
    added: tuple[str, ...] = ()  # codes with a new version since valid_from
    redrawn: tuple[str, ...] = ()  # codes whose version of valid_from got another outline
    ended: tuple[str, ...] = ()  # codes whose version ends the day before
    linked: int = 0  # crosswalk rows
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing refuses the file."""
        return not refusals(self.findings)


def refusals(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that refuse the file."""
    return [one for one in findings if one.severity is Severity.REFUSED]


def render(report: BoundaryReport, translate: Translate = in_english) -> str:
    """Return the report as lines of text: the outcome, the reasons, what was noted, what overlap suggests."""
    if report.stored:
        outcome = N_("%(file)s: taken")
    elif report.accepted:
        outcome = N_("%(file)s: would be taken")
    else:
        outcome = N_("%(file)s: refused, nothing stored")
    counted = N_("%(count)s features of level %(level)s, valid from %(day)s, read with %(reader)s")
    numbers = {
        "count": report.features,
        "level": translate(LEVEL_TEXTS[report.level]),
        "day": report.valid_from.strftime("%d/%m/%Y"),
        "reader": report.reader,
    }
    lines = [
        translate(outcome) % {"file": report.file},
        f"  {translate(counted) % numbers}",
        f"  {_taken(report).text(translate)}",
    ]
    for severity in (Severity.REFUSED, Severity.NOTED):
        word = translate(SEVERITY_TEXTS[severity])
        lines += [f"  {word}: {one.text(translate)}" for one in report.findings if one.severity is severity]
    if report.suggestions:
        lines.append(f"  {translate(SUGGESTED)}")
        lines += [f"    {one.old_code} -> {one.new_code}  {one.share:.1%}" for one in report.suggestions]
    return "\n".join(lines)


def _taken(report: BoundaryReport) -> Finding:
    """Return what an import did, as a finding."""
    return finding(
        "boundaries_taken",
        day=report.valid_from.strftime("%d/%m/%Y"),
        added=len(report.added),
        redrawn=len(report.redrawn),
        ended=len(report.ended),
        linked=report.linked,
    )


def problem_rows(report: BoundaryReport, first_id: int) -> list[dict[str, object]]:
    """
    Return rows of ``import_problems`` for an import that is stored, so that a page can show it.

    The first row says what was done. The values of a message are JSON; row 0
    is the file as a whole.
    """
    return [
        {
            "problem_id": number,
            "source_table": report.file,
            "row": one.values.get("row", 0),
            "column": None,
            "value": json.dumps(dict(one.values), ensure_ascii=False, default=str) if one.values else None,
            "rule": one.rule,
            "message": one.message,
            "severity": "kept",
        }
        for number, one in enumerate([_taken(report), *report.findings], start=first_id)
    ]
