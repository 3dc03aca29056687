"""Publishing validity checks. What was published never changes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.instruments.library import digest
from osteopro.instruments.queries import instruments
from osteopro.triage.actions import PublishedVersionChanged, RulesetRefused
from osteopro.triage.models import CheckSetVersion
from osteopro.triage.validity.checkset import OPROS, build_checks, read_document
from osteopro.triage.validity.publishing import problems


@journal.action
def publish_checks(*, by: Actor, document: Mapping[str, Any]) -> int:
    """Publish one version of the validity checks; returns its id.

    The same content again changes nothing. Raises PublishedVersionChanged when this version
    stands with other content, RulesetRefused when a condition errs or a text is missing.
    """
    checks = build_checks(document)
    fingerprint = digest(document)
    present = CheckSetVersion.objects.filter(code=checks.code, version=checks.version).first()
    if present is not None:
        if present.digest != fingerprint:
            raise PublishedVersionChanged(checks.name)
        journal.nothing_changed()
        return present.pk
    if refusals := problems(checks, instruments()):
        raise RulesetRefused(refusals)
    row = CheckSetVersion.objects.create(
        code=checks.code,
        version=checks.version,
        document=document,
        digest=fingerprint,
        published_at=clock.now(),
    )
    journal.record(
        "checks.published",
        by=by,
        object_type="checks",
        object_id=row.pk,
        checks=checks.name,
        digest=fingerprint,
    )
    return row.pk


def publish_library(*, by: Actor, folder: Path = OPROS) -> int:
    """Publish the checks that stand in a library folder; returns the id of the version."""
    return publish_checks(by=by, document=read_document(folder))
