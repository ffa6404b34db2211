"""A pytest plugin: fixtures for what a test needs, and the last lines that say what was missing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

from tests import _needs


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; the test is skipped where there is none."""
    return _needs.needs_chromium()


@pytest.fixture(scope="session")
def postgis_url() -> str:
    """URL of a PostGIS server; the test is skipped where there is none."""
    return _needs.needs_postgis()


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice; the test is skipped where there is none."""
    return _needs.needs_libreoffice()


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Path of pdftoppm; the test is skipped where there is none."""
    return _needs.needs_pdftoppm()


def _reason(report: Any) -> str:
    """Return why a report was skipped, without pytest's own prefix."""
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ")


def _refuse_skip(report: Any) -> None:
    """Turn a skip into a failure, whatever its reason: --require-all promises that everything ran."""
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under --require-all: {_reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Refuse a skipped test under --require-all."""
    report = yield
    if _needs.require_all():
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """Refuse a skipped module under --require-all."""
    report = yield
    if _needs.require_all():
        _refuse_skip(report)
    return report


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which checks failed before the tests, which tests did not run, and what would make them run."""
    failed = os.environ.get("OCOP_TEST_FAILED_CHECKS")
    if failed:
        terminalreporter.line(f"checks that failed before the tests: {failed}", red=True)
    counts = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if not counts:
        return
    terminalreporter.section("not run on this machine", sep="-")
    for reason, count in sorted(counts.items()):
        terminalreporter.line(f"{count} skipped: {reason}")
