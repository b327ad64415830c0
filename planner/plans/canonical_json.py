"""Values written as one text that is the same in every place and for ever, and read again: what a signature binds to.

The canonical form is JSON in ASCII (RFC 8259, with every other character as an escape), without spaces, the keys of
every object in the order of their code points. A day is its ISO 8601 date, a tuple a list, a named tuple or dataclass
an object under the names of its fields. A field that holds what it holds when nothing is said is left out: so a field
that a later version adds changes no text until it says something. No number but whole ones, nothing that hangs on a
process, a language or the order in which things were added.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Read = TypeVar("Read")
AS_THEY_ARE = (str, bool, int, type(None))
Named = tuple[tuple[str, Any], ...]  # the fields of a value by name, each with what it holds when nothing is said


def canonical(value: Any) -> Any:
    """A value as JSON holds it. Raises TypeError for what has no canonical form, such as a number with a fraction."""
    kind: Any = type(value)
    if kind in AS_THEY_ARE:
        return value
    if kind is date:
        return value.isoformat()
    named = _named(kind)
    if named is not None:
        return {
            name: one if type(one) in AS_THEY_ARE else canonical(one)
            for name, empty in named
            if (one := getattr(value, name)) is not empty and one != empty
        }
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError(f"{value!r} has a key that is no text. Write its keys as text.")
        return {key: canonical(one) for key, one in value.items()}
    if kind in (tuple, list):
        return [canonical(one) for one in value]
    raise TypeError(f"{value!r} has no canonical form. Make it of texts, days, whole numbers, yes and no.")


def digest_of_value(value: Any) -> str:
    """The SHA-256 of the canonical text of a value, in 64 hexadecimal digits."""
    text = json.dumps(canonical(value), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read_canonical(kind: type[Read], said: Any) -> Read:
    """The value of this kind that `canonical` made `said` of. Raises ValueError when that says none of this kind."""
    wanted: Any = kind
    try:
        read: Read = _reader(wanted)(said)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"This is no {kind.__name__} that this version can read: {error}") from error
    return read


@lru_cache(maxsize=256)
def _named(kind: Any) -> Named | None:
    """The fields of a kind of value, where it has any."""
    if is_dataclass(kind):
        return tuple((one.name, one.default) for one in fields(kind))
    if hasattr(kind, "_field_defaults"):
        return tuple((name, kind._field_defaults.get(name, MISSING)) for name in kind._fields)
    return None


@lru_cache(maxsize=256)
def _reader(kind: Any) -> Callable[[Any], Any]:
    """The function that reads a value of one kind from what JSON says."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (other,) = [_reader(one) for one in inside if one is not type(None)]
        return lambda said: None if said is None else other(said)
    if origin is tuple and inside[1:] == (...,):
        return lambda said: tuple([_reader(inside[0])(one) for one in _a(list, said)])
    if origin is tuple:
        readers = tuple(_reader(one) for one in inside)
        return lambda said: tuple([read(one) for read, one in zip(readers, _a(list, said), strict=True)])
    if origin is not None and issubclass(origin, Mapping):
        each = _reader(inside[1])
        return lambda said: {key: each(one) for key, one in _a(dict, said).items()}
    if kind is date:
        return lambda said: date.fromisoformat(_a(str, said))
    if hasattr(kind, "_field_defaults"):
        hints = {name: hint for name, hint in get_type_hints(kind).items() if name in kind._fields}
        parts = {name: _reader(hint) for name, hint in hints.items()}
        return lambda said: kind(**{name: parts[name](one) for name, one in _a(dict, said).items()})
    return lambda said: _a(kind, said)


def _a(kind: type, said: Any) -> Any:
    if type(said) is not kind:
        raise TypeError(f"{said!r} is no {kind.__name__}.")
    return said
