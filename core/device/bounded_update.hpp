#pragma once

#include "core/scalar/scalar.hpp"

namespace aimcert {

/// The asymmetric linear update with w0 = 0, measured from the bound that d points to:
///   U(w, d) = s (tau - (1 - t)(tau - s w)),  t = |d|/tau, s = sign d.
/// |w| <= tau and |d| <= tau imply |U(w, d)| <= tau in every arithmetic whose rounding is monotone, without a rounding
/// term: tau - s w rounds into [0, 2 tau] and 1 - t into [0, 1], so their product rounds into [0, 2 tau] and its
/// difference from tau into [-tau, tau] (2 tau must not overflow); proved in
/// proofs-checks/rounding/bounded_weights_rounded.v. Of the forms w + d - |d| w/tau and w + t (s tau - w)
/// neither has this property. The price: an increment below the spacing of numbers around tau is lost.
template <class S>
S analog_update_from_bound(const S& tau, const S& w, const S& d) {
    const S rest = S(1) - math::abs(d) / tau;
    return math::select(d, S(tau - rest * (tau - w)), S(rest * (tau + w) - tau));
}

}  // namespace aimcert
