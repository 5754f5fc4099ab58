#pragma once

#include "cli/figures/figure_plan.hpp"
#include "core/linear_algebra.hpp"

namespace aimcert::cli {

/// f(W) = |A (W - W*)|²/(2N) = ½ (W - W*)ᵀ H (W - W*), H = AᵀA/N: ∇f(W) = H (W - W*). D x 1.
struct LeastSquares {
    Matrix<double> hessian, solution, initial;
};

/// Draws A row by row, then W*, then the first weights, all from the generator of `plan.seed`.
LeastSquares draw_least_squares(const ObjectivePlan& plan);

}  // namespace aimcert::cli
