#pragma once

#include "core/device/update.hpp"

namespace aimcert {

// What every family of core/device/response.hpp has in common on its dynamic range [low, high]: q+ is convex and falls
// to q+(high) = 0, q- is convex and rises from q-(low) = 0. (Affine functions; powers γ >= 1 of a non-negative affine
// function; exponentials of an affine function.) The bounds below follow from that alone.

/// Where the weights of a device live, in units of the weight.
template <class S>
struct DynamicRange {
    S low, high;
};

template <class S>
DynamicRange<S> dynamic_range(const AsymmetricLinearResponse<S>& r) {
    return {r.w0 - r.tau, r.w0 + r.tau};
}
template <class S>
DynamicRange<S> dynamic_range(const LinearStepResponse<S>& r) {
    return {r.w0 + r.tau_min, r.w0 + r.tau_max};
}
template <class S>
DynamicRange<S> dynamic_range(const ShiftedLinearResponse<S>& r) {
    return {-r.tau, r.tau};
}
template <class S>
DynamicRange<S> dynamic_range(const PowerResponse<S>& r) {
    return {-r.tau, r.tau};
}
template <class S>
DynamicRange<S> dynamic_range(const TwoSidedPowerResponse<S>& r) {
    return {r.tau_min, r.tau_max};
}
template <class S>
DynamicRange<S> dynamic_range(const ExponentialResponse<S>& r) {
    return {-r.tau, r.tau};
}
template <class S>
DynamicRange<S> dynamic_range(const TwoSidedExponentialResponse<S>& r) {
    return {r.tau_min, r.tau_max};
}

/// A device whose weights have a range; digital weights have none.
template <class R>
concept Ranged = requires(const R& response) { dynamic_range(response); };

/// F_max = sup F over the range. F = (q- + q+)/2 is convex, so its largest value is at an end, where one of the two
/// responses vanishes: F_max = max(q-(high), q+(low))/2. In closed form
///   asymmetric linear 1; linear step (1 - tau_max/tau_min)/2 or (1 - tau_min/tau_max)/2, the larger;
///   shifted linear 1 + |c|; power 2^(γ-1); exponential (e^γ + 1)/2;
///   two-sided families: the larger of (1 - tau_min/tau_max)^γ₊/2 and (1 - tau_max/tau_min)^γ₋/2, or the same with
///   (e^(γ(1 - x)) - 1)/(e^γ - 1) in place of (1 - x)^γ.
template <class S, Ranged R>
S largest_symmetric_part(const R& response) {
    const DynamicRange<S> range = dynamic_range(response);
    return math::max(response.q_minus(range.high), response.q_plus(range.low)) / S(2);
}
template <class S>
S largest_symmetric_part(const IdealResponse<S>&) {
    return S(1);
}
template <class S>
S largest_symmetric_part(const AsymmetricLinearResponse<S>&) {
    return S(1);
}

/// Lipschitz constants of q+ and q- on the range, in units of 1/weight. Both are convex and monotone, so the steepest
/// place of q+ is `low` and that of q- is `high`.
template <class S>
struct ResponseLipschitz {
    S plus, minus;
};

template <class S>
ResponseLipschitz<S> response_lipschitz(const IdealResponse<S>&) {
    return {S(0), S(0)};
}
template <class S>
ResponseLipschitz<S> response_lipschitz(const AsymmetricLinearResponse<S>& r) {
    return {S(1) / r.tau, S(1) / r.tau};
}
template <class S>
ResponseLipschitz<S> response_lipschitz(const LinearStepResponse<S>& r) {
    return {S(1) / r.tau_max, S(-1) / r.tau_min};
}
template <class S>
ResponseLipschitz<S> response_lipschitz(const ShiftedLinearResponse<S>& r) {
    return {(S(1) + r.c) / r.tau, (S(1) - r.c) / r.tau};
}
/// γ (1 - low/high)^(γ-1) / high: the slope of (1 - w/high)^γ at `low`, without its sign.
template <class S>
S steepest_power_slope(const S& high, const S& low, int gamma) {
    return math::whole<S>(gamma) * math::power(S(S(1) - low / high), gamma - 1) / math::abs(high);
}
template <class S>
ResponseLipschitz<S> response_lipschitz(const PowerResponse<S>& r) {
    const S slope = steepest_power_slope(r.tau, S(-r.tau), r.gamma);
    return {slope, slope};
}
template <class S>
ResponseLipschitz<S> response_lipschitz(const TwoSidedPowerResponse<S>& r) {
    return {steepest_power_slope(r.tau_max, r.tau_min, r.gamma_plus),
            steepest_power_slope(r.tau_min, r.tau_max, r.gamma_minus)};
}
/// γ exp(γ (1 - low/high)) / (high (exp(γ) - 1)): the slope of the exponential response at `low`, without its sign.
template <class S>
S steepest_exponential_slope(const S& high, const S& low, const S& gamma) {
    return gamma * math::exp(S(gamma * (S(1) - low / high))) / (math::abs(high) * (math::exp(gamma) - S(1)));
}
template <class S>
ResponseLipschitz<S> response_lipschitz(const ExponentialResponse<S>& r) {
    const S slope = steepest_exponential_slope(r.tau, S(-r.tau), r.gamma);
    return {slope, slope};
}
template <class S>
ResponseLipschitz<S> response_lipschitz(const TwoSidedExponentialResponse<S>& r) {
    return {steepest_exponential_slope(r.tau_max, r.tau_min, r.gamma_plus),
            steepest_exponential_slope(r.tau_min, r.tau_max, r.gamma_minus)};
}

}  // namespace aimcert
