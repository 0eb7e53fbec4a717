"""An effect as it is kept with a benefit, and read again: what was found, not what would be found now."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from results.comparison.effects.designs import Found, Scale
from results.comparison.effects.rules import Attribution, Effect
from results.comparison.effects.waves import Wave


def record_of(found: Found) -> dict[str, Any]:
    """Numbers and days; nothing in a language."""
    waves = [asdict(wave) | {"starts_on": wave.starts_on.isoformat()} for wave in found.waves]
    return {
        "design": found.design.value,
        "scale": found.scale.value,
        "effect": asdict(found.effect),
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat(),
        "counts": dict(found.counts),
        "before_start": asdict(found.before_start) if found.before_start else None,
        "waves": waves,
        "slope": asdict(found.slope) if found.slope else None,
        "dispersion": found.dispersion,
    }


def found_in(record: Mapping[str, Any]) -> Found:
    waves = tuple(Wave(**wave | {"starts_on": date.fromisoformat(wave["starts_on"])}) for wave in record["waves"])
    return Found(
        design=Attribution(record["design"]),
        effect=Effect(**record["effect"]),
        since=date.fromisoformat(record["since"]) if record["since"] else None,
        until=date.fromisoformat(record["until"]),
        counts=record["counts"],
        scale=Scale(record["scale"]),
        before_start=Effect(**record["before_start"]) if record["before_start"] else None,
        waves=waves,
        slope=Effect(**record["slope"]) if record["slope"] else None,
        dispersion=record["dispersion"],
    )
