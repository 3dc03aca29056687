"""What every page's frame shows: service, phone, language, text size, navigation."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation


@dataclass(frozen=True, slots=True)
class NavLink:
    """One entry of the staff band; `count` 0 shows no number."""

    label: str
    href: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of one page. Built by the audience's package, drawn by ui/templates."""

    service_name: str
    phone: str
    hours_text: str
    language: str
    text_size: str = "standard"
    sound: bool = False
    user_name: str = ""
    nav: tuple[NavLink, ...] = ()
    demo: bool = False
    single_keys: bool = True

    @property
    def html_lang(self) -> str:
        return "en" if self.language == "en" else "zh-CN"

    @property
    def other_language(self) -> str:
        return "zh-hans" if self.language == "en" else "en"

    @property
    def phone_href(self) -> str:
        return "tel:" + "".join(c for c in self.phone if c.isdigit() or c == "+")

    @property
    def emergency_phone(self) -> str:
        return str(settings.EMERGENCY_PHONE)


def bare_shell() -> Shell:
    """The frame when nothing is known: error pages, staff sign-in."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    name = "Bone health follow-up" if language == "en" else "骨健康随访"
    return Shell(name, "", "", language, demo=settings.DEMO)
