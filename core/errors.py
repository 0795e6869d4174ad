"""Everything that can go wrong, as one tree of states.

VSearchError
 ├─ UsageWrong          what was asked cannot be done as asked
 │   ├─ VideoUnknown    no video goes by that id, prefix, path or title
 │   ├─ VideoAmbiguous  several videos do
 │   ├─ TimeOutside     a time lies outside its video
 │   ├─ DocumentUnknown no saved search or reel has that name
 │   └─ DocumentChanged somebody else saved it meanwhile
 ├─ Abandoned           nobody waits for the answer any more
 ├─ LibraryError        the library as a whole
 │   ├─ LibraryMissing  there is none at that place
 │   ├─ LibraryTooNew   a newer version made it
 │   ├─ LibraryDamaged  one of its files cannot be read
 │   ├─ LibraryBusy     another process holds what is needed
 │   └─ EncoderMismatch vectors of different encoders would mix
 ├─ VideoError          one video
 │   ├─ VideoUnreadable it cannot be opened or decoded
 │   ├─ VideoGone       its file is not where it was
 │   └─ VideoStuck      its decoder did not come back
 ├─ EncodersBusy        all encoders work for others
 ├─ WorkerMissing       a worker process cannot be started
 ├─ WorkerDied          a piece of work ended its worker each time that it was tried
 ├─ ModelMissing        a model's weights or its package are not here
 │   └─ ModelUnsafe     its files would run code of their own
 ├─ DeviceFull          a GPU has not the memory that a model needs
 ├─ StorageRefused      object storage does not answer, or does not let
 ├─ PackageMissing      an optional package is not installed
 ├─ EngineUnavailable   a search engine beside the library does not serve
 ├─ ClusterUnavailable  machines that were to do the work do not, or cannot
 ├─ WordsUnreadable     subtitles or a transcript cannot be read
 ├─ SoundUnreadable     a sound track cannot be decoded
 ├─ PictureUnreadable   an image file cannot be read
 ├─ OutputRefused       a file cannot be written where it was asked
 ├─ TokensRefused       a file of tokens cannot be trusted
 └─ TrainingImpossible  there is not enough, or not the right thing, to learn from
"""

from vsearch.cures import Note


class VSearchError(Exception):
    """Something a person can act on: what happened, to which value, and by `code` what to do about it."""

    def __init__(self, what: str, code: str = "", **facts: object) -> None:
        super().__init__(what)
        self.what, self.code, self.facts = what, code, facts

    @property
    def note(self) -> Note:
        """What a front words."""
        return Note(self.what, self.code, self.facts)

    def __str__(self) -> str:
        return str(self.note)


class UsageWrong(VSearchError):
    """What was asked cannot be done as asked."""


class VideoUnknown(UsageWrong):
    """No video goes by that id, prefix, path or title."""


class VideoAmbiguous(UsageWrong):
    """Several videos go by that prefix or path."""


class TimeOutside(UsageWrong):
    """A time lies outside its video."""


class DocumentUnknown(UsageWrong):
    """No saved search or reel has that name."""


class DocumentChanged(UsageWrong):
    """Somebody else saved, or deleted, what a writer meant to replace."""


class Abandoned(VSearchError):
    """Nobody waits for the answer any more."""


class LibraryError(VSearchError):
    """The library as a whole is not in a state to serve."""


class LibraryMissing(LibraryError):
    """There is no library at that place."""


class LibraryTooNew(LibraryError):
    """A newer version made the library."""


class LibraryDamaged(LibraryError):
    """One of the library's files cannot be read."""


class LibraryBusy(LibraryError):
    """Another process holds what is needed, and did not let go in time."""


class EncoderMismatch(LibraryError):
    """Vectors of different encoders would mix."""


class VideoError(VSearchError):
    """One video is the trouble."""


class VideoUnreadable(VideoError):
    """A video cannot be opened or decoded."""


class VideoGone(VideoError):
    """A video's file is not where it was."""


class VideoStuck(VideoError):
    """A video's decoder did not come back in time."""


class EncodersBusy(VSearchError):
    """All encoders work for others, and enough requests wait for one."""


class WorkerMissing(VSearchError):
    """A worker process cannot be started: the system has no room for it."""


class WorkerDied(VSearchError):
    """A piece of work ended its worker each time that it was tried."""


class ModelMissing(VSearchError):
    """A model's weights, or the package that runs it, are not on this machine."""


class ModelUnsafe(ModelMissing):
    """A model's files ask to run code of their own, so that it is as good as missing."""


class DeviceFull(VSearchError):
    """A GPU has not the memory that a model needs."""


class StorageRefused(VSearchError):
    """Object storage does not answer, or does not let one read or write."""


class PackageMissing(VSearchError):
    """An optional package is not installed: an extra brings it."""


class EngineUnavailable(VSearchError):
    """A search engine beside the library cannot be reached, or refuses what it is asked or told."""


class ClusterUnavailable(VSearchError):
    """A cluster of machines does not answer, or cannot do the work that it is asked for."""


class WordsUnreadable(VSearchError):
    """Subtitles or a transcript cannot be read."""


class SoundUnreadable(VSearchError):
    """A sound track cannot be decoded."""


class PictureUnreadable(VSearchError):
    """An image file cannot be read."""


class OutputRefused(VSearchError):
    """A file cannot be written where it was asked."""


class TokensRefused(VSearchError):
    """A file of tokens cannot be trusted."""


class TrainingImpossible(VSearchError):
    """There is not enough, or not the right thing, to learn from."""


def first_line(error: Exception) -> str:
    """What somebody else's error says at most in a sentence of ours: its first line, else its name."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(".")
