"""The gates between Colaizzi's seven steps: what is missing, and which step is open.

A step is open when all before it are done, and done when nothing of it is missing. A gate is
passed over only by a decision of the team, and only for what the decision names: what is missing
later closes it again.
"""

from collections.abc import Callable, Iterable, Mapping

from osteopro.research.chain import Chain, Check, Description, Id, Structure, in_order
from osteopro.research.missing import Failure, Missing, Step, StepState
from osteopro.research.terms import Checked, StatementState

__all__ = [
    "Failure",
    "Missing",
    "Step",
    "StepState",
    "current_texts",
    "may_work_on",
    "settles",
    "steps",
]

# A theme and its sub-themes.
DEEPEST = 2


def steps(chain: Chain, decisions: Mapping[Failure, Id] | None = None) -> tuple[Step, ...]:
    """All seven. `decisions` says by which decision a failure stands in nobody's way."""
    decided = decisions or {}
    found: list[Step] = []
    for number, failing in enumerate(_FAILING, 1):
        failures = _ordered(failing(chain))
        standing = tuple(each for each in failures if each not in decided)
        before = not found or found[-1].state is StepState.DONE
        state = StepState.DONE if not standing else StepState.OPEN
        found.append(
            Step(
                number=number,
                state=state if before else StepState.BLOCKED,
                failures=standing,
                overridden={each: decided[each] for each in failures if each in decided},
            )
        )
    return tuple(found)


def may_work_on(number: int, chain: Chain, decisions: Mapping[Failure, Id] | None = None) -> bool:
    """Whether a step (1 to 7) is open or done."""
    return steps(chain, decisions)[number - 1].state is not StepState.BLOCKED


def settles(check: Check, current: frozenset[Id]) -> bool:
    """Whether a check is about a text that still stands, or led to one.

    A changed text makes the checks of the old one outdated, except the one that changed it.
    """
    return check.narrative in current or check.led_to in current


def current_texts(chain: Chain) -> frozenset[Id]:
    """The ids of the description and the structure that stand."""
    description = frozenset(each.id for each in chain.descriptions[-1:])
    return description.union(each.id for each in chain.structures[-1:])


def _read(chain: Chain) -> Iterable[Failure]:
    """1: everybody who analyses has read every interview."""
    if not chain.interviews:
        yield Failure(Missing.NO_INTERVIEW)
    for interview in chain.interviews:
        for coder in chain.coders:
            if (interview, coder) not in chain.readings:
                yield Failure(Missing.NOT_READ, (interview, coder))


def _stated(chain: Chain) -> Iterable[Failure]:
    """2: every interview has a significant statement, and none waits for a decision."""
    spoken = {chain.statements[key].interview for key in chain.accepted}
    for interview in chain.interviews:
        if interview not in spoken:
            yield Failure(Missing.INTERVIEW_WITHOUT_STATEMENT, (interview,))
    yield from _in_state(chain, StatementState.PROPOSED, Missing.STATEMENT_UNDECIDED)


def _meant(chain: Chain) -> Iterable[Failure]:
    """3: statements and meanings have each other; an orphan is decided on before step 4."""
    accepted = chain.accepted
    links = [pair for pair in chain.carries if pair[0] in accepted]
    for statement in accepted - {one for one, _ in links}:
        yield Failure(Missing.STATEMENT_WITHOUT_MEANING, (statement,))
    for meaning in chain.meanings - {other for _, other in links}:
        yield Failure(Missing.MEANING_WITHOUT_STATEMENT, (meaning,))
    yield from _in_state(chain, StatementState.ORPHAN, Missing.STATEMENT_ORPHANED)


def _ordered_into_themes(chain: Chain) -> Iterable[Failure]:
    """4: every meaning in one cluster, every cluster in one theme, themes two deep."""
    yield from _in_one(
        chain.meanings,
        chain.in_cluster,
        Missing.MEANING_WITHOUT_CLUSTER,
        Missing.MEANING_IN_CLUSTERS,
    )
    yield from _in_one(
        chain.clusters, chain.in_theme, Missing.CLUSTER_WITHOUT_THEME, Missing.CLUSTER_IN_THEMES
    )
    for cluster in chain.clusters - {other for _, other in chain.in_cluster}:
        yield Failure(Missing.CLUSTER_EMPTY, (cluster,))
    if not chain.themes:
        yield Failure(Missing.NO_THEME)
    filled: set[Id] = set()
    for _, theme in chain.in_theme:
        filled.update(_upwards(chain, theme))
    for theme in chain.themes:
        above = _upwards(chain, theme)
        if chain.themes[above[-1]] is not None:
            yield Failure(Missing.THEME_IN_ITSELF, (theme,))
        elif len(above) > DEEPEST:
            yield Failure(Missing.THEME_TOO_DEEP, (theme,))
        if theme not in filled:
            yield Failure(Missing.THEME_EMPTY, (theme,))


def _described(chain: Chain) -> Iterable[Failure]:
    """5: the current exhaustive description cites every theme and is approved."""
    if not chain.descriptions:
        yield Failure(Missing.NO_DESCRIPTION)
        return
    description = chain.descriptions[-1]
    if not description.approved:
        yield Failure(Missing.DESCRIPTION_NOT_APPROVED, (description.id,))
    for theme in chain.themes.keys() - description.cites:
        yield Failure(Missing.THEME_NOT_CITED, (theme,))
    for theme in description.cites - chain.themes.keys():
        yield Failure(Missing.CITED_THEME_GONE, (theme,))


def _structured(chain: Chain) -> Iterable[Failure]:
    """6: the current structure is approved and comes from the approved current description."""
    if not chain.structures:
        yield Failure(Missing.NO_STRUCTURE)
        return
    structure = chain.structures[-1]
    if not structure.approved:
        yield Failure(Missing.STRUCTURE_NOT_APPROVED, (structure.id,))
    source = _source(chain.descriptions, structure)
    if source is None:
        yield Failure(Missing.STRUCTURE_WITHOUT_SOURCE, (structure.id,))
        return
    if not source.approved:
        yield Failure(Missing.SOURCE_NOT_APPROVED, (structure.id, source.id))
    if source.id != chain.descriptions[-1].id:
        yield Failure(Missing.SOURCE_NOT_CURRENT, (structure.id, source.id))


def _checked(chain: Chain) -> Iterable[Failure]:
    """7: whoever may be asked was asked about a text that stands, and what they want changed was.

    That somebody cannot be reached any more is an answer too (`no-answer`).
    """
    current = current_texts(chain)
    if not chain.recontact:
        yield Failure(Missing.NOBODY_TO_ASK)
    for participant in chain.recontact:
        own = [each for each in chain.checks if each.participant == participant]
        valid = [each for each in own if settles(each, current)]
        if not own:
            yield Failure(Missing.NOT_ASKED, (participant,))
        elif not valid:
            yield Failure(Missing.ASKED_ABOUT_OLD, (participant, *(each.id for each in own)))
        for check in valid:
            if check.outcome is None:
                yield Failure(Missing.NOT_ANSWERED, (participant, check.id))
            elif check.outcome in _WANTS_CHANGE and check.led_to is None:
                yield Failure(Missing.ANSWER_WITHOUT_CHANGE, (participant, check.id))


_WANTS_CHANGE = frozenset({Checked.AMENDED, Checked.DISAGREED})
_FAILING: tuple[Callable[[Chain], Iterable[Failure]], ...] = (
    _read,
    _stated,
    _meant,
    _ordered_into_themes,
    _described,
    _structured,
    _checked,
)


def _in_state(chain: Chain, state: StatementState, code: Missing) -> Iterable[Failure]:
    return (Failure(code, (key,)) for key, each in chain.statements.items() if each.state is state)


def _in_one(
    items: Iterable[Id], pairs: Iterable[tuple[Id, Id]], none: Missing, several: Missing
) -> Iterable[Failure]:
    places: dict[Id, list[Id]] = {item: [] for item in items}
    for item, place in pairs:
        places[item].append(place)
    for item, found in places.items():
        if not found:
            yield Failure(none, (item,))
        elif len(found) > 1:
            yield Failure(several, (item, *sorted(found, key=in_order)))


def _upwards(chain: Chain, theme: Id) -> list[Id]:
    """A theme and those above it. If the last has a parent, the themes go round in a circle."""
    above = [theme]
    while (parent := chain.themes[above[-1]]) is not None and parent not in above:
        above.append(parent)
    return above


def _source(descriptions: Iterable[Description], structure: Structure) -> Description | None:
    return next((each for each in descriptions if each.id == structure.source), None)


def _ordered(failures: Iterable[Failure]) -> list[Failure]:
    return sorted(failures, key=lambda each: (each.code, [in_order(key) for key in each.ids]))
