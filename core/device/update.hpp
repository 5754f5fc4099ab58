#pragma once

#include "core/device/response.hpp"

namespace aimcert {

/// Symmetric part F(w) = (q-(w) + q+(w))/2 (RF 4).
template <class S, Response<S> R>
S symmetric_part(const R& response, const S& w) {
    return (response.q_minus(w) + response.q_plus(w)) / S(2);
}

/// Asymmetric part G(w) = (q-(w) - q+(w))/2 (RF 4).
template <class S, Response<S> R>
S asymmetric_part(const R& response, const S& w) {
    return (response.q_minus(w) - response.q_plus(w)) / S(2);
}

/// F = 1 for the asymmetric linear device.
template <class S>
S symmetric_part(const AsymmetricLinearResponse<S>&, const S&) {
    return S(1);
}

/// G(w) = (w - w0)/tau for the asymmetric linear device.
template <class S>
S asymmetric_part(const AsymmetricLinearResponse<S>& response, const S& w) {
    return (w - response.w0) / response.tau;
}

/// One analog update U(w, d) = w + d F(w) - |d| G(w) of weight w by the desired increment d (AP 6, EX 6-7, RF 3-5).
/// For the asymmetric linear device with w0 = 0: w + d - |d| w/tau.
template <class S, Response<S> R>
S analog_update(const R& response, const S& w, const S& d) {
    return w + d * symmetric_part(response, w) - math::abs(d) * asymmetric_part(response, w);
}

/// The same update as its definition states it: w + d q+(w) for d >= 0, w + d q-(w) for d < 0.
template <class S, Response<S> R>
S analog_update_by_sign(const R& response, const S& w, const S& d) {
    return math::select(d, S(w + d * response.q_plus(w)), S(w + d * response.q_minus(w)));
}

/// The asymmetric linear update with w0 = 0 as linear interpolation towards the bound that d points to:
/// w + t (s tau - w), t = |d|/tau, s = sign d. Equal to U(w, d) over the reals.
template <class S>
S analog_update_towards_bound(const S& tau, const S& w, const S& d) {
    const S t = math::abs(d) / tau;
    return math::select(d, S(w + t * (tau - w)), S(w + t * (-tau - w)));
}

}  // namespace aimcert
