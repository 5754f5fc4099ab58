#pragma once

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/pipeline/weights_met.hpp"

namespace aimcert {

/// Two weight tuples W, W' of one network, with constants that cover both (and, balls being convex, the segment).
template <class S>
struct WeightPair {
    Architecture architecture;
    Samples<S> samples;
    Weights<S> weights, others;
    std::vector<S> distance;  ///< e_m = |W^(m) - W'^(m)|_F
    SignalBounds<S> bounds;
    /// Size of the numbers that signals are computed from: the bounds for om_m, χ >= 1. A signal may be far below, since
    /// softplus subtracts ln 2; its rounding errors are not.
    SignalBounds<S> magnitudes;

    explicit WeightPair(const PipelineInstance& instance);

    /// |W - W'|² of the tuples.
    S squared_distance() const;
};

template <class S>
WeightPair<S>::WeightPair(const PipelineInstance& instance)
    : architecture(architecture_of(instance)),
      samples(make_samples<S>(instance)),
      weights(make_weights<S>(instance.weights)),
      others(make_weights<S>(instance.other_weights)) {
    for (std::size_t m = 0; m < weights.size(); ++m) distance.push_back(norm(weights[m] - others[m]));
    WeightsMet<S> met{instance.a_posteriori};
    met.add(weights);
    met.add(others);
    bounds = bounds_of_run(instance, samples, weights, met);
    std::vector<S> spectral = bounds.spectral;
    for (S& bound : spectral) bound = math::max(bound, S(1));
    magnitudes = signal_bounds(architecture, std::move(spectral), math::max(bounds.input.front(), S(1)),
                               target_bound(samples), samples.front().target.size());
}

template <class S>
S WeightPair<S>::squared_distance() const {
    S sum(0);
    for (std::size_t m = 0; m < weights.size(); ++m) sum += squared_norm(weights[m] - others[m]);
    return sum;
}

/// Labels of a comparison of two tuples.
template <class S>
void classify_pair(const PipelineInstance& instance, Checks<S>& checks) {
    checks.label(instance.a_posteriori ? "constants a posteriori" : "constants a priori");
    if (instance.weights != instance.other_weights) checks.label("two weight tuples");
    if (instance.weights.size() > 1) checks.label("several layers");
}

#define AIMCERT_WEIGHT_PAIR_INSTANCES(EXTERN, S) EXTERN template struct WeightPair<S>;
AIMCERT_EXTERN_INSTANCES(AIMCERT_WEIGHT_PAIR_INSTANCES)

}  // namespace aimcert
