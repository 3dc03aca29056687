"""Meanings are sorted into clusters, clusters into themes, as rounds bring them."""

from uuid import UUID

from osteopro.research import actions
from osteopro.research.board import Kind
from osteopro.research.models import Cluster, Theme
from osteopro.research.queries import standing
from osteopro.simulation.study.content import Group
from osteopro.simulation.study.markings import FIRST, SECOND
from osteopro.simulation.study.stage import Stage, Story


def sort_out(stage: Stage) -> Story:
    """Put every meaning that stands nowhere yet where the files have it."""
    cluster_of = {each.label: each.cluster for each in stage.content.meanings}
    loose = standing.meanings(stage.study_id).filter(cluster=None).order_by("pk")
    for guid, label in list(loose.values_list("guid", "label")):
        yield stage.later(minutes=stage.plan["sorting_minutes"])
        cluster = _cluster(stage, cluster_of[label])
        actions.move_item(
            **stage.doing(FIRST),
            kind=Kind.MEANING,
            guid=guid,
            into=cluster,
            key=stage.key("sorted", label),
        )


def theme_guid(stage: Stage, key: str) -> UUID:
    """The guid that a theme of the files has, or would have."""
    return stage.key(Kind.THEME, key)


def _cluster(stage: Stage, key: str) -> UUID:
    guid = stage.key(Kind.CLUSTER, key)
    if Cluster.objects.filter(guid=guid).exists():
        return guid
    group = next(each for each in stage.content.clusters if each.key == key)
    into = _theme(stage, group.within)
    return _added(stage, Kind.CLUSTER, group, into)


def _theme(stage: Stage, key: str) -> UUID:
    guid = theme_guid(stage, key)
    if Theme.objects.filter(guid=guid).exists():
        return guid
    group = next(each for each in stage.content.themes if each.key == key)
    return _added(stage, Kind.THEME, group, _theme(stage, group.within) if group.within else None)


def _added(stage: Stage, kind: Kind, group: Group, into: UUID | None) -> UUID:
    """One adds it, the other says what it is."""
    guid = actions.add_item(
        **stage.doing(FIRST),
        kind=kind,
        name=group.name,
        into=into,
        key=stage.key(kind, group.key),
    )
    if group.words:
        actions.name_item(
            **stage.doing(SECOND),
            kind=kind,
            guid=guid,
            name=group.name,
            words=group.words,
            key=stage.key(kind, group.key, "words"),
        )
    return guid
