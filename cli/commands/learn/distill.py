"""`vsearch distill`: teach a small encoder of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from vsearch.cli.options import JsonOption


def distill(
    pictures: Annotated[list[Path], typer.Argument(help="Folders of pictures, or Parquet with images and captions.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder of the new encoder.")],
    teacher: Annotated[
        list[str], typer.Option(help="An encoder or an ONNX file that sees; several are learned from together.")
    ] = ["open_clip:ViT-B-32/datacomp_xl_s13b_b90k"],  # noqa: B006 - typer copies it
    sentences: Annotated[
        str, typer.Option(help="With ONNX teachers: the folder of the sentence encoder that reads the captions.")
    ] = "",
    start: Annotated[
        str, typer.Option("--from", help="Go on from this encoder instead of from nothing: builtin, or a folder.")
    ] = "",
    texts: Annotated[Path | None, typer.Option(help="A file of further sentences to read, one a line.")] = None,
    minutes: Annotated[
        float | None, typer.Option(help="How long to train; 120 if --views is not given either.")
    ] = None,
    views: Annotated[
        int | None, typer.Option(help="How many views of pictures to learn from; beyond 7,000,000 little is gained.")
    ] = None,
    size: Annotated[int, typer.Option(help="The side of its pictures; 0: that of --from, or 128 pixels.")] = 0,
    crops: Annotated[
        int, typer.Option(min=0, help="Parts of each picture that the teacher is asked about too; each costs as much.")
    ] = 3,
    device: Annotated[str, typer.Option(help="Where to learn: auto, cpu, cuda or cuda:1.")] = "auto",
    work: Annotated[
        Path | None, typer.Option(help="Keep decoded pictures, answers of teachers and checkpoints in this folder.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Distil a large encoder into a small fast one, which then serves as `--encoder builtin:FOLDER`."""
    from vsearch.models.packages import demand_packages

    demand_packages("To distil an encoder")
    import torch

    from vsearch.cli.show import distill as show_distill
    from vsearch.cli.show import envelope
    from vsearch.encoders.builtin import whereabouts
    from vsearch.encoders.devices import choose_devices
    from vsearch.training.distill import Recipe
    from vsearch.training.distill import distill as teach
    from vsearch.training.distill.pictures.sources import lines
    from vsearch.training.distill.teachers.teacher import named

    reading, where = lines(texts) if texts else [], torch.device(choose_devices(device)[0])
    teachers, reader = named(teacher, sentences, where)
    with show_distill.live(as_json) as report:
        made = teach(
            pictures,
            teachers,
            reader,
            output,
            device=where,
            minutes=minutes,
            views=views,
            recipe=Recipe(size=size, crops=crops),
            texts=reading,
            start=whereabouts(start.removeprefix("builtin").removeprefix(":")) if start else None,
            work=work,
            report=report,
        )
    envelope.answer([made]) if as_json else show_distill.distilled(made)
