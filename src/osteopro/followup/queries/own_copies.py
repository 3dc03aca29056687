"""Who may print a patient's own copy, and whether its pages are open now."""

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.audit import queries as audit_queries
from osteopro.enrolment.terms import State
from osteopro.followup import own_copies
from osteopro.followup.models import CareState
from osteopro.followup.own_copies import Team
from osteopro.followup.terms import CopySpan
from osteopro.patients import queries as patients_queries
from osteopro.sites.queries import clinic_of


def team(patient_id: int) -> Team:
    """One query."""
    row = CareState.objects.select_related("site").get(patient_id=patient_id)
    ended = State(row.ended) if row.ended else None
    accounts = (row.manager, row.backup, row.answers)
    return Team(accounts, ended, clinic_of(row.site).zone)


def opened(viewer: Viewer, patient_id: int) -> CopySpan | None:
    """How much of the copy is open to this member of the team now; None when nothing is, because
    nobody wrote the wish down in the last quarter of an hour. Three queries.

    Raises NotVisible for a patient out of scope and for who is not of their own team.
    """
    patients_queries.check_visible(viewer, patient_id)
    if not team(patient_id).hands_over(viewer.account_id):
        raise patients_queries.NotVisible
    since = clock.now() - own_copies.OPEN_FOR
    detail = audit_queries.newest_detail(
        patient_id, own_copies.ASKED, actor=viewer.account_id, since=since
    )
    return CopySpan(detail["span"]) if detail else None
