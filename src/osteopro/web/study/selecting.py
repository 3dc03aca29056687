"""Words chosen in a transcript: by the browser's selection, or by typing them."""

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.research import carried
from osteopro.research.queries import coding
from osteopro.research.queries.coding import NoSuchPage
from osteopro.research.text.normal import Span
from osteopro.research.text.utf16 import SplitCharacter, Utf16
from osteopro.ui.posted import id_of, lines_of
from osteopro.web.study import words


class NotChosen(ValueError):
    """Nothing was chosen, or not clearly; says in words what to do."""


def chosen(post: QueryDict, version_id: int) -> Span:
    """What was chosen, in code points of the version. Raises NotChosen.

    A selection comes as turns (where their words begin in the text) and places in them, in UTF-16
    as browsers count. Without one, `words` are looked for in the turn.
    """
    try:
        turn = coding.turn_of(version_id, _number(post, "turn"))
        if post.get("to"):
            last = coding.turn_of(version_id, _number(post, "to_turn"))
            start = _place(version_id, turn, _number(post, "from"))
            end = _place(version_id, last, _number(post, "to"))
            return Span(start, end)
    except (NoSuchPage, ValueError, SplitCharacter):
        raise NotChosen(gettext("Select words in the transcript, then press s.")) from None
    return _typed(post, version_id, turn)


def chosen_now(post: QueryDict, seen: int, now: int) -> Span:
    """What was chosen in the version `seen`, as it is in the version `now`. Raises NotChosen."""
    (found,) = carried.carry(seen, now, [chosen(post, seen)])
    if found.now is None:
        raise NotChosen(words.refusal("words-gone"))
    return found.now


def _typed(post: QueryDict, version_id: int, turn: Span) -> Span:
    wanted = lines_of(post.get("words", ""))
    said = coding.words_of(version_id, turn)
    times = said.count(wanted) if wanted else 0
    if times == 1:
        start = turn.start + said.index(wanted)
        return Span(start, start + len(wanted))
    problem = (
        gettext("Select words in the transcript, or choose a turn and type its words.")
        if not wanted
        else gettext("These words stand there more than once. Type some more of them.")
        if times
        else gettext("These words do not stand in that turn. Type them as they stand there.")
    )
    raise NotChosen(problem)


def _number(post: QueryDict, name: str) -> int:
    found = id_of(post.get(name, ""))
    if found is None:
        raise ValueError(name)
    return found


def _place(version_id: int, turn: Span, unit: int) -> int:
    return turn.start + Utf16(coding.words_of(version_id, turn)).point(unit)
