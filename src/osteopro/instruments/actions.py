"""Publishing forms. What was published never changes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.instruments.library import LIBRARY, build_instrument, read_documents
from osteopro.instruments.models import InstrumentVersion


class PublishedVersionChanged(RuntimeError):
    """A version that is in use has other content now; give the change a new version."""


@journal.action
def publish(
    *,
    by: Actor,
    document: Mapping[str, Any],
    scoring: Mapping[str, Any],
    about: Mapping[str, Any],
    rules: Mapping[str, Any] | None = None,
) -> int:
    """Publish one version of a form; returns its id. The same content again changes nothing.

    Raises DefinitionError with every problem, PublishedVersionChanged when this version
    stands with other content.
    """
    instrument = build_instrument(document, scoring, about, rules)
    present = InstrumentVersion.objects.filter(canonical=instrument.canonical).first()
    if present is not None:
        if present.digest != instrument.digest:
            raise PublishedVersionChanged(instrument.canonical)
        journal.nothing_changed()
        return present.pk
    row = InstrumentVersion.objects.create(
        canonical=instrument.canonical,
        code=instrument.code,
        version=instrument.version,
        kind=instrument.kind,
        manifest=dict(about),
        document=dict(document),
        scoring=dict(scoring),
        rules=dict(rules or {}),
        digest=instrument.digest,
        published_at=clock.now(),
    )
    journal.record(
        "instrument.published",
        by=by,
        object_type="instrument",
        object_id=row.pk,
        canonical=instrument.canonical,
        digest=instrument.digest,
    )
    return row.pk


def publish_library(*, by: Actor, root: Path = LIBRARY) -> list[int]:
    """Publish every folder of a library; ids in order of code and version."""
    folders = sorted(path.parent for path in root.glob("*/*/questionnaire.json"))
    ids = []
    for folder in folders:
        document, scoring, about, rules = read_documents(folder)
        ids.append(publish(by=by, document=document, scoring=scoring, about=about, rules=rules))
    return ids
