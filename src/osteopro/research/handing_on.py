"""What comes next with a transcript, and for whom. Pure."""

from collections.abc import Collection
from enum import StrEnum

from osteopro.research.terms import Stage


class Next(StrEnum):
    """What this person does next with it."""

    WAIT = "wait"  # it is with somebody else
    BEGIN = "begin"
    TYPE = "type"
    REVIEW = "review"
    NAMES = "names"
    FREEZE = "freeze"
    READ = "read"


_THEN = {
    Stage.REVIEWED: Next.NAMES,
    Stage.DEIDENTIFIED: Next.FREEZE,
    Stage.FROZEN: Next.READ,
}


def next_of(
    stage: Stage | None,
    *,
    me: int,
    transcriber: int | None,
    typed_by: Collection[int] = (),
    reviewer: int | None = None,
    may: bool = True,
) -> Next:
    """What `me` does next. `stage` is that of the newest version, None before there is one.

    >>> next_of(Stage.RAW, me=1, transcriber=1, typed_by=[1]).value
    'wait'
    """
    if stage is Stage.FROZEN:
        return Next.READ
    if not may:
        return Next.WAIT
    if stage is None and transcriber is None:
        return Next.BEGIN
    if stage is None:
        return Next.TYPE if transcriber == me else Next.WAIT
    if stage is Stage.RAW:
        others = me == transcriber or me in typed_by or reviewer not in (None, me)
        return Next.WAIT if others else Next.REVIEW
    return _THEN[stage]
