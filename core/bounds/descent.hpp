#pragma once

#include "core/bounds/stability.hpp"

namespace aimcert {

/// Constants of the descent claims (theory section 4).
template <class S>
struct DescentConstants {
    S smoothness;   ///< L_f
    S sensitivity;  ///< L_S
    S saturation;   ///< r >= r_k over the run
    S young;        ///< u > 0
    std::size_t layers = 1;

    /// (1 + 1/u)(1 + r)² L_S², the weight of the squared delay.
    S delay_weight() const {
        return (S(1) + S(1) / young) * math::square(S(S(1) + saturation)) * math::square(sensitivity);
    }
    /// kappa = (M-1)(1 + 1/u)(1 + r)² L_S².
    S kappa() const { return math::whole<S>(layers - 1) * delay_weight(); }
    /// c = (alpha/2)(1 + 1/u)(1 + r)² L_S², the weight of the auxiliary function in V_k.
    S auxiliary_weight(const S& learning_rate) const { return learning_rate / S(2) * delay_weight(); }
};

template <class S>
DescentConstants<S> descent_constants(const SignalBounds<S>& bounds, const S& saturation, const S& young) {
    return {objective_smoothness(bounds), staleness_sensitivity(bounds), saturation, young, bounds.layers()};
}

/// What `sufficient_descent` and `lyapunov_descent` know of step k.
template <class S>
struct StepState {
    S objective;            ///< f(W_k)
    S gradient_norm_sq;     ///< |∇f(W_k)|²
    S noise_variance;       ///< s_k²
    S saturation;           ///< r_k
    S squared_delay;        ///< Σ_m Q_k^(m)
    S denoised_increment;   ///< E_k |dW_k + alpha eps_k|²
};

/// Largest learning rate of `lyapunov_descent`: 1/(L_f + √(L_f² + 2 kappa)) (AP 27-28).
template <class S>
S descent_learning_rate(const DescentConstants<S>& c) {
    return S(1) / (c.smoothness + math::sqrt(S(math::square(c.smoothness) + S(2) * c.kappa())));
}

/// Right-hand side of `sufficient_descent` (AP Lemma 4):
///   f - (alpha/2)(1-(1+u) r_k²)|∇f|² - (1/(2 alpha) - L_f) E|dW + alpha eps|² + alpha² L_f s_k²
///   + (alpha/2)(1+u) r_k² s_k² + (alpha/2)(1+1/u)(1+r_k)² L_S² Σ Q.
template <class S>
S sufficient_descent_bound(const DescentConstants<S>& c, const S& learning_rate, const StepState<S>& k) {
    const S asymmetry = (S(1) + c.young) * math::square(k.saturation);
    DescentConstants<S> at_step = c;
    at_step.saturation = k.saturation;
    return k.objective - learning_rate / S(2) * (S(1) - asymmetry) * k.gradient_norm_sq -
           (S(1) / (S(2) * learning_rate) - c.smoothness) * k.denoised_increment +
           math::square(learning_rate) * c.smoothness * k.noise_variance +
           learning_rate / S(2) * asymmetry * k.noise_variance +
           at_step.auxiliary_weight(learning_rate) * k.squared_delay;
}

/// Right-hand side of `lyapunov_descent` (AP 27-28), given V_k:
///   V_k - (alpha/2)(1-(1+u) r_k²)|∇f|² + alpha²(L_f + alpha kappa) s_k² + (alpha/2)(1+u) r_k² s_k².
template <class S>
S lyapunov_descent_bound(const DescentConstants<S>& c, const S& learning_rate, const S& lyapunov, const StepState<S>& k) {
    const S asymmetry = (S(1) + c.young) * math::square(k.saturation);
    return lyapunov - learning_rate / S(2) * (S(1) - asymmetry) * k.gradient_norm_sq +
           math::square(learning_rate) * (c.smoothness + learning_rate * c.kappa()) * k.noise_variance +
           learning_rate / S(2) * asymmetry * k.noise_variance;
}

/// Right-hand side of `sync_descent` (AP 86-93), for alpha <= 1/(2 L_f):
///   f - (alpha/2)(1-r²)|∇f|² + alpha² L_f s²/B + (alpha/2) r² s².
template <class S>
S sync_descent_bound(const S& smoothness, const S& learning_rate, const S& saturation, int micro_batches,
                     const S& objective, const S& gradient_norm_sq, const S& noise_variance) {
    const S r2 = math::square(saturation);
    return objective - learning_rate / S(2) * (S(1) - r2) * gradient_norm_sq +
           math::square(learning_rate) * smoothness * noise_variance / math::whole<S>(micro_batches) +
           learning_rate / S(2) * r2 * noise_variance;
}

}  // namespace aimcert
