"""Decisions keep their keys, and what was undone counts for nobody until its undo is undone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from vsearch.errors import UsageWrong
from vsearch.library import Store, decisions
from vsearch.library.catalog.shards import query
from vsearch.library.decisions import Decision
from vsearch.library.decisions.history import key

WHEN = {"by": "ann", "at": "2026-03-02T10:00:00.000+00:00"}


def said(store: Store) -> list[tuple[str, str]]:
    return [(made.kind, made.tag) for made in store.decisions()]


def test_an_undone_decision_counts_no_more_and_comes_back_with_its_undo(store: Store) -> None:
    first, second = store.decide(Decision("label", "a", tag="cat"), Decision("label", "a", tag="dog"))
    assert store.undo(second).tag == "dog"
    assert said(store) == [("label", "cat")]
    undo = store.history()[-1]
    assert (undo.decision.video, undo.decision.tag, undo.decision.undoes) == ("a", "dog", second)
    store.undo(undo.key)
    assert said(store) == [("label", "cat"), ("label", "dog")]
    assert [item.undone for item in store.history()] == [False, False, True, False]
    store.undo(store.history()[-1].key)
    assert said(store) == [("label", "cat")]
    assert store.history()[0].key == first


def test_of_a_log_that_grew_only_what_is_new_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.decide(*(Decision("label", "a", tag=f"tag {number}") for number in range(50)))
    assert len(store.history()) == 50
    parsed: list[str] = []
    whole = decisions.schema.parsed
    monkeypatch.setattr(decisions.schema, "parsed", lambda kind, line: parsed.append(line) or whole(kind, line))
    [key] = store.decide(Decision("label", "a", tag="more"))
    store.undo(key)
    assert [item.undone for item in store.history()[-3:]] == [False, True, False]
    assert len(parsed) == 2
    other = Store.open(Path(store.location))
    assert other.history() == store.history()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace('"cat"', '"dog"'), id="in place"),
        pytest.param(lambda text: text[: len(text) // 2], id="shorter"),
        pytest.param(lambda text: text.replace('"cat"', '"lion"') + text, id="another file"),
    ],
)
def test_a_log_that_was_changed_otherwise_is_read_anew(store: Store, change: Callable[[str], str]) -> None:
    store.decide(*(Decision("label", "a", tag="cat") for _ in range(4)))
    assert len(store.history()) == 4
    log = store.local("decisions.jsonl")
    text = change(log.read_text())
    log.unlink()
    log.touch()
    log.write_text(text)
    assert store.history() == Store.open(Path(store.location)).history()


def test_what_follows_a_torn_line_is_read(store: Store) -> None:
    store.decide(Decision("label", "a", tag="cat"))
    with store.local("decisions.jsonl").open("a") as log:
        log.write('{"kind": "pin", "video": "a"}')
    assert [made.kind for made in store.decisions()] == ["label", "pin"]
    store.decide(Decision("unpin", "a"))
    assert [made.kind for made in store.decisions()] == ["label", "pin", "unpin"]


def test_keys_stay_whoever_reads_the_log(store: Store) -> None:
    made = store.decide(Decision("pin", "a", time=2.0), Decision("label", "a", tag="кошка", value=1))
    assert [item.key for item in Store.open(Path(store.location)).history()] == made


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(Decision("pin", "a", time=2, **WHEN), id="a whole number"),
        pytest.param(Decision("pin", "a", time=2.0, tag="", note="", **WHEN), id="nothing said"),
    ],
)
def test_a_key_is_made_of_what_is_said(same: Decision) -> None:
    assert key(same) == key(Decision("pin", "a", time=2.0, **WHEN)) != key(Decision("pin", "a", time=2.5, **WHEN))


def test_lines_that_say_the_same_have_keys_of_their_own(store: Store) -> None:
    store.decide(*[Decision("click", "a", time=1.0, **WHEN)] * 3)
    one, two, three = (item.key for item in store.history())
    store.undo(two)
    assert [item.undone for item in store.history()[:3]] == [False, True, False]
    assert (two, three) == (f"{one}-2", f"{one}-3")


def test_logs_of_before_get_keys_and_their_undos_a_meaning(store: Store) -> None:
    lines = [
        {"kind": "accept", "video": "a", "tag": "cat"}, {"kind": "accept", "video": "a", "tag": "dog"},
        {"kind": "undo", "video": "a", "tag": "cat"}, {"kind": "undo", "video": "b", "tag": "cat"},
    ]  # fmt: skip
    store.local("decisions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert said(store) == [("accept", "dog"), ("undo", "cat")]
    assert [item.undone for item in store.history()] == [True, False, False, False]
    store.undo(store.history()[2].key)
    assert said(store)[:2] == [("accept", "cat"), ("accept", "dog")]


def twice(store: Store) -> str:
    [made] = store.decide(Decision("pin", "a", time=1.0))
    store.undo(made)
    return made


@pytest.mark.parametrize(
    ("made", "why"),
    [
        pytest.param(lambda store: "", "No decision goes by ''", id="nothing"),
        pytest.param(lambda store: "xyz", "No decision goes by 'xyz'", id="unknown"),
        pytest.param(twice, "was undone already", id="twice"),
        pytest.param(lambda store: store.decide(Decision("promote", tag="first"))[0], "promoted a tower", id="a tower"),
    ],
)
def test_what_cannot_be_undone_is_said(store: Store, made: Callable[[Store], str], why: str) -> None:
    key, before = made(store), len(store.history())
    with pytest.raises(UsageWrong, match=why):
        store.undo(key)
    assert len(store.history()) == max(before, 0)


def test_the_beginning_of_a_key_is_enough_while_only_one_has_it(store: Store) -> None:
    [made] = store.decide(Decision("pin", "a", time=1.0))
    assert store.undo(made[:6]).kind == "pin"


def test_an_undo_that_points_nowhere_or_at_itself_does_no_harm(store: Store) -> None:
    lines = [{"kind": "undo", "undoes": "later"}, {"kind": "undo", "undoes": ""}, {"kind": "pin", "video": "a"}]
    store.local("decisions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert said(store)[-1] == ("pin", "")


def test_a_store_that_acts_for_somebody_writes_the_name_and_leaves_names_that_are_there(store: Store) -> None:
    acting = store.acting_as("Ann")
    acting.decide(Decision("pin", "a"), Decision("click", "a", by="clicks.csv"))
    store.decide(Decision("pin", "b"))
    first, log, own = (made.by for made in store.decisions())
    assert (first, log) == ("Ann", "clicks.csv")
    assert own not in ("", "Ann")


def test_the_table_of_decisions_says_what_was_undone(store: Store) -> None:
    [made] = store.decide(Decision("label", "a", tag="cat"))
    store.undo(made)
    rows = query(store, "select kind, key, undone from decisions").to_pylist()
    assert [(row["kind"], row["undone"]) for row in rows] == [("label", True), ("undo", False)]
    assert rows[0]["key"] == made
    assert query(store, "select count(*) as tags from tags").to_pylist() == [{"tags": 0}]
