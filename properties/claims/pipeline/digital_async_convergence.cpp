// Claim   With digital weights, κ = (M-1) L_S² and α <= 1/(L_f + √(L_f² + 2 κ)):
//           (1/K) Σ E|∇f(W_k)|² <= 2(f(W_0)-f*)/(α K) + 2 α (L_f + α κ) s².
// Source  AP Thm 3.
// Why     As `async_convergence`, but dW + α∇f(W;ξ) = -α(G~ - g) has one part only: Young's inequality and its factor
//         1 + 1/u are not needed, V_k = f(W_k) - f* + (α/2) L_S² A_k.
// Sides   All N^K runs are gone through, so every expectation is exact; s² is the largest met in the tree, f* = 0.

#include "properties/pipeline/run_tree.hpp"
#include "properties/pipeline/whole_run_instances.hpp"

namespace aimcert {
namespace {

struct DigitalAsyncConvergence {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "digital_async_convergence",
                .form = Form::derived,
                .statement = "(1/K) Σ E|∇f(W_k)|² <= 2(f(W_0)-f*)/(α K) + 2 α (L_f + α κ) s²",
                .hypotheses = {"τ = ∞", "α <= 1/(L_f + √(L_f² + 2 κ))"},
                .constants = {"κ = (M-1) L_S²", "s²: largest noise variance of any run", "L_f, L_S on the weights of all runs",
                              "f* = 0"},
                .source = "AP Thm 3",
                .relation = Relation::at_most,
                .status = "checked on all runs of small cases; the quadratic without noise attains 2/3",
                .cases = 2000};
    }

    static rc::Gen<Instance> instances() { return whole_run_instances(WholeRun::digital_asynchronous); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("τ = ∞", instance.tau == std::numeric_limits<double>::infinity())) return;
        if (!checks.applies("at most 256 runs", number_of_runs(instance) <= largest_number_of_runs)) return;
        if (!checks.applies("at least one update", !instance.order.empty())) return;
        if (!checks.applies("α > 0", instance.learning_rate > 0)) return;
        const auto tree = RunTreeWalk<S>(instance).asynchronous();
        const S learning_rate = math::constant<S>(instance.learning_rate);
        if (!checks.require("α <= 1/(L_f + √(L_f² + 2 κ))", learning_rate, digital_descent_learning_rate(tree.constants)))
            return;
        // Losses below 1 are differences of numbers of that size.
        const S scale = S(2) * math::max(S(1), tree.initial_objective()) / (learning_rate * math::whole<S>(tree.steps));
        checks.at_most("mean squared gradient norm", tree.mean([](const auto& k) { return k.gradient_norm_sq; }),
                       digital_async_convergence_bound(tree.constants, tree.initial_objective(), learning_rate, tree.steps,
                                                       tree.noise_variance), scale);
        classify_tree(instance, tree, checks);
    }
};

}  // namespace

std::vector<Claim> digital_async_convergence() { return {make_claim<DigitalAsyncConvergence>()}; }

}  // namespace aimcert
