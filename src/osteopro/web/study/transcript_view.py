"""A page of a transcript as it is shown: turns with their statements marked in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.research import marks
from osteopro.research.queries.coding import PageView, StatementView, TurnView
from osteopro.research.queries.rounds import RoundView, TextView
from osteopro.research.text.turns import Role


@dataclass(frozen=True, slots=True)
class Name:
    """A statement's name at its end, as a way to its card."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words: whether statements lie over them, whether the chosen one does."""

    text: str
    marked: bool
    current: bool
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it is shown."""

    no: int
    start: int
    speaker: str
    asks: bool
    stretches: tuple[Stretch, ...]


def turns(
    page: PageView,
    text: TextView,
    labels: Mapping[UUID, str],
    hrefs: Mapping[UUID, str],
    current: UUID | None,
) -> list[Said]:
    """The turns of a page. `labels` and `hrefs` are of its statements; those without are marked
    and not named."""
    return [_said(each, page.statements, text, labels, hrefs, current) for each in page.turns]


def labels_of(rows: Sequence[StatementView], text: TextView) -> dict[UUID, str]:
    """S7-03 and so on."""
    return {each.guid: marks.label(text.number, text.seq, each.no) for each in rows}


def board(study_id: int, coded: RoundView, text: TextView) -> str:
    """The way to the board of a text in a round."""
    return reverse("study_coding", args=[study_id, coded.no, text.guid])


def _said(
    turn: TurnView,
    rows: Sequence[StatementView],
    text: TextView,
    labels: Mapping[UUID, str],
    hrefs: Mapping[UUID, str],
    current: UUID | None,
) -> Said:
    over = [each for each in rows if each.start < turn.end and turn.start < each.end]
    cut = marks.pieces(turn.words, turn.start, [(each.start, each.end) for each in over])
    return Said(
        no=turn.no,
        start=turn.start,
        speaker=_speaker(turn, text),
        asks=turn.role is Role.ASKS,
        stretches=tuple(
            Stretch(
                text=each.text,
                marked=bool(each.on),
                current=any(over[n].guid == current for n in each.on),
                names=tuple(
                    Name(labels[over[n].guid], hrefs[over[n].guid], over[n].guid == current)
                    for n in each.ends
                    if over[n].guid in labels and over[n].guid in hrefs
                ),
            )
            for each in cut
        ),
    )


def _speaker(turn: TurnView, text: TextView) -> str:
    known = {Role.ASKS: gettext("Int."), Role.ANSWERS: f"P{text.name}"}
    return known.get(turn.role, turn.speaker)
