"""The tests. A package in the full sense, or the one of this name that pygeoapi installs would hide it."""
