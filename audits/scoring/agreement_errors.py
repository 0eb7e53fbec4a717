"""How far agreement of two scorers may be off by chance: standard errors of the measures in `agreement`."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from audits.scoring.agreement import Level, Number, krippendorff_alpha

MOST_GROUPS = 20  # of subjects left out in turn: more change the error little and take longer


def kappa_error(pairs: Sequence[tuple[int, int]]) -> float | None:
    """The asymptotic standard error of Cohen's kappa, unweighted (Fleiss, Cohen and Everitt, "Large sample standard errors of
    kappa and weighted kappa", Psychological Bulletin 72 (5), 1969, formula 8 with weights 1 and 0). None where kappa is."""
    n = len(pairs)
    left, right, cells = (
        Counter(one for one, _ in pairs),
        Counter(other for _, other in pairs),
        Counter(pairs),
    )
    observed = sum(count for (one, other), count in cells.items() if one == other) / n if n else 0.0
    chance = sum(left[place] * right[place] for place in left) / n**2 if n else 1.0
    if chance == 1:
        return None
    agreeing = disagreeing = 0.0
    for (one, other), count in cells.items():
        share = count / n
        if one == other:
            agreeing += share * ((1 - chance) - (left[one] + right[one]) / n * (1 - observed)) ** 2
        else:
            disagreeing += share * ((right[one] + left[other]) / n) ** 2
    rest = (observed * chance - 2 * chance + observed) ** 2
    variance = (agreeing + (1 - observed) ** 2 * disagreeing - rest) / (n * (1 - chance) ** 4)
    return sqrt(max(variance, 0.0))


def alpha_error(subjects: Sequence[Sequence[Number]], level: Level) -> float | None:
    """The standard error of Krippendorff's alpha by leaving out groups of subjects in turn (delete-a-group jackknife: Kott, "The
    Delete-a-Group Jackknife", Journal of Official Statistics 17 (4), 2001). None where alpha is, or is without one group."""
    groups = min(MOST_GROUPS, len(subjects))
    whole = krippendorff_alpha(subjects, level)
    if whole is None or groups < 2:
        return None
    spread = 0.0
    for group in range(groups):
        without = krippendorff_alpha([one for at, one in enumerate(subjects) if at % groups != group], level)
        if without is None:
            return None
        spread += float(without - whole) ** 2
    return sqrt(spread * (groups - 1) / groups)
