#pragma once

#include "core/device/response.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace aimcert {

/// A device as plain data: the name of its response family and the parameters that the family uses
/// (core/device/response.hpp); the others are ignored.
struct DeviceParameters {
    std::string response = "ald";
    double tau = 1;
    double tau_min = -1, tau_max = 1;
    double w0 = 0;
    double c = 0;
    double gamma = 1, gamma_plus = 1, gamma_minus = 1;

    bool operator==(const DeviceParameters&) const = default;
};

struct DeviceParameter {
    const char* name;
    double DeviceParameters::*value;
};

/// The parameters that a response family uses; none when there is no family of that name.
inline std::vector<DeviceParameter> parameters_of(const std::string& response) {
    using P = DeviceParameters;
    constexpr DeviceParameter tau{"tau", &P::tau}, tau_min{"tau_min", &P::tau_min}, tau_max{"tau_max", &P::tau_max},
        w0{"w0", &P::w0}, c{"c", &P::c}, gamma{"gamma", &P::gamma}, gamma_plus{"gamma_plus", &P::gamma_plus},
        gamma_minus{"gamma_minus", &P::gamma_minus};
    if (response == "ald") return {tau, w0};
    if (response == "linear_step") return {tau_min, tau_max, w0};
    if (response == "shifted_linear") return {tau, c};
    if (response == "power" || response == "exponential") return {tau, gamma};
    if (response == "two_sided_power" || response == "two_sided_exponential")
        return {tau_min, tau_max, gamma_plus, gamma_minus};
    return {};
}

/// The same device, every parameter that it does not use at its default.
inline DeviceParameters without_unused(const DeviceParameters& p) {
    DeviceParameters used;
    used.response = p.response;
    for (const auto& parameter : parameters_of(p.response)) used.*parameter.value = p.*parameter.value;
    return used;
}

/// The device in scalar S; empty when there is no family of that name. tau = inf means digital weights.
template <class S>
std::optional<AnyResponse<S>> make_response(const DeviceParameters& p) {
    const auto c = [](double value) { return math::constant<S>(value); };
    if (p.response == IdealResponse<S>::name || p.tau == std::numeric_limits<double>::infinity())
        return IdealResponse<S>{};
    if (p.response == AsymmetricLinearResponse<S>::name) return AsymmetricLinearResponse<S>{c(p.tau), c(p.w0)};
    if (p.response == LinearStepResponse<S>::name) return LinearStepResponse<S>{c(p.tau_min), c(p.tau_max), c(p.w0)};
    if (p.response == ShiftedLinearResponse<S>::name) return ShiftedLinearResponse<S>{c(p.tau), c(p.c)};
    if (p.response == PowerResponse<S>::name) return PowerResponse<S>{c(p.tau), static_cast<int>(p.gamma)};
    if (p.response == TwoSidedPowerResponse<S>::name)
        return TwoSidedPowerResponse<S>{c(p.tau_min), c(p.tau_max), static_cast<int>(p.gamma_plus),
                                        static_cast<int>(p.gamma_minus)};
    if (p.response == ExponentialResponse<S>::name) return ExponentialResponse<S>{c(p.tau), c(p.gamma)};
    if (p.response == TwoSidedExponentialResponse<S>::name)
        return TwoSidedExponentialResponse<S>{c(p.tau_min), c(p.tau_max), c(p.gamma_plus), c(p.gamma_minus)};
    return std::nullopt;
}

/// Range [low, high] of the weights of a device; infinite for digital weights.
struct WeightRange {
    double low, high;
};

inline WeightRange weight_range(const DeviceParameters& p) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (p.response == "ideal" || p.tau == infinity) return {-infinity, infinity};
    if (p.response == "ald") return {p.w0 - p.tau, p.w0 + p.tau};
    if (p.response == "linear_step") return {p.w0 + p.tau_min, p.w0 + p.tau_max};
    if (p.response == "two_sided_power" || p.response == "two_sided_exponential") return {p.tau_min, p.tau_max};
    return {-p.tau, p.tau};
}

}  // namespace aimcert
