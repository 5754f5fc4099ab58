#include "core/scalar/double_interval.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace aimcert {
namespace {

using I = DoubleInterval;

constexpr double smallest = std::numeric_limits<double>::denorm_min(), infinity = std::numeric_limits<double>::infinity();

/// At most the real number whose rounded value is x, of the sign known to be `sign`, or a number that is not normal.
double below_with_sign(double x, double sign) { return sign >= 0 ? std::max(I::below(x) - smallest, 0.0) : I::below(x) - smallest; }

double product_below(double x, double y) { return x == 0 || y == 0 ? 0 : below_with_sign(x * y, std::copysign(1, x) * std::copysign(1, y)); }

// Functions of a double: every value is within 2^-46 = 128 u of the function, relative to it (u = 2^-53).
//
// A sum Σ c_i y^i as computed here is within Σ |c_i y^i| (2i+3) u of itself, coefficients rounded. What the bounds below
// come to is at most 32 u; the rest is reserve.

constexpr double relative_error = 0x1p-46;

/// Even and odd powers apart, so that a processor sums both at once.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double y) {
    const double square = y * y;
    double last = coefficients[N - 1], before = coefficients[N - 2];
    std::size_t i = N - 2;
    for (; i >= 2; i -= 2) {
        last = coefficients[i - 1] + square * last;
        before = coefficients[i - 2] + square * before;
    }
    return i == 1 ? coefficients[0] + y * (before + y * last) : before + y * last;
}

constexpr double ln2 = 0x1.62e42fefa39efp-1, half_pi = 0x1.921fb54442d18p0;

/// 1/first!, 1/(first+step)!, ..., the signs alternating when they should.
template <std::size_t N>
constexpr std::array<double, N> reciprocal_factorials(int first, int step, bool alternating) {
    std::array<double, N> coefficients{};
    double factorial = 1;  // exact up to 18!, and every quotient is rounded once
    int reached = 1;
    for (std::size_t i = 0; i < N; ++i) {
        for (; reached < first + static_cast<int>(i) * step; ++reached) factorial *= reached + 1;
        coefficients[i] = (alternating && i % 2 == 1 ? -1 : 1) / factorial;
    }
    return coefficients;
}

/// 1, ±1/3, 1/5, ±1/7, ...
template <std::size_t N>
constexpr std::array<double, N> reciprocal_odd_numbers(bool alternating) {
    std::array<double, N> coefficients{};
    for (std::size_t i = 0; i < N; ++i) coefficients[i] = (alternating && i % 2 == 1 ? -1.0 : 1.0) / static_cast<double>(2 * i + 1);
    return coefficients;
}

/// e^r - 1, |r| <= 0.35, by its series up to r^13/13!: off by 7 u (rest 1.5e-17 |r|).
double small_expm1(double r) {
    constexpr auto coefficients = reciprocal_factorials<13>(1, 1, false);
    return r * polynomial(coefficients, r);
}

/// x = k ln 2 + r with |r| <= 0.35. The first part of ln 2 has 42 bits, so that its multiples are exact; r is off by u.
struct Reduced {
    int k;
    double r;
};
Reduced modulo_ln2(double x) {
    const double k = std::floor(x / ln2 + 0.5);
    return {static_cast<int>(k), (x - k * 0x1.62e42fefa38p-1) - k * 0x1.ef35793c7673p-45};
}

double power_of_2(int k) { return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52); }

/// e^x for -700 <= x <= 700: off by 7 u.
double bounded_exp(double x) {
    const auto [k, r] = modulo_ln2(x);
    return power_of_2(k) * (1 + small_expm1(r));
}

/// e^x - 1 for x <= 700. Where |x| > 0.34 the subtraction makes the error of e^x at most 3.5 times as large.
double bounded_expm1(double x) {
    if (std::abs(x) <= 0.34) return small_expm1(x);
    return x < -700 ? -1 : bounded_exp(x) - 1;
}

/// ln(1 + f), -0.3 <= f <= 0.42, as 2 artanh s with s = f/(2+f), |s| <= 0.18, up to s^21/21: off by 8 u.
double small_log1p(double f) {
    constexpr auto coefficients = reciprocal_odd_numbers<11>(false);
    const double s = f / (2 + f);
    return 2 * s * polynomial(coefficients, s * s);
}

/// ln(1 + x) for x > -1. 1 + x = 2^k m with √½ <= m < √2 is rounded by u, which changes the logarithm by u; that is at
/// least 0.34 where the sum is used.
double bounded_log1p(double x) {
    if (x >= -0.29 && x <= 0.41) return small_log1p(x);
    const double sum = 1 + x;
    const auto bits = std::bit_cast<std::uint64_t>(sum);
    int k = static_cast<int>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
    if (m > 0x1.6a09e667f3bcdp0) {
        m /= 2;
        ++k;
    }
    return k * ln2 + small_log1p(m - 1);
}

/// tanh x = m/(m+2) with m = e^(2x) - 1: no further off than m but for two roundings. 1 - tanh 20 < 2^-56.
double bounded_tanh(double x) {
    if (x < 0) return -bounded_tanh(-x);
    if (x > 20) return 1;
    const double m = bounded_expm1(2 * x);
    return m / (m + 2);
}

/// arctan t, |t| <= 0.42, up to t^43/43: off by 5 u.
double small_atan(double t) {
    constexpr auto coefficients = reciprocal_odd_numbers<22>(true);
    return t * polynomial(coefficients, t * t);
}

/// arctan x = π/2 - arctan(1/x) for x > 1, π/4 + arctan((x-1)/(x+1)) from 0.41 to 1: off by 20 u.
double bounded_atan(double x) {
    if (x < 0) return -bounded_atan(-x);
    if (x > 1) return half_pi - bounded_atan(1 / x);
    return x <= 0.41 ? small_atan(x) : half_pi / 2 + small_atan((x - 1) / (x + 1));
}

/// x = k π/2 + r with |r| <= 0.79. The first two parts of π/2 have 33 bits each, so that their multiples are exact for
/// |k| < 2^17; r is off by 3 u.
Reduced modulo_half_pi(double x) {
    const double k = std::floor(x / half_pi + 0.5);
    const double r = ((x - k * 0x1.921fb544p0) - k * 0x1.0b4611a6p-34) - k * 0x1.3198a2e037073p-69;
    return {static_cast<int>(k), r};
}

/// sin r and cos r, |r| <= 0.79, by their series up to r^17/17! and r^18/18!: off by 8 u.
double small_sin(double r) {
    constexpr auto coefficients = reciprocal_factorials<9>(1, 2, true);
    return r * polynomial(coefficients, r * r);
}
double small_cos(double r) {
    constexpr auto coefficients = reciprocal_factorials<9>(2, 2, true);
    return 1 - r * r * polynomial(coefficients, r * r);
}

/// At most the function of which this is the value.
double function_below(double value) { return value - (relative_error * std::abs(value) + smallest); }

/// The values of an increasing function with f(0) = `at_zero` and f' <= `slope` on x, which saves the value at the upper
/// end of a narrow interval.
template <class Function>
I increasing(const Function& function, double at_zero, double slope, I x) {
    const double value = function(x.lower()), width = x.upper() - x.lower();
    const double low = x.lower() == 0 ? at_zero : function_below(value);
    if (x.upper() == 0) return I::between(low, at_zero);
    const double rise = I::above(slope * width);
    if (rise <= 0x1p-44 * std::abs(value)) return I::between(low, I::above(-function_below(-value) + rise));
    return I::between(low, -function_below(-function(x.upper())));
}

I intersection(I x, double low, double high) {
    return I::between(std::max(x.lower(), low), std::min(x.upper(), high));
}

/// sin and cos change no faster than their argument: the value at a point of x, within 2^-46 and the distance to the ends.
/// `quadrants` = 1 is the cosine.
I sine(I x, int quadrants) {
    const double middle = x.lower() / 2 + x.upper() / 2;
    const double distance = std::max(I::above(x.upper() - middle), I::above(middle - x.lower()));
    if (!(std::abs(middle) < 1e5 && distance < 2)) return I::between(-1, 1);
    const auto [k, r] = modulo_half_pi(middle);
    const int quadrant = (k + quadrants) & 3;
    const double size = quadrant % 2 == 1 ? small_cos(r) : small_sin(r), value = quadrant >= 2 ? -size : size;
    // Next to 0 the sine is known relative to itself.
    const double error = relative_error * (k == 0 ? std::abs(value) : 1) + (middle == 0 ? 0 : smallest);
    const double reach = I::above(error + distance);
    return intersection(I::between(I::below(value - reach), I::above(value + reach)), -1, 1);
}

bool is_zero(I x) { return x.lower() == 0 && x.upper() == 0; }
bool is_whole(I x) { return x.upper() > std::numeric_limits<double>::max(); }

}  // namespace

DoubleInterval DoubleInterval::product_near_zero(DoubleInterval a, DoubleInterval b) {
    if (is_whole(a) || is_whole(b)) return whole();
    if (is_zero(a) || is_zero(b)) return 0;
    double low = infinity, high = -low;
    for (const double x : {a.lower(), a.upper()})
        for (const double y : {b.lower(), b.upper()}) {
            low = std::min(low, product_below(x, y));
            high = std::max(high, -product_below(-x, y));
        }
    return between(low, high);
}

DoubleInterval DoubleInterval::quotient_near_zero(DoubleInterval a, DoubleInterval b) {
    const auto quotient_below = [](double x, double y) { return x == 0 ? 0 : below_with_sign(x / y, x); };
    return between(quotient_below(a.lower(), a.lower() < 0 ? b.lower() : b.upper()),
                   -quotient_below(-a.upper(), a.upper() < 0 ? b.upper() : b.lower()));
}

I ScalarTraits<I>::exp(I x) {
    if (!(x.upper() < 700)) return I::whole();
    if (x.upper() < -700) return I::between(0, 0x1p-1000);
    const I result = increasing(bounded_exp, 1, x.upper() <= 0 ? 1 : infinity, intersection(x, -700, 700));
    return x.lower() < -700 ? I::between(0, result.upper()) : result;
}

I ScalarTraits<I>::expm1(I x) {
    if (!(x.upper() < 700)) return I::whole();
    return intersection(increasing(bounded_expm1, 0, x.upper() <= 0 ? 1 : infinity, x), -1, infinity);
}

I ScalarTraits<I>::log1p(I x) { return x.lower() > -1 && !is_whole(x) ? increasing(bounded_log1p, 0, x.lower() >= -0.5 ? 2 : infinity, x) : I::whole(); }
I ScalarTraits<I>::tanh(I x) { return intersection(increasing(bounded_tanh, 0, 1, x), -1, 1); }
I ScalarTraits<I>::atan(I x) { return increasing(bounded_atan, 0, 1, x); }
I ScalarTraits<I>::sin(I x) { return sine(x, 0); }
I ScalarTraits<I>::cos(I x) { return sine(x, 1); }

}  // namespace aimcert
