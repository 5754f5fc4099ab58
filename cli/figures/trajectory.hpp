#pragma once

#include "cli/figures/figure_plan.hpp"
#include "cli/figures/least_squares.hpp"

#include <vector>

namespace aimcert::cli {

/// Steps 0..steps-1 cut into at most `points` stretches of equal length, up to one step.
class Stretches {
public:
    Stretches(int steps, int points) : steps_(steps), count_(std::min(steps, points)) {}

    int count() const { return count_; }
    int of(int step) const { return static_cast<int>(static_cast<std::int64_t>(step) * count_ / steps_); }
    int first(int stretch) const {
        return static_cast<int>((static_cast<std::int64_t>(stretch) * steps_ + count_ - 1) / count_);
    }
    double middle(int stretch) const { return 0.5 * (first(stretch) + first(stretch + 1) - 1); }

private:
    int steps_, count_;
};

/// First step of the plateau.
int plateau_start(int steps, double share);

/// One run of a curve. The plateau is the mean over its last steps.
struct Trajectory {
    std::vector<double> points;     ///< of what is drawn: at W_0, then the mean over each stretch
    double gradient_norm_sq = 0;    ///< plateau of |∇f(W_k)|²
    double saturation_ratio = 0;    ///< S_K = mean r_k²/(1 - r_k²), r_k = |G ⊘ F|_inf on the array that takes the gradient
    std::vector<double> asymmetry;  ///< plateau of G ⊘ F on that array, by coordinate
};

/// Runs a curve in scalar S (float, double, Real50, Real100), its noise from stream `repetition` of the seed. Throws
/// InputError, naming the curve and the step, when weights or loss overflow.
template <class S>
Trajectory train_curve(const CurvePlan& curve, const LeastSquares& problem, const FigurePlan& figure, int repetition);

}  // namespace aimcert::cli
