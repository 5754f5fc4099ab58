// Figures of training curves: what is known of where they end.

#include "tests/cli/small_figure.hpp"

#include <Eigen/Eigenvalues>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace aimcert::cli {
namespace {

using aimcert::testing::Workspace;

constexpr double u = 0x1p-53, step = 1.0 / 1024;

/// E|x + n| of a standard normal n by the trapezoidal rule, whose error is that of the kink (the tails beyond 12 are below u).
double mean_size(double x) {
    double sum = 0;
    for (double n = -12; n <= 12; n += step) sum += std::abs(x + n) * std::exp(-n * n / 2) * step;
    return sum / std::sqrt(2 * std::numbers::pi);
}

TEST(GaussianBalance, is_where_a_weight_no_longer_moves_on_average) {
    for (const double rho : {0.001, 0.1, 0.5, 0.9, 0.99}) {
        const double x = gaussian_balance(rho);
        // The kink of |x + n| between two nodes costs less than step²/4 times the density at it, which is below 0.4; 24·1024
        // additions of positive terms and the few roundings of each are below 2^15 u of the sum.
        EXPECT_NEAR(x, rho * mean_size(x), rho * step * step / 4 * 0.4 + 0x1p15 * u * x) << rho;
        EXPECT_GT(x, std::sqrt(2 / std::numbers::pi) * rho);
    }
    // E|x + n| = √(2/π) (1 + x²/2 + O(x⁴)), x⁴ < u, and fewer than 32 roundings in all.
    const double small = gaussian_balance(1e-4);
    EXPECT_NEAR(small / 1e-4, std::sqrt(2 / std::numbers::pi) * (1 + small * small / 2), 32 * u);
    EXPECT_EQ(gaussian_balance(0), 0);
    EXPECT_TRUE(std::isinf(gaussian_balance(1)));
}

TEST(DigitalNoiseFloor, sums_what_every_step_left_behind) {
    Matrix<double> hessian(2, 2);
    hessian << 2, 1, 1, 2;  // eigenvalues 1 and 3
    constexpr double alpha = 0.25, s = 0.5;
    double sum = 0;
    for (const double l : {1.0, 3.0})
        for (int j = 0; j < 400; ++j) sum += l * l * alpha * alpha * s * s * std::pow(1 - alpha * l, 2 * j);
    // 800 additions round numbers up to 0.19, every term a few u of itself, the eigenvalues a few u of 3.
    EXPECT_NEAR(digital_noise_floor(hessian, alpha, s), sum, 256 * u);
    EXPECT_TRUE(std::isinf(digital_noise_floor(hessian, 0.7, s)));  // 0.7 * 3 > 2
}

TEST(Plateau, averages_the_repetitions) {
    const Workspace workspace;
    CurvePlan curve = plan_of(workspace, small_figure).panels[0].curves[1];
    LeastSquares problem = draw_least_squares(curve.objective);
    const Trajectory one{{}, 2, 0.5, {0.5, -0.25}}, other{{}, 4, 1.5, {0.5, 0.25}};
    const Plateau plateau = plateau_of(curve, problem, {one, other});
    EXPECT_EQ(plateau.gradient_norm_sq, 3);
    EXPECT_EQ(*plateau.standard_error, 1);  // sqrt(((2-3)² + (4-3)²)/1/2)
    EXPECT_EQ(plateau.noise_variance, 2 * (0.1 * 0.1));
    EXPECT_EQ(plateau.saturation_ratio, 1);
    EXPECT_EQ(*plateau.bound(), plateau.noise_variance);
    EXPECT_EQ(plateau.drift, std::pow(0.1 * gaussian_balance(0.5), 2));  // the other weight is at 0 on average
    EXPECT_EQ(*plateau.predicted(), plateau.drift + digital_noise_floor(problem.hessian, 0.2, 0.1));
    EXPECT_FALSE(plateau_of(curve, problem, {one}).standard_error);
    curve.train.algorithm = Algorithm::digital_sgd;
    EXPECT_FALSE(plateau_of(curve, problem, {one}).bound());
    EXPECT_TRUE(plateau_of(curve, problem, {one}).noise_floor);
    curve.train.algorithm = Algorithm::tiki_taka;
    EXPECT_FALSE(plateau_of(curve, problem, {one}).predicted());
}

TEST(Plateau, of_digital_sgd_is_the_stationary_one) {
    const Workspace workspace;
    FigurePlan plan = plan_of(workspace, small_figure);
    plan.repetitions = 64;
    for (auto& panel : plan.panels)
        for (auto& curve : panel.curves) curve.train.steps = 4000;
    const CurvePlan& curve = plan.panels[0].curves[0];
    const LeastSquares problem = draw_least_squares(curve.objective);
    std::vector<Trajectory> repetitions;
    for (int j = 0; j < plan.repetitions; ++j) repetitions.push_back(train_curve<double>(curve, problem, plan, j));

    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(problem.hessian);
    const double alpha = *curve.train.learning_rate, s = curve.noise.deviation, length = 2000;
    double expected = 0, variance = 0, rounding = 0;
    for (const double l : solver.eigenvalues()) {
        const double phi = 1 - alpha * l, v = alpha * alpha * s * s / (1 - phi * phi);
        ASSERT_LT(std::pow(phi, 2 * 2000), u);  // nothing is left of W_0 on the plateau
        expected += l * l * v;
        // 1 - phi² is off by 3 u, l by 16 u of the largest one, and l² v grows as l does, or as its square at most; 8 roundings.
        rounding += l * l * v * (3 / (1 - phi * phi) + 8 + 16 * solver.eigenvalues().maxCoeff() / l) * 2 * u;
        // The modes are independent Gaussian AR(1): the squares of one have covariance 2 v² phi^(2|k-j|), and a mean over n
        // of them a variance of at most (2 v²/n) (1 + phi²)/(1 - phi²).
        variance += std::pow(l, 4) * 2 * v * v / length * (1 + phi * phi) / (1 - phi * phi);
    }
    const double standard_error = std::sqrt(variance / plan.repetitions);
    const Plateau plateau = plateau_of(curve, problem, repetitions);
    EXPECT_NEAR(plateau.gradient_norm_sq, expected, 5 * standard_error);  // 6e-7 for a false alarm
    EXPECT_LT(standard_error, 0.02 * expected);                           // so that it says something
    EXPECT_NEAR(*plateau.noise_floor, expected, rounding);
    // The measured standard error has 63 degrees of freedom, so a relative deviation of 0.09; the bound above is within 1 %.
    EXPECT_NEAR(*plateau.standard_error / standard_error, 1, 5 * 0.09 + 0.01);
}

}  // namespace
}  // namespace aimcert::cli
