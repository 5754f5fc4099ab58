// Claim   At a critical W the noise alone makes W drift:
//           published  the first step of Tiki-Taka from P = 0 has E W' - W = -(αβ/τ) E|ε| ⊙ W, β times the drift of
//                      analog SGD, -(α/τ) E|ε| ⊙ W;
//           derived    after n steps with W held fixed, one entry, ε = ±v, a = βv/τ <= 1, q = 1-(1-a)^{2n}, a step of W
//                      drifts by -(α/τ) E|P_n| W with (1/2) aτ²q/(2-a) <= (E|P_n|)² <= aτ²q/(2-a): of order β for a
//                      fixed n, but of order √β once n is beyond 1/a.
// Source  EX 11-12.
// Why     U(0, d) = d, so that P' = βε. Further on P_{n+1} = (1-a)P_n + βε, because |ε| = v, so that
//         E P_n² = β²v²q/(1-(1-a)²) = aτ²q/(2-a); E|P_n| lies between √(E P_n²/2), Khinchin's inequality with its best
//         constant, and √(E P_n²).
//         Orders in β, fitted at β 2^-n: in the first step 1, as the drift is linear in β. At rest (q = 1) ln E|P| lies within
//         ln(2)/4 of ln(√(E P²)/2^{1/4}), and ln √(E P²) within a/2 of ln(τ√(a/2)), which is of order 1/2.
// Sides   Drifts are taken from the optimizers. Derived: squares, by the sum over all 2^n sequences of noise.

#include "core/optimizer/analog_sgd.hpp"
#include "core/optimizer/tiki_taka.hpp"
#include "properties/array/state.hpp"
#include "properties/array/tiki_taka.hpp"
#include "properties/array/tree.hpp"
#include "properties/exponent_fit.hpp"

namespace aimcert {
namespace {

/// Rests at its critical point on one asymmetric linear device.
void rest(Source& source, ArrayInstance& i) {
    i.device = {.response = "ald", .tau = i.device.tau};
    i.residual_device = i.device;
    for (double& weight : i.weight) weight = source.within(i.device.tau);
    i.minimum = i.weight;
    i.residual.assign(i.weight.size(), 0);
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        return {.id = "tiki_taka_drift",
                .form = Form::published,
                .statement = "from P = 0 and ∇f(W) = 0: E W' - W = -(αβ/τ) E|ε| ⊙ W, β times the drift of analog SGD",
                .hypotheses = {"one asymmetric linear device for W and P, w0 = 0", "∇f(W) = 0, P = 0", "E ε = 0"},
                .source = "EX 11-12",
                .relation = Relation::equal,
                .status = "holds exactly, for the first step",
                .cases = 2000};
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(array_instances({.objectives = {Shape::quadratic, Shape::least_squares}, .devices = {"ald"}}),
                               [](Source& source, ArrayInstance& i) { rest(source, i); });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("one asymmetric linear device", one_device(instance))) return;
        if (!checks.require("∇f(W) = 0", instance.weight == instance.minimum)) return;
        if (!checks.require("P = 0", instance.residual == Numbers(instance.weight.size(), 0))) return;
        const ArrayState<S> state(instance);
        const S tau = math::constant<S>(instance.device.tau);
        const S &alpha = state.alpha, &beta = state.beta;
        const Matrix<S> g = state.objective.gradient(state.weight);
        const TikiTaka<S> tiki_taka(state.weight, state.residual, state.device, state.residual_device, alpha, beta);
        const AnalogSgd<S> analog_sgd(state.weight, state.device, alpha);
        Matrix<S> drift = state.silence, direct = state.silence, size = state.silence;
        const Noise<S> noise = state.noise_at(state.weight);
        for (const auto& [probability, epsilon] : noise.outcomes) {
            drift += probability * (stepped(tiki_taka, g, epsilon, state.silence).point() - state.weight);
            direct += probability * (stepped(analog_sgd, g, epsilon, state.silence).point() - state.weight);
            for (Eigen::Index i = 0; i < size.rows(); ++i) size(i, 0) += probability * math::abs(S(epsilon(i, 0)));
        }
        const S scale = max_abs(state.weight) + alpha * beta * max_abs(size);
        for (Eigen::Index i = 0; i < drift.rows(); ++i) {
            checks.equal("drift of an entry", S(drift(i, 0)), S(-alpha * beta / tau * size(i, 0) * state.weight(i, 0)), scale);
            checks.equal("drift of an entry against β times that of analog SGD", S(drift(i, 0)), S(beta * direct(i, 0)),
                         scale);
        }
        classify(instance, checks);
    }
};

struct Derived {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        return {.id = "tiki_taka_drift",
                .form = Form::derived,
                .statement = "after n steps with W held fixed the drift of W in a step is (α/τ) E|P_n| |W|, "
                             "(1/2) aτ²q/(2-a) <= (E|P_n|)² <= aτ²q/(2-a), q = 1-(1-a)^{2n}",
                .hypotheses = {"one asymmetric linear device for W and P, w0 = 0", "∇f(W) = 0, P_0 = 0",
                               "one entry, ε = ±v equally likely", "a = βv/τ <= 1"},
                .source = "EX 11-12",
                .relation = Relation::at_most,
                .status = "holds; above attained at n = 1, below at n = 2 for a -> 0. Fitted orders in β: 1 in the first step, 1/2 at rest",
                .cases = 1000};
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(array_instances({.dimension = 1, .objectives = {Shape::quadratic}, .devices = {"ald"},
                                                .noisy = false}),
                               [](Source& source, ArrayInstance& i) {
                                   rest(source, i);
                                   const double v = i.device.tau * source.log_uniform(0.01, 10);
                                   i.noise = {{v}, {-v}};
                                   i.odds = {1, 1};
                                   const double a = source.chance(0.1) ? 1 : source.log_uniform(1e-4, 1);
                                   i.beta = a * (1 - 0x1p-30) * i.device.tau / v;
                                   i.steps = source.integer(1, 4);
                               });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("one asymmetric linear device", one_device(instance))) return;
        if (!checks.require("∇f(W) = 0", instance.weight == instance.minimum)) return;
        if (!checks.applies("one entry, P = 0", instance.residual == Numbers{0})) return;
        if (!checks.applies("ε = ±v", instance.noise.size() == 2 && instance.odds[0] == instance.odds[1])) return;
        if (!checks.applies("few enough runs", number_of_runs(instance) <= largest_array_tree)) return;
        const ArrayState<S> state(instance);
        const S tau = math::constant<S>(instance.device.tau), &alpha = state.alpha, &beta = state.beta;
        const S a = beta * max_abs(state.noise_at(state.weight).outcomes.front().noise) / tau;
        if (!checks.require("βv <= τ", a, S(1))) return;

        std::vector<S> drift(static_cast<std::size_t>(instance.steps) + 1, S(0));
        walk_tree(state, TikiTaka<S>(state.weight, state.residual, state.device, state.residual_device, S(0), beta), instance.steps,
                  [&](int k, const S& probability, const TikiTaka<S>& at) {
                      const TikiTaka<S> free(state.weight, at.array(1), state.device, state.residual_device, alpha, beta);
                      const Matrix<S> next = stepped(free, state.silence, state.silence, state.silence).point();
                      drift[static_cast<std::size_t>(k)] += probability * (next(0, 0) - state.weight(0, 0));
                  });
        for (int n = 1; n <= instance.steps; ++n) {
            const S square = math::square(drift[static_cast<std::size_t>(n)]);
            const S mean_square = math::square(tau) * a * (S(1) - math::power(S(S(1) - a), 2 * n)) / (S(2) - a);  // E P_n²
            const S bound = math::square(S(alpha / tau * state.weight(0, 0))) * mean_square;
            const S scale = math::abs(drift[static_cast<std::size_t>(n)]) * (max_abs(state.weight) + alpha * tau);
            checks.at_most("drift²", square, bound, scale);
            checks.at_most("half the bound against drift²", S(bound / S(2)), square, scale);
        }
        classify(instance, checks);
        if (std::abs(instance.weight[0]) < 0x1p-60 * instance.device.tau) return;  // no drift in the digits of an interval

        // P' = keep P ± gain is read off the optimizer.
        std::vector<S> first, rest;
        const Matrix<S> epsilon = state.noise_at(state.weight).outcomes.front().noise;
        const auto after = [&](const S& rate, const Matrix<S>& p, const Matrix<S>& noise) {
            const TikiTaka<S> at(state.weight, p, state.device, state.residual_device, alpha, rate);
            return stepped(at, noise, state.silence, state.silence);
        };
        for (int n = 0; n < 24; ++n) {
            const S rate = beta * math::constant<S>(std::ldexp(1.0, -4 - n));
            const auto drift_of = [&](const Matrix<S>& p) {
                const Matrix<S> up = after(rate, p, epsilon).point(), down = after(rate, p, Matrix<S>(-epsilon)).point();
                return math::abs(S((up(0, 0) + down(0, 0)) / S(2) - state.weight(0, 0)));
            };
            first.push_back(drift_of(state.silence));
            const Matrix<S> unit = Matrix<S>::Constant(1, 1, tau);
            const S gain = after(rate, state.silence, epsilon).array(1)(0, 0);
            const S keep = (after(rate, unit, epsilon).array(1)(0, 0) - gain) / tau;
            const S size = math::sqrt(S(math::square(gain) / (S(1) - math::square(keep))));
            rest.push_back(alpha / tau * size * math::abs(S(state.weight(0, 0))));
        }
        check_exact_order(checks, "the drift of the first step in β", fit_exponent(first, S(0)), S(1));
        const ExponentFit<S> at_rest = fit_exponent(rest, S(math::log1p(S(1)) / S(4) + a / S(32)));
        check_exact_order(checks, "the drift at rest in β", at_rest, math::ratio<S>(1, 2));
        checks.at_most("order of the drift at rest in β, not 1: upper end of the interval", at_rest.high, S(1), exponent_scale<S>());
    }
};

}  // namespace

std::vector<Claim> tiki_taka_drift() { return {make_claim<Published>(), make_claim<Derived>()}; }

}  // namespace aimcert
