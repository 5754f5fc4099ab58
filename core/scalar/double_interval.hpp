#pragma once

#include "core/scalar/scalar.hpp"

namespace aimcert {

/// Closed interval with double end points that contains the real result of every operation: the filter that decides
/// most comparisons before slower arithmetic is asked.
///
/// Operations round to nearest and nobody changes the rounding mode, so that no compiler has to know of it: an end point
/// is the rounded result moved outwards by one unit in its last place or two, unless a sum is seen to be exact. An interval is finite or all numbers, whose
/// comparisons are `unknown`: what overflows, is divided by an interval around 0, infinity and NaN.
class DoubleInterval {
public:
    constexpr DoubleInterval(int n = 0) : lower_(n), upper_(n) {}
    /// From `lower` to `upper` where their difference is finite, else all numbers.
    static DoubleInterval between(double lower, double upper) {
        return upper - lower <= std::numeric_limits<double>::max() ? DoubleInterval(lower, upper) : whole();
    }
    static DoubleInterval whole() {
        return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    }

    double lower() const { return lower_; }
    double upper() const { return upper_; }

    /// At most, and at least, every real number that is rounded to x, for x normal: 2^-52 |x| is one unit in the last place
    /// or more. Sums that are not normal are exact.
    static double below(double x) { return smaller((1 - 0x1p-52) * x, (1 + 0x1p-52) * x); }
    static double above(double x) { return larger((1 - 0x1p-52) * x, (1 + 0x1p-52) * x); }

    friend DoubleInterval operator+(DoubleInterval a, DoubleInterval b) {
        const double low = a.lower_ + b.lower_, high = a.upper_ + b.upper_;
        return between(exact_sum(low, a.lower_, b.lower_) ? low : below(low),
                       exact_sum(high, a.upper_, b.upper_) ? high : above(high));
    }
    friend DoubleInterval operator-(DoubleInterval a, DoubleInterval b) { return a + -b; }
    friend DoubleInterval operator-(DoubleInterval a) { return {-a.upper_, -a.lower_}; }
    friend DoubleInterval operator*(DoubleInterval a, DoubleInterval b) {
        const double p = a.lower_ * b.lower_, q = a.lower_ * b.upper_, r = a.upper_ * b.lower_, s = a.upper_ * b.upper_;
        const double low = smaller(smaller(p, q), smaller(r, s)), high = larger(larger(p, q), larger(r, s));
        return normal(low, high) ? between(below(low), above(high)) : product_near_zero(a, b);
    }
    friend DoubleInterval operator/(DoubleInterval a, DoubleInterval b) {
        if (b.upper_ < 0) return -a / -b;
        if (!(b.lower_ > 0)) return whole();
        const double low = a.lower_ / (a.lower_ < 0 ? b.lower_ : b.upper_);
        const double high = a.upper_ / (a.upper_ < 0 ? b.upper_ : b.lower_);
        return normal(low, high) ? between(below(low), above(high)) : quotient_near_zero(a, b);
    }
    DoubleInterval& operator+=(DoubleInterval b) { return *this = *this + b; }
    DoubleInterval& operator-=(DoubleInterval b) { return *this = *this - b; }
    DoubleInterval& operator*=(DoubleInterval b) { return *this = *this * b; }

private:
    DoubleInterval(double lower, double upper) : lower_(lower), upper_(upper) {}

    static double smaller(double a, double b) { return a < b ? a : b; }
    static double larger(double a, double b) { return a > b ? a : b; }
    /// The difference of a rounded sum and its larger summand is a double.
    static bool exact_sum(double sum, double a, double b) { return sum - a == b && sum - b == a; }
    static bool normal(double low, double high) {
        constexpr double smallest = std::numeric_limits<double>::min();
        return std::abs(low) >= smallest && std::abs(high) >= smallest;
    }
    /// An end point is 0 or not normal, so that its rounding error is no multiple of it.
    static DoubleInterval product_near_zero(DoubleInterval a, DoubleInterval b);
    static DoubleInterval quotient_near_zero(DoubleInterval a, DoubleInterval b);

    double lower_, upper_;
};

inline double lower(DoubleInterval x) { return x.lower(); }
inline double upper(DoubleInterval x) { return x.upper(); }
inline double width(DoubleInterval x) { return DoubleInterval::above(x.upper() - x.lower()); }

/// `less_equal` answers for every pair of members. The functions beyond sqrt stand in double_interval.cpp.
template <>
struct ScalarTraits<DoubleInterval> {
    using I = DoubleInterval;

    static constexpr std::string_view name = "double_interval";
    static constexpr Arithmetic arithmetic = Arithmetic::interval;
    static double unit_roundoff() { return 0x1p-52; }

    static I from_double(double value) { return I::between(value, value); }
    static double to_double(I x) { return x.lower() / 2 + x.upper() / 2; }

    static I abs(I x) {
        if (x.lower() >= 0) return x;
        if (x.upper() <= 0) return -x;
        return I::between(0, std::max(-x.lower(), x.upper()));
    }
    /// Asked only of quantities that are non-negative as real numbers: what rounding put below zero is cut off.
    static I sqrt(I x) {
        if (!(x.upper() >= 0)) return I::whole();
        return I::between(x.lower() > 0 ? I::below(std::sqrt(x.lower())) : 0, I::above(std::sqrt(x.upper())));
    }
    static I exp(I x);
    static I expm1(I x);
    static I log1p(I x);
    static I tanh(I x);
    static I atan(I x);
    static I sin(I x);
    static I cos(I x);
    static I min(I a, I b) { return I::between(std::min(a.lower(), b.lower()), std::min(a.upper(), b.upper())); }
    static I max(I a, I b) { return I::between(std::max(a.lower(), b.lower()), std::max(a.upper(), b.upper())); }
    static I select(I sign, I if_nonnegative, I if_negative) {
        if (sign.lower() >= 0) return if_nonnegative;
        if (sign.upper() < 0) return if_negative;
        return I::between(std::min(if_nonnegative.lower(), if_negative.lower()),
                          std::max(if_nonnegative.upper(), if_negative.upper()));
    }

    static Truth less_equal(I a, I b) {
        if (a.upper() <= b.lower()) return Truth::yes;
        if (a.lower() > b.upper()) return Truth::no;
        return Truth::unknown;
    }
};

}  // namespace aimcert
