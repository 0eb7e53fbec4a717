"""Submissions of scripts, and the draft service and page of the form for bad networks."""

from audits.visits.routes import field_page, submissions
from audits.visits.routes.field import Remarks, field_routes

__all__ = ["Remarks", "field_routes", "routes"]

routes = [*submissions.routes, *field_page.routes]
