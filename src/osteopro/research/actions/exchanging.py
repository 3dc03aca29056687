"""A study leaves as a file, and comes back as one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db import DataError, IntegrityError

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import study_naming, study_vault
from osteopro.research.doing import Refused, acting, note
from osteopro.research.exchange import arriving
from osteopro.research.exchange.adopting import Adopting, Answering
from osteopro.research.exchange.arriving import Arrived
from osteopro.research.exchange.coders import Accounts
from osteopro.research.exchange.forms import QDPX, Leaving
from osteopro.research.exchange.leaving import prepared
from osteopro.research.exchange.restoring import restored
from osteopro.research.exchange.tables import name_of
from osteopro.research.exchange.telling import people_of, told
from osteopro.research.models import ExportRun, Screening, Transcript, TranscriptVersion
from osteopro.research.refi import profiles
from osteopro.research.refi.losses import Loss, Losses, as_json
from osteopro.research.refi.model import Project, TextSource
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.terms import Refusal
from osteopro.research.refi.writer import NotWritableError
from osteopro.research.rules import Task
from osteopro.research.terms import Profile

ALREADY_HERE = "study-already-here"
CHANGED = "study-changed"
NOTHING_THERE = "nothing-there"
NOT_WEIGHED = "not-weighed"
NAMES = "names-somebody"
NO_SUCH_MEMBER = "no-such-member"
NO_ARCHIVE = "no-archive"
CONSENT_TO_COME = "consent-to-come"

# Tables whose rows are called in the vault as here.
_IN_VAULT = [name_of(each) for each in (Screening, Transcript, TranscriptVersion)]


@dataclass(frozen=True, slots=True)
class Imported:
    """The study that came of a file, and what did not pass."""

    study_id: int
    losses: tuple[Loss, ...]


def export_study(
    *, by: Actor, study_id: int, profile: Profile, seen: str = "", reason: str = ""
) -> Leaving:
    """Write a study as a file and keep that it left, with its hash and losses.

    `seen` is the hash of the file whose losses were shown; `reason` says why it may leave although
    it names somebody, and is kept in the trail. Raises NotAllowed, and Refused when the study is
    another one now, has nothing that such a file holds, names somebody and nobody said why that may
    leave, or the reason itself does.
    """
    if by.account_id is not None:
        acting(by, study_id, Task.REPORT)
    # Seconds for a large study: nobody else's writing waits for it.
    try:
        found = prepared(study_id, by.account_id, profile)
    except NotWritableError:
        raise Refused(NOTHING_THERE) from None
    if seen and seen != found.sha256:
        raise Refused(CHANGED)
    _weighed(by, study_id, found, reason)
    keep_export(by=by, study_id=study_id, profile=profile, file=found, reason=reason.strip())
    return found


@journal.action
def keep_export(*, by: Actor, study_id: int, profile: Profile, file: Leaving, reason: str) -> None:
    """Keep that a file leaves; it is given out only after this. Raises NotAllowed."""
    if by.account_id is not None:
        acting(by, study_id, Task.REPORT)
    run = ExportRun.objects.create(
        guid=uuid4(),
        study_id=study_id,
        kind=f"qdpx-{profile}" if profile in QDPX else profile,
        at=clock.now(),
        by=by.account_id,
        sha256=file.sha256,
        losses=as_json(file.losses),
    )
    note(by, study_id, "study.exported", run, reason=reason, profile=profile, sha256=run.sha256)


def _weighed(by: Actor, study_id: int, found: Leaving, reason: str) -> None:
    """Whoever has the server has everything; of the team somebody answers for what is named."""
    if reason.strip():
        if study_naming.naming(people_of(study_id).values(), [reason]).texts:
            raise Refused(NAMES)
    elif by.account_id is not None and told(study_id, found).places:
        raise Refused(NOT_WEIGHED)


def import_study(*, by: Actor, file: BinaryIO, team: Mapping[int, int]) -> Imported:
    """Make a new study of an archive of ours: `put_back` of a file. Raises RefusedFileError too."""
    return put_back(by=by, arrived=arriving.read(file), team=team)


def adopt_study(
    *, by: Actor, file: BinaryIO, answering: Answering, team: Mapping[int, int]
) -> Imported:
    """Make a new study of a file of another program: `adopt` of it. Raises RefusedFileError too."""
    return adopt(by=by, arrived=arriving.read(file), answering=answering, team=team)


@journal.action
def put_back(*, by: Actor, arrived: Arrived, team: Mapping[int, int]) -> Imported:
    """Make a new study of an archive of ours. `team` gives the account of a member by their place
    in the file, from 1; anybody else becomes a number that nobody signs in with.

    Raises RefusedFileError, and Refused when the file is no archive, the study is here already, or
    nobody has that place.
    """
    if arrived.rows is None:
        raise Refused(NO_ARCHIVE)
    if arriving.is_here(arrived):
        raise Refused(ALREADY_HERE)
    named = [guid for each in _IN_VAULT for guid in arrived.rows.get(each, {})]
    # Whoever has the server has everything; anybody else would open what is sealed for others.
    if by.account_id is not None and study_vault.known(named):
        raise RefusedFileError(Refusal.EXTENSION, "it bears names of what is kept here")
    sources = arrived.project.sources
    texts = {each.guid: each.text for each in sources if isinstance(each, TextSource)}
    study = restored(arrived.rows, texts, Accounts(_known(arrived.project, team)))
    note(by, study.pk, "study.imported", study, members=len(team))
    return Imported(study.pk, arrived.losses)


@journal.action
def adopt(
    *, by: Actor, arrived: Arrived, answering: Answering, team: Mapping[int, int]
) -> Imported:
    """Make a new study of a project or codebook of another program; its codings are a round of
    coding that was handed in. Links, sets and maps have no place in a study and are told as left
    out. Of what is here already a copy is made.

    Raises RefusedFileError, and Refused for a place in the team that nobody has and for a consent
    on a day to come.
    """
    if answering.consented_on > clock.now().date():
        raise Refused(CONSENT_TO_COME)
    project, mended = profiles.interop(arrived.project)
    # A text that bears the name of what is sealed here would open it.
    if arriving.is_here(arrived) or study_vault.known([each.guid for each in project.sources]):
        project = arriving.renewed(project, uuid4())
    losses = Losses()
    accounts = Accounts(_known(arrived.project, team))
    try:
        study = Adopting(project, answering, accounts, losses).study()
    except (IntegrityError, DataError) as error:
        raise RefusedFileError(Refusal.EXTENSION, type(error).__name__) from error
    note(by, study.pk, "study.adopted", study, lead=answering.lead)
    return Imported(study.pk, (*arrived.losses, *mended, *losses.rows()))


def _known(project: Project, team: Mapping[int, int]) -> dict[UUID, int]:
    if not all(0 < place <= len(project.users) for place in team):
        raise Refused(NO_SUCH_MEMBER)
    return {project.users[place - 1].guid: account for place, account in team.items()}
