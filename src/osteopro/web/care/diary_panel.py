"""What the patient noted between records, and what they showed and said beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.followup.flow import APART, opening
from osteopro.followup.queries import diary as queries
from osteopro.followup.queries.review import Sitting
from osteopro.instruments.definition import Item, Text
from osteopro.records.attachments import Attached
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import AttachmentKind
from osteopro.summaries import comparing
from osteopro.ui import formats
from osteopro.web.care.frame import language
from osteopro.web.care.words import said, when


@dataclass(frozen=True)
class FileView:
    """A photo or voice note. `words` were written down by staff; `heard` says by whom and when."""

    name: str
    href: str
    label: str
    photo: bool
    width: int | None
    height: int | None
    words: str
    heard: str


@dataclass(frozen=True)
class EntryView:
    """One diary entry: its day, what it is about, the other answers, her own words."""

    day: str
    about: str
    answers: tuple[tuple[str, str], ...]
    words: str
    href: str
    files: tuple[FileView, ...]


def diary_panel(sitting: Sitting) -> dict[str, object]:
    """The diary since the record before this one, and what hangs on the record itself."""
    entries = queries.since(sitting.history, sitting.main, sitting.before)
    occasions = {each.occasion for each in entries} | {sitting.occasion}
    zone = sitting.clinic.zone
    files = _files(queries.attached(sitting.patient_id, occasions), zone)
    return {
        "diary": [_entry(each, files.get(each.occasion, ()), zone) for each in entries],
        "files": files.get(sitting.occasion, ()),
    }


def newest(patient_id: int, zone: ZoneInfo) -> list[EntryView]:
    """The newest entries for the page of one patient, newest first."""
    entries = queries.newest(patient_id)
    files = _files(queries.attached(patient_id, {each.occasion for each in entries}), zone)
    return [_entry(each, files.get(each.occasion, ()), zone) for each in entries]


def words_of(entry: StoredResponse) -> str:
    """What an entry is about: its first answered question."""
    return next((said(text) for _item, text in _told(entry)), "")


def _told(entry: StoredResponse) -> Iterator[tuple[Item, Text]]:
    """The answered questions with their answers, in the order of the form."""
    answers = entry.answers
    for item in answers.enabled_items():
        if text := comparing.answer_text(item, answers):
            yield item, text


def _entry(entry: StoredResponse, files: tuple[FileView, ...], zone: ZoneInfo) -> EntryView:
    form = entry.instrument
    apart = {item.link_id for item in opening(form)} | {form.item_for(role) for role in APART}
    note = form.item_for("note")
    words = entry.answers.value(note) if note else None
    return EntryView(
        day=_day(queries.day(entry, zone), zone),
        about=words_of(entry),
        answers=tuple(
            (said(comparing.label(item)), said(text))
            for item, text in _told(entry)
            if item.link_id not in apart
        ),
        words=words.strip() if isinstance(words, str) else "",
        href=reverse("care_review", args=[entry.occasion]),
        files=files,
    )


def _files(
    attached: Mapping[UUID, Sequence[Attached]], zone: ZoneInfo
) -> Mapping[UUID, tuple[FileView, ...]]:
    heard = {f.heard_by for each in attached.values() for f in each if f.heard_by is not None}
    names = accounts_queries.staff_names(heard) if heard else {}

    def by(file: Attached) -> str:
        name = names.get(file.heard_by or 0)
        if name is None or file.heard_at is None:
            return ""
        return gettext("%(who)s wrote it down %(when)s") % {
            "who": name.shown(language()),
            "when": when(file.heard_at, zone, clock.now()),
        }

    return {
        occasion: tuple(_file(file, n, by(file)) for n, file in _numbered(each))
        for occasion, each in attached.items()
    }


def _numbered(files: Iterable[Attached]) -> list[tuple[int, Attached]]:
    """Photos first, each kind counted by itself."""
    given = list(files)
    return [
        (n, file)
        for kind in AttachmentKind
        for n, file in enumerate([each for each in given if each.kind is kind], 1)
    ]


def _file(file: Attached, n: int, heard: str) -> FileView:
    photo = file.kind is AttachmentKind.PHOTO
    label = gettext("Photo %(n)s") if photo else gettext("Voice note %(n)s")
    return FileView(
        name=str(file.name),
        href=reverse("care_file", args=[file.name]),
        label=label % {"n": n},
        photo=photo,
        width=file.width,
        height=file.height,
        words=file.words,
        heard=heard,
    )


def _day(day: date, zone: ZoneInfo) -> str:
    return formats.staff_short(day, today=clock.today(zone))
