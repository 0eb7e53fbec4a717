"""Everything about one task or milestone that an editor of it needs, as rows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.people.access import demand
from tracker.people.rules import Action, Actor
from tracker.plan.models import Task, TaskRole, TaskStep
from tracker.plan.queries.network import LinkRow, Network, Node, network
from tracker.plan.queries.plans import reached_programme
from tracker.plan.rules import Raci, TaskKind
from tracker.plan.rules.hierarchy import ancestors


@dataclass(frozen=True)
class RoleRow:
    """`role` where nobody is named."""

    id: UUID
    raci: Raci
    person_id: UUID | None
    role: str


@dataclass(frozen=True)
class TaskStepRow:
    id: UUID
    name: str
    weight: float
    done_on: date | None


@dataclass(frozen=True)
class Details:
    node: Node
    network: Network
    roles: tuple[RoleRow, ...]
    steps: tuple[TaskStepRow, ...]

    @property
    def nodes(self) -> dict[UUID, Node]:
        return {node.id: node for node in self.network.nodes}

    @property
    def links(self) -> list[LinkRow]:
        """What it waits for, then what waits for it."""
        before = [link for link in self.network.links if link.after_id == self.node.id]
        return before + [link for link in self.network.links if link.before_id == self.node.id]

    @property
    def linkable(self) -> list[Node]:
        linked = {self.node.id} | {key for link in self.links for key in (link.before_id, link.after_id)}
        return [node for node in self.network.nodes if not node.summary and node.id not in linked]

    @property
    def possible_parents(self) -> list[Node]:
        """Tasks that are neither linked nor part of this one."""
        linked = {key for link in self.network.links for key in (link.before_id, link.after_id)}
        parents = {node.id: node.parent_id for node in self.network.nodes}
        return [
            node
            for node in self.network.nodes
            if node.kind is TaskKind.TASK
            and node.id not in linked
            and node.id != self.node.id
            and self.node.id not in ancestors(node.id, parents)
        ]


def details(session: Session, *, task_id: UUID, by: Actor) -> Details:
    demand(by, Action.SEE_PLAN)
    programme_id = reached_programme(session, Task.programme_id, task_id, by)
    whole = network(session, programme_id=programme_id, by=by)
    roles = session.scalars(select(TaskRole).where(TaskRole.task_id == task_id).order_by(TaskRole.id))
    steps = session.scalars(select(TaskStep).where(TaskStep.task_id == task_id).order_by(TaskStep.position))
    return Details(
        node=next(node for node in whole.nodes if node.id == task_id),
        network=whole,
        roles=tuple(RoleRow(row.id, row.raci, row.person_id, str(row.role)) for row in roles),
        steps=tuple(TaskStepRow(row.id, str(row.name), row.weight, row.done_on) for row in steps),
    )
