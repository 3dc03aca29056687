"""The template environment: strict, escaped, translated."""

import re
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from osteopro.ui.icons import icon

# In Chinese a space stands beside numbers only; a line broken there tears number and unit apart.
BESIDE_NUMBERS = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=\d)")


def environment(**options: Any) -> Environment:
    """Jinja2 as every page uses it; an undefined name is an error, never an empty string."""
    env = Environment(  # noqa: S701 - Django's backend passes autoescape=True
        **{
            **options,
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
        }
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(static=static, url=_url, icon=icon)
    env.filters["unbroken"] = unbroken
    return env


def unbroken(text: str) -> str:
    """Chinese text in which a number never parts from its words at the end of a line.

    >>> unbroken("这 4 周") == "这\\u00a04\\u00a0周"
    True
    """
    made = BESIDE_NUMBERS.sub("\u00a0", text)
    return Markup(made) if isinstance(text, Markup) else made  # noqa: S704 - only spaces changed


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
