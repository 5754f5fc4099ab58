#pragma once

#include "cli/report/figure.hpp"
#include "cli/training/run_result.hpp"

#include <vector>

namespace aimcert::cli {

/// Loss, squared gradient and noise variance at each row of the ledger.
Figure loss_figure(const RunResult& run);

/// The Lyapunov function, its two parts and the bound on its next expected value. Empty
/// when the run has no Lyapunov function.
std::vector<Figure> lyapunov_figure(const RunResult& run);

/// Sizes of the terms of the descent bound, and the measured change. Empty when the run has no terms.
std::vector<Figure> descent_terms_figure(const RunResult& run);

/// Saturation degree of each layer. Empty for digital weights.
std::vector<Figure> saturation_figure(const RunResult& run);

/// Accumulated delay of each layer. Empty when no layer ever ran on stale weights.
std::vector<Figure> delay_figure(const RunResult& run);

}  // namespace aimcert::cli
