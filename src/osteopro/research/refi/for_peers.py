"""What other programs cannot tell, told in a way that they can."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid5

from osteopro.research.refi import limits, model
from osteopro.research.refi.building import MADE
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.mending import NOBODY, one_per_coder, redirected
from osteopro.research.refi.model import Case, Code, Coding, PlainTextSelection, Project
from osteopro.research.refi.names import Names
from osteopro.research.refi.terms import Why
from osteopro.research.refi.walking import everything

# A selection without a code becomes a note in one program and vanishes in another.
NO_MEANING = "significant statement, no meaning yet"
NO_MEANING_CODE = uuid5(MADE, NO_MEANING)


def own_coders(project: Project, losses: Losses) -> Project:
    """Codings of another coder than the one who marked the words, on a selection of their own:
    one program reads the coder from the selection, another from the coding."""
    also: dict[UUID, list[UUID]] = {}

    def split(source: model.TextSource) -> model.TextSource:
        selections = []
        for each in source.selections:
            others = [
                c.creating_user for c in each.codings if c.creating_user != each.creating_user
            ]
            coders = dict.fromkeys((each.creating_user, *others))
            for coder in coders:
                mine = tuple(c for c in each.codings if c.creating_user == coder)
                if coder == each.creating_user:
                    selections.append(replace(each, codings=mine) if others else each)
                elif mine:
                    guid = uuid5(each.guid, str(coder))
                    also.setdefault(each.guid, []).append(guid)
                    selections.append(replace(each, guid=guid, creating_user=coder, codings=mine))
                    losses.changed("Coding", Why.PEERS, len(mine))
        # Who marked the words without a meaning of their own leaves the words to the others.
        kept = (s for s in selections if _says_something(s) or s.guid not in also)
        return replace(source, selections=tuple(kept))

    project = _texts(project, split)
    held = {part.guid for part in everything(project) if isinstance(part, PlainTextSelection)}
    became = {guid: more[0] for guid, more in also.items() if guid not in held}
    project = _with_more_of_cases(project, also)
    return one_per_coder(redirected(project, became) if became else project, Losses())


def _says_something(selection: PlainTextSelection) -> bool:
    return bool(selection.codings or selection.description or selection.note_refs)


def _with_more_of_cases(project: Project, also: dict[UUID, list[UUID]]) -> Project:
    def more(case: Case) -> Case:
        refs = (new for ref in case.selection_refs for new in (ref, *also.get(ref, ())))
        return replace(case, selection_refs=tuple(dict.fromkeys(refs)))

    return replace(project, cases=tuple(map(more, project.cases))) if also else project


def code_levels(project: Project, losses: Losses) -> Project:
    """Codes that can be used are leaves, and what has codes below it is a group."""
    used = {coding.code for source in project.sources for coding in _codings(source)}
    names = Names(limits.LONGEST_CODE_NAME)
    for part in everything(project):
        if isinstance(part, Code):
            names.free(part.name, "code")

    def levelled(code: Code) -> Code:
        inner = tuple(map(levelled, code.codes))
        if code.codes and (code.is_codable or code.guid in used):
            # The leaf keeps the GUID, so that everything that points to the code still does.
            losses.changed("Code", Why.PEERS)
            leaf = replace(code, is_codable=True, codes=(), name=names.free(code.name, "code"))
            return replace(
                code,
                guid=uuid5(code.guid, "group"),
                is_codable=False,
                note_refs=(),
                codes=(leaf, *inner),
            )
        if code.guid in used and not code.is_codable:
            losses.changed("Code", Why.PEERS)
            return replace(code, is_codable=True)
        return replace(code, codes=inner)

    return replace(project, codes=tuple(map(levelled, project.codes)))


def coded_statements(project: Project, losses: Losses) -> Project:
    """Statements without a meaning, under a code kept for them."""
    lacking = 0

    def coded(source: model.TextSource) -> model.TextSource:
        nonlocal lacking
        selections = []
        for each in source.selections:
            if not each.codings:
                lacking += 1
                coding = Coding(
                    uuid5(each.guid, NO_MEANING),
                    NO_MEANING_CODE,
                    each.creating_user,
                    each.creation_date_time,
                )
                each = replace(each, codings=(coding,))
            selections.append(each)
        return replace(source, selections=tuple(selections))

    project = _texts(project, coded)
    if not lacking:
        return project
    losses.assumed("Coding", Why.PEERS, lacking)
    taken = {part.name for part in everything(project) if isinstance(part, Code)}
    names = Names(limits.LONGEST_CODE_NAME)
    for name in taken:
        names.free(name, "code")
    code = Code(NO_MEANING_CODE, names.free(NO_MEANING, "code"), is_codable=True)
    return replace(project, codes=(*project.codes, code))


def case_codes(project: Project, losses: Losses) -> Project:
    """A code with the GUID of each case, on the whole of its texts and on its selections."""
    names = Names(limits.LONGEST_CODE_NAME)
    for part in everything(project):
        if isinstance(part, Code):
            names.free(part.name, "code")
    codes = tuple(
        Code(case.guid, names.free(case.name or "", "case"), is_codable=True)
        for case in project.cases
    )
    by = project.creating_user or (project.users[0].guid if project.users else NOBODY.guid)
    whole = {each: case.guid for case in project.cases for each in case.source_refs}
    some = {each: case.guid for case in project.cases for each in case.selection_refs}

    def told(source: model.TextSource) -> model.TextSource:
        case = whole.get(source.guid)
        selections = [
            _with_case(each, some[each.guid]) if each.guid in some and case is None else each
            for each in source.selections
        ]
        if case is not None and source.text:
            selections.append(_of_whole(source, case, by))
        return replace(source, selections=tuple(selections))

    losses.assumed("Code", Why.CASE_CODE, len(codes))
    users = project.users
    if by not in {user.guid for user in users}:
        users = (*users, NOBODY)
    project = replace(project, codes=project.codes + codes, users=users)
    return one_per_coder(_texts(project, told), Losses())


def _with_case(selection: PlainTextSelection, case: UUID) -> PlainTextSelection:
    coding = Coding(uuid5(selection.guid, str(case)), case, selection.creating_user)
    return replace(selection, codings=(*selection.codings, coding))


def _of_whole(source: model.TextSource, case: UUID, by: UUID) -> PlainTextSelection:
    guid = uuid5(case, str(source.guid))
    return PlainTextSelection(
        guid=guid,
        creating_user=by,
        start_position=0,
        end_position=len(source.text),
        codings=(Coding(uuid5(guid, "coding"), case, by),),
    )


def _texts(project: Project, change: Callable[[model.TextSource], model.TextSource]) -> Project:
    return replace(
        project,
        sources=tuple(
            change(each) if isinstance(each, model.TextSource) else each for each in project.sources
        ),
    )


def _codings(source: model.Source) -> Iterator[Coding]:
    yield from source.codings
    for selection in source.selections:
        yield from selection.codings
