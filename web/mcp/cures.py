"""Cures in the words of an assistant: which tool to call, or what to tell whoever started it."""

from collections.abc import Mapping

from vsearch.web.http.cures import WEB

ASSISTANT: Mapping[str, str] = {
    **WEB,
    "index-again": "Tell the user to run `vsearch index` on it again.",
    "look-again": "Call it again.",
    "make-library": "Tell the user to start `vsearch mcp` with another --library, or to run `vsearch index FOLDER`.",
    "more-letters": "Give the whole id, as list_videos tells it.",
    "name-id": "Give an id, as list_videos tells it.",
    "name-video": "Give the id of a video, as list_videos tells it.",
    "put-back": "Tell the user to put the file back, or to index it at its new place.",
    "say-which": "Call it again.",
    "see-help": "See the descriptions of the tools.",
    "see-ids": "Take an id from search or list_videos.",
    "see-reels": "Take a name from list_reels.",
    "see-tags": "Take a tag from list_tags.",
    "see-jobs": "Call clip again.",
    "may-write": "Tell the user that this folder may not be written to.",
    "make-room": "Tell the user to free some space.",
    "undo-undo": "Tell the user to undo its undo, which `vsearch decisions list` shows.",
}
"""What may be done about a state, for those who call tools."""
