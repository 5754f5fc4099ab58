#pragma once

#include "properties/array/noise.hpp"
#include "properties/array/objective.hpp"

#include <algorithm>
#include <cmath>

namespace aimcert {

/// Runs `steps` steps of an algorithm through every sequence of noise outcomes and calls visit(k, probability, optimizer)
/// at each state before step k, and at k = steps: expectations over whole runs are sums over the visits of one k.
template <class S, class O, class Visit>
void walk_tree(const ArrayObjective<S>& objective, const Noise<S>& noise, const O& optimizer, int steps, const Visit& visit,
               int k = 0, const S& probability = S(1)) {
    visit(k, probability, optimizer);
    if (k == steps) return;
    const Matrix<S> gradient = objective.gradient(optimizer.point());
    const Matrix<S> silence = Matrix<S>::Constant(gradient.rows(), 1, S(0));
    for (const auto& outcome : noise.outcomes) {
        O next = optimizer;
        next.accumulate(Matrix<S>(gradient + outcome.noise), S(1));
        next.finish(silence);
        walk_tree(objective, noise, next, steps, visit, k + 1, S(probability * outcome.probability));
    }
}

/// Number of runs of a tree.
inline double number_of_runs(const ArrayInstance& instance) {
    return std::pow(static_cast<double>(std::max<std::size_t>(instance.noise.size(), 1)), instance.steps);
}
inline constexpr double largest_array_tree = 256;

}  // namespace aimcert
