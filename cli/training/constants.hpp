#pragma once

#include "cli/files/configuration.hpp"
#include "cli/training/run_result.hpp"
#include "core/instances.hpp"

namespace aimcert::cli {

/// Constants of the signals and of the descent claims on one set of weights.
template <class S>
struct Constants {
    S chi, target, max_weight;
    SignalBounds<S> signals;
    DescentConstants<S> descent;
};

/// From spectral bounds om_m and the largest |weight| of the set; saturation r = max_weight / tau.
template <class S>
Constants<S> constants_on(const Architecture& architecture, const Samples<S>& samples, std::vector<S> spectral,
                          const S& max_weight, const S& inverse_tau, const S& young) {
    const S chi = input_bound(samples), target = target_bound(samples);
    const auto signals = signal_bounds(architecture, std::move(spectral), chi, target, samples.front().target.size());
    return {chi, target, max_weight, signals, descent_constants(signals, S(max_weight * inverse_tau), young)};
}

/// A priori, for every weight tuple with |W|_inf <= max_weight.
template <class S>
Constants<S> constants_of_box(const Architecture& architecture, const Samples<S>& samples, const Weights<S>& shapes,
                              const S& max_weight, const S& inverse_tau, const S& young) {
    return constants_on(architecture, samples, box_spectral_bounds(shapes, max_weight), max_weight, inverse_tau, young);
}

/// alpha max_m(D_m X_m), the largest |entry| of an increment that the device is asked for.
template <class S>
S largest_update(const SignalBounds<S>& signals, const S& learning_rate) {
    S largest(0);
    for (std::size_t m = 0; m < signals.layers(); ++m) largest = math::max(largest, S(signals.error[m] * signals.input[m]));
    return learning_rate * largest;
}

/// Largest learning rate of the descent claim of a schedule; `constants` of the box.
template <class S>
S descent_rule(Schedule schedule, const DescentConstants<S>& constants) {
    return schedule == Schedule::async ? descent_learning_rate(constants) : S(S(1) / (S(2) * constants.smoothness));
}

template <class S>
ConstantsTable table_of(const Constants<S>& constants, const S& learning_rate) {
    const auto number = [](const S& x) { return ScalarTraits<S>::to_double(x); };
    const auto numbers = [&](const std::vector<S>& values) {
        std::vector<double> result;
        for (const S& value : values) result.push_back(number(value));
        return result;
    };
    const auto rows = [&](const Matrix<S>& matrix) {
        std::vector<std::vector<double>> result(static_cast<std::size_t>(matrix.rows()));
        for (Eigen::Index i = 0; i < matrix.rows(); ++i)
            for (Eigen::Index j = 0; j < matrix.cols(); ++j) result[static_cast<std::size_t>(i)].push_back(number(matrix(i, j)));
        return result;
    };
    const auto& [chi, target, max_weight, signals, descent] = constants;
    return {number(chi), number(target), number(max_weight), number(descent.saturation), numbers(signals.spectral),
            numbers(signals.input), numbers(signals.error), number(signals.loss_gradient), number(signals.loss_smoothness),
            rows(stability_matrix(signals, Perturbed::forward_and_backward)), rows(stability_matrix(signals, Perturbed::forward_only)),
            number(descent.smoothness), number(descent.sensitivity), number(descent.kappa()),
            number(descent.auxiliary_weight(learning_rate))};
}

template <class S>
Matrix<double> in_double(const Matrix<S>& w) {
    return w.unaryExpr([](const S& x) { return ScalarTraits<S>::to_double(x); });
}

template <class S>
Weights<double> in_double(const Weights<S>& weights) {
    Weights<double> result;
    for (const auto& w : weights) result.push_back(in_double(w));
    return result;
}

/// Plain numbers in another scalar.
template <class S>
Weights<S> converted(const Weights<double>& weights) {
    Weights<S> result;
    for (const auto& w : weights) result.push_back(w.unaryExpr([](double x) { return math::constant<S>(x); }));
    return result;
}

template <class S>
Samples<S> converted(const Samples<double>& samples) {
    const auto constant = [](double x) { return math::constant<S>(x); };
    Samples<S> result;
    for (const auto& sample : samples) result.push_back({sample.input.unaryExpr(constant), sample.target.unaryExpr(constant)});
    return result;
}

/// What is known before a run: constants a priori for a box in which the run shall stay, a posteriori for W_0, and
/// the step-size rules on that box. Computed in 50 digits.
struct Plan {
    double initial_saturation = 0;   ///< r_0
    ConstantsTable box, initial;     ///< with c at `learning_rate`, or at the admissible one
    AdmissibleRates rates;
    std::optional<double> largest;   ///< largest admissible learning rate, rounded down to a double; empty when none
};

/// The box is |W|_inf <= r tau with r = train.saturation_bound, else (1 + r_0)/2; for digital weights, which no range
/// bounds, twice |W_0|_inf. Throws InputError when saturation_bound <= r_0.
Plan make_plan(const Configuration& configuration);

/// The learning rate that the configuration asks for. Throws InputError when "auto" has no admissible rate.
double planned_learning_rate(const Configuration& configuration, const Plan& plan);

}  // namespace aimcert::cli
