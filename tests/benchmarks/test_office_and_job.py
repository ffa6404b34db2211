"""What the parts "office" and "job" work out themselves: lost updates, forms, how much slower."""

import pytest

from app.accounts.limits import LIMITS
from scripts import bench
from scripts._bench import job, office
from scripts._bench.office import Accepted, Step
from tests.benchmarks import busykinds

HISTORY = [Step("", "a"), Step("a", "b"), Step("b", "c")]
ACCEPTED = [Accepted("name", 1, "b"), Accepted("name", 0, "a"), Accepted("name", 2, "c")]


def test_nothing_is_lost_where_each_accepted_change_is_the_step_of_its_version():
    assert office.lost_updates(ACCEPTED, HISTORY, 3, "c") == 0
    assert office.lost_updates([], [], 0, "") == 0


@pytest.mark.parametrize(
    ("accepted", "history", "version", "value"),
    [
        pytest.param(ACCEPTED, HISTORY[:2], 3, "b", id="a change that the log does not have"),
        pytest.param(ACCEPTED[:2], HISTORY, 3, "c", id="a change that nobody was told of"),
        pytest.param(
            [*ACCEPTED[:2], Accepted("name", 1, "c")], HISTORY, 3, "c", id="two changes of one version"
        ),
        pytest.param(
            ACCEPTED, [Step("", "a"), Step("", "b"), Step("b", "c")], 3, "c", id="a step over another one"
        ),
        pytest.param(ACCEPTED, [HISTORY[1], HISTORY[0], HISTORY[2]], 3, "c", id="steps out of order"),
        pytest.param(ACCEPTED, HISTORY, 4, "c", id="a gap between versions"),
        pytest.param(ACCEPTED, HISTORY, 3, "b", id="a setting that stands at an earlier value"),
    ],
)
def test_a_lost_update_is_counted(accepted, history, version, value):
    assert office.lost_updates(accepted, history, version, value) > 0


def test_a_form_gives_its_token_and_its_versions():
    page = (
        '<input type="hidden" name="csrf_token" value="t.1">'
        '<input type="hidden" name="version.name" value="12">'
        '<input type="hidden" name="version.signatory_name" value="0">'
    )

    assert office.token_of(page) == "t.1"
    assert office.versions_of(page) == {"name": 12, "signatory_name": 0}
    with pytest.raises(office.Unexpected):
        office.token_of("<p>nothing</p>")


def test_every_person_sets_values_of_their_own():
    first, second = office.values_of("signing", "a-0-0"), office.values_of("signing", "b-0-0")

    assert tuple(first) == office.GROUPS["signing"]
    assert not set(first.values()) & set(second.values())
    assert first["document_number"] == "{number}/{year}/a-0-0"


def test_the_first_error_of_a_database_stands_beside_how_many_there_were():
    seen = [
        office.Seen(problems=["OSError: gone"]),
        office.Seen(change_ms=[4.0], accepted=ACCEPTED, requests=5, stale=2),
    ]
    found = {figure.what: figure for figure in office.figures_of("SQLite", seen, 1)}

    errors, lost = found["SQLite: errors"], found["SQLite: lost updates"]
    assert (errors.value, errors.met, errors.note) == (1, False, "OSError: gone")
    assert (lost.value, lost.met, lost.note) == (1, False, "of 3 accepted changes")
    assert found["SQLite: requests"].value == 5
    assert "SQLite: sign in, p50" not in found


def test_eight_people_stay_below_the_limit_of_one_address():
    per_minute, _, rest = LIMITS["accounts.sign_in"].partition(" per minute")

    assert rest
    assert int(per_minute) >= office.PEOPLE * office.SESSIONS


def test_pages_are_compared_by_their_middle():
    found = {
        figure.what: figure
        for figure in job.figures_of({"map page": [2.0, 2.0, 9.0]}, {"map page": [1.0, 3.0, 3.0]}, "once")
    }

    middle = found["map page: under / without, p50"]
    assert (middle.value, middle.at_most, middle.met) == (1.5, 1.2, False)
    assert found["map page: under / without, p95"].value == pytest.approx(1 / 3)


def test_the_job_lasts_a_minute_unless_somebody_says_otherwise():
    assert bench.parser().parse_args([]).job_seconds == 60
    assert bench.parser().parse_args(["--job-seconds", "5"]).job_seconds == 5


def test_the_bench_names_the_kind_that_is_busy():
    assert f"{busykinds.__name__}:KINDS" == job.KINDS
    assert busykinds.KINDS.find("busy").inputs().seconds == job.SECONDS
