"""Cures: what to do about an error, by code; each front words them for the hands that it serves.

An error says what happened and names its cure by a code, as in `LibraryMissing("There is none at x.", "make-library")`.
This table words the codes for those who call Python; `vsearch.cli.cures` words the same codes as options and commands.
Braces are filled with the error's facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PYTHON: Mapping[str, str] = {
    "allow-bucket": "Allow them to read, list, write and delete there, or choose another place.",
    "check-credentials": "Set those of the storage in the environment, such as AWS_ACCESS_KEY_ID and AWS_REGION.",
    "install-cloud": "Run `pip install 'vsearch[cloud]'`.",
    "make-bucket": "Make it, or check the spelling of the URL.",
    "name-object": "Use a plain name, such as s3://bucket/films/a.mp4.",
    "renew-credentials": "Renew them, and go on: what is stored stays.",
    "wait-storage": "Check the network and the storage's address, and try again: what is stored stays.",
    "add-moments": "Add a moment first.",
    "add-token": "Make one with vsearch.tokens.add, and pass its file as `tokens`.",
    "allow-larger": "Make it smaller, or set the environment variable {variable} to more.",
    "another-library": "Index again, into another library.",
    "ask-admin": "Ask somebody who administers the library.",
    "ask-one-thing": "Give words, image= or like=, or words with either.",
    "ask-select": "Ask one SELECT.",
    "auto-device": "Pass the device `auto`.",
    "away-or-not-beside": "Move it away, or write elsewhere than beside the video.",
    "back-or-not-beside": "Put it back, or write elsewhere than beside the video.",
    "bring-encoder": "Install what brings it, or index again with an encoder that is here.",
    "build-dataset": "Build one from this library with vsearch.training.datasets.build.",
    "choose-channel": "Choose from: {channels}.",
    "choose-encoder": "Pass `encoder` to choose another.",
    "choose-media": "Allow its folder in ServeSettings.media.",
    "clear-parent": "Take that back first with vsearch.retrieval.tags.vocabulary.clear_parent.",
    "compile-first": "Compile the encoder first, or pass the precision `auto`.",
    "distilled-folder": "Name a folder that distil wrote.",
    "did-you-mean": "Did you mean {near!r}?",
    "engine-room": "Give it more room, or forget what it need not hold.",
    "engine-token": "Set the environment variable VSEARCH_MILVUS_TOKEN to NAME:PASSWORD instead.",
    "engine-writable": "Let it be written, or name another engine.",
    "every-or-stride": "Set `every` or `stride`.",
    "fetch-encoder": "Fetch it where there is a network and copy the hub's cache folder (or name a checkpoint file: "
    "open_clip:ARCH/PATH), or pass the encoder `builtin`.",
    "fewer-jobs": "Pass fewer jobs.",
    "force-split": "Add videos of other series, or pass force=True: the numbers will then flatter.",
    "free-resources": "Allow more open files and processes (ulimit), or pass fewer jobs.",
    "give-or-take": "Give it, or deny it.",
    "import-clicks": "Import it as decisions, and build the dataset without it.",
    "index-again": "Index it again.",
    "install-cluster": "Run `pip install 'vsearch[cluster]'`.",
    "install-faiss": "Run `pip install 'vsearch[cpu]'`, or `'vsearch[gpu]'` with an NVIDIA GPU.",
    "install-lite": "Run `pip install milvus-lite`, or name a server: milvus://HOST:PORT.",
    "install-screen": "Run `pip install 'vsearch[screen]'`.",
    "install-web": "Run `pip install 'vsearch[web]'`.",
    "keep-packaging": "Write it with its packaging.",
    "label-first": "Label five videos a tag, better ten, of more than one kind, or add words to the vocabulary.",
    "label-segments": "Say where segments are with library.label_segment, in more videos and series.",
    "label-more": "Label more videos, of another kind too.",
    "look-again": "Read what is there now, then save with its revision, or choose another name.",
    "log-in": "Give a token that counts.",
    "make-choices": "Pin frames, label tags, judge moments, or import decisions.",
    "make-library": "Make one with vsearch.index(), or pass another path.",
    "make-room": "Free some space, or choose another place.",
    "may-read": "Change its permissions.",
    "may-write": "Change the permissions there, or choose another place.",
    "mend": "Open it with vsearch.open(path, mend=True).",
    "merge-words": "Make them one with vsearch.retrieval.tags.vocabulary.merge.",
    "more-letters": "Give more letters of the id.",
    "more-moments": "Ask for more moments with `top`, or write WebVTT chapters (.vtt).",
    "more-trials": "Allow more trials.",
    "name-tag": "Give its name.",
    "new-tokens": "Move the file away, and make its tokens anew.",
    "name-file": "Give `{name}` a file's name.",
    "name-host": "Add the name to `hosts`.",
    "name-id": "Give an id.",
    "name-otherwise": "Choose a name that differs in more than capitals.",
    "name-output": "Give `{name}` too.",
    "name-plainly": "Use letters, digits and spaces, such as {near!r}.",
    "name-sentences": "Name a sentence encoder with `sentences` as well.",
    "name-video": "Give an id, the beginning of one, a title or a path.",
    "not-copied": "Cut without `copy`: encoding takes every format.",
    "one-fold": "Add choices for videos of other series, or pass folds=1 for one split.",
    "one-manifest": "Pass one source.",
    "one-video": "Search in one with `video`.",
    "onnx-folder": "Name a folder or a repository of the hub that holds visual/model.onnx and textual/model.onnx, "
    "each with its settings.",
    "other-device": "End what else uses it, or pass another device.",
    "other-database": "Name another database of it in the address, as in milvus://HOST:PORT/NAME.",
    "other-encoder": "Pass encoder={encoder!r}, or another library.",
    "other-key": "Send another Idempotency-Key.",
    "other-name": "Choose another name.",
    "other-output": "Choose another folder or format.",
    "other-port": "Choose another `port`, or 0 for a free one.",
    "cpu-reader": "Pass reader='auto', or 'pyav'.",
    "other-reader": "Re-encode it, or pass another reader.",
    "other-motion-encoder": "Check its name, or pass the motion encoder `builtin`.",
    "other-script": "Pass `text_reader='rapidocr:FILE'` with a network that knows them.",
    "other-sound-encoder": "Check its name, or pass the sound encoder `builtin`.",
    "other-texts": "Check its name, or pass the text encoder `builtin`.",
    "other-transcriber": "Check its name, or pass another transcriber, such as `none`.",
    "private-file": "Make it yours alone: chmod 600.",
    "prompt-too": "Pass prompt= too.",
    "put-back": "Put it back, index its new place, or remove the video from the store.",
    "rebuild": "Call `rebuild()`: it is made again.",
    "rollback": "Roll the tower back with vsearch.training.serving.towers.serve(..., rollback=True).",
    "remake": "Open its library with vsearch.open(path, mend=True), and index its file again: the part is re-made.",
    "revoke-first": "Revoke it first, or choose another name.",
    "say-which": "Say which revision is replaced.",
    "search-pictures": 'Add "frames" to inside=, or leave it out.',
    "see-help": "See help(vsearch).",
    "see-ids": "The store's ids() lists what there is.",
    "see-jobs": "See the list of jobs.",
    "see-keys": "Library.history() tells the keys.",
    "see-reels": "Library.reels() tells those that are kept.",
    "see-searches": "Library.saved_searches() tells those that are kept.",
    "see-tables": "See vsearch.library.catalog.tables.TABLES for the tables and their columns.",
    "see-tags": "See the vocabulary for the tags there are.",
    "see-tokens": "See vsearch.tokens.read for those there are.",
    "set-engine": "Choose one with Library.choose_engine().",
    "see-trials": "Library.trials() tells them.",
    "shapes-beside": "Give one upright shape and one other at most.",
    "slower-rate": "Index these videos again, or resume with a smaller rate.",
    "smaller-encoder": "The encoder `builtin` is smaller and faster.",
    "smaller-tower": "Train with a smaller width, fewer frames, one job at a time, or where there is more memory.",
    "smaller-transcriber": "Choose a smaller model, or the device `cpu`.",
    "sound-again": "Index its sound again, or train anew.",
    "motion-by-words": "Index with the motion encoder `hf:MODEL`, of X-CLIP's kind, to search movement by words.",
    "sounds-by-words": "Index with the sound encoder `clap:MODEL` to search sounds by words.",
    "start-engine": "Start it, or name another engine.",
    "start-anew": "Train with the same data and plan, or with resume=False to start anew.",
    "stop-trial": "Stop it with Library.stop_trial({id!r}).",
    "text-model": "Pass the text reader `rapidocr`, or `rapidocr:FILE` with a network that names its letters.",
    "train": "Train one with vsearch.training.tower.fit.",
    "try-encoder": "The encoder {encoder} tries again.",
    "undo-undo": "Bring it back by undoing its undo.",
    "unpin": "Take the pin back with Library.unpin.",
    "upgrade": "Upgrade with `pip install -U vsearch`.",
    "wait": "Try again when it has ended.",
    "which-thumbnails": "Name videos, or pass which='all', 'missing' or 'stale'.",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know, and by code what may be done about it."""

    what: str
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, cure(self.code, self.facts)) if part)


def cure(code: str, facts: Mapping[str, object], words: Mapping[str, str] = PYTHON) -> str:
    """The sentence of a code in the words of a front; nothing for no code."""
    return words[code].format(**facts) if code else ""
