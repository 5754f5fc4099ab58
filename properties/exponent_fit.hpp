#pragma once

#include "properties/checks.hpp"

#include <string>
#include <vector>

namespace aimcert {

/// The 99.5 % quantile of Student's t distribution: ± of it is the two-sided 99 % interval.
double students_t_quantile(int degrees_of_freedom);

/// The exponent p of v(h) ~ h^p and the interval on which a claim about it is decided.
template <class S>
struct ExponentFit {
    S exponent, low, high;
};

/// The least-squares line through (ln h_n, ln v_n), h_n = h_0 2^-n, v_n > 0, n = 0..N-1: its slope, and the slope ± t s/√(Σ(x_n-x̄)²)
/// with s² the mean square of the residuals over N-2 and t the quantile above, widened by what h > 0 does to the slope.
/// Residuals are no noise here, so that the widening is derived, not estimated: where |ln v_n - ln(C h_n^p)| <= bias for
/// some C, the slope is off by at most bias Σ|x_n-x̄|/Σ(x_n-x̄)². The interval contains p then. A factor 1+δ, |δ| <= 1/2,
/// has a logarithm of at most 2|δ|.
template <class S>
ExponentFit<S> fit_exponent(const std::vector<S>& values, const S& bias) {
    const int count = static_cast<int>(values.size());
    const S ln2 = math::log1p(S(1)), middle = math::ratio<S>(count - 1, 2);
    std::vector<S> x, y;
    S spread(0), reach(0), mean(0), slope(0);
    for (int n = 0; n < count; ++n) {
        x.push_back((middle - S(n)) * ln2);
        y.push_back(math::log1p(S((values[static_cast<std::size_t>(n)] - values[0]) / values[0])));  // ln v_n/v_0
        mean += y.back() / S(count);
        spread += math::square(x.back());
        reach += math::abs(x.back());
        slope += x.back() * y.back();
    }
    slope = slope / spread;
    S residuals(0);
    for (std::size_t n = 0; n < x.size(); ++n) residuals += math::square(S(y[n] - mean - slope * x[n]));
    const S error = math::sqrt(S(residuals / (S(count - 2) * spread)));
    const S half = math::constant<S>(students_t_quantile(count - 2)) * error + bias * reach / spread;
    return {slope, slope - half, slope + half};
}

/// Rounded arithmetic decides nothing about exponents: at small h it sees its own rounding.
template <class S>
S exponent_scale() {
    return ScalarTraits<S>::arithmetic == Arithmetic::rounded ? math::constant<S>(0x1p64) : S(0);
}

/// v = O(h^order): the upper end of the interval of its exponent is not below the order.
template <class S>
void check_order(Checks<S>& checks, const std::string& what, const ExponentFit<S>& fit, const S& order) {
    checks.at_least("order of " + what + ": upper end of the 99 % interval of the fitted exponent", fit.high, order,
                    exponent_scale<S>());
}
/// The same, and v is of no higher order.
template <class S>
void check_exact_order(Checks<S>& checks, const std::string& what, const ExponentFit<S>& fit, const S& order) {
    check_order(checks, what, fit, order);
    checks.at_most("order of " + what + ": lower end of the 99 % interval of the fitted exponent", fit.low, order,
                   exponent_scale<S>());
}

}  // namespace aimcert
