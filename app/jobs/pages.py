"""The page /jobs: what runs, how far it is, what came out. A script keeps it up to date."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from app.i18n import current_language
from app.jobs import api, ownership
from app.jobs.answers import job_answer, kind_answer
from app.jobs.texts import page_texts
from app.params import check_names
from app.state import current_store

SHOWN = 100

bp = Blueprint("job_pages", __name__)
bp.after_app_request(ownership.name_reader)


@bp.get("/jobs")
def show_jobs() -> Response:
    """Show the jobs of who asks; of everyone to an administrator."""
    from geodata.office import jobs  # SQLAlchemy: not while the program starts

    check_names(request.args, ())
    everyone = ownership.sees_all()
    found = jobs.list_jobs(current_store(), ownership.current_user_id(), everyone=everyone, limit=SHOWN)
    kinds = api.current_kinds()
    response = make_response(
        render_template(
            "jobs/jobs.html",
            jobs=[job_answer(job, kinds) for job in found.items],
            total=found.total,
            shown=SHOWN,
            everyone=everyone,
            # A kind that has to be told something is started where that is asked for.
            kinds=[kind_answer(kind) for kind in api.open_kinds() if not kind.needed],
            texts=page_texts(),
            page_state={"api": f"{request.script_root}/api/v1", "lang": current_language()},
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
