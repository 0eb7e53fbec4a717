"""(a) What a rerun of each page costs against an empty page, and how the heaviest one fares with many people."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, milliseconds, percentile
from tests.bench.site import Site
from tests.bench.websocket import Session

WARM_UP = 2
THINKING = 5.0  # seconds between two looks of one person
GOLDEN = 0.618
RATIO_AIM = "at most 3"


def reruns(site: Site, rounds: int) -> tuple[list[Figure], str]:
    """In turns, page and empty page, so that what else the machine does falls on both. Also the address of the heaviest."""
    pages = site.pages()
    times: dict[str, list[float]] = {name: [] for name, _, _ in pages}
    empties: dict[str, list[float]] = {name: [] for name, _, _ in pages}
    made: dict[str, dict[str, float]] = {}
    with Session(site.empty_port, "/") as empty:
        for name, user, address in pages:
            with Session(site.application.port, address, site.cookies[user]) as session:
                for _ in range(WARM_UP):
                    session.rerun()
                    empty.rerun()
                before, spent, empty_spent = session.received, cpu_seconds(site.application.pid), cpu_seconds(site.empty_pid)
                for _ in range(rounds):
                    empties[name].append(_timed(empty))
                    times[name].append(_timed(session))
                made[name] = {
                    "bytes": float((session.received - before) // rounds),
                    "cpu_ms": round((cpu_seconds(site.application.pid) - spent) / rounds * 1000, 1),
                    "empty_cpu_ms": round((cpu_seconds(site.empty_pid) - empty_spent) / rounds * 1000, 1),
                }
    figures = []
    for name, _, _ in pages:
        ratio = median(times[name]) / median(empties[name])
        more = milliseconds(times[name]) | {"empty_ms": round(median(empties[name]) * 1000, 1)} | made[name]
        figures.append(Figure(f"rerun of {name} / empty page", round(ratio, 2), "", RATIO_AIM, more))
    heaviest = max(pages, key=lambda page: median(times[page[0]]))
    return figures, heaviest[0]


def cpu_seconds(pid: int) -> float:
    """Of the processor, spent by a process so far: steadier than the clock on a busy machine. 0 where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _timed(session: Session) -> float:
    start = time.perf_counter()
    session.rerun()
    return time.perf_counter() - start


def crowd(site: Site, page: str, people: int, seconds: float) -> Figure:
    """So many connected people on one page, each thinking between two looks."""
    _, user, address = next(each for each in site.pages() if each[0] == page)
    times: list[float] = []
    failures: list[str] = []

    def connect(_: int) -> Session:
        session = Session(site.application.port, address, site.cookies[user])
        session.rerun()
        return session

    def look(number: int, session: Session) -> None:
        spread = number * GOLDEN % 1  # evenly over the time of thinking, the same in each run
        time.sleep(spread * min(THINKING, seconds / 2))
        try:
            while time.monotonic() < end:
                times.append(_timed(session))
                time.sleep(min(THINKING * (0.8 + 0.4 * spread), seconds))
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")

    with ThreadPoolExecutor(people) as pool, ExitStack() as open_sessions:
        sessions = [open_sessions.enter_context(session) for session in pool.map(connect, range(people))]
        end = time.monotonic() + seconds
        list(pool.map(look, range(people), sessions))
    for failure in sorted(set(failures)):
        print(f"  a session failed: {failure}")
    name = f"p95 of a rerun of {page}, {people} people"
    return Figure(name, round(percentile(times, 95) * 1000, 1), "ms", "", milliseconds(times) | {"failed": len(failures)})
