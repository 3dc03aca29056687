"""What the page of an interview shows, made of what it was."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from osteopro.research.queries.interviews import Asked, NoteView
from osteopro.research.terms import NoteKind
from osteopro.ui.components import Answer, Key
from osteopro.web.study import interview_words, words
from osteopro.web.study.page import language


def room(post: Mapping[str, str]) -> dict[str, Any]:
    """The look around the room, as it was answered so far."""

    def said(name: str, yes: str, no: str) -> list[Answer]:
        given = post.get(name, "")
        return [
            Answer("yes", yes, checked=given == "yes"),
            Answer("no", no, checked=given == "no"),
        ]

    return {
        "ticks": [(name, text, name in post) for name, text in interview_words.ROOM.items()],
        "alone": said("alone", gettext("Nobody else is there"), gettext("Somebody is there")),
        "record": said(
            "record", gettext("They agree to the recording"), gettext("They do not want it")
        ),
    }


def question(each: Asked) -> dict[str, Any]:
    """A question of the guide, and when it was asked."""
    english = language().startswith("en") and each.text_translated
    return {
        "guid": each.guid,
        "part": each.part,
        "kind": words.PARTS[each.part],
        "text": each.text,
        "translated": each.text_translated if english else "",
        "asked": each.at_ms is not None,
        "mark": interview_words.mark(each.at_ms),
    }


def noted(each: NoteView, names: dict[int, str]) -> dict[str, Any]:
    """A field note."""
    return {
        "mark": interview_words.mark(each.t_ms),
        "kind": interview_words.NOTES[each.kind],
        "text": each.text,
        "by": names.get(each.by, ""),
    }


def kinds(post: Mapping[str, str]) -> list[Answer]:
    """What a note may be about, each with its key."""
    chosen = post.get("kind", NoteKind.TONE)
    return [
        Answer(kind, str(name), interview_words.NOTE_KEYS[kind], kind == chosen)
        for kind, name in interview_words.NOTES.items()
    ]


def keys() -> list[Key]:
    """The keys while it runs."""
    of_kinds = [
        Key((interview_words.NOTE_KEYS[kind],), str(name))
        for kind, name in interview_words.NOTES.items()
    ]
    return [*of_kinds, Key(("Ctrl", "Enter"), gettext("Keep the note"))]
