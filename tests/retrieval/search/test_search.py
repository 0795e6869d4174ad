import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vsearch.data.film import evenly, write_video
from vsearch.encoders import ENCODERS
from vsearch.errors import EncoderMismatch, PictureUnreadable, TimeOutside, UsageWrong, VideoUnknown
from vsearch.library.parts.shelf import Shelf
from vsearch.library.parts.sound import SoundEvent, SoundTrack
from vsearch.nouns import Span, Utterance
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.search import search
from vsearch.sounds import SOUND_ENCODERS, SoundSpec
from vsearch.texts import TEXT_ENCODERS

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)]


def test_the_moment_that_shows_it_comes_first(library, add):
    add("v1", SHOTS)
    add("v2", [("yellow", 0, 4), ("violet", 4, 8)])
    answer = search(library, "something violet")
    assert answer.sure
    first = answer.moments[0]
    assert (first.video, first.span.start, first.span.end, first.match) == ("v2", 4, 8, "good")
    assert first.because["frames"] == pytest.approx(first.score)


def test_no_good_match_is_said(library, add):
    add("v1", SHOTS)
    answer = search(library, "an elephant")
    assert not answer.sure
    assert "No good match" in answer.note
    assert {moment.match for moment in answer.moments} == {"weak"}


def test_the_threshold_is_the_askers(library, add):
    add("v1", SHOTS)
    assert search(library, "an elephant", threshold=0.0).sure
    assert not search(library, "violet and green", threshold=1.0).sure


def test_groups_hold_a_video_together_the_one_of_the_best_moment_first(library, add):
    add("v1", [*SHOTS, ("green", 12, 16)])
    add("v2", [("green", 0, 4), ("black", 4, 8)])
    answer = search(library, "green", top=6)
    assert list(answer.groups) == list(dict.fromkeys(one.video for one in answer.moments))
    assert {one.video for one in answer.moments} == {"v1", "v2"}
    assert all({one.video for one in group} == {video} for video, group in answer.groups.items())


def test_one_video_does_not_fill_the_answer(library, add):
    add("v1", [(colour, at, at + 2) for at in range(0, 24, 4) for colour, at in (("green", at), ("red", at + 2))])
    add("v2", [("green", 0, 4)])
    moments = search(library, "green", top=5).moments
    assert sum(moment.video == "v1" for moment in moments) == 3
    assert len(search(library, "green", top=5, videos=["v1"]).moments) == 5


def test_an_only_video_may_fill_the_answer(library, add):
    add("v1", [(colour, at, at + 2) for at in range(0, 24, 4) for colour, at in (("green", at), ("red", at + 2))])
    assert len(search(library, "green", top=5).moments) == 5


def test_what_is_to_be_avoided_is_left_behind(library, add, vector, frame):
    rows = [frame(0.0, 0), frame(1.0, 1)]
    add("v1", [], rows=rows, paint=[vector("red", "green", 1.0), vector("red")])
    add("v2", SHOTS[1:])
    assert search(library, "red", avoid=["green"]).moments[0].best == 1.0


@pytest.mark.parametrize(
    ("scope", "videos"),
    [
        pytest.param({"videos": ["v1"]}, {"v1"}, id="one"),
        pytest.param({"videos": ["v1", "v2"]}, {"v1", "v2"}, id="several"),
        pytest.param({"tags": ["Sea"]}, {"v2"}, id="tag"),
        pytest.param({"since": "2026-02"}, {"v2"}, id="since"),
        pytest.param({"until": "2026-01-31"}, {"v1"}, id="until"),
        pytest.param({"folders": ["elsewhere", "films"]}, {"v1", "v2"}, id="folder"),
        pytest.param({"folders": ["elsewhere"]}, set(), id="nowhere"),
    ],
)
def test_only_what_is_meant_is_searched(library, add, tmp_path, scope, videos):
    add("v1", SHOTS, date="2026-01-05")
    add("v2", SHOTS, date="2026-03-05", tags=("sea",))
    scope |= {"folders": [tmp_path / folder for folder in scope.get("folders", ())]}
    assert {moment.video for moment in search(library, "green", **scope).moments} == videos


def test_a_moment_finds_its_like_and_not_itself(library, add):
    add("v1", SHOTS)
    add("v2", [("yellow", 0, 4), ("green", 4, 8)])
    first = search(library, like="v1@5").moments[0]
    assert (first.video, first.span.start) == ("v2", 4)


def test_a_picture_finds_its_like(library, add, tmp_path):
    import cv2
    import numpy as np

    add("v1", SHOTS)
    picture = tmp_path / "blue.png"
    cv2.imwrite(str(picture), np.full((20, 30, 3), (255, 0, 0), np.uint8))
    assert search(library, image=picture).moments[0].span.start == 8


@pytest.fixture
def shades(library, add, frame, vector, tmp_path):
    """Eleven videos, among them green ones that lean to red and to blue, and a picture that is green."""
    import cv2

    for name, lean in (("reddish", "red"), ("bluish", "blue"), ("plain", "")):
        add(name, [], rows=[frame(0.0, 0)], paint=[vector("green", lean, 0.5)], said=[said(f"a {name} umbrella", 0)])
    for n, colour in enumerate(("red", "blue", "yellow", "black", "white", "orange", "violet", "yellow")):
        add(f"v{n}", [(colour, 0, 2)])
    cv2.imwrite(str(tmp_path / "green.png"), np.full((20, 30, 3), (0, 255, 0), np.uint8))
    return tmp_path / "green.png"


@pytest.mark.parametrize(("words", "first"), [("red", "reddish"), ("blue", "bluish")])
@pytest.mark.parametrize("shown", ["image", "like"])
def test_words_turn_a_picture_to_what_they_say(library, shades, words, first, shown):
    asked = {"image": shades} if shown == "image" else {"like": "plain@0"}
    answer = search(library, words, inside=["frames"], **asked)
    assert answer.moments[0].video == first
    alone = {moment.video: moment.score for moment in search(library, **asked).moments}
    assert alone["reddish"] == pytest.approx(alone["bluish"], abs=0.02)


def test_words_with_a_picture_are_looked_for_in_what_is_said_too(library, shades):
    because = {moment.video: moment.because for moment in search(library, "bluish umbrella", image=shades).moments}
    assert {"frames", "speech"} <= set(because["bluish"])


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        pytest.param({}, UsageWrong, "nothing to look for", id="empty"),
        pytest.param({"words": "  "}, UsageWrong, "nothing to look for", id="blank"),
        pytest.param({"image": "no.png", "like": "v1@1"}, UsageWrong, "one picture or moment", id="two"),
        pytest.param({"words": "a", "inside": ["smell"]}, UsageWrong, "smell", id="channel"),
        pytest.param({"words": "a", "inside": []}, UsageWrong, "nowhere to look", id="nowhere"),
        pytest.param({"like": "v1@1", "inside": ["speech"]}, UsageWrong, "not in speech", id="unseen"),
        pytest.param({"image": "text.png", "inside": ["title", "sound"]}, UsageWrong, "title, sound", id="unshown"),
        pytest.param(
            {"words": "a", "like": "v1@1", "inside": ["speech"]}, UsageWrong, "not in speech", id="unseen too"
        ),
        pytest.param({"words": "a", "top": 0}, UsageWrong, "0", id="none"),
        pytest.param({"words": "a", "threshold": 2}, UsageWrong, "2", id="threshold"),
        pytest.param({"words": "a", "since": "yesterday"}, UsageWrong, "yesterday", id="date"),
        pytest.param({"words": "a", "videos": ["zz"]}, VideoUnknown, "zz", id="video"),
        pytest.param({"like": "v1"}, UsageWrong, "ID@TIME", id="like"),
        pytest.param({"like": "v1@99"}, TimeOutside, "99", id="outside"),
        pytest.param({"image": "no.png"}, PictureUnreadable, "no.png", id="no-file"),
        pytest.param({"image": "text.png"}, PictureUnreadable, "text.png", id="no-picture"),
    ],
)
def test_what_cannot_be_asked(library, add, tmp_path, asked, error, words):
    add("v1", SHOTS)
    (tmp_path / "text.png").write_text("not a picture")
    if "image" in asked:
        asked["image"] = tmp_path / asked["image"]
    with pytest.raises(error, match=words):
        search(library, **asked)


def test_a_video_that_is_damaged_holds_up_no_search_of_the_others(library, add):
    add("v1", SHOTS)
    add("v2", [("violet", 0, 4)])
    (Path(library.store.location) / "videos" / "v2" / "video.json").write_bytes(b"damaged")
    with Library.open(library.store.location) as opened:
        assert opened.search("something green").moments[0].video == "v1"


def test_an_empty_library_says_so(library):
    assert search(library, "green").note == "There is no video to look in."


def said(text, start):
    return Utterance(Span(start, start + 2), text, "subtitles", "en")


def test_an_exact_phrase_comes_first(library, add):
    add("v1", [("violet", 0, 4)])
    add("v2", SHOTS, said=[said("they painted it violet green", 1), said("and something else", 8)])
    add("v3", SHOTS, said=[said("violet is painted by them", 5)])
    first = search(library, "painted it violet").moments[0]
    assert (first.video, first.match, first.said) == ("v2", "exact", "they painted it violet green")
    assert first.span.overlap(Span(1, 3)) > 0


def test_channels_that_agree_are_one_moment(library, add):
    add("v1", SHOTS, said=[said("so green", 5)])
    answer = search(library, "green")
    first = answer.moments[0]
    assert {"frames", "speech"} <= set(first.because)
    assert first.said == "so green"


def test_accepted_tags_are_found_and_rejected_ones_are_not(library, add):
    from vsearch.library.decisions import Decision

    add("v1", SHOTS, tags=("umbrella",))
    add("v2", SHOTS)
    library.store.decide(Decision("accept", video="v2", tag="umbrella"), Decision("reject", video="v1", tag="umbrella"))
    assert {moment.video for moment in search(library, "umbrella", inside=["title"]).moments} == {"v2"}
    assert {moment.video for moment in search(library, "green", tags=["umbrella"]).moments} == {"v2"}


def test_what_is_said_is_found_by_its_meaning_too(library, add, monkeypatch):
    monkeypatch.setitem(TEXT_ENCODERS._own, "st", lambda _: ENCODERS.make("colours"))
    texts = ENCODERS.make("colours").encode_texts(["a violet thing", "something else"])
    entry = add("v1", SHOTS, said=[said("aubergine", 1), said("nothing", 8)])
    with library.store.draft("v1") as draft:
        draft.keep("frames.parquet", "vectors.faiss")
        draft.put_words((said("aubergine", 1), said("nothing", 8)), texts)
        draft.commit(replace(entry, made={"words": {"encoder": "st:some"}}))
    found = search(library, "violet", inside=["speech"])
    assert found.moments[0].said == "aubergine"
    assert not found.sure


class Birds:
    """A sound encoder that reads words: each is near to the first of two directions."""

    spec = SoundSpec("birds", 2, words=True)

    def encode_texts(self, texts):
        return np.array([[1, 0]] * len(texts), np.float32)


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        pytest.param("a violet thing", ["v2"], id="no event named"),
        pytest.param("loud music", ["v1", "v2"], id="an event named"),
    ],
)
def test_sound_is_opened_only_where_it_may_answer(library, add, monkeypatch, words, opened):
    events = (SoundEvent("music", Span(2, 9), 0.8),)
    add("v1", SHOTS, sound=SoundTrack("sound", "builtin", events=events))
    windows = np.array([[0, 1], [1, 0]], np.float32)
    entry = add("v2", SHOTS, sound=SoundTrack("sound", "birds", np.array([0.0, 5.0]), windows))
    library.store.update(replace(entry, made={"sound": {"encoder": "birds"}}))
    monkeypatch.setitem(SOUND_ENCODERS._own, "birds", Birds)
    looked, sound = set(), Shelf.sound
    monkeypatch.setattr(Shelf, "sound", lambda shelf: looked.add(shelf.folder.name) or sound(shelf))
    found = search(library, words, inside=["sound"]).moments
    assert sorted(looked) == opened
    assert ("v2", 5) in {(one.video, one.span.start) for one in found}
    assert ("v1" in {one.video for one in found}) == ("v1" in opened)


def test_warnings_are_said(library, add):
    add("v1", SHOTS)
    assert "does not look like a language" in search(library, "синхрофазотрон").note
    assert "longer than" in search(library, "green " * 40).note


def test_words_that_cannot_be_read_make_no_good_match(library, add, monkeypatch):
    add("v1", SHOTS)
    assert search(library, "green").sure
    monkeypatch.setattr("vsearch.retrieval.phrases.Phrases.reads", lambda *_: False)
    answer = search(library, "green")
    assert answer.moments
    assert not answer.sure


def test_words_through_other_weights_of_the_same_name_are_refused(library, add):
    add("v1", SHOTS)
    about = json.loads((library.store.local() / "library.json").read_text())
    (library.store.local() / "library.json").write_text(json.dumps({**about, "version": "older"}))
    with pytest.raises(EncoderMismatch, match="was indexed with colours of version older, and this is version unknown"):
        search(Library.open(library.store.local()), "something new")


def test_an_encoder_that_is_not_here_is_said(library, add, monkeypatch):
    add("v1", SHOTS)
    monkeypatch.delitem(ENCODERS._own, "colours")
    with pytest.raises(EncoderMismatch, match="colours"):
        search(library, "something new")


def test_refined_edges_are_those_of_the_video(library, add, frame, vector, tmp_path):
    """Frames were sampled every four seconds; the green shot runs from 5.0 to 8.4."""
    paints = [(250, 0, 0)] * 50 + [(0, 250, 0)] * 34 + [(0, 0, 250)] * 36
    path = tmp_path / "film.mp4"
    write_video(path, evenly((np.full((32, 32, 3), paint, np.uint8) for paint in paints), 10), fps=10)
    rows = [frame(at, n, span=(at, at + 4)) for n, at in enumerate((2.0, 6.0, 10.0))]
    add("v1", [], rows=rows, paint=[vector(name) for name in ("red", "green", "blue")], path=path)
    rough, exact = (search(library, "green", inside=["frames"], refine=refine).moments[0] for refine in (False, True))
    assert (rough.span.start, rough.span.end) == (6, 10)
    assert (exact.span.start, exact.span.end) == pytest.approx((5.0, 8.4), abs=0.2)
    assert exact.span.start <= exact.best < exact.span.end
