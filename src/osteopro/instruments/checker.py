"""The door for responses: bytes in, checked answers and scores out, or every problem at once.

Order of work: size, strict JSON, R4 schema, then the checker compiled from the questionnaire
(FHIR reference section 7, "Entry validation and answers"). Each stage runs only when the one
before found nothing; inside a stage all problems are listed, at most 50.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Any

from osteopro.instruments import fhir
from osteopro.instruments.answers import (
    COMPLETE_STATUSES,
    Answers,
    Value,
    Values,
    response_mode,
    values_from_response,
)
from osteopro.instruments.compiled import ItemChecker, compile_items
from osteopro.instruments.fhir_schema import schema_problems
from osteopro.instruments.library import Instrument
from osteopro.instruments.problems import MOST_PROBLEMS, Problem, errors_of, problem
from osteopro.instruments.scoring import ScaleScore, fill_calculated, score
from osteopro.instruments.strict_json import MAX_BYTES, read_strict
from osteopro.instruments.terms import Mode, State

SCORE_ITEM = "score-"
CLOCK_TOLERANCE = timedelta(minutes=5)
_MEDIA_TYPES = frozenset({"application/json", "application/fhir+json"})
_ROOT = "QuestionnaireResponse"


@dataclass(frozen=True)
class Terms:
    """What the check needs to know beside the response.

    `now` aware; `zone` decides what "today" is; `own_client`: our pages may not send answers of
    disabled items, from others they are dropped with a warning; `retired`: canonicals closed for
    new responses; `context`: values of hidden items the server knows better than the sender.
    """

    now: datetime
    zone: tzinfo = UTC
    own_client: bool = False
    birth: date | None = None
    retired: Collection[str] = ()
    context: Values = field(default_factory=dict)
    max_bytes: int = MAX_BYTES

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class Checked:
    """The outcome. With errors only `problems` counts, and maybe `document` and `instrument`.

    `answers` are in document order, without disabled items, with calculated items filled in by
    us; `problems` may hold warnings.
    """

    problems: tuple[Problem, ...]
    document: Mapping[str, Any] | None = None
    instrument: Instrument | None = None
    answers: Answers | None = None
    scores: tuple[ScaleScore, ...] = ()

    @property
    def ok(self) -> bool:
        return not errors_of(self.problems)


def check(raw: bytes, instruments: Mapping[str, Instrument], terms: Terms) -> Checked:
    """Check a QuestionnaireResponse as received. `instruments` are the known ones by canonical."""
    document, problems = read_strict(raw, max_bytes=terms.max_bytes)
    if not problems:
        problems = schema_problems(document)
    if problems:
        return Checked(tuple(problems))
    return check_document(document, instruments, terms)


def check_document(
    document: Mapping[str, Any], instruments: Mapping[str, Instrument], terms: Terms
) -> Checked:
    """Check a response that already went through strict JSON and the R4 schema."""
    canonical = str(document.get("questionnaire", ""))
    found = instruments.get(canonical)
    if found is None:
        return Checked((_unknown(canonical),), document)
    checker = checker_for(found)
    problems = [*_envelope(document, terms), *checker.problems(document, terms)]
    if errors_of(problems):
        return Checked(tuple(problems[:MOST_PROBLEMS]), document, found)
    return checker.read(document, terms, problems)


def media_type_problems(content_type: str) -> list[Problem]:
    """415 unless the content type is JSON (FHIR or plain), parameters apart."""
    if content_type.split(";")[0].strip().lower() in _MEDIA_TYPES:
        return []
    return [problem("media", "")]


def checker_for(instrument: Instrument) -> "ResponseChecker":
    """The compiled checker of an instrument, made once per content."""
    known = _COMPILED.get(instrument.digest)
    if known is None:
        known = _COMPILED[instrument.digest] = ResponseChecker(instrument)
    return known


class ResponseChecker:
    """Checks responses against one questionnaire and scores them."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.questionnaire = instrument.questionnaire
        self.checkers = compile_items(self.questionnaire)
        self.score_items = {f"{SCORE_ITEM}{s.id}": s.id for s in instrument.spec.scales}
        self.fills = {s.fills: s.id for s in instrument.spec.scales if s.fills}
        self.required = tuple(
            item
            for item in self.questionnaire.items
            if item.required and not item.hidden and not item.read_only
        )

    def problems(self, document: Mapping[str, Any], terms: Terms) -> list[Problem]:
        """What is wrong with the items one by one."""
        walk = _ItemWalk(self.checkers, self.score_items, terms.today)
        walk.items(document.get("item", ()), "", _ROOT)
        return walk.problems

    def read(self, document: Mapping[str, Any], terms: Terms, problems: list[Problem]) -> Checked:
        """Answers and scores of a response whose items are all well formed."""
        complete = document.get("status") in COMPLETE_STATUSES
        values = {**values_from_response(self.questionnaire, document), **terms.context}
        sent = Answers(self.questionnaire, values, complete=complete)
        answers, scores = self.filled(sent)
        problems = problems + self.disabled(answers, terms)
        if complete:
            problems += self.unanswered(answers, response_mode(document))
        problems += self.different_scores(document, sent, scores)
        kept = Answers(self.questionnaire, answers.enabled_values(), complete=complete)
        return Checked(tuple(problems[:MOST_PROBLEMS]), document, self.instrument, kept, scores)

    def filled(self, sent: Answers) -> tuple[Answers, tuple[ScaleScore, ...]]:
        """The answers with the items we calculate set to our own scores."""
        scores = score(self.instrument.spec, sent)
        if not self.fills:
            return sent, scores
        values: dict[str, Value] = {k: v for k, v in sent.values.items() if k not in self.fills}
        values |= fill_calculated(self.instrument.spec, scores)
        answers = Answers(self.questionnaire, values, complete=sent.complete)
        return answers, score(self.instrument.spec, answers)

    def disabled(self, answers: Answers, terms: Terms) -> list[Problem]:
        kind = "not-enabled" if terms.own_client else "dropped"
        return [
            problem(kind, _where(link_id))
            for link_id in answers.values
            if not answers.enabled(link_id)
        ]

    def unanswered(self, answers: Answers, mode: str | None) -> list[Problem]:
        """Required items without an answer; on the phone a refusal with its reason will do."""
        found = []
        for item in self.required:
            refused = mode == Mode.PHONE and item.link_id in answers.values
            given = answers.state(item.link_id) is State.GIVEN
            if not given and not refused and answers.enabled(item.link_id):
                found.append(problem("required", _where(item.link_id)))
        return found

    def different_scores(
        self, document: Mapping[str, Any], sent: Answers, scores: tuple[ScaleScore, ...]
    ) -> list[Problem]:
        """A warning for each score the client calculated differently."""
        ours = {found.scale: found.value for found in scores}
        theirs = {
            link_id: _fraction(sent.values[link_id])
            for link_id in self.fills
            if link_id in sent.values
        }
        for raw in document.get("item", ()):
            if raw["linkId"] in self.score_items:
                theirs[raw["linkId"]] = _score_sent(raw)
        names = self.score_items | self.fills
        return [
            problem("score", _where(link_id))
            for link_id, value in theirs.items()
            if not _same(value, ours[names[link_id]])
        ]


_COMPILED: dict[str, ResponseChecker] = {}


class _ItemWalk:
    """Goes through the items of a response, keeping their place in the form in view."""

    def __init__(
        self, checkers: Mapping[str, ItemChecker], score_items: Collection[str], today: date
    ) -> None:
        self.checkers = checkers
        self.score_items = score_items
        self.today = today
        self.seen: set[str] = set()
        self.problems: list[Problem] = []

    def items(self, raws: Collection[fhir.Element], parent: str, path: str) -> None:
        for index, raw in enumerate(raws):
            self.item(raw, parent, f"{path}.item[{index}]")

    def item(self, raw: fhir.Element, parent: str, path: str) -> None:
        link_id = raw["linkId"]
        checker = self.checkers.get(link_id)
        if "modifierExtension" in raw:
            self.problems.append(problem("modifier", path))
        if checker is None:
            if link_id not in self.score_items:
                self.problems.append(problem("unknown-item", path, name=link_id))
            return
        if link_id in self.seen:
            self.problems.append(problem("repeated-item", path, name=link_id))
        self.seen.add(link_id)
        if checker.item.parent != parent:
            self.problems.append(problem("wrong-parent", path, name=link_id))
        checker.check(raw, path, self.today, self.problems.append)
        if "item" in raw:
            self.items(raw["item"], link_id, path)
        for index, answer in enumerate(raw.get("answer", ())):
            if "modifierExtension" in answer:
                self.problems.append(problem("modifier", f"{path}.answer[{index}]"))
            if "item" in answer:
                self.items(answer["item"], link_id, f"{path}.answer[{index}]")


def _envelope(document: Mapping[str, Any], terms: Terms) -> list[Problem]:
    problems = []
    if document["questionnaire"] in terms.retired:
        problems.append(problem("retired", f"{_ROOT}.questionnaire"))
    if "modifierExtension" in document:
        problems.append(problem("modifier", _ROOT))
    authored = document.get("authored")
    if authored is not None:
        problems += _authored_problems(authored, terms)
    return problems


def _authored_problems(authored: str, terms: Terms) -> list[Problem]:
    try:
        at = datetime.fromisoformat(authored)
    except ValueError:
        return [problem("whole-day", f"{_ROOT}.authored")]
    if at.tzinfo is None:
        at = at.replace(tzinfo=terms.zone)
    if at > terms.now + CLOCK_TOLERANCE:
        return [problem("future", f"{_ROOT}.authored")]
    if terms.birth is not None and at.date() < terms.birth:
        return [problem("before-birth", f"{_ROOT}.authored")]
    return []


def _unknown(canonical: str) -> Problem:
    path = f"{_ROOT}.questionnaire"
    if not canonical:
        return problem("missing", path, key="questionnaire")
    kind = "unknown-form" if "|" in canonical else "unversioned"
    return problem(kind, path, name=canonical)


def _where(link_id: str) -> str:
    return f"{_ROOT}.descendants().where(linkId='{link_id}')"


def _score_sent(raw: fhir.Element) -> Fraction | None:
    answers = raw.get("answer", ())
    return _fraction(fhir.value_of(answers[0])) if answers else None


def _fraction(value: Any) -> Fraction | None:
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def _same(theirs: Fraction | None, ours: Fraction | None) -> bool:
    """Equal up to what a client loses by rounding to two decimals."""
    if theirs is None or ours is None:
        return theirs is ours
    return abs(theirs - ours) <= Fraction(1, 200)
