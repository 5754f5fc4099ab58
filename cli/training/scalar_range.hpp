#pragma once

#include "cli/files/configuration.hpp"
#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"
#include "cli/training/constants.hpp"
#include "cli/training/one_step.hpp"
#include "core/device/response_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

// What a run needs to stay within the range of its scalar, and which key to blame when it does not.

namespace aimcert::cli::training {

template <class S>
bool is_finite(const S& x) {
    return std::isfinite(ScalarTraits<S>::to_double(x));
}

[[noreturn]] inline void reject(const Configuration& configuration, std::string_view key, const std::string& expected, const std::string& found) {
    throw InputError(fmt::format("{}: {}: expected {}, found {}", configuration.file.string(), key, expected, found));
}

/// Where a step overflows, the learning rate is the likely cause, as the first weights have been looked at before.
template <class S>
void check_finite(const Configuration& configuration, int step, const S& value) {
    if (!is_finite(value))
        reject(configuration, "train.learning_rate", "a rate that keeps weights, loss and bounds finite (if neither data nor device forbid it)",
               fmt::format("overflow in step {}", step));
}

/// A number that is neither infinite nor, unless it is 0, rounded to 0; nor are `derived` numbers.
template <class S>
void check_in_range(const Configuration& configuration, const std::string& key, double value, std::initializer_list<S> derived = {}) {
    const auto fits = [&](const S& x) { return is_finite(x) && (value == 0 || x != S(0)); };
    if (!fits(math::constant<S>(value)) || !std::all_of(derived.begin(), derived.end(), fits))
        reject(configuration, key, fmt::format("a number within the range of {}", ScalarTraits<S>::name), number_text(value));
}

template <class S>
void check_device(const Configuration& configuration) {
    const DeviceParameters& device = configuration.device;
    if (configuration.is_digital()) return;
    for (const auto& [name, value] : parameters_of(device.response)) {
        const double number = device.*value;
        const bool is_range = std::string_view(name).starts_with("tau");
        check_in_range<S>(configuration, fmt::format("device.{}", name), number, {is_range ? S(S(1) / math::constant<S>(number)) : S(1)});
    }
    const bool two_sided = device.response.starts_with("two_sided"), step = device.response == "linear_step";
    const auto check = [&](const S& response, const char* tau_of_side, const char* gamma_of_side) {
        if (is_finite(response)) return;
        const auto parameters = parameters_of(device.response);
        const std::string_view name = two_sided ? gamma_of_side : step ? tau_of_side : parameters.back().name;
        const auto blamed = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.name == name; });
        reject(configuration, fmt::format("device.{}", name), fmt::format("responses that are finite in {} over the whole range", ScalarTraits<S>::name),
               number_text(device.*blamed->value));
    };
    std::visit(
        [&]<class R>(const R& response) {
            if constexpr (Ranged<R>) {
                check(response.q_plus(dynamic_range(response).low), "tau_max", "gamma_plus");
                check(response.q_minus(dynamic_range(response).high), "tau_min", "gamma_minus");
            }
        },
        *make_response<S>(device));
}

/// Numbers of the configuration that a scalar of small range cannot hold.
template <class S>
void check_numbers(const Configuration& configuration, double learning_rate) {
    const auto& train = configuration.train;
    const std::string_view scalar = ScalarTraits<S>::name;
    check_device<S>(configuration);
    for (const auto& w : configuration.network.weights)
        if (const double largest = max_abs(w); !is_finite(math::constant<S>(largest)))
            reject(configuration, "network", fmt::format("weights that are finite in {}", scalar), number_text(largest));
    for (const auto& sample : configuration.samples)
        if (const double largest = std::max(max_abs(sample.input), max_abs(sample.target)); !is_finite(math::constant<S>(largest)))
            reject(configuration, "data.file", fmt::format("numbers that are finite in {}", scalar), number_text(largest));
    const int shares = train.schedule == Schedule::async ? 1 : train.micro_batches;
    check_in_range<S>(configuration, "train.learning_rate", learning_rate, {S(math::constant<S>(learning_rate) / math::whole<S>(shares))});
    check_in_range<S>(configuration, "train.u", train.young);
    check_in_range<S>(configuration, "train.beta", train.beta);
    check_in_range<S>(configuration, "train.gamma", train.gamma);
    check_in_range<S>(configuration, "ledger.minimum", configuration.ledger.minimum);
}

/// Name of the first constant that is not finite.
inline std::optional<std::string> overflowing(const ConstantsTable& c) {
    const std::pair<const char*, std::vector<double>> constants[]{
        {"chi", {c.chi}},        {"max |y|", {c.target}},     {"om", c.spectral},           {"X", c.input},
        {"D", c.error},          {"Lam0", {c.loss_gradient}}, {"L_f", {c.smoothness}},      {"L_S", {c.sensitivity}},
        {"kappa", {c.kappa}},    {"c", {c.auxiliary_weight}}};
    for (const auto& [name, values] : constants)
        if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) return name;
    return std::nullopt;
}

/// The constants of the descent claims on the box of the first weights: no run has smaller ones.
template <class S>
void check_constants(const Configuration& configuration, const Problem<S>& problem, const Weights<S>& initial) {
    const auto overflow = [&](const Samples<S>& samples, const S& young) {
        return overflowing(table_of(constants_of_box(problem.architecture, samples, initial, max_abs(initial), problem.inverse_tau, young),
                                    problem.learning_rate));
    };
    const S young = math::constant<S>(configuration.train.young);
    const auto constant = overflow(problem.samples, young);
    if (!constant) return;
    const auto& shape = problem.samples.front();
    const Samples<S> units{{Vector<S>::Unit(shape.input.size(), 0), Vector<S>::Unit(shape.target.size(), 0)}};
    const std::string found = "overflow of " + *constant, finite = fmt::format("for which the constants are finite in {}", ScalarTraits<S>::name);
    if (!overflow(problem.samples, S(1))) reject(configuration, "train.u", "a number " + finite, found);
    if (!overflow(units, S(1))) reject(configuration, "data.file", "samples " + finite, found);
    reject(configuration, "network", "weights " + finite, found);
}

}  // namespace aimcert::cli::training
