// Claim   With r in (r_0, 1), om_m from W_max = r τ and α <= τ / max_m(D_m X_m) (1 - ((1-r)/(1-r_0))^(1/K)):
//         |W_k|_inf <= r τ for k <= K, asynchronously or by mini-batches, the intermediate W_{k,b} included.
// Source  AP Lemma 8, sharpened.
// Why     While the weights are in the box |W|_inf <= r τ, the signals of fresh, stale and mixed weights obey the
//         constants of the box, so an entry of G~^(m) is at most |δ| |x| <= D_m X_m. By `saturation_distance_contracts`
//         an update shrinks 1 - |w|/τ at most by the factor 1 - ρ, ρ = α max_m(D_m X_m)/τ < 1; B updates at rate α/B at
//         most by (1 - ρ/B)^B >= 1 - ρ. Hence 1 - |w_k|/τ >= (1-r_0)(1-ρ)^k >= (1-r_0)(1-ρ)^K >= 1 - r for k <= K:
//         by induction the weights never leave the box.

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/pipeline/adjusted_instances.hpp"
#include "properties/pipeline/aligned_instances.hpp"

#include <cmath>

namespace aimcert {
namespace {

int mini_batches(const PipelineInstance& instance) {
    return static_cast<int>(instance.order.size()) / instance.micro_batches;
}

/// The largest admissible rate of a run of `steps` updates.
template <class S>
S admissible_rate(const PipelineInstance& instance, int steps) {
    const auto weights = make_weights<S>(instance.weights);
    const S tau = math::constant<S>(instance.tau), r = math::constant<S>(instance.saturation_bound);
    const auto box = signal_bounds(architecture_of(instance), box_spectral_bounds(weights, S(r * tau)),
                                   make_samples<S>(instance));
    return bounded_iterates_learning_rate(box, tau, S(max_abs(weights) / tau), r, steps);
}

struct BoundedIterates {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "bounded_iterates",
                .form = Form::derived,
                .statement = "|W_k|_inf <= r τ for k <= K",
                .hypotheses = {"asymmetric linear device, τ < ∞", "|W_0|_inf = r_0 τ, r_0 < r < 1",
                               "α <= τ / max_m(D_m X_m) (1 - ((1-r)/(1-r_0))^(1/K))"},
                .constants = {"X_m, D_m: signal bounds of the box W_max = r τ", "K: number of updates"},
                .source = "AP Lemma 8",
                .relation = Relation::at_most,
                .status = "sharpens the lemma; attained by one weight that a far log-cosh target drives into saturation",
                .cases = 10000};
    }

    static rc::Gen<Instance> instances() {
        return adjusted_instances(
            random_and_aligned_instances({.micro_batches = 4, .digital = 0, .learning_rate = LearningRate::bounded}),
            [](Source& source, Instance& i) {
                const double share = source.chance(0.7) ? source.uniform(0.9, 1 - 0x1p-30) : source.log_uniform(0.01, 0.9);
                const double rate = share * admissible_rate<double>(i, mini_batches(i));
                if (std::isfinite(rate) && rate > 0) i.learning_rate = rate;
            });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("τ < ∞", instance.tau < std::numeric_limits<double>::infinity())) return;
        const int steps = mini_batches(instance);
        if (!checks.applies("whole mini-batches",
                            steps >= 1 && static_cast<int>(instance.order.size()) == steps * instance.micro_batches))
            return;
        const auto initial = make_weights<S>(instance.weights);
        const S tau = math::constant<S>(instance.tau), r = math::constant<S>(instance.saturation_bound),
                rate = math::constant<S>(instance.learning_rate);
        if (!checks.require("r < 1", instance.saturation_bound < 1)) return;
        if (!checks.require("|W_0|_inf <= r τ", max_abs(initial), S(r * tau))) return;
        if (!checks.require("α <= the rule's", rate, admissible_rate<S>(instance, steps))) return;

        const auto architecture = architecture_of(instance);
        const auto samples = make_samples<S>(instance);
        const auto sample = [&](int micro_batch) -> const Sample<S>& {
            return samples[static_cast<std::size_t>(instance.order[static_cast<std::size_t>(micro_batch)])];
        };
        const S limit = r * tau;
        SynchronousTraining<S> training(architecture, initial, device_of<S>(instance), rate, instance.micro_batches);
        for (int k = 0, taken = 0; k < steps; ++k) {
            for (int b = 0; b < instance.micro_batches; ++b, ++taken) {
                training.accumulate(sample(taken), false);
                checks.at_most("|W|_inf after micro-batch " + std::to_string(taken), max_abs(training.accumulated()),
                               limit);
            }
            training.commit();
        }
        if (instance.micro_batches == 1) {
            AsynchronousPipeline<S> pipeline(architecture, initial, device_of<S>(instance), rate);
            for (int k = 0; k < steps; ++k) {
                pipeline.step(sample(k), false);
                checks.at_most("|W_" + std::to_string(k + 1) + "|_inf, asynchronous",
                               max_abs(pipeline.weights().current()), limit);
            }
        }
        checks.label(instance.micro_batches == 1 ? "asynchronous" : "mini-batches");
        if (steps > 1) checks.label("several updates");
        if (instance.weights.size() > 1) checks.label("several layers");
    }
};

}  // namespace

std::vector<Claim> bounded_iterates() { return {make_claim<BoundedIterates>()}; }

}  // namespace aimcert
