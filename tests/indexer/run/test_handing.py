"""What a run hands between its processes on a GPU; the GPU itself is left out."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from vsearch.encoders import EncoderSpec, handover
from vsearch.encoders.handover import BATCHES, LentPictures, RoomKey, RoomWriter, where
from vsearch.errors import UsageWrong
from vsearch.indexer.run import handing, resolve
from vsearch.indexer.run.handing import SHARE, WORTH, Handing, Rooms, joined, worth_while
from vsearch.indexer.run.pool import Pool
from vsearch.indexer.run.resolve import resolve_settings
from vsearch.indexer.run.work import SeenPictures
from vsearch.settings import IndexOverrides, IndexSettings

SPEC = EncoderSpec("some", 4, 2, runtime="torch bf16 on cuda:0")
TOKEN = bytes(range(32))
KEY = RoomKey(b"", 0, (BATCHES * 2, 2, 2, 3), 0, TOKEN)
PICTURES = [np.full((2, 2, 3), n, np.uint8) for n in range(2)]
with torch.inference_mode():  # as a reader makes them
    THERE = [torch.from_numpy(picture).clone() for picture in PICTURES]


LENT = [SeenPictures((n,), LentPictures(n, 1), n) for n in range(3)]


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> torch.Tensor:
    """A room that lies in this machine's memory."""
    memory = torch.zeros(8 * 12 + len(TOKEN), dtype=torch.uint8)
    memory[-len(TOKEN) :] = torch.tensor(list(TOKEN))
    monkeypatch.setattr(handover, "_mapped", lambda key: memory)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda *_: None)
    return memory[: -len(TOKEN)].view(KEY.shape)


def test_lent_pictures_are_copied_before_their_worker_goes_on() -> None:
    seen: list[object] = []

    def copied(job: int, value: SeenPictures) -> SeenPictures:
        seen.append((job, value.pixels))
        return replace(value, pixels="a copy")

    pool = Pool(1, copied)
    pool.submit(7, 60.0, iter, [*LENT, SeenPictures((3,), np.zeros((1, 2, 2, 3), np.uint8), 3)])
    said = []
    while not (message := pool.message()).last:
        said.append(message.value.pixels)
    pool.close()
    assert message.error is None
    assert seen == [(7, LentPictures(n, 1)) for n in range(3)]
    assert said[:3] == ["a copy"] * 3
    assert said[3].shape == (1, 2, 2, 3)


def test_a_room_takes_batches_in_turn(there: torch.Tensor) -> None:
    writer = RoomWriter(KEY)
    lent = [writer.put([one + 10 * n for one in THERE]) for n in range(BATCHES + 1)]
    assert [one.first for one in lent] == [0, 2, 4, 6, 0]
    assert there[:, 0, 0, 0].tolist() == [40, 41, 10, 11, 20, 21, 30, 31]


def test_pictures_on_a_device_go_into_the_room(there: torch.Tensor) -> None:
    assert Handing(KEY).handed(THERE) == LentPictures(0, 2)
    assert there[:2, 0, 0, 0].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("pictures", "room"),
    [
        pytest.param(PICTURES, KEY, id="decoded by the CPU"),
        pytest.param([PICTURES[0], THERE[1]], KEY, id="by both"),
        pytest.param(THERE, None, id="no room"),
    ],
)
def test_other_pictures_go_by_the_host(there: torch.Tensor, pictures: list[Any], room: Any) -> None:
    np.testing.assert_array_equal(Handing(room).handed(pictures), np.stack(PICTURES))
    assert not there.any()


def test_pictures_go_by_the_host_where_no_memory_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(key: RoomKey) -> torch.Tensor:
        raise OSError("the driver shares no memory")

    monkeypatch.setattr(handover, "_mapped", refused)
    np.testing.assert_array_equal(Handing(KEY).handed(THERE), np.stack(PICTURES))


def test_a_room_that_is_other_memory_is_not_written_to(there: torch.Tensor) -> None:
    pictures = Handing(replace(KEY, token=bytes(32))).handed(THERE)
    np.testing.assert_array_equal(pictures, np.stack(PICTURES))
    assert not there.any()


def test_a_room_tells_what_stands_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[torch.Tensor] = []

    def shared(pictures: torch.Tensor) -> RoomKey:
        held.append(pictures)
        return RoomKey(b"", 0, tuple(pictures.shape), 0)

    monkeypatch.setattr(handover, "_shared", shared)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda *_: None)
    room = handover.Room("cpu", 2, 2)
    assert room.key.shape == KEY.shape
    behind = torch.as_strided(held[0], (32,), (1,), held[0].numel())
    assert bytes(behind.tolist()) == room.key.token
    held[0][3] = 7
    assert room.taken(LentPictures(2, 2)).float().mean() == 3.5


def test_a_run_without_shared_memory_asks_for_no_room_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def room(*about: object) -> None:
        asked.append(about)
        raise OSError("the driver shares no memory")

    monkeypatch.setattr(handover, "Room", room)
    rooms = Rooms()
    assert [rooms.taken(SPEC), rooms.taken(SPEC)] == [None, None]
    assert asked == [("cuda:0", 2, handing.BATCH)]


def test_rooms_are_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "Room", lambda *_: SimpleNamespace())
    rooms = Rooms()
    first, second = rooms.taken(SPEC), rooms.taken(SPEC)
    assert first is not second
    rooms.back(first)
    rooms.back(None)
    assert rooms.taken(SPEC) is first


@pytest.mark.parametrize(
    ("runtime", "found"),
    [("torch bf16 on cuda:1", "cuda:1"), ("torch bf16 on cuda:0, cuda:1", ""), ("torch fp32 on cpu", ""), ("", "")],
)
def test_an_encoder_on_one_gpu_takes_pictures_there(runtime: str, found: str) -> None:
    assert where(replace(SPEC, runtime=runtime)) == found


def test_batches_are_joined_wherever_they_lie() -> None:
    whole = np.stack(PICTURES)
    np.testing.assert_array_equal(joined([whole[:1], whole[1:]]), whole)
    assert torch.equal(joined([torch.stack(THERE[:1]), torch.stack(THERE[1:])]), torch.stack(THERE))
    np.testing.assert_array_equal(joined([whole[:1], torch.stack(THERE[1:])]), whole)


@pytest.mark.parametrize(
    ("reader", "size", "devices", "memory", "tried"),
    [
        pytest.param("auto", 2 * WORTH, ("cuda:0",), 2 * SHARE, "auto", id="a long run"),
        pytest.param("auto", 2 * WORTH - 1, ("cuda:0",), 2 * SHARE, "pyav", id="a short run"),
        pytest.param("auto", 2 * WORTH, ("cuda:0",), 2 * SHARE - 1, "pyav", id="a small GPU"),
        pytest.param("auto", 2 * WORTH, ("cpu",), 0, "pyav", id="no GPU"),
        pytest.param("nvdec", 0, ("cuda:0",), 0, "nvdec", id="asked for"),
        pytest.param("decord", 2 * WORTH, ("cuda:0",), 2 * SHARE, "decord", id="another"),
    ],
)
def test_nvdec_is_tried_by_itself_where_that_pays(
    monkeypatch: pytest.MonkeyPatch, reader: str, size: int, devices: tuple[str, ...], memory: int, tried: str
) -> None:
    monkeypatch.setattr(handing, "choose_devices", lambda device: devices)
    monkeypatch.setattr(handing, "_size", lambda path: size)
    monkeypatch.setattr(handing, "cuda_memory", lambda: memory)
    settings = IndexSettings(reader=reader)
    assert worth_while(settings, "auto", [Path("a.mp4")], lambda: 2) == replace(settings, reader=tried)


def test_nvdec_on_a_machine_without_a_gpu_is_refused_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve, "cuda_count", lambda: 0)
    with pytest.raises(UsageWrong, match=r"there is none here\. Pass reader='auto', or 'pyav'\.$"):
        resolve_settings({}, IndexOverrides(reader="nvdec"))
    with pytest.raises(UsageWrong, match="NVDEC needs an NVIDIA driver"):
        resolve_settings({"reader": "nvdec:1"}, IndexOverrides())
    monkeypatch.setattr(resolve, "cuda_count", lambda: 2)
    with pytest.raises(UsageWrong, match="nvdec:second names no device"):
        resolve_settings({}, IndexOverrides(reader="nvdec:second"))
    assert resolve_settings({}, IndexOverrides(reader="nvdec:1"))[0].reader == "nvdec:1"
