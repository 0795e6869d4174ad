"""`vsearch compile`: make an encoder quick on this machine."""

from functools import partial
from typing import Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption


def compile_encoder(
    encoder: Annotated[str, typer.Argument(help="open_clip:ARCH/PRETRAINED or hf:MODEL.")],
    precision: Annotated[str, typer.Option(help="auto, int8 or fp32.")] = "auto",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compile an encoder into this user's cache, proven against the original; every later use is quicker."""
    from vsearch.cli.show import envelope, items, terminal
    from vsearch.models.packages import demand_packages

    demand_packages("To compile an encoder", "onnx")
    from vsearch.encoders.compiling.compile import compile_encoder as compiled
    from vsearch.library.sample_frames import sample_frames

    made = compiled(encoder, precision=precision, frames=partial(sample_frames, library))
    if as_json:
        envelope.answer([items.members(made, "note")], [made.note])
    else:
        terminal.say(f"{made.spec.name} now runs compiled in {made.precision}; its vectors agree to {made.cosine:.4f}.")
        if made.note:
            terminal.say(made.note)
