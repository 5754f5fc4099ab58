#pragma once

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/pipeline/classify.hpp"
#include "properties/pipeline/weights_met.hpp"

namespace aimcert {

/// Step k of an asynchronous run with every expectation over the next sample taken exactly: the update is made once
/// for each sample and averaged (theory section 5).
template <class S>
struct AsynchronousStep {
    StepState<S> state;               ///< at W_k
    S auxiliary;                      ///< A_k
    S expected_objective_next;        ///< E_k f(W_{k+1})
    S expected_auxiliary_next;        ///< E_k A_{k+1}
};

/// A run of asynchronous pipeline training along the instance's sample order, and the constants that hold on it.
template <class S>
struct AsynchronousRun {
    std::vector<AsynchronousStep<S>> steps;
    DescentConstants<S> constants;
    SignalBounds<S> bounds;
    S saturation;  ///< r: largest saturation degree of any weight tuple met, those of samples not taken included
    S largest_rate;  ///< of the step-size rule
};

template <class S>
AsynchronousRun<S> run_asynchronously(const PipelineInstance& instance) {
    const auto architecture = architecture_of(instance);
    const auto initial = make_weights<S>(instance.weights);
    const auto samples = make_samples<S>(instance);
    const auto response = device_of<S>(instance);
    const S inverse_tau = inverse_range(response);
    const S learning_rate = math::constant<S>(instance.learning_rate);
    const S count = math::whole<S>(samples.size());

    AsynchronousPipeline<S> pipeline(architecture, initial, response, learning_rate);
    AccumulatedDelay<S> delay(initial.size());
    AsynchronousRun<S> run;
    Signals<S> signals(initial);
    Weights<S> next;
    WeightsMet<S> met{instance.a_posteriori};
    const auto find_constants = [&] {
        run.saturation = met.max_weight * inverse_tau;
        run.bounds = bounds_of_run(instance, samples, initial, met);
        run.constants = descent_constants(run.bounds, run.saturation, math::constant<S>(instance.young));
        run.largest_rate = descent_learning_rate(run.constants);
    };
    met.add(initial);
    find_constants();  // where they are irrational, rationals give up here and not after a long run

    for (const int taken : instance.order) {
        const Weights<S> weights = pipeline.weights().current();
        const auto gradients = sample_gradients(architecture, weights, samples);
        AsynchronousStep<S> step;
        step.state = {objective(architecture, weights, samples, signals),
                      squared_norm(gradients.mean),
                      gradients.noise_variance,
                      saturation_degree(weights, inverse_tau),
                      delay.squared(),
                      S(0)};
        step.auxiliary = delay.auxiliary();
        step.expected_objective_next = S(0);
        step.expected_auxiliary_next = S(0);
        for (std::size_t n = 0; n < samples.size(); ++n) {
            pipeline.next_weights(samples[n], next);
            met.add(next);
            step.expected_objective_next += objective(architecture, next, samples, signals);
            AccumulatedDelay<S> delay_next = delay;
            for (std::size_t m = 0; m < weights.size(); ++m) {
                delay_next.push(m, squared_norm(next[m] - weights[m]));
                step.state.denoised_increment += squared_norm(
                    next[m] - weights[m] + learning_rate * (gradients.of_sample[n][m] - gradients.mean[m]));
            }
            step.expected_auxiliary_next += delay_next.auxiliary();
        }
        step.expected_objective_next = step.expected_objective_next / count;
        step.expected_auxiliary_next = step.expected_auxiliary_next / count;
        step.state.denoised_increment = step.state.denoised_increment / count;
        run.steps.push_back(std::move(step));

        const auto& statistics = pipeline.step(samples[static_cast<std::size_t>(taken)]);
        for (std::size_t m = 0; m < statistics.size(); ++m) delay.push(m, statistics[m].squared_increment);
    }
    find_constants();
    return run;
}

#define AIMCERT_ASYNCHRONOUS_INSTANCES(EXTERN, S)                                                                      \
    EXTERN template AsynchronousRun<S> run_asynchronously<S>(const PipelineInstance&);
AIMCERT_EXTERN_INSTANCES(AIMCERT_ASYNCHRONOUS_INSTANCES)

}  // namespace aimcert
