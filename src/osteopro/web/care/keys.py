"""Keyboard hints: what the keys of each page do."""

from django.utils.translation import gettext

from osteopro.ui.components import Key

Groups = list[tuple[str, list[Key]]]


def worklist_keys() -> list[Key]:
    """The line below the worklist."""
    return [
        Key(("j", "k"), gettext("up and down")),
        Key(("Enter",), gettext("open")),
        Key(("c",), gettext("phone")),
        Key(("z",), gettext("undo")),
        Key(("/",), gettext("search")),
        Key(("?",), gettext("all keys")),
    ]


def review_keys() -> list[Key]:
    """The line below a record."""
    return [
        Key(("1", "2", "3"), gettext("insert advice")),
        Key(("r",), gettext("write")),
        Key(("c",), gettext("phone")),
        Key(("e",), gettext("hand to a doctor")),
        Key(("j", "k"), gettext("next and previous")),
        Key(("Ctrl", "Enter"), gettext("send")),
        Key(("?",), gettext("all keys")),
    ]


def more_review_keys() -> list[Key]:
    """Keys that stand beside what they press, for the help sheet."""
    return [
        Key(("m",), gettext("mark as read")),
        Key(("o",), gettext("all answers")),
        Key(("p",), gettext("preview")),
        Key(("n",), gettext("no reply needed")),
    ]


def go_to() -> tuple[str, list[Key]]:
    """Keys that work everywhere."""
    return (
        gettext("Everywhere"),
        [
            Key(("g", "w"), gettext("Worklist")),
            Key(("g", "p"), gettext("Patients")),
            Key(("z",), gettext("undo")),
            Key(("Esc",), gettext("leave a field")),
        ],
    )


def groups(title: str, keys: list[Key]) -> Groups:
    """What the help sheet lists."""
    return [(title, keys), go_to()]
