#pragma once

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/pipeline/weights_met.hpp"

namespace aimcert {

/// Mini-batch k of a synchronous run with the expectation over its B samples taken exactly: all N^B mini-batches.
template <class S>
struct SynchronousStep {
    S objective;                ///< f(W_k)
    S gradient_norm_sq;         ///< |∇f(W_k)|²
    S noise_variance;           ///< s_k²
    S expected_objective_next;  ///< E_k f(W_{k+1})
};

/// A run of synchronous training along the instance's sample order, B = micro_batches samples to a mini-batch.
template <class S>
struct SynchronousRun {
    std::vector<SynchronousStep<S>> steps;
    S smoothness;    ///< L_f
    S saturation;    ///< r: largest saturation degree of any W_{k,b}, those of mini-batches not taken included
    S largest_rate;  ///< 1/(2 L_f)
};

/// Calls visit(mini_batch) for every one of the N^B lists of B samples.
template <class Visit>
void for_each_mini_batch(int samples, int micro_batches, const Visit& visit) {
    std::vector<int> mini_batch(static_cast<std::size_t>(micro_batches), 0);
    while (true) {
        visit(std::as_const(mini_batch));
        std::size_t digit = 0;
        while (digit < mini_batch.size() && ++mini_batch[digit] == samples) mini_batch[digit++] = 0;
        if (digit == mini_batch.size()) return;
    }
}

template <class S>
SynchronousRun<S> run_synchronously(const PipelineInstance& instance) {
    const auto architecture = architecture_of(instance);
    const auto initial = make_weights<S>(instance.weights);
    const auto samples = make_samples<S>(instance);
    const auto response = device_of<S>(instance);
    const S inverse_tau = inverse_range(response);
    const auto batch = static_cast<std::size_t>(instance.micro_batches);

    SynchronousTraining<S> training(architecture, initial, response, math::constant<S>(instance.learning_rate),
                                    instance.micro_batches);
    SynchronousRun<S> run;
    Signals<S> signals(initial);
    WeightsMet<S> met{instance.a_posteriori};
    const auto find_constants = [&] {
        run.saturation = met.max_weight * inverse_tau;
        run.smoothness = objective_smoothness(bounds_of_run(instance, samples, initial, met));
        run.largest_rate = S(1) / (S(2) * run.smoothness);
    };
    met.add(initial);
    find_constants();  // where they are irrational, rationals give up here and not after a long run

    for (std::size_t first = 0; first + batch <= instance.order.size(); first += batch) {
        const auto gradients = sample_gradients(architecture, training.weights(), samples);
        SynchronousStep<S> step{objective(architecture, training.weights(), samples, signals),
                                squared_norm(gradients.mean), gradients.noise_variance, S(0)};
        int mini_batches = 0;
        for_each_mini_batch(static_cast<int>(samples.size()), instance.micro_batches, [&](const auto& mini_batch) {
            training.rewind();
            for (const int n : mini_batch) {
                training.accumulate(samples[static_cast<std::size_t>(n)], false);
                met.max_weight = math::max(met.max_weight, max_abs(training.accumulated()));
            }
            met.add(training.accumulated());
            step.expected_objective_next += objective(architecture, training.accumulated(), samples, signals);
            ++mini_batches;
        });
        step.expected_objective_next = step.expected_objective_next / math::whole<S>(mini_batches);
        run.steps.push_back(std::move(step));

        training.rewind();
        for (std::size_t b = 0; b < batch; ++b)
            training.accumulate(samples[static_cast<std::size_t>(instance.order[first + b])], false);
        training.commit();
    }
    find_constants();
    return run;
}

#define AIMCERT_SYNCHRONOUS_INSTANCES(EXTERN, S) EXTERN template SynchronousRun<S> run_synchronously<S>(const PipelineInstance&);
AIMCERT_EXTERN_INSTANCES(AIMCERT_SYNCHRONOUS_INSTANCES)

}  // namespace aimcert
