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


def patient_keys(*, acts: bool) -> list[Key]:
    """The line below one patient; `acts`: the viewer may do something from there."""
    found = [
        (acts, Key(("r",), gettext("write"))),
        (acts, Key(("c",), gettext("phone"))),
        (True, Key(("j", "k"), gettext("up and down"))),
        (acts, Key(("Enter",), gettext("open"))),
        (True, Key(("?",), gettext("all keys"))),
    ]
    return [key for works, key in found if works]


def review_keys(*, editable: bool, advice: int, neighbours: bool) -> list[Key]:
    """The line below a record: only what does something here.

    `editable`: it can be answered; `advice`: how many texts are on offer.
    """
    digits = tuple("123456789"[:advice])
    found = [
        (editable and bool(digits), Key(digits, gettext("insert advice"))),
        (editable, Key(("a",), gettext("other advice"))),
        (editable, Key(("r",), gettext("write"))),
        (editable, Key(("c",), gettext("phone"))),
        (editable, Key(("e",), gettext("hand to a doctor"))),
        (neighbours, Key(("j", "k"), gettext("next and previous"))),
        (editable, Key(("Ctrl", "Enter"), gettext("send"))),
        (True, Key(("?",), gettext("all keys"))),
    ]
    return [key for works, key in found if works]


def more_review_keys(*, editable: bool, seen: bool, may_leave: bool) -> list[Key]:
    """Keys that stand beside what they press, for the help sheet."""
    found = [
        (editable and not seen, Key(("m",), gettext("mark as read"))),
        (True, Key(("o",), gettext("all answers"))),
        (editable, Key(("p",), gettext("preview"))),
        (editable and may_leave, Key(("n",), gettext("no reply needed"))),
    ]
    return [key for works, key in found if works]


def conversation_keys(*, answers: bool) -> list[Key]:
    """The line below a conversation. `answers`: something waits."""
    found = [
        (True, Key(("r",), gettext("write"))),
        (answers, Key(("c",), gettext("phone"))),
        (answers, Key(("e",), gettext("hand to a doctor"))),
        (answers, Key(("n",), gettext("no reply needed"))),
        (True, Key(("m",), gettext("mark as read"))),
        (True, Key(("Ctrl", "Enter"), gettext("send"))),
        (True, Key(("?",), gettext("all keys"))),
    ]
    return [key for works, key in found if works]


def go_to() -> tuple[str, list[Key]]:
    """Keys that work everywhere."""
    return (
        gettext("Everywhere"),
        [
            Key(("g", "w"), gettext("Worklist")),
            Key(("g", "p"), gettext("Patients")),
            Key(("g", "c"), gettext("Calls")),
            Key(("g", "a"), gettext("Appointments")),
            Key(("z",), gettext("undo")),
            Key(("Esc",), gettext("leave a field")),
        ],
    )


def groups(title: str, keys: list[Key]) -> Groups:
    """What the help sheet lists."""
    return [(title, keys), go_to()]
