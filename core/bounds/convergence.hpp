#pragma once

#include "core/bounds/descent.hpp"

namespace aimcert {

/// Right-hand side of `sync_convergence` (AP Thm 1):
///   [2 (f0 - f*)/(alpha K) + 2 alpha L_f s²/B]/(1-r²) + s² r²/(1-r²).
template <class S>
S sync_convergence_bound(const S& initial_gap, const S& learning_rate, int steps, const S& smoothness,
                         int micro_batches, const S& noise_variance, const S& saturation) {
    const S r2 = math::square(saturation);
    return ((S(2) * initial_gap / (learning_rate * math::whole<S>(steps)) +
             S(2) * learning_rate * smoothness * noise_variance / math::whole<S>(micro_batches)) +
            noise_variance * r2) /
           (S(1) - r2);
}

/// Right-hand side of `async_convergence` (AP Thm 2):
///   [2 (f0 - f*)/(alpha K) + 2 alpha (L_f + alpha kappa) s² + (1+u) s² mean_k r_k²]/(1-(1+u) r²).
template <class S>
S async_convergence_bound(const DescentConstants<S>& c, const S& initial_gap, const S& learning_rate, int steps,
                          const S& noise_variance, const S& mean_squared_saturation) {
    const S one_plus_u = S(1) + c.young;
    return (S(2) * initial_gap / (learning_rate * math::whole<S>(steps)) +
            S(2) * learning_rate * (c.smoothness + learning_rate * c.kappa()) * noise_variance +
            one_plus_u * noise_variance * mean_squared_saturation) /
           (S(1) - one_plus_u * math::square(c.saturation));
}

/// Without asymmetry Young's inequality is not needed, and kappa is its limit for u -> infinity: (M-1) L_S².
template <class S>
S digital_kappa(const DescentConstants<S>& c) {
    return math::whole<S>(c.layers - 1) * math::square(c.sensitivity);
}

/// Largest learning rate of `digital_async_convergence`: 1/(L_f + √(L_f² + 2 kappa)).
template <class S>
S digital_descent_learning_rate(const DescentConstants<S>& c) {
    return S(1) / (c.smoothness + math::sqrt(S(math::square(c.smoothness) + S(2) * digital_kappa(c))));
}

/// Right-hand side of `digital_async_convergence` (AP Thm 3):  2 (f0 - f*)/(alpha K) + 2 alpha (L_f + alpha kappa) s².
template <class S>
S digital_async_convergence_bound(const DescentConstants<S>& c, const S& initial_gap, const S& learning_rate, int steps,
                                  const S& noise_variance) {
    return S(2) * initial_gap / (learning_rate * math::whole<S>(steps)) +
           S(2) * learning_rate * (c.smoothness + learning_rate * digital_kappa(c)) * noise_variance;
}

}  // namespace aimcert
