"""Two drivers over one library share its films by leases, whatever their clocks say and whoever stands still."""

import signal
from collections import Counter
from pathlib import Path

import pytest

from bench.setting.rays import RayNodes
from tests.drivers import Driver, fetched, parts
from vsearch.objects.bucket import Bucket

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

HOUR = 3600.0


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("VSEARCH_LEASE_SECONDS", "4")
    if request.param == "folder":
        return str(tmp_path / "library")
    return f"{request.getfixturevalue('ray_bucket')}/library"


def check(place: str, films: Path, told: list[list[str]], folder: Path) -> None:
    """Every film was indexed by one of them, once; the library is that of one machine, and nobody holds anything."""
    assert Counter(name for status, name in told if status == "indexed") == {one.name: 1 for one in films.iterdir()}
    assert {status for status, _ in told} <= {"indexed", "unchanged"}
    made = fetched(place, folder / "fetched") if place.startswith("s3:") else parts(Path(place))
    assert made == parts(films.parent / "plain")
    left = Bucket(place).list("leases/") if place.startswith("s3:") else list(Path(place, "leases").iterdir())
    assert not left


def test_two_drivers_at_once_on_one_ray_never_do_a_video_twice(
    rays: RayNodes, tiny_films: Path, place: str, tmp_path: Path
) -> None:
    both = [Driver(tiny_films, place, rays.head, waits=True, wrong=wrong) for wrong in (HOUR, -HOUR)]
    assert [one.line() for one in both] == ["ready", "ready"]
    for one in both:
        one.go()
    told = [one.end() for one in both]
    assert all("indexed" in {status for status, _ in one} for one in told)
    check(place, tiny_films, [*told[0], *told[1]], tmp_path)


def test_what_a_driver_that_stands_still_had_begun_is_taken_over_and_it_commits_nothing_later(
    rays: RayNodes, tiny_films: Path, place: str, tmp_path: Path
) -> None:
    late = Driver(tiny_films, place, rays.head, stops=True, wrong=HOUR)
    first = late.outcome()  # and it stopped itself, with other videos under way
    other = Driver(tiny_films, place)
    told = other.end()
    assert not [status for status, _ in told if status not in ("indexed", "unchanged")]
    late.process.send_signal(signal.SIGCONT)
    check(place, tiny_films, [first, *told, *late.end()], tmp_path)
