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
from playwright.sync_api import Browser, Page, Route

import osteopro.ui
from osteopro.ui import components
from osteopro.ui.gallery import gallery_context
from osteopro.ui.icons import icon
from osteopro.ui.jinja import unbroken

UI = Path(osteopro.ui.__file__).parent
HERE = Path(__file__).parent
ORIGIN = "http://ui.test"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; form-action 'self'"
)
NAV = [("工作列表", 13), ("患者", 0), ("电话", 3), ("转诊", 1), ("约号", 4), ("建议库", 0)]

Answer = Callable[[Route], None]
Open = Callable[..., Page]


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
    nav = [
        SimpleNamespace(label=label, href="#", current=n == 0, count=count)
        for n, (label, count) in enumerate(NAV)
    ]
    values = {
        "service_name": "Bone Health" if english else "骨健康随访",
        "hospital": "Qinghe Hospital" if english else "青禾医院",
        "phone": "028-0000 1234",
        "phone_href": "tel:02800001234",
        "hours_text": "Monday to Friday, 8:30–17:30" if english else "周一到周五 上午8:30–下午5:30",
        "language": language,
        "html_lang": "en" if english else "zh-CN",
        "other_language": "zh-hans" if english else "en",
        "text_size": "standard",
        "sound": not english,
        "user_name": "李护士",
        "nav": nav,
        "demo": True,
        "single_keys": True,
        "emergency_phone": "120",
        "lock_after": 180,
        "warn_for": 30,
        "spoken": "",
    }
    return SimpleNamespace(**{**values, **changes})


def environment(language: str) -> Environment:
    """The product's template environment, with our own catalogue and the sample pages."""
    folders = [FileSystemLoader(UI / "templates"), FileSystemLoader(HERE / "samples")]
    env = Environment(
        loader=ChoiceLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(static=lambda path: f"/static/{path}", icon=icon, c=components)
    env.filters["unbroken"] = unbroken
    return env


def render(
    template: str, language: str = "zh-hans", frame: dict[str, Any] | None = None, **context: Any
) -> str:
    """A template of the kit or of the samples as HTML."""
    token = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">')
    return (
        environment(language)
        .get_template(template)
        .render(
            shell=shell(language, **(frame or {})),
            request=SimpleNamespace(get_full_path=lambda: "/me/"),
            csrf_input=token,
            **context,
        )
    )


def sample_context(name: str) -> dict[str, Any]:
    """What a sample page needs beyond its own words."""
    ends = {0: "一点不痛", 10: "想得到的最痛"}
    ladder = [components.Answer(str(n), str(n), ends.get(n, "")) for n in range(11)]
    words = ("没有", "有一点", "有一些", "比较重", "很重")
    five = [components.Answer(str(n), word) for n, word in enumerate(words)]
    staff, patient = gallery_context("staff"), gallery_context("patient")
    charts = [("痛", staff["sentence"], staff["svg"])]
    wrong = [components.FieldError("sym-sleep", "请选一个答案。")]
    return {
        "question.html": {"errors": [], "answers": five},
        "question_error": {"errors": wrong, "answers": five},
        "ladder.html": {"answers": ladder},
        "trend.html": {"svg": patient["svg"]},
        "worklist.html": {"lanes": staff["lanes"]},
        "worklist_empty": {"lanes": []},
        "review.html": {"charts": charts, "reply_error": ""},
        "review_error": {"charts": charts, "reply_error": "建议里有药名，请转医生。"},
    }.get(name, {})


STATES = {
    "question_error": "question.html",
    "worklist_empty": "worklist.html",
    "review_error": "review.html",
}
PATIENT = [
    "open_link.html",
    "home.html",
    "start.html",
    "question.html",
    "question_error",
    "ladder.html",
    "safety.html",
    "check.html",
    "done.html",
    "emergency.html",
    "reply.html",
    "trend.html",
    "queued.html",
]
STAFF = ["worklist.html", "worklist_empty", "review.html", "review_error", "staff_signin.html"]


def sample(name: str, **frame: Any) -> str:
    """One sample page as HTML."""
    return render(STATES.get(name, name), "zh-hans", frame, **sample_context(name))


def gallery(variant: str, language: str = "zh-hans", **frame: Any) -> str:
    return render("ui/gallery.html", language, frame, **gallery_context(variant, language))


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens HTML at /page under the product's content security policy; nothing goes to a network.

    `answers` maps other paths to what the server would say. Script errors fail the test.
    """
    contexts, problems = [], []

    def opened(
        html: str,
        *,
        width: int = 360,
        height: int = 640,
        answers: dict[str, Answer] | None = None,
        path: str = "/page",
        origin: str = ORIGIN,
        **options: Any,
    ) -> Page:
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))

        def serve(route: Route) -> None:
            wanted = route.request.url.removeprefix(origin).split("?")[0]
            file = UI / wanted.lstrip("/")
            if answers and wanted in answers:
                answers[wanted](route)
            elif wanted == path:
                headers = {"Content-Security-Policy": CSP}
                route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
            elif wanted.startswith("/static/") and file.is_file():
                kind = mimetypes.guess_type(file.name)[0] or "text/plain"
                route.fulfill(path=file, content_type=kind)
            elif origin != ORIGIN:
                route.continue_()  # a test's own server
            else:
                route.fulfill(status=404, body="")

        page.route("**/*", serve)
        page.goto(origin + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def pages() -> SimpleNamespace:
    """The ways to get HTML: `render`, `sample`, `gallery`."""
    return SimpleNamespace(render=render, sample=sample, gallery=gallery)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `patient_page` or `staff_page` runs on each of them."""
    if "patient_page" in metafunc.fixturenames:
        metafunc.parametrize("patient_page", PATIENT)
    if "staff_page" in metafunc.fixturenames:
        metafunc.parametrize("staff_page", STAFF)
