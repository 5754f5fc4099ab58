#pragma once

#include "core/bounds/convergence.hpp"

namespace aimcert {

// How many updates the bounds of convergence.hpp need to come within eps of what they leave for K -> infinity
// (AP Cor. 1, 2), at the learning rate that balances descent against noise.

/// What the synchronous bound leaves as K -> infinity: s² r²/(1-r²).
template <class S>
S sync_asymptotic_error(const S& noise_variance, const S& saturation) {
    const S r2 = math::square(saturation);
    return noise_variance * r2 / (S(1) - r2);
}

/// What the asynchronous bound leaves as K -> infinity: (1+u) s² mean r²/(1-(1+u) r²).
template <class S>
S async_asymptotic_error(const DescentConstants<S>& c, const S& noise_variance, const S& mean_squared_saturation) {
    const S one_plus_u = S(1) + c.young;
    return one_plus_u * noise_variance * mean_squared_saturation / (S(1) - one_plus_u * math::square(c.saturation));
}

/// Admissible rate that balances 2 D/(alpha K) against 2 alpha L_f s²/B, D = f0 - f*: min(limit, √(B D/(K L_f s²))).
/// `limit` is 1/(2 L_f) for synchronous training, `descent_learning_rate` and B = 1 for asynchronous. Needs s² > 0.
template <class S>
S balanced_learning_rate(const S& limit, const S& initial_gap, int steps, const S& smoothness, int micro_batches,
                         const S& noise_variance) {
    return math::min(limit, math::sqrt(S(math::whole<S>(micro_batches) * initial_gap /
                                         (math::whole<S>(steps) * smoothness * noise_variance))));
}

/// Updates that suffice for an error eps above the asymptotic one.
template <class S>
struct StepsForError {
    S noise;  ///< ~ eps^-2
    S delay;  ///< ~ eps^-1, 0 without a stale pipeline
    S rate;   ///< ~ eps^-1, from the largest admissible rate

    S total() const { return math::max(S(noise + delay), S(rate + delay / S(2))); }
    /// What eps/2 takes.
    StepsForError halved() const { return {S(4) * noise, S(2) * delay, S(2) * rate}; }
};

/// For a bound 2 D/(alpha K) + 2 alpha L_f v + 2 alpha² kappa v <= eps' at the balanced rate, D = f0 - f*, b = kappa D/L_f:
///   max(16 D L_f v/eps'² + 4 b/eps', (4 D/alpha_max + 2 b)/eps')  updates suffice.
/// Where the balanced rate is admissible the bound is 4√(D L_f v/K) + 2 b/K, at most eps' from
/// K = (2√(D L_f v) + √(4 D L_f v + 2 b eps'))²/eps'² <= 16 D L_f v/eps'² + 4 b/eps' on; elsewhere
/// alpha_max² L_f v K <= D bounds 2 alpha_max L_f v by 2 D/(alpha_max K) and 2 alpha_max² kappa v by 2 b/K.
template <class S>
StepsForError<S> steps_for_error(const S& scaled_error, const S& initial_gap, const S& smoothness, const S& variance,
                                 const S& kappa, const S& largest_rate) {
    return {S(16) * initial_gap * smoothness * variance / math::square(scaled_error),
            S(4) * kappa * initial_gap / (smoothness * scaled_error),
            S(4) * initial_gap / (largest_rate * scaled_error)};
}

/// `sync_convergence`: eps' = eps (1-r²), v = s²/B, alpha_max = 1/(2 L_f); updates are mini-batches.
template <class S>
StepsForError<S> sync_steps_for_error(const S& error, const S& initial_gap, const S& smoothness, int micro_batches,
                                      const S& noise_variance, const S& saturation) {
    return steps_for_error(S(error * (S(1) - math::square(saturation))), initial_gap, smoothness,
                           S(noise_variance / math::whole<S>(micro_batches)), S(0), S(S(1) / (S(2) * smoothness)));
}

/// `async_convergence`: eps' = eps (1-(1+u) r²), v = s², alpha_max = `descent_learning_rate`.
template <class S>
StepsForError<S> async_steps_for_error(const DescentConstants<S>& c, const S& error, const S& initial_gap,
                                       const S& noise_variance) {
    return steps_for_error(S(error * (S(1) - (S(1) + c.young) * math::square(c.saturation))), initial_gap, c.smoothness,
                           noise_variance, c.kappa(), descent_learning_rate(c));
}

}  // namespace aimcert
