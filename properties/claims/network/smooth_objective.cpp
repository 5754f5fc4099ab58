// Claim   |∇f(W;ξ) - ∇f(W';ξ)| <= L_f |W - W'| for every sample and for their mean, and
//         f(W') <= f(W) + ⟨∇f(W), W' - W⟩ + (L_f/2)|W' - W|².
// Source  AP Lemmas 2, 10.
// Why     δxᵀ - δ'x'ᵀ = (δ - δ')xᵀ + δ'(x - x')ᵀ is at most X_m t_m + D_m p_m = Σ_j A_mj e_j in layer m, hence over
//         layers at most |A e| <= |A|_2 |e|. Along the segment from W to W', which the constants cover, the fundamental
//         theorem of calculus gives the quadratic bound.
// Sides   The quadratic bound compares f(W') - f(W) - ⟨∇f(W), W' - W⟩ with (L_f/2)|W' - W|².

#include "properties/pipeline/aligned_instances.hpp"
#include "properties/pipeline/weight_pair.hpp"

namespace aimcert {
namespace {

/// |a - b| of two tuples.
template <class S>
S distance(const Weights<S>& a, const Weights<S>& b) {
    if (a.size() == 1) return norm(a[0] - b[0]);  // one weight stays rational
    S sum(0);
    for (std::size_t m = 0; m < a.size(); ++m) sum += squared_norm(a[m] - b[m]);
    return math::sqrt(sum);
}

struct SmoothObjective {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "smooth_objective",
                .form = Form::derived,
                .statement = "|∇f(W;ξ) - ∇f(W';ξ)| <= L_f |W-W'|; f(W') <= f(W) + ⟨∇f(W), W'-W⟩ + (L_f/2)|W'-W|²",
                .hypotheses = {"om_m >= |W^(m)|_2, |W'^(m)|_2"},
                .constants = {"L_f = |A|_2, A_mj: coefficient of e_j in X_m t_m + D_m p_m"},
                .source = "AP Lemmas 2, 10",
                .relation = Relation::at_most,
                .status = "attained by one linear layer; approached by deep aligned identity layers as W' -> W",
                .cases = 2000};
    }

    static rc::Gen<Instance> instances() { return random_and_aligned_instances({.other_weights = true}); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("two weight tuples", !instance.other_weights.empty())) return;
        const WeightPair<S> pair(instance);
        const S smoothness = objective_smoothness(pair.bounds);
        const auto at = sample_gradients(pair.architecture, pair.weights, pair.samples);
        const auto other = sample_gradients(pair.architecture, pair.others, pair.samples);
        const S apart = distance(pair.weights, pair.others);
        // Differences of close gradients are rounded relative to the gradients.
        S scale(0);
        for (std::size_t m = 0; m < pair.bounds.layers(); ++m)
            scale = math::max(scale, S(pair.magnitudes.error[m] * pair.magnitudes.input[m]));
        for (std::size_t n = 0; n < pair.samples.size(); ++n)
            checks.at_most("gradient of sample " + std::to_string(n), distance(at.of_sample[n], other.of_sample[n]),
                           S(smoothness * apart), scale);
        checks.at_most("gradient of the mean", distance(at.mean, other.mean), S(smoothness * apart), scale);

        const S here = objective(pair.architecture, pair.weights, pair.samples),
                there = objective(pair.architecture, pair.others, pair.samples);
        S linear(0);
        for (std::size_t m = 0; m < at.mean.size(); ++m)
            linear += inner_product(at.mean[m], pair.others[m] - pair.weights[m]);
        checks.at_most("quadratic upper bound", S(there - here - linear),
                       S(smoothness / S(2) * pair.squared_distance()), math::max(S(1), math::max(here, math::abs(linear))));
        classify_pair(instance, checks);
    }
};

}  // namespace

std::vector<Claim> smooth_objective() { return {make_claim<SmoothObjective>()}; }

}  // namespace aimcert
