import pytest

from tests.colours import COLOURS
from vsearch.errors import UsageWrong, VideoAmbiguous, VideoUnknown, VideoUnreadable
from vsearch.nouns import Box, ScreenText, Span
from vsearch.retrieval.thumbnails import signals
from vsearch.retrieval.thumbnails.choose import thumbnails
from vsearch.retrieval.thumbnails.pins import pin, unpin
from vsearch.retrieval.thumbnails.weights import WEIGHTS, Weights

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)]


def test_the_title_decides(library, add):
    add("v1", SHOTS, title="a green field")
    best = thumbnails(library, "v1")[0]
    assert 4 <= best.time < 8
    assert next(iter(best.because)) in ("title", "video")


def test_the_prompt_outweighs_the_title(library, add):
    add("v1", SHOTS, title="a green field")
    assert 8 <= thumbnails(library, "v1", prompt="something blue")[0].time < 12


def test_the_prompt_leads_and_the_title_says_nothing_against_it(library, add):
    add("v1", SHOTS, title="a green field, green green", description="all of it is green")
    best = thumbnails(library, "v1", prompt="blue")[0]
    assert not {"title", "about", "video"} & set(best.because)
    assert 8 <= best.time < 12


def test_a_prompt_that_cannot_be_read_leaves_it_to_the_title(library, add):
    add("v1", SHOTS, title="a green field")
    assert "title" in thumbnails(library, "v1", prompt="синхрофазотрон")[0].because
    assert "title" not in thumbnails(library, "v1", prompt="зелёный")[0].because


def test_because_adds_up_to_the_score_and_the_order_follows_it(library, add):
    add("v1", SHOTS, title="a green field")
    found = thumbnails(library, "v1")
    assert all(sum(one.because.values()) == pytest.approx(one.score, abs=1e-3) for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert {"video", "title", "sharpness", "exposure", "share", "edge", "faces", "text"} <= set(found[0].because)
    assert "alike" not in found[0].because


def test_what_hardly_differs_is_one_choice(library, add, frame, vector):
    rows = [frame(float(at), 0, span=(at, at + 1)) for at in range(6)]
    add("v1", [], rows=rows, paint=[vector("red", "green", 0.01 * n) for n in range(5)] + [vector("red", "blue", 0.9)])
    first, second = thumbnails(library, "v1", top=5)
    assert abs(first.time - second.time) >= 1
    assert second.because["alike"] < 0


def test_weights_are_obeyed(library, add):
    add("v1", SHOTS, title="a green field")
    flat = dict.fromkeys(WEIGHTS.values, 0.0)
    best = thumbnails(library, "v1", weights=Weights({**flat, "position": 1.0}))[0]
    assert best.time == pytest.approx(4, abs=0.5)
    assert best.because["title"] == 0


def test_choices_come_from_different_shots(library, add):
    add("v1", SHOTS, title="a green field")
    times = [found.time for found in thumbnails(library, "v1", top=3)]
    assert sorted(int(time // 4) for time in times) == [0, 1, 2]


def test_the_number_chooses_itself_by_coverage(library, add):
    add("one", [("red", 0, 12)])
    add("two", SHOTS)
    assert len(thumbnails(library, "one", top=0)) < len(thumbnails(library, "two", top=0)) <= 5


def test_faulty_frames_are_a_last_resort_and_said(library, add, frame, vector):
    from dataclasses import replace

    bad = [replace(frame(t, reason="black"), kept=True) for t in (0.0, 1.0)]
    add("bad", [], rows=bad, paint=[vector("black")] * 2)
    add("mixed", [], rows=[*bad, frame(2.0, shot=1)], paint=[vector("black"), vector("black"), vector("red")])
    assert "black" in thumbnails(library, "bad")[0].note
    assert [found.time for found in thumbnails(library, "mixed")] == [2.0]
    assert thumbnails(library, "mixed")[0].note == ""


def test_a_title_by_a_camera_says_nothing(library, add):
    add("v1", SHOTS, title="IMG_2034")
    assert "title" not in thumbnails(library, "v1")[0].because


def test_pins_come_first_and_the_latest_first(library, add):
    add("v1", SHOTS, title="a green field")
    pin(library, "v1", "1.25")
    pin(library, "v1", "0:09")
    found = thumbnails(library, "v1", top=3)
    assert [item.time for item in found[:2]] == [9, 1.25]
    assert found[0].because == {"pinned": 1.0}
    assert unpin(library, "v1")
    assert 4 <= thumbnails(library, "v1")[0].time < 8
    assert not unpin(library, "v1")


@pytest.mark.parametrize(
    ("key", "error"),
    [pytest.param("zzz", VideoUnknown, id="none"), pytest.param("ab", VideoAmbiguous, id="several")],
)
def test_ids_that_do_not_name_one_video(library, add, key, error):
    add("abc", SHOTS)
    add("abd", SHOTS)
    with pytest.raises(error):
        thumbnails(library, key)


def test_a_language_the_encoder_does_not_know_is_said(library, add):
    add("v1", SHOTS, title="a green field")
    assert "does not look like a language" in thumbnails(library, "v1", prompt="синхрофазотрон")[0].note


def test_a_prompt_that_is_too_long_is_said(library, add):
    add("v1", SHOTS)
    assert "longer than" in thumbnails(library, "v1", prompt="a very red thing " * 10)[0].note


def test_a_negative_number_is_refused(library, add):
    add("v1", SHOTS)
    with pytest.raises(UsageWrong, match="-1"):
        thumbnails(library, "v1", top=-1)


def test_a_known_video_needs_no_encoder(library, add, colours):
    from vsearch.encoders import ENCODERS

    add("v1", SHOTS, title="a green field")
    thumbnails(library, "v1")
    made = type(ENCODERS.make("colours"))
    before = made.loaded
    thumbnails(library, "v1")
    assert made.loaded == before


def test_a_video_without_frames_is_said(library, add, frame, vector):
    add("v1", [], rows=[frame(0.0, reason="black")], paint=[vector("black")])
    with pytest.raises(VideoUnreadable):
        thumbnails(library, "v1")


def test_a_frame_beside_a_cut_gives_way_to_its_neighbours(library, add, frame, vector):
    rows = [frame(0.1, 0, span=(0, 0.5)), frame(1.0, 0, span=(0.5, 2)), frame(2.1, 1, span=(2, 2.3))]
    add("v1", [], rows=rows, paint=[vector("red"), vector("red", "blue"), vector("green")], title="red")
    times = {found.time for found in thumbnails(library, "v1")}
    assert times == {1.0, 2.1}


@pytest.mark.parametrize("matched", [1, 1 << 20], ids=["video by video", "all at once"])
def test_an_ident_that_other_videos_show_too_is_no_thumbnail(library, add, frame, vector, monkeypatch, matched):
    monkeypatch.setattr(signals, "MATCHED", matched)
    for number, id in enumerate(("v1", "v2", "v3")):
        rows = [frame(0.5, 0, span=(0, 2)), frame(4.5, 1, span=(2, 8)), frame(9.5, 2, span=(8, 14))]
        hashes = [0x0F0F33CC, *(0x123456789AB << (9 * number + n) for n in (1, 3))]
        add(id, [], rows=rows, paint=[vector("white"), vector("red"), vector("green")], hashes=hashes, title="white")
    assert 0.5 not in {found.time for found in thumbnails(library, "v1")}


def test_a_copy_of_a_video_keeps_its_thumbnails(library, add):
    add("v1", SHOTS, title="green")
    add("v2", SHOTS, title="green")
    assert 4 <= thumbnails(library, "v1")[0].time < 8


def test_what_is_written_besides_the_title_is_heard_too(library, add):
    add("v1", SHOTS, title="a green blue thing", description="it is blue, mostly blue")
    best = thumbnails(library, "v1")[0]
    assert 8 <= best.time < 12
    assert best.because["about"] > 0


def test_an_unreadable_title_leaves_the_word_to_the_description(library, add):
    add("v1", SHOTS, title="Синее море", description="a blue sea", tags=("red",))
    found = thumbnails(library, "v1")
    assert 8 <= found[0].time < 12
    assert {"title", "about"} <= set(found[0].because)


def test_among_frames_that_are_all_alike_the_better_picture_wins(library, add, frame, vector):
    rows = [frame(float(t), span=(t, t + 1), sharpness=0.9 if t == 6 else 0.2) for t in range(10)]
    shades = [vector("red", "blue", 0.01 * (t % 4)) for t in range(10)]
    add("v1", [], rows=rows, paint=shades, title="something blue")
    assert thumbnails(library, "v1")[0].time == 6


def test_what_a_film_returns_to_stands_for_it(library, add):
    add("v1", [("red", 0, 4), ("green", 4, 8), ("red", 8, 12), ("blue", 12, 16), ("red", 16, 20)], title="IMG_1")
    assert thumbnails(library, "v1")[0].because["share"] == 1.0
    assert int(thumbnails(library, "v1")[0].time // 4) in (0, 2, 4)


def test_a_face_later_in_the_shot_is_looked_at_too(library, add, frame, vector, monkeypatch):
    from vsearch.retrieval.thumbnails import portraits as module

    looked = []
    monkeypatch.setattr(module.Sprites, "tile", lambda _, time: looked.append(time))
    rows = [frame(n / 2, span=(n / 2, n / 2 + 0.5), sharpness=0.9 - 0.01 * n) for n in range(30)]
    paint = [vector("red", COLOURS[1 + n % 7], 0.8 + n // 7) for n in range(30)]  # no two of them hardly differ
    add("v1", [], rows=rows, paint=paint)
    thumbnails(library, "v1")
    assert len(looked) == 12
    assert sum(time >= 1.5 for time in looked[:4]) >= 2


@pytest.fixture
def subtitled(library, add):
    """A video whose last shots have a subtitle, as every frame has a logo."""
    lines = [
        ScreenText(Span(4, 8), "Come inside", Box(0.2, 0.85, 0.8, 0.92), 0.9, "subtitle"),
        ScreenText(Span(0, 8), "KANAL 5", Box(0.9, 0.02, 0.98, 0.06), 0.9, "logo"),
    ]
    add("v1", [("red", 0, 4), ("green", 4, 8)], title="green", written=lines)
    return library


def test_writing_speaks_against_a_frame(subtitled):
    best = thumbnails(subtitled, "v1", top=1)[0]
    assert best.because["written"] < 0
    assert thumbnails(subtitled, "v1", top=1, text=False)[0].because.get("written", 0) == 0


@pytest.mark.parametrize(
    ("text", "late"), [pytest.param(True, True, id="with"), pytest.param(False, False, id="without")]
)
def test_frames_with_or_without_writing_can_be_asked_for(subtitled, text, late):
    assert {item.time >= 4 for item in thumbnails(subtitled, "v1", text=text)} == {late}


@pytest.mark.parametrize(
    ("span", "text", "said"),
    [
        pytest.param(Span(0, 8), False, "Every frame of this video has writing on it.", id="everywhere"),
        pytest.param(None, True, "No frame of this video has writing on it.", id="nowhere"),
    ],
)
def test_where_there_are_no_such_frames_it_is_said(library, add, span, text, said):
    lines = [ScreenText(span, "Come inside", Box(0.2, 0.85, 0.8, 0.92), 0.9, "subtitle")] if span else []
    add("v1", [("red", 0, 4), ("green", 4, 8)], title="green", written=lines)
    assert said in thumbnails(library, "v1", top=1, text=text)[0].note


def test_a_title_card_says_what_a_title_by_a_camera_does_not(library, add):
    lines = [ScreenText(Span(0, 2), "The green one", Box(0.2, 0.4, 0.8, 0.5), 0.9, "title")]
    add("v1", [("red", 0, 4), ("green", 4, 8), ("blue", 8, 12)], title="IMG_2041", written=lines)
    assert 4 <= thumbnails(library, "v1", top=1)[0].time < 8
