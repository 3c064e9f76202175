"""The parameters of a call, however they came: query, JSON, urlencoded or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from simulator.errors import bad_request
from simulator.files import Upload


@dataclass
class Params:
    """Values by name, and the files that came with them."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Tell whether the parameter was given."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """Return a string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Return an integer; nonsense counts as the default, as in the real server."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def parsed(self, name: str) -> Any:
        """Return a JSON value, which form data carry as a string."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as wrong:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from wrong

    def chat_id(self) -> int | None:
        """Return the number of the chat a call is about, if it is one."""
        try:
            return int(self.values["chat_id"])
        except (KeyError, TypeError, ValueError):
            return None


async def read_params(request: Request) -> Params:
    """Collect what a request carries."""
    values: dict[str, Any] = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):
        return Params(values | await _json_object(request))
    if content_type.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        async with request.form(max_fields=10_000) as form:
            return await _from_form(values, form)
    return Params(values)


async def _json_object(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        parsed = json.loads(body or b"{}")
    except ValueError as wrong:
        raise bad_request("can't parse JSON object") from wrong
    if not isinstance(parsed, dict):
        raise bad_request("expected a JSON object")
    return parsed


async def _from_form(values: dict[str, Any], form: FormData) -> Params:
    params = Params(values)
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            kind = value.content_type or "application/octet-stream"
            params.files[name] = Upload(value.filename or name, kind, await value.read())
        else:
            params.values[name] = value
    return params
