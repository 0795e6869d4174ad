from fractions import Fraction

import pytest
from opentimelineio.opentime import RationalTime, from_timecode, to_timecode

from vsearch.media.exports.rates import Rate, standard

RATES = [Rate(Fraction(n, d), drop) for n, d, drop in (
    (24000, 1001, False), (24, 1, False), (25, 1, False), (30000, 1001, True), (30000, 1001, False), (30, 1, False),
    (50, 1, False), (60000, 1001, True), (60000, 1001, False), (60, 1, False),
)]  # fmt: skip


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: f"{float(rate.fps):.2f}{'d' * rate.drop}")
def test_time_codes_agree_with_open_timeline_io(rate: Rate) -> None:
    fps = float(rate.fps)
    for frame in (0, 1, 29, 59, 60, 1799, 1800, 1801, 3597, 3600, 17981, 17982, 17983, 107892, 215784, 1000000):
        code = rate.code(frame)
        assert code == to_timecode(RationalTime(frame, fps), fps, rate.drop)
        assert from_timecode(code, fps).value == frame
        assert rate.first(code) == frame


@pytest.mark.parametrize(
    ("fps", "code", "rate"),
    [
        pytest.param(23.976, "", Rate(Fraction(24000, 1001)), id="film as video"),
        pytest.param(24.0, "", Rate(Fraction(24)), id="film"),
        pytest.param(29.97, "", Rate(Fraction(30000, 1001), True), id="drops by custom"),
        pytest.param(29.97, "00:00:00:00", Rate(Fraction(30000, 1001), False), id="as the file says"),
        pytest.param(59.94, "00:00:00;00", Rate(Fraction(60000, 1001), True), id="dropping, as the file says"),
        pytest.param(27.4, "", Rate(Fraction(25)), id="a variable rate"),
        pytest.param(0.0, "", Rate(Fraction(25)), id="unknown"),
        pytest.param(25.0, "nonsense", Rate(Fraction(25)), id="a broken time code"),
    ],
)
def test_a_source_has_the_nearest_rate_that_editors_know(fps: float, code: str, rate: Rate) -> None:
    assert standard(fps, code) == rate


def test_a_broken_time_code_counts_as_none() -> None:
    assert Rate(Fraction(25)).first("1 hour") == 0
