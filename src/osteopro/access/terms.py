"""Roles and what each may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from osteopro.accounts.terms import AccountKind
from osteopro.audit.terms import Actor


class Role(StrEnum):
    PATIENT = "patient"
    HELPER = "helper"
    FOLLOW_UP_MANAGER = "follow-up-manager"
    PHYSICIAN = "physician"
    PROGRAMME_LEAD = "programme-lead"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a page needs. A person has those of all their roles together."""

    OWN_RECORD = "own-record"  # a patient's own pages
    FOLLOW_UP = "follow-up"  # worklist, review, calls
    ENROL = "enrol"  # bring patients in
    SEE_ENROLMENTS = "see-enrolments"  # who waits for a clinician before joining
    DECIDE_ENROLMENT = "decide-enrolment"
    VISIT = "visit"  # what a physician sees at the visit
    OVERSEE = "oversee"  # all of care, and quality
    STUDY = "study"
    ADMINISTER = "administer"  # people, sites, rules; no clinical record
    HEALTH = "health"  # whether everything runs by itself; nobody's record
    STAFF = "staff"  # any member of staff: their own account


_STAFF = frozenset({Permission.STAFF})
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.PATIENT: frozenset({Permission.OWN_RECORD}),
    Role.HELPER: frozenset({Permission.OWN_RECORD}),
    Role.FOLLOW_UP_MANAGER: _STAFF
    | {Permission.FOLLOW_UP, Permission.ENROL, Permission.SEE_ENROLMENTS},
    Role.PHYSICIAN: _STAFF
    | {Permission.VISIT, Permission.SEE_ENROLMENTS, Permission.DECIDE_ENROLMENT},
    Role.PROGRAMME_LEAD: _STAFF
    | {
        Permission.FOLLOW_UP,
        Permission.ENROL,
        Permission.OVERSEE,
        Permission.SEE_ENROLMENTS,
        Permission.DECIDE_ENROLMENT,
        Permission.HEALTH,
    },
    Role.RESEARCHER: _STAFF | {Permission.STUDY},
    Role.ADMINISTRATOR: _STAFF | {Permission.ADMINISTER, Permission.HEALTH},
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: every sensitive query starts from here.

    `site_ids` are the clinics a member of staff works at; `patient_id` is set for
    a patient. `capacity` is the role used when this person acts.
    """

    account_id: int
    kind: AccountKind
    roles: frozenset[Role]
    site_ids: frozenset[int]
    patient_id: int | None = None
    request_id: str = ""

    def can(self, permission: Permission) -> bool:
        """True when one of the viewer's roles allows `permission`."""
        return any(permission in PERMISSIONS[role] for role in self.roles)

    def acting(self, permission: Permission) -> Actor:
        """The author of what this viewer does on a page that needs `permission`.

        Raises PermissionError when no role allows it.
        """
        for role in Role:
            if role in self.roles and permission in PERMISSIONS[role]:
                return Actor(self.account_id, role.value, self.request_id)
        raise PermissionError(permission)
