#pragma once

#include "core/scalar/scalar.hpp"

#include <boost/multiprecision/gmp.hpp>
#include <boost/multiprecision/mpfi.hpp>
#include <boost/multiprecision/mpfr.hpp>

#include <stdexcept>
#include <string>

namespace aimcert {

template <unsigned Digits>
using Real = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<Digits, boost::multiprecision::allocate_stack>,
    boost::multiprecision::et_off>;
using Real50 = Real<50>;
using Real100 = Real<100>;

/// Closed interval with end points of so many digits, rounded outwards by MPFI: contains the real result of every operation.
template <unsigned Digits>
using IntervalOf = boost::multiprecision::number<boost::multiprecision::mpfi_float_backend<Digits>,
                                                 boost::multiprecision::et_off>;
using Interval = IntervalOf<100>;
using LongInterval = IntervalOf<400>;

/// Exact rational number.
using Rational =
    boost::multiprecision::number<boost::multiprecision::gmp_rational, boost::multiprecision::et_off>;

/// Thrown when an exact result is no rational number (the square root of 2, tanh of 1/2).
struct NotRational : std::domain_error {
    using std::domain_error::domain_error;
};

template <unsigned Digits>
struct ScalarTraits<Real<Digits>> : RoundedScalar<Real<Digits>> {
    static constexpr std::string_view name = Digits == 50 ? "real50" : "real100";
    static double unit_roundoff() {
        return static_cast<double>(std::numeric_limits<Real<Digits>>::epsilon() / 2);
    }
};

/// Interval arithmetic. `less_equal` answers for every pair of members, never by medians.
template <unsigned Digits>
struct ScalarTraits<IntervalOf<Digits>> {
    using Interval = IntervalOf<Digits>;
    using EndPoint = typename boost::multiprecision::component_type<Interval>::type;

    static constexpr std::string_view name = Digits == 100 ? "interval" : "long_interval";
    static constexpr Arithmetic arithmetic = Arithmetic::interval;
    static double unit_roundoff() { return static_cast<double>(std::numeric_limits<EndPoint>::epsilon()); }

    static Interval from_double(double value) { return Interval(value); }
    static double to_double(const Interval& x) { return static_cast<double>(median(x)); }
    static Interval hull(const EndPoint& low, const EndPoint& high) { return Interval(low, high); }

    static Interval abs(const Interval& x) { return boost::multiprecision::abs(x); }
    /// Negative parts that rounding outwards may have added below zero are cut off: sqrt is asked only of
    /// quantities that are non-negative as real numbers.
    static Interval sqrt(const Interval& x) {
        return boost::multiprecision::sqrt(lower(x) < 0 ? max(x, Interval(0)) : x);
    }
    static Interval exp(const Interval& x) { return boost::multiprecision::exp(x); }
    static Interval expm1(const Interval& x) {
        Interval result;
        mpfi_expm1(result.backend().data(), x.backend().data());
        return result;
    }
    static Interval log1p(const Interval& x) {
        Interval result;
        mpfi_log1p(result.backend().data(), x.backend().data());
        return result;
    }
    static Interval tanh(const Interval& x) { return boost::multiprecision::tanh(x); }
    static Interval atan(const Interval& x) { return boost::multiprecision::atan(x); }
    static Interval sin(const Interval& x) { return boost::multiprecision::sin(x); }
    static Interval cos(const Interval& x) { return boost::multiprecision::cos(x); }
    static Interval min(const Interval& a, const Interval& b) {
        return hull(std::min<EndPoint>(lower(a), lower(b)), std::min<EndPoint>(upper(a), upper(b)));
    }
    static Interval max(const Interval& a, const Interval& b) {
        return hull(std::max<EndPoint>(lower(a), lower(b)), std::max<EndPoint>(upper(a), upper(b)));
    }
    static Interval select(const Interval& sign, const Interval& if_nonnegative, const Interval& if_negative) {
        if (lower(sign) >= 0) return if_nonnegative;
        if (upper(sign) < 0) return if_negative;
        return hull(std::min<EndPoint>(lower(if_nonnegative), lower(if_negative)),
                    std::max<EndPoint>(upper(if_nonnegative), upper(if_negative)));
    }

    static Truth less_equal(const Interval& a, const Interval& b) {
        if (upper(a) <= lower(b)) return Truth::yes;
        if (lower(a) > upper(b)) return Truth::no;
        return Truth::unknown;
    }
};

/// Exact rationals. Functions that leave the rationals are defined where their value is rational (sqrt of a square,
/// tanh, exp, sin, ... at 0) and throw NotRational elsewhere.
template <>
struct ScalarTraits<Rational> : RoundedScalar<Rational> {
    static constexpr std::string_view name = "rational";
    static constexpr Arithmetic arithmetic = Arithmetic::exact;
    static double unit_roundoff() { return 0.0; }

    static Rational from_double(double value) {
        if (!std::isfinite(value)) throw NotRational("infinity and NaN are not rational");
        return Rational(value);
    }
    static Rational abs(const Rational& x) { return x < 0 ? Rational(-x) : x; }
    static Rational sqrt(const Rational& x) {
        const auto root = [](const boost::multiprecision::mpz_int& n) {
            const boost::multiprecision::mpz_int r = boost::multiprecision::sqrt(n);
            if (r * r != n) throw NotRational("square root of " + n.str() + " is not rational");
            return r;
        };
        if (x < 0) throw NotRational("square root of a negative number");
        return Rational(root(numerator(x)), root(denominator(x)));
    }
    static Rational exp(const Rational& x) { return at_zero(x, 1, "exp"); }
    static Rational expm1(const Rational& x) { return at_zero(x, 0, "expm1"); }
    static Rational log1p(const Rational& x) { return at_zero(x, 0, "log1p"); }
    static Rational tanh(const Rational& x) { return at_zero(x, 0, "tanh"); }
    static Rational atan(const Rational& x) { return at_zero(x, 0, "atan"); }
    static Rational sin(const Rational& x) { return at_zero(x, 0, "sin"); }
    static Rational cos(const Rational& x) { return at_zero(x, 1, "cos"); }

private:
    static Rational at_zero(const Rational& x, int value, const char* function) {
        if (x != 0) throw NotRational(std::string(function) + " of " + x.str() + " is not rational");
        return Rational(value);
    }
};

}  // namespace aimcert
