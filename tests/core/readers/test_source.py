import os
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.errors import VideoError, VideoGone, VideoUnreadable
from vsearch.readers import Size, source
from vsearch.readers.pyav import PyAVReader


def protected(path: Path) -> Path:
    """A film encrypted by ISO/IEC 23001-7."""
    key = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "76a6c65c5ea762046bd749a2e632ccbb"}
    with av.open(str(path), "w", options={**key, "encryption_kid": "a7e61c373e219033c21091fa607bf3b8"}) as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for n in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((64, 96, 3), 20 * n, np.uint8), "rgb24")))
        container.mux(stream.encode())
    return path


def sound(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 48000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def text(path: Path) -> Path:
    path.write_text("this is no video\n" * 300)
    return path


def empty(path: Path) -> Path:
    path.touch()
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def link(path: Path) -> Path:
    path.symlink_to(path.with_name("nowhere.mp4"))
    return path


@pytest.mark.parametrize(
    ("make", "state", "words"),
    [
        pytest.param(protected, VideoUnreadable, "encrypted", id="encrypted"),
        pytest.param(sound, VideoUnreadable, "no pictures, only audio", id="audio only"),
        pytest.param(text, VideoUnreadable, "not a video", id="text"),
        pytest.param(empty, VideoUnreadable, "0 bytes", id="zero bytes"),
        pytest.param(folder, VideoUnreadable, "not a file", id="a folder"),
        pytest.param(link, VideoGone, "is a link to", id="a broken link"),
        pytest.param(lambda path: path, VideoGone, "does not exist", id="nothing"),
    ],
)
def test_what_cannot_be_read_says_why_in_one_sentence(tmp_path, make, state, words):
    with pytest.raises(state, match=words) as caught:
        PyAVReader(make(tmp_path / "x.mp4"))
    assert "x.mp4" in str(caught.value)


def matroska(*inside: bytes) -> bytes:
    """A file of Matroska as far as it matters here: its head, one track with these elements, then pictures."""
    pictures = bytes(range(256)) * 256 + b"\x6d\x80\x8e\x62\x40\x8b\x50\x35"
    return b"\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01" + b"".join(inside) + b"\x1f\x43\xb6\x75" + pictures


@pytest.mark.parametrize(
    ("content", "locked"),
    [
        pytest.param(matroska(), False, id="marks among its pictures"),
        pytest.param(matroska(b"\x50\x35 \x50\x35"), False, id="two bytes by chance"),
        pytest.param(matroska(b"\x6d\x80\x88\x62\x40\x85\x50\x34\x82\x42\x54"), False, id="compressed"),
        pytest.param(matroska(b"\x6d\x80\x8a\x62\x40\x87\x50\x33\x81\x01\x50\x35\x80"), True, id="encrypted"),
    ],
)
def test_matroska_is_encrypted_where_its_track_says_so(tmp_path, content, locked):
    (tmp_path / "x.mkv").write_bytes(content)
    assert source.encrypted(tmp_path / "x.mkv") == locked


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(film, tmp_path):
    path = tmp_path / "x.mp4"
    path.write_bytes(film("h264").read_bytes())
    path.chmod(0)
    with pytest.raises(VideoUnreadable, match="permissions"):
        PyAVReader(path)


def test_a_name_that_is_not_utf8_can_be_read(film, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    path.write_bytes(film("h264").read_bytes())
    assert len(PyAVReader(path).times()) == 40
    path.write_bytes(b"junk" * 100)
    with pytest.raises(VideoUnreadable) as caught:
        PyAVReader(path)
    str(caught.value).encode("utf-8")


def test_the_ends_of_a_file_are_read_once(film, monkeypatch):
    read = []
    monkeypatch.setattr(source, "_edges", lambda path: read.append(path) or b"encv and sinf")
    PyAVReader(film("h264")).close()
    assert len(read) == 1


@pytest.mark.parametrize("kind", ["h264", "h264-offset", "h264-stream", "vp9", "mpeg4"])
def test_a_file_cut_anywhere_is_read_up_to_there_or_refused(film, tmp_path, kind):
    data = film(kind).read_bytes()
    path = tmp_path / f"cut{film(kind).suffix}"
    for part in range(1, 24):
        path.write_bytes(data[: len(data) * part // 24])
        try:
            reader = PyAVReader(path)
            frames = list(reader.frames(reader.times(), [Size(16, 16)]))
        except VideoError:
            continue
        assert frames
        assert len(frames) + reader.report().missing == len(reader.times())
        reader.close()
