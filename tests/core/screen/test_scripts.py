import pytest

from vsearch.screen.scripts import reader_for


@pytest.fixture
def networks(tmp_path):
    for name in ("PP-OCRv6_rec_small", "cyrillic_PP-OCRv5_rec_mobile", "eslav_PP-OCRv5_rec_mobile", "th_PP-OCRv5_rec"):
        (tmp_path / f"{name}.onnx").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("languages", "network"),
    [
        ((), ""), (("en", "ru"), ""), (("zh",), ""), (("ru", "en"), "cyrillic_PP-OCRv5_rec_mobile"),
        (("th",), "th_PP-OCRv5_rec"),
    ],
)  # fmt: skip
def test_the_network_of_the_commonest_language_is_taken_where_it_lies(networks, languages, network):
    reader, remark = reader_for(languages, networks)
    assert reader == (f"rapidocr:{networks / network}.onnx" if network else "rapidocr")
    assert (remark is None) == (network == "")


@pytest.mark.parametrize(("language", "said"), [("ko", "korean_*_rec_*.onnx is not here"), ("he", "no network")])
def test_letters_that_are_not_read_are_said(networks, language, said):
    reader, remark = reader_for([language], networks)
    assert reader == "rapidocr"
    assert said in remark.what
    assert remark.code == "other-script"
