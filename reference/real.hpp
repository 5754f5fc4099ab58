#pragma once

#include <boost/multiprecision/mpfr.hpp>

#include <limits>

namespace aimcert::reference {

/// The one scalar of the reference: 100 decimal digits on MPFR, every operation correctly rounded.
using Real = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>,
                                           boost::multiprecision::et_off>;

/// Unit roundoff u: half the distance from 1 to the next number.
inline Real unit_roundoff() {
    return std::numeric_limits<Real>::epsilon() / 2;
}

/// tau = infinity is the digital device; w / infinity = 0 makes its formulas fall out of the analog ones.
inline Real infinity() {
    return std::numeric_limits<Real>::infinity();
}

/// eˣ - 1, correctly rounded also where eˣ ≈ 1.
inline Real exp_minus_one(const Real& x) {
    Real result;
    mpfr_expm1(result.backend().data(), x.backend().data(), MPFR_RNDN);
    return result;
}

/// log(1 + x) for x > -1, correctly rounded also where x ≈ 0.
inline Real log_one_plus(const Real& x) {
    Real result;
    mpfr_log1p(result.backend().data(), x.backend().data(), MPFR_RNDN);
    return result;
}

}  // namespace aimcert::reference
