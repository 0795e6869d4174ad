"""The languages of videos that are to be indexed, told by what lies beside them."""

import json

import pytest

from vsearch.indexer.sources.discover import FoundFile
from vsearch.indexer.sources.metadata import Description
from vsearch.indexer.words.spoken import spoken

CUE = "1\n00:00:01,000 --> 00:00:04,000\n{}\n"


@pytest.fixture
def film(tmp_path):
    def film(name, *, subtitles=(), about=None, **described):
        path = tmp_path / f"{name}.mp4"
        path.touch()
        for suffix, text in subtitles:
            (tmp_path / f"{name}{suffix}").write_text(CUE.format(text), "utf-8")
        if about:
            (tmp_path / f"{name}.json").write_text(json.dumps(about), "utf-8")
        return FoundFile(path, Description(**described))

    return film


@pytest.mark.parametrize(
    ("given", "languages"),
    [
        pytest.param({"title": "Рыжая кошка на подоконнике"}, ("ru",), id="title"),
        pytest.param({"about": {"title": "猫がコーヒーを飲む"}}, ("ja",), id="sidecar"),
        pytest.param({"language": "deu"}, ("de",), id="a language that is named"),
        pytest.param({"subtitles": [(".fr.srt", "…")]}, ("fr",), id="name of subtitles"),
        pytest.param({"subtitles": [(".srt", "Сегодня утром в саду тихо.")]}, ("ru",), id="words of subtitles"),
        pytest.param({}, (), id="nothing"),
        pytest.param({"subtitles": [(".srt", "")]}, (), id="subtitles without words"),
    ],
)
def test_titles_and_subtitles_tell_languages(film, given, languages):
    assert spoken([film("xyzzy", **given)]) == languages


def test_the_name_of_a_file_is_its_title(film):
    assert spoken([film("die-katze-und-der-hund-auf-dem-dach")]) == ("de",)


def test_a_single_title_among_many_tells_nothing(film):
    films = [film(f"f{n}", title="The cat is on the roof with a ball") for n in range(20)]
    assert spoken([*films, film("last", title="Die Katze ist auf dem Dach")]) == ("en",)
