#pragma once

#include "core/bounds/signal_bounds.hpp"
#include "properties/instance.hpp"

namespace aimcert {

/// What the constants of a run have to cover: the largest |weight| met, and the largest spectral norms when constants
/// are taken a posteriori.
template <class S>
struct WeightsMet {
    bool a_posteriori = false;
    S max_weight = S(0);
    std::vector<S> spectral = {};

    void add(const Weights<S>& weights) {
        max_weight = math::max(max_weight, max_abs(weights));
        if (a_posteriori) cover(spectral, weights);
    }
};

/// Constants from the largest |weight| met (a priori) or the largest spectral norms met (a posteriori).
template <class S>
SignalBounds<S> bounds_of_run(const PipelineInstance& instance, const Samples<S>& samples, const Weights<S>& shapes,
                              const WeightsMet<S>& met) {
    return signal_bounds(architecture_of(instance),
                         met.a_posteriori ? met.spectral : box_spectral_bounds(shapes, met.max_weight), samples);
}

/// Largest summand in the difference of two objectives: every loss but the squared one is itself a difference of terms
/// of size ln 2 or more.
template <class S>
S objective_scale(const PipelineInstance& instance, const S& objective, const S& other) {
    const S larger = math::max(math::abs(objective), math::abs(other));
    return instance.loss == Loss::half_squared_error ? larger : math::max(larger, S(1));
}

}  // namespace aimcert
