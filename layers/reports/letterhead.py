"""
The parts that the form of an administrative document asks for, around what a report says.

Form: Decree 30/2020/NĐ-CP of 5 March 2020 on records work, annex I (layout of
administrative documents): paper, margins, font, national heading, name of the
office, number and sign, place and date, title and abstract, recipients,
signature. What the office has not set stays empty, to be filled by hand: no
number, name or recipient is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.errors import N_
from geodata.office.logo import Picture
from geodata.office.setting_values import OfficeSettings
from layers.reports.contents import ReportContent, roman
from layers.tour_files.document import plain_text
from layers.wording import Wording

# Annex I, part I, section II: top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm; A4 (210 × 297 mm).
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 20
WIDTH_MM, HEIGHT_MM = 210, 297
TEXT_MM = WIDTH_MM - LEFT_MM - RIGHT_MM
# Sizes in points by the same annex: text 13-14, national heading and office 12-13, recipients 12 and 11.
TEXT_PT, HEADING_PT, OFFICE_PT, RECIPIENT_PT, COPY_PT = 13.0, 13.0, 12.0, 12.0, 11.0
TABLE_PT, NOTE_PT = 10.0, 10.0
TO_FILL = "…………………………"
DEFAULT_PATTERN = OfficeSettings().document_number
SIGN = "BC"  # báo cáo: the sign of a report in annex III of the decree

COUNTRY = N_("SOCIALIST REPUBLIC OF VIET NAM")
MOTTO = N_("Independence - Freedom - Happiness")
NUMBER = N_("No.: %(number)s")
PLACE_AND_DATE = N_("%(place)s, %(day)s/%(month)s/%(year)s")
REPORT = N_("REPORT")
RECIPIENTS = N_("Recipients:")
ARCHIVE = N_("Kept: archives, %(sign)s.")
ANNEX = N_("Annex")
ANNEX_OF = N_("(Issued with report %(number)s of %(day)s/%(month)s/%(year)s of %(office)s)")
ATTACHED = N_("(Attached: %(annexes)s.)")
COURTESY = N_(
    "Courtesy translation in the form of Decree 30/2020/NĐ-CP; the Vietnamese report is the document to be"
    " issued."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """
    Everything around the text of one report, in its language.

    ``office`` and the signature are ``TO_FILL`` where nobody has set them;
    ``courtesy`` is empty in Vietnamese, the language in which offices issue.
    """

    country: str
    motto: str
    office: str
    number: str
    place_and_date: str
    title: str
    abstract: str
    recipients_title: str
    recipients: tuple[str, ...]
    position: str
    signatory: str
    annex: str
    annex_of: str
    courtesy: str
    logo: Picture | None = None


def letterhead_of(
    settings: OfficeSettings, words: Wording, day: date, abstract: str, logo: Picture | None = None
) -> Letterhead:
    """Return the parts of the form for a report that is made on ``day``."""
    number = number_text(settings, day)
    told = {"day": _two_digits(day.day, 9), "month": _two_digits(day.month, 2), "year": day.year}
    return Letterhead(
        country=words.translate(COUNTRY),
        motto=words.translate(MOTTO),
        office=plain_text(settings.name).upper() or TO_FILL,
        number=words.text(NUMBER, number=number),
        place_and_date=words.text(PLACE_AND_DATE, place=plain_text(settings.issue_place), **told),
        title=words.translate(REPORT),
        abstract=abstract,
        recipients_title=words.translate(RECIPIENTS),
        recipients=(f"- {TO_FILL};", f"- {words.text(ARCHIVE, sign='…')}"),
        position=plain_text(settings.signatory_position).upper() or TO_FILL,
        signatory=plain_text(settings.signatory_name),
        annex=words.translate(ANNEX),
        annex_of=words.text(ANNEX_OF, number=number, office=plain_text(settings.name) or TO_FILL, **told),
        courtesy="" if words.language == "vi" else words.translate(COURTESY),
        logo=logo,
    )  # fmt: skip


def annex_titles(head: Letterhead, content: ReportContent) -> list[str]:
    """Return what the annexes are called: Annex I, Annex II …; one that is alone has no number."""
    if len(content.annexes) == 1:
        return [head.annex]
    return [f"{head.annex} {roman(number)}" for number in range(1, len(content.annexes) + 1)]


def annexes_text(head: Letterhead, content: ReportContent, words: Wording) -> str:
    """Return the line by which the text points to its annexes, as the decree asks; empty: there are none."""
    pairs = zip(annex_titles(head, content), content.annexes, strict=True)
    named = "; ".join(f"{title}: {annex.title}" for title, annex in pairs)
    return words.text(ATTACHED, annexes=named) if named else ""


def number_text(settings: OfficeSettings, day: date) -> str:
    """Return the number and sign as the office writes them, with the number left to be filled."""
    if settings.document_number == DEFAULT_PATTERN:
        return f"…/{SIGN}-…"
    filled = settings.document_number.replace("{number}", "…")
    return filled.replace("{year}", str(day.year))


def _two_digits(number: int, last: int) -> str:
    """Return a day or month; below ten (a month below three) it has a zero before it, as the decree asks."""
    return f"0{number}" if number <= last else str(number)
