// Claim   For two weight tuples W, W' with e_m = |W^(m) - W'^(m)|_F: |x - x'|^(m) <= p_m, |z - z'|^(m) <= q_m,
//         |δ - δ'|^(m) <= t_m.
// Source  AP Lemmas 1, 9; linear forms of theory section 3 (T) with [both] = 1.
// Why     z - z' = (W - W')x + W'(x - x'), and g is l_m-Lipschitz. With v = W^(m+1)ᵀδ^(m+1):
//         δ - δ' = v ⊙ (g'(z) - g'(z')) + (v - v') ⊙ g'(z'), |v| <= om_{m+1} D_{m+1}, g' is s_m-Lipschitz and at most
//         l_m, v - v' = (W - W')ᵀδ + W'ᵀ(δ - δ'). The last layer has v = ∇l, |v - v'| <= Lam1 p_{M+1}.
// Sides   p_1 = 0 says x^(1) = x'^(1) and is left out.

#include "properties/pipeline/aligned_instances.hpp"
#include "properties/pipeline/weight_pair.hpp"

namespace aimcert {
namespace {

struct SignalStability {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "signal_stability",
                .form = Form::derived,
                .statement = "|x-x'|^(m) <= p_m, |z-z'|^(m) <= q_m, |δ-δ'|^(m) <= t_m with e_m = |W^(m)-W'^(m)|_F",
                .hypotheses = {"om_m >= |W^(m)|_2, |W'^(m)|_2"},
                .constants = {"p_1 = 0, q_m = X_m e_m + om_m p_m, p_{m+1} = l_m q_m",
                              "t_M = l_M Lam1 p_{M+1} + Lam0 s_M q_M",
                              "t_m = l_m (om_{m+1} t_{m+1} + D_{m+1} e_{m+1}) + om_{m+1} D_{m+1} s_m q_m"},
                .source = "AP Lemmas 1, 9",
                .relation = Relation::at_most,
                .status = "approached by aligned identity layers as W' -> W",
                .cases = 2000};
    }

    static rc::Gen<Instance> instances() { return random_and_aligned_instances({.other_weights = true}); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("two weight tuples", !instance.other_weights.empty())) return;
        const WeightPair<S> pair(instance);
        const auto bound = signal_distance(pair.bounds, pair.distance, Perturbed::forward_and_backward);
        Signals<S> at(pair.weights), other(pair.weights);
        for (const auto& sample : pair.samples) {
            forward_backward(pair.architecture, pair.weights, sample, at);
            forward_backward(pair.architecture, pair.others, sample, other);
            // Differences of close signals are rounded relative to the signals.
            for (std::size_t m = 0; m < pair.bounds.layers(); ++m) {
                const std::string layer = " of layer " + std::to_string(m + 1);
                checks.at_most("pre-activation" + layer, norm(at.preactivation[m] - other.preactivation[m]),
                               bound.preactivation[m], pair.magnitudes.input[m + 1]);
                checks.at_most("output" + layer, norm(at.input[m + 1] - other.input[m + 1]), bound.input[m + 1],
                               pair.magnitudes.input[m + 1]);
                checks.at_most("error" + layer, norm(at.error[m] - other.error[m]), bound.error[m],
                               pair.magnitudes.error[m]);
            }
        }
        classify_pair(instance, checks);
    }
};

}  // namespace

std::vector<Claim> signal_stability() { return {make_claim<SignalStability>()}; }

}  // namespace aimcert
