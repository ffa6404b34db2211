"""What the values around certificates are called, and sentences about them; texts for the translators."""

from __future__ import annotations

from geodata.certificates.supervision import Supervision
from geodata.certificates.vocabulary import Doubt, EvidenceKind, Timing, Todo
from geodata.errors import N_
from geodata.records.choices import (
    CERTIFICATE_KINDS,
    CHANNELS,
    CRITERIA,
    INSPECTION_RESULTS,
    LEVELS,
)
from geodata.standing import Certainty, Standing

CERTIFICATE_LABELS: dict[str, dict[str, str]] = {
    "certainty": {
        Certainty.CERTAIN.value: N_("ends for certain"),
        Certainty.POSSIBLE.value: N_("may end: the day of a certificate is not known"),
        Certainty.IF_IN_FORCE.value: N_("ends, if it is still in force today"),
    },
    "expiry_action": {
        Todo.RENEW.value: N_("Have it evaluated anew before this day"),
        Todo.FIND_DAY.value: N_("Enter the day of the certificate, as its decision has it"),
        Todo.FIND_OTHER_DAY.value: N_(
            "Enter the day of the product's other certificate: as long as it is not known, the end is open"
        ),
    },
    "standing": {
        Standing.CERTAIN.value: N_("End for certain within the months"),
        Standing.POSSIBLE.value: N_("May end within the months: the day of a certificate is not known"),
        Standing.IF_IN_FORCE.value: N_("End within the months, if they are still in force today"),
        Standing.HOLDS.value: N_("In force beyond the months"),
        Standing.UNDETERMINED.value: N_("Cannot be told: no day or year of a certificate tells it"),
        Standing.LAPSED.value: N_("Lapsed already"),
        Standing.NOT_YET.value: N_("Recognised only later"),
    },
    "timing": {
        Timing.AFTER.value: N_("after it lapsed"),
        Timing.OPEN.value: N_("the date does not tell whether after it lapsed"),
        Timing.BEFORE.value: N_("before it lapsed"),
    },
    "doubt": {
        Doubt.SUM_DIFFERS.value: N_("The three parts do not make the total."),
        Doubt.TOTAL_SUMMED.value: N_("No total is on record: it is the sum of the parts."),
        Doubt.OVER_MOST.value: N_("A part has more points than its criteria give."),
        Doubt.STARS_DIFFER.value: N_("The certificate says other stars than its points."),
        Doubt.VERSION_UNKNOWN.value: N_(
            "The criteria version is unknown: parts are not compared with their most points."
        ),
        Doubt.VERSION_ASSUMED.value: N_(
            "Parts and bands of this version come from summaries of the decision, not from its annexes."
        ),
        Doubt.NEWER_WITHOUT_POINTS.value: N_("A newer certificate has no points on record."),
        Doubt.ORDER_OPEN.value: N_("Another certificate may be newer: their days are not known well enough."),
    },
    "supervision": {
        Supervision.FAILED.value: N_("A check after recognition found that the requirements are not met"),
        Supervision.REMEDY.value: N_("A check after recognition found faults to be put right"),
        Supervision.NO_RESULT.value: N_("Checked after recognition; no source tells what was found"),
        Supervision.NONE.value: N_("No check is known since recognition"),
        Supervision.PASSED.value: N_("Checked after recognition: the requirements are met"),
    },
    "inspection_result": dict(INSPECTION_RESULTS),
    "criteria": dict(CRITERIA),
    "deciding_level": dict(LEVELS),
    "certificate_kind": dict(CERTIFICATE_KINDS),
    "sales_channel": dict(CHANNELS),
}
EVIDENCE: dict[EvidenceKind, str] = {
    EvidenceKind.PRODUCT_CHANNEL: N_("Sales channel of the product: %(what)s"),
    EvidenceKind.PRODUCER_CHANNEL: N_("Sales channel of the producer: %(what)s"),
    EvidenceKind.SALES_POINT: N_("Sales point of the producer: %(what)s"),
}
