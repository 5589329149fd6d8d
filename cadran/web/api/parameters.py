"""A parameter that a call does not take is refused: ignored, it would give figures that answer another question."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema

from cadran.errors import UsageError, did_you_mean

Endpoint = Callable[..., Any]


def known_only(endpoint: Endpoint) -> Endpoint:
    """An endpoint that refuses what its own parameters do not name, with those that it takes."""
    known = tuple(dict.fromkeys(_names(endpoint)))

    @wraps(endpoint)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        for name in request.GET:
            if name not in known:
                if not known:
                    raise UsageError('This call takes no parameter, "{name}" neither.', name=name[:40])
                near = did_you_mean(name, known)
                raise UsageError(
                    'This call takes no parameter "{name}".{near} Those it takes: {names}.',
                    name=name[:40],
                    near=near,
                    names=[*known],
                )
        return endpoint(request, *args, **kwargs)

    return checked


def _names(endpoint: Endpoint) -> Iterator[str]:
    """What the address may hold after its question mark: of a schema, its fields as they are written there."""
    hints = typing.get_type_hints(endpoint, include_extras=True)
    for name in inspect.signature(endpoint).parameters:
        hint = hints.get(name)
        if typing.get_origin(hint) is not Annotated:
            continue  # the request, and what stands in the path
        kind = typing.get_args(hint)[0]
        if isinstance(kind, type) and issubclass(kind, Schema):
            yield from (field.alias or own for own, field in kind.model_fields.items())
        else:
            yield name
