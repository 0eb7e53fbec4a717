"""Whether what is stored is the example."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.core.models import Installation


def is_example(session: Session) -> bool:
    """Also known to those who may not fill or remove it: each page marks the example as such."""
    return bool(session.scalar(select(Installation.example).where(Installation.id == 1)))
