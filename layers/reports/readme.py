"""README.txt, metadata.json and checksums.sha256 of a report's zip."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from geodata.errors import N_
from layers.exports.facts import Facts
from layers.exports.readme import CHECKSUMS, EDITOR, EMPTY, FILES, INFERRED, METADATA, README, sha256_of
from layers.reports.contents import ReportContent
from layers.wording import Wording

TITLE = N_("OCOP map of Lào Cai: report")
MADE = N_("Made on: %(moment)s")
TO_FILL = N_(
    "The document follows the form of Decree 30/2020/NĐ-CP, annex I. Dots are to be filled by the office:"
    " number and sign, recipients, and what its settings do not say."
)
FONTS = N_(
    "The Word document is set in Times New Roman, as the decree asks; the PDF in Libertinus Serif, because"
    " Times New Roman may not be shipped: issue the Word document."
)
ALL_SOURCES = N_("Sources of the tables and figures")
LAYERS = N_("Layers of the GeoPackage")


def write_report_readme(
    folder: Path, content: ReportContent, layers: Sequence[Facts], words: Wording, made_at: datetime
) -> None:
    """Write what the files in ``folder`` are and rest on, for people and for programs."""
    sums = {path.name: sha256_of(path) for path in sorted(folder.iterdir())}
    told_sources = [table.source for table in content.tables()]
    told_sources += [figure.source for figure in content.figures()]
    sources = dict.fromkeys(told_sources)
    lines = [words.translate(TITLE), content.abstract, ""]
    lines += [f"{heading}: {text}" for heading, text in content.basis]
    lines += [words.text(MADE, moment=f"{made_at:%d/%m/%Y %H:%M}"), words.translate(TO_FILL)]
    lines += [words.translate(FONTS)]
    lines += [words.translate(EMPTY), words.translate(INFERRED)]
    if sources:
        lines += ["", words.translate(ALL_SOURCES), *(f"  {source}" for source in sources)]
    if layers:
        lines += ["", words.translate(LAYERS)]
        for facts in layers:
            lines += [f"  {facts.title}", *(f"    {line}" for line in facts.texts)]
    lines += ["", words.translate(FILES), *(f"  {digest}  {name}" for name, digest in sums.items()), ""]
    (folder / README).write_text("\n".join(lines), encoding=EDITOR, errors="replace", newline="\r\n")
    told = {
        "subject": content.subject,
        "basis": dict(content.basis),
        "made_at": made_at.isoformat(timespec="seconds"),
        "language": words.language,
        "tables": {table.name: len(table.rows) for table in content.tables()},
        "layers": [facts.plain for facts in layers],
        "files": sums,
    }
    (folder / METADATA).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    known = {**sums, README: sha256_of(folder / README), METADATA: sha256_of(folder / METADATA)}
    text = "".join(f"{digest}  {name}\n" for name, digest in known.items())
    (folder / CHECKSUMS).write_text(text, encoding="utf-8", newline="\n")
