from collections.abc import Sequence

import numpy as np
import pytest

from vsearch.encoders import EncoderSpec
from vsearch.encoders.prompts import NEUTRAL, USUAL, Calibration, chance, neutral_bank, query_vector, too_long


class Letters:
    """An encoder whose texts are counts of letters."""

    def __init__(self, templates: tuple[str, ...] = ("{}",), tokens: int = 8) -> None:
        self.spec = EncoderSpec("letters", 27, 1, templates, tokens=tokens)

    def encode_images(self, pixels):
        raise AssertionError("no pictures here")

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.ones((len(texts), 27), dtype=np.float32) * 0.01
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) - 97 if "a" <= letter <= "z" else 26] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Counting(Letters):
    def unread(self, text: str) -> int:
        return max(0, len(text.split()) - self.spec.tokens)


def test_templates_are_averaged():
    templates = ("{}", "zz {}", "{} qq")
    parts = Letters().encode_texts([template.replace("{}", "cab") for template in templates])
    mean = parts.mean(axis=0)
    np.testing.assert_allclose(query_vector(Letters(templates), "cab")[0], mean / np.linalg.norm(mean), rtol=1e-5)


def test_braces_in_the_words_are_only_braces():
    assert np.isfinite(query_vector(Letters(("a {}",)), "{0} {name}")).all()


def test_what_is_avoided_scores_less_and_what_is_wanted_still_scores():
    encoder = Letters()
    both, wanted = encoder.encode_texts(["aabb", "aaaa"])
    plain, turned = query_vector(encoder, "aaaa"), query_vector(encoder, "aaaa", avoid=["bbbb"])
    assert turned.shape == (1, 27)
    np.testing.assert_allclose(np.linalg.norm(turned), 1, rtol=1e-5)
    assert turned[0] @ both < plain[0] @ both
    assert turned[0] @ wanted > turned[0] @ both


def test_avoiding_what_is_wanted_changes_nothing_much():
    encoder = Letters()
    assert query_vector(encoder, "ab", avoid=["ab"])[0] @ query_vector(encoder, "ab")[0] > 0.8


def test_every_neutral_text_has_a_row():
    assert neutral_bank(Letters()).shape == (len(NEUTRAL), 27)


@pytest.mark.parametrize(("frames", "further"), [(USUAL, 1.0), (1_000_000, 1.59), (0, 0.71), (16, 0.71)])
def test_the_best_of_more_frames_strays_further(frames, further):
    assert chance(frames) == pytest.approx(further, abs=0.01)


def test_what_is_not_there_passes_as_seldom_in_a_large_library():
    dice = np.random.default_rng(0)
    passed = []
    for count in (50, 1000, 50_000):
        best = dice.normal(0, 0.9, (100, count)).max(axis=1).astype(np.float32)
        passed.append((Calibration(0.0, chance(count)).score(best) >= 0.5).mean())
    assert max(passed) < 0.2
    assert max(passed) - min(passed) < 0.1


def test_neutral_words_are_in_a_language_that_the_encoder_reads():
    encoder, asked = Letters(), []
    encoder.spec = EncoderSpec("chinese", 27, 1, languages=("zh",))
    encoder.encode_texts = asked.extend
    neutral_bank(encoder)
    assert "一张照片" in asked
    assert not any(text.isascii() for text in asked)


def test_a_score_is_readable():
    scores = Calibration(0.2, 0.02).score(np.array([0.0, 0.2, 0.26, 0.4], dtype=np.float32))
    np.testing.assert_allclose(scores, [0, 1 / (1 + np.exp(3)), 0.5, 1], atol=2e-3)


def test_words_that_are_too_long_are_said_to_be():
    encoder = Counting(("{}", "a photo of {}"))
    assert too_long(encoder, "one two three") is None
    warning = too_long(encoder, "one two three four five six seven eight nine")
    assert warning is not None
    assert "longer than the 8 tokens that letters reads: the last 4 are ignored" in warning
    assert too_long(Letters(), "word " * 100) is None
