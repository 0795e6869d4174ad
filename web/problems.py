"""Every error as application/problem+json: what happened, and in the words of the web what may be done about it."""

import re
from collections.abc import Mapping
from logging import getLogger
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from vsearch import errors
from vsearch.cures import cure
from vsearch.errors import VSearchError
from vsearch.web.cures import WEB
from vsearch.web.safety.roles import NotAllowed, NotKnown, Role
from vsearch.web.schemas.problems import Problem

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[VSearchError], int] = {
    NotKnown: 401,
    NotAllowed: 403,
    errors.VideoUnknown: 404,
    errors.VideoAmbiguous: 409,
    errors.UsageWrong: 400,
    errors.EncoderMismatch: 409,
    errors.LibraryError: 503,
    errors.VideoGone: 410,
    errors.VideoError: 422,
    errors.ModelMissing: 503,
    errors.PackageMissing: 503,
    errors.WorkerMissing: 503,
    errors.DeviceFull: 503,
    errors.WordsUnreadable: 422,
    errors.SoundUnreadable: 422,
    errors.PictureUnreadable: 422,
    errors.OutputRefused: 507,
    errors.TrainingImpossible: 409,
}
"""The status of each state; that of the nearest one above it in the tree where it is not named."""

_PATH = re.compile(r"(?<![\w.:/])(?:[A-Za-z]:)?/(?:[^/\n]+/)+")
"""The folders of a path that begins at the root."""

_log = getLogger("vsearch.web")


def discreet(text: str, request: Request) -> str:
    """A sentence as who asks may read it: viewers are told names of files, but not where they lie."""
    person = getattr(request.state, "person", None)
    return text if person is not None and person.role >= Role.editor else _PATH.sub("", text)


def problem(status: int, title: str, detail: str, *, cured: str = "", code: str = "", **more: Any) -> JSONResponse:
    """An answer that tells a problem; `headers` among `more` are sent with it."""
    headers: Mapping[str, str] | None = more.pop("headers", None)
    told = Problem(title=title, status=status, detail=detail, cure=cured, code=code, facts=more.pop("facts", {}))
    return JSONResponse(told.model_dump(mode="json"), status, headers=headers, media_type=MEDIA_TYPE)


def told(request: Request, error: VSearchError) -> JSONResponse:
    """One of our own errors."""
    kind = next((kind for kind in type(error).__mro__ if kind in STATUS), None)
    status = STATUS[kind] if kind else 500
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).capitalize()
    facts = {name: discreet(str(value), request) for name, value in error.facts.items()}
    headers = {"Retry-After": "2"} if status == 503 else {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return problem(
        status, name, discreet(error.what, request), cured=discreet(cure(error.code, error.facts, WEB), request),
        code=error.code, facts=facts, headers=headers,
    )  # fmt: skip


def handle(app: FastAPI) -> None:
    """Let an app answer every error as a problem."""
    app.add_exception_handler(VSearchError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, VSearchError)
    return told(request, error)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(map(str, one['loc'][1:])) or one['loc'][0]}: {one['msg']}" for one in error.errors())
    return problem(422, "Request invalid", f"{said[:500]}.", cured="Ask as the page /api describes it.")


def _plain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = error.detail or "Refused"
    return problem(error.status_code, title, f"{title.rstrip('.')}.", headers=error.headers)


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    """A mistake of ours: the log has it whole, who asked only learns that there was one."""
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(500, "Server error", "The server could not do this; its log says why.", cured="Try again.")
