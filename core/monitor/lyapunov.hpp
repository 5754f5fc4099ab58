#pragma once

#include "core/monitor/accumulated_delay.hpp"

namespace aimcert {

/// Lyapunov function V_k = f(W_k) - f* + c A_k (AP 22).
template <class S>
S lyapunov_function(const S& objective, const S& minimum, const S& auxiliary_weight, const AccumulatedDelay<S>& delay) {
    return objective - minimum + auxiliary_weight * delay.auxiliary();
}

}  // namespace aimcert
