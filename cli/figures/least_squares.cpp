#include "cli/figures/least_squares.hpp"

#include "cli/training/random_numbers.hpp"

namespace aimcert::cli {
namespace {

Matrix<double> draw_normal(RandomNumbers& random, int rows, int columns, double mean, double deviation) {
    Matrix<double> drawn(rows, columns);
    for (Eigen::Index i = 0; i < drawn.size(); ++i) drawn.data()[i] = mean + deviation * random.normal();
    return drawn;
}

}  // namespace

LeastSquares draw_least_squares(const ObjectivePlan& plan) {
    RandomNumbers random(plan.seed);
    const Matrix<double> a = draw_normal(random, plan.rows, plan.dimension, 0, plan.matrix_deviation);
    LeastSquares problem;
    problem.hessian = a.transpose() * a / plan.rows;
    problem.solution = draw_normal(random, plan.dimension, 1, 0, plan.solution_deviation);
    problem.initial = draw_normal(random, plan.dimension, 1, plan.initial_value, plan.initial_deviation);
    return problem;
}

}  // namespace aimcert::cli
