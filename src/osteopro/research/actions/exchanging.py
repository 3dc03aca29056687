"""A study leaves as a file, and comes back as one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db import DataError, IntegrityError

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.doing import Refused, acting, note
from osteopro.research.exchange.adopting import Adopting, Answering
from osteopro.research.exchange.coders import Accounts
from osteopro.research.exchange.gathering import Gathered, gathered
from osteopro.research.exchange.mapping import SEAL, mapped, seal_of, sealed, without_note
from osteopro.research.exchange.restoring import restored
from osteopro.research.exchange.rows import Rows
from osteopro.research.exchange.tables import name_of
from osteopro.research.models import Block, ExportRun, Study
from osteopro.research.refi import extension, profiles
from osteopro.research.refi.losses import Loss, Losses
from osteopro.research.refi.model import Project, TextSource
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.reader import read_qdpx
from osteopro.research.refi.terms import Became, Refusal
from osteopro.research.refi.writer import qdpx
from osteopro.research.rules import Task
from osteopro.research.terms import Profile

ALREADY_HERE = "study-already-here"
NO_SUCH_MEMBER = "no-such-member"
NO_ARCHIVE = "no-archive"
CONSENT_TO_COME = "consent-to-come"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file and what could not go with it."""

    data: bytes
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """The study that came of a file, and what did not pass."""

    study_id: int
    losses: tuple[Loss, ...]


@journal.action
def export_study(*, by: Actor, study_id: int, profile: Profile) -> Exported:
    """Write a study as a .qdpx and keep that it left, with its hash and losses.

    Without the words of participants who withdrew, without what is not frozen or was taken out
    later, without voices, and in a blind round without the work of others until all have handed
    in. Raises NotAllowed.
    """
    if by.account_id is not None:
        acting(by, study_id, Task.REPORT)
    found = gathered(study_id, by.account_id, profile)
    archive = profile is Profile.ARCHIVE
    whole = mapped(found, sensitive=archive)
    if archive:
        project, losses = profiles.archive(whole.project)
        project = sealed(project, whole.rows)
    else:
        project, losses = profiles.interop(whole.project)
    data = qdpx(project, compressed=not archive)
    told = tuple(sorted((*losses, *_kept_back(found)), key=_place))
    run = ExportRun.objects.create(
        guid=uuid4(),
        study_id=study_id,
        kind=f"qdpx-{profile}",
        at=clock.now(),
        by=by.account_id,
        sha256=sha256(data).hexdigest(),
        losses=[[each.element, each.became, each.why, each.count] for each in told],
    )
    note(by, study_id, "study.exported", run, profile=profile, sha256=run.sha256)
    return Exported(data, told)


@journal.action
def import_study(*, by: Actor, file: BinaryIO, team: Mapping[int, int]) -> Imported:
    """Make a new study of an archive of ours. `team` gives the account of a member by their place
    in the file, from 1; anybody else becomes a number that nobody signs in with.

    Raises RefusedFileError, and Refused when the file is no archive, the study is here already, or
    nobody has that place.
    """
    read = read_qdpx(file)
    rows = _rows(read.project)
    texts = {each.guid: each.text for each in read.project.sources if isinstance(each, TextSource)}
    if Study.objects.filter(guid__in=rows.get("study", {})).exists():
        raise Refused(ALREADY_HERE)
    study = restored(rows, texts, Accounts(_known(read.project, team)))
    note(by, study.pk, "study.imported", study, members=len(team))
    return Imported(study.pk, read.losses)


@journal.action
def adopt_study(
    *, by: Actor, file: BinaryIO, answering: Answering, team: Mapping[int, int]
) -> Imported:
    """Make a new study of a project of another program; its codings are a round of coding that was
    handed in. Links, sets and maps have no place in a study and are told as left out.

    Raises RefusedFileError, also when the study is here already, and Refused for a place in the
    team that nobody has and for a consent on a day to come.
    """
    if answering.consented_on > clock.now().date():
        raise Refused(CONSENT_TO_COME)
    read = read_qdpx(file)
    project, mended = profiles.interop(read.project)
    losses = Losses()
    try:
        study = Adopting(project, answering, Accounts(_known(read.project, team)), losses).study()
    except (IntegrityError, DataError) as error:
        raise RefusedFileError(Refusal.EXTENSION, type(error).__name__) from error
    note(by, study.pk, "study.adopted", study, lead=answering.lead)
    return Imported(study.pk, (*read.losses, *mended, *losses.rows()))


def _kept_back(found: Gathered) -> Iterator[Loss]:
    for became, counted in ((Became.LEFT_OUT, found.stayed), (Became.CHANGED, found.changed)):
        for (name, why), n in counted.items():
            # The pieces of a text are told with their version.
            if n and name != name_of(Block):
                yield Loss(name, became, why, n)


def _place(each: Loss) -> tuple[str, str, str]:
    return each.element, each.became, each.why


def _known(project: Project, team: Mapping[int, int]) -> dict[UUID, int]:
    if not all(0 < place <= len(project.users) for place in team):
        raise Refused(NO_SUCH_MEMBER)
    return {project.users[place - 1].guid: account for place, account in team.items()}


def _rows(project: Project) -> Rows:
    """The rows of our note, if the file is still as it left us."""
    held = extension.note_of(project)
    if held is None:
        raise Refused(NO_ARCHIVE)
    rows = extension.unpacked(held.text)
    seals = [row.get("sha256") for row in rows.pop(SEAL, {}).values()]
    if seals != [seal_of(without_note(project))]:
        raise RefusedFileError(Refusal.EXTENSION, "changed since it left us")
    return rows
