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

    OWN_RECORD = "own-record"  # what only the patient does: consent, data, who helps, leaving
    PATIENT_PAGES = "patient-pages"  # home, settings, signing out: for whoever helps too
    READ_RECORD = "read-record"  # replies, changes over time, advice
    ENTER_RECORD = "enter-record"  # fill in, write back
    ASK_VISIT = "ask-visit"  # ask for a visit and see it
    HELP = "help"  # somebody who helps, before it is said whom
    FOLLOW_UP = "follow-up"  # worklist, review, calls
    SEE_PATIENT = "see-patient"  # find somebody and read their whole story, changing nothing
    ENROL = "enrol"  # bring patients in
    IMPORT = "import"  # bring in a whole programme at once, from a file
    SEE_ENROLMENTS = "see-enrolments"  # who waits for a clinician before joining
    DECIDE_ENROLMENT = "decide-enrolment"
    VISIT = "visit"  # what a physician sees at the visit
    HOLD_SESSION = "hold-session"  # invite to in-person sessions and write them down
    OVERSEE = "oversee"  # all of care, and quality
    PLAN_ON_CALL = "plan-on-call"  # who is on call when the clinic is shut
    SURVEY = "survey"  # what staff themselves say of the programme
    STUDY = "study"
    ADMINISTER = "administer"  # people, sites, rules; no clinical record
    WORD_ADVICE = "word-advice"  # the wording of advice: one drafts, another approves
    READ_LIBRARY = "read-library"  # the library of advice with its conditions
    SIGN_LIBRARY = "sign-library"  # a clinician answers for the library as it stands
    HEALTH = "health"  # whether everything runs by itself; nobody's record
    STAFF = "staff"  # any member of staff: their own account


class Scope(StrEnum):
    """What a helper may do for a patient, as the patient said (ux 2.1, Helpers)."""

    READ = "read"
    ENTER = "enter"
    APPOINTMENTS = "appointments"


SCOPES: Mapping[Scope, frozenset[Permission]] = {
    Scope.READ: frozenset({Permission.PATIENT_PAGES, Permission.READ_RECORD}),
    Scope.ENTER: frozenset({Permission.PATIENT_PAGES, Permission.ENTER_RECORD}),
    Scope.APPOINTMENTS: frozenset({Permission.PATIENT_PAGES, Permission.ASK_VISIT}),
}
# The pages below /me/: who is not signed in goes to the patients' entrance.
OF_PATIENTS = frozenset({Permission.OWN_RECORD, Permission.HELP}).union(*SCOPES.values())
_STAFF = frozenset({Permission.STAFF})
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.PATIENT: OF_PATIENTS - {Permission.HELP},
    # Everything else comes from the scopes that hold for one patient.
    Role.HELPER: frozenset({Permission.HELP}),
    Role.FOLLOW_UP_MANAGER: _STAFF
    | {
        Permission.FOLLOW_UP,
        Permission.SEE_PATIENT,
        Permission.ENROL,
        Permission.SEE_ENROLMENTS,
        Permission.SURVEY,
        Permission.HOLD_SESSION,
    },
    Role.PHYSICIAN: _STAFF
    | {
        Permission.VISIT,
        Permission.HOLD_SESSION,
        Permission.SEE_PATIENT,
        Permission.SEE_ENROLMENTS,
        Permission.DECIDE_ENROLMENT,
        Permission.SURVEY,
        Permission.READ_LIBRARY,
        Permission.SIGN_LIBRARY,
    },
    Role.PROGRAMME_LEAD: _STAFF
    | {
        Permission.FOLLOW_UP,
        Permission.SEE_PATIENT,
        Permission.ENROL,
        Permission.HOLD_SESSION,
        Permission.IMPORT,
        Permission.OVERSEE,
        Permission.SEE_ENROLMENTS,
        Permission.DECIDE_ENROLMENT,
        Permission.SURVEY,
        Permission.READ_LIBRARY,
        Permission.WORD_ADVICE,
        Permission.HEALTH,
        Permission.PLAN_ON_CALL,
    },
    Role.RESEARCHER: _STAFF | {Permission.STUDY},
    Role.ADMINISTRATOR: _STAFF
    | {
        Permission.ADMINISTER,
        Permission.READ_LIBRARY,
        Permission.WORD_ADVICE,
        Permission.HEALTH,
        Permission.PLAN_ON_CALL,
    },
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: every sensitive query starts from here.

    `site_ids` are the clinics a member of staff works at; `patient_id` is set for
    a patient, and for a helper together with `scopes` once it is sure that they help
    this patient now (`signin.middleware`).
    """

    account_id: int
    kind: AccountKind
    roles: frozenset[Role]
    site_ids: frozenset[int]
    patient_id: int | None = None
    request_id: str = ""
    scopes: frozenset[Scope] = frozenset()

    @property
    def helps(self) -> bool:
        """Whether somebody else's pages are before this person."""
        return self.kind is AccountKind.HELPER

    def can(self, permission: Permission) -> bool:
        """True when one of the viewer's roles allows `permission`."""
        return any(self._allows(role, permission) for role in self.roles)

    def acting(self, permission: Permission) -> Actor:
        """The author of what this viewer does on a page that needs `permission`.

        Raises PermissionError when no role allows it.
        """
        for role in Role:
            if role in self.roles and self._allows(role, permission):
                return Actor(self.account_id, role.value, self.request_id)
        raise PermissionError(permission)

    def _allows(self, role: Role, permission: Permission) -> bool:
        if permission in PERMISSIONS[role]:
            return True
        return role is Role.HELPER and any(permission in SCOPES[scope] for scope in self.scopes)
