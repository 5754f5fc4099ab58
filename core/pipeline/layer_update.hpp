#pragma once

#include "core/device/fused_update.hpp"

namespace aimcert {

/// next = U(w, -alpha delta xᵀ), element-wise, on the device `response`; `next` may be `w` itself. Returns what the
/// monitors need when `monitored`, else zeros.
template <class S>
UpdateStatistics<S> update_layer(const AnyResponse<S>& response, const Matrix<S>& w, Matrix<S>& next,
                                 const Vector<S>& delta, const Vector<S>& x, const S& learning_rate,
                                 Vector<S>& scratch, bool monitored) {
    return std::visit(
        [&](const auto& device) {
            if (monitored) return monitored_rank_one_update(device, w, next, delta, x, learning_rate, scratch);
            rank_one_update(device, w, next, delta, x, learning_rate, scratch);
            return UpdateStatistics<S>{};
        },
        response);
}

/// 1/tau of a device with a symmetric range [-tau, tau]; 0 for digital weights, which never saturate.
template <class S>
S inverse_range(const AnyResponse<S>& response) {
    return std::visit(
        []<class R>(const R& device) {
            if constexpr (requires { device.tau; }) return S(S(1) / device.tau);
            else if constexpr (requires { device.tau_min; })
                return S(S(1) / math::min(S(-device.tau_min), device.tau_max));
            else return S(0);
        },
        response);
}

}  // namespace aimcert
