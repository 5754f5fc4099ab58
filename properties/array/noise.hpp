#pragma once

#include "core/linear_algebra.hpp"
#include "properties/instance.hpp"

namespace aimcert {

/// One value of the gradient noise and its probability.
template <class S>
struct Outcome {
    S probability;
    Matrix<S> noise;
};

/// Gradient noise of finitely many outcomes with mean 0, so that expectations are sums.
template <class S>
struct Noise {
    std::vector<Outcome<S>> outcomes;
    S variance = S(0);  ///< sigma² = E|ε|²

    /// E g(ε).
    template <class Function>
    S expectation(const Function& of) const {
        S sum(0);
        for (const auto& outcome : outcomes) sum += outcome.probability * of(outcome.noise);
        return sum;
    }
};

/// The noise of an instance; without any, one outcome 0. The mean of the list is subtracted.
template <class S>
Noise<S> make_noise(const ArrayInstance& instance) {
    const auto zero = Matrix<S>::Constant(static_cast<Eigen::Index>(instance.weight.size()), 1, S(0));
    Noise<S> noise;
    if (instance.noise.empty()) {
        noise.outcomes.push_back({S(1), zero});
        return noise;
    }
    S total(0);
    for (const double odds : instance.odds) total += math::constant<S>(odds);
    Matrix<S> mean = zero;
    for (std::size_t n = 0; n < instance.noise.size(); ++n) {
        Outcome<S> outcome{math::constant<S>(instance.odds[n]) / total, zero};
        for (Eigen::Index i = 0; i < mean.rows(); ++i) {
            outcome.noise(i, 0) = math::constant<S>(instance.noise[n][static_cast<std::size_t>(i)]);
            mean(i, 0) += outcome.probability * outcome.noise(i, 0);
        }
        noise.outcomes.push_back(std::move(outcome));
    }
    for (auto& outcome : noise.outcomes) {
        for (Eigen::Index i = 0; i < mean.rows(); ++i) outcome.noise(i, 0) -= mean(i, 0);
        noise.variance += outcome.probability * squared_norm(outcome.noise);
    }
    return noise;
}

}  // namespace aimcert
