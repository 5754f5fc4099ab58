// Claim   By mini-batches of B, α <= 1/(2 L_f): (1/K) Σ E|∇f(W_k)|² <= [2(f(W_0)-f*)/(α K) + 2 α L_f s²/B]/(1-r²) + s² r²/(1-r²).
// Source  AP Thm 1.
// Why     `sync_descent` summed over k and over all runs, with f(W_K) >= f* and s_k² <= s².
// Sides   All N^(K B) runs are gone through, so every expectation is exact; s² and r are the largest met in the tree,
//         W_{k,b} included, f* = 0. Beside the theorem, the telescoped step it comes from: E f(W_K) plus the guaranteed
//         descents, against f(W_0) plus the cost of noise.

#include "properties/pipeline/run_tree.hpp"
#include "properties/pipeline/whole_run_instances.hpp"

namespace aimcert {
namespace {

struct SyncConvergence {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "sync_convergence",
                .form = Form::derived,
                .statement = "(1/K) Σ E|∇f(W_k)|² <= [2(f(W_0)-f*)/(α K) + 2 α L_f s²/B]/(1-r²) + s² r²/(1-r²)",
                .hypotheses = {"r < 1", "α <= 1/(2 L_f)"},
                .constants = {"s²: largest noise variance, r: largest saturation degree of any run", "L_f on the weights of all runs",
                              "f* = 0"},
                .source = "AP Thm 1",
                .relation = Relation::at_most,
                .status = "checked on all runs of small cases; the quadratic without noise attains 2/3 of the theorem,"
                          " the telescoped step is attained without gradient",
                .cases = 2000};
    }

    static rc::Gen<Instance> instances() { return whole_run_instances(WholeRun::synchronous); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("at most 256 runs", number_of_runs(instance) <= largest_number_of_runs)) return;
        if (!checks.applies("whole mini-batches",
                            !instance.order.empty() &&
                                instance.order.size() % static_cast<std::size_t>(instance.micro_batches) == 0))
            return;
        if (!checks.applies("α > 0", instance.learning_rate > 0)) return;
        const auto tree = RunTreeWalk<S>(instance).synchronous();
        const S learning_rate = math::constant<S>(instance.learning_rate);
        const S& smoothness = tree.constants.smoothness;
        if (!checks.require("α <= 1/(2 L_f)", S(S(2) * learning_rate * smoothness), S(1))) return;
        if (!checks.require("r < 1", !ScalarTraits<S>::less_equal(S(1), tree.saturation))) return;

        // Losses below 1 are differences of numbers of that size.
        const S scale = S(2) * math::max(S(1), tree.initial_objective()) / (learning_rate * math::whole<S>(tree.steps));
        checks.at_most("mean squared gradient norm", tree.mean([](const auto& k) { return k.gradient_norm_sq; }),
                       sync_convergence_bound(tree.initial_objective(), learning_rate, tree.steps, smoothness,
                                              instance.micro_batches, tree.noise_variance, tree.saturation), scale);

        const auto bound = [&](const RunNode<S>& k, const S& noise_variance) {
            return sync_descent_bound(smoothness, learning_rate, tree.saturation, instance.micro_batches, S(0),
                                      k.gradient_norm_sq, noise_variance);
        };
        const S steps = math::whole<S>(tree.steps);
        const S descent = S(-steps) * tree.mean([&](const auto& k) { return bound(k, S(0)); });
        const S noise = steps * tree.mean([&](const auto& k) { return S(bound(k, k.noise_variance) - bound(k, S(0))); });
        checks.at_most("E f(W_K) plus the guaranteed descents, against f(W_0) plus the cost of noise",
                       S(tree.expected_last([](const auto& k) { return k.objective; }) + descent),
                       S(tree.initial_objective() + noise), math::max(S(1), tree.initial_objective()));
        classify_tree(instance, tree, checks);
        if (instance.micro_batches > 1) checks.label("several micro-batches");
    }
};

}  // namespace

std::vector<Claim> sync_convergence() { return {make_claim<SyncConvergence>()}; }

}  // namespace aimcert
