"""`vsearch show`: everything that is known of one video."""

from vsearch.cli.options import JsonOption, LibraryOption, VideoArgument


def video(video: VideoArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Show everything known of a video, with a picture of its timeline."""
    from vsearch.cli.show import terminal as show
    from vsearch.cli.show import video as show_video
    from vsearch.library import Library
    from vsearch.library.known import known

    found = known(Library.open(library), video)
    show.as_json(found) if as_json else show_video.everything(found)
