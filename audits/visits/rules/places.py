"""How far apart two places on Earth are, and whether a store was open in a span of time."""

from datetime import datetime, time, timedelta
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the IUGG (GRS 80)
LONGEST_SPAN = timedelta(days=2)  # a longer span holds an opening hour of every day


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres along a great circle, from degrees, by the haversine formula (Sinnott, "Virtues of the Haversine", Sky and
    Telescope 68 (2), 1984). Earth counts as a sphere, which is wrong by at most 0.6%."""
    one, other = radians(latitude), radians(other_latitude)
    turned = radians(other_longitude - longitude)
    half = sin((other - one) / 2) ** 2 + cos(one) * cos(other) * sin(turned / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def was_open(begun: datetime, ended: datetime, opens_at: str, closes_at: str, zone: str) -> bool:
    """Whether any moment from `begun` to `ended` lies in the hours `09:00` to `21:00` of the store's own zone. A store that
    closes at or before the hour it opens is open over midnight."""
    if ended - begun > LONGEST_SPAN:
        return True
    here = ZoneInfo(zone)
    opens, closes = time.fromisoformat(opens_at), time.fromisoformat(closes_at)
    day = begun.astimezone(here).date() - timedelta(days=1)
    while day <= ended.astimezone(here).date():
        first = datetime.combine(day, opens, here)
        last = datetime.combine(day if closes > opens else day + timedelta(days=1), closes, here)
        if begun < last and ended >= first:
            return True
        day += timedelta(days=1)
    return False
