#pragma once

#include "core/bounds/signal_bounds.hpp"

namespace aimcert {

/// Largest learning rate of `bounded_iterates` (AP Lemma 8, sharpened): for |W_0|_inf/tau <= r0 < r < 1 and bounds of the
/// box W_max = r tau,
///   tau / max_m(D_m X_m) * (1 - ((1-r)/(1-r0))^(1/K))  keeps |W_k|_inf <= r tau for k <= K:
/// one step shrinks the distance to saturation at most by the factor 1 - alpha max_m(D_m X_m)/tau.
template <class S>
S bounded_iterates_learning_rate(const SignalBounds<S>& box, const S& tau, const S& r0, const S& r, int steps) {
    S largest(0);
    for (std::size_t m = 0; m < box.layers(); ++m) largest = math::max(largest, S(box.error[m] * box.input[m]));
    // (1-r)/(1-r0) = 1 + (r0-r)/(1-r0); its K-th root through logarithms.
    const S root = math::exp(S(math::log1p(S((r0 - r) / (S(1) - r0))) / math::whole<S>(steps)));
    return tau / largest * (S(1) - root);
}

}  // namespace aimcert
