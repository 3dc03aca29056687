"""What forms about the care team share: days, people to choose from, refusals in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext

from osteopro.accounts.queries import StaffName
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.web.care.frame import language

# More names than this would hide what to do about them.
NAMED = 12
_REFUSALS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "absence-backwards": ("last", lambda: gettext("The last day is before the first.")),
    "absence-over": ("first", lambda: gettext("Choose today or a later day.")),
    "absence-too-long": ("last", lambda: gettext("One year at most. Hand the panel over instead.")),
    "absence-overlaps": ("first", lambda: gettext("An absence on these days is already planned.")),
    "own-substitute": ("substitute", lambda: gettext("Choose somebody else as substitute.")),
    "substitute-elsewhere": (
        "substitute",
        lambda: gettext("This colleague may not follow these patients at their clinic:"),
    ),
    "no-substitute": (
        "substitute",
        lambda: gettext("Nobody who is there would stand in for these patients:"),
    ),
    "nobody-left": (
        "first",
        lambda: gettext("On some day nobody at all would be there for these patients:"),
    ),
    "nobody-chosen": ("patients", lambda: gettext("Choose at least one patient.")),
    "nothing-changes": ("manager", lambda: gettext("It already is like this.")),
    "move-over": ("day", lambda: gettext("Choose today or a later day.")),
    "move-too-far": ("day", lambda: gettext("One year ahead at most.")),
    "not-at-clinic": (
        "manager",
        lambda: gettext("This colleague may not follow these patients at their clinic:"),
    ),
    "same-person": (
        "backup",
        lambda: gettext("Manager and backup would be the same person; choose another backup:"),
    ),
}


def refused(code: str, patients: Sequence[str]) -> FieldError:
    """A refusal beside its field, with the patients because of whom."""
    field, sentence = _REFUSALS[code]
    if not patients:
        return FieldError(field, sentence())
    listed = gettext(", ").join(patients[:NAMED])
    if len(patients) > NAMED:
        listed = gettext("%(names)s and %(n)s more") % {
            "names": listed,
            "n": len(patients) - NAMED,
        }
    return FieldError(field, f"{sentence()} {listed}")


def day(given: str) -> date | None:
    """A date as a date field gives it."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def people(
    colleagues: Mapping[int, StaffName], chosen: str | None, but: int | None = None
) -> list[c.Option]:
    """Colleagues to choose from."""
    return [
        c.Option(str(pk), name.shown(language()), str(pk) == chosen)
        for pk, name in colleagues.items()
        if pk != but
    ]
