"""Words that speak against a theme, and words that stand in the report for it, in two languages."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from osteopro.research import actions
from osteopro.research.models import Statement
from osteopro.research.queries import standing
from osteopro.simulation.study.board import theme_guid
from osteopro.simulation.study.content import number_of
from osteopro.simulation.study.markings import CODERS, FIRST, SECOND
from osteopro.simulation.study.stage import Stage, Story


def speak(stage: Stage) -> Story:
    """Deviant cases, then quotes with their translations."""
    for each in stage.content.coding["deviant"]:
        if guid := agreed(stage, each["statement"]):
            yield stage.later(minutes=8)
            actions.note_deviant(
                **stage.doing(SECOND),
                statement=guid,
                theme=theme_guid(stage, each["theme"]),
                comment=each["zh"],
                key=stage.key("deviant", each["statement"]),
            )
    for theme, name in list(_quotes(stage)):
        guid = agreed(stage, name)
        if guid is None:
            continue
        yield stage.later(minutes=4)
        actions.choose_quote(**stage.doing(FIRST), statement=guid, theme=theme_guid(stage, theme))
        actions.translate_statement(
            **stage.doing(SECOND),
            statement=guid,
            language="en",
            text=stage.content.translations[name],
            key=stage.key("translated", name),
        )


def agreed(stage: Stage, name: str) -> UUID | None:
    """The statement that the team agreed upon where the files have this one; None when it did
    not."""
    of = [stage.key(coder, name) for coder in CODERS]
    rows: list[Statement] = list(
        standing.statements(stage.study_id).filter(supersedes__guid__in=of)
    )
    return rows[0].guid if rows else None


def _quotes(stage: Stage) -> Iterator[tuple[str, str]]:
    """Of each theme some statements, one of a participant, as its clusters come; first of those
    whose words were chosen least so far."""
    clusters = {each.key: each.within for each in stage.content.clusters}
    chosen: Counter[int] = Counter()
    heard: dict[str, set[int]] = {}
    for meaning in stage.content.meanings:
        of_theme = heard.setdefault(clusters[meaning.cluster], set())
        fit = [
            name
            for name in meaning.statements
            if name in stage.spans and number_of(name) not in of_theme
        ]
        if fit and len(of_theme) < stage.plan["quotes_of_theme"]:
            name = min(fit, key=lambda each: chosen[number_of(each)])
            of_theme.add(number_of(name))
            chosen[number_of(name)] += 1
            yield clusters[meaning.cluster], name
