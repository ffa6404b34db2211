"""
Work that takes longer than a request: submit it, look at it, cancel it.

A web process writes a row and rings; ``scripts/worker.py`` runs the consumer,
which takes the row and gives the work to a child process (``app.jobs.child``)
that it can end at any moment.
"""
