#pragma once

#include <map>
#include <optional>
#include <string>

/// Median seconds of processor time per iteration of every benchmark that ran, by its name: unlike the time on the wall
/// it does not grow when another program has the core.
using Medians = std::map<std::string, double>;

/// Median time of `reference` over that of `name`, if both ran.
inline std::optional<double> speed_ratio(const Medians& medians, const std::string& reference, const std::string& name) {
    const auto above = medians.find(reference), below = medians.find(name);
    if (above == medians.end() || below == medians.end()) return std::nullopt;
    return above->second / below->second;
}

/// The tables printed after the run; a table without measurements is left out.
void print_update_shares(const Medians& medians);
void print_training_steps(const Medians& medians);
