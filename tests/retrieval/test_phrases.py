"""Phrases are kept on disk for the next process: the first few of each, so that none fills the disk."""

from vsearch.retrieval.phrases import KEPT, Phrases


def test_a_process_keeps_its_first_phrases_and_remembers_the_others_itself(library, monkeypatch):
    phrases = Phrases(library.store)
    asked = [f"{'red' if n % 2 else 'green'} {n}" for n in range(KEPT + 4)]
    said = [phrases.query(words).tolist() for words in asked]
    assert len(list(library.store.derived.folder("phrases").iterdir())) == KEPT
    monkeypatch.setattr(Phrases, "encoder", property(lambda _: 1 / 0))
    assert [phrases.query(words).tolist() for words in asked] == said
    following = Phrases(library.store)
    assert [following.query(words).tolist() for words in asked[:KEPT]] == said[:KEPT]
