#pragma once

#include "properties/generators.hpp"

#include <algorithm>
#include <vector>

namespace aimcert {

// A counterexample is shrunk to numbers that a reader can follow with a pencil. What that means is one whole number, the
// complexity of an instance; whatever lowers it may be tried, so that shrinking ends.

/// The numbers of the device and its family: digital, then the asymmetric linear device, then the others.
int complexity(const DeviceParameters& device);
/// Sums over all numbers. A weight at a bound of its range counts a little more than one inside.
int complexity(const DeviceInstance& instance);
/// Counts (steps, n, D) count as such.
int complexity(const ParametersInstance& instance);
/// Entries, steps, outcomes of the noise and the shape of f count most; noise counts by its values around their mean and
/// by its probabilities, the minimum twice, so that it goes to 0.
int complexity(const ArrayInstance& instance);

/// What changes several numbers at once and so leads out of dead ends: other units of weight and of gradient, all signs
/// turned, two numbers at a time.
std::vector<DeviceInstance> combined_changes(const DeviceInstance& instance);
std::vector<ArrayInstance> combined_changes(const ArrayInstance& instance);

/// Simpler values of one parameter or of two.
std::vector<ParametersInstance> simpler_parameters(const ParametersInstance& instance);

/// Keeps what is simpler than `instance`, the simplest first.
template <class T>
std::vector<T> simplest_first(std::vector<T> list, const T& instance) {
    std::vector<std::pair<int, T>> ranked;
    const int limit = complexity(instance);
    for (auto& candidate : list)
        if (const int rank = complexity(candidate); rank < limit) ranked.emplace_back(rank, std::move(candidate));
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    list.clear();
    for (auto& [rank, candidate] : ranked) list.push_back(std::move(candidate));
    return list;
}

}  // namespace aimcert
