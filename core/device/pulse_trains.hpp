#pragma once

#include "core/scalar/scalar.hpp"

#include <vector>

namespace aimcert {

/// Chance that one slot of a row's (or column's) train carries a pulse: |value| scale, at most 1.
template <class S>
S pulse_probability(const S& value, const S& scale) {
    return math::abs(value) * scale;
}

/// Chances of 0..slots coincidences of two independent trains whose slots carry a pulse with chance p and q: binomial,
///   P(k) = C(slots, k) (p q)^k (1 - p q)^(slots - k).                                                      (AP II-A)
template <class S>
std::vector<S> coincidence_distribution(const S& p, const S& q, int slots) {
    const S both = p * q;
    std::vector<S> chances;
    S choices(1);
    for (int k = 0; k <= slots; ++k) {
        chances.push_back(choices * math::power(both, k) * math::power(S(S(1) - both), slots - k));
        choices = choices * math::whole<S>(slots - k) / math::whole<S>(k + 1);
    }
    return chances;
}

/// Increment that `coincidences` pulses of size dw_min ask of the weight between row d and column x: they all have the
/// sign of d x.
template <class S>
S coincidence_increment(const S& d, const S& x, const S& dw_min, int coincidences) {
    const S along_x = math::select(x, dw_min, S(-dw_min));
    return math::whole<S>(coincidences) * math::select(d, along_x, S(-along_x));
}

/// Expected increment: the entry a d x of the rank-one update with a = slots dw_min scale² (AP II-A).
template <class S>
S expected_rank_update(const S& d, const S& x, const S& dw_min, const S& scale, int slots) {
    return math::whole<S>(slots) * dw_min * math::square(scale) * d * x;
}

}  // namespace aimcert
