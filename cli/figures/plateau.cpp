#include "cli/figures/plateau.hpp"

#include <Eigen/Eigenvalues>

#include <cmath>
#include <limits>
#include <numbers>

namespace aimcert::cli {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Standard deviation of the mean of the repetitions' plateaus.
std::optional<double> standard_error_of(const std::vector<Trajectory>& repetitions, double mean) {
    const auto count = static_cast<double>(repetitions.size());
    if (repetitions.size() < 2) return std::nullopt;
    double squares = 0;
    for (const auto& run : repetitions) squares += (run.gradient_norm_sq - mean) * (run.gradient_norm_sq - mean);
    return std::sqrt(squares / (count - 1) / count);
}

}  // namespace

double gaussian_balance(double rho) {
    if (!(rho < 1)) return infinity;
    double x = 0;
    // Newton's method on x - rho E|x + n|, increasing and concave, climbs to the root from 0.
    for (int i = 0; i < 100; ++i) {
        const double slope = std::erf(x / std::numbers::sqrt2);
        const double mean = std::sqrt(2 / std::numbers::pi) * std::exp(-x * x / 2) + x * slope;
        const double step = (rho * mean - x) / (1 - rho * slope);
        x += step;
        if (step <= 4 * std::numeric_limits<double>::epsilon() * x) break;
    }
    return x;
}

double digital_noise_floor(const Matrix<double>& hessian, double learning_rate, double noise_deviation) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(hessian, Eigen::EigenvaluesOnly);
    double sum = 0;
    for (const double eigenvalue : solver.eigenvalues()) {
        if (!(learning_rate * eigenvalue < 2)) return infinity;
        sum += eigenvalue / (2 - learning_rate * eigenvalue);
    }
    return learning_rate * noise_deviation * noise_deviation * sum;
}

Plateau plateau_of(const CurvePlan& curve, const LeastSquares& problem, const std::vector<Trajectory>& repetitions) {
    Plateau plateau;
    const auto count = static_cast<double>(repetitions.size());
    double saturation_ratio = 0;
    std::vector<double> asymmetry(repetitions.front().asymmetry.size(), 0);
    for (const auto& run : repetitions) {
        plateau.gradient_norm_sq += run.gradient_norm_sq / count;
        saturation_ratio += run.saturation_ratio / count;
        for (std::size_t i = 0; i < asymmetry.size(); ++i) asymmetry[i] += run.asymmetry[i] / count;
    }
    plateau.standard_error = standard_error_of(repetitions, plateau.gradient_norm_sq);
    const double deviation = curve.noise.deviation;
    plateau.noise_variance = deviation * deviation * static_cast<double>(asymmetry.size());
    for (const double rho : asymmetry) plateau.drift += std::pow(deviation * gaussian_balance(std::abs(rho)), 2);
    const auto algorithm = curve.train.algorithm;
    if (algorithm == Algorithm::analog_sgd) plateau.saturation_ratio = saturation_ratio;
    if (algorithm == Algorithm::analog_sgd || algorithm == Algorithm::digital_sgd)
        plateau.noise_floor = digital_noise_floor(problem.hessian, *curve.train.learning_rate, deviation);
    return plateau;
}

}  // namespace aimcert::cli
