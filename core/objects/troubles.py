"""Troubles with object storage in one sentence each, by what the storage answers; nothing of a request is repeated."""

import re

_CODES = (r"<Code>(\w+)</Code>", r"\"code\": ?\"?(\w+)", r"status code: (\d{3})")

_WHY = (
    (r"ExpiredToken|TokenRefreshRequired|ExpiredCredential|credentials? (?:have|has) expired", "credentials-lapsed"),
    (r"InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|InvalidClientTokenId|status code: 401", "who"),
    (r"AccessDenied|AllAccessDisabled|AuthorizationFailure|status code: 403", "denied"),
    (r"NoSuchBucket|ContainerNotFound|InvalidBucketName", "no-bucket"),
    (r"instance metadata|169\.254|MissingAccessKey|Missing(?:Region|Bucket)|No credential|[Cc]redential", "nobody"),
    (r"Invalid(?:Path|Argument)|invalid path", "name"),
)
_SAID = {
    "credentials-lapsed": ("The credentials for {place} have lapsed.", "renew-credentials"),
    "who": ("The storage of {place} does not know these credentials.", "check-credentials"),
    "denied": ("These credentials may not do that at {place}.", "allow-bucket"),
    "no-bucket": ("There is no bucket for {place}.", "make-bucket"),
    "nobody": ("There are no credentials for {place} in this environment.", "check-credentials"),
    "name": ("{place} is no name that object storage takes.", "name-object"),
}


def sentence(place: str, said: str) -> tuple[str, str]:
    """What happened at a place, and the code of its cure; `said` is the driver's text, of which only a code is told."""
    for pattern, why in _WHY:
        if re.search(pattern, said):
            what, code = _SAID[why]
            return what.format(place=place), code
    told = next((found[1] for code in _CODES if (found := re.search(code, said))), "")
    return f"The storage of {place} does not answer{f' but with {told}' if told else ''}.", "wait-storage"
