// Claim   For (1+u) r² < 1 and α <= 1/(L_f + √(L_f² + 2 κ)):
//           (1/K) Σ E|∇f(W_k)|² <= [2(f(W_0)-f*)/(α K) + 2 α (L_f + α κ) s² + (1+u) s² mean_k E r_k²]/(1-(1+u) r²).
// Source  AP Thm 2.
// Why     `lyapunov_descent` summed over k and over all runs: V_0 = f(W_0) - f*, V_K >= 0, s_k² <= s², r_k <= r.
// Sides   All N^K runs are gone through, so every expectation is exact; s² and r are the largest met in the tree, f* = 0
//         (losses are non-negative). Beside the theorem, the telescoped step it comes from: E V_K plus the guaranteed
//         descents, against V_0 plus the cost of noise. Longer runs have no Monte Carlo version: s² and r bound what no
//         sampled run has to show, and with the a-priori s² <= Σ (D_m X_m)² an average that stays below its bound says
//         nothing; they are checked step by step, by `lyapunov_descent`.

#include "properties/pipeline/run_tree.hpp"
#include "properties/pipeline/whole_run_instances.hpp"

namespace aimcert {
namespace {

struct AsyncConvergence {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "async_convergence",
                .form = Form::derived,
                .statement = "(1/K) Σ E|∇f(W_k)|² <= [2(f(W_0)-f*)/(α K) + 2 α (L_f + α κ) s² + (1+u) s² mean_k E r_k²]"
                             "/(1-(1+u) r²)",
                .hypotheses = {"(1+u) r² < 1", "α <= 1/(L_f + √(L_f² + 2 κ))"},
                .constants = {"κ = (M-1)(1+1/u)(1+r)² L_S²", "s²: largest noise variance, r: largest saturation degree of any run",
                              "L_f, L_S on the weights of all runs", "f* = 0"},
                .source = "AP Thm 2",
                .relation = Relation::at_most,
                .status = "checked on all runs of small cases; the quadratic without noise attains 2/3 of the theorem,"
                          " the telescoped step is attained without gradient",
                .cases = 2000};
    }

    static rc::Gen<Instance> instances() { return whole_run_instances(WholeRun::asynchronous); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("at most 256 runs", number_of_runs(instance) <= largest_number_of_runs)) return;
        if (!checks.applies("at least one update", !instance.order.empty())) return;
        if (!checks.applies("α, u > 0", instance.learning_rate > 0 && instance.young > 0)) return;
        const auto tree = RunTreeWalk<S>(instance).asynchronous();
        const S learning_rate = math::constant<S>(instance.learning_rate);
        const auto& c = tree.constants;
        if (!checks.require("α <= 1/(L_f + √(L_f² + 2 κ))", learning_rate, descent_learning_rate(c))) return;
        const S margin = (S(1) + c.young) * math::square(tree.saturation);
        if (!checks.require("(1+u) r² < 1", !ScalarTraits<S>::less_equal(S(1), margin))) return;

        const S mean_squared_saturation = tree.mean([](const auto& k) { return S(math::square(k.saturation)); });
        // Losses below 1 are differences of numbers of that size.
        const S scale = S(2) * math::max(S(1), tree.initial_objective()) / (learning_rate * math::whole<S>(tree.steps));
        checks.at_most("mean squared gradient norm",
                       tree.mean([](const auto& k) { return k.gradient_norm_sq; }),
                       async_convergence_bound(c, tree.initial_objective(), learning_rate, tree.steps, tree.noise_variance,
                                               mean_squared_saturation), scale);

        const auto bound = [&](const RunNode<S>& k, const S& noise_variance) {
            return lyapunov_descent_bound(c, learning_rate, S(0),
                                          {k.objective, k.gradient_norm_sq, noise_variance, k.saturation, S(0), S(0)});
        };
        const S steps = math::whole<S>(tree.steps);
        const S descent = S(-steps) * tree.mean([&](const auto& k) { return bound(k, S(0)); });
        const S noise = steps * tree.mean([&](const auto& k) { return S(bound(k, k.noise_variance) - bound(k, S(0))); });
        const S last = tree.expected_last(
            [&](const auto& k) { return S(k.objective + c.auxiliary_weight(learning_rate) * k.auxiliary); });
        checks.at_most("E V_K plus the guaranteed descents, against V_0 plus the cost of noise", S(last + descent),
                       S(tree.initial_objective() + noise), math::max(S(1), tree.initial_objective()));
        classify_tree(instance, tree, checks);
    }
};

}  // namespace

std::vector<Claim> async_convergence() { return {make_claim<AsyncConvergence>()}; }

}  // namespace aimcert
