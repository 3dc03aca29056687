"""A participant's line of Table 1 as a form: what stands there, what was typed, what is wrong."""

from collections.abc import Mapping

from django.utils.translation import gettext

from osteopro.research.queries.cases import CaseView, VariableView
from osteopro.research.terms import VariableType
from osteopro.ui.components import Option


def field(variable: VariableView) -> str:
    """The name of the variable's field."""
    return f"case-{variable.name}"


def unit(variable: VariableView) -> str:
    """The unit in words; as it was given when we have no word for it."""
    known = {"years": gettext("years"), "months": gettext("months")}
    return known.get(variable.unit, variable.unit)


def typed(each: CaseView) -> str:
    """A value as it stands in its field."""
    if each.value is None:
        return ""
    if each.variable.type is VariableType.BOOLEAN:
        return "yes" if each.value else "no"
    return str(each.value)


def shown(each: CaseView, language: str) -> str:
    """A value in words."""
    now = typed(each)
    return (
        next((o.label for o in options(each, language, {}) if o.value == now and now), now) or "–"
    )


def options(each: CaseView, language: str, post: Mapping[str, str]) -> list[Option]:
    """What can be chosen; nothing for what is typed."""
    chosen = post.get(field(each.variable), typed(each))
    if each.variable.type is VariableType.BOOLEAN:
        known = [("yes", gettext("yes")), ("no", gettext("no"))]
    else:
        known = [
            (o.code, (o.label_translated if language.startswith("en") else "") or o.label)
            for o in each.variable.levels
        ]
    if not known:
        return []
    return [
        Option("", gettext("not known"), not chosen),
        *(Option(code, words, code == chosen) for code, words in known),
    ]
