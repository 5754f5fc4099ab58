// Claim   Mini-batches of B micro-batches, α <= 1/(2 L_f):
//           E_k f(W_{k+1}) <= f(W_k) - (α/2)(1-r²)|∇f|² + α² L_f s_k²/B + (α/2) r² s_k²,
//         r >= |W_{k,b}|_inf/τ for every intermediate weight of the run.
// Source  AP 86-93.
// Why     With ε = (1/B) Σ_b ε_b, E|ε|² = s_k²/B: dW + α(∇f + ε) = -(α/(B τ)) Σ_b |g_b| ⊙ W_{k,b}, so that
//         E|dW + α(∇f + ε)|² <= α² r² (1/B) Σ_b E|g_b|² = α² r² (|∇f|² + s_k²); then as in `sufficient_descent`, where
//         1/(2α) - L_f >= 0 drops the increment.
// Sides   The guaranteed descent is moved to the left, so that the right-hand side is what noise may cost. E_k runs over
//         all N^B mini-batches.

#include "core/bounds/descent.hpp"
#include "properties/pipeline/adjusted_instances.hpp"
#include "properties/pipeline/synchronous_run.hpp"

namespace aimcert {
namespace {

struct SyncDescent {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "sync_descent",
                .form = Form::derived,
                .statement = "E_k f(W_{k+1}) <= f(W_k) - (α/2)(1-r²)|∇f|² + α² L_f s_k²/B + (α/2) r² s_k²",
                .hypotheses = {"α <= 1/(2 L_f)", "N^B small enough to go through all mini-batches"},
                .constants = {"L_f on every segment [W_k, W_{k+1}] that the run may take, r on every W_{k,b}", "B: micro-batches of a mini-batch",
                              "s_k²: variance of one sample's gradient"},
                .source = "AP 86-93",
                .relation = Relation::at_most,
                .status = "not falsified; attained as α L_f → 0 by one weight whose samples' gradients have one size and"
                          " |∇f| = r E|∇f(.;ξ)|",
                .cases = 1000};
    }

    static rc::Gen<Instance> instances() {
        return adjusted_instances(
            pipeline_instances({.steps = 2, .micro_batches = 4, .learning_rate = LearningRate::sync}),
            [](Source& source, Instance& instance) {
                if (!source.chance(0.2)) return;
                make_noisy_quadratic(source, instance);
                instance.learning_rate = source.chance(0.5) ? 0.5 - 0x1p-30 : source.uniform(0.01, 0.5);
            });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const double mini_batches = std::pow(static_cast<double>(instance.inputs.size()), instance.micro_batches);
        if (!checks.applies("N^B small enough", mini_batches <= largest_mini_batch_count)) return;
        if (!checks.applies("α > 0", instance.learning_rate > 0)) return;
        const auto run = run_synchronously<S>(instance);
        const S learning_rate = math::constant<S>(instance.learning_rate);
        if (!checks.require("α <= 1/(2 L_f)", learning_rate, run.largest_rate)) return;
        for (const auto& k : run.steps) {
            const auto bound_with = [&](const S& noise_variance) {
                return sync_descent_bound(run.smoothness, learning_rate, run.saturation, instance.micro_batches, k.objective,
                                          k.gradient_norm_sq, noise_variance);
            };
            const S descent = bound_with(S(0));
            checks.at_most("E f(W_{k+1}) minus the guaranteed descent, against the cost of noise",
                           k.expected_objective_next - descent, bound_with(k.noise_variance) - descent,
                           objective_scale(instance, k.objective, descent));
        }
        checks.label(instance.tau < std::numeric_limits<double>::infinity() ? "analog" : "digital");
        checks.label(instance.a_posteriori ? "constants a posteriori" : "constants a priori");
        if (instance.inputs.size() > 1) checks.label("noisy gradient");
        if (instance.micro_batches > 1) checks.label("several micro-batches");
    }
};

}  // namespace

std::vector<Claim> sync_descent() { return {make_claim<SyncDescent>()}; }

}  // namespace aimcert
