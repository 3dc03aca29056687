"""An answer that other forms of the occasion took over is corrected there too (resolution 18)."""

from collections import defaultdict
from uuid import UUID, uuid5

from osteopro.audit.terms import Actor
from osteopro.followup.actions.receiving import receive_record
from osteopro.followup.queries.forms import SKIPPED
from osteopro.instruments.answers import Value
from osteopro.records import copies
from osteopro.records import queries as records_queries
from osteopro.records.actions import Submission
from osteopro.records.copies import Taker
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import ResponseStatus


def carry(*, by: Actor, patient_id: int, corrected: UUID) -> None:
    """Part of receiving a correction: forms that took answers over from it take the new ones.

    One that was sent gets a version of its own, scored and judged anew; one that is being
    filled goes on with them.
    """
    source = records_queries.response(corrected)
    if source is None:
        raise LookupError(corrected)
    for taker in copies.takers(source):
        new = {each: source.values.get(each, SKIPPED) for each in taker.items}
        if any(taker.response.values.get(each, SKIPPED) != new[each] for each in new):
            submission = _version(source, taker, new)
            receive_record(by=by, patient_id=patient_id, submission=submission)
    copies.renew_drafts(source, defaultdict(lambda: SKIPPED, source.values))


def _version(source: StoredResponse, taker: Taker, new: dict[str, Value]) -> Submission:
    before = taker.response
    told = {each: {"copied_from": str(source.uuid)} for each in new}
    return Submission(
        # The same correction makes the same version.
        uuid=uuid5(source.uuid, str(before.uuid)),
        canonical=before.canonical,
        values={**before.values, **new},
        status=ResponseStatus.AMENDED,
        authored=before.effective,
        mode=before.mode,
        by_whom=before.by_whom,
        language=taker.language,
        occasion=before.occasion,
        circumstances={**taker.circumstances, **told},
    )
