"""The tiles of a video's sprite sheet, as long as the sheet is one that may be decoded."""

from io import BytesIO

import pytest
from PIL import Image

from vsearch.media.stills.sprites import Sprites
from vsearch.settings import Limits

CUES = "WEBVTT\n\n00:00.000 --> 00:01.000\npreview.webp#xywh=0,0,8,8\n"


class Shelf:
    def preview(self) -> tuple[bytes, str]:
        content = BytesIO()
        Image.new("RGB", (16, 8)).save(content, "WEBP")
        return content.getvalue(), CUES


@pytest.mark.parametrize(("most", "there"), [(128, True), (127, False)])
def test_a_sheet_larger_than_the_limit_has_no_tiles(monkeypatch: pytest.MonkeyPatch, most: int, there: bool) -> None:
    monkeypatch.setenv(Limits.PICTURE, str(most))
    assert (Sprites(Shelf()).tile(0.5) is not None) is there
