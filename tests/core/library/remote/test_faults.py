"""A library in a bucket on a bad road, and what is said where the storage cannot serve at all."""

import builtins
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stored import Faults
from vsearch.errors import PackageMissing, StorageRefused, UsageWrong, VSearchError
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.remote import listing
from vsearch.library.saved import SavedQuery, save_search
from vsearch.objects import bucket as buckets
from vsearch.objects import drivers
from vsearch.objects.bucket import Bucket

SECRET = "a-secret-that-is-told-nowhere"


def test_nothing_is_lost_or_doubled_when_a_tenth_of_the_requests_goes_wrong(
    road: tuple[Faults, str], put: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FRESH", 0.0)
    faults, place = road
    store = Store.create(Path(f"{place}/films"), "fake", 4)
    for number in range(6):
        put(store, f"video{number}", path=Path(f"/films/{number}.mp4"))
        store.decide(Decision("label", f"video{number}", tag=f"tag {number}"))
        save_search(store, f"search {number}", SavedQuery(f"words {number}"))
    store.update(store.entry("video0").with_video(title="Another"))
    store.remove("video5")
    store.clear()
    other = Store.open(Path(store.location))
    assert other.ids() == [f"video{number}" for number in range(5)]
    assert other.entry("video0").video.title == "Another"
    assert [len(other.shelf(id).frames()) for id in other.ids()] == [4] * 5
    assert [one.tag for one in other.decisions()] == [f"tag {number}" for number in range(6)]
    assert other.searches.names() == [f"search {number}" for number in range(6)]
    assert len(list(Bucket(store.location).list("leases/"))) <= 1  # its own pulse
    assert len(faults.faults) > 15
    assert set(faults.faults) == set(faults.kinds)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "_PATIENCE", 0.5)
    monkeypatch.setattr(buckets, "_TRIES", 1)


def test_storage_that_never_answers_is_one_sentence_within_its_patience(
    road: tuple[Faults, str], impatient: None
) -> None:
    faults, place = road
    faults.every, faults.kinds = 1, ("503",)
    begun = time.monotonic()
    with pytest.raises(StorageRefused, match=rf"The storage of {place}\S+ does not answer but with SlowDown\. Check"):
        Store.open(Path(f"{place}/films"))
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param((404, "NoSuchBucket"), r"There is no bucket .*\. Make it", id="no bucket"),
        pytest.param((403, "AccessDenied"), r"These credentials may not do that at .*\. Allow them", id="denied"),
        pytest.param((400, "ExpiredToken"), r"The credentials for .* have lapsed\..* Renew them", id="lapsed"),
        pytest.param((403, "InvalidAccessKeyId"), r"does not know these credentials\..* Set those", id="unknown"),
        pytest.param((401, "AuthenticationRequired"), r"does not know these credentials\..* Set those", id="nobody"),
    ],
)
def test_what_the_storage_refuses_is_one_sentence_with_its_cure(
    road: tuple[Faults, str], impatient: None, answer: tuple[int, str], sentence: str
) -> None:
    faults, place = road
    store = Store.create(Path(f"{place}/films"), "fake", 4)
    faults.every, faults.kinds, faults.refusal = 1, ("refused",), answer
    for work in (
        lambda: store.shelf("abcd").entry(),
        lambda: store.decide(Decision("label", "abcd", tag="x")),
        lambda: store.leases.take("abcd"),
        lambda: Store.open(Path(f"{place}/others")),
        lambda: Store.create(Path(f"{place}/others"), "fake", 4),
    ):
        with pytest.raises(VSearchError, match=sentence) as refused:
            work()
        assert SECRET not in str(refused.value)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["s3", "gs"])
def test_a_bucket_that_is_not_there_is_one_sentence(s3: str, google: str, scheme: str) -> None:
    nowhere = Path(f"{scheme}://nowhere")
    for work in (lambda: Store.open(nowhere / "films"), lambda: Store.create(nowhere, "fake", 4)):
        with pytest.raises(StorageRefused, match=r"There is no bucket .*nowhere.*\. Make it, or check"):
            work()


def test_without_a_driver_the_extra_that_brings_it_is_named(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: object) -> object:
        if name.partition(".")[0] == "obstore":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(PackageMissing, match=r"cannot be reached without the package obstore\. Run .*vsearch\[cloud\]"):
        Store.open(Path(f"{s3}/films"))


def test_a_url_with_credentials_in_it_is_refused_without_repeating_them(s3: str) -> None:
    for url in (f"s3://key:{SECRET}@bucket/films", f"s3://bucket/films?secret={SECRET}"):
        with pytest.raises(UsageWrong, match="they belong in the environment") as refused:
            Store.open(Path(url))
        assert SECRET not in str(refused.value)


def test_no_credentials_are_written_down_anywhere(s3: str, put: Callable[..., Entry]) -> None:
    store = Store.create(Path(f"{s3}/films"), "fake", 4)
    put(store, "abcd")
    store.remember({"every": 2.0})
    store.decide(Decision("label", "abcd", tag="x"))
    store.leases.take("abcd")
    keys = (os.environ["AWS_ACCESS_KEY_ID"].encode(), SECRET.encode())
    for one in Bucket(s3).list():
        content = Bucket(s3).read(one.key).content
        assert not any(key in content for key in keys), one.key
    for file in Path(os.environ["VSEARCH_CACHE"]).rglob("*"):
        assert not file.is_file() or not any(key in file.read_bytes() for key in keys), file
    assert set(json.loads(Bucket(s3).read("films/library.json").content)) == {
        "layout", "encoder", "width", "version", "created", "settings",
    }  # fmt: skip
