"""What a patient has learnt, read from their row."""

from datetime import datetime
from typing import Any

from osteopro.followup.learning import Learnt
from osteopro.followup.models import Learning
from osteopro.followup.terms import Company, Lesson


def learnt_of(patient: Any) -> Learnt:
    """Of a patient's row; one that came with its `learning` asks nothing more."""
    try:
        row = patient.learning
    except Learning.DoesNotExist:
        return Learnt()
    return Learnt(
        lessons={Lesson(code): datetime.fromisoformat(at) for code, at in row.lessons.items()},
        put_off_at=row.put_off_at,
        tried_at=row.tried_at,
        tried_with=Company(row.tried_with) if row.tried_with else None,
    )
