#include "cli/training/examination.hpp"

#include <algorithm>

namespace aimcert::cli {
namespace {

Interval enclosed(const Real50& x) {
    const ScalarTraits<Interval>::EndPoint point(x);
    return Interval(point, point);
}

Matrix<Interval> enclosed(const Matrix<Real50>& w) {
    Matrix<Interval> matrix(w.rows(), w.cols());
    for (Eigen::Index i = 0; i < w.size(); ++i) matrix.data()[i] = enclosed(w.data()[i]);
    return matrix;
}

Weights<Interval> enclosed(const Weights<Real50>& weights) {
    Weights<Interval> result;
    for (const auto& w : weights) result.push_back(enclosed(w));
    return result;
}

/// W_{k-newer}^(m) - W_{k-older}^(m).
Matrix<Interval> difference(const StoredStep& step, std::size_t newer, std::size_t older, std::size_t m) {
    return enclosed(step.delayed(newer)[m]) - enclosed(step.delayed(older)[m]);
}

Truth at_most(const Interval& lhs, const Interval& rhs) { return ScalarTraits<Interval>::less_equal(lhs, rhs); }

}  // namespace

Examiner::Examiner(const Configuration& configuration, double learning_rate, const Real50& max_weight)
    : problem_{configuration.network.architecture, converted<Interval>(configuration.samples), *make_response<Interval>(configuration.device),
               Interval(learning_rate), Interval(0), configuration.train.schedule,
               configuration.train.schedule == Schedule::async ? 1 : configuration.train.micro_batches},
      shapes_(converted<Interval>(configuration.network.weights)) {
    problem_.inverse_tau = inverse_range(problem_.response);
    constants_ = constants_of_box(problem_.architecture, problem_.samples, shapes_, enclosed(max_weight), problem_.inverse_tau,
                                  Interval(configuration.train.young));
    for (const auto& w : shapes_) weights_ += static_cast<double>(w.size());
}

std::size_t Examiner::delay(std::size_t layer) const {
    return problem_.schedule == Schedule::async ? problem_.architecture.layers() - 1 - layer : 0;
}

Weights<Interval> Examiner::stale(const StoredStep& step) const {
    Weights<Interval> result;
    for (std::size_t m = 0; m < shapes_.size(); ++m) result.push_back(enclosed(step.delayed(delay(m))[m]));
    return result;
}

std::map<std::string, Truth> Examiner::examine(const StoredStep& step) const {
    using S = Interval;
    const S& alpha = problem_.learning_rate;
    const auto current = enclosed(step.delayed(0)), stale = this->stale(step);
    const auto& descent = constants_.descent;
    const auto moments = moments_at(problem_, current);
    const S gradient_norm_sq = squared_norm(moments.gradient);
    if (problem_.schedule != Schedule::async) {
        const auto count = mini_batches(problem_.samples.size(), problem_.micro_batches);
        const auto expectation = synchronous_expectation(problem_, current, *count);
        const S bound = sync_descent_bound(descent.smoothness, alpha, descent.saturation, problem_.micro_batches,
                                           moments.objective, gradient_norm_sq, moments.noise_variance);
        return {{"sync_descent", at_most(expectation.objective, bound)}};
    }
    const auto expectation = asynchronous_expectation(problem_, current, layer_of(current), layer_of(stale), moments.gradient);
    S squared_delay(0);
    for (std::size_t m = 0; m < current.size(); ++m)
        for (std::size_t age = 0; age < delay(m); ++age) squared_delay += squared_norm(difference(step, age, age + 1, m));
    const StepState<S> state{moments.objective, gradient_norm_sq, moments.noise_variance,
                             saturation_degree(current, problem_.inverse_tau), squared_delay, expectation.denoised_increment};
    // V_{k+1} - V_k holds A_{k+1} - A_k alone, so A_k and f* are left out on both sides (auxiliary_telescopes).
    const S auxiliary_change = descent.auxiliary_weight(alpha) * (expectation.weighted_increment - squared_delay);
    return {{"sufficient_descent", at_most(expectation.objective, sufficient_descent_bound(descent, alpha, state))},
            {"lyapunov_descent", at_most(expectation.objective + auxiliary_change,
                                         lyapunov_descent_bound(descent, alpha, moments.objective, state))},
            {"gradient_delay_error",
             at_most(expectation.gradient_delay_error, math::square(descent.sensitivity) * squared_delay)}};
}

double Examiner::cost() const {
    const std::size_t samples = problem_.samples.size();
    const std::size_t updates = problem_.schedule == Schedule::async ? samples : mini_batches(samples, problem_.micro_batches).value_or(0);
    return static_cast<double>(updates) * static_cast<double>(samples) * weights_;
}

Truth Examiner::contracts(const StoredStep& step, const std::vector<std::size_t>& samples) const {
    using S = Interval;
    const auto current = enclosed(step.delayed(0)), stale = this->stale(step);
    const S rate = problem_.learning_rate / math::whole<S>(samples.size());
    one_step::Workspace<S> work(current);
    work.next = current;
    for (const std::size_t n : samples) {
        const auto& sample = problem_.samples[n];
        forward(problem_.architecture, layer_of(stale), sample.input, work.stale);
        backward(problem_.architecture, layer_of(current), sample.target, work.stale);
        for (std::size_t m = 0; m < current.size(); ++m)
            update_layer(problem_.response, work.next[m], work.next[m], work.stale.error[m], work.stale.input[m], rate, work.scratch, false);
    }
    const S saturation = saturation_degree(current, problem_.inverse_tau);
    const S rho = largest_update(constants_.signals, problem_.learning_rate) * problem_.inverse_tau;
    return at_most(saturation_degree(work.next, problem_.inverse_tau), saturation + rho * (S(1) - saturation));
}

double Examiner::contraction_cost() const { return 6.0 * problem_.micro_batches * weights_; }

Truth Examiner::delays_add_up(const StoredStep& step) const {
    Truth truth = Truth::yes;
    // A single increment is the distance itself.
    for (std::size_t m = 0; m < shapes_.size(); ++m) {
        if (delay(m) < 2) continue;
        Interval accumulated(0);
        for (std::size_t age = 0; age < delay(m); ++age) accumulated += norm(difference(step, age, age + 1, m));
        truth = std::min(truth, at_most(norm(difference(step, 0, delay(m), m)), accumulated));
    }
    return truth;
}

}  // namespace aimcert::cli
