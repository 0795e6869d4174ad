"""Evaluation: metrics, baselines and reports of how good a tower is."""
