#pragma once

#include "cli/figures/trajectory.hpp"

#include <optional>
#include <vector>

namespace aimcert::cli {

/// The end of a curve against what theory says of it.
struct Plateau {
    double gradient_norm_sq = 0;            ///< mean of |∇f(W_k)|² over the last steps of all repetitions
    std::optional<double> standard_error;   ///< from the spread of the repetitions; empty when there is one
    double noise_variance = 0;              ///< σ² = D s²
    std::optional<double> saturation_ratio; ///< S_K on the same steps; for analog SGD, of which EX Theorem 2 speaks
    double drift = 0;                       ///< |∇f|² that balances the device's drift, from G/F measured on the same steps
    std::optional<double> noise_floor;      ///< stationary |∇f|² of digital SGD with the same rate; for SGD

    /// What drift and noise make of the plateau.
    std::optional<double> predicted() const { return noise_floor ? std::optional(drift + *noise_floor) : std::nullopt; }

    /// σ² S_K, the asymptotic error of EX Theorem 2 with constant 1.
    std::optional<double> bound() const {
        return saturation_ratio ? std::optional(noise_variance * *saturation_ratio) : std::nullopt;
    }
};

Plateau plateau_of(const CurvePlan& curve, const LeastSquares& problem, const std::vector<Trajectory>& repetitions);

/// The x >= 0 with x = rho E|x + n| for a standard normal n and 0 <= rho < 1, infinite for rho >= 1. Where the mean
/// update -alpha (F g + G E|g + eps|) of a weight vanishes, its gradient is g = -(G/F) E|g + eps|: |g| = s x for
/// rho = |G/F| and noise of deviation s. x = sqrt(2/pi) rho (1 + O(rho²)).
double gaussian_balance(double rho);

/// E|∇f|² of digital SGD in its stationary state: W' = W - alpha (H (W - W*) + eps) contracts the mode of eigenvalue l
/// by 1 - alpha l and adds alpha² s², so that E|∇f|² = Σ l² alpha² s²/(1 - (1 - alpha l)²) = alpha s² Σ l/(2 - alpha l).
/// Infinite when alpha l >= 2 for one of them.
double digital_noise_floor(const Matrix<double>& hessian, double learning_rate, double noise_deviation);

}  // namespace aimcert::cli
