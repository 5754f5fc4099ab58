#include "cli/figures/trajectory_in.hpp"
#include "core/scalar/multiprecision.hpp"

namespace aimcert::cli {
template Trajectory train_curve<Real50>(const CurvePlan&, const LeastSquares&, const FigurePlan&, int);
}
