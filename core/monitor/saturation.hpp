#pragma once

#include "core/linear_algebra.hpp"

namespace aimcert {

/// Saturation degree r_k = |W_k|_inf / tau, given 1/tau (0 for digital weights).
template <class S>
S saturation_degree(const Weights<S>& weights, const S& inverse_tau) {
    return max_abs(weights) * inverse_tau;
}

}  // namespace aimcert
