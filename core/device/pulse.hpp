#pragma once

#include "core/device/response_bounds.hpp"

#include <cmath>
#include <vector>

namespace aimcert {

/// BL = ⌈|d|/dw_min⌉, the number of pulses that stand for the desired increment d (RF 26); dw_min > 0. Exact: a rounded
/// quotient is never on the other side of a whole number than the real one, it may only have met it, and then the sign
/// of |d| - n dw_min is that of one fused operation. The pulses ask together for BL dw_min, which exceeds |d| by less
/// than dw_min: there are no partial pulses.
inline int pulse_count(double d, double dw_min) {
    const double count = std::floor(std::abs(d) / dw_min);
    return static_cast<int>(count) + (std::fma(-count, dw_min, std::abs(d)) > 0 ? 1 : 0);
}

/// What one pulse of increment d asks for: s dw_min, s = sign d.
template <class S>
S pulse_step(const S& d, const S& dw_min) {
    return math::select(d, dw_min, S(-dw_min));
}

/// One pulse w ← w + step (q_s(w) + noise), s = sign step; noise = σ_c ξ is the relative cycle-to-cycle variation (RF 26).
template <class S, Response<S> R>
S pulse(const R& response, const S& w, const S& step, const S& noise) {
    return analog_update_by_sign(response, w, step) + step * noise;
}

/// A train of pulses, one for each entry σ_c ξ_i of `noise` (RF 26).
template <class S, Response<S> R>
S pulsed_update(const R& response, S w, const S& step, const std::vector<S>& noise) {
    for (const S& cycle_noise : noise) w = pulse(response, w, step, cycle_noise);
    return w;
}

/// How fast q_s changes and what it is at w, in the direction s = sign d.
template <class S>
struct DirectedResponse {
    S lipschitz;  ///< L, on the range
    S at_weight;  ///< q_s(w)
};

template <class S, Response<S> R>
DirectedResponse<S> directed_response(const R& response, const S& w, const S& d) {
    const ResponseLipschitz<S> lipschitz = response_lipschitz(response);
    return {math::select(d, lipschitz.plus, lipschitz.minus), math::select(d, response.q_plus(w), response.q_minus(w))};
}

/// Upper bound of |w_BL - U(w,d)| for BL = ⌈|d|/h⌉ pulses of size h = dw_min that stay in the range:
///   C1 h + C2 d² + C3 h N,   C1 = q (1 + L|d|/2),   C2 = L q/2,   C3 = 1 + L (|d| + h)(1 + L|d|/2),
/// q = q_s(w), L the Lipschitz constant of q_s on the range and N = `noise_excursion` = max_i σ_c |ξ_1 + .. + ξ_i|.
/// With v_i = s (w_i - w):  v_i = h Σ_{j<i} q_s(w_j) + h (σ_c Σ_{j<=i} ξ_j)  >= -h N, as q_s >= 0. Since q_s falls in
/// direction s, q_s(w_j) <= q + L h N, so |v_i| <= i h (q + L h N) + h N. Then
///   s (w_BL - U) = h Σ_i (q_s(w_i) - q) + (BL h - |d|) q + h σ_c Σ ξ_i,   |q_s(w_i) - q| <= L |v_i|,
/// and BL h < |d| + h, (BL - 1) h < |d|. (RF Thm 4 with its constants.)
template <class S, Response<S> R>
S pulse_limit_bound(const R& response, const S& w, const S& d, const S& dw_min, const S& noise_excursion) {
    const auto [lipschitz, q] = directed_response(response, w, d);
    const S half = S(1) + lipschitz * math::abs(d) / S(2);
    const S from_pulses = q * half;
    const S from_increment = lipschitz * q / S(2);
    const S from_noise = S(1) + lipschitz * (math::abs(d) + dw_min) * half;
    return from_pulses * dw_min + from_increment * math::square(d) + from_noise * dw_min * noise_excursion;
}

/// Upper bound of E|w_BL - w̄_BL|² over independent ξ_i of mean 0 and variance 1, w̄ the train without noise:
/// BL (σ_c dw_min)² < σ_c² dw_min (|d| + dw_min). One noiseless pulse never takes two weights further apart when q_s
/// falls in direction s and L dw_min <= 1, and the noise of a pulse adds its variance.
template <class S>
S pulse_noise_variance_bound(int pulses, const S& dw_min, const S& sigma_c) {
    return math::whole<S>(pulses) * math::square(S(sigma_c * dw_min));
}

/// Families whose responses are affine in w: q_s(w) = λ |bound - w| with the end `bound` of the range that s points to.
template <class R> inline constexpr bool is_linear_response = false;
template <class S> inline constexpr bool is_linear_response<AsymmetricLinearResponse<S>> = true;
template <class S> inline constexpr bool is_linear_response<LinearStepResponse<S>> = true;
template <class S> inline constexpr bool is_linear_response<ShiftedLinearResponse<S>> = true;

template <class R>
concept LinearResponse = is_linear_response<R>;

/// Solution at time |d| of dv/dt = s q_s(v), v(0) = w, s = sign d, for a linear response: bound - (bound - w) exp(-λ|d|).
/// For the asymmetric linear device with w0 = 0: s tau - (s tau - w) exp(-|d|/tau).
template <class S, LinearResponse R>
S pulse_flow(const R& response, const S& w, const S& d) {
    const DynamicRange<S> range = dynamic_range(response);
    const S bound = math::select(d, range.high, range.low);
    const S decay = math::exp(S(-directed_response(response, w, d).lipschitz * math::abs(d)));
    return bound - (bound - w) * decay;
}

/// Upper bound of |w_BL - flow(w,d)| for BL = `pulses` noiseless pulses of size h = dw_min, λ h <= 1:
///   q e^{-λ|d|} ((BL h - |d|) + (λ/2) BL h² (1 + λ h))  <=  C h,   C = q e^{-λ|d|} (1 + (λ/2)(|d| + h)(1 + λ h)).
/// The distance x = q/λ to the bound becomes x (1 - z)^BL, z = λ h, against x e^{-λ|d|}. The first is no larger; and
/// (1 - z) e^z >= 1 - z²(1 + z)/2 on [0, 1] (the series of the left side is 1 - Σ_{k>=2} z^k (k-1)/k!, whose
/// coefficients add up to 1), so (1 - z)^BL >= e^{-BL z} (1 - BL z²(1 + z)/2), and e^{-λ|d|} - e^{-BL z} <=
/// e^{-λ|d|} λ (BL h - |d|).
template <class S, LinearResponse R>
S pulse_flow_bound(const R& response, const S& w, const S& d, const S& dw_min, int pulses) {
    const auto [rate, q] = directed_response(response, w, d);
    const S train = math::whole<S>(pulses) * dw_min;
    const S excess = train - math::abs(d);
    const S curvature = rate * train * dw_min * (S(1) + rate * dw_min) / S(2);
    return q * math::exp(S(-rate * math::abs(d))) * (excess + curvature);
}

/// How far U(w,d) stays from the flow however fine the pulses: q (λ/2) d² (1 - λ|d|/3) <= |U - flow| <= q (λ/2) d²,
/// since 0 <= e^{-ρ} - 1 + ρ lies between ρ²/2 - ρ³/6 and ρ²/2 for ρ = λ|d| >= 0.
template <class S>
struct EulerGap {
    S at_least, at_most;
};

template <class S, LinearResponse R>
EulerGap<S> euler_gap(const R& response, const S& w, const S& d) {
    const auto [rate, q] = directed_response(response, w, d);
    const S at_most = q * rate * math::square(d) / S(2);
    return {at_most * (S(1) - rate * math::abs(d) / S(3)), at_most};
}

}  // namespace aimcert
