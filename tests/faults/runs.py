"""The two runs: a network that cuts, and a server that is killed."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.submissions import database_of, drafts, prepare
from tests.browser.application import Application
from tests.faults.clients import Clients, Sending, Told
from tests.faults.cutting import CuttingProxy
from tests.faults.stored import Count, count
from tracker.core.schema import bring_up_to_date

SHARE_CUT = 0.4
CLIENTS = 16
SPARE = 3  # drafts ready for each acknowledgement waited for: the clients never run out while a server starts
LONGEST = 300.0  # seconds that one step may take before it counts as a failure


@dataclass(frozen=True)
class Cut:
    count: Count
    told: Told
    share: float
    fates: dict[str, int]


@dataclass(frozen=True)
class Killed:
    count: Count
    told: Told
    outages: list[float]  # seconds from each kill to the next acknowledgement


def through_a_cutting_network(submissions: int, kind: str = "sqlite") -> Cut:
    with database_of(kind) as environment:
        sendings = _prepared(submissions)
        application = Application(environment, Path(environment["TRACKER_VAR"]) / "server.log")
        try:
            application.start()
            with CuttingProxy(application.port, share=SHARE_CUT) as network:
                clients = Clients(network.port, sendings, CLIENTS)
                clients.start()
                told = clients.join()
        finally:
            application.stop()
        return Cut(count(sendings, told), told, network.share_cut, {fate.value: n for fate, n in sorted(network.cuts.items())})


def while_the_server_is_killed(kind: str, kills: int, between: int) -> Killed:
    """`between`: acknowledgements before the first kill, after each start, and after the last."""
    with database_of(kind) as environment:
        sendings = _prepared(SPARE * between * (kills + 1) + CLIENTS)
        application = Application(environment, Path(environment["TRACKER_VAR"]) / "server.log")
        moments = []
        try:
            application.start()
            clients = Clients(application.port, sendings, CLIENTS)
            clients.start()
            for _ in range(kills):
                clients.told.wait_for(len(clients.told.acknowledged) + between, LONGEST)
                application.kill()
                moments.append(time.monotonic())
                application.start()
            clients.told.wait_for(len(clients.told.acknowledged) + between, LONGEST)
            told = clients.finish()
        finally:
            application.stop()
        outages = [min(at for at in told.at if at > moment) - moment for moment in moments]
        return Killed(count(sendings, told), told, outages)


def figures(*, quick: bool) -> tuple[list[Figure], bool]:
    """For `make bench`; and whether nothing was lost."""
    cut = through_a_cutting_network(20 if quick else 1000)
    found = [_figure("faults, sqlite, 40 % of connections cut", cut.count, cut.told, {"share_cut": cut.share, **cut.fates})]
    whole = cut.count.is_whole and cut.count.stored == cut.count.sent
    for kind in () if quick else ("sqlite", "postgresql"):
        killed = while_the_server_is_killed(kind, kills=5, between=200)
        more = {"kills": float(len(killed.outages)), **{f"outage_{n}_s": out for n, out in enumerate(killed.outages, 1)}}
        found.append(_figure(f"faults, {kind}, killed under {CLIENTS} clients", killed.count, killed.told, more))
        whole = whole and killed.count.is_whole
    return found, whole


def _figure(name: str, counted: Count, told: Told, more: dict[str, float]) -> Figure:
    kept = (counted.acknowledged - counted.lost) / counted.acknowledged if counted.acknowledged else 0.0
    counts = {
        "acknowledged": counted.acknowledged,
        "stored": counted.stored,
        "lost": counted.lost,
        "doubled": counted.doubled,
        "half": counted.half,
        "chain_broken": counted.chain_broken,
        "failed": len(told.refused),
        "tries": told.tries,
        "broken_tries": told.broken,
        "told_again": told.again,
    }
    return Figure(
        f"{name}: acknowledged and stored", kept, "", "1", counts | {key: round(value, 3) for key, value in more.items()}
    )


def _prepared(submissions: int) -> list[Sending]:
    bring_up_to_date()
    return [Sending(draft, number) for number, (draft, _) in enumerate(drafts(prepare(), submissions), 1)]
