"""How a server starts: light, with the heavy libraries in the background."""

import subprocess
import sys

from app import Settings, warm
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


def test_a_worker_loads_them_in_the_background():
    thread = warm.init_app(Settings(secret_key="x"))
    assert thread is not None
    thread.join(60)
    assert all(name in sys.modules for name in warm.HEAVY)


def test_tests_and_offices_that_do_not_want_it_start_nothing():
    assert warm.init_app(Settings(testing=True)) is None
    assert warm.init_app(Settings(secret_key="x", warm_up=False)) is None
