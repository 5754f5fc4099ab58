// Claim   For every u > 0, with ε_k = ∇f(W_k; ξ_k) - ∇f(W_k) and s_k² = E_k|ε_k|²,
//           E_k f(W_{k+1}) <= f(W_k) - (α/2)(1-(1+u) r_k²)|∇f|² - (1/(2α) - L_f) E_k|dW_k + α ε_k|² + α² L_f s_k²
//                             + (α/2)(1+u) r_k² s_k² + (α/2)(1+1/u)(1+r_k)² L_S² Σ_m Q_k^(m).
// Source  AP Lemma 4.
// Why     L_f-smoothness; ⟨a,b⟩ = -(α/2)|a|² - |b|²/(2α) + |b+αa|²/(2α) with b = dW + αε; |dW|² <= 2|dW+αε|² + 2α²|ε|²;
//         dW + α∇f(W;ξ) = -α[(G~-g) + (|G~|-|g|) ⊙ W/τ] - (α/τ)|g| ⊙ W with Young's inequality.
// Sides   The guaranteed descent is moved to the left, so that the right-hand side is what noise and delay may cost.

#include "properties/pipeline/asynchronous_run.hpp"

namespace aimcert {
namespace {

struct SufficientDescent {
    using Instance = PipelineInstance;
    static constexpr bool has_long_intervals = true;

    static ClaimInfo info() {
        return {.id = "sufficient_descent",
                .form = Form::derived,
                .statement = "E_k f(W_{k+1}) <= f(W_k) - (α/2)(1-(1+u) r_k²)|∇f|² - (1/(2α) - L_f) E_k|dW_k + α ε_k|²"
                             " + α² L_f s_k² + (α/2)(1+u) r_k² s_k² + (α/2)(1+1/u)(1+r_k)² L_S² Σ_m Q_k^(m)",
                .hypotheses = {},
                .constants = {"L_f = |A|_2, L_S = |B diag(√(M-j))|_2 on every weight of the run",
                              "r_k = |W_k|_inf/τ, 0 for digital weights", "u > 0: Young's parameter"},
                .source = "AP Lemma 4",
                .relation = Relation::at_most,
                .status = "constants derived here; not falsified; attained as α L_f, u → 0 by one weight whose samples'"
                          " gradients have one size and |∇f| = r E|∇f(.;ξ)|",
                .cases = 1000};
    }

    static rc::Gen<Instance> instances() { return pipeline_instances({.learning_rate = LearningRate::free}); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("α, u > 0", instance.learning_rate > 0 && instance.young > 0)) return;
        const auto run = run_asynchronously<S>(instance);
        const S learning_rate = math::constant<S>(instance.learning_rate);
        for (const auto& step : run.steps) {
            const auto& k = step.state;
            const S bound = sufficient_descent_bound(run.constants, learning_rate, k);
            StepState<S> certain = k;  // what the bound promises without noise and delay
            certain.noise_variance = S(0);
            certain.squared_delay = S(0);
            const S descent = sufficient_descent_bound(run.constants, learning_rate, certain);
            checks.at_most("E f(W_{k+1}) minus the guaranteed descent, against the cost of noise and delay",
                           step.expected_objective_next - descent, bound - descent,
                           objective_scale(instance, k.objective, descent));
        }
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> sufficient_descent() { return {make_claim<SufficientDescent>()}; }

}  // namespace aimcert
