"""Languages: a warning when words are in a language that an encoder never learned."""

from vsearch.encoders import EncoderSpec
from vsearch.texts.languages import likely


def unknown_language(spec: EncoderSpec, words: str) -> str | None:
    """A sentence if `words` are in a script or a language that the encoder does not read."""
    found = likely(words)
    if "*" in spec.languages or not found or set(found) & set(spec.languages):
        return None
    return (
        f"{words!r} does not look like a language that {spec.name} knows ({', '.join(spec.languages)}), so expect poor "
        f"answers: translate it, or index with a multilingual encoder, such as "
        f"open_clip:xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k."
    )
