"""Objects are read whole or by ranges, and written on conditions that hold though answers are lost."""

import pytest

from tests.stored import Faults
from vsearch.errors import StorageRefused
from vsearch.objects.bucket import Bucket


@pytest.fixture(
    params=["s3", pytest.param("google", marks=pytest.mark.slow), pytest.param("azure", marks=pytest.mark.cluster)]
)
def storage(request: pytest.FixtureRequest) -> str:
    """The URL of an empty bucket of each storage."""
    return str(request.getfixturevalue(request.param))


def test_an_object_reads_back_whole_and_by_ranges(storage: str) -> None:
    store = Bucket(f"{storage}/prefix")
    written = store.put("a/b", b"0123456789")
    assert store.read("a/b").content == b"0123456789"
    assert store.read("a/b").listed.etag == written.etag == store.about("a/b").etag
    assert store.range("a/b", 2, 3) == b"234"
    assert store.range("a/b", 8, 99) == b"89"
    assert store.received == 25
    with pytest.raises(FileNotFoundError):
        store.read("nothing")
    with pytest.raises(FileNotFoundError):
        store.about("nothing")


def test_objects_are_listed_below_a_prefix_alone(storage: str) -> None:
    store = Bucket(f"{storage}/prefix")
    for key in ("a/1", "a/b/2", "ab/3"):
        store.put(key, key.encode())
    assert sorted(one.key for one in store.list("a/")) == ["a/1", "a/b/2"]
    store.delete([one.key for one in store.list("a/")])
    assert [one.key for one in store.list()] == ["ab/3"]
    store.delete(["a/1", "nothing"])


def test_a_listing_says_of_an_object_what_the_object_says_itself(storage: str) -> None:
    store = Bucket(storage)
    store.put("films/a", b"0123456789")
    (listed,), (beside,), itself = store.list("films/"), store.beside("films/"), store.about("films/a")
    assert listed == beside
    assert (listed.key, listed.size, listed.etag, listed.changed) == (
        itself.key, itself.size, itself.etag, itself.changed,
    )  # fmt: skip


def test_what_is_not_there_does_not_keep_the_others_from_being_deleted(storage: str) -> None:
    store = Bucket(storage)
    keys = [f"part {number}" for number in range(30)]
    for key in keys:
        store.put(key, b"")
    store.delete(["gone", *keys, "gone too"])
    assert store.list() == []


def test_what_is_large_is_written_in_parts_and_reads_back_whole(storage: str) -> None:
    store, content = Bucket(storage), bytes(range(256)) * (48 << 10)
    written = store.put("film", content)
    assert store.read("film").content == content
    assert store.about("film").etag == written.etag
    assert store.put_if("film", b"small", store.about("film"))


def test_an_object_is_replaced_only_while_it_is_the_one_that_was_seen(storage: str) -> None:
    store = Bucket(storage)
    first = store.put_if("key", b"one", None)
    assert first
    assert store.put_if("key", b"two", None) is None
    assert store.put_if("key", b"two", first)
    assert store.put_if("key", b"three", first) is None
    assert store.read("key").content == b"two"
    assert store.put_if("gone", b"one", first) is None


def test_who_wrote_though_the_answer_was_lost_knows_it(road: tuple[Faults, str]) -> None:
    faults, storage = road
    faults.every, faults.kinds = 2, ("lost",)
    store, there = Bucket(storage), None
    for number in range(8):
        there = store.put_if("key", b"%d" % number, there)
        assert there, number
    assert len(faults.faults) >= 4


def test_what_was_changed_while_it_is_read_by_ranges_is_refused(storage: str) -> None:
    store = Bucket(storage)
    before = store.put("film", b"0123456789")
    store.put("film", b"9876543210")
    with pytest.raises(StorageRefused, match="was changed while it was read"):
        store.range("film", 0, 5, before.etag)


@pytest.mark.parametrize("kind", ["429", "500", "503", "cut", "slow"])
def test_what_goes_wrong_once_in_a_while_is_tried_again(road: tuple[Faults, str], kind: str) -> None:
    faults, storage = road
    faults.every, faults.kinds = 2, (kind,)
    store = Bucket(storage)
    for number in range(4):
        store.put(f"key {number}", bytes(9999))
        assert store.read(f"key {number}").content == bytes(9999)
        assert store.range(f"key {number}", 10, 5000) == bytes(5000)
    assert len(store.list()) == 4
    assert len(faults.faults) > 4


def test_very_many_objects_are_listed_by_ranges_at_once_and_none_twice(storage: str) -> None:
    made = Bucket(f"{storage}/library")
    keys = [f"videos/{begin}{n}/video.json" for begin in "0159aegmqz_-A" for n in range(3)] + ["videos/2/video.json"]
    for key in keys:
        made.put(key, b"{}")
    made.put("stamps/videos", b"")
    assert [one.key for one in made.list_widely("videos/", "2468bdfhjlnprtvxz")] == sorted(keys)
