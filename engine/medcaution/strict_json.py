"""JSON read strictly: nothing in it is lost without a word."""

from __future__ import annotations

import json
from typing import Any

from medcaution.errors import InputError

_DEEPEST = 32


def parse_json(text: str | bytes) -> Any:
    """JSON as data, with every silent loss refused: duplicate keys, NaN, unbounded depth.

    Raises:
        InputError: with the line and column of the fault where the parser knows them.
    """
    try:
        data = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(
            f"not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except UnicodeDecodeError:
        raise InputError("not valid JSON: the text is not UTF-8") from None
    except (RecursionError, ValueError):
        raise InputError("not valid JSON: nested too deeply or a number too long") from None
    if _depth(data) > _DEEPEST:
        raise InputError(f"JSON nested more than {_DEEPEST} levels deep")
    return data


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputError("a JSON object holds the same key twice; keep one of them")
    return found


def _refuse_constant(_: str) -> Any:
    raise InputError("NaN and Infinity are not JSON numbers")


def _depth(data: Any) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        children: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                children.extend(value.values())
            elif isinstance(value, list):
                children.extend(value)
        level = children
    return depth
