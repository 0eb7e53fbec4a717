"""How long planning a wave takes: 120 stores, three channels and 30 shoppers, and whether the plan breaks a rule."""

from time import perf_counter, process_time

from audits.visits.actions.solving import propose
from tests.bench.figures import Figure
from tests.factories.tasks import broken, new_task

STORES, CHANNELS, PEOPLE, BOOKED, DAYS = 120, 3, 30, 300, 61


def planning(*, quick: bool) -> list[Figure]:
    """From the task to the checked proposal, loading the solver included."""
    stores, people = (6, 4) if quick else (STORES, PEOPLE)
    task = new_task(stores=stores, channels=CHANNELS, people=people, days=DAYS, booked=BOOKED * stores // STORES)
    begun, worked = perf_counter(), process_time()
    found = propose(task, lambda _step, _share: None)
    seconds, of_processor = perf_counter() - begun, process_time() - worked
    made_of = {
        "visits": len(found.visits),
        "unfilled": len(found.unfilled),
        "rules_broken": len(broken(task, found)),
        "least_each": min(found.loads.values()),
        "most_each": max(found.loads.values()),
        "processor_seconds": round(of_processor, 2),
    }
    return [Figure(f"planning a wave of {stores} stores", round(seconds, 2), "s", "at most 10, 0 rules broken", made_of)]
