"""The document of the API, read once for all tests of a process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# libyaml's reader is ten times as quick as the one in Python.
DOCUMENT: dict[str, Any] = yaml.load(
    Path("docs/openapi.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
