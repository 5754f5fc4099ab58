#pragma once

#include "core/scalar/scalar.hpp"

#include <string_view>
#include <variant>

namespace aimcert {

/// Response functions q+, q- of a resistive element: how much of a desired increment it realises at weight w,
/// upwards and downwards. Units: weights and ranges share one unit, q is dimensionless.
/// Class of RF Definition 1: q+ > 0 for w < tau_max, q- > 0 for w > tau_min, q+(tau_max) = q-(tau_min) = 0.
template <class R, class S>
concept Response = requires(const R& response, const S& w) {
    { response.q_plus(w) } -> std::convertible_to<S>;
    { response.q_minus(w) } -> std::convertible_to<S>;
};

/// q± = 1: digital training.
template <class S>
struct IdealResponse {
    static constexpr std::string_view name = "ideal";
    S q_plus(const S&) const { return S(1); }
    S q_minus(const S&) const { return S(1); }
};

/// Asymmetric linear device: q± = 1 ∓ (w - w0)/tau (AP eq. 1 is w0 = 0). Symmetric point w0.
template <class S>
struct AsymmetricLinearResponse {
    static constexpr std::string_view name = "ald";
    S tau;
    S w0 = S(0);
    S q_plus(const S& w) const { return S(1) - (w - w0) / tau; }
    S q_minus(const S& w) const { return S(1) + (w - w0) / tau; }
};

/// Linear step: q+ = 1 - (w - w0)/tau_max, q- = 1 - (w - w0)/tau_min, tau_min < 0 < tau_max (EX 21).
template <class S>
struct LinearStepResponse {
    static constexpr std::string_view name = "linear_step";
    S tau_min, tau_max;
    S w0 = S(0);
    S q_plus(const S& w) const { return S(1) - (w - w0) / tau_max; }
    S q_minus(const S& w) const { return S(1) - (w - w0) / tau_min; }
};

/// Shifted linear: q± = (1 ± c)(1 ∓ w/tau), |c| < 1. Symmetric point c tau (RF sec. 1.1).
template <class S>
struct ShiftedLinearResponse {
    static constexpr std::string_view name = "shifted_linear";
    S tau;
    S c = S(0);
    S q_plus(const S& w) const { return (S(1) + c) * (S(1) - w / tau); }
    S q_minus(const S& w) const { return (S(1) - c) * (S(1) + w / tau); }
};

/// Power: q± = (1 ∓ w/tau)^gamma, whole gamma >= 1 (RF 144).
template <class S>
struct PowerResponse {
    static constexpr std::string_view name = "power";
    S tau;
    int gamma = 1;
    S q_plus(const S& w) const { return math::power(S(S(1) - w / tau), gamma); }
    S q_minus(const S& w) const { return math::power(S(S(1) + w / tau), gamma); }
};

/// Two-sided power: q+ = (1 - w/tau_max)^gamma_plus, q- = (1 - w/tau_min)^gamma_minus (EX 24).
template <class S>
struct TwoSidedPowerResponse {
    static constexpr std::string_view name = "two_sided_power";
    S tau_min, tau_max;
    int gamma_plus = 1, gamma_minus = 1;
    S q_plus(const S& w) const { return math::power(S(S(1) - w / tau_max), gamma_plus); }
    S q_minus(const S& w) const { return math::power(S(S(1) - w / tau_min), gamma_minus); }
};

/// Exponential: q± = (exp(gamma (1 ∓ w/tau)) - 1)/(exp(gamma) - 1), gamma > 0 (RF 145).
template <class S>
struct ExponentialResponse {
    static constexpr std::string_view name = "exponential";
    S tau;
    S gamma = S(1);
    S q_plus(const S& w) const { return (math::exp(S(gamma * (S(1) - w / tau))) - S(1)) / (math::exp(gamma) - S(1)); }
    S q_minus(const S& w) const { return (math::exp(S(gamma * (S(1) + w / tau))) - S(1)) / (math::exp(gamma) - S(1)); }
};

/// Two-sided exponential: q+ = (exp(gamma_plus (1 - w/tau_max)) - 1)/(exp(gamma_plus) - 1),
/// q- = (exp(gamma_minus (1 - w/tau_min)) - 1)/(exp(gamma_minus) - 1), gamma± > 0 (EX 25-26).
template <class S>
struct TwoSidedExponentialResponse {
    static constexpr std::string_view name = "two_sided_exponential";
    S tau_min, tau_max;
    S gamma_plus = S(1), gamma_minus = S(1);
    S q_plus(const S& w) const {
        return (math::exp(S(gamma_plus * (S(1) - w / tau_max))) - S(1)) / (math::exp(gamma_plus) - S(1));
    }
    S q_minus(const S& w) const {
        return (math::exp(S(gamma_minus * (S(1) - w / tau_min))) - S(1)) / (math::exp(gamma_minus) - S(1));
    }
};

/// A device chosen at run time.
template <class S>
using AnyResponse = std::variant<IdealResponse<S>, AsymmetricLinearResponse<S>, LinearStepResponse<S>,
                                 ShiftedLinearResponse<S>, PowerResponse<S>, TwoSidedPowerResponse<S>,
                                 ExponentialResponse<S>, TwoSidedExponentialResponse<S>>;

}  // namespace aimcert
