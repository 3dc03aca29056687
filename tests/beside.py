"""A statement of somebody of the programme whose records can be laid beside it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.research import actions
from osteopro.research.models import Statement
from osteopro.research.terms import AboutKind, Relation
from tests import builders, interviews, studies, study_results
from tests.builders import Someone
from tests.studies import Studied

WORDS = "夜里更疼"
PAIN = "SYM-PAIN"


def reported(someone: Someone, *pain: tuple[int, str]) -> None:
    """Records so many days from now, with that pain at rest and when moving."""
    now = clock.now()
    for days, level in pain:
        builders.send(
            someone, at=now + timedelta(days=days), sym_pain_rest=level, sym_pain_move=level
        )


def spoken(studied: Studied, someone: Someone) -> UUID:
    """They said it in an interview that was held now, as agreed upon by those who analyse."""
    held = interviews.held(studied, interviews.participant(studied, someone))
    text = f"访谈者：怎么样？\nP1：{WORDS}，白天好一些。"
    version = studies.transcribed(studied, held, text)
    studies.agreed(studied, version, {WORDS: "夜间痛", "白天好一些": "白天轻"})
    return Statement.objects.get(quote=WORDS).guid


def concluded(
    studied: Studied,
    said: UUID,
    relation: Relation = Relation.CORROBORATES,
    words: str = "",
    *,
    measure: str = PAIN,
    key: UUID | None = None,
) -> None:
    """Qin lays what Participant 1 said beside a score, and keeps what follows."""
    doing: dict[str, Any] = {"by": studied.qin.actor, "study_id": studied.study_id}
    doing["reason"] = "夜里是否更疼"
    of = actions.Of(AboutKind.STATEMENT, said, 1)
    (course,) = actions.look_beside(**doing, of=of, measures=[measure]).courses
    actions.conclude(
        **doing,
        of=of,
        measure=measure,
        relation=relation,
        words=words,
        seen=actions.seen_of(course.outcome, course.readings),
        key=key or uuid4(),
    )


def theme(studied: Studied, statement: UUID, name: str = "夜里的疼痛") -> UUID:
    """A theme with this statement behind it."""
    meaning = Statement.objects.get(guid=statement).links.get().meaning.guid
    (made,) = study_results.ordered(studied, {name: meaning})
    return made
