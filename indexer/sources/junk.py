"""Junk: what editors, encoders and websites write into a container where a person would have written a title."""

import re

_SOFTWARE = re.compile(
    "(?:adobe (?:premiere|after effects|media encoder)|avidemux|aviutl|bento4|camtasia|canva|capcut|clideo|clipchamp|"
    "core media|davinci resolve|ezgif|ffmpeg(?:2theora)?|filmora|final cut|flexclip|gpac|handbrake|imovie|inshot|"
    "kapwing|kdenlive|kinemaster|l-smash|lavc|lavf|libav|libvpx|libx26[45]|mainconcept|mencoder|mkvmerge|mp4box|movavi|"
    "nero|obs studio|openshot|powerdirector|quicktime|shotcut|sony vegas|vegas pro|veed|videopad|vlc|"
    "windows movie maker|wondershare|x26[45]|xvid)(?![a-z])",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"(?:created|made|edited|encoded|exported|processed|produced|converted|recorded) (?:with|by|using|in|on) ",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"[a-z]?\d\w*|pro|x|express|studio|editor|online|player|version|inc|media|video|filmora", re.IGNORECASE
)
_TECHNICAL = re.compile(
    r"\d+(?:x\d+|fps|hz|khz|kbps|mbps|bit|p|i|k)?|x|fps|hz|khz|kbps|mbps|bit|photo|m?jpe?g|mpe?g\d?|mp[34]|h26[345]|h|"
    r"avc|hevc|vp[89]|av1|prores|dv|aac|ac3|dts|stereo|mono|hd|uhd|sd|hdr\d*|sdr|web|dl|rip|x26[45]|video|audio|track|"
    r"stream|codec|pal|ntsc",
    re.IGNORECASE,
)
_PHRASES = (
    r"(?:my|new|untitled|unnamed)\W+(?:movie|project|video|film|clip|timeline|sequence|edit|composition)(?:\W*\d+)?",
    r"(?:untitled|unnamed|no title|none|null|unknown|default|n/a|video|movie|film|clip)(?:\W*\d+)?",
    r"(?:sequence|timeline|project|composition|comp|scene|render|export|output)\W*\d+",
    r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:app|co|com|de|info|io|me|net|online|org|ru|to|tv)(?:/\S*)?",
    r"(?:img|dsc[fn]?|mvi|mov|mah|gopr|g[hx]\d\d|vid|pxl|dji|clip|pict|rec)[-_ ]?\d[\d_-]*(?:\.[a-z0-9]{2,4})?",
    r"(?:video|sound|subtitle) ?handler?|iso media file produced by .*",
    r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?|vid:\w+",
)
_PHRASE = re.compile("|".join(f"(?:{way})" for way in _PHRASES), re.IGNORECASE)

NO_DATES = frozenset({"1904-01-01", "1970-01-01"})
"""The zero of clocks that nobody set."""


def is_junk(text: str) -> bool:
    """Whether the whole of a text is what a program wrote of itself, of its project or of the file's form."""
    if _PHRASE.fullmatch(text) or _all(_TECHNICAL, text):
        return True
    made = _MADE.match(text)
    software = _SOFTWARE.match(text, made.end() if made else 0)
    return software is not None and (made is not None or _all(_EDITION, text[software.end() :]))


def _all(form: re.Pattern[str], text: str) -> bool:
    return all(form.fullmatch(word) for word in re.split(r"[\W_]+", text) if word)
