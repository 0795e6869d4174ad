"""Cures in the words of the command line: the option or the command that helps, by the codes of `vsearch.cures`."""

from collections.abc import Mapping

from vsearch.cures import Note, cure
from vsearch.errors import VSearchError

COMMAND_LINE: Mapping[str, str] = {
    "add-moments": "Add a moment first.",
    "add-token": "Make one with `vsearch token add NAME`, and give its file as --tokens.",
    "allow-larger": "Make it smaller, or set the environment variable {variable} to more.",
    "another-library": "Index again, into another library.",
    "ask-admin": "Ask somebody who administers the library.",
    "ask-one-thing": "Give words, a picture with --image or a moment with --like, or words with either.",
    "ask-select": "Ask one SELECT, or see `vsearch sql --tables` for what there is.",
    "auto-device": "Use --device auto.",
    "away-or-not-beside": "Move it away, or leave out --beside.",
    "back-or-not-beside": "Put it back, or leave out --beside.",
    "bring-encoder": "Install what brings it, or index again with one that is here (see `vsearch doctor`).",
    "build-dataset": "Build one from this library with `vsearch dataset build`.",
    "choose-channel": "Choose with --in from: {channels}.",
    "choose-encoder": "--encoder chooses another.",
    "choose-media": "Allow its folder with `vsearch serve --media FOLDER`.",
    "clear-parent": "Take that back first: `vsearch vocabulary add TAG --no-parent`.",
    "compile-first": "Compile it first with `vsearch compile`, or use --precision auto.",
    "distilled-folder": "Name a folder that `vsearch distill` wrote.",
    "did-you-mean": "Did you mean {near!r}?",
    "every-or-stride": "Choose --every or --stride.",
    "fetch-encoder": "Fetch it where there is a network and copy the hub's cache folder (or name a checkpoint file: "
    "open_clip:ARCH/PATH), or use --encoder builtin.",
    "fewer-jobs": "Use fewer --jobs.",
    "force-split": "Add videos of other series, or insist with --force: the numbers will then flatter.",
    "free-resources": "Allow more open files and processes (ulimit -n, ulimit -u), or use fewer --jobs.",
    "import-clicks": "Take it in with `vsearch decisions import {path}`, and build the dataset without it.",
    "index-again": "Run `vsearch index` on it again.",
    "install-faiss": "Run `pip install 'vsearch[cpu]'`, or `'vsearch[gpu]'` with an NVIDIA GPU.",
    "install-web": "Run `pip install 'vsearch[web]'`.",
    "label-first": "Label five videos a tag, better ten, of more than one kind, with `vsearch label ID +TAG` or "
    "`vsearch decisions import FILE`, or name words to look for with `vsearch vocabulary add`.",
    "label-more": "Label more videos, of another kind too, with `vsearch label ID +TAG`.",
    "look-again": "Look at what is there now, then save again, or choose another name.",
    "log-in": "Give a token that counts: `vsearch token list` names them.",
    "make-choices": "Make some with `vsearch pin`, `vsearch label` and `vsearch review`, or bring them with "
    "`vsearch decisions import FILE` or `vsearch dataset build --from FILE`.",
    "make-library": "Make one with `vsearch index FOLDER`, or name one with --library.",
    "make-room": "Free some space, or choose another place.",
    "may-read": "Change its permissions.",
    "may-write": "Change the permissions there, or choose another place.",
    "mend": "Run `vsearch doctor --mend`.",
    "merge-words": "Make them one with `vsearch vocabulary merge {name!r} {other!r}`.",
    "more-letters": "Give more letters of the id.",
    "more-moments": "Ask for more moments with --top, or write WebVTT chapters (.vtt).",
    "more-trials": "Allow more with --tune.",
    "new-tokens": "Move the file away, and make its tokens anew with `vsearch token add`.",
    "name-file": "Give --{name} FILE.",
    "name-host": "Start the server with --name, if it is one of its names.",
    "name-id": "Give an id.",
    "name-otherwise": "Choose a name that differs in more than capitals.",
    "name-output": "Give --{name} too.",
    "name-plainly": "Use letters, digits and spaces, such as {near!r}.",
    "name-sentences": "Name a sentence encoder with --sentences FOLDER as well.",
    "name-video": "Give an id, the beginning of one, a title or a path.",
    "not-copied": "Leave out --copy: encoding takes every format.",
    "one-fold": "Add choices for videos of other series, or try one split with --folds 1.",
    "one-manifest": "Give one with --from FILE.",
    "one-video": "Search in one with --video.",
    "other-device": "End what else uses it, or choose another --device.",
    "other-encoder": "Use --encoder {encoder}, or index into another library.",
    "other-key": "Send another Idempotency-Key.",
    "other-name": "Choose another --name.",
    "other-output": "Choose another folder or format.",
    "other-port": "Choose another with --port, or a free one with --port 0.",
    "other-reader": "Re-encode it, or try another --reader.",
    "other-sound-encoder": "Check its name, or choose --sound-encoder builtin.",
    "other-texts": "Check its name, or choose --texts builtin.",
    "other-transcriber": "Check its name, or choose another with --transcriber, such as --transcriber none.",
    "private-file": "Make it yours alone: chmod 600 {path}.",
    "prompt-too": "Give --prompt WORDS too.",
    "put-back": "Put it back, index its new place, or `vsearch remove {id}`.",
    "rebuild": "Run `vsearch rebuild`: it is made again.",
    "remake": "Run `vsearch doctor --mend`, then `vsearch index` on its file: the part is re-made.",
    "rollback": "Take it back with `vsearch towers rollback`.",
    "revoke-first": "Run `vsearch token revoke {name}` first, or choose another name.",
    "say-which": "Say which revision is replaced.",
    "search-pictures": "Add frames to --in, or leave it out.",
    "see-help": "See `vsearch --help`.",
    "see-ids": "See `vsearch list` for the ids.",
    "see-jobs": "See the list of jobs.",
    "see-keys": "See `vsearch decisions list` for the keys.",
    "see-reels": "See `vsearch reels` for those that are kept.",
    "see-tables": "See `vsearch sql --tables` for the tables and their columns.",
    "see-tags": "See `vsearch vocabulary list` for the tags there are.",
    "see-tokens": "See `vsearch token list`.",
    "shapes-beside": "Give --beside one upright shape and one other at most.",
    "slower-rate": "Index these videos again, or continue with --resume and a smaller --rate.",
    "smaller-encoder": "--encoder builtin is smaller and faster.",
    "smaller-tower": "Train with a smaller --width, fewer --frames, one of --jobs at a time, or where there is more "
    "memory.",
    "smaller-transcriber": "Choose a smaller model, or --device cpu.",
    "sound-again": "Index its sound again, or train anew with `vsearch train`.",
    "sounds-by-words": "Index with --sound-encoder clap:MODEL to search sounds by words.",
    "start-anew": "Train with the same data and plan, or without --resume to start anew.",
    "train": "Make one with `vsearch train`.",
    "try-encoder": "--encoder {encoder} tries again.",
    "undo-undo": "Bring it back by undoing its undo, which `vsearch decisions list` shows.",
    "upgrade": "Upgrade with `pip install -U vsearch`.",
    "wait": "Try again when it has ended.",
    "which-thumbnails": "Name videos by their IDs, or choose many with one of --all, --missing and --stale.",
}


def worded(error: VSearchError | Note) -> str:
    """An error and its cure as a person at a terminal reads them."""
    return " ".join(part for part in (error.what, instead(error)) if part)


def instead(error: VSearchError | Note) -> str:
    """What a person at a terminal can do about an error; nothing where that is not known."""
    return cure(error.code, error.facts, COMMAND_LINE)
