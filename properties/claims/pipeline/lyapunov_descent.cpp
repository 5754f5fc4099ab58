// Claim   With c = (α/2)(1+1/u)(1+r)² L_S², κ = (M-1)(1+1/u)(1+r)² L_S² and α <= 1/(L_f + √(L_f² + 2 κ)), V_k = f(W_k) - f* + c A_k:
//           E_k V_{k+1} <= V_k - (α/2)(1-(1+u) r_k²)|∇f|² + α²(L_f + α κ) s_k² + (α/2)(1+u) r_k² s_k².
// Source  AP 27-28.
// Why     `sufficient_descent` with r_k <= r, plus c times `auxiliary_telescopes`: -c Σ Q cancels the delay term, and
//         c (M-1)|dW|² <= 2c(M-1)(|dW+αε|² + α²|ε|²) with 2c(M-1) = α κ; the rule is 1/(2α) - L_f - α κ >= 0.
// Sides   The guaranteed descent and V_k are moved to the left, so that the right-hand side is what noise may cost. f*
//         drops out.

#include "properties/pipeline/asynchronous_run.hpp"

namespace aimcert {
namespace {

struct LyapunovDescent {
    using Instance = PipelineInstance;
    static constexpr bool has_long_intervals = true;

    static ClaimInfo info() {
        return {.id = "lyapunov_descent",
                .form = Form::derived,
                .statement = "E_k V_{k+1} <= V_k - (α/2)(1-(1+u) r_k²)|∇f|² + α²(L_f + α κ) s_k² + (α/2)(1+u) r_k² s_k²",
                .hypotheses = {"α <= 1/(L_f + √(L_f² + 2 κ))"},
                .constants = {"V_k = f(W_k) - f* + c A_k, c = (α/2)(1+1/u)(1+r)² L_S²",
                              "κ = (M-1)(1+1/u)(1+r)² L_S²", "L_f, L_S, r on every weight of the run",
                              "u > 0: Young's parameter"},
                .source = "AP 27-28",
                .relation = Relation::at_most,
                .status = "constants derived here; not falsified; attained as α L_f, u → 0 by one weight whose samples'"
                          " gradients have one size and |∇f| = r E|∇f(.;ξ)|",
                .cases = 700};
    }

    static rc::Gen<Instance> instances() { return pipeline_instances({.learning_rate = LearningRate::descent}); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("α, u > 0", instance.learning_rate > 0 && instance.young > 0)) return;
        const auto run = run_asynchronously<S>(instance);
        const S learning_rate = math::constant<S>(instance.learning_rate);
        if (!checks.require("α <= 1/(L_f + √(L_f² + 2 κ))", learning_rate, run.largest_rate)) return;
        const S auxiliary_weight = run.constants.auxiliary_weight(learning_rate);
        for (const auto& step : run.steps) {
            const auto& k = step.state;
            const S lyapunov = k.objective + auxiliary_weight * step.auxiliary;
            const S expected_next = step.expected_objective_next + auxiliary_weight * step.expected_auxiliary_next;
            const S bound = lyapunov_descent_bound(run.constants, learning_rate, lyapunov, k);
            StepState<S> certain = k;  // what the bound promises without noise
            certain.noise_variance = S(0);
            const S descent = lyapunov_descent_bound(run.constants, learning_rate, lyapunov, certain);
            checks.at_most("E V_{k+1} minus the guaranteed descent, against the cost of noise", expected_next - descent,
                           bound - descent, objective_scale(instance, lyapunov, descent));
        }
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> lyapunov_descent() { return {make_claim<LyapunovDescent>()}; }

}  // namespace aimcert
