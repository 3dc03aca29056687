"""Keyboard hints of a call."""

from django.utils.translation import gettext

from osteopro.ui.components import Key


def hints(stage: str) -> list[Key]:
    """What the keys of one page of a call do."""
    if stage == "question":
        return [
            Key(("Enter",), gettext("next question")),
            Key((gettext("Space"),), gettext("read again")),
            Key(("n",), gettext("would rather not")),
            Key(("d",), gettext("does not know")),
            Key(("g",), gettext("gave a range, take the higher")),
            Key(("w",), gettext("own words")),
            Key(("h",), gettext("somebody else answers")),
            Key(("Backspace",), gettext("back")),
        ]
    if stage in ("opening", "inbound"):
        begin = [
            Key(("b",), gettext("birth year is right")),
            Key(("Enter",), gettext("begin")),
        ]
        unheard = Key(("1", "…", "5"), gettext("did not speak, and why"))
        return begin if stage == "inbound" else [*begin, unheard]
    return [Key(("Enter",), gettext("go on")), Key(("f",), gettext("danger"))]
