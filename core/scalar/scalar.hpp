#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <string_view>

namespace aimcert {

/// How a scalar represents a real number: decides what a comparison of two of them means.
enum class Arithmetic {
    rounded,   ///< one nearby number (float, double, 50 or 100 digits)
    interval,  ///< an enclosure: every operation contains the real result
    exact,     ///< the number itself (rationals)
    symbolic   ///< the expression that would compute it
};

/// Answer to a question about real numbers that are known only through a scalar.
enum class Truth { no, unknown, yes };

constexpr Truth operator!(Truth truth) {
    return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

/// Everything that the core asks of a scalar type beyond + - * / and construction from int.
/// Supporting a new scalar means specialising this one template; `RoundedScalar` below serves any type whose
/// mathematical functions are found by argument-dependent look-up.
template <class S>
struct ScalarTraits;

/// Shared implementation for scalars with one value per number.
template <class S>
struct RoundedScalar {
    static constexpr Arithmetic arithmetic = Arithmetic::rounded;

    static S from_double(double value) { return S(value); }
    static double to_double(const S& value) { return static_cast<double>(value); }

    static S abs(const S& x) { using std::abs; return abs(x); }
    static S sqrt(const S& x) { using std::sqrt; return sqrt(x); }
    static S exp(const S& x) { using std::exp; return exp(x); }
    static S expm1(const S& x) { using std::expm1; return expm1(x); }
    static S log1p(const S& x) { using std::log1p; return log1p(x); }
    static S tanh(const S& x) { using std::tanh; return tanh(x); }
    static S atan(const S& x) { using std::atan; return atan(x); }
    static S sin(const S& x) { using std::sin; return sin(x); }
    static S cos(const S& x) { using std::cos; return cos(x); }
    static S min(const S& a, const S& b) { return b < a ? b : a; }
    static S max(const S& a, const S& b) { return a < b ? b : a; }
    static S select(const S& sign, const S& if_nonnegative, const S& if_negative) {
        return sign < S(0) ? if_negative : if_nonnegative;
    }

    static Truth less_equal(const S& a, const S& b) { return a <= b ? Truth::yes : Truth::no; }
};

template <>
struct ScalarTraits<float> : RoundedScalar<float> {
    static constexpr std::string_view name = "float";
    static double unit_roundoff() { return 0x1p-24; }
};

template <>
struct ScalarTraits<double> : RoundedScalar<double> {
    static constexpr std::string_view name = "double";
    static double unit_roundoff() { return 0x1p-53; }
};

/// Primitives of the core, written once for every scalar. Formulas use these and never branch on a value, so that
/// intervals stay enclosures and a recording scalar sees the whole formula.
namespace math {

template <class S> S constant(double value) { return ScalarTraits<S>::from_double(value); }
/// A whole number.
template <class S> S whole(std::integral auto n) {
    if constexpr (std::is_floating_point_v<S>) return static_cast<S>(n);
    else return S(static_cast<int>(n));
}
template <class S> S ratio(int numerator, int denominator) { return whole<S>(numerator) / whole<S>(denominator); }

template <class S> S abs(const S& x) { return ScalarTraits<S>::abs(x); }
template <class S> S sqrt(const S& x) { return ScalarTraits<S>::sqrt(x); }
template <class S> S exp(const S& x) { return ScalarTraits<S>::exp(x); }
template <class S> S expm1(const S& x) { return ScalarTraits<S>::expm1(x); }
template <class S> S log1p(const S& x) { return ScalarTraits<S>::log1p(x); }
template <class S> S tanh(const S& x) { return ScalarTraits<S>::tanh(x); }
template <class S> S atan(const S& x) { return ScalarTraits<S>::atan(x); }
template <class S> S sin(const S& x) { return ScalarTraits<S>::sin(x); }
template <class S> S cos(const S& x) { return ScalarTraits<S>::cos(x); }
template <class S> S min(const S& a, const S& b) { return ScalarTraits<S>::min(a, b); }
template <class S> S max(const S& a, const S& b) { return ScalarTraits<S>::max(a, b); }
template <class S> S square(const S& x) { return x * x; }

/// `if_nonnegative` where sign >= 0, `if_negative` where sign < 0; the hull of both where an interval cannot tell.
template <class S>
S select(const S& sign, const S& if_nonnegative, const S& if_negative) {
    return ScalarTraits<S>::select(sign, if_nonnegative, if_negative);
}

/// x^n for n >= 0 by repeated squaring.
template <class S>
S power(S x, int n) {
    S result(1);
    for (; n > 0; n /= 2) {
        if (n % 2 == 1) result = result * x;
        if (n > 1) x = x * x;
    }
    return result;
}

}  // namespace math

/// A type over which the core can be instantiated.
template <class S>
concept Scalar = std::copyable<S> && std::constructible_from<S, int> && requires(const S& x, S& y) {
    { x + x } -> std::convertible_to<S>;
    { x - x } -> std::convertible_to<S>;
    { x * x } -> std::convertible_to<S>;
    { x / x } -> std::convertible_to<S>;
    { -x } -> std::convertible_to<S>;
    y += x;
    y -= x;
    y *= x;
    { ScalarTraits<S>::name } -> std::convertible_to<std::string_view>;
    { ScalarTraits<S>::arithmetic } -> std::convertible_to<Arithmetic>;
    { ScalarTraits<S>::from_double(1.0) } -> std::same_as<S>;
    { ScalarTraits<S>::abs(x) } -> std::same_as<S>;
    { ScalarTraits<S>::sqrt(x) } -> std::same_as<S>;
    { ScalarTraits<S>::tanh(x) } -> std::same_as<S>;
    { ScalarTraits<S>::max(x, x) } -> std::same_as<S>;
    { ScalarTraits<S>::select(x, x, x) } -> std::same_as<S>;
};

}  // namespace aimcert
