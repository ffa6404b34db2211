"""How a server starts: light; ``test_warm`` tells what it does in the background."""

import gc
import subprocess
import sys

from app import Settings, create_app
from app.collector import THRESHOLDS
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


def test_a_server_looks_for_garbage_more_seldom_than_python_does_by_itself(tmp_path):
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        create_app(Settings(secret_key="key", warm_up=False, instance_dir=tmp_path))
        assert gc.get_threshold() == THRESHOLDS
    finally:
        gc.set_threshold(*before)
