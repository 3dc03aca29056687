"""The codes of another program as meanings, clusters and themes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from osteopro.research import models as m
from osteopro.research.refi.for_peers import NO_MEANING_CODE
from osteopro.research.refi.model import Code


class AdoptedCodes:
    """Codes that are used become meanings. A group of them is a cluster; a group of groups a theme,
    and whatever is deeper than a sub-theme stands right below its theme."""

    def __init__(self, study: m.Study, round_: m.Round, lead: int, now: datetime) -> None:
        self._study = study
        self._round = round_
        self._lead = lead
        self._now = now
        self._meanings: dict[UUID, m.Meaning] = {}
        self._order = 0

    def put(self, codes: Iterable[Code]) -> dict[UUID, m.Meaning]:
        """Put the whole tree; the meaning of each code that is used."""
        self._level(codes, None, None)
        m.Meaning.objects.bulk_create(self._meanings.values())
        return self._meanings

    def _level(
        self, codes: Iterable[Code], theme: m.Theme | None, cluster: m.Cluster | None
    ) -> None:
        for code in codes:
            self._order += 1
            if code.is_codable:
                if code.guid != NO_MEANING_CODE:
                    self._meaning(code, cluster)
                continue
            leaves = [each for each in code.codes if each.is_codable]
            groups = [each for each in code.codes if not each.is_codable]
            below = self._theme(code, theme) if groups or not leaves else theme
            if leaves:
                guid = uuid5(code.guid, "cluster") if below is not theme else code.guid
                self._level(leaves, below, self._cluster(code, guid, below))
            self._level(groups, below, None)

    def _theme(self, code: Code, above: m.Theme | None) -> m.Theme:
        top = above.parent if above is not None and above.parent is not None else above
        return m.Theme.objects.create(
            guid=code.guid,
            study=self._study,
            parent=top,
            name=code.name,
            definition=code.description or "",
            order=self._order,
            at=self._now,
            by=self._lead,
        )

    def _cluster(self, code: Code, guid: UUID, theme: m.Theme | None) -> m.Cluster:
        return m.Cluster.objects.create(
            guid=guid,
            study=self._study,
            theme=theme,
            name=code.name,
            description=code.description or "",
            order=self._order,
            at=self._now,
            by=self._lead,
        )

    def _meaning(self, code: Code, cluster: m.Cluster | None) -> None:
        self._meanings[code.guid] = m.Meaning(
            guid=code.guid,
            study=self._study,
            round=self._round,
            coder=self._lead,
            label=code.name,
            text=code.description or "",
            cluster=cluster,
            order=self._order,
            at=self._now,
        )
