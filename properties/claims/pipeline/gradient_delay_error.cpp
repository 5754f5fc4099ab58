// Claim   |∇_m f(W_k; xi) - G~_m|_F <= Σ_j B_mj C_k^(j) for every layer, and |∇f(W_k; xi) - G~|² <= L_S² Σ_j Q_k^(j).
// Source  AP Lemma 6; constants of theory section 3.
// Why     delta xᵀ - delta~ x~ᵀ = (delta - delta~) xᵀ + delta~ (x - x~)ᵀ has norm at most X_m t_m + D_m p_m
//         (`signal_delay_error`), which is linear in C_k^(j). By Cauchy-Schwarz C_k^(j) <= √(M-j) √Q_k^(j), so the vector
//         of the layers' norms is at most B diag(√(M-j)) (√Q_k^(j))_j.
// Sides   As stated, with the constants of the weights met in the run, at every step but k = 0, where nothing is delayed.

#include "core/bounds/stability.hpp"
#include "properties/pipeline/delayed_run.hpp"

#include <numeric>

namespace aimcert {
namespace {

struct GradientDelayError {
    using Instance = PipelineInstance;
    static constexpr bool has_long_intervals = true;

    static ClaimInfo info() {
        return {.id = "gradient_delay_error",
                .form = Form::derived,
                .statement = "|∇_m - G~_m|_F <= Σ_j B_mj C_k^(j), |∇ - G~|² <= L_S² Σ_j Q_k^(j)",
                .hypotheses = {},
                .constants = {"B_mj: X_m t_m + D_m p_m = Σ_j B_mj e_j with [both] = 0", "L_S = |B diag(√(M-j))|_2"},
                .source = "AP Lemma 6",
                .relation = Relation::at_most,
                .status = "constants derived here; the first form is attained by linear layers of one neuron",
                .cases = 800};
    }

    static rc::Gen<Instance> instances() {
        return pipeline_instances({.steps = 5, .delayed = true, .learning_rate = LearningRate::free});
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        staleness_sensitivity(initial_bounds<S>(instance));  // throws where L_S is irrational, before a long run
        const auto run = run_with_delayed_signals<S>(instance);
        const auto sensitivity = stability_matrix(run.bounds, Perturbed::forward_only);
        const S squared_sensitivity = math::square(staleness_sensitivity(run.bounds));
        Weights<S> fresh, stale;
        for (const auto& at : run.signals) {
            gradient_of(at.fresh, fresh);
            gradient_of(at.stale, stale);
            S squared(0), squared_scale(0);
            for (std::size_t m = 0; m < fresh.size(); ++m) {
                const Matrix<S> distance = fresh[m] - stale[m];
                // Signals are differences of terms of size 1 where an activation is (softplus - ln 2, 1 - tanh²).
                const S scale = math::max(S(1), math::max(max_abs(fresh[m]), max_abs(stale[m])));
                S allowed(0);
                for (std::size_t j = 0; j < fresh.size(); ++j)
                    allowed += sensitivity(static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(j)) * at.accumulated[j];
                checks.at_most("|∇_m - G~_m|_F of a layer against Σ_j B_mj C_k^(j)", norm(distance), allowed, scale);
                squared += squared_norm(distance);
                squared_scale = math::max(squared_scale, S(scale * max_abs(distance)));
            }
            // A difference d of entries of size a is rounded by u a, its square by 2 u a d; weights cancel in C and Q.
            const S delay = std::accumulate(at.accumulated.begin(), at.accumulated.end(), S(0));
            squared_scale = math::max(squared_scale, S(squared_sensitivity * run.max_weight * delay));
            checks.at_most("|∇ - G~|² against L_S² Σ_j Q_k^(j)", squared, squared_sensitivity * at.squared_delay,
                           squared_scale);
        }
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> gradient_delay_error() { return {make_claim<GradientDelayError>()}; }

}  // namespace aimcert
