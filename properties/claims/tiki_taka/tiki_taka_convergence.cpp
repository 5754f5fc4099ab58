// Claim   Tiki-Taka converges without an asymptotic error:
//           published  once 33 P_max² < τ², P_max² = 41 L²τ⁴D/(c²σ²), E|x+ε_i| >= cσ for every x. Here: what this
//                      condition asks for, σ >= 36.78 √D Lτ/c >= 36.78 D Lτ;
//           derived    one step of V = f(W_k) - f* + C1|P_{k+1} - C g_k|², C1 = α(1+r)/(2Ca), E over ε_{k+1}:
//                        E V' <= V - (αCθ/2)|g|² + C1 β²(1+ρ)² σ²,   θ = 1 - r - 4ζ²ρ²(1+r),
//                      for v = E|ε_i| in every entry, C = τ/v, a = βv/τ <= 1, α <= 3a/(8CL(1+r)), |W|_inf = rτ,
//                      |P|_inf = ρτ, |E|g'_i+ε_i| - v| <= ζ|g'_i|. Hence, where θ > 0, with an error of order β,
//                        (1/K) Σ E|g_k|² <= (1/θ)(2V_0/(αCK) + (1+r)(1+ρ)² βvσ²/τ).
// Source  EX Thm 4, Assumption 5.
// Why     33·41 = 1353 = 36.783²; cσ <= E|ε_i| <= √(E ε_i²) for every i, so c <= 1/√D. Derived: the derived form of
//         `tiki_taka_descent`, and the proof of `tracking` with v in place of σ/√D, where no |P|² is left since
//         |v - E|g'_i+ε_i|| <= ζ|g'_i|. With x = αCL(1+r) what is left of |dW|² needs 4x²/a² + x <= 1; at most 15/16
//         for x <= 3a/8.
// Sides   Derived: the descent is moved to the left, so that the right-hand side is the cost of noise.

#include "core/optimizer/tiki_taka.hpp"
#include "properties/array/state.hpp"
#include "properties/array/tiki_taka.hpp"

namespace aimcert {
namespace {

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        return {.id = "tiki_taka_convergence",
                .form = Form::published,
                .statement = "33 P_max² < τ², P_max² = 41 L²τ⁴D/(c²σ²), is met only where σ >= 36.78 √D Lτ/c >= 36.78 D Lτ",
                .hypotheses = {"E ε = 0, σ² = E|ε|²", "E|x+ε_i| >= cσ for every x and i"},
                .constants = {"cσ = min_i E|ε_i - median|"},
                .source = "EX Thm 4",
                .relation = Relation::at_most,
                .status = "the condition can be met: D = c = τ = σ = 1, L = 1/37; then no gradient exceeds 1/18 of the "
                          "noise. The rate itself is neither proved (`bounded_residual_array` is false) nor refuted",
                .cases = 3000};
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(array_instances({.noisy = false}), [](Source& source, ArrayInstance& i) {
            // Mostly one law for all entries: constant size, skewed, or with 0 as a third value.
            const double scale = i.device.tau * source.log_uniform(0.1, 10);
            std::vector<Law> laws;
            const bool alike = source.chance(0.8);
            for (std::size_t d = 0; d < i.weight.size(); ++d) {
                const int kind = source.integer(0, 2), skew = source.integer(2, 6);
                if (alike && d > 0) laws.push_back(laws.front());
                else if (kind == 0) laws.push_back({{scale, 1}, {-scale, 1}});
                else if (kind == 1) laws.push_back({{scale * skew, 1}, {-scale, skew}});
                else laws.push_back({{scale, 1}, {-scale, 1}, {0, source.uniform(0, 1.9)}});
            }
            make_independent_noise(i, laws);
            const double deviation = smallest_deviation(make_noise<double>(i));
            const double share = source.chance(0.5) ? 1 - 0x1p-30 : source.log_uniform(0.01, 1.05);
            const double high = *std::max_element(i.curvatures.begin(), i.curvatures.end());
            const double largest = deviation / (std::sqrt(1353.0 * static_cast<double>(i.weight.size())) * i.device.tau);
            for (double& curvature : i.curvatures) curvature *= share * largest / high;
        });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("noise", !instance.noise.empty())) return;
        const Noise<S> noise = make_noise<S>(instance);
        const S deviation = smallest_deviation(noise), dimension = math::whole<S>(static_cast<int>(instance.weight.size()));
        const S reach = math::square(S(ArrayObjective<S>(instance).smoothness() * math::constant<S>(instance.device.tau)));
        const S residual = S(41) * reach * dimension;  // P_max²/τ² c²σ²
        if (!checks.require("33 P_max² < τ²", S(S(33) * residual), math::square(deviation))) return;
        const S factor = math::square(math::ratio<S>(3678, 100));
        checks.at_most("36.78² D L²τ² against c²σ²", S(factor * dimension * reach), math::square(deviation));
        checks.at_most("36.78² D² L²τ² against σ²", S(factor * math::square(dimension) * reach), noise.variance);
        classify(instance, checks);
    }
};

struct Derived {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        return {.id = "tiki_taka_convergence",
                .form = Form::derived,
                .statement = "E V' <= V - (αCθ/2)|g|² + C1 β²(1+ρ)² σ², V = f(W_k) - f* + C1|P_{k+1} - C g_k|², "
                             "θ = 1 - r - 4ζ²ρ²(1+r)",
                .hypotheses = {"one asymmetric linear device for W and P, w0 = 0", "E ε = 0, σ² = E|ε|²",
                               "E|ε_i| = v in every entry", "βv <= τ", "α <= 3a/(8CL(1+r))",
                               "|W|_inf = rτ <= τ, |P|_inf = ρτ <= τ"},
                .constants = {"C = τ/v, a = βv/τ, C1 = α(1+r)/(2Ca)", "ζ = max_i |E|g'_i+ε_i| - v|/|g'_i| <= 1"},
                .source = "EX Thm 4",
                .relation = Relation::at_most,
                .status = "holds; attained by P = 0, g = g' = 0. For noise ±v and |g_i| <= v, ζ = 0: every r < 1 will do",
                .cases = 5000};
    }
    /// One weight, since several have no E|ε_i| in common. The noise of the next weight is near that of this one.
    static void draw_over_samples(Source& source, Instance& i) {
        const double tau = i.device.tau, high = ArrayObjective<double>(i).smoothness();
        for (Numbers* numbers : {&i.weight, &i.residual, &i.minimum}) numbers->resize(1);
        for (auto& row : i.rows) row.resize(1), row[0] = row[0] == 0 ? 1 : row[0];
        const double residuals = source.log_uniform(0.001, 1) * tau;
        i.weight = {source.within(tau)};
        i.residual = {source.within(residuals)};
        i.minimum = {source.chance(0.3) ? i.weight[0] : source.within(tau)};
        const ArrayState<double> state(i);
        const double v = state.noise_at(state.weight).expectation([](const Matrix<double>& e) { return std::abs(e(0, 0)); });
        const double a = source.log_uniform(0.001, 0.9);
        if (!std::isfinite(a * tau / v)) return;
        i.beta = a * tau / v;
        i.alpha = (source.chance(0.5) ? 0.8 : source.log_uniform(0.001, 0.8)) * 3 * a * v /
                  (8 * tau * high * (1 + std::abs(i.weight[0]) / tau));
    }
    static rc::Gen<Instance> instances() {
        std::vector<Shape> objectives = smooth_objectives;
        objectives.push_back(Shape::least_squares);
        return adjusted_arrays(array_instances({.objectives = objectives, .devices = {"ald"}}), [](Source& source, ArrayInstance& i) {
            i.device = {.response = "ald", .tau = is_over_samples(i.shape) ? i.device.tau : source.range()};
            i.residual_device = i.device;
            const double tau = i.device.tau, high = ArrayObjective<double>(i).smoothness();
            if (is_over_samples(i.shape)) return draw_over_samples(source, i);
            if (i.shape != Shape::quadratic) i.mirror.clear();
            // v of few digits, so that E|ε_i| is v exactly: ε_i = size·odds or -size with odds 1 to `odds`.
            const double unit = std::exp2(std::floor(std::log2(high * tau * source.log_uniform(0.002, 0.5))));
            const double v = 21 * source.integer(1, 63) * unit;
            std::vector<Law> laws;
            for (std::size_t d = 0; d < i.weight.size(); ++d) {
                const int odds = source.chance(0.5) ? 1 : source.pick(std::vector<int>{3, 7});
                const double size = (source.chance(0.5) ? 1 : -1) * (v / (2 * odds)) * (odds + 1);
                laws.push_back({{size * odds, 1}, {-size, odds}});
            }
            make_independent_noise(i, laws);
            const double a = source.chance(0.2) ? 1 - 0x1p-30 : source.log_uniform(0.001, 1);
            i.beta = a * tau / v;
            // On target, at rest, or anywhere; W and P near 0 or anywhere.
            const int place = source.integer(0, 2);
            const double weights = source.log_uniform(0.01, 1) * tau, residuals = source.log_uniform(0.001, 1) * tau;
            double largest = 0;
            for (std::size_t d = 0; d < i.weight.size(); ++d) {
                i.weight[d] = source.within(weights);
                i.residual[d] = place == 1 && source.chance(0.5) ? 0 : source.within(residuals);
                i.minimum[d] = place == 1 ? i.weight[d] : i.weight[d] + source.within(tau);
                if (place == 0) i.minimum[d] = i.weight[d] - i.residual[d] * v / (tau * i.curvatures[d]);
                largest = std::max(largest, std::abs(i.weight[d]) / tau);
            }
            i.alpha = (source.chance(0.5) ? 1 - 0x1p-30 : source.log_uniform(0.001, 1)) * 3 * a * v /
                      (8 * tau * high * (1 + largest));
        });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("one asymmetric linear device", one_device(instance))) return;
        const ArrayState<S> state(instance);
        const S tau = math::constant<S>(instance.device.tau);
        const S &alpha = state.alpha, &beta = state.beta, &high = state.smoothness;
        // A step without gradient leaves P and moves W by it.
        const TikiTaka<S> before(state.weight, state.residual, state.device, state.residual_device, alpha, beta),
            after = stepped(before, state.silence, state.silence, state.silence);
        const Noise<S> noise = state.noise_at(after.point());
        const S& variance = noise.variance;
        const auto size_of_noise = [&](Eigen::Index i, const S& x) {
            return noise.expectation([&](const Matrix<S>& e) { return S(math::abs(S(x + e(i, 0)))); });
        };
        const S v = size_of_noise(0, S(0));
        if (!checks.applies("v > 0", !ScalarTraits<S>::less_equal(v, S(0)))) return;
        for (Eigen::Index i = 1; i < state.weight.rows(); ++i)
            if (!checks.require("E|ε_i| = v", S(math::abs(S(size_of_noise(i, S(0)) - v))), S(0))) return;
        const S r = max_abs(state.weight) / tau, rho = max_abs(state.residual) / tau, target = tau / v, a = beta * v / tau;
        if (!checks.require("|W|_inf <= τ", r, S(1))) return;
        if (!checks.require("|P|_inf <= τ", rho, S(1))) return;
        if (!checks.require("βv <= τ", a, S(1))) return;
        if (!checks.require("α <= 3a/(8CL(1+r))", S(S(8) * alpha * target * high * (S(1) + r)), S(S(3) * a))) return;

        const Matrix<S> g = state.objective.gradient(before.point()), next = state.objective.gradient(after.point());
        S zeta(0);
        for (Eigen::Index i = 0; i < next.rows(); ++i) {
            const S size = math::abs(S(next(i, 0))), change = math::abs(S(size_of_noise(i, S(next(i, 0))) - v));
            zeta = math::max(zeta, S(change / math::select(S(-size), S(1), size)));  // 0/1 where g'_i = 0
        }
        zeta = math::min(zeta, S(1));

        const S weight = alpha * (S(1) + r) / (S(2) * target * a);  // C1
        const auto lyapunov = [&](const Matrix<S>& at, const Matrix<S>& p, const Matrix<S>& gradient) {
            return S(state.objective.value(at) + weight * squared_norm(Matrix<S>(p - target * gradient)));
        };
        const S expected = noise.expectation([&](const Matrix<S>& epsilon) {
            return lyapunov(after.point(), stepped(after, next, epsilon, state.silence).array(1), next);
        });
        const S theta = S(1) - r - S(4) * math::square(S(zeta * rho)) * (S(1) + r);
        const S cost = weight * math::square(S(beta * (S(1) + rho))) * variance;
        const S reach = max_abs(before.point()) + max_abs(after.point()) + max_abs(state.objective.minimum());
        const S scale = high * math::square(reach) + weight * math::square(S(target * high * reach + tau));
        checks.at_most("E V' - V + (αCθ/2)|g|² against the cost of noise",
                       expected - lyapunov(before.point(), state.residual, g) +
                           alpha * target * theta / S(2) * squared_norm(g),
                       cost, S(math::whole<S>(g.rows()) * scale));
        classify(instance, checks);
        if (ScalarTraits<S>::less_equal(theta, S(0)) == Truth::no) checks.label("θ > 0");
    }
};

}  // namespace

std::vector<Claim> tiki_taka_convergence() { return {make_claim<Published>(), make_claim<Derived>()}; }

}  // namespace aimcert
