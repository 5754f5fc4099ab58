#!/usr/bin/env python3
"""Computes both sides of every counterexample again, in fractions, from the statements as they are printed (docs/errata.md).

    python3 reference/counterexamples/recompute.py

Nothing of the C++ program is used: only the instances of the files beside this one. What is printed for each is compared with the
sides in its file; the exit status is 1 when one differs or a bound holds. One weight or several, f quadratic along the axes.
The single run that no fraction can hold is done in 120 decimal digits.
"""

import json
import sys
from decimal import Decimal, getcontext
from fractions import Fraction
from math import isqrt
from pathlib import Path


def number(text):
    if "/" in text:
        top, bottom = text.split("/")
        return Fraction(int(top), int(bottom))
    return Fraction(float.fromhex(text)) if "x" in text else Fraction(text)


def root(x):
    top, bottom = isqrt(x.numerator), isqrt(x.denominator)
    assert top * top == x.numerator and bottom * bottom == x.denominator, f"no rational root: {x}"
    return Fraction(top, bottom)


def norm_sq(v):
    return sum(x * x for x in v)


def minus(a, b):
    return [x - y for x, y in zip(a, b)]


class Device:
    """q+, q- of a response family, and F_max."""

    def __init__(self, given):
        family, value = given["response"], lambda name: number(given[name])
        self.largest = Fraction(1)
        if family == "ideal":
            self.up = self.down = lambda w: Fraction(1)
        elif family == "ald":
            tau, w0 = value("tau"), value("w0")
            self.up, self.down = lambda w: 1 - (w - w0) / tau, lambda w: 1 + (w - w0) / tau
        else:
            raise NotImplementedError(family)

    def symmetric(self, w):
        return (self.down(w) + self.up(w)) / 2

    def asymmetric(self, w):
        return (self.down(w) - self.up(w)) / 2

    def product(self, w):
        return self.up(w) * self.down(w)

    def update(self, w, d):
        """U(w, d) by its definition, case by case."""
        return w + d * (self.up(w) if d >= 0 else self.down(w))

    def updates(self, w, d):
        return [self.update(x, y) for x, y in zip(w, d)]

    def realised_sq(self, w, g):
        """|g F + |g| G|^2."""
        return sum((y * self.symmetric(x) + abs(y) * self.asymmetric(x)) ** 2 for x, y in zip(w, g))

    def weighted_sq(self, w, g):
        """|g|_R^2."""
        return sum(self.product(x) * y * y for x, y in zip(w, g))

    def s(self, w):
        return max(self.asymmetric(x) ** 2 / self.symmetric(x) for x in w)


class Array:
    """An instance with f(w) = sum c_i (w_i - w*_i)^2 / 2."""

    def __init__(self, given):
        assert given["shape"] == "quadratic" and not given["mirror"]
        numbers = lambda name: [number(x) for x in given[name]]
        self.c, self.minimum, self.w, self.p = map(numbers, ("curvatures", "minimum", "weight", "residual"))
        self.alpha, self.beta, self.gamma = (number(given[name]) for name in ("alpha", "beta", "gamma"))
        self.steps, self.high, self.low = given["steps"], max(self.c), min(self.c)
        self.device, self.residual_device = Device(given["device"]), Device(given["residual_device"])
        self.tau = number(given["device"]["tau"]) if "tau" in given["device"] else None
        odds, values = [number(x) for x in given["odds"]], [[number(x) for x in row] for row in given["noise"]]
        if not values:
            odds, values = [Fraction(1)], [[Fraction(0)] * len(self.w)]
        chances = [x / sum(odds) for x in odds]
        mean = [sum(p * row[i] for p, row in zip(chances, values)) for i in range(len(self.w))]
        self.noise = [(p, minus(row, mean)) for p, row in zip(chances, values)]
        self.variance = sum(p * norm_sq(e) for p, e in self.noise)

    def f(self, w):
        return sum(c * (x - m) ** 2 / 2 for c, x, m in zip(self.c, w, self.minimum))

    def gradient(self, w):
        return [c * (x - m) for c, x, m in zip(self.c, w, self.minimum)]

    def deviation(self):
        """c sigma: min over x of E|x + e_i|, at a median."""
        return min(min(sum(p * abs(e[i] - at[i]) for p, e in self.noise) for _, at in self.noise) for i in range(len(self.w)))

    def mean(self, of):
        return sum(p * of(e) for p, e in self.noise)


def noisy(scale, g, e):
    return [scale * (x + y) for x, y in zip(g, e)]


def update_lipschitz(i):
    device, w, (a, b) = Device(i), number(i["weight"]), map(number, i["increments"])
    return abs(device.update(w, a) - device.update(w, b)), device.largest * abs(a - b)


def saturation_and_fast_reset(i):
    device, w, d = Device(i), number(i["weight"]), number(i["increments"][0])
    share = abs(w - number(i["w0"])) / number(i["tau"])
    return abs(device.update(w, d) - w), abs(1 - share if w * d > 0 else 1 + share) * abs(d)


def response_bounds(i):
    slope, tau = number(i["values"]["L"]), number(i["values"]["tau"])
    n = next(n for n in range(60) if 2**n > slope * tau)
    w = tau * (1 - Fraction(1, 4**n))
    return 1 - w / tau, (slope * (tau - w)) ** 2


def two_point(v):
    """omega, p, xi+ and xi- of the lower-bound instance."""
    omega = (1 - v["t"] ** 2) / (1 + v["t"] ** 2)
    p = (1 - omega) / 2
    return omega, p, v["v"] * root((1 - p) / p), -v["v"] * root(p / (1 - p))


def absolute_noise_expectation(i):
    v = {name: number(x) for name, x in i["values"].items()}
    _, p, up, down = two_point(v)
    return p * abs(v["g"] + up) + (1 - p) * abs(v["g"] + down), 2 * v["v"] * root(p * (1 - p)) + (2 * p - 1) * v["g"]


def analog_sgd_lower_bound(i):
    v = {name: number(x) for name, x in i["values"].items()}
    omega, p, up, down = two_point(v)
    g = -v["v"] * omega / (2 * root(p * (1 - p)))
    drift = sum(chance * (-(g + xi) - abs(g + xi) * omega) for chance, xi in ((p, up), (1 - p, down)))
    assert drift == 0, "the mean weight rests"
    return v["D"] * g**2, 4 * v["D"] * v["v"] ** 2 * omega**2 / (1 - omega**2)


def instance_saturation(i):
    v = {name: number(x) for name, x in i["values"].items()}
    omega, _, up, down = two_point(v)
    w = omega * v["tau"]
    steps = [v["alpha"] * (v["L"] * (w - v["w*"]) + xi) for xi in (up, down)]
    return max(abs(w - d - abs(d) * w / v["tau"]) for d in steps), v["tau"] / 2


def implicit_penalty(i):
    v = {name: number(x) for name, x in i["values"].items()}
    c, h, a, b, sig = (v[name] for name in ("c", "h", "a", "b", "sigma"))
    slope = 1 / (1 - c * c)
    curvature = a - slope * sig
    w = (a * (c + h) - slope * sig * c) / curvature
    gradient = a * (w - c - h) + b / 2 * (w - c - h) ** 2 + sig * (w - c) / (1 - c * w)
    second = max(2 * abs(c) * (1 - c * c) / (1 - c * x) ** 3 for x in (c, w))
    return abs(gradient), (abs(b) / 2 * (sig * slope / curvature) ** 2 + second * sig / 2 * (a / curvature) ** 2) * h * h


def analog_gd_convergence(i):
    a = Array(i)
    w, squares, r_sq = a.w, 0, 0
    for _ in range(a.steps):
        g = a.gradient(w)
        squares += norm_sq(g)
        r_sq = max(r_sq, (max(map(abs, w)) / a.tau) ** 2 if a.tau else 0)
        w = a.device.updates(w, [-a.alpha * x for x in g])
    return (1 - r_sq) * squares, 2 * a.high * a.f(a.w)


def analog_gd_convergence_general(i):
    a = Array(i)
    largest = a.device.largest
    alpha, w, total = 1 / (2 * a.high * largest), a.w, 0
    for _ in range(a.steps):
        g = a.gradient(w)
        total += a.device.realised_sq(w, [-x for x in g]) + a.device.weighted_sq(w, g)
        w = a.device.updates(w, [-alpha * x for x in g])
    return total, 8 * a.high * largest**2 * a.f(a.w)


def analog_sgd_convergence_general(i):
    a = Array(i)
    largest, k = a.device.largest, a.steps
    alpha = root(a.f(a.w) / (a.variance * a.high * k)) / largest
    runs, metric, s = [(Fraction(1), a.w)], 0, 0
    for _ in range(k):
        following = []
        for chance, w in runs:
            g = a.gradient(w)
            metric += chance * (a.device.realised_sq(w, g) + 4 * a.device.weighted_sq(w, g))
            s += chance * a.device.s(w)
            following += [(chance * p, a.device.updates(w, noisy(-alpha, g, e))) for p, e in a.noise]
        runs = following
    return metric, k * 16 * largest**2 * root(a.f(a.w) * a.variance * a.high / k) + 8 * largest * a.variance * s


def gd_saturation_scalar(i):
    a = Array(i)
    w, reached = a.w, abs(a.w[0])
    for _ in range(a.steps):
        w = a.device.updates(w, [-a.alpha * x for x in a.gradient(w)])
        reached = max(reached, abs(w[0]))
    return reached, min(abs(a.w[0]), abs(a.minimum[0]))


def bounded_residual_array(i):
    a = Array(i)
    deviation, g = a.deviation(), a.gradient(a.w)
    expected = a.mean(lambda e: max(map(abs, a.residual_device.updates(a.p, noisy(a.beta, g, e)))) ** 2)
    kept = (1 - a.beta * deviation / a.tau) * max(map(abs, a.p)) ** 2
    return expected - kept, 41 * a.beta * a.high**2 * a.tau**3 * len(a.w) / deviation


def weight_decay(i):
    a = Array(i)
    deviation = a.deviation()
    w = a.device.updates(a.w, [-a.alpha * x for x in a.p])
    expected = a.mean(lambda e: norm_sq(a.residual_device.updates(a.p, noisy(a.beta, a.gradient(w), e))))
    kept = (1 - a.beta * deviation / (2 * a.tau)) * norm_sq(a.p)
    cost = 4 * a.beta * a.tau / deviation * (norm_sq(a.gradient(a.w)) + a.high**2 * norm_sq(minus(w, a.w)))
    return expected - kept, cost + 3 * a.beta**2 * a.variance


def tiki_taka_descent(i):
    a = Array(i)
    c, g = a.tau / a.gamma, a.gradient(a.w)
    w = a.device.updates(a.w, [-a.alpha * x for x in a.p])
    moved = norm_sq(minus(w, a.w))
    descent = a.alpha * c / 2 * norm_sq(g) + (1 / (2 * a.alpha * c) - a.high / 2) * moved
    return a.f(w) - a.f(a.w) + descent, a.alpha / c * norm_sq(minus(a.p, [c * x for x in g])) + a.alpha * norm_sq(a.p)


def residual_main_descent(i):
    a = Array(i)
    largest, w = a.device.largest, a.device.updates(a.w, [a.beta * x for x in a.p])
    target = [(m - x) / a.gamma for m, x in zip(a.minimum, a.w)]
    distance, error = minus(a.w, a.minimum), minus(a.p, target)
    descent = a.beta / (2 * a.gamma * largest) * a.device.weighted_sq(a.w, distance)
    descent += a.beta * a.gamma / (2 * largest) * a.device.realised_sq(a.w, [-x for x in target])
    weighted = sum(e * e / a.device.product(x) for e, x in zip(error, a.w))
    cost = 2 * a.beta * largest**3 / a.gamma * weighted + 2 * a.beta**2 * norm_sq(error)
    return norm_sq(minus(w, a.minimum)) + descent, norm_sq(distance) + cost


def residual_step(a, e, alpha, beta):
    """P', W' of residual learning."""
    g = a.gradient([x + a.gamma * y for x, y in zip(a.w, a.p)])
    p = a.residual_device.updates(a.p, noisy(-alpha, g, e))
    return p, a.device.updates(a.w, [beta * x for x in p])


def residual_mixed_descent(i):
    a = Array(i)
    largest, at = max(a.device.largest, a.residual_device.largest), a.residual_device
    before = [x + a.gamma * y for x, y in zip(a.w, a.p)]
    g = a.gradient(before)
    expected = moved = weighted = 0
    for chance, e in a.noise:
        p, w = residual_step(a, e, a.alpha, a.beta)
        expected += chance * a.f([x + a.gamma * y for x, y in zip(w, p)])
        moved += chance * norm_sq(minus(w, a.w))
        weighted += chance * sum(d * d / at.product(x) for d, x in zip(minus(w, a.w), a.p))
    descent = a.alpha / (4 * largest) * at.weighted_sq(a.p, g) + a.alpha * a.gamma / (8 * largest) * at.realised_sq(a.p, g)
    noise = 2 * a.alpha * a.variance * at.s(a.p) + 2 * a.alpha**2 * a.high * largest**2 * a.variance
    return expected - a.f(before) + descent, noise + largest / a.alpha * weighted + moved


def residual_array_descent(i):
    a = Array(i)
    largest, low, high = a.residual_device.largest, a.low, a.high
    target = [(m - x) / a.gamma for m, x in zip(a.minimum, a.w)]
    expected = a.mean(lambda e: norm_sq(minus(residual_step(a, e, a.alpha, a.beta)[0], target)))
    kept = (1 - a.alpha * a.gamma * low * high / (4 * (low + high))) * norm_sq(minus(a.p, target))
    asymmetric = 2 * a.alpha * (low + high) * largest * a.variance / (a.gamma * low * high) * a.residual_device.s(a.p)
    return expected, kept + asymmetric + a.alpha**2 * largest**2 * a.variance


def residual_convergence(i):
    a = Array(i)
    beta = a.alpha * a.low * a.gamma * root(a.gamma / 2) / 16  # gamma^(3/2)/sqrt 2
    bar = lambda: [x + a.gamma * y for x, y in zip(a.w, a.p)]
    initial = a.f(bar()) + 10 * beta / (a.alpha * a.gamma) * norm_sq(minus(a.w, a.minimum))
    metric = 0
    for _ in range(a.steps):
        metric += 2 * norm_sq(a.gradient(bar()))
        a.p, a.w = residual_step(a, [0] * len(a.w), a.alpha, beta)
    return metric, 8 * initial / a.alpha


def residual_exact_convergence(i):
    a = Array(i)
    largest, at = max(a.device.largest, a.residual_device.largest), a.residual_device
    before = [x + a.gamma * y for x, y in zip(a.w, a.p)]
    g = a.gradient(before)
    noise = 3 * a.alpha * a.high * largest**2 * a.variance
    return at.realised_sq(a.p, g) + norm_sq(g) / min(map(at.product, a.p)), 8 * largest * (a.f(before) / a.alpha + noise)


def sgd_saturation_vector(i):
    getcontext().prec = 120
    v = {name: number(x) for name, x in i["values"].items()}
    v = {name: Decimal(x.numerator) / Decimal(x.denominator) for name, x in v.items()}
    minimum = [v["w1"], v["w2"], v["w3"]]
    directions = [v["a1"], v["a2"], v["a3"]], [v["b1"], v["b2"], v["b3"]]
    w = [minimum[0], minimum[1], minimum[2] + v["distance"]]
    for k in range(int(v["steps"])):
        a, x = directions[k % 2], minus(w, minimum)
        along = (1 - v["mu"]) * sum(p * q for p, q in zip(a, x)) / norm_sq(a)
        g = [v["mu"] * p + along * q for p, q in zip(x, a)]
        w = [p - v["alpha"] * q - v["alpha"] * abs(q) * p for p, q in zip(w, g)]
    return max(map(abs, w)), v["distance"] / v["mu"] + max(map(abs, minimum))


def agrees(side, text):
    """Exactly, or with both ends of an enclosure to 20 digits."""
    if not text.startswith("["):
        return str(side) == text
    return all(abs(side - Decimal(end)) < Decimal("1e-20") for end in text[1:-1].split(", "))


def main():
    failed = False
    for file in sorted(Path(__file__).parent.glob("*.json")):
        saved = json.loads(file.read_text(encoding="utf-8"))
        left, right = globals()[saved["claim"]](saved["instance"])
        same = agrees(left, saved["lhs"]) and agrees(right, saved["rhs"])
        equality = saved["claim"] in ("saturation_and_fast_reset", "absolute_noise_expectation", "analog_sgd_lower_bound")
        violated = left != right if equality else left > right
        failed |= not (same and violated)
        print(f"{saved['claim']:<32} {str(left)[:24]:>24} {'≠' if equality else '>'} {str(right)[:24]:<24}",
              "" if same and violated else "NOT CONFIRMED")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
