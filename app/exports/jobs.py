"""The job that packs several layers into one zip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import today
from app.jobs.kinds import Task, job_kind
from app.jobs.wording import wording_of
from app.settings import LANGUAGES
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from geodata.store import Store


@dataclass(frozen=True, slots=True)
class OrderInputs:
    """The order as it was sent (a JSON object as text), the language of the reader."""

    order: str
    language: str = LANGUAGES[0]

    def __post_init__(self) -> None:
        """Refuse a language that there is not."""
        if self.language not in LANGUAGES:
            raise InvalidInput(
                N_("There is no language %(value)s; there are %(allowed)s"),
                value=self.language,
                allowed=", ".join(LANGUAGES),
            )


@dataclass(frozen=True, slots=True)
class ExportInputs(OrderInputs):
    """Where the site is, besides."""

    address: str = ""


@job_kind("export", title=N_("Take layers away"), inputs=ExportInputs, least_role=None)
def take_layers(store: Store, inputs: ExportInputs, task: Task) -> None:
    """Pack the layers; the result is the zip."""
    # GeoPandas: not in the web processes, which only list the kinds.
    from layers.exports.files import Maker, make_archive
    from layers.exports.orders import read_order

    words = wording_of(inputs.language)
    folder = task.folder / "layers"
    folder.mkdir()
    maker = Maker(store=store, words=words, folder=folder, address=inputs.address or None)
    made = make_archive(maker, read_order(inputs.order, today()), task.progress)
    made.path.replace(task.result(made.name))
