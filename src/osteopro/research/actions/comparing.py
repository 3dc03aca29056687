"""How far coders agreed, kept as it was counted."""

from uuid import uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import compared
from osteopro.research.agreement.coded import fingerprint
from osteopro.research.agreement.judging import Agreement
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import (
    AgreementRun,
    Round,
)
from osteopro.research.rules import Task
from osteopro.research.terms import RoundMode

STILL_CODING = "still-coding"


OTHER_ROWS = "other-rows"


@journal.action
def keep_agreement(*, by: Actor, study_id: int, round_id: int, agreement: Agreement) -> None:
    """Keep the coefficients counted on an independent round. Counting takes longer than anybody
    should wait for the database, so it comes counted, and is refused when it was not counted on
    the rows of the round. Counted twice on the same rows it is kept once."""
    acting(by, study_id, Task.DISCUSS)
    coded = Round.objects.get(pk=round_id, study_id=study_id, mode=RoundMode.INDEPENDENT)
    if coded.coders.filter(submitted_at__isnull=True).exists():
        raise Refused(STILL_CODING)
    if fingerprint(compared.texts(coded, agreement.unit), agreement.unit) != agreement.sha256:
        raise Refused(OTHER_ROWS)
    if coded.agreements.filter(unit=agreement.unit, sha256=agreement.sha256).exists():
        journal.nothing_changed()
        return
    now = clock.now()
    AgreementRun.objects.bulk_create(
        AgreementRun(
            guid=uuid4(),
            round=coded,
            unit=agreement.unit,
            measure=measure,
            value=_number(judged.result.value),
            low=_number(judged.interval.low),
            high=_number(judged.interval.high),
            undefined=judged.result.undefined or "",
            units=judged.result.units,
            sha256=agreement.sha256,
            at=now,
            by=by.person,
        )
        for measure, judged in agreement.figures.items()
    )
    note(by, study_id, "round.agreement", coded, unit=agreement.unit, sha256=agreement.sha256)


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
