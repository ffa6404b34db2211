"""The kinds of jobs of this product. A new one is a function under ``@job_kind`` and its name here."""

from __future__ import annotations

from app.exports.atlas_jobs import make_atlas_file
from app.exports.jobs import take_layers
from app.exports.maps_jobs import draw_map
from app.exports.reports_jobs import make_report
from app.jobs.checks import check_data
from app.jobs.kinds import JobKinds
from app.planning.jobs import siting_plan
from app.registry.expiry_jobs import make_expiry_file
from app.registry.import_jobs import preview_import, store_import
from app.tours.flows_jobs import tour_flows
from app.tours.jobs import make_tour

KINDS = JobKinds(
    (
        check_data,
        take_layers,
        draw_map,
        make_report,
        make_atlas_file,
        make_expiry_file,
        preview_import,
        store_import,
        siting_plan,
        make_tour,
        tour_flows,
    )
)
