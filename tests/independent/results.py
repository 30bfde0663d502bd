#!/usr/bin/env python3
"""The figures of `results` computed a second time, apart from the core, with libraries that statisticians keep: numpy,
scipy and samplics. A development tool: it writes `fixtures/results.json`, which `tests/independent.rs` holds the core to.

    pip install -r tests/independent/requirements.txt
    python3 tests/independent/results.py            checks fixtures/results.json
    python3 tests/independent/results.py --write    writes it again

The answers are made up with the same generator as in `tests/common/answers.rs`, so that the fixture holds a seed, not answers.
Standard errors of means are samplics' (linearised); shares' intervals scipy's (Wilson); quantiles numpy's definition
`averaged_inverted_cdf`; Student's quantiles scipy's. For raking with unanswered margins, samplics has nothing; that is numpy,
from the published description.
"""

import json
import pathlib
import sys
from fractions import Fraction

import numpy as np
from samplics.estimation import TaylorEstimator
from samplics.utils.types import PopParam
from scipy import stats

HERE = pathlib.Path(__file__).parent
FIXTURE = HERE.parent.parent / "fixtures" / "results.json"
MASK = (1 << 64) - 1
VILLAGES, AGES, GRADES, VALUES = 6, 3, 5, 3
K, SEED, PEOPLE, FEW, SCENARIOS = 10, 11, 6400, 700, 4


# ---- The answers ----

class Chance:
    """xorshift64*, as in tests/common/mod.rs."""

    def __init__(self, seed):
        self.state = (seed * 0x9E3779B97F4A7C15 & MASK) | 1

    def draw(self):
        x = self.state
        x ^= x >> 12
        x ^= x << 25 & MASK
        x ^= x >> 27
        self.state = x
        return x * 0x2545F4914F6CDD1D & MASK

    def below(self, end):
        return (self.draw() >> 16) % end

    def between(self, first, last):
        return first + self.below(last - first + 1)

    def one_in(self, many):
        return self.below(many) == 0


def divided(chance, parts):
    cuts = [0, 100]
    for _ in range(1, parts):
        cuts.append(chance.between(0, 100) if chance.one_in(4) else 5 * chance.between(0, 20))
    cuts.sort()
    return [after - before for before, after in zip(cuts, cuts[1:])]


def answer(chance):
    one = dict(village=VILLAGES, age=AGES, trust=GRADES, source="", none=False, fit=3, idea=False)
    village = min(chance.below(VILLAGES), chance.below(VILLAGES))
    if not chance.one_in(10):
        one["village"] = village
    age = chance.below(AGES)
    if not chance.one_in(12):
        one["age"] = age
    trust = chance.between(1, GRADES)
    if not chance.one_in(6):
        one["trust"] = trust - 1
    one["source"] = ["", "open", "panel"][chance.below(3)]
    order = list(range(SCENARIOS))
    for last in range(SCENARIOS - 1, 0, -1):
        other = chance.below(last + 1)
        order[last], order[other] = order[other], order[last]
    one["order"] = order
    if chance.one_in(20):
        one["none"] = True
        return one
    points = divided(chance, SCENARIOS)
    if chance.one_in(2):
        at = village % SCENARIOS
        most = max(range(SCENARIOS), key=lambda i: (points[i], i))
        points[at], points[most] = points[most], points[at]
    one["points"] = points
    one["first"] = divided(chance, SCENARIOS) if chance.one_in(3) else points
    one["reasons"], one["motivations"] = [], []
    for _ in range(SCENARIOS):
        ticked = chance.below(8) if chance.one_in(3) else 0
        one["reasons"].append([v for v in range(VALUES) if ticked >> v & 1])
        one["motivations"].append(chance.one_in(4))
    one["idea"] = chance.one_in(10)
    one["fit"] = chance.below(4)
    return one


RELEVANCE = [[1, at % 4, at % 3] for at in range(SCENARIOS)]
TABLE = [[Fraction(grade, sum(row)) for grade in row] for row in RELEVANCE]
NEUTRAL = [sum(row[v] for row in TABLE) / SCENARIOS for v in range(VALUES)]


def emphasis(points, reasons):
    """Method emphasis/1, in fractions."""
    result = [Fraction(0)] * VALUES
    for i, given in enumerate(points):
        for v in range(VALUES):
            if given > 0 and reasons[i]:
                gain = Fraction(int(v in reasons[i]), len(reasons[i])) - Fraction(1, VALUES)
            else:
                gain = TABLE[i][v] - NEUTRAL[v]
            result[v] += given * gain
    return [float(e / sum(points)) for e in result]


# ---- Figures ----

def effective(weights):
    return weights.sum() ** 2 / (weights ** 2).sum()


def mean(numbers, weights):
    """Mean, linearised standard error by samplics, and the interval of Student with the effective number."""
    numbers, weights = np.asarray(numbers, float), np.asarray(weights, float)
    estimator = TaylorEstimator(PopParam.mean)
    estimator.estimate(y=numbers, samp_weight=weights)
    value, error = float(estimator.point_est), float(estimator.stderror)
    half = stats.t.ppf(0.975, effective(weights) - 1) * error
    return [value, value - half, value + half]


def share(is_so, weights):
    is_so, weights = np.asarray(is_so, bool), np.asarray(weights, float)
    value = weights[is_so].sum() / weights.sum()
    n, z = effective(weights), stats.norm.ppf(0.975)
    if (weights == weights[0]).all():
        low, high = stats.binomtest(int(is_so.sum()), len(is_so)).proportion_ci(0.95, method="wilson")
    else:
        centre, half = value + z * z / 2 / n, z * np.sqrt(value * (1 - value) / n + z * z / 4 / n / n)
        low, high = (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)
    return [int(is_so.sum()), float(value), float(low), float(high)]


def quantile(numbers, part):
    return float(np.quantile(numbers, part, method="averaged_inverted_cdf"))


def woodruff(numbers, part):
    n, z = len(numbers), stats.norm.ppf(0.975)
    centre, half = part + z * z / 2 / n, z * np.sqrt(part * (1 - part) / n + z * z / 4 / n / n)
    ends = [(centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)]
    return [quantile(numbers, part), *(quantile(numbers, end) for end in ends)]


def group(people, weights):
    """What is said of everyone and of every group."""
    points = np.array([one["points"] for one in people])
    most = points.max(axis=1)
    first = [(points[:, i] == most) & ((points == most[:, None]).sum(axis=1) == 1) for i in range(SCENARIOS)]
    plain = [emphasis(one["points"], [[]] * SCENARIOS) for one in people]
    reasoned = [emphasis(one["points"], one["reasons"]) for one in people]
    unweighted = (weights == 1).all()
    return {
        "people": len(people),
        "means": [mean(points[:, i], weights) for i in range(SCENARIOS)],
        "quartiles": [[woodruff(points[:, i], q / 4) for q in (1, 2, 3)] for i in range(SCENARIOS)] if unweighted else None,
        "zeros": [share(points[:, i] == 0, weights) for i in range(SCENARIOS)],
        "first": [share(first[i], weights) for i in range(SCENARIOS)],
        "tied": share(~np.any(first, axis=0), weights),
        "differences": [
            {
                "mean": mean(points[:, i] - points[:, j], weights),
                "more": share(points[:, i] > points[:, j], weights),
                "less": share(points[:, i] < points[:, j], weights),
            }
            for i in range(SCENARIOS) for j in range(i + 1, SCENARIOS)
        ],
        "withReasons": [mean([e[v] for e in reasoned], weights) for v in range(VALUES)],
        "byTable": [mean([e[v] for e in plain], weights) for v in range(VALUES)],
        "fit": [share([one["fit"] == fit for one in people], weights) for fit in range(4)],
    }


def whole(people):
    """What is said of everyone only, without weights."""
    ones = np.ones(len(people))
    points = np.array([one["points"] for one in people])
    first = np.array([one["first"] for one in people])
    order = np.array([one["order"] for one in people])
    moved = np.abs(points - first).sum(axis=1) / 2
    numbers = points[points > 0]
    gaps = []
    for i in range(SCENARIOS):
        shown_first, shown_last = points[order[:, 0] == i, i], points[order[:, -1] == i, i]
        one, other = mean(shown_first, np.ones(len(shown_first))), mean(shown_last, np.ones(len(shown_last)))
        freedom = min(len(shown_first), len(shown_last)) - 1
        half = stats.t.ppf(0.975, freedom) * np.hypot(stats.sem(shown_first), stats.sem(shown_last))
        gaps.append([one[0] - other[0], one[0] - other[0] - half, one[0] - other[0] + half])
    gave = [points[:, i] > 0 for i in range(SCENARIOS)]
    reason = [np.array([bool(one["reasons"][i]) for one in people]) & gave[i] for i in range(SCENARIOS)]
    ticked = [[np.array([v in one["reasons"][i] for one in people]) & gave[i] for v in range(VALUES)] for i in range(SCENARIOS)]
    return {
        "equal": share(points.max(axis=1) == points.min(axis=1), ones),
        "changed": share(moved > 0, ones),
        "moved": mean(moved, ones),
        "numbers": int(len(numbers)),
        "fives": int((numbers % 5 == 0).sum()),
        "tens": int((numbers % 10 == 0).sum()),
        "places": [mean(points[np.arange(len(people)), order[:, place]], ones) for place in range(SCENARIOS)],
        "firstLessLast": gaps,
        "given": [share(reason[i][gave[i]], np.ones(gave[i].sum())) for i in range(SCENARIOS)],
        "ticked": [
            [share(ticked[i][v][reason[i]], np.ones(reason[i].sum())) for v in range(VALUES)] for i in range(SCENARIOS)
        ],
        "ticks": int(np.sum(ticked)),
        "notInTable": int(sum(ticked[i][v].sum() for i in range(SCENARIOS) for v in range(VALUES) if RELEVANCE[i][v] == 0)),
        "motivations": [share([one["motivations"][i] for one in people], ones) for i in range(SCENARIOS)],
        "ideas": share([one["idea"] for one in people], ones),
    }


def rake(cells, margins):
    """Iterative proportional fitting over people, each margin among those who answered its question."""
    weights = np.ones(len(cells[0]))
    for _ in range(5000):
        for given, wanted in zip(cells, margins):
            wanted = np.array(wanted, float) / sum(wanted)
            answered = given < len(wanted)
            together = weights[answered].sum()
            for option, part in enumerate(wanted):
                weights[given == option] *= part * together / weights[given == option].sum()
    return weights * len(weights) / weights.sum()


def bootstrap(people):
    """Expanded percentile intervals of the means, from ten times as many draws, by numpy's own chance."""
    points = np.array([one["points"] for one in people], float)
    n = len(points)
    tail = stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1))
    chance = np.random.default_rng(2026)
    means = np.array([points[chance.integers(0, n, n)].mean(axis=0) for _ in range(20_000)])
    ends = np.quantile(means, [tail, 1 - tail], axis=0)
    gaps = means[:, 0] - means[:, 1]
    return {
        "means": [[float(points[:, i].mean()), float(ends[0, i]), float(ends[1, i])] for i in range(SCENARIOS)],
        "difference": [float((points[:, 0] - points[:, 1]).mean()), *map(float, np.quantile(gaps, [tail, 1 - tail]))],
        "error": [float(stats.sem(points[:, i])) for i in range(SCENARIOS)],
    }


def figures():
    chance = Chance(SEED)
    everyone = [answer(chance) for _ in range(PEOPLE)]
    people = [one for one in everyone if not one["none"]]
    ones = np.ones(len(people))
    margins = {"village": [30, 25, 20, 10, 10, 5], "age": [2, 3, 5]}
    weights = rake([np.array([one[q] for one in everyone]) for q in margins], list(margins.values()))
    weights = np.round(weights * 1e6) / 1e6
    mine = np.array([weight for weight, one in zip(weights, everyone) if not one["none"]])
    chance = Chance(SEED)
    few = [one for one in (answer(chance) for _ in range(FEW)) if not one["none"]]
    groups = {
        question: [group([one for one in people if one[question] == at], np.ones(sum(one[question] == at for one in people)))
                   for at in range(options + 1)]
        for question, options in [("village", VILLAGES), ("age", AGES), ("trust", GRADES)]
    }
    return {
        "seed": SEED, "answers": PEOPLE, "few": FEW, "scenarios": SCENARIOS,
        "everyone": group(people, ones),
        "none": share([one["none"] for one in everyone], np.ones(len(everyone))),
        "whole": whole(people),
        "questions": groups,
        "sources": {name: group([one for one in people if one["source"] == name], np.ones(sum(one["source"] == name for one in people)))
                    for name in ("open", "panel")},
        "margins": {"village": {f"v{at}": n for at, n in enumerate(margins["village"])},
                    "age": {f"a{at}": n for at, n in enumerate(margins["age"])}},
        "weighted": group(people, mine),
        "effective": float(effective(weights)),
        "designEffect": float(len(weights) / effective(weights)),
        "bootstrap": bootstrap(few),
    }


def near(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(near(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(near, one, other))
    return one == other or isinstance(one, float) and abs(one - other) <= 1e-9 * max(1, abs(one))


def main():
    computed = figures()
    if "--write" in sys.argv:
        FIXTURE.write_text(json.dumps(computed, indent=1) + "\n")
    elif not near(json.loads(json.dumps(computed)), json.loads(FIXTURE.read_text())):
        sys.exit(f"{FIXTURE} differs from what is computed now")


if __name__ == "__main__":
    main()
