"""A statement of somebody of the programme whose records can be laid beside it."""

from datetime import timedelta
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.research import actions
from osteopro.research.board import Kind
from osteopro.research.models import Statement
from tests import builders, interviews, studies
from tests.builders import Someone
from tests.studies import Studied

WORDS = "夜里更疼"


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


def theme(studied: Studied, statement: UUID, name: str = "夜里的疼痛") -> UUID:
    """A theme with this statement behind it."""
    by = {"by": studied.qin.actor, "study_id": studied.study_id}
    made = actions.add_item(**by, kind=Kind.THEME, name=name, into=None, key=uuid4())
    cluster = actions.add_item(**by, kind=Kind.CLUSTER, name=f"{name}之一", into=made, key=uuid4())
    meaning = Statement.objects.get(guid=statement).links.get().meaning.guid
    actions.move_item(**by, kind=Kind.MEANING, guid=meaning, into=cluster, key=uuid4())
    return made
