"""What is attached to an entry, and in plain words why something could not be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from osteopro import clock
from osteopro.followup.actions import Refusal
from osteopro.media.images import WhyNot
from osteopro.records.attachments import MOST, Attached
from osteopro.records.queries import StoredResponse
from osteopro.records.rules import may_correct
from osteopro.records.terms import AttachmentKind


@dataclass(frozen=True)
class Shown:
    """A photo or voice note on the page."""

    name: str
    href: str
    words: str
    width: int | None
    height: int | None


def shown(attached: Iterable[Attached], kind: AttachmentKind) -> list[Shown]:
    """Those of a kind, numbered as they came."""
    own = [each for each in attached if each.kind is kind]
    label = gettext("Photo %(n)s") if kind is AttachmentKind.PHOTO else gettext("Voice note %(n)s")
    return [
        Shown(
            str(each.name),
            reverse("patient_attachment", args=[each.name]),
            label % {"n": n},
            each.width,
            each.height,
        )
        for n, each in enumerate(own, 1)
    ]


def room(entry: StoredResponse, attached: Sequence[Attached]) -> frozenset[str]:
    """The kinds of which more may be added now."""
    if not may_correct(entry.received, clock.now()):
        return frozenset()
    kinds = [each.kind for each in attached]
    return frozenset(kind.value for kind in AttachmentKind if kinds.count(kind) < MOST)


def nothing_chosen(kind: AttachmentKind) -> str:
    if kind is AttachmentKind.PHOTO:
        return gettext("Choose a photo first.")
    return gettext("Speak first, then send it.")


def wrong_photo(why: WhyNot) -> str:
    """One sentence on what is wrong and, where something can be done, what."""
    return {
        WhyNot.NOTHING: gettext("This file is empty. Please choose another photo."),
        WhyNot.OTHER_FILE: gettext("This is not a photo. Photos from a phone are fine."),
        WhyNot.APPLE: gettext("We cannot open this kind. Take a screenshot of it and send that."),
        WhyNot.MOVING: gettext("Moving pictures do not work here. Please choose a photo."),
        WhyNot.TOO_LONG: gettext("This photo is too large. Take it again in a smaller size."),
        WhyNot.TOO_LARGE: gettext("This photo is too large. Take it again in a smaller size."),
        WhyNot.BROKEN: gettext("This photo cannot be opened. Please choose another one."),
    }[why]


def wrong_voice() -> str:
    return gettext("This recording cannot be used. Please record it again.")


def too_many(kind: AttachmentKind) -> str:
    if kind is AttachmentKind.PHOTO:
        return ngettext("%(num)s photo at most.", "%(num)s photos at most.", MOST) % {"num": MOST}
    return ngettext("%(num)s recording at most.", "%(num)s recordings at most.", MOST) % {
        "num": MOST
    }


def not_attached(why: Refusal) -> str:
    if why is Refusal.NO_CONSENT:
        return gettext("You have not agreed that we keep voice and photos.")
    return gettext("A day has passed. Please note it anew and add it there.")


def no_room() -> str:
    """The disk is full: what was written stays, the file does not."""
    return gettext(
        "What you wrote has arrived. We cannot keep this file now. That is not your fault. "
        "Please try again later."
    )
