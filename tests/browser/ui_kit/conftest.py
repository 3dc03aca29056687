"""Renders pages of the kit and serves them, styles and scripts included, without a server."""

import mimetypes
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

import osteopro.ui
from osteopro.ui import components
from osteopro.ui.icons import icon

UI = Path(osteopro.ui.__file__).parent
HERE = Path(__file__).parent
ORIGIN = "http://ui.test"
CHROMIUM = "/usr/bin/chromium"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"

NAV = [("工作列表", 13), ("患者", 0), ("电话", 3), ("转诊", 1), ("约号", 4), ("建议库", 0)]


def catalogue(language: str) -> Translations:
    """The translations of one language, compiled in memory."""
    folder = "en" if language == "en" else "zh_Hans"
    with (UI / "locale" / folder / "LC_MESSAGES" / "django.po").open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Translations(compiled)


def shell(language: str, **changes: Any) -> SimpleNamespace:
    """A frame like the one the product gives to every page."""
    english = language == "en"
    values = {
        "service_name": "Bone Health" if english else "骨健康随访",
        "hospital": "Qinghe Hospital" if english else "青禾医院",
        "phone": "028-0000 1234",
        "phone_href": "tel:02800001234",
        "hours_text": "Monday to Friday, 8:30 am–5:30 pm"
        if english
        else "周一到周五 上午8:30–下午5:30",
        "language": language,
        "html_lang": "en" if english else "zh-CN",
        "other_language": "zh-hans" if english else "en",
        "text_size": "standard",
        "sound": not english,
        "user_name": "李护士",
        "nav": [
            SimpleNamespace(label=label, href="#", current=n == 0, count=count)
            for n, (label, count) in enumerate(NAV)
        ],
        "demo": False,
        "single_keys": True,
        "emergency_phone": "120",
    }
    return SimpleNamespace(**{**values, **changes})


def environment(language: str) -> Environment:
    env = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(UI / "templates"), FileSystemLoader(HERE / "samples")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=lambda path: f"/static/{path}", icon=icon, c=components, url=lambda *_: "#"
    )
    return env


def render(
    template: str, language: str = "zh-hans", frame: dict[str, Any] | None = None, **context: Any
) -> str:
    """A template of the kit or of the samples as HTML."""
    return (
        environment(language)
        .get_template(template)
        .render(
            shell=shell(language, **(frame or {})),
            request=SimpleNamespace(get_full_path=lambda: "/me/"),
            csrf_input=Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
            **context,
        )
    )
