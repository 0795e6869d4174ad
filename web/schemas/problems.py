"""What is told when something cannot be done (application/problem+json)."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """What happened, to which value, and what may be done about it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Video unknown",
                "status": 404,
                "detail": "No video goes by 'nothing'.",
                "cure": "Choose one from the list of videos.",
                "code": "see-ids",
                "facts": {},
            }
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    cure: str = ""
    code: str = ""
    facts: dict[str, Any] = {}
