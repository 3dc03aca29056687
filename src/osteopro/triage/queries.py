"""The rules and the validity checks in force, compiled once per process."""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Subquery

from osteopro import clock
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.library import Instrument
from osteopro.triage.dangers import Dangers, dangers
from osteopro.triage.editions import Wording, laid_over
from osteopro.triage.models import AdviceDecision, CheckSetVersion, RulesetVersion
from osteopro.triage.ruleset import Ruleset, build_ruleset, with_form_rules
from osteopro.triage.validity.checkset import CheckSet, build_checks

# How long a process may go on with the rules it knows after others were published.
RECHECK_SECONDS = 60.0


class NoRuleset(LookupError):
    """No rules were ever published: nothing may be received."""


@dataclass(frozen=True)
class InForce:
    """The newest published ruleset and the row that holds it."""

    row_id: int
    ruleset: Ruleset


@lru_cache(maxsize=4)
def _compiled(row_id: int, digest: str, forms: tuple[str, ...]) -> InForce:
    row = RulesetVersion.objects.get(pk=row_id)
    published = instruments_queries.instruments()
    bringing = [published[canonical] for canonical in forms]
    return InForce(row.pk, build_ruleset(with_form_rules(row.documents, bringing)))


def _worded(found: InForce) -> InForce:
    """The rules with the site's own wordings of advice, the newest of each."""
    rows = AdviceDecision.objects.filter(published=True).order_by("pk").select_related("draft")
    editions = {
        row.draft.code: (row.edition, Wording(row.draft.title, row.draft.text)) for row in rows
    }
    if not editions:
        return found
    ruleset = found.ruleset
    return replace(found, ruleset=replace(ruleset, advice=laid_over(ruleset.advice, editions)))


class _Known:
    def __init__(self) -> None:
        self.found: tuple[InForce, CheckSet] | None = None
        self.looked_at = 0.0
        self.dangers: dict[tuple[str, str], Dangers] = {}


_known = _Known()


def current() -> InForce:
    """The rules in force, with the wording of advice in force. Asks the database at most once a
    minute: another process applies what was published within that time. Raises NoRuleset."""
    return _look()[0]


def dangers_of(instrument: Instrument) -> Dangers:
    """The answers to this form that bring the emergency page under the rules in force."""
    ruleset = current().ruleset
    key = (ruleset.name, instrument.canonical)
    if key not in _known.dangers:
        _known.dangers[key] = dangers(ruleset, instrument, instruments_queries.instruments())
    return _known.dangers[key]


@lru_cache(maxsize=4)
def _compiled_checks(row_id: int, digest: str) -> CheckSet:
    row = CheckSetVersion.objects.get(pk=row_id, digest=digest)
    return build_checks(row.document)


def checks() -> CheckSet:
    """The validity checks in force, looked up together with the rules. Raises NoRuleset."""
    return _look()[1]


def _look() -> tuple[InForce, CheckSet]:
    now = clock.now().timestamp()
    if _known.found is None or abs(now - _known.looked_at) > RECHECK_SECONDS:
        newest = CheckSetVersion.objects.order_by("-pk")
        row = (
            RulesetVersion.objects.order_by("-pk")
            .annotate(
                checks=Subquery(newest.values("pk")[:1]),
                checks_digest=Subquery(newest.values("digest")[:1]),
            )
            .values_list("pk", "digest", "checks", "checks_digest")
            .first()
        )
        if row is None or row[2] is None:
            raise NoRuleset
        checks = _compiled_checks(row[2], row[3])
        _known.found = (_worded(_compiled(row[0], row[1], _forms_with_rules())), checks)
        _known.looked_at = now
    return _known.found


def _forms_with_rules() -> tuple[str, ...]:
    """Forms that bring rules: of each the newest version, whose rules are those in force."""
    newest = {each.code: each for each in instruments_queries.instruments().values()}
    return tuple(each.canonical for each in newest.values() if each.rules)


def forget() -> None:
    """Look again next time: rules were just published, or a test began anew."""
    _known.found = None
    _known.dangers.clear()
