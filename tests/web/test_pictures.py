"""Pictures as they are sent: small ones packed tightly, large ones soon."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from vsearch.web.pictures import encoded, quickest


def packed(pixels, method):
    content = BytesIO()
    Image.fromarray(pixels).save(content, "WEBP", quality=80, method=method)
    return content.getvalue()


@pytest.mark.parametrize(("size", "method"), [((270, 480), 2), ((540, 960), 2), ((1080, 1920), 0)])
def test_a_large_webp_is_sent_sooner_and_a_small_one_smaller(size, method):
    dice = np.random.default_rng(0)
    drawn = dice.integers(0, 255, (size[0] // 30, size[1] // 30, 3), np.uint8).repeat(30, 0).repeat(30, 1)
    assert encoded(drawn, "webp") == packed(drawn, method)
    assert packed(drawn, 2) != packed(drawn, 0)


@pytest.mark.parametrize(("suffix", "kind"), [("webp", "WEBP"), ("jpg", "JPEG"), ("png", "PNG")])
def test_a_picture_is_of_the_format_that_is_asked_for(suffix, kind):
    with Image.open(BytesIO(encoded(np.full((20, 30, 3), 90, np.uint8), suffix))) as found:
        assert (found.format, found.size) == (kind, (30, 20))


@pytest.mark.parametrize(("size", "kind"), [(96, "webp"), (960, "webp"), (961, "jpg"), (1920, "jpg")])
def test_what_nobody_asks_a_format_of_is_small_where_it_is_soon_made_and_else_soon(size, kind):
    assert quickest(size) == kind
