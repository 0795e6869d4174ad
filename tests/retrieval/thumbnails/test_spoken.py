import pytest

from vsearch.nouns import Span, Utterance
from vsearch.retrieval.thumbnails.choose import thumbnails
from vsearch.retrieval.thumbnails.spoken import spoken
from vsearch.retrieval.thumbnails.weights import WEIGHTS, Weights

SHOTS = [("red", 0, 4), ("green", 4, 8), ("blue", 8, 20)]
ONLY_SPEECH = Weights({**dict.fromkeys(WEIGHTS.values, 0.0), "speech": 1.0})


def said(text, start, end, language="en"):
    return Utterance(Span(start, end), text, "speech", language)


def heard(library, add, names, *utterances):
    """For each frame, by its time, how much of `names` is said over its shot; only those over which something is."""
    add("film", SHOTS, said=utterances)
    table = library.store.shelf("film").frames()
    found = spoken(names, utterances, "en", table)
    return (
        {} if found is None else {time: worth for time, worth in zip(table.time.tolist(), found, strict=True) if worth}
    )


def test_the_shot_over_which_the_title_is_said_becomes_the_thumbnail(library, add):
    add("silent", SHOTS, title="The old quarry")
    add("told", SHOTS, title="The old quarry", said=[said("And here we come to the quarry.", 4.5, 7)])
    assert "speech" not in thumbnails(library, "silent")[0].because
    best = thumbnails(library, "told")[0]
    assert 4 <= best.time < 8
    assert next(iter(best.because)) == "speech"


def test_a_prompt_is_listened_for_instead_of_the_title(library, add):
    words = [said("Here is the quarry.", 0.5, 3), said("These are the machines.", 8.5, 11)]
    add("film", SHOTS, title="The old quarry", said=words)
    best = thumbnails(library, "film", prompt="the machines", weights=ONLY_SPEECH)[0]
    assert best.time >= 8
    assert best.because["speech"] == 1


@pytest.mark.parametrize(
    ("names", "text", "worth"),
    [
        pytest.param("The old quarry", "an old quarry", 1.0, id="all"),
        pytest.param("The old quarry", "quarries everywhere", 1.0, id="half of it, in another form"),
        pytest.param("A walk to an old quarry by night", "that quarry", 0.5, id="a quarter"),
        pytest.param("The old quarry", "the and of a", 0.0, id="words of every text"),
        pytest.param("Старинные монеты", "Эти монеты нашли в Помпеях.", 1.0, id="russian"),
        pytest.param("IMG_2041", "2041 and so on", 0.0, id="what a camera wrote"),
        pytest.param("", "anything", 0.0, id="no title"),
    ],
)
def test_how_much_of_a_title_is_said(library, add, names, text, worth):
    assert max(heard(library, add, names, said(text, 4.5, 7)).values(), default=0.0) == pytest.approx(worth)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        pytest.param(3.5, 6.5, 4, 7.5, id="the shot that holds most of the words"),
        pytest.param(2.5, 9, 4, 7.5, id="the shot that is shorter than the words"),
        pytest.param(9, 10, 8, 13, id="of a long shot, some seconds"),
    ],
)
def test_where_words_count(library, add, start, end, first, last):
    times = sorted(heard(library, add, "quarry", said("the quarry", start, end)))
    assert (times[0], times[-1]) == (first, last)
