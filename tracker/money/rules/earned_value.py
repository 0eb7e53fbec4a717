"""Earned value (ANSI/EIA-748; PMI, Practice Standard for Earned Value Management) and earned schedule (Lipke, "Schedule is
Different", The Measurable News, 2003). Amounts are in one currency, all exact; None is unavailable, which 0 is not.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Value = Fraction | None


@dataclass(frozen=True)
class EarnedValue:
    """Variances, indices and the forecasts that rest on them, by name of the formula."""

    sv: Fraction
    cv: Fraction
    spi: Value
    cpi: Value
    eac_cpi: Value
    eac_budget_rate: Fraction
    eac_composite: Value
    etc: Value
    vac: Value
    tcpi_bac: Value
    tcpi_eac: Value


@dataclass(frozen=True)
class EarnedSchedule:
    """In periods of the planned values."""

    es: Value
    sv_t: Value
    spi_t: Value
    ieac_t: Value
    tspi: Value


def earned_value(*, bac: Fraction, pv: Fraction, ev: Fraction, ac: Fraction) -> EarnedValue:
    """EAC = BAC / CPI, AC + (BAC - EV), or AC + (BAC - EV) / (CPI x SPI); ETC and VAC rest on the first."""
    spi, cpi = _quotient(ev, pv), _quotient(ev, ac)
    eac = _quotient(bac, cpi)
    both = None if cpi is None or spi is None else cpi * spi
    rest = _quotient(bac - ev, both)
    return EarnedValue(
        sv=ev - pv,
        cv=ev - ac,
        spi=spi,
        cpi=cpi,
        eac_cpi=eac,
        eac_budget_rate=ac + bac - ev,
        eac_composite=None if rest is None else ac + rest,
        etc=None if eac is None else eac - ac,
        vac=None if eac is None else bac - eac,
        tcpi_bac=_quotient(bac - ev, bac - ac),
        tcpi_eac=None if eac is None else _quotient(bac - ev, eac - ac),
    )


def earned_schedule(planned: Sequence[Fraction], ev: Fraction, elapsed: Fraction | None) -> EarnedSchedule:
    """SV(t) = ES - AT, SPI(t) = ES / AT, IEAC(t) = PD / SPI(t), TSPI = (PD - ES) / (PD - AT).

    `planned`: cumulative planned value at the end of periods 1, 2, ..., never falling; PD is their number, AT is `elapsed`.
    """
    es, duration = earned_time(planned, ev), Fraction(len(planned))
    if es is None or elapsed is None:
        return EarnedSchedule(es, None, None, None, None)
    spi = _quotient(es, elapsed)
    return EarnedSchedule(
        es=es,
        sv_t=es - elapsed,
        spi_t=spi,
        ieac_t=_quotient(duration, spi),
        tspi=_quotient(duration - es, duration - elapsed),
    )


def earned_time(planned: Sequence[Fraction], ev: Fraction) -> Value:
    """ES = C + (EV - PV_C) / (PV_C+1 - PV_C): the time at which as much was to be earned as now is.

    C is the last period whose planned value is at most EV, 0 before the first; at or beyond the last value, ES is its period.
    """
    if not planned:
        return None
    done = bisect_right(planned, ev)
    if done == len(planned):
        return Fraction(done)
    before = planned[done - 1] if done else Fraction(0)
    return done + (ev - before) / (planned[done] - before)


def _quotient(value: Fraction, by: Value) -> Value:
    return value / by if by else None
