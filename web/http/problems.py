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
from vsearch.web.http.conditions import Unconditional
from vsearch.web.http.cures import WEB
from vsearch.web.jobs.records import JobUnknown
from vsearch.web.safety.bodies import TooSlow
from vsearch.web.safety.discretion import discreet
from vsearch.web.safety.origins import Foreign, Untyped
from vsearch.web.safety.rates import TooLarge, TooMuch
from vsearch.web.safety.roles import NotAllowed, NotKnown
from vsearch.web.safety.uploads import PictureUnknown
from vsearch.web.schemas.problems import Problem

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[VSearchError], int] = {
    NotKnown: 401,
    NotAllowed: 403,
    errors.VideoUnknown: 404,
    errors.DocumentUnknown: 404,
    JobUnknown: 404,
    PictureUnknown: 404,
    errors.DocumentChanged: 412,
    Unconditional: 428,
    errors.VideoAmbiguous: 409,
    errors.UsageWrong: 400,
    errors.Abandoned: 499,
    errors.EncoderMismatch: 409,
    errors.LibraryError: 503,
    errors.VideoGone: 410,
    errors.VideoError: 422,
    errors.ModelMissing: 503,
    errors.PackageMissing: 503,
    errors.EngineUnavailable: 503,
    errors.ClusterUnavailable: 503,
    errors.EncodersBusy: 429,
    errors.WorkerMissing: 503,
    errors.DeviceFull: 503,
    errors.WordsUnreadable: 422,
    errors.SoundUnreadable: 422,
    errors.PictureUnreadable: 422,
    errors.OutputRefused: 507,
    errors.TokensRefused: 503,
    TooMuch: 429,
    Foreign: 403,
    TooLarge: 413,
    TooSlow: 408,
    Untyped: 415,
    errors.TrainingImpossible: 409,
}
"""The status of each state; that of the nearest one above it in the tree where it is not named."""

_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "2"}, 503: {"Retry-After": "2"}}

_log = getLogger("vsearch.web")


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
    person = getattr(request.state, "person", None)
    facts = {name: discreet(str(value), person) for name, value in error.facts.items()}
    return problem(
        status, name, discreet(error.what, person), cured=discreet(cure(error.code, error.facts, WEB), person),
        code=error.code, facts=facts, headers=_HEADERS.get(status),
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
