"""Set-up shared by serve.py, test.py and bundle.py: the standard library alone."""
