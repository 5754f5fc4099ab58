#pragma once

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/pipeline/weights_met.hpp"

namespace aimcert {

/// Asynchronous training along the instance's sample order. Calls visit(pipeline, delay) at every W_k, k = 0..K, with
/// the accumulated delay C_k, Q_k; returns the weights met.
template <class S, class Visit>
WeightsMet<S> follow_pipeline(const PipelineInstance& instance, const Visit& visit) {
    const auto initial = make_weights<S>(instance.weights);
    const auto samples = make_samples<S>(instance);
    AsynchronousPipeline<S> pipeline(architecture_of(instance), initial, device_of<S>(instance),
                                     math::constant<S>(instance.learning_rate));
    AccumulatedDelay<S> delay(initial.size());
    WeightsMet<S> met{instance.a_posteriori};
    for (std::size_t k = 0;; ++k) {
        met.add(pipeline.weights().current());
        visit(pipeline, std::as_const(delay));
        if (k == instance.order.size()) return met;
        const auto& statistics = pipeline.step(samples[static_cast<std::size_t>(instance.order[k])]);
        for (std::size_t m = 0; m < statistics.size(); ++m) delay.push(m, statistics[m].squared_increment);
    }
}

/// What one sample would see at W_k: its signals on W_k, and those of the pipeline, whose forward pass is stale.
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
};

template <class S>
DelayedRun<S> run_with_delayed_signals(const PipelineInstance& instance) {
    const auto architecture = architecture_of(instance);
    const auto initial = make_weights<S>(instance.weights);
    const auto samples = make_samples<S>(instance);
    DelayedRun<S> run;
    const auto record = [&](AsynchronousPipeline<S>& pipeline, const AccumulatedDelay<S>& delay) {
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
    WeightsMet<S> met{instance.a_posteriori};
    met.add(initial);
    run.bounds = bounds_of_run(instance, samples, initial, met);  // irrational constants: rationals give up early
    met = follow_pipeline<S>(instance, record);
    run.bounds = bounds_of_run(instance, samples, initial, met);
    return run;
}

}  // namespace aimcert
