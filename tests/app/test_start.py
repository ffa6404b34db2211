"""How a server starts: light; ``test_warm`` tells what it does in the background."""

import subprocess
import sys

from app.settings import ROOT

HEAVY = (
    "geopandas",
    "pandas",
    "numpy",
    "folium",
    "shapely",
    "sqlalchemy",
    "mapclassify",
    "pandera",
    "xyzservices",
)
START = f"""
import sys
from app import Settings, create_app
create_app(Settings(testing=True))
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""


def test_making_the_application_imports_no_heavy_library():
    done = subprocess.run([sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
