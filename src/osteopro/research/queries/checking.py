"""Step 7: to whom the results were brought back, and what they said (invariant 9)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from osteopro.research.models import Interview, MemberCheck, Narrative, Participant
from osteopro.research.queries.participants import scopes_in_force
from osteopro.research.terms import Checked, CheckWay, ConsentScope, NarrativeKind, SubjectKind


class Standing(StrEnum):
    """Where a participant stands with the results."""

    NOT_ASKED = "not-asked"
    WAITING = "waiting"
    ANSWERED = "answered"
    TO_CHANGE = "to-change"  # what they want changed was not
    OUTDATED = "outdated"  # the text changed after they were asked
    NOT_TO_ASK = "not-to-ask"  # did not agree to be asked again, or withdrew


@dataclass(frozen=True, slots=True)
class TextView:
    """A version of a text of steps 5 and 6, as a check names it."""

    guid: UUID
    kind: NarrativeKind
    version: int
    text: str
    text_translated: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckView:
    """One text brought back to one participant. `noted_by` None: they answered on their page."""

    guid: UUID
    text: TextView
    way: CheckWay
    sent_at: datetime
    sent_by: int
    answered_at: datetime | None
    noted_by: int | None
    outcome: Checked | None
    comment: str
    led_to: TextView | None
    outdated: bool

    @property
    def wants_change(self) -> bool:
        return self.outcome in (Checked.AMENDED, Checked.DISAGREED)


@dataclass(frozen=True, slots=True)
class AskedView:
    """A participant with the checks they were sent, the newest first."""

    number: int
    guid: UUID
    staff: bool
    standing: Standing
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True)
class CheckingView:
    """`text` is what is brought back now: the structure, once it is approved and the newest."""

    participants: tuple[AskedView, ...]
    text: TextView | None

    @property
    def answered(self) -> int:
        """How many answered about a text that stands; nobody reached is no answer."""
        return sum(
            any(
                not check.outdated and check.outcome not in (None, Checked.NO_ANSWER)
                for check in each.checks
            )
            for each in self.to_ask
        )

    @property
    def to_ask(self) -> tuple[AskedView, ...]:
        return tuple(each for each in self.participants if each.standing is not Standing.NOT_TO_ASK)


def view(study_id: int) -> CheckingView:
    """Participants who were interviewed; without the words of who withdrew. Four queries however
    many."""
    newest = _newest(study_id)
    rows = Participant.objects.filter(
        study_id=study_id,
        pk__in=Interview.objects.filter(started_at__isnull=False, cancelled_at__isnull=True).values(
            "participant"
        ),
    )
    people = list(rows.select_related("screening").order_by("number"))
    scopes = scopes_in_force(study_id)
    checks: dict[int, list[CheckView]] = defaultdict(list)
    for check in (
        MemberCheck.objects.filter(narrative__study_id=study_id)
        .select_related("narrative", "led_to")
        .order_by("-pk")
    ):
        checks[check.participant_id].append(check_view(check, newest))
    for row in people:
        if row.pk not in scopes:
            checks[row.pk] = [replace(each, comment="") for each in checks[row.pk]]
    return CheckingView(
        participants=tuple(
            AskedView(
                number=row.number,
                guid=row.guid,
                staff=row.screening.subject == SubjectKind.PROVIDER,
                standing=_standing(
                    ConsentScope.RECONTACT in scopes.get(row.pk, ()), checks[row.pk]
                ),
                checks=tuple(checks[row.pk]),
            )
            for row in people
        ),
        text=_to_bring(newest),
    )


def texts(study_id: int) -> list[TextView]:
    """Every version of both texts, the newest first."""
    rows = Narrative.objects.filter(study_id=study_id).order_by("-pk")
    return [text_view(row) for row in rows]


Newest = Mapping[str, Narrative]


def newest_texts(study_ids: list[int]) -> Mapping[int, Newest]:
    """The newest version of each kind, by study."""
    found: dict[int, dict[str, Narrative]] = defaultdict(dict)
    for row in Narrative.objects.filter(study_id__in=study_ids).order_by("version"):
        found[row.study_id][row.kind] = row
    return found


def check_view(row: MemberCheck, newest: Newest) -> CheckView:
    """A row as everybody sees it; `newest` are the texts of its study that stand."""
    stand = {each.pk for each in newest.values()}
    return CheckView(
        guid=row.guid,
        text=text_view(row.narrative),
        way=CheckWay(row.way),
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        answered_at=row.answered_at,
        noted_by=row.noted_by,
        outcome=Checked(row.outcome) if row.outcome else None,
        comment=row.comment,
        led_to=text_view(row.led_to) if row.led_to else None,
        outdated=stand.isdisjoint({row.narrative_id, row.led_to_id}),
    )


def text_view(row: Narrative) -> TextView:
    return TextView(
        row.guid, NarrativeKind(row.kind), row.version, row.text, row.text_translated, row.at
    )


def _newest(study_id: int) -> Newest:
    return newest_texts([study_id]).get(study_id, {})


def _to_bring(newest: Newest) -> TextView | None:
    structure = newest.get(NarrativeKind.STRUCTURE)
    return text_view(structure) if structure and structure.approved_at else None


def _standing(may_be_asked: bool, checks: list[CheckView]) -> Standing:
    if not may_be_asked:
        return Standing.NOT_TO_ASK
    if not checks:
        return Standing.NOT_ASKED
    stand = [each for each in checks if not each.outdated]
    if not stand:
        return Standing.OUTDATED
    if any(each.wants_change and each.led_to is None for each in stand):
        return Standing.TO_CHANGE
    if any(each.outcome is None for each in stand):
        return Standing.WAITING
    return Standing.ANSWERED
