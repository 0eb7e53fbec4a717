"""A programme saved as a template, for others to start from."""

from uuid import UUID

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core import db, events
from tracker.core.words import Label
from tracker.people.rules import Actor
from tracker.plan.models import ProgrammeTemplate
from tracker.programmes.forms.templates import TemplateForm
from tracker.programmes.queries.templates import template_of
from tracker.programmes.queries.wordings import both
from tracker.programmes.rules.templates import prefix_of
from tracker.targets.forms import saved_template, templates

DUMPER: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
WIDTH = 130


def save_as_template(session: Session, *, programme_id: UUID, code: str, name_en: str, name_zh: str, by: Actor) -> UUID:
    """Under a code that no template has yet. What a template cannot hold is refused with its places."""
    content = template_of(session, programme_id=programme_id, by=by)
    given = TemplateForm.read(code=code, name_en=name_en, name_zh=name_zh)
    taken = session.scalars(select(ProgrammeTemplate.id).where(ProgrammeTemplate.code == given.code)).first()
    db.refuse_unless(taken is None and given.code not in templates(), "templates.code_taken", field="code", code=given.code)
    name = Label(given.name_en, given.name_zh)
    head = {"code": given.code, "code_prefix": prefix_of(given.code)}
    whole = head | content | {"name": both(name)}
    text = yaml.dump(whole, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=WIDTH)
    saved_template(text, given.code)
    template = ProgrammeTemplate(code=given.code, name=name, text=text, saved_by=by.person_id)
    session.add(template)
    session.flush()
    change = {"code": [None, given.code], "programme_id": [None, programme_id]}
    events.record(session, by=by.person_id, verb="template.saved", on="programme_template", key=template.id, change=change)
    return template.id
