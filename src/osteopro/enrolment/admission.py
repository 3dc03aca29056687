"""What somebody brings to the gate of the programme. Pure."""

from dataclasses import dataclass, field
from uuid import UUID

from osteopro.enrolment.facts import Facts
from osteopro.enrolment.form import Form
from osteopro.enrolment.terms import REQUIRED, How, Paper, Purpose, Witness


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was ticked and what was left open of one version of the consent text, and how.

    `language` is that of the words that were read ("zh-CN" or "en").
    """

    version: str
    purposes: frozenset[Purpose]
    how: How
    language: str
    declined: frozenset[Purpose] = frozenset()
    witness: Witness | None = None
    paper: Paper | None = None


@dataclass(frozen=True)
class Admission:
    """What the gate of the programme looks at.

    `key` is that of the enrolment form: under it a clinician's decision is found, and one form
    lets in one person. `standing` are consents from before that hold in the words of
    today: who comes back is not asked for them again.
    """

    form: Form
    facts: Facts = field(default_factory=Facts)
    agreement: Agreement | None = None
    key: UUID | None = None
    standing: frozenset[Purpose] = frozenset()

    @property
    def agrees(self) -> bool:
        """Whether everything that taking part needs was ticked, or stands."""
        asked = self.agreement
        ticked = asked.purposes if asked else frozenset()
        declined = asked.declined if asked else frozenset()
        return (self.standing - declined) | ticked >= REQUIRED
