"""Publishing rulesets. What was published never changes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.instruments.library import digest
from osteopro.instruments.queries import instruments
from osteopro.triage.models import RulesetVersion
from osteopro.triage.publishing import problems
from osteopro.triage.ruleset import (
    FILES,
    OPROS,
    build_ruleset,
    read_documents,
    with_form_rules,
)


class PublishedVersionChanged(RuntimeError):
    """A version that is in force has other content now; give the change a new version."""


class RulesetRefused(RuntimeError):
    """These rules cannot be published; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@journal.action
def publish(*, by: Actor, documents: Mapping[str, Any]) -> int:
    """Publish one version of the rules with their texts; returns its id.

    The same content again changes nothing. Raises PublishedVersionChanged when this
    version stands with other content, and RulesetRefused when a condition errs on one of
    the published forms or a text is missing.
    """
    ruleset = build_ruleset(documents)
    fingerprint = digest(*(documents[name] for name in FILES))
    present = RulesetVersion.objects.filter(code=ruleset.code, version=ruleset.version).first()
    if present is not None:
        if present.digest != fingerprint:
            raise PublishedVersionChanged(ruleset.name)
        journal.nothing_changed()
        return present.pk
    check(documents)
    row = RulesetVersion.objects.create(
        code=ruleset.code,
        version=ruleset.version,
        documents={name: documents[name] for name in FILES},
        digest=fingerprint,
        published_at=clock.now(),
    )
    journal.record(
        "ruleset.published",
        by=by,
        object_type="ruleset",
        object_id=row.pk,
        ruleset=ruleset.name,
        digest=fingerprint,
    )
    return row.pk


def check(documents: Mapping[str, Any]) -> None:
    """Raise RulesetRefused unless these rules run on every published form, with the rules
    that the forms bring along."""
    forms = instruments()
    try:
        together = build_ruleset(with_form_rules(documents, forms.values()))
    except (ValueError, KeyError) as error:
        raise RulesetRefused([str(error)]) from error
    if refusals := problems(together, forms):
        raise RulesetRefused(refusals)


def publish_library(*, by: Actor, folder: Path = OPROS) -> int:
    """Publish the ruleset that stands in a library folder; returns its id."""
    documents = read_documents(folder)
    row_id = publish(by=by, documents=documents)
    # Forms that came since bring rules of their own, also when the ruleset is the same.
    check(documents)
    return row_id
