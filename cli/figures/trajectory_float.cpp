#include "cli/figures/trajectory_in.hpp"

namespace aimcert::cli {
template Trajectory train_curve<float>(const CurvePlan&, const LeastSquares&, const FigurePlan&, int);
}
