#include "core/bounds/descent.hpp"
#include "core/device/update.hpp"
#include "core/monitor/lyapunov.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/smt/obligations.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

E v(const char* name) { return E::variable(name); }

/// M = 3: one more update of every layer, from a full window of squared increments.
Obligation auxiliary_telescopes() {
    constexpr std::size_t layers = 3;
    AccumulatedDelay<E> delay(layers);
    const auto push = [&](const char* name) {
        for (std::size_t m = 0; m < layers; ++m) delay.push(m, entry(name, m));
    };
    push("first");
    push("second");
    const E before = delay.auxiliary(), lost = delay.squared();
    push("third");
    const auto claim = [&](const E& gained) { return std::vector{equal(delay.auxiliary(), before + gained - lost)}; };
    const E newest = E(2) * entry("third", 0) + entry("third", 1);
    return {"auxiliary_telescopes", {}, claim(newest), claim(newest + entry("third", 2))};
}

DescentConstants<E> constants() { return {v("L"), v("LS"), v("r"), v("u"), 3}; }

/// alpha <= 1/(L + √(L² + 2 kappa)) leaves 1/(2 alpha) >= L + alpha kappa, which lyapunov_descent needs; twice that rate
/// is the mutation.
Obligation descent_learning_rate_rule() {
    const DescentConstants<E> c = constants();
    const std::vector<Comparison> hypotheses{less(E(0), v("alpha")), less(E(0), v("u")), less(E(0), v("L")),
                                             at_most(v("alpha"), descent_learning_rate(c))};
    const auto claim = [&](const E& alpha) {
        return std::vector{at_most(E(2) * alpha * (v("L") + alpha * c.kappa()), E(1))};
    };
    return {"descent_learning_rate", hypotheses, claim(v("alpha")), claim(E(2) * v("alpha"))};
}

/// sufficient_descent, the telescoping of A_k and the rule for alpha give lyapunov_descent. With |dW + alpha eps|² = S:
/// A' <= A + (M-1)(2 S + 2 alpha² s²) - Q. Without the increments of A' is the mutation.
Obligation lyapunov_descent() {
    const DescentConstants<E> c = constants();
    const E alpha = v("alpha");
    const StepState<E> state{v("f"), v("gradient_sq"), v("variance"), v("r"), v("delay_sq"), v("denoised")};
    const E weight = c.auxiliary_weight(alpha), before = v("f") + weight * v("A"), after = v("next_f") + weight * v("next_A");
    const E moved = E(2) * (E(2) * v("denoised") + E(2) * math::square(alpha) * v("variance"));
    const std::vector<Comparison> hypotheses{
        less(E(0), alpha), less(E(0), v("u")), at_most(E(0), v("L")), at_most(E(0), v("denoised")),
        at_most(E(0), v("variance")),
        at_most(v("next_f"), sufficient_descent_bound(c, alpha, state)),
        at_most(v("next_A"), v("A") + moved - v("delay_sq")),
        at_most(E(2) * alpha * (v("L") + alpha * c.kappa()), E(1))};
    DescentConstants<E> two_layers = c;
    two_layers.layers = 2;
    return {"lyapunov_descent", hypotheses, {at_most(after, lyapunov_descent_bound(c, alpha, before, state))},
            {at_most(after, lyapunov_descent_bound(two_layers, alpha, before, state))}};
}

/// <a, b> = -(alpha/2)|a|² - |b|²/(2 alpha) + |b + alpha a|²/(2 alpha) for two entries.
Obligation polarisation() {
    const E alpha = v("alpha");
    const auto square = [](const E& x, const E& y) { return x * x + y * y; };
    const auto claim = [&](const E& sign) {
        return std::vector{equal(v("a0") * v("b0") + v("a1") * v("b1"),
                                 sign * (alpha / E(2)) * square(v("a0"), v("a1")) -
                                     square(v("b0"), v("b1")) / (E(2) * alpha) +
                                     square(v("b0") + alpha * v("a0"), v("b1") + alpha * v("a1")) / (E(2) * alpha))};
    };
    return {"polarisation", {less(E(0), alpha)}, claim(E(-1)), claim(E(1))};
}

/// Young's inequality in the form of sufficient_descent.
Obligation young() {
    const E sum = v("x") + v("y");
    const auto claim = [&](const E& share) {
        return std::vector{at_most(sum * sum, (E(1) + v("u")) * (v("x") * v("x")) + share * (v("y") * v("y")))};
    };
    return {"young", {less(E(0), v("u"))}, claim(E(1) + E(1) / v("u")), claim(E(1))};
}

/// f = (L/2)(w - w*)² and alpha (1+r) L <= 1, r = max(|w|,|w*|)/τ <= 1: w' lies between w and w*. The published rate,
/// alpha <= 1/L, is the mutation of the conclusion: the step at (1+r) times the rate.
Obligation gd_saturation_scalar() {
    const E w = v("w"), target = v("target"), tau = v("tau"), alpha = v("alpha");
    const E reach = math::max(math::abs(w), math::abs(target));
    const auto claim = [&](const E& rate) {
        const E next = analog_update(AsymmetricLinearResponse<E>{tau}, w, E(-(rate * (v("L") * (w - target)))));
        return std::vector{at_most(E(0), (next - w) * (target - next)), at_most(math::abs(next), reach)};
    };
    return {"gd_saturation_scalar",
            {less(E(0), tau), less(E(0), v("L")), less(E(0), alpha), at_most(reach, tau),
             at_most(alpha * v("L") * (tau + reach), tau)},
            claim(alpha), claim(E(2) * alpha)};
}

/// One coordinate of the increment that asymmetry adds, dW + alpha g = -(alpha/τ)|g| w, is at most alpha r |g|.
Obligation asymmetric_residue() {
    const E w = v("w"), g = v("g"), tau = v("tau"), alpha = v("alpha");
    const E residue = analog_update(AsymmetricLinearResponse<E>{tau}, w, E(-(alpha * g))) - w + alpha * g;
    const auto claim = [&](const E& r) { return std::vector{at_most(math::abs(residue), alpha * r * math::abs(g))}; };
    return {"asymmetric_residue",
            {less(E(0), tau), less(E(0), alpha), at_most(math::abs(w), v("r") * tau), less(E(0), v("r"))},
            claim(v("r")), claim(v("r") / E(2))};
}

}  // namespace

std::vector<Obligation> training_obligations() {
    return {auxiliary_telescopes(), descent_learning_rate_rule(), lyapunov_descent(),  polarisation(),
            young(),                gd_saturation_scalar(),       asymmetric_residue()};
}

}  // namespace aimcert::emission
