"""Tags: votes of labelled neighbours, with evidence and probabilities."""
