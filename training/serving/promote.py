"""Promotion: a tower serves only if it beats what serves, on videos neither has learned from, by more than chance."""

from dataclasses import dataclass

from vsearch.training.evaluation.baselines import PRIOR
from vsearch.training.evaluation.evaluate import COMMON, Evaluation
from vsearch.training.evaluation.metrics import Paired


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a tower may serve, and why, in a sentence."""

    promoted: bool
    why: str
    gain: Paired | None = None


def verdict(report: Evaluation, incumbent: str | None) -> Verdict:
    """Judge a tower by the paired bootstrap against the incumbent, or against the prior while there is none."""
    rival = incumbent or (PRIOR if PRIOR in report.gains else COMMON)
    gain = report.gains.get(rival)
    rival = rival if rival == incumbent else f"the {rival}"
    if gain is None or not gain.gain.count:
        return Verdict(False, f"Kept, not promoted: no held-out video with choices is new to {rival}.")
    if gain.better:
        return Verdict(True, f"Promoted: it beats {rival} by {gain.told} (chance {gain.chance:.3f}).", gain)
    doubt = "" if gain.few else f", which may be chance ({gain.chance:.2f})"
    return Verdict(
        False,
        f"Kept, not promoted: against {rival} it gains {gain.told}{doubt}. "
        "More choices would tell, and it can be promoted by hand.",
        gain,
    )
