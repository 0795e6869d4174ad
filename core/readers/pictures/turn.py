"""The display matrix: how a stored picture is turned and mirrored to be right side up."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Turn:
    """Quarter turns clockwise, after mirroring left to right."""

    quarters: int = 0
    mirrored: bool = False

    @classmethod
    def of(cls, frame: Any) -> "Turn":
        """What the frame's side data says, to the nearest quarter turn.

        Ask once a video: the side data and its frame refer to each other, and so stay in memory for a long while.
        """
        matrix = frame.side_data.get("DISPLAYMATRIX")
        return cls() if matrix is None else cls.read(bytes(matrix))

    @classmethod
    def read(cls, data: bytes) -> "Turn":
        """Read the 3x3 matrix of 32-bit numbers of ISO/IEC 14496-12: (x, y) becomes (a x + c y, b x + d y)."""
        a, b, _, c, d = (float(x) for x in np.frombuffer(data, dtype=np.int32)[:5])
        if a * d - b * c == 0:
            return cls()
        mirrored = a * d - b * c < 0
        if mirrored:
            a, b = -a, -b
        return cls(round(float(np.arctan2(b, a)) / (np.pi / 2)) % 4, mirrored)

    @property
    def sideways(self) -> bool:
        """Whether width and height change places."""
        return self.quarters % 2 == 1

    def apply(self, picture: Any) -> Any:
        """The picture right side up."""
        return np.rot90(picture[:, ::-1] if self.mirrored else picture, -self.quarters)
