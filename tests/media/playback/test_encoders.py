"""A few encoders serve many viewers: one makes what is asked for once, and the one watched longest ago gives way."""

import os
import signal
import threading
import time
from concurrent.futures import wait

import pytest

from tests.played import film_of, shown
from vsearch.errors import EncodersBusy, TimeOutside, VideoGone, VideoStuck, VideoUnreadable
from vsearch.media.playback.cache import SegmentCache
from vsearch.media.playback.copying import cuts
from vsearch.media.playback.encoders import AHEAD, Encoders
from vsearch.media.playback.encoding import blank, encoded, header
from vsearch.media.playback.player import Player
from vsearch.media.playback.worker import Stopped, VideoCrashed, Worker

SOON = 60.0
"""Seconds within which a test gives up; a segment takes a tenth of one."""


@pytest.fixture
def player(tmp_path):
    made = Player(tmp_path / "kept")
    yield made
    made.close()


@pytest.fixture
def encoders(tmp_path):
    opened = []

    def made(**how):
        opened.append(Encoders(SegmentCache(tmp_path / "kept"), **how))
        return opened[-1]

    yield made
    for one in opened:
        one.close()


def until(true):
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_player_shows_what_is_encoded_and_what_is_copied(player, shot):
    for kind, count in (("hevc", 4), ("remuxed", 3)):
        playing = player.playing(shot(kind), 7.0)
        segment, note = player.segment(playing, 1).result(SOON)
        pictures = shown(player.header(playing), segment)
        assert (playing.film.count, note) == (count, "")
        assert len(pictures) > 40
        assert player.playing(shot(kind), 7.0) is playing
        with pytest.raises(TimeOutside, match="segments are counted from 0"):
            player.segment(playing, count)


def test_a_file_that_was_replaced_is_another_film(player, shot, tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(shot("hevc").read_bytes())
    before = player.playing(path, 7.0)
    path.write_bytes(shot("file").read_bytes())
    after = player.playing(path, 7.0)
    assert (before.playable.mode, after.playable.mode) == ("encode", "file")
    assert before.key != after.key
    path.unlink()
    with pytest.raises(VideoGone):
        player.playing(path, 7.0)


def test_several_who_ask_for_a_segment_wait_for_the_same_work(encoders, shot):
    film = film_of(shot("hevc"))
    made = encoders(count=2)
    first, second = made.segment("a", film, 1), made.segment("a", film, 1)
    assert first is second
    assert first.result(SOON) == next(encoded(film, 1))


def test_the_next_segments_are_made_before_they_are_asked_for(encoders, shot, tmp_path):
    film, kept = film_of(shot("hevc")), SegmentCache(tmp_path / "kept")
    made = encoders(count=1)
    made.segment("a", film, 0).result(SOON)
    until(lambda: kept.has("a", AHEAD))
    assert kept.read("a", 1) == next(encoded(film, 1))
    assert made.segment("a", film, 1).done()


def test_the_encoder_that_was_watched_longest_ago_gives_way(encoders, shot):
    films = {key: film_of(shot(kind)) for key, kind in (("a", "hevc"), ("b", "uneven"), ("c", "ten-bit"))}
    made = encoders(count=2)
    for key in ("a", "b", "a", "c"):
        made.segment(key, films[key], 0 if key != "a" else 1).result(SOON)
    assert {slot.run.key for slot in made._slots if slot.run} == {"a", "c"}


def test_more_viewers_than_encoders_wait_in_turn_and_too_many_are_told(encoders, shot, monkeypatch):
    monkeypatch.setattr("vsearch.media.playback.encoders._WAITING", 2)
    begun, start = threading.Event(), Worker.start
    monkeypatch.setattr(Worker, "start", lambda worker: begun.wait(SOON) and start(worker))
    film = film_of(shot("hdr"))
    made = encoders(count=1)
    waited = [made.segment(f"viewer {n}", film, 0) for n in range(3)]
    with pytest.raises(EncodersBusy):
        made.segment("viewer 4", film, 0)
    begun.set()
    assert not wait(waited, SOON).not_done


def test_what_nobody_waits_for_any_more_makes_way(encoders, shot):
    film = film_of(shot("hdr"))
    made = encoders(count=1)
    made.segment("left", film, 0)
    behind = made.segment("stays", film, 0)
    made.leave("left", 0)
    assert behind.result(SOON)[1] == ""
    assert not made._tickets
    made.leave("left", 0)


def test_a_segment_whose_decoder_hangs_becomes_black_and_the_next_goes_on(encoders, shot):
    film = film_of(shot("hevc"))
    made = encoders(count=1, patience=0.001)
    segment, note = made.segment("a", film, 1).result(SOON)
    assert "Nothing can be shown from 2.0 to 4.0 s" in note
    assert shown(header(film), segment)[0][1].max() <= 2
    assert made.segment("a", film, 1).done()


def test_a_segment_that_failed_is_tried_again_after_a_while(encoders, shot, monkeypatch):
    film, made = film_of(shot("hevc")), encoders()
    failed = blank(film, 1), "Nothing can be shown."
    monkeypatch.setitem(made._failed, ("a", 1), (time.monotonic() + 60, failed))
    assert made.segment("a", film, 1).result(SOON) == failed
    monkeypatch.setitem(made._failed, ("a", 1), (time.monotonic() - 1, failed))
    content, note = made.segment("a", film, 1).result(SOON)
    assert (content == failed[0], note) == (False, "")


def test_a_crashed_worker_is_told_and_the_next_order_finds_a_new_one():
    worker = Worker(SOON)
    with pytest.raises(VideoCrashed):
        worker.ask(os._exit, 3)
    assert worker.ask(len, "four") == 4
    with pytest.raises(VideoCrashed, match="ZeroDivisionError"):
        worker.ask(divmod, 1, 0)
    worker.close()


def test_a_worker_that_hangs_is_ended():
    worker = Worker(0.3)
    with pytest.raises(VideoStuck, match="did nothing"):
        worker.ask(time.sleep, 60)
    worker.close()


def test_a_worker_stops_between_two_pictures(shot):
    film, worker = film_of(shot("hdr")), Worker(SOON)
    worker.start()
    worker.send((encoded, film, 0))
    worker.stop()
    with pytest.raises(Stopped):
        worker.receive()
    worker.stop()
    assert worker.ask(len, "four") == 4
    worker.close()


def test_a_worker_ends_with_its_parent_and_takes_no_interrupt():
    worker = Worker(SOON)
    process = worker.ask(os.getpid)
    os.kill(process, signal.SIGINT)
    assert worker.ask(os.getpid) == process
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_cache_stays_within_its_bound(tmp_path):
    kept = SegmentCache(tmp_path, most=100_000)
    for number in range(200):
        kept.write("a", number, (bytes(5_000), ""))
    assert sum(path.stat().st_size for path in (tmp_path / "segments").iterdir()) < 450_000
    kept.write("b", 1, (b"whole", "A note."))
    assert kept.read("b", 1) == (b"whole", "A note.")
    (tmp_path / "segments" / "b-1").write_bytes(b"torn")
    assert kept.read("b", 1) is None


def test_a_film_that_cannot_be_looked_at_is_not_asked_for_again_at_once(player, tmp_path, monkeypatch):
    path = tmp_path / "words.mp4"
    path.write_text("no film at all")
    with pytest.raises(VideoUnreadable, match="is not a video"):
        player.playing(path, 7.0)
    asked = []
    monkeypatch.setattr(player._looker, "ask", lambda *order: asked.append(order))
    with pytest.raises(VideoUnreadable, match="is not a video"):
        player.playing(path, 7.0)
    assert not asked


def test_a_film_is_copied_only_if_looking_for_its_cuts_is_quick(shot, monkeypatch):
    monkeypatch.setattr("vsearch.media.playback.copying._LARGEST", 1000)
    assert cuts(shot("remuxed")) == ()
