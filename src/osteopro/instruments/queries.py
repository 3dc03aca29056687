"""Published forms, compiled once per process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from osteopro.instruments.library import Instrument, build_instrument
from osteopro.instruments.models import InstrumentVersion
from osteopro.instruments.terms import Kind


@dataclass(frozen=True)
class Published:
    """A form in use and the row that holds it."""

    row_id: int
    instrument: Instrument


class UnknownInstrument(LookupError):
    """No published form has this url and version."""


@lru_cache(maxsize=256)
def _compiled(row_id: int, digest: str) -> Published:
    row = InstrumentVersion.objects.get(pk=row_id)
    return Published(row.pk, build_instrument(row.document, row.scoring, row.manifest, row.rules))


@lru_cache(maxsize=8)
def _index(newest: int) -> Mapping[str, tuple[int, str]]:
    rows = InstrumentVersion.objects.order_by("pk").values_list("canonical", "pk", "digest")
    return {canonical: (pk, digest) for canonical, pk, digest in rows}


def published(canonical: str) -> Published:
    """The form `url|version`. Raises UnknownInstrument. No query once it is known."""
    found = _index(_seen.newest).get(canonical)
    if found is None:
        _seen.refresh()
        found = _index(_seen.newest).get(canonical)
    if found is None:
        raise UnknownInstrument(canonical)
    return _compiled(*found)


def published_by_id(row_id: int) -> Published:
    """The form of a stored response."""
    for canonical, (pk, _digest) in _index(_seen.newest).items():
        if pk == row_id:
            return published(canonical)
    _seen.refresh()
    row = InstrumentVersion.objects.only("canonical").get(pk=row_id)
    return published(row.canonical)


def instruments() -> Mapping[str, Instrument]:
    """Every published form by canonical url|version."""
    _seen.refresh()
    return {canonical: published(canonical).instrument for canonical in _index(_seen.newest)}


def latest(kind: Kind, *, baseline: bool | None = None) -> Published:
    """The newest published form of a kind; `baseline` picks the long or the short one.

    Of follow-up records only the series in use counts (settings.FOLLOW_UP_SERIES).
    Raises UnknownInstrument when the clinic has none.
    """
    _seen.refresh()
    every = [published(canonical) for canonical in _index(_seen.newest)]
    fitting = [each for each in every if _fits(each.instrument, kind, baseline)]
    if not fitting:
        raise UnknownInstrument(kind)
    return max(fitting, key=lambda each: each.row_id)


def _fits(instrument: Instrument, kind: Kind, baseline: bool | None) -> bool:
    in_use = kind != Kind.RECORD or instrument.series == settings.FOLLOW_UP_SERIES
    fitting = baseline is None or instrument.baseline == baseline
    return instrument.kind == kind and in_use and fitting


class _Seen:
    """The newest row this process knows of; a miss looks again, a hit asks nothing."""

    newest = 0

    def refresh(self) -> None:
        rows = InstrumentVersion.objects.order_by("-pk").values_list("pk", flat=True)
        self.newest = rows.first() or 0


_seen = _Seen()


def forget() -> None:
    """Look again at everything: the database was replaced under this process."""
    _seen.newest = 0
    _index.cache_clear()
    _compiled.cache_clear()


def known() -> list[Published]:
    """Every published form this process knows of."""
    if not _seen.newest:
        _seen.refresh()
    return [published(canonical) for canonical in _index(_seen.newest)]
