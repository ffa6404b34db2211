"""Where the next sales points go: demand, candidates, exact models, scenarios."""
