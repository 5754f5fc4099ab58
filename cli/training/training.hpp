#pragma once

#include "cli/files/configuration.hpp"
#include "cli/training/run_result.hpp"

#include <functional>

namespace aimcert::cli {

/// Runs a configuration in scalar S (float, double, Real50, Real100). `progress` is told the number of steps done.
/// The bounds need the largest |weight| of the whole run, so they are computed after the last step.
/// Throws InputError, naming the step, when a weight or a loss overflows.
template <class S>
RunResult train(const Configuration& configuration, double learning_rate, const std::function<void(int)>& progress);

}  // namespace aimcert::cli
