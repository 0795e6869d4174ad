"""Which videos are asked: tags in all their names, dates that are days, months or years, and all of it together."""

import pytest

from vsearch.errors import UsageWrong
from vsearch.library.decisions import Decision
from vsearch.library.vocabulary import Word
from vsearch.retrieval.search.scope import scope, titles
from vsearch.retrieval.tags import vocabulary

SHOTS = [("red", 0, 1)]


@pytest.mark.parametrize(
    ("decisions", "tag", "videos"),
    [
        pytest.param([], "Garden", ["own"], id="its maker's"),
        pytest.param([("label", "bare", "zebra")], "zebra", ["bare"], id="labelled"),
        pytest.param([("unlabel", "own", "garden")], "garden", [], id="taken away"),
        pytest.param([("accept", "bare", "sea"), ("undo", "bare", "sea")], "sea", [], id="undone"),
        pytest.param([("label", "bare", "cat")], "kitty", ["bare"], id="a synonym"),
        pytest.param([("label", "bare", "Kitty")], "cat", ["bare"], id="labelled by a synonym"),
        pytest.param([("label", "bare", "cat")], "Katze", ["bare"], id="in another language"),
        pytest.param([("label", "bare", "cat")], "pet", ["bare"], id="what lies above"),
        pytest.param([("label", "bare", "cat"), ("unlabel", "bare", "pet")], "pet", [], id="above, denied"),
    ],
)
def test_a_tag_means_what_people_decided_under_any_of_its_names(library, add, decisions, tag, videos):
    add("own", SHOTS, tags=("garden",))
    add("bare", SHOTS)
    vocabulary.add(library, Word("cat", ("kitty",), {"de": "Katze"}, "pet"))
    library.store.decide(*(Decision(kind, video, tag=name) for kind, video, name in decisions))
    assert scope(library, tags=[tag]) == videos


@pytest.mark.parametrize(
    ("asked", "videos"),
    [
        pytest.param({"until": "2026"}, ["day", "month", "year"], id="up to the end of a year"),
        pytest.param({"until": "2026-03"}, ["day", "month", "year"], id="up to the end of a month"),
        pytest.param({"until": "2026-02"}, ["year"], id="before the month"),
        pytest.param({"until": "2025"}, [], id="before all"),
        pytest.param({"since": "2026"}, ["day", "month", "year"], id="from the beginning of a year"),
        pytest.param({"since": "2026-03-31"}, ["month", "year"], id="on the month's last day"),
        pytest.param({"since": "2026-04"}, ["year"], id="after the month"),
        pytest.param({"since": "2027"}, [], id="after all"),
        pytest.param({"since": "2026-02", "until": "2026-03-05"}, ["day", "month", "year"], id="between"),
    ],
)
def test_a_month_or_a_year_lasts_from_its_first_day_to_its_last(library, add, asked, videos):
    for id, date in (("day", "2026-03-05"), ("month", "2026-03"), ("year", "2026"), ("odd", "2026-13")):
        add(id, SHOTS, date=date)
    assert scope(library, **asked) == videos


@pytest.mark.parametrize("text", ["yesterday", "2026-13", "2026-02-30", "26", ""])
def test_what_is_no_date_is_refused(library, text):
    with pytest.raises(UsageWrong, match="is no date"):
        scope(library, until=text)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"tags": ["garden"]}, id="tag"),
        pytest.param({"since": "2027"}, id="since"),
        pytest.param({"until": "2025"}, id="until"),
        pytest.param({"folders": ["elsewhere"]}, id="folder"),
    ],
)
def test_one_video_is_held_to_the_rest_that_is_asked_too(library, add, tmp_path, asked):
    add("v1", SHOTS, date="2026-03-05")
    add("v2", SHOTS, tags=("garden",))
    if "folders" in asked:
        asked["folders"] = [tmp_path / folder for folder in asked["folders"]]
    assert scope(library, videos=["v1"]) == ["v1"]
    assert scope(library, videos=["v1"], **asked) == []


def test_several_videos_and_folders_are_any_of_them_and_several_tags_all_of_them(library, add, tmp_path):
    for id, tags in (("v1", ("sea",)), ("v2", ("sea", "sun")), ("v3", ("sun",))):
        add(id, SHOTS, tags=tags)
    assert scope(library, videos=["v1", "v3"]) == ["v1", "v3"]
    assert scope(library, tags=["sea", "Sun"]) == ["v2"]
    places = [library.store.find(id).video.path.parent for id in ("v1", "v2")]
    assert scope(library, folders=[tmp_path / "nowhere", *places])
    assert scope(library, folders=[tmp_path / "nowhere"]) == []


@pytest.mark.parametrize(("tag", "says"), [("gardens", "Did you mean 'garden'"), ("zzz", "No video has the tag 'zzz'")])
def test_a_tag_that_nobody_gave_is_refused(library, add, tag, says):
    add("v1", SHOTS, tags=("garden",))
    with pytest.raises(UsageWrong, match=says):
        scope(library, tags=[tag])


def test_a_video_whose_entry_is_gone_has_no_title(library, add):
    for id in ("v1", "v2", "v3"):
        add(id, SHOTS, title=f"title of {id}")
    (library.store.local("videos") / "v1" / "video.json").unlink()
    (library.store.local("videos") / "v2" / "video.json").write_text("noise")
    assert titles(library, ["v1", "v2", "v3"]) == {"v3": "title of v3"}
