"""Frame rates and time codes as editing programs count them."""

import re
from dataclasses import dataclass
from fractions import Fraction

_FPS = "24000/1001 24 25 30000/1001 30 48000/1001 48 50 60000/1001 60 120000/1001 120"
_CODE = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})")


@dataclass(frozen=True, slots=True)
class Rate:
    """Frames a second; `drop` leaves out numbers, not frames, so that 29.97 and 59.94 keep step with the clock."""

    fps: Fraction
    drop: bool = False

    @property
    def nominal(self) -> int:
        """Frames that a second of time code counts."""
        return round(self.fps)

    def frame(self, seconds: float) -> int:
        """The number of the frame at a time."""
        return round(seconds * self.fps)

    def code(self, frame: int) -> str:
        """The time code of a frame: 01:00:00:00, or 01:00:00;00 where numbers are dropped."""
        nominal = self.nominal
        if self.drop:
            frame += self._dropped(frame)
        seconds, rest = divmod(frame, nominal)
        minutes, sign = seconds // 60, ";" if self.drop else ":"
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}:{seconds % 60:02}{sign}{rest:02}"

    def first(self, code: str) -> int:
        """The frame of a time code that a file carries; 0 if that is none."""
        found = _CODE.fullmatch(code.strip())
        if not found:
            return 0
        hours, minutes, seconds, frames = (int(found[n]) for n in (1, 2, 3, 5))
        minutes += 60 * hours
        skipped = self.nominal // 15 * (minutes - minutes // 10) if self.drop else 0
        return (60 * minutes + seconds) * self.nominal + frames - skipped

    def _dropped(self, frame: int) -> int:
        """Numbers left out before a frame: the first two (of 60, four) of each minute that is no tenth."""
        each = self.nominal // 15
        minute = 60 * self.nominal - each
        tens, rest = divmod(frame, 10 * minute + each)
        return each * (9 * tens + (max(0, rest - each) // minute))


def standard(fps: float, code: str = "") -> Rate:
    """The nearest rate that editing programs know; a time code of the file tells whether it drops numbers.

    A variable rate counts as its mean does: times hold to half a frame, while the program's own count may differ.
    """
    nearest = min(map(Fraction, _FPS.split()), key=lambda rate: abs(float(rate) - (fps or 25.0)))
    droppable = nearest in (Fraction(30000, 1001), Fraction(60000, 1001))
    return Rate(nearest, droppable and (";" in code if _CODE.fullmatch(code.strip()) else True))
