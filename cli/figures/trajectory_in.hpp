#pragma once

// The definition of train_curve<S>; trajectory_<scalar>.cpp instantiate it.

#include "cli/figures/trajectory.hpp"
#include "cli/files/files.hpp"
#include "cli/training/random_numbers.hpp"
#include "cli/training/residual_optimizer.hpp"
#include "core/optimizer/analog_sgd.hpp"
#include "core/optimizer/digital_sgd.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aimcert::cli {
namespace trajectory {

template <class S>
Matrix<S> converted(const Matrix<double>& matrix) {
    return matrix.unaryExpr([](double x) { return math::constant<S>(x); });
}

/// use(optimizer, device of the array that takes the gradient), for the algorithm of the curve.
template <class S, class Use>
auto with_optimizer(const CurvePlan& curve, const Matrix<S>& initial, const Use& use) {
    const auto& plan = curve.train;
    const AnyResponse<S> device = *make_response<S>(curve.device), digital = IdealResponse<S>{};
    const S rate = math::constant<S>(*plan.learning_rate);
    if (plan.algorithm == Algorithm::analog_sgd) return use(AnalogSgd<S>(initial, device, rate), device);
    if (plan.algorithm == Algorithm::digital_sgd) return use(DigitalSgd<S>(initial, rate), digital);
    return with_residual_optimizer(plan, initial, device, rate, [&](auto optimizer) { return use(std::move(optimizer), device); });
}

/// Normal numbers in place; nothing is drawn for deviation 0.
template <class S>
void draw_noise(RandomNumbers& random, double deviation, Matrix<S>& noise) {
    if (deviation == 0) return;
    for (Eigen::Index i = 0; i < noise.size(); ++i) noise.data()[i] = math::constant<S>(deviation * random.normal());
}

/// Adds G(w_i)/F(w_i) to sums[i]; returns the largest of their sizes.
template <class S>
double add_asymmetry(const AnyResponse<S>& response, const Matrix<S>& w, std::vector<double>& sums) {
    return std::visit(
        [&](const auto& device) {
            double largest = 0;
            for (Eigen::Index i = 0; i < w.size(); ++i) {
                const S& entry = w.data()[i];
                const double ratio = ScalarTraits<S>::to_double(S(asymmetric_part(device, entry) / symmetric_part(device, entry)));
                sums[static_cast<std::size_t>(i)] += ratio;
                largest = std::max(largest, std::abs(ratio));
            }
            return largest;
        },
        response);
}

template <class S, Optimizer<S> O>
Trajectory follow(O optimizer, const AnyResponse<S>& device, const CurvePlan& curve, const LeastSquares& problem, const FigurePlan& figure,
                  int repetition) {
    constexpr std::size_t gradient_array = O::array_names.size() - 1;  // W, or P where there is one
    const int steps = curve.train.steps, start = plateau_start(steps, figure.plateau);
    const Stretches stretches(steps, figure.points);
    const Matrix<S> hessian = converted<S>(problem.hessian), solution = converted<S>(problem.solution);
    const Matrix<S> zero = Matrix<S>::Constant(solution.rows(), 1, S(0));
    Matrix<S> gradient_noise = zero, read_noise = zero, noisy = zero;
    Vector<S> distance = zero, gradient = zero;
    // Streams of their own: the gradient noise is the same whether or not something is read.
    const auto stream = 2 * static_cast<std::uint64_t>(repetition);
    RandomNumbers gradient_random(curve.noise.seed, stream), read_random(curve.noise.seed, stream + 1);

    Trajectory result;
    result.points.assign(static_cast<std::size_t>(stretches.count()) + 1, 0);
    result.asymmetry.assign(static_cast<std::size_t>(solution.rows()), 0);
    for (int k = 0; k < steps; ++k) {
        distance = optimizer.point() - solution;
        multiply(hessian, distance, gradient);
        const double gradient_norm_sq = ScalarTraits<S>::to_double(squared_norm(gradient));
        const double loss = ScalarTraits<S>::to_double(inner_product(distance, gradient)) / 2;
        if (!std::isfinite(loss))
            throw InputError(fmt::format("{}.train.learning_rate: expected a rate that keeps weights and loss finite, found overflow in step {}",
                                         curve.where, k));
        const double shown = figure.quantity == Quantity::loss ? loss : gradient_norm_sq;
        if (k == 0) result.points[0] = shown;
        result.points[static_cast<std::size_t>(stretches.of(k)) + 1] += shown;
        if (k >= start) {
            const double saturation = add_asymmetry(device, optimizer.array(gradient_array), result.asymmetry);
            result.gradient_norm_sq += gradient_norm_sq;
            result.saturation_ratio += saturation * saturation / (1 - saturation * saturation);
        }
        draw_noise(gradient_random, curve.noise.deviation, gradient_noise);
        draw_noise(read_random, curve.train.read_noise, read_noise);
        noisy = gradient + gradient_noise;
        optimizer.accumulate(noisy, S(1));
        optimizer.finish(read_noise);
    }
    for (int j = 0; j < stretches.count(); ++j)
        result.points[static_cast<std::size_t>(j) + 1] /= stretches.first(j + 1) - stretches.first(j);
    const double length = steps - start;
    result.gradient_norm_sq /= length;
    result.saturation_ratio /= length;
    for (double& ratio : result.asymmetry) ratio /= length;
    return result;
}

}  // namespace trajectory

template <class S>
Trajectory train_curve(const CurvePlan& curve, const LeastSquares& problem, const FigurePlan& figure, int repetition) {
    return trajectory::with_optimizer<S>(curve, trajectory::converted<S>(problem.initial), [&](auto optimizer, const AnyResponse<S>& device) {
        return trajectory::follow<S>(std::move(optimizer), device, curve, problem, figure, repetition);
    });
}

}  // namespace aimcert::cli
