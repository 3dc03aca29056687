"""What every act of coding begins with: somebody's own, open work in a round."""

from uuid import UUID

from django.db.models import Max

from osteopro.audit.terms import Actor
from osteopro.research import versions
from osteopro.research.agreed import must_take_part
from osteopro.research.doing import Refused, acting
from osteopro.research.marks import LONGEST
from osteopro.research.models import Round, RoundCoder, Statement, TranscriptVersion
from osteopro.research.rules import Task
from osteopro.research.terms import RoundMode, Stage, StatementState
from osteopro.research.text.normal import Span

NOT_CODER = "not-a-coder"
SUBMITTED = "already-submitted"
TOGETHER = "worked-on-together"
NOT_IN_ROUND = "not-in-round"
NOT_NEWEST = "not-newest"
NOT_YOURS = "not-yours"
NOTHING_MARKED = "nothing-marked"
TOO_LONG = "too-long"
OUTSIDE = "outside"
ALREADY_MARKED = "already-marked"
LIVING = (StatementState.PROPOSED, StatementState.ACCEPTED)


def own_work(by: Actor, study_id: int, round_id: int) -> Round:
    """A round in which this person works alone and has not handed in. Only their own work waits
    for it, nobody else's. Raises NotAllowed and Refused (invariant 6)."""
    acting(by, study_id, Task.ANALYSE)
    row = (
        RoundCoder.objects.select_for_update(of=("self",))
        .select_related("round")
        .filter(round_id=round_id, round__study_id=study_id, coder=by.person)
        .first()
    )
    if row is None:
        raise Refused(NOT_CODER)
    if row.round.mode != RoundMode.INDEPENDENT:
        raise Refused(TOGETHER)
    if row.submitted_at is not None:
        raise Refused(SUBMITTED)
    return row.round


def own_statement(by: Actor, study_id: int, guid: UUID, *states: StatementState) -> Statement:
    """A statement of this person's open work, in one of `states`. Raises Refused for others."""
    rows = Statement.objects.select_related("version__transcript__interview__participant")
    row = rows.filter(guid=guid, round__study_id=study_id).first()
    if row is None or row.coder != by.person:
        raise Refused(NOT_YOURS)
    own_work(by, study_id, row.round_id)
    must_take_part(row.version.transcript.interview.participant)
    row.refresh_from_db()
    if row.state not in states:
        raise Refused(NOT_NEWEST)
    return row


def newest_in(coded: Round, version_id: int) -> TranscriptVersion:
    """A frozen version of the round, the newest of its transcript in it (invariant 3)."""
    rows = coded.versions.select_related("transcript__interview__participant")
    found = rows.filter(pk=version_id, stage=Stage.FROZEN).first()
    if found is None:
        raise Refused(NOT_IN_ROUND)
    must_take_part(found.transcript.interview.participant)
    if coded.versions.filter(transcript=found.transcript_id, no__gt=found.no).exists():
        raise Refused(NOT_NEWEST)
    return found


def words_at(version_id: int, span: Span) -> tuple[Span, str]:
    """The words of a span without the blanks around them, and where they are. Raises Refused."""
    if len(span) > LONGEST:
        raise Refused(TOO_LONG)
    try:
        words = versions.words_at(version_id, span)
    except ValueError:
        raise Refused(OUTSIDE) from None
    bare = words.strip()
    if not bare:
        raise Refused(NOTHING_MARKED)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(bare)), bare


def free(row: Statement, span: Span) -> None:
    """Raises Refused when this person marked just these words in this round already."""
    same = Statement.objects.filter(
        version_id=row.version_id,
        round_id=row.round_id,
        coder=row.coder,
        start=span.start,
        end=span.end,
        state__in=LIVING,
    )
    if same.exclude(pk=row.pk).exists():
        raise Refused(ALREADY_MARKED)


def next_no(coded: Round, version: TranscriptVersion, coder: int | None) -> int:
    """The next number of a statement on this interview: of one coder, or of all (None)."""
    rows = Statement.objects.filter(round=coded, version__transcript=version.transcript_id)
    if coder is not None:
        rows = rows.filter(coder=coder)
    return (rows.aggregate(last=Max("no"))["last"] or 0) + 1
