"""Typing a transcript: what a form holds, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from osteopro.research.actions import Typed
from osteopro.research.doing import Refused
from osteopro.research.text import importing
from osteopro.research.text.imported import Imported
from osteopro.research.text.imported import Refused as FileRefused
from osteopro.ui.components import FieldError
from osteopro.ui.posted import lines_of
from osteopro.web.study import import_words, words

# What a form may carry; more comes as a file.
LONGEST = 80_000
TYPED_ELSEWHERE = "typed-elsewhere"


@dataclass(frozen=True, slots=True)
class Form:
    """The text in the box, and the time of the kept draft on which it goes on."""

    text: str
    seen: datetime | None

    @property
    def fits(self) -> bool:
        return len(self.text) <= LONGEST


def typed(post: QueryDict) -> Form:
    """What was typed."""
    try:
        seen = datetime.fromisoformat(post.get("seen", ""))
    except ValueError:
        seen = None
    return Form(lines_of(post.get("text", "")), seen)


def brought(request: HttpRequest) -> Imported | FieldError:
    """The transcript in the file that was brought, or why it is not taken."""
    sent = request.FILES.get("file")
    if sent is None:
        return FieldError("file", gettext("Choose a file."))
    try:
        return importing.read_file(sent.read())
    except FileRefused as why:
        return FieldError("file", import_words.refused(why))


def as_typed(found: Imported) -> Typed:
    """A file as a version, with what was assumed."""
    return Typed(found.text, found.turns, import_words.source(found.kind, found.notes))


def problem(refused: Refused) -> FieldError:
    """Why it cannot be kept; when another window was quicker, since when."""
    if refused.code == TYPED_ELSEWHERE:
        at = words.when(datetime.fromisoformat(refused.about[0]))
        said = gettext("Another window kept another text at %(when)s.") % {"when": at}
        return FieldError("text", said)
    return FieldError("text", words.refusal(refused.code))
