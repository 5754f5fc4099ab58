#pragma once

#include "properties/array/objective.hpp"

#include <algorithm>

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

/// The list of an instance; without any, one outcome 0. Its mean is subtracted.
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

/// ∇l_n(w) - ∇f(w) of one sample drawn uniformly: it depends on the point.
template <class S>
Noise<S> sample_noise(const SampleObjective<S>& samples, const Matrix<S>& w) {
    const Matrix<S> mean = samples.gradient(w);
    const S probability = S(1) / math::whole<S>(samples.count());
    Noise<S> noise;
    for (Eigen::Index n = 0; n < samples.count(); ++n) {
        noise.outcomes.push_back({probability, samples.sample_gradient(n, w) - mean});
        noise.variance += probability * squared_norm(noise.outcomes.back().noise);
    }
    return noise;
}

/// Outcomes of the noise of one step.
inline std::size_t number_of_outcomes(const ArrayInstance& instance) {
    const std::size_t outcomes = instance.shape == Shape::least_squares ? 2 * instance.rows.size()
                                 : is_over_samples(instance.shape)      ? instance.rows.size()
                                                                        : instance.noise.size();
    return std::max<std::size_t>(outcomes, 1);
}

}  // namespace aimcert
