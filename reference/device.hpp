#pragma once

#include "reference/real.hpp"

#include <variant>

namespace aimcert::reference {

// Response families q₊, q₋ of theory.md section 2. Weights, tau, tau_min, tau_max and w0 share one unit (that of the
// weight); c, g, g_plus, g_minus are pure numbers. Each family states its range [lowest, highest], where q₊(highest) = 0
// and q₋(lowest) = 0. The linear families are defined for every w; the power families throw std::domain_error where
// their base is negative, that is outside the range.

/// q± = 1 on the whole line: the digital device.
struct Ideal {};

/// Asymmetric linear device (ALD): q± = 1 ∓ (w - w0)/tau, tau > 0 or infinite; range [w0 - tau, w0 + tau].
/// (AP eq. 1 is w0 = 0; EX Lemma 1 has the general w0.)
struct AsymmetricLinear {
    Real tau;
    Real w0 = 0;
};

/// q₊ = 1 - (w - w0)/tau_max, q₋ = 1 - (w - w0)/tau_min, tau_min < 0 < tau_max; range [w0 + tau_min, w0 + tau_max].
/// (EX 21)
struct LinearStep {
    Real tau_min;
    Real tau_max;
    Real w0 = 0;
};

/// q± = (1 ± c)(1 ∓ w/tau), tau > 0, |c| < 1; range [-tau, tau], symmetric point c tau. (RF section 1.1)
struct ShiftedLinear {
    Real tau;
    Real c;
};

/// q± = (1 ∓ w/tau)^g, tau > 0, g > 0; range [-tau, tau]. (RF 144)
struct Power {
    Real tau;
    Real g;
};

/// q₊ = (1 - w/tau_max)^g_plus, q₋ = (1 - w/tau_min)^g_minus, tau_min < 0 < tau_max, exponents > 0; range
/// [tau_min, tau_max]. The reading taken here of EX 24, which theory.md cites without displaying it.
struct TwoSidedPower {
    Real tau_min;
    Real tau_max;
    Real g_minus;
    Real g_plus;
};

/// q± = (exp(g(1 ∓ w/tau)) - 1)/(exp(g) - 1), tau > 0, g ≠ 0; range [-tau, tau]. (RF 145)
struct Exponential {
    Real tau;
    Real g;
};

/// q₊ = (exp(g_plus(1 - w/tau_max)) - 1)/(exp(g_plus) - 1), q₋ = (exp(g_minus(1 - w/tau_min)) - 1)/(exp(g_minus) - 1),
/// tau_min < 0 < tau_max, g_plus, g_minus ≠ 0; range [tau_min, tau_max]. The reading taken here of EX 25-26, which
/// theory.md cites without displaying them.
struct TwoSidedExponential {
    Real tau_min;
    Real tau_max;
    Real g_minus;
    Real g_plus;
};

using Device = std::variant<Ideal, AsymmetricLinear, LinearStep, ShiftedLinear, Power, TwoSidedPower, Exponential,
                            TwoSidedExponential>;

/// Dynamic range of a device, in units of the weight; infinite ends for Ideal.
struct DynamicRange {
    Real lowest;
    Real highest;
};

DynamicRange dynamic_range(const Device& device);

/// q₊(w): gain of a positive increment.
Real response_plus(const Device& device, const Real& w);

/// q₋(w): gain of a negative increment.
Real response_minus(const Device& device, const Real& w);

/// F(w) = (q₋ + q₊)/2 (AP 6, EX 7, RF 4).
Real symmetric_part(const Device& device, const Real& w);

/// G(w) = (q₋ - q₊)/2 (AP 6, EX 7, RF 4).
Real asymmetric_part(const Device& device, const Real& w);

/// U(w, d) = w + d q₊(w) for d ≥ 0, w + d q₋(w) for d < 0: one analog update of w by the desired increment d, in the
/// case form (AP 6 left side, EX 6, RF 3), never through F and G.
Real analog_update(const Device& device, const Real& w, const Real& d);

}  // namespace aimcert::reference
