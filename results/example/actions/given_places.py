"""Where the phones of those said they were whose visits wait for review: most in the store, one far from it."""

from datetime import timedelta

from audits.visits.models import WAITING_STATES, Assignment, Submission, VisitLocation
from results.example.actions.organisation import Cast
from results.example.actions.visits import Rows
from results.example.places import dice
from tracker.core.ids import new_id

NEAR = 0.0012  # degrees: some 120 metres
FAR = 0.041  # more than four kilometres
AGREED = 0.7


def places_given(rows: Rows, cast: Cast) -> None:
    random, far = dice("places given"), True
    texts = dict(cast.stores.values())
    drafts = {row["assignment_id"]: row for row in rows.of[Submission]}
    for visit in rows.of[Assignment]:
        if visit["state"] not in WAITING_STATES or random.random() > AGREED:
            continue
        store, sent = texts[visit["store_id"]], drafts[visit["id"]]
        apart, far = (FAR if far else random.uniform(-NEAR, NEAR)), False
        claimed = sent["received_at"] - timedelta(minutes=random.randint(3, 12))
        rows.add(
            VisitLocation,
            id=new_id(),
            draft_id=sent["id"],
            latitude=round(store.latitude + apart, 6),
            longitude=round(store.longitude + random.uniform(-NEAR, NEAR), 6),
            accuracy_m=float(random.randint(8, 45)),
            claimed_at=claimed,
            received_at=claimed + timedelta(seconds=2),
            given_by=visit["assignee_id"],
        )
