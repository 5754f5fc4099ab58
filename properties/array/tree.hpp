#pragma once

#include "properties/array/state.hpp"

#include <cmath>

namespace aimcert {

/// Runs `steps` steps of an algorithm through every sequence of noise outcomes and calls visit(k, probability, optimizer)
/// at each state before step k, and at k = steps: expectations over whole runs are sums over the visits of one k.
/// Returns the largest variance of the noise on the way, which is the σ² of claims over runs.
template <class S, class O, class Visit>
S walk_tree(const ArrayState<S>& state, const O& optimizer, int steps, const Visit& visit, int k = 0,
            const S& probability = S(1)) {
    visit(k, probability, optimizer);
    if (k == steps) return S(0);
    const Matrix<S> gradient = state.objective.gradient(optimizer.point());
    const Noise<S> noise = state.noise_at(optimizer.point());
    S variance = noise.variance;
    for (const auto& outcome : noise.outcomes)
        variance = math::max(variance, walk_tree(state, stepped(optimizer, gradient, outcome.noise, state.silence), steps,
                                                 visit, k + 1, S(probability * outcome.probability)));
    return variance;
}

/// Number of runs of a tree.
inline double number_of_runs(const ArrayInstance& instance) {
    return std::pow(static_cast<double>(number_of_outcomes(instance)), instance.steps);
}
inline constexpr double largest_array_tree = 256;

}  // namespace aimcert
