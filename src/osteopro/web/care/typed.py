"""What a manager typed and chose on the page of one record."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.http import QueryDict

from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, CameOf, EmergencyOutcome, NoReplyReason, Outcome
from osteopro.triage.terms import Level
from osteopro.ui.posted import form_key, id_of, one_of, uuids

LONGEST = 600
# The fixed reply to questions about medicines, offered like advice but not a code of the library.
MEDICINE = "medicine"


@dataclass(frozen=True)
class Typed:
    """The fields of the form as they came; codes that do not exist are read as not chosen."""

    outcome: Outcome | None = None
    text: str = ""
    quote: str = ""
    advice: tuple[str, ...] = ()
    # Advice that the manager looked up in the library.
    picked: tuple[str, ...] = ()
    checked: bool = False
    medicine: bool = False
    scriptless: bool = False
    call: CallOutcome | None = None
    call_note: str = ""
    physician: int | None = None
    question: str = ""
    reason: NoReplyReason | None = None
    emergency: EmergencyOutcome | None = None
    came_of: CameOf | None = None
    level: Level | None = None
    level_reason: str = ""
    versions: tuple[UUID, ...] = ()
    # Made with the page: the same form sent twice is one act.
    key: UUID = field(default_factory=uuid4)

    @property
    def ending(self) -> Ending | None:
        """How the record is to end; None while no outcome is chosen."""
        if self.outcome is None:
            return None
        return Ending(
            outcome=self.outcome,
            body=self.text,
            reached_by_phone=self.call == CallOutcome.REACHED,
            reason=self.reason,
            emergency_outcome=self.emergency,
            question=self.question,
            note=self.call_note,
            came_of=self.came_of,
        )


def typed(post: QueryDict) -> Typed:
    """Read the form."""
    return Typed(
        outcome=one_of(Outcome, post.get("outcome", "")),
        text=post.get("text", "").replace("\r\n", "\n"),
        quote=post.get("quote", ""),
        advice=tuple(code for code in post.getlist("advice") if code != MEDICINE),
        picked=tuple(post.getlist("picked")),
        medicine=MEDICINE in post.getlist("advice"),
        checked="checked" in post,
        scriptless="scriptless" in post,
        call=one_of(CallOutcome, post.get("call", "")),
        call_note=post.get("call_note", ""),
        physician=id_of(post.get("physician", "")),
        question=post.get("question", ""),
        reason=one_of(NoReplyReason, post.get("reason", "")),
        emergency=one_of(EmergencyOutcome, post.get("emergency", "")),
        came_of=one_of(CameOf, post.get("came_of", "")),
        level=one_of(Level, post.get("level", "")),
        level_reason=post.get("level_reason", ""),
        versions=uuids(post.getlist("version")),
        key=form_key(post),
    )
