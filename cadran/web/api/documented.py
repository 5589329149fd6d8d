"""The API's description: each call with the statuses that it may answer with, as problem documents where it cannot answer."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from cadran.web.errors import PROBLEM

REFUSALS = {
    400: "A parameter has a value that is not understood; `detail` says which, and what is expected.",
    401: "Nobody is signed in, or the token has ended.",
    403: "The caller's rights, or a token's, do not cover this.",
    404: "It does not exist, or it is not the caller's to see.",
    422: "The question is understood and has no answer, or not within what one answer may hold.",
    503: "The store is busy or out of reach for a moment; `Retry-After` says when to ask again, where that is known.",
}
"""What any call may be answered with instead."""
_DOCUMENT = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, in the language asked for."},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_METHODS = ("get", "post", "put", "patch", "delete")


class DocumentedAPI(NinjaAPI):
    """An API whose description names every status."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, with what each call may be refused with."""
        schema = super().get_openapi_schema(**options)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _DOCUMENT
        content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in schema["paths"].values():
            for method in path.keys() & set(_METHODS):
                for status, meaning in REFUSALS.items():
                    path[method]["responses"].setdefault(status, {"description": meaning, "content": content})
        return schema
