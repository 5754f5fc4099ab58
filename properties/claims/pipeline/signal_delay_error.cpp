// Claim   With e_j = C_k^(j) and backward weights W_k in both passes ([both] = 0): |x - x~|^(m) <= p_m, |z - z~|^(m) <= q_m,
//         |delta - delta~|^(m) <= t_m, where x, z, delta are the signals of a sample on W_k and x~, z~, delta~ those of the
//         asynchronous pipeline, for every sample and every step.
// Source  AP Lemmas 3, 5; constants of theory section 3 (T).
// Why     |W_k^(j) - W~_k^(j)|_F <= C_k^(j) (`delay_decomposition`), and the recursions (T) bound one layer after the other
//         what that does to the signals: z - z~ = (W - W~) x + W~ (x - x~), and so backward.
// Sides   The distances, against p, q, t with the constants of the weights met in the run, at every step but
//         k = 0, where nothing is delayed.

#include "core/bounds/stability.hpp"
#include "properties/pipeline/delayed_run.hpp"

namespace aimcert {
namespace {

struct SignalDelayError {
    using Instance = PipelineInstance;
    static constexpr bool has_long_intervals = true;

    static ClaimInfo info() {
        return {.id = "signal_delay_error",
                .form = Form::derived,
                .statement = "|x - x~|^(m) <= p_m, |z - z~|^(m) <= q_m, |delta - delta~|^(m) <= t_m for e_j = C_k^(j)",
                .hypotheses = {},
                .constants = {"p, q, t of theory section 3 with [both] = 0", "om, X, D on every weight of the run"},
                .source = "AP Lemmas 3, 5",
                .relation = Relation::at_most,
                .status = "constants derived here; attained by one-dimensional linear layers, forward and backward",
                .cases = 800};
    }

    static rc::Gen<Instance> instances() {
        return pipeline_instances({.steps = 5, .delayed = true, .learning_rate = LearningRate::free});
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const auto run = run_with_delayed_signals<S>(instance);
        for (const auto& at : run.signals) {
            const auto allowed = signal_distance(run.bounds, at.accumulated, Perturbed::forward_only);
            const auto compare = [&](std::string_view what, const Vector<S>& fresh, const Vector<S>& stale, const S& bound) {
                // Signals are differences of terms of size 1 where an activation is (softplus - ln 2, 1 - tanh²).
                checks.at_most(what, norm(fresh - stale), bound, math::max(S(1), math::max(max_abs(fresh), max_abs(stale))));
            };
            for (std::size_t m = 0; m < allowed.error.size(); ++m) {
                compare("|z - z~| of a layer", at.fresh.preactivation[m], at.stale.preactivation[m], allowed.preactivation[m]);
                compare("|delta - delta~| of a layer", at.fresh.error[m], at.stale.error[m], allowed.error[m]);
            }
            for (std::size_t m = 0; m < allowed.input.size(); ++m)
                compare("|x - x~| of a layer", at.fresh.input[m], at.stale.input[m], allowed.input[m]);
        }
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> signal_delay_error() { return {make_claim<SignalDelayError>()}; }

}  // namespace aimcert
