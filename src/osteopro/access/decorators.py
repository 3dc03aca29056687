"""Every view says who may open it; a view that says nothing is closed."""

from collections.abc import Callable
from typing import Any, TypeVar

from osteopro.access.terms import Permission

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"


def access(permission: Permission) -> Callable[[View], View]:
    """Open a view to people whose roles hold `permission`. Everyone else meets a 404."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Open a view to everybody: sign-in pages, emergency help, static texts."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view
