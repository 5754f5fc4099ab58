#pragma once

#include "core/scalar/scalar.hpp"

#include <bit>

namespace aimcert {

/// Closed interval with double end points that contains the real result of every operation: the filter that decides
/// most comparisons before slower arithmetic is asked.
///
/// Operations round to nearest and nobody changes the rounding mode, so that no compiler has to know of it: an end point
/// is the rounded result moved outwards by one unit in its last place or two, unless a sum is seen to be rounded outwards
/// already. An interval is finite or all numbers, whose comparisons are `unknown`: what overflows, is divided by an
/// interval around 0, infinity and NaN.
class DoubleInterval {
    /// (-lower, upper): outwards is upwards for both, and one vector instruction serves both.
    using Ends = double __attribute__((vector_size(16)));
    using Bits = long long __attribute__((vector_size(16)));

public:
    constexpr DoubleInterval(int n = 0) : ends_{-static_cast<double>(n), static_cast<double>(n)} {}
    /// From `lower` to `upper` where their difference is finite, else all numbers.
    static DoubleInterval between(double lower, double upper) { return finite_or_whole(Ends{-lower, upper}); }
    static DoubleInterval whole() {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return DoubleInterval(Ends{infinity, infinity});
    }

    double lower() const { return -ends_[0]; }
    double upper() const { return ends_[1]; }

    /// At most, and at least, every real number that is rounded to x, for x normal: 2^-52 |x| is one unit in the last place
    /// or more, and so is what it changes x by.
    static double below(double x) { return x - 0x1p-52 * std::abs(x); }
    static double above(double x) { return x + 0x1p-52 * std::abs(x); }

    /// The error of a rounded sum is a double, which six operations give (Knuth), or NaN where one of them overflows; it is
    /// not positive where the sum needs no widening. Sums that are not normal have none.
    friend DoubleInterval operator+(DoubleInterval a, DoubleInterval b) {
        const Ends sum = a.ends_ + b.ends_, of_b = sum - a.ends_, error = (a.ends_ - (sum - of_b)) + (b.ends_ - of_b);
        const Bits outwards = error <= Ends{0, 0};
        return finite_or_whole(sum + masked(0x1p-52 * magnitude(sum), ~outwards));
    }
    friend DoubleInterval operator-(DoubleInterval a, DoubleInterval b) { return a + -b; }
    friend DoubleInterval operator-(DoubleInterval a) { return DoubleInterval(Ends{a.ends_[1], a.ends_[0]}); }
    friend DoubleInterval operator*(DoubleInterval a, DoubleInterval b) {
        const double p = a.ends_[0], q = a.ends_[1];
        const Ends of_lower{b.ends_[0], -b.ends_[0]}, of_upper{b.ends_[1], -b.ends_[1]};
        const Ends product = larger(larger(Ends{-p, -p} * of_lower, Ends{p, p} * of_upper),
                                    larger(Ends{q, q} * of_lower, Ends{-q, -q} * of_upper));
        return normal(product) ? finite_or_whole(product + 0x1p-52 * magnitude(product)) : product_near_zero(a, b);
    }
    friend DoubleInterval operator/(DoubleInterval a, DoubleInterval b) {
        if (b.upper() < 0) return -a / -b;
        if (!(b.lower() > 0)) return whole();
        const Ends quotient = a.ends_ / Ends{a.lower() < 0 ? b.lower() : b.upper(), a.upper() < 0 ? b.upper() : b.lower()};
        return normal(quotient) ? finite_or_whole(quotient + 0x1p-52 * magnitude(quotient)) : quotient_near_zero(a, b);
    }
    DoubleInterval& operator+=(DoubleInterval b) { return *this = *this + b; }
    DoubleInterval& operator-=(DoubleInterval b) { return *this = *this - b; }
    DoubleInterval& operator*=(DoubleInterval b) { return *this = *this * b; }

private:
    explicit DoubleInterval(Ends ends) : ends_(ends) {}

    static DoubleInterval finite_or_whole(Ends ends) {
        return ends[0] + ends[1] <= std::numeric_limits<double>::max() ? DoubleInterval(ends) : whole();
    }
    static Ends masked(Ends x, Bits mask) { return std::bit_cast<Ends>(std::bit_cast<Bits>(x) & mask); }
    static Ends magnitude(Ends x) {
        constexpr long long all_but_sign = std::numeric_limits<long long>::max();
        return masked(x, Bits{all_but_sign, all_but_sign});
    }
    static Ends larger(Ends x, Ends y) { return x > y ? x : y; }
    static bool normal(Ends x) {
        constexpr double smallest = std::numeric_limits<double>::min();
        return std::abs(x[0]) >= smallest && std::abs(x[1]) >= smallest;
    }
    /// An end point is 0 or not normal, so that its rounding error is no multiple of it.
    static DoubleInterval product_near_zero(DoubleInterval a, DoubleInterval b);
    static DoubleInterval quotient_near_zero(DoubleInterval a, DoubleInterval b);

    Ends ends_;
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
