// Figures of training curves: the runs behind them.

#include "cli/training/random_numbers.hpp"
#include "tests/cli/small_figure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace aimcert::cli {
namespace {

using aimcert::testing::replaced;
using aimcert::testing::Workspace;

TEST(Stretches, hold_every_step_once_and_differ_in_length_by_one_at_most) {
    for (const int steps : {1, 2, 7, 200, 201, 399, 4000, 1000003})
        for (const int points : {1, 2, 3, 200}) {
            const Stretches stretches(steps, points);
            EXPECT_EQ(stretches.count(), std::min(steps, points));
            EXPECT_EQ(stretches.first(0), 0);
            EXPECT_EQ(stretches.first(stretches.count()), steps);
            for (int j = 0; j < stretches.count(); ++j) {
                const int length = stretches.first(j + 1) - stretches.first(j);
                EXPECT_TRUE(length == steps / stretches.count() || length == steps / stretches.count() + 1) << steps << " " << points << " " << j;
                EXPECT_EQ(stretches.of(stretches.first(j)), j);
                EXPECT_EQ(stretches.of(stretches.first(j + 1) - 1), j);
                EXPECT_EQ(stretches.middle(j), 0.5 * (stretches.first(j) + stretches.first(j + 1) - 1));
            }
        }
}

TEST(PlateauStart, leaves_the_share_rounded_up_and_one_step_at_least) {
    EXPECT_EQ(plateau_start(100, 0.25), 75);
    EXPECT_EQ(plateau_start(10, 0.25), 7);
    EXPECT_EQ(plateau_start(10, 1), 0);
    EXPECT_EQ(plateau_start(10, 1e-9), 9);
    EXPECT_EQ(plateau_start(1, 0.5), 0);
}

TEST(Streams, of_one_seed_and_of_neighbouring_seeds_differ) {
    std::vector<double> first;
    for (std::uint64_t seed : {0u, 1u})
        for (std::uint64_t stream : {0u, 1u, 2u}) first.push_back(RandomNumbers(seed, stream).uniform());
    for (std::size_t i = 0; i < first.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) EXPECT_NE(first[i], first[j]);
    EXPECT_EQ(RandomNumbers(1, 2).uniform(), RandomNumbers(1, 2).uniform());
}

/// The curves of `small_figure` by loops over two weights; sums in the order of the indices.
std::vector<double> gradients_by_hand(const CurvePlan& curve, int repetition) {
    const LeastSquares problem = draw_least_squares(curve.objective);
    const auto h = [&](int i, int j) { return problem.hessian(i, j); };
    const double alpha = *curve.train.learning_rate, beta = curve.train.beta, tau = curve.device.tau;
    const bool digital = curve.train.algorithm == Algorithm::digital_sgd, tiki = curve.train.algorithm == Algorithm::tiki_taka;
    RandomNumbers random(curve.noise.seed, static_cast<std::uint64_t>(2 * repetition));
    const auto updated = [&](double w, double d) { return digital ? w + d : w + d - std::abs(d) * w / tau; };
    Eigen::Vector2d w(0.25, 0.25), p(0, 0), g(0, 0);
    std::vector<double> squares;
    for (int k = 0; k < curve.train.steps; ++k) {
        for (int i = 0; i < 2; ++i) g[i] = h(i, 0) * (w[0] - problem.solution(0, 0)) + h(i, 1) * (w[1] - problem.solution(1, 0));
        squares.push_back(g[0] * g[0] + g[1] * g[1]);
        for (int i = 0; i < 2; ++i) {
            const double noisy = g[i] + curve.noise.deviation * random.normal();
            p[i] = tiki ? updated(p[i], beta * noisy) : noisy;
            w[i] = updated(w[i], -alpha * p[i]);
        }
    }
    return squares;
}

TEST(Trajectories, are_those_of_the_equations_by_hand) {
    const Workspace workspace;
    const FigurePlan plan = plan_of(workspace, small_figure);
    const FigureResult result = result_of(plan);
    ASSERT_EQ(result.steps.size(), 21u);
    EXPECT_EQ(result.steps[0], 0);
    EXPECT_EQ(result.steps[20], 19);
    for (std::size_t panel = 0; panel < plan.panels.size(); ++panel)
        for (std::size_t i = 0; i < plan.panels[panel].curves.size(); ++i) {
            const CurvePlan& curve = plan.panels[panel].curves[i];
            const auto first = gradients_by_hand(curve, 0), second = gradients_by_hand(curve, 1);
            const CurveResult& drawn = result.panels[panel].curves[i];
            ASSERT_EQ(drawn.points.size(), 21u);
            // A step has fewer than 32 roundings of numbers below 1, and contracts earlier ones.
            const double tolerance = 32 * 20 * 0x1p-53;
            EXPECT_NEAR(drawn.points[0], first[0], tolerance);
            double plateau = 0;
            for (std::size_t k = 0; k < 20; ++k) {
                EXPECT_NEAR(drawn.points[k + 1], (first[k] + second[k]) / 2, tolerance) << curve.label << " " << k;
                if (k >= 10) plateau += (first[k] + second[k]) / 20;
            }
            EXPECT_NEAR(drawn.plateau.gradient_norm_sq, plateau, tolerance);
        }
    EXPECT_NE(result.panels[0].curves[0].points[5], result.panels[0].curves[1].points[5]);
}

TEST(Trajectories, in_other_scalars_differ_by_their_rounding) {
    const Workspace workspace;
    const FigurePlan plan = plan_of(workspace, small_figure);
    const FigureResult in_double = result_of(plan);
    const auto distance = [&](const std::string& scalar) {
        const FigureResult other = result_of(plan, scalar);
        double largest = 0;
        for (std::size_t panel = 0; panel < 2; ++panel)
            for (std::size_t i = 0; i < plan.panels[panel].curves.size(); ++i)
                for (std::size_t k = 0; k <= 20; ++k)
                    largest = std::max(largest, std::abs(other.panels[panel].curves[i].points[k] - in_double.panels[panel].curves[i].points[k]));
        return largest;
    };
    EXPECT_LE(distance("real50"), 32 * 20 * 0x1p-53);
    EXPECT_LE(distance("real100"), 32 * 20 * 0x1p-53);
    EXPECT_LE(distance("float"), 32 * 20 * 0x1p-24);
    EXPECT_GT(distance("float"), 0);
}

TEST(Trajectories, of_the_loss_show_half_the_distance_in_the_norm_of_the_hessian) {
    const Workspace workspace;
    const FigurePlan plan = plan_of(workspace, replaced(small_figure, "points = 50", "points = 50\nquantity = \"loss\""));
    const CurvePlan& curve = plan.panels[0].curves[0];
    const LeastSquares problem = draw_least_squares(curve.objective);
    const Matrix<double> distance = problem.initial - problem.solution;
    // Fewer than 8 roundings of numbers below 1 on either side.
    EXPECT_NEAR(result_of(plan).panels[0].curves[0].points[0], 0.5 * (distance.transpose() * problem.hessian * distance)(0, 0), 16 * 0x1p-53);
}

TEST(LeastSquares, has_the_moments_that_the_plan_gives) {
    ObjectivePlan plan;
    plan.dimension = 200;
    plan.rows = 400;
    plan.matrix_deviation = 0.5;
    plan.solution_deviation = 0.3;
    plan.initial_value = 1;
    plan.initial_deviation = 0.1;
    const LeastSquares problem = draw_least_squares(plan);
    // tr H/D is the mean of 80000 squares of variance 2 0.5^4, |W*|²/D that of 200 of variance 2 0.3^4, the mean of W_0
    // one of 200 numbers of variance 0.01: five standard errors each.
    EXPECT_NEAR(problem.hessian.trace() / 200, 0.25, 5 * std::sqrt(2.0 / 80000) * 0.25);
    EXPECT_NEAR(problem.solution.squaredNorm() / 200, 0.09, 5 * std::sqrt(2.0 / 200) * 0.09);
    EXPECT_NEAR(problem.initial.mean(), 1, 5 * 0.1 / std::sqrt(200));
    plan.initial_deviation = 0;
    EXPECT_EQ(draw_least_squares(plan).hessian, problem.hessian);
    EXPECT_EQ(draw_least_squares(plan).solution, problem.solution);
}

}  // namespace
}  // namespace aimcert::cli
