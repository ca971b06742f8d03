"""Packages that only some runs need: found when used, and said by their extra when missing."""

from importlib import import_module
from typing import Any

from kr_policy_ie.errors import InputError


def needed(module: str, what: str, extra: str, *, package: str | None = None, or_: str = "") -> Any:
    """The module that something needs.

    Args:
        module: Its name.
        what: What needs it, as the beginning of a sentence.
        extra: The extra of this library that brings it.
        package: Its name in the package index, if another.
        or_: What else can be done.

    Raises:
        InputError: If it is not installed; names package, extra and what else can be done.

    >>> needed("json", "reading", "batch").loads("1")
    1
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(
            f"{what} needs the package {package or module}: "
            f"pip install 'kr-policy-ie[{extra}]'{or_ and ', or ' + or_}"
        ) from error
