"""Interrupted time series: a step, and if asked a bend, in a series with trend and season. statsmodels fits it; loading that
takes seconds, so it is loaded when a series is fitted. Source: docs/method.md, "Effects"."""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from results.comparison.effects.rules import Effect, within
from results.comparison.process_limits import TIE
from results.readings.rules.means import NORMAL_REACH

if TYPE_CHECKING:
    import numpy as np

    Matrix = np.ndarray[Any, np.dtype[np.float64]]

MONTHS = 12
MOST_PAIRS = 6  # of sine and cosine that twelve months can tell apart
STEP, BEND = 1, 2  # columns of the step and of the change of slope


class Family(StrEnum):
    NORMAL = "normal"
    POISSON = "poisson"


@dataclass(frozen=True)
class Reading:
    """`exposure` is what a count came from: people, visits, hours."""

    on: date
    value: float
    exposure: float = 1.0


@dataclass(frozen=True)
class Interrupted:
    """`slope` is per reading, None unless asked for. `dispersion` is None for a normal series."""

    step: Effect
    slope: Effect | None
    dispersion: float | None


@dataclass(frozen=True)
class _Fit:
    parameters: "Matrix"
    covariance: "Matrix"  # not finite where no degree of freedom is left
    freedom: int
    dispersion: float


def interrupted(
    readings: Sequence[Reading], since: date, *, family: Family = Family.NORMAL, season: int = 0, slope: bool = False
) -> Interrupted:
    """Step at the first reading from `since` on, beside a linear trend by reading, `season` pairs of sine and cosine of the
    calendar month and, with `slope`, a change of slope that counts readings after the last one before the change.

    Normal: least squares, t interval. Poisson: quasi-Poisson with log link and log exposure as offset, ratios with a normal
    interval, standard errors on the log scale, times the root of the dispersion. What the readings do not determine is None.
    Source: Bernal, Cummins and Gasparrini 2017.
    """
    ordered = sorted(readings, key=lambda reading: reading.on)
    columns = _columns(ordered, since, season, slope)
    design = _independent(columns)
    fit = (_least_squares if family is Family.NORMAL else _quasi_poisson)(design, ordered)
    tie = TIE * max((abs(reading.value) for reading in ordered), default=0.0)
    effects = [_effect(fit, at, family, tie) if _determined(columns, at) else Effect() for at in (STEP, BEND)[: 1 + slope]]
    dispersion = _finite(fit.dispersion) if fit is not None and family is Family.POISSON else None
    return Interrupted(effects[0], effects[1] if slope else None, dispersion)


def _columns(readings: Sequence[Reading], since: date, season: int, slope: bool) -> "Matrix":
    """Columns: constant, step, with `slope` the bend, trend, pairs of the season."""
    import numpy as np

    before = sum(1 for reading in readings if reading.on < since)
    place = np.arange(len(readings), dtype=float)
    columns = [np.ones(len(readings)), (place >= before).astype(float)]
    if slope:
        columns.append(np.maximum(place - (before - 1), 0.0) if before else np.zeros(len(readings)))
    columns.append(place)
    month = np.array([reading.on.month for reading in readings], dtype=float)
    for pair in range(1, season + 1):
        angle = 2 * np.pi * pair * month / MONTHS
        columns += [np.round(np.sin(angle), 12), np.round(np.cos(angle), 12)]  # what should be 0 is 0
    return np.column_stack(columns)


def _determined(columns: "Matrix", column: int) -> bool:
    """Whether the column adds to what the others span: else its number could be any."""
    import numpy as np

    return _rank(columns) > _rank(np.delete(columns, column, axis=1))


def _independent(columns: "Matrix") -> "Matrix":
    """The columns without those that earlier ones span. What a determined column says does not depend on which are kept."""
    kept: list[int] = []
    for column in range(columns.shape[1]):
        if _rank(columns[:, [*kept, column]]) > len(kept):
            kept.append(column)
    return columns[:, kept]


def _rank(columns: "Matrix") -> int:
    import numpy as np

    length = np.linalg.norm(columns, axis=0)
    return int(np.linalg.matrix_rank(columns / np.where(length > 0, length, 1.0), tol=1e-10))


def _least_squares(design: "Matrix", readings: Sequence[Reading]) -> _Fit | None:
    from statsmodels.regression.linear_model import OLS

    return _fit(OLS([reading.value for reading in readings], design).fit)


def _quasi_poisson(design: "Matrix", readings: Sequence[Reading]) -> _Fit | None:
    import numpy as np
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    counts = np.array([reading.value for reading in readings])
    if not _bounded(design, counts):
        return None
    offset = np.log([reading.exposure for reading in readings])
    model = GLM(counts, design, family=Poisson(), offset=offset)
    return _fit(partial(model.fit, tol_criterion="params", atol=1e-9, rtol=1e-9))  # as exact as numbers are, one step later


def _bounded(design: "Matrix", counts: "Matrix") -> bool:
    """Whether the likelihood has a highest point: not where some ratio may fall to 0 for ever because all its counts are 0.

    There is none if a direction lowers readings of 0 only, and one at least (Correia, Guimaraes and Zylkin 2019).
    """
    import numpy as np
    from scipy.optimize import linprog

    none = counts == 0
    if not none.any():
        return True
    zeros, others = design[none], design[~none]
    found = linprog(
        zeros.sum(axis=0),
        A_ub=zeros,
        b_ub=np.zeros(len(zeros)),
        A_eq=others if len(others) else None,
        b_eq=np.zeros(len(others)) if len(others) else None,
        bounds=(-1, 1),
    )
    return bool(found.status == 0 and found.fun > -1e-7)


def _fit(fit: Callable[[], Any]) -> _Fit | None:
    """None where the steps did not settle. Standard error is for sentences, so the library's warnings are not shown; loading it
    sets its own filters, so they are set here, after that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = fit()
        except ValueError:  # the steps ran out of what numbers can hold
            return None
        if not getattr(fitted, "converged", True):
            return None
        freedom = int(fitted.df_resid)
        spread = fitted.pearson_chi2 if hasattr(fitted, "pearson_chi2") else fitted.ssr
        dispersion = float(spread) / freedom if freedom > 0 else math.nan
        return _Fit(fitted.params, fitted.normalized_cov_params * dispersion, freedom, dispersion)


def _effect(fit: _Fit | None, column: int, family: Family, tie: float) -> Effect:
    """Of a normal series what is no more than `tie` is 0 that was rounded."""
    if fit is None:
        return Effect()
    estimate = float(fit.parameters[column])
    error = _finite(math.sqrt(max(float(fit.covariance[column, column]), 0.0))) if fit.freedom > 0 else None
    if family is Family.NORMAL:
        estimate = _unless_tiny(estimate, tie)
        return Effect(_finite(estimate)) if error is None else within(estimate, _unless_tiny(error, tie), fit.freedom)
    if error is None:
        return Effect(_ratio(estimate))
    reach = NORMAL_REACH * error
    return Effect(_ratio(estimate), error, _ratio(estimate - reach), _ratio(estimate + reach))


def _unless_tiny(value: float, tie: float) -> float:
    return 0.0 if abs(value) <= tie else value


def _ratio(logarithm: float) -> float | None:
    return math.exp(logarithm) if abs(logarithm) < 700 else None  # beyond, it is more than a number can hold


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
