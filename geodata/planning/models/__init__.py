"""One module per siting model; ``highs.py`` alone talks to the solver."""
