"""Rows of the tables of bars: what was measured, how much, the bar, and whether it is kept."""

from vsearch.training.evaluation import metrics

Row = tuple[str, str, str, bool]


def interval(gain: metrics.Mean) -> str:
    """A gain with the ends of its interval."""
    return f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
