"""The form of what came of a visit: what was typed, and what is wrong with it."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext

from osteopro.appointments import closing, rules
from osteopro.appointments.actions import Outcome
from osteopro.appointments.terms import NotTold, VisitOutcome
from osteopro.patients.terms import MedicineClass
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    outcomes: tuple[VisitOutcome, ...] = ()
    used: bool = False
    medicine: str = ""
    bone_medicine: MedicineClass | None = None
    reply: str = ""
    line: str = ""
    not_told: NotTold | None = None
    inserted: tuple[str, ...] = ()
    key: UUID = field(default_factory=uuid4)

    def outcome(self, record: UUID | None) -> Outcome:
        """As it is stored, with the record at hand if that helped."""
        return Outcome(
            outcomes=self.outcomes,
            used=self.used,
            line=self.line,
            not_told=self.not_told,
            medicine=self.medicine,
            reply=self.reply,
            used_record=record if self.used else None,
        )


def typed_of(request: HttpRequest, lang: str, *, any_record: bool) -> Typed:
    """What was sent; a chosen line that does not stand in the text yet is added to it, in the
    patient's language."""
    post = request.POST
    inserted = post.getlist("lines")
    chosen = post.getlist("outcomes")
    return Typed(
        outcomes=tuple(each for each in VisitOutcome if each in chosen),
        used=bool(post.get("used")) and any_record,
        medicine=lines_of(post.get("medicine", "")),
        bone_medicine=next((m for m in MedicineClass if m == post.get("bone_medicine")), None),
        reply=lines_of(post.get("reply", "")),
        line=closing.with_lines(lines_of(post.get("line", "")), inserted, lang),
        not_told=next((r for r in NotTold if r == post.get("not_told")), None),
        inserted=tuple(inserted),
        key=form_key(post),
    )


def mistakes(typed: Typed, *, told: bool = False) -> list[FieldError]:
    """Why it cannot be kept, in words beside the field; `told`: the patient has read something
    that this puts right."""
    code = rules.outcome_problem(
        typed.outcomes,
        medicine=typed.medicine,
        line=typed.line,
        not_told=typed.not_told,
        reply=typed.reply,
    )
    if code is None:
        return [mistake("outcome-line-needed")] if told and not typed.line else []
    if code == "outcome-line-or-reason" and typed.line:
        return [FieldError("not_told", gettext("Either the line or a reason, not both."))]
    return [mistake(code)]


def mistake(code: str) -> FieldError:
    """A code of the rules in words."""
    sentences = {
        "outcome-needed": ("outcomes", gettext("Choose what you did.")),
        "outcome-changes-or-not": (
            "outcomes",
            gettext("“Nothing to change” stands alone."),
        ),
        "outcome-medicine-needed": ("medicine", gettext("Write what was changed.")),
        "outcome-medicine-too-long": (
            "medicine",
            gettext("At most %(max)s characters.") % {"max": rules.MEDICINE_LENGTH},
        ),
        "outcome-line-or-reason": (
            "line",
            gettext("Write one line for the patient, or choose why they are not told."),
        ),
        "outcome-line-needed": (
            "line",
            gettext("They have read the line before: write what holds now."),
        ),
        "outcome-not-rewritable": (
            "outcomes",
            gettext(
                "It can be corrected for 7 days by who wrote it, once it cannot be taken back."
            ),
        ),
        "outcome-replaced-before": (
            "outcomes",
            gettext("It was corrected before. Open the newest version."),
        ),
        "outcome-line-too-long": (
            "line",
            gettext("At most %(max)s characters.") % {"max": rules.LINE_LENGTH},
        ),
        "outcome-reply-too-long": (
            "reply",
            gettext("At most %(max)s characters.") % {"max": rules.ANSWER_LENGTH},
        ),
        "outcome-reply-untold": (
            "reply",
            gettext("The patient is not told, so an answer would not reach them."),
        ),
    }
    field_name, sentence = sentences.get(
        code, ("outcomes", gettext("This is not possible at present."))
    )
    return FieldError(field_name, sentence)
