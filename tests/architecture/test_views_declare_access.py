"""Every address says who may open it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from osteopro.access.decorators import PUBLIC, public
from osteopro.access.middleware import declared_permission
from osteopro.access.terms import Permission


def views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Address and view of every route, however deep it is included."""
    for entry in patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns, address)
        else:
            yield address, entry.callback


def undeclared(patterns: list[URLPattern | URLResolver]) -> list[str]:
    return [
        f"/{address} ({view.__module__}.{view.__name__})"
        for address, view in views(patterns)
        if not is_declared(declared_permission(view))
    ]


def is_declared(permission: Permission | str | None) -> bool:
    return permission == PUBLIC or isinstance(permission, Permission)


def test_every_view_declares_who_may_open_it() -> None:
    assert undeclared(get_resolver().url_patterns) == []


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@public
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def mistyped(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


mistyped.permission = "everybody"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("view", "found"), [(forgotten, 1), (open_to_all, 0), (mistyped, 1)])
def test_the_walk_finds_a_view_that_declares_nothing(view: Any, found: int) -> None:
    assert len(undeclared([path("care/", view)])) == found
