"""Results of a study that were brought back to somebody, on their own page."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research.models import MemberCheck, StudyConsent
from osteopro.research.queries import checking
from osteopro.research.queries.checking import CheckView
from osteopro.research.terms import Checked, CheckWay, ConsentScope


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A result, and the study it is of. `asked`: they agreed to be told results."""

    check: CheckView
    title: str
    title_translated: str
    asked: bool

    @property
    def guid(self) -> UUID:
        return self.check.guid

    @property
    def waits(self) -> bool:
        """Whether an answer is wanted: asked on the page, nothing said yet, the text stands."""
        return self.asked and self._open

    @property
    def ended(self) -> bool:
        """Whether it waited for an answer until they wanted to be told no results any more."""
        return self._open and not self.asked

    @property
    def _open(self) -> bool:
        by_others = self.check.noted_by is not None
        unsaid = self.check.outcome is None or (
            self.check.outcome is Checked.NO_ANSWER and by_others
        )
        return self.check.way is CheckWay.PAGE and unsaid and not self.check.outdated

    def shown(self, language: str) -> tuple[str, str]:
        """Title and text in the reader's language, else as they were written."""
        text, english = self.check.text, language.startswith("en")
        return (
            (self.title_translated if english else "") or self.title,
            (text.text_translated if english else "") or text.text,
        )


def own_checks(subject: StudySubject) -> list[OwnCheck]:
    """What was brought back to this person on their page, the newest first, while their consent
    holds. One query for who is in no study, else four."""
    return checks_of(study_vault.guids_of(subject))


def checks_of(guids: Collection[UUID]) -> list[OwnCheck]:
    """The same for who stands under these guids in the key."""
    if not guids:
        return []
    consents = StudyConsent.objects.filter(screening__guid__in=guids, withdrawn_at__isnull=True)
    scopes = dict(consents.values_list("screening_id", "scopes"))
    rows = list(
        MemberCheck.objects.filter(
            participant__screening__in=scopes,
            narrative__study__closed_at__isnull=True,
            way=CheckWay.PAGE,
        )
        .select_related("narrative__study", "led_to", "participant")
        .order_by("-pk")
    )
    newest = checking.newest_texts([row.narrative.study_id for row in rows])
    return [
        OwnCheck(
            checking.check_view(row, newest[row.narrative.study_id]),
            row.narrative.study.title,
            row.narrative.study.title_translated,
            ConsentScope.RECONTACT in scopes[row.participant.screening_id],
        )
        for row in rows
    ]
