"""How much of each of the seven steps is there, as counts of the chain."""

from dataclasses import dataclass

from osteopro.research.chain import Chain
from osteopro.research.coverage import Asked, check_coverage


@dataclass(frozen=True, slots=True)
class Progress:
    """`read` are interviews that everybody who analyses has read; `meant` are statements with a
    meaning; texts are counted in versions."""

    interviews: int
    read: int
    statements: int
    meant: int
    themes: int
    sub_themes: int
    descriptions: int
    structures: int
    asked: Asked


def progress(chain: Chain) -> Progress:
    """Counts of accepted statements and of what rests on them."""
    accepted = chain.accepted
    unread = {
        interview
        for interview in chain.interviews
        for coder in chain.coders
        if (interview, coder) not in chain.readings
    }
    return Progress(
        interviews=len(chain.interviews),
        read=len(chain.interviews) - len(unread),
        statements=len(accepted),
        meant=len({statement for statement, _ in chain.carries if statement in accepted}),
        themes=sum(above is None for above in chain.themes.values()),
        sub_themes=sum(above is not None for above in chain.themes.values()),
        descriptions=len(chain.descriptions),
        structures=len(chain.structures),
        asked=check_coverage(chain),
    )
