"""What the pages of accounts share: templates with the menu, and refusals shown beside the form."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from flask import Response, make_response, render_template
from flask_wtf import FlaskForm

from app.accounts.links import office_links
from app.accounts.texts import actor_text, role_text
from app.accounts.views import bp
from app.errors import status_of, translated
from app.office import office_zone
from geodata.errors import OcopError


@bp.app_template_filter("moment")
def moment(value: datetime) -> str:
    """Write a moment as dd/mm/yyyy HH:MM in the time zone of the office."""
    return f"{value.astimezone(office_zone()):%d/%m/%Y %H:%M}"


bp.add_app_template_filter(role_text, "role_text")
bp.add_app_template_filter(actor_text, "actor_text")


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **context: object) -> Response:
    """Answer a page with the menu of who asks."""
    return make_response(
        render_template(f"accounts/{template}", office_links=office_links(), **context), status
    )


def refusal(error: OcopError | None, form: FlaskForm) -> tuple[HTTPStatus, str]:
    """Return status and text of what was refused: by the office, else by the form itself."""
    if error is not None:
        return status_of(error), translated(error)
    first = next((str(texts[0]) for texts in form.errors.values() if texts), "")
    return HTTPStatus.BAD_REQUEST, first
