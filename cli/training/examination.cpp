#include "cli/training/examination.hpp"

#include "cli/training/constants.hpp"
#include "cli/training/one_step.hpp"

namespace aimcert::cli {
namespace {

Interval enclosed(const Real50& x) {
    const ScalarTraits<Interval>::EndPoint point(x);
    return Interval(point, point);
}

Weights<Interval> enclosed(const Weights<Real50>& weights) {
    Weights<Interval> result;
    for (const auto& w : weights) {
        auto& matrix = result.emplace_back(w.rows(), w.cols());
        for (Eigen::Index i = 0; i < w.size(); ++i) matrix.data()[i] = enclosed(w.data()[i]);
    }
    return result;
}

Truth at_most(const Interval& lhs, const Interval& rhs) { return ScalarTraits<Interval>::less_equal(lhs, rhs); }

}  // namespace

Examination examine_in_intervals(const Configuration& configuration, double learning_rate, const StoredStep& step) {
    using S = Interval;
    const S alpha(learning_rate);
    const auto response = *make_response<S>(configuration.device);
    const Problem<S> problem{configuration.network.architecture, converted<S>(configuration.samples), response, alpha,
                             inverse_range(response), configuration.train.schedule, configuration.train.micro_batches};
    const auto current = enclosed(step.current), stale = enclosed(step.stale);
    const auto constants = constants_of_box(problem.architecture, problem.samples, current, enclosed(step.max_weight),
                                            problem.inverse_tau, S(configuration.train.young));
    const auto moments = moments_at(problem, current);
    const S gradient_norm_sq = squared_norm(moments.gradient);
    Examination examination;
    if (problem.schedule != Schedule::async) {
        const auto count = mini_batches(problem.samples.size(), problem.micro_batches);
        const auto expectation = synchronous_expectation(problem, current, *count);
        examination.sync_descent =
            at_most(expectation.objective,
                    sync_descent_bound(constants.descent.smoothness, alpha, constants.descent.saturation, problem.micro_batches,
                                       moments.objective, gradient_norm_sq, moments.noise_variance));
        return examination;
    }
    const auto expectation = asynchronous_expectation(
        problem, current, [&](std::size_t m) -> const Matrix<S>& { return current[m]; },
        [&](std::size_t m) -> const Matrix<S>& { return stale[m]; }, moments.gradient);
    const ScalarTraits<S>::EndPoint error(step.squared_delay_error);
    const S squared_delay = enclosed(step.squared_delay) * S(1 - error, 1 + error);
    const StepState<S> state{moments.objective, gradient_norm_sq, moments.noise_variance,
                             saturation_degree(current, problem.inverse_tau), squared_delay, expectation.denoised_increment};
    examination.sufficient_descent =
        at_most(expectation.objective, sufficient_descent_bound(constants.descent, alpha, state));
    // V_{k+1} - V_k holds A_{k+1} - A_k alone, so A_k and f* are left out on both sides (auxiliary_telescopes).
    const S auxiliary_change = constants.descent.auxiliary_weight(alpha) * (expectation.weighted_increment - squared_delay);
    examination.lyapunov_descent = at_most(expectation.objective + auxiliary_change,
                                           lyapunov_descent_bound(constants.descent, alpha, moments.objective, state));
    examination.gradient_delay_error =
        at_most(expectation.gradient_delay_error, math::square(constants.descent.sensitivity) * squared_delay);
    return examination;
}

double examination_cost(const Configuration& configuration) {
    double weights = 0;
    for (const auto& w : configuration.network.weights) weights += static_cast<double>(w.size());
    const auto samples = static_cast<double>(configuration.samples.size());
    const auto& train = configuration.train;
    if (train.schedule == Schedule::async) return samples * samples * weights;
    return static_cast<double>(mini_batches(configuration.samples.size(), train.micro_batches).value_or(0)) * samples * weights;
}

}  // namespace aimcert::cli
