#pragma once

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/few_digits.hpp"
#include "properties/generators.hpp"
#include "properties/pipeline/classify.hpp"
#include "properties/pipeline/weights_met.hpp"

#include <utility>

namespace aimcert {

/// The digits of a rational run grow by a factor of about 2M a step.
inline double growth_of_digits(const PipelineInstance& instance) {
    return std::pow(2.0 * static_cast<double>(instance.weights.size()), static_cast<double>(instance.order.size()));
}

/// Asynchronous training along the instance's sample order. Calls visit(k, pipeline, delay) at every W_k, k = 0..K, with
/// the accumulated delay C_k, Q_k; returns the weights met. Rational runs must be short (NotRational).
template <class S, class Visit>
WeightsMet<S> follow_pipeline(const PipelineInstance& instance, const Visit& visit) {
    expect_few_digits<S>(growth_of_digits(instance));
    const auto initial = make_weights<S>(instance.weights);
    const auto samples = make_samples<S>(instance);
    AsynchronousPipeline<S> pipeline(architecture_of(instance), initial, device_of<S>(instance),
                                     math::constant<S>(instance.learning_rate));
    AccumulatedDelay<S> delay(initial.size());
    WeightsMet<S> met{instance.a_posteriori};
    for (std::size_t k = 0;; ++k) {
        met.add(pipeline.weights().current());
        visit(k, pipeline, std::as_const(delay));
        if (k == instance.order.size()) return met;
        const auto& statistics = pipeline.step(samples[static_cast<std::size_t>(instance.order[k])]);
        for (std::size_t m = 0; m < statistics.size(); ++m) delay.push(m, statistics[m].squared_increment);
    }
}

/// What one sample would see at W_k, k > 0: its signals on W_k, and those of the pipeline, whose forward pass is stale.
template <class S>
struct DelayedSignals {
    std::vector<S> accumulated;  ///< C_k^(m) for every layer
    S squared_delay;             ///< Σ_m Q_k^(m)
    Signals<S> fresh, stale;
};

/// A run with the signals of every sample at every W_k, and constants that cover every weight tuple of it.
template <class S>
struct DelayedRun {
    std::vector<DelayedSignals<S>> signals;
    SignalBounds<S> bounds;
    S max_weight;  ///< largest |weight| of the run
};

/// Constants on W_0 alone. Where they are irrational, rationals give up here and not after a long run.
template <class S>
SignalBounds<S> initial_bounds(const PipelineInstance& instance) {
    const auto initial = make_weights<S>(instance.weights);
    WeightsMet<S> met{instance.a_posteriori};
    met.add(initial);
    return bounds_of_run(instance, make_samples<S>(instance), initial, met);
}

template <class S>
DelayedRun<S> run_with_delayed_signals(const PipelineInstance& instance) {
    const auto architecture = architecture_of(instance);
    const auto samples = make_samples<S>(instance);
    DelayedRun<S> run{{}, initial_bounds<S>(instance), S(0)};
    const auto record = [&](std::size_t k, AsynchronousPipeline<S>& pipeline, const AccumulatedDelay<S>& delay) {
        if (k == 0) return;  // both passes are one computation, whose intervals do not tell that 0 = 0
        const Weights<S> weights = pipeline.weights().current();
        for (const auto& sample : samples) {
            DelayedSignals<S> at;
            for (std::size_t m = 0; m < delay.layers(); ++m) at.accumulated.push_back(delay.accumulated(m));
            at.squared_delay = delay.squared();
            at.fresh = Signals<S>(weights);
            forward_backward(architecture, weights, sample, at.fresh);
            at.stale = pipeline.stale_signals(sample);
            run.signals.push_back(std::move(at));
        }
    };
    const auto met = follow_pipeline<S>(instance, record);
    run.bounds = bounds_of_run(instance, samples, make_weights<S>(instance.weights), met);
    run.max_weight = met.max_weight;
    return run;
}

#define AIMCERT_DELAYED_INSTANCES(EXTERN, S)                                                                           \
    EXTERN template DelayedRun<S> run_with_delayed_signals<S>(const PipelineInstance&);                                \
    EXTERN template SignalBounds<S> initial_bounds<S>(const PipelineInstance&);
AIMCERT_EXTERN_INSTANCES(AIMCERT_DELAYED_INSTANCES)

}  // namespace aimcert
