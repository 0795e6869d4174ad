"""Places that are named by URLs have the manners of a path."""

import pickle
from pathlib import Path

import pytest

from vsearch.errors import UsageWrong
from vsearch.objects import UrlPath, located
from vsearch.objects.bucket import Bucket


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        pytest.param("s3://bucket/a/b.mp4", "s3://bucket/a/b.mp4", id="a URL"),
        pytest.param(Path("s3://bucket/a"), "s3://bucket/a", id="a Path that lost a slash"),
        pytest.param("S3://bucket/A", "s3://bucket/A", id="capitals"),
        pytest.param("https://host/a b.mp4", "https://host/a b.mp4", id="a space"),
        pytest.param("gs://bucket", "gs://bucket", id="a bucket alone"),
        pytest.param("az://container/фильм.mp4", "az://container/фильм.mp4", id="letters"),
        pytest.param("s3://bucket/Why? What.mp4", "s3://bucket/Why? What.mp4", id="a question"),
    ],
)
def test_a_url_is_a_path_that_is_printed_as_it_is_meant(told: str | Path, meant: str) -> None:
    found = located(told)
    assert isinstance(found, UrlPath)
    assert str(found) == meant
    assert located(str(found)) == found == pickle.loads(pickle.dumps(found))


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        pytest.param("/films/a.mp4", "/films/a.mp4", id="a path"),
        pytest.param("file:///films/a.mp4", "/films/a.mp4", id="a file's URL"),
        pytest.param("films/s3/a.mp4", "films/s3/a.mp4", id="a folder called s3"),
        pytest.param("C:/films", "C:/films", id="a drive"),
    ],
)
def test_what_is_no_url_stays_a_path(told: str, meant: str) -> None:
    assert (type(located(told)), str(located(told))) == (type(Path()), meant)


def test_names_and_parents_are_those_of_a_path() -> None:
    film = located("s3://bucket/films/Show/02 A film.mp4")
    assert isinstance(film, UrlPath)
    assert (film.name, film.stem, film.suffix, film.parent.name) == ("02 A film.mp4", "02 A film", ".mp4", "Show")
    assert str(film.parent / "other.srt") == "s3://bucket/films/Show/other.srt"
    assert (film.scheme, film.root_url, film.key) == ("s3", "s3://bucket", "films/Show/02 A film.mp4")
    assert film.absolute() == film.expanduser() == film


@pytest.mark.parametrize(
    "url",
    ["s3://key:hidden@bucket/a", "https://user:hidden@host/a.mp4", "https://host/a.mp4?X-Amz-Signature=hidden"],
)
def test_credentials_in_a_url_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageWrong, match="belong in the environment") as refused:
        located(url)
    assert "hidden" not in str(refused.value)


def test_an_object_is_a_file_and_a_prefix_a_folder(s3: str) -> None:
    Bucket(s3).put("films/a.mp4", b"0123456789")
    film, folder, nothing = (located(f"{s3}/{key}") for key in ("films/a.mp4", "films", "nothing"))
    assert (film.exists(), film.is_file(), film.is_dir(), film.is_symlink()) == (True, True, False, False)
    assert (folder.exists(), folder.is_dir(), [str(one) for one in folder.iterdir()]) == (False, True, [str(film)])
    assert (nothing.exists(), nothing.is_dir()) == (False, False)
    assert film.stat().st_size == 10
    assert film.read_bytes() == b"0123456789"
    with pytest.raises(FileNotFoundError):
        nothing.stat()
    with pytest.raises(OSError, match="only read"):
        film.open("wb")
