"""Starting and ending a patient's time in the programme, and what they agree to."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries
from osteopro.enrolment.consent import Refused, Standing, also_withdrawn, refusal
from osteopro.enrolment.definition import LIBRARY, parse_consent, read_consent, version_key
from osteopro.enrolment.models import Consent, ConsentVersion, StateChange
from osteopro.enrolment.terms import Decision, How, Paper, Purpose, State, Witness
from osteopro.instruments.library import digest
from osteopro.patients import actions as patients_actions


class PublishedVersionChanged(RuntimeError):
    """People agreed to a version that has other words now; give the change a new version."""


class ConsentRefused(ValueError):
    """These answers cannot be stored; `code` says why."""

    def __init__(self, code: Refused) -> None:
        super().__init__(code)
        self.code = code


@journal.action
def change_state(*, by: Actor, patient_id: int, state: State, reasons: Sequence[str] = ()) -> None:
    """Set the state from now on, with its reasons (codes of clinical content 6.5)."""
    StateChange.objects.create(
        patient_id=patient_id, state=state, at=clock.now(), by=by.account_id, reasons=list(reasons)
    )
    journal.record(
        "enrolment.state-changed",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        state=state,
        reasons=list(reasons),
    )


@journal.action
def publish_consent(*, by: Actor, document: Mapping[str, Any]) -> int:
    """Publish one version of the consent texts; returns its id.

    The same content again changes nothing. Raises ConsentTextError with every problem,
    PublishedVersionChanged when this version stands with other words.
    """
    text = parse_consent(document)
    fingerprint = digest(document)
    present = ConsentVersion.objects.filter(version=text.version).first()
    if present is not None:
        if present.digest != fingerprint:
            raise PublishedVersionChanged(text.version)
        journal.nothing_changed()
        return present.pk
    row = ConsentVersion.objects.create(
        version=text.version,
        document=dict(document),
        digest=fingerprint,
        published_at=clock.now(),
    )
    journal.record(
        "consent.published",
        by=by,
        object_type="consent-version",
        object_id=row.pk,
        version=text.version,
        digest=fingerprint,
    )
    return row.pk


def publish_library(*, by: Actor, root: Path = LIBRARY) -> list[int]:
    """Publish every version that stands in a library folder, oldest first; returns ids."""
    folders = {path.parent.name: path.parent for path in root.glob("*/consent.json")}
    in_order = sorted(folders, key=version_key)
    return [publish_consent(by=by, document=read_consent(folders[each])) for each in in_order]


@journal.action
def give_consent(
    *,
    by: Actor,
    patient_id: int,
    version: str,
    purposes: Collection[Purpose],
    how: How,
    language: str,
    declined: Collection[Purpose] = (),
    witness: Witness | None = None,
    paper: Paper | None = None,
) -> Mapping[Purpose, Decision]:
    """Write down what was answered to the newest text, each purpose for itself.

    `purposes` were ticked and `declined` were left open; what is in neither was not asked.
    A no to what was agreed to takes it back. `language` is that of the words that were read
    ("zh-CN" or "en"). A `paper` signed before holds, and its words being others the patient is
    asked again (`asks_again`). Returns what was written: an answer that stands already is not.
    Raises ConsentRefused: the text is no longer the newest, a yes on the phone without a
    witness (clinical content 6.4), an optional yes without consent to health information.
    """
    current = queries.current_text()
    if current.text.version != version:
        raise ConsentRefused(Refused.OLD_TEXT)
    found = {each.purpose: each for each in queries.consents(patient_id)}
    held = {purpose: each.holds for purpose, each in found.items()}
    if refused := refusal(
        given=purposes,
        declined=declined,
        held=held,
        how=how,
        witness=witness,
        author=by.person,
        paper=paper,
    ):
        raise ConsentRefused(refused)
    new = {
        purpose: decision
        for purpose, decision in _decisions(purposes, declined, found).items()
        if not _stands(found[purpose], decision, version)
    }
    _store(by, patient_id, current.row_id, new, how, language, witness, paper)
    return new


@journal.action
def withdraw_consent(
    *,
    by: Actor,
    patient_id: int,
    purpose: Purpose,
    how: How = How.OWN_PAGE,
    language: str = "zh-CN",
) -> tuple[Purpose, ...]:
    """End a consent at once; returns the purposes that ended with it.

    Nobody has to witness a no. What was never given stays as it is and nothing is written.
    """
    found = {each.purpose: each for each in queries.consents(patient_id)}
    given = {p: each.given for p, each in found.items()}
    ending = [p for p in also_withdrawn(purpose, given) if given[p]]
    new = dict.fromkeys(ending, Decision.WITHDRAWN)
    _store(by, patient_id, queries.current_text().row_id, new, how, language, None)
    return tuple(ending)


def _decisions(
    given: Collection[Purpose],
    declined: Collection[Purpose],
    found: Mapping[Purpose, Standing],
) -> Mapping[Purpose, Decision]:
    answers = dict.fromkeys(given, Decision.GIVEN)
    before = {p: each.given for p, each in found.items()}
    for purpose in declined:
        answers[purpose] = Decision.DECLINED
        ending = [p for p in also_withdrawn(purpose, before) if before[p]]
        answers |= dict.fromkeys(ending, Decision.WITHDRAWN)
    return answers


def _stands(standing: Standing, decision: Decision, version: str) -> bool:
    answer = standing.answer
    return answer is not None and (answer.decision, answer.version) == (decision, version)


def _store(
    by: Actor,
    patient_id: int,
    version_id: int,
    new: Mapping[Purpose, Decision],
    how: How,
    language: str,
    witness: Witness | None,
    paper: Paper | None = None,
) -> None:
    if not new:
        journal.nothing_changed()
        return
    named = witness is not None and witness.account_id is None and witness.name.strip()
    witness_id = (
        patients_actions.keep_witness(by=by, patient_id=patient_id, name=named) if named else None
    )
    Consent.objects.bulk_create(
        Consent(
            patient_id=patient_id,
            version_id=version_id,
            purpose=purpose,
            decision=decision,
            at=clock.now(),
            by=by.person,
            how=how,
            language=language,
            witness_account=witness.account_id if witness else None,
            witness_id=witness_id,
            paper_on=paper.on if paper else None,
            paper_version=paper.version.strip() if paper else "",
        )
        for purpose, decision in new.items()
    )
    for decision in Decision:
        if changed := sorted(p for p in new if new[p] is decision):
            journal.record(
                f"consent.{decision}",
                by=by,
                object_type="consent-version",
                object_id=version_id,
                patient_id=patient_id,
                purposes=changed,
                how=how,
                witnessed=witness is not None,
            )
