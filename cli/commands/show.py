"""`vsearch show`: everything that is known of one video."""

from vsearch.cli.options import JsonOption, LibraryOption, VideoArgument


def video(video: VideoArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Show everything known of a video, with a picture of its timeline."""
    from vsearch.cli.show import terminal
    from vsearch.cli.show import video as show_video
    from vsearch.library.report import report
    from vsearch.retrieval.library import Library

    found = report(Library.open(library).store, video)
    terminal.as_json(found) if as_json else show_video.everything(found)
