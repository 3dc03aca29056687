"""Context that every template has."""

from django.http import HttpRequest

from osteopro.ui.shell import Shell, bare_shell


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The frame the view chose, or the bare one."""
    return {"shell": getattr(request, "shell", None) or bare_shell()}
