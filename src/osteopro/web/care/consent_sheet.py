"""What staff wrote down while a patient was asked for consent."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.enrolment.reading import Chosen, chosen, field_of
from osteopro.enrolment.terms import How, Purpose, Witness
from osteopro.patients.rules import is_plain
from osteopro.ui.components import FieldError

LONGEST_NAME = 40
HOWS = (How.IN_PERSON, How.PHONE)

__all__ = ["HOWS", "Checked", "checked", "field_of", "witness_of"]


@dataclass(frozen=True)
class Checked:
    """The answers, or every mistake at once. What was left open was not asked."""

    chosen: Chosen
    how: How | None
    witness: Witness | None
    errors: tuple[FieldError, ...]


def checked(post: QueryDict, witnesses: Collection[int]) -> Checked:
    """Read the form. `witnesses` are the colleagues who may have heard it."""
    errors: list[FieldError] = []
    answers = chosen(post, tuple(Purpose))
    if not answers.given and not answers.declined:
        sentence = gettext("Choose at least one answer.")
        errors.append(FieldError(field_of(Purpose.PROGRAMME), sentence))
    how = next((each for each in HOWS if each == post.get("how")), None)
    if how is None:
        errors.append(FieldError("how", gettext("Choose how the patient was asked.")))
    witness, error = witness_of(post, witnesses)
    if how is How.PHONE and answers.given and witness is None and not error:
        error = FieldError("witness", gettext("On the phone somebody has to hear the yes."))
    if error:
        errors.append(error)
    return Checked(answers, how, witness, tuple(errors))


def witness_of(
    post: QueryDict, witnesses: Collection[int]
) -> tuple[Witness | None, FieldError | None]:
    """A colleague from the list, or somebody of the family by name."""
    colleague, name = post.get("witness", ""), post.get("witness_name", "").strip()
    if colleague and name:
        sentence = gettext("Choose a colleague or write a name, not both.")
        return None, FieldError("witness", sentence)
    if colleague:
        found = next((each for each in witnesses if str(each) == colleague), None)
        if found is None:
            return None, FieldError("witness", gettext("Choose a colleague from the list."))
        return Witness(account_id=found), None
    if len(name) > LONGEST_NAME:
        return None, FieldError("witness_name", gettext("The name is too long."))
    if not is_plain(name):
        sentence = gettext("The name has characters that cannot be seen.")
        return None, FieldError("witness_name", sentence)
    return (Witness(name=name) if name else None), None
