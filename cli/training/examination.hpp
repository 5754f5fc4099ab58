#pragma once

#include "cli/files/configuration.hpp"
#include "core/instances.hpp"

namespace aimcert::cli {

/// One step of a run as its scalar stored it, without further rounding.
struct StoredStep {
    Weights<Real50> current, stale;   ///< W_k, W~_k; equal for sync and sequential
    Real50 squared_delay;             ///< Σ_m Q_k^(m) as monitored
    double squared_delay_error = 0;   ///< relative bound of its rounding error
    Real50 max_weight;                ///< W_max of the run
};

/// Whether the claims hold for the real update from a stored state.
struct Examination {
    Truth sufficient_descent = Truth::unknown, lyapunov_descent = Truth::unknown, gradient_delay_error = Truth::unknown,
          sync_descent = Truth::unknown;
};

/// Evaluates both sides of the one-step claims in interval arithmetic. `yes` and `no` are proofs for this step.
Examination examine_in_intervals(const Configuration& configuration, double learning_rate, const StoredStep& step);

/// Multiplications that it takes, roughly: N² (or N times N^B) passes through the network.
double examination_cost(const Configuration& configuration);

}  // namespace aimcert::cli
