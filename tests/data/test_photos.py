import numpy as np
import pytest

from vsearch.data import photos
from vsearch.errors import PackageMissing, VSearchError


@pytest.mark.parametrize("name", photos.PHOTOS)
def test_every_photograph_comes_without_a_download(name):
    pixels = photos.photo(name)
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 3
    assert min(pixels.shape[:2]) >= 170
    assert pixels.std() > 5


@pytest.mark.parametrize("error", [ImportError("No module named 'skimage'"), FileNotFoundError("coins.png")])
def test_a_missing_package_is_one_sentence_that_names_the_extra(monkeypatch, error):
    def fail(key):
        raise error

    monkeypatch.setitem(photos._PLACES, "skimage", fail)
    photos.photo.cache_clear()
    with pytest.raises(PackageMissing, match=r"needs scikit-image.*vsearch\[demo\]") as caught:
        photos.photo("cat")
    assert isinstance(caught.value, VSearchError)
