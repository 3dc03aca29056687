"""A study as the file in which it would leave now, with everything that stays behind."""

from collections.abc import Iterator

from osteopro.research.exchange.forms import Leaving, for_peers
from osteopro.research.exchange.gathering import Gathered, gathered
from osteopro.research.exchange.mapping import mapped, sealed
from osteopro.research.exchange.tables import name_of
from osteopro.research.models import Block
from osteopro.research.refi import profiles
from osteopro.research.refi.losses import Loss
from osteopro.research.refi.terms import Became, Why
from osteopro.research.refi.writer import qdpx
from osteopro.research.terms import Profile


def prepared(study_id: int, viewer: int | None, profile: Profile) -> Leaving:
    """The file for `viewer`, the account that asks; None for nobody of the team. The same study
    gives the same bytes.

    Without the words of participants who withdrew, without what is not frozen or was taken out
    later, without voices, and in a blind round without the work of others until all have handed in.
    Raises NotWritableError for a study without what such a file holds.
    """
    found = gathered(study_id, viewer, profile)
    archive = profile is Profile.ARCHIVE
    whole = mapped(found, sensitive=archive)
    if archive:
        project, losses = profiles.archive(whole.project)
        project = sealed(project, whole.rows)
        file = Leaving(qdpx(project), project, losses, whole.rows)
    else:
        file = for_peers(whole.project, profile)
    told = tuple(sorted((*file.losses, *_kept_back(found)), key=_place))
    return Leaving(file.data, file.project, told, file.rows)


def _kept_back(found: Gathered) -> Iterator[Loss]:
    for became, counted in ((Became.LEFT_OUT, found.stayed), (Became.CHANGED, found.changed)):
        for (name, why), n in counted.items():
            # How much others did in a blind round is told to nobody.
            if why is Why.BLIND:
                yield Loss(name, became, why, 0)
            # The pieces of a text are told with their version.
            elif n and name != name_of(Block):
                yield Loss(name, became, why, n)


def _place(each: Loss) -> tuple[str, str, str]:
    return each.element, each.became, each.why
