"""Advice leaves with a reply, and comes back with what the patient says about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import advised, state, suggesting
from osteopro.followup.actions.asking import put_request
from osteopro.followup.advised import Given
from osteopro.followup.models import AdviceGiven, AdviceSaid, CareState
from osteopro.followup.suggesting import Choice
from osteopro.followup.terms import STANDING, TRIED, AdviceBar, AdviceWord, ItemKind
from osteopro.instruments.definition import Text
from osteopro.instruments.library import Instrument
from osteopro.records.actions import Submission
from osteopro.records.queries import COUNTED, StoredResponse
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Barrier

CANNOT = "advice-cannot"


@dataclass(frozen=True)
class Chosen:
    """An advice that a manager sends; `by_hand`: picked from the library, not proposed."""

    code: str
    by_hand: bool = False


# An advice that was chosen and what the library and this patient's facts say of it.
Advising = tuple[Chosen, Choice]


class AdviceRefused(ValueError):
    """This advice is not sent to this patient now.

    `bar` says why; `title` names the advice, `flags` the patient's facts behind it, `sent_at`
    when it was sent before.
    """

    def __init__(
        self,
        bar: AdviceBar | Barrier,
        *,
        title: Text,
        flags: Sequence[str] = (),
        sent_at: datetime | None = None,
    ) -> None:
        super().__init__(bar)
        self.bar = bar
        self.title = title
        self.flags = tuple(flags)
        self.sent_at = sent_at


class NoSuchAdvice(LookupError):
    """This patient was given no such advice, or it was taken back."""


def weighed(
    row: CareState,
    responses: Sequence[StoredResponse],
    chosen: Sequence[Chosen],
    *,
    body: str,
    checked: bool,
) -> list[Advising]:
    """The chosen advice as the library has it, once nothing stands in its way.

    `body` is the reply, in which the approved text of each must stand unchanged; `checked`: the
    sender says that physician or physiotherapist agreed to exercise. Raises AdviceRefused for
    what is blocked for this patient, whoever chose it and however the page looked, and for a reply
    without a line of the sender's own.
    """
    if not chosen:
        return []
    library = triage_queries.current().ruleset.advice
    if len(chosen) > library.most:
        raise AdviceRefused(AdviceBar.TOO_MANY, title={})
    offered = suggesting.for_sitting(row, responses)
    found = []
    for each in chosen:
        choice = offered.choice(each.code)
        if choice is None:
            raise AdviceRefused(AdviceBar.UNKNOWN, title={"zh-CN": each.code, "en": each.code})
        if (bar := _bar(each, choice, body, checked)) is not None:
            raise AdviceRefused(
                bar, title=choice.title, flags=choice.verdict.flags, sent_at=choice.last_sent
            )
        found.append((each, choice))
    if not _own_line(body, found):
        raise AdviceRefused(AdviceBar.NO_OWN_LINE, title={})
    return found


def _own_line(body: str, found: Sequence[Advising]) -> bool:
    """Whether a person wrote something besides the texts of the library."""
    for _, choice in found:
        for words in choice.text.values():
            body = body.replace(words, "")
    return any(character.isalnum() for character in body)


def _bar(chosen: Chosen, choice: Choice, body: str, checked: bool) -> AdviceBar | Barrier | None:
    if choice.verdict.barrier is not None:
        return choice.verdict.barrier
    if choice.needs_check and not checked:
        return AdviceBar.NOT_CHECKED
    if choice.last_sent is not None and not chosen.by_hand and not choice.because:
        return AdviceBar.SENT_LATELY
    if _language(choice, body) is None:
        return AdviceBar.NOT_IN_REPLY
    return None


def _language(choice: Choice, body: str) -> str | None:
    """In which language the approved text stands in the reply."""
    return next((each for each, words in choice.text.items() if words in body), None)


def keep(
    by: Actor,
    row: CareState,
    message_id: int,
    body: str,
    sent: Sequence[Advising],
) -> None:
    """Keep each advice of a reply that was just written, as it was sent."""
    ruleset, now = triage_queries.current().ruleset.name, clock.now()
    rows = []
    for chosen, choice in sent:
        language = _language(choice, body) or ""
        rows.append(
            AdviceGiven(
                patient_id=row.patient_id,
                message_id=message_id,
                code=choice.code,
                ruleset=ruleset,
                edition=choice.edition,
                language=language,
                title=choice.title[language],
                text=choice.text[language],
                at=now,
                by=by.person,
                checked_at=now if choice.needs_check else None,
                by_hand=chosen.by_hand,
            )
        )
    AdviceGiven.objects.bulk_create(rows)
    for (chosen, choice), given in zip(sent, rows, strict=True):
        journal.record(
            "advice.sent",
            by=by,
            object_type="message",
            object_id=message_id,
            patient_id=row.patient_id,
            code=choice.code,
            ruleset=given.ruleset,
            edition=given.edition,
            checked=given.checked_at is not None,
            by_hand=chosen.by_hand,
        )


def hear_tried(by: Actor, patient_id: int, submission: Submission, form: Instrument) -> None:
    """Keep what a record says of the advice it asked about; part of receiving it.

    Two statements, and only for a record that answers the question.
    """
    item = form.item_for("tried")
    answer = submission.values.get(item) if item else None
    if submission.status not in COUNTED or answer not in TRIED:
        return
    about = advised.asked_about(
        patient_id, submission.occasion, submission.begun or submission.authored
    )
    word, now = AdviceWord(str(answer)), clock.now()
    AdviceSaid.objects.bulk_create(
        AdviceSaid(
            given_id=each.given_id, word=word, at=now, by=by.person, occasion=submission.occasion
        )
        for each in about
    )


@journal.action
def say_advice(*, by: Actor, patient_id: int, given_id: int, word: AdviceWord) -> None:
    """Keep how a patient stands with an advice: 在做 or 做不到; it can be changed any time.

    做不到 comes back to the manager by the next working day, like 照做有困难. The same word
    again changes nothing. Raises NoSuchAdvice, also for what cannot be read yet.
    """
    if word not in STANDING:
        raise ValueError(word)
    row = state.locked(patient_id)
    found = _given(patient_id, given_id)
    if found.stands is not None and found.stands.word is word:
        journal.nothing_changed()
        return
    AdviceSaid.objects.create(given_id=given_id, word=word, at=clock.now(), by=by.person)
    if word is AdviceWord.CANNOT:
        source = f"cannot:{given_id}"
        put_request(row, ItemKind.MESSAGE, source, CANNOT, known_new=False, about=[found.code])
        row.save()
    journal.record(
        "advice.answered",
        by=by,
        object_type="advice",
        object_id=given_id,
        patient_id=patient_id,
        word=word,
    )


def note_difficult(by: Actor, patient_id: int, message_id: int, named: Sequence[int]) -> list[str]:
    """Keep which advice of a reply is hard to do; part of answering it. Returns the codes.

    `named` are the ids that the patient chose; the only advice of a reply needs no choice.
    """
    rows = advised.of_message(patient_id, message_id)
    hard = rows if len(rows) == 1 else [each for each in rows if each.given_id in named]
    now = clock.now()
    AdviceSaid.objects.bulk_create(
        AdviceSaid(given_id=each.given_id, word=AdviceWord.CANNOT, at=now, by=by.person)
        for each in hard
    )
    return [each.code for each in hard]


def _given(patient_id: int, given_id: int) -> Given:
    rows = advised.given(patient_id, seen_at=clock.now())
    found = next((each for each in rows if each.given_id == given_id), None)
    if found is None:
        raise NoSuchAdvice(given_id)
    return found
