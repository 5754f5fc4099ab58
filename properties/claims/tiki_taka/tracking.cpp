// Claim   Tiki-Taka tracks the gradient: P'' = U(P', β(g'+ε)) with P' = P_{k+1}, g = ∇f(W_k), g' = ∇f(W_{k+1}),
//         dW = W_{k+1} - W_k, v = σ/√D, C = τ/v, a = βv/τ; E over the noise of this one step:
//           published  E|P''-Cg'|² <= (1-a)|P'-Cg|² + (4C²L²/a)|dW|² + 4a|P'|² + (4a/v²)|P'|_inf²|g|² + 2β²σ²;
//           derived    the same with 2a|P'|², β²(1+|P'|_inf/τ)² s² and (C²L²)(2(1-a)²/a + 4a|P'|_inf²/τ²)|dW|².
//         Both need E ε_i² <= σ²/D in every entry (not only in total), βσ <= τ√D and |P'|_inf <= τ.
// Source  EX Lemma 5.
// Why     With m_i = E|g'_i+ε_i| and z_i = (v-m_i)P'_i/v:  E P'' - Cg' = (1-a)(P'-Cg) + a(z + ((1-a)/a) C(g-g'));
//         convexity of |·|², then |z|² <= |P'|² + |P'|_inf²|g'|²/v² because |g'_i| <= m_i <= √(g'_i²+v²), and
//         |g'|² <= 2|g|² + 2L²|dW|².
//         The variance of h - (P'/τ)|h| is at most (1+|P'|/τ)² E ε², and β²(1+|P'_i|/τ)² v² <= 2β²v² + 2a²P'_i².
// Sides   (1-a)|P'-Cg|² is moved to the left, so that the right-hand side is the cost.

#include "core/optimizer/tiki_taka.hpp"
#include "properties/array/state.hpp"
#include "properties/array/tiki_taka.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "tracking",
            .statement = "",
            .hypotheses = {"one asymmetric linear device for W and P, w0 = 0", "E ε = 0",
                           "E ε_i² <= σ²/D in every entry (not stated in the paper)", "βσ <= τ√D (not stated in the paper)",
                           "|P'|_inf <= τ (not stated in the paper)"},
            .constants = {"v = σ/√D (the γ of the instance)", "C = τ/v", "a = βv/τ"},
            .source = "EX Lemma 5",
            .relation = Relation::at_most,
            .status = "",
            .cases = 4000};
}

/// max_i E ε_i².
template <class S>
S largest_entry_variance(const Noise<S>& noise) {
    S largest(0);
    for (Eigen::Index i = 0; i < noise.outcomes.front().noise.rows(); ++i)
        largest = math::max(largest, noise.expectation([&](const Matrix<S>& e) { return S(e(i, 0) * e(i, 0)); }));
    return largest;
}

/// Over samples the noise is what it is: σ²/D is the largest variance of an entry where W_{k+1} is.
void give_bound_on_noise(ArrayInstance& i) {
    const ArrayState<double> state(i);
    const TikiTaka<double> before(state.weight, state.residual, state.device, state.residual_device, i.alpha, i.beta);
    const auto after = stepped(before, state.silence, state.silence, state.silence);
    const double largest = largest_entry_variance(state.noise_at(after.point()));
    if (largest > 0) i.gamma = std::sqrt(largest) * (1 + 0x1p-30);
}

rc::Gen<ArrayInstance> steps() {
    return adjusted_arrays(array_instances({.objectives = all_objectives, .devices = {"ald"}}), [](Source& source, ArrayInstance& i) {
        i.device = {.response = "ald", .tau = is_over_samples(i.shape) ? i.device.tau : source.range()};
        i.residual_device = i.device;
        const double tau = i.device.tau;
        const double share = source.chance(0.1) ? 1 - 0x1p-30 : source.log_uniform(1e-4, 1);
        const double v = ArrayObjective<double>(i).smoothness() * tau * source.log_uniform(0.01, 10);
        i.gamma = v;
        i.alpha = source.log_uniform(1e-4, 1);
        if (is_over_samples(i.shape)) {
            for (double* entry : {i.weight.data(), i.residual.data()})
                for (std::size_t d = 0; d < i.weight.size(); ++d) entry[d] = source.within(tau);
            if (source.chance(0.3)) i.minimum = i.weight;
            give_bound_on_noise(i);
            i.beta = share * tau / i.gamma;
            return;
        }
        i.beta = share * tau / v;
        // On target, at rest, or anywhere; the noise reaches all entries, but for one in five.
        const int place = source.integer(0, 3);
        if (place > 1) i.mirror.clear();
        std::vector<Law> laws(i.weight.size(), Law{{0, 1}});
        for (std::size_t d = 0; d < i.weight.size(); ++d) {
            i.weight[d] = source.within(tau);
            i.residual[d] = source.chance(0.2) ? 0 : source.within(tau);
            i.minimum[d] = place == 3 ? i.weight[d]
                           : place == 2 ? i.weight[d] - i.residual[d] * v / (tau * i.curvatures[d])
                                        : i.weight[d] + source.within(tau);
            if (source.chance(0.2)) continue;
            const int skew = source.chance(0.5) ? 1 : source.pick(std::vector<int>{2, 4});
            if (skew > 1) i.gamma = v * (1 + 0x1p-30);
            laws[d] = skewed_law(source.chance(0.5) ? v : -v, skew);
        }
        make_independent_noise(i, laws);
    });
}

template <class S>
void compare(const ArrayInstance& instance, Checks<S>& checks, bool published) {
    if (!checks.applies("one asymmetric linear device", one_device(instance))) return;
    const ArrayState<S> state(instance);
    const S tau = math::constant<S>(instance.device.tau);
    const S &alpha = state.alpha, &beta = state.beta, &v = state.gamma, &high = state.smoothness;
    // A step without gradient leaves P and moves W by it.
    const TikiTaka<S> before(state.weight, state.residual, state.device, state.residual_device, alpha, beta),
        after = stepped(before, state.silence, state.silence, state.silence);
    const Noise<S> noise = state.noise_at(after.point());
    if (!checks.require("E ε_i² <= σ²/D", largest_entry_variance(noise), math::square(v))) return;
    if (!checks.require("βσ <= τ√D", S(beta * v), tau)) return;
    if (!checks.require("|P'|_inf <= τ", max_abs(state.residual), tau)) return;

    const S target = tau / v, a = beta * v / tau;
    const Matrix<S> g = state.objective.gradient(before.point()), next = state.objective.gradient(after.point());
    const auto miss = [&](const Matrix<S>& p, const Matrix<S>& gradient) {
        return squared_norm(Matrix<S>(p - target * gradient));
    };
    const S expected = noise.expectation([&](const Matrix<S>& epsilon) {
        return miss(stepped(after, next, epsilon, state.silence).array(1), next);
    });
    const S moved = squared_norm(Matrix<S>(after.point() - before.point())), residual = squared_norm(state.residual);
    const S peak = math::square(S(max_abs(state.residual) / tau));
    const S dimension = math::whole<S>(state.weight.rows());
    const S gradient_cost = S(4) * a * peak * math::square(target) * squared_norm(g);
    S cost;
    if (published)
        cost = S(4) * math::square(S(target * high)) / a * moved + S(4) * a * residual + gradient_cost +
               S(2) * math::square(beta * v) * dimension;
    else
        cost = math::square(S(target * high)) * (S(2) * math::square(S(S(1) - a)) / a + S(4) * a * peak) * moved +
               S(2) * a * residual + gradient_cost +
               math::square(S(beta * (S(1) + max_abs(state.residual) / tau))) * noise.variance;
    const S reach = max_abs(before.point()) + max_abs(after.point()) + max_abs(state.objective.minimum());
    checks.at_most("E|P''-Cg'|² - (1-a)|P'-Cg|² against the cost", expected - (S(1) - a) * miss(state.residual, g), cost,
                   S(dimension * math::square(S(target * high * reach + tau))));
    classify(instance, checks);
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "E|P''-Cg'|² <= (1-a)|P'-Cg|² + (4L²τ³D^{3/2}/(βσ³))|dW|² + 4a|P'|² + "
                         "(4β√D/(τσ))|P'|_inf²|g|² + 2β²σ²";
        info.status = "holds; at τ = σ = 1 false without the bound on every entry (D = 16, P' = g = g' = 1/8 and noise in "
                      "one entry, β = 1/128) and without βσ <= τ√D (D = 1, P' = 0, g = g' = 2, ε = ±1, β = 2)";
        return info;
    }
    static rc::Gen<Instance> instances() { return steps(); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, true);
    }
};

struct Derived {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::derived;
        info.statement = "E|P''-Cg'|² <= (1-a)|P'-Cg|² + C²L²(2(1-a)²/a + 4a|P'|_inf²/τ²)|dW|² + 2a|P'|² + "
                         "4a C²|P'|_inf²|g|²/τ² + β²(1+|P'|_inf/τ)² E|ε|²";
        info.status = "holds; attained by P' = 0, g = g' = 0";
        return info;
    }
    static rc::Gen<Instance> instances() { return steps(); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, false);
    }
};

}  // namespace

std::vector<Claim> tracking() { return {make_claim<Published>(), make_claim<Derived>()}; }

}  // namespace aimcert
