"""`vsearch index`: read videos into the library."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.groups import grouped
from vsearch.cli.options import ClusterOption, JsonOption, LibraryOption


def overrides(
    every: Annotated[float | None, typer.Option(help="Look at a frame every so many seconds [0.5].")] = None,
    stride: Annotated[int | None, typer.Option(help="Look at every n-th frame instead.")] = None,
    max_frames: Annotated[int | None, typer.Option(help="Keep at most so many frames an hour of video [1000].")] = None,
    reader: Annotated[
        str | None, typer.Option(help="auto, pyav (on the CPU), nvdec (on an NVIDIA GPU) or decord.")
    ] = None,
    sound: Annotated[bool | None, typer.Option("--sound/--no-sound", help="Listen to the sound, or not.")] = None,
    sound_encoder: Annotated[str | None, typer.Option(help="builtin or clap:MODEL.")] = None,
    audio_track: Annotated[int | None, typer.Option(help="Which sound stream of the container.")] = None,
    transcript: Annotated[
        bool | None, typer.Option("--transcript/--no-transcript", help="Read subtitles and write speech down, or not.")
    ] = None,
    transcriber: Annotated[
        str | None,
        typer.Option(help="whisper[:MODEL] (by torch), faster-whisper[:MODEL] (without), or none for subtitles only."),
    ] = None,
    language: Annotated[str | None, typer.Option(help="The language that is spoken, such as en or ru.")] = None,
    texts: Annotated[
        str | None, typer.Option(help="What makes vectors of speech: auto, builtin or st:MODEL for other languages.")
    ] = None,
    segments: Annotated[
        bool | None, typer.Option("--segments/--no-segments", help="Find intros, credits and recaps, or not.")
    ] = None,
    screen: Annotated[
        bool | None, typer.Option("--screen/--no-screen", help="Read what stands on the screen, or not.")
    ] = None,
    motion: Annotated[
        bool | None, typer.Option("--motion/--no-motion", help="Measure how camera and subjects move, or not.")
    ] = None,
    motion_encoder: Annotated[
        str | None, typer.Option(help="builtin, or hf:MODEL, a video model: vectors of clips besides.")
    ] = None,
    text_reader: Annotated[
        str | None, typer.Option(help="rapidocr, or rapidocr:FILE with a recognition network for another script.")
    ] = None,
) -> "vsearch.IndexOverrides":
    """What the options set otherwise than the library remembers."""
    return vsearch.IndexOverrides(
        every=every,
        stride=stride,
        max_frames=max_frames,
        reader=reader,
        sound="none" if sound is False else sound_encoder or ("builtin" if sound else None),
        track=audio_track,
        words=transcript,
        transcriber=transcriber,
        texts=texts,
        language=language,
        segments=segments,
        screen=screen,
        text_reader=text_reader,
        motion=motion,
        motion_encoder=motion_encoder,
    )


@grouped(settings=overrides)
def index(
    *,
    paths: Annotated[
        list[str], typer.Argument(help="Folders, files, globs, URLs, manifests (CSV, TSV, JSONL, Parquet).")
    ],
    library: LibraryOption = None,
    encoder: Annotated[
        str, typer.Option(help="auto, builtin, onnx:REPO_OR_FOLDER, open_clip:ARCH/PRETRAINED or hf:MODEL.")
    ] = "auto",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1 or several: cuda:0,cuda:1.")] = "auto",
    settings: "vsearch.IndexOverrides",
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Videos worked on at once [cores: at most 4, 16 with a GPU].")
    ] = 0,
    cluster: ClusterOption = None,
    gpus: Annotated[
        float | None,
        typer.Option(help="GPUs of each node of the cluster that embed, as in 2, or 0.5 for half of one [all]."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read videos into the library: their best frames, their sound, what is said and what is written."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show import index as show_index
    from vsearch.cluster.work import joined
    from vsearch.indexer.run.index import index as index_videos

    notes: list[str] = []
    where = (None, None) if dry_run else (cluster, gpus)
    with (
        show_index.watching(notes if as_json else None) as watch,
        joined(*where) as there,
    ):
        outcomes = index_videos(
            paths,
            store=library,
            encoder=encoder,
            device=device,
            settings=settings,
            jobs=jobs,
            dry_run=dry_run,
            watch=watch,
            hire=there.hire,
            executor=there.executor,
        )
    if not dry_run and any(outcome.status in ("indexed", "changed", "again") for outcome in outcomes):
        with vsearch.open(library) as opened:
            opened.refresh()  # a large library's common index takes the new videos in now, not at a search
    envelope.answer(map(items.outcome, outcomes), notes) if as_json else show_index.closing(outcomes, dry_run=dry_run)
    if any(outcome.status == "failed" for outcome in outcomes) or not outcomes:
        raise typer.Exit(1)
