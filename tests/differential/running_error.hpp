#pragma once

#include "core/instances.hpp"

#include <cmath>
#include <limits>

namespace aimcert {

/// What the arithmetic of a scalar may do to one operation: fl(a op b) = (a op b)(1 + δ) + η with |δ| ≤ unit_roundoff and
/// |η| ≤ underflow, as long as the result stays below `largest`.
struct RoundingModel {
    long double unit_roundoff = 0;
    long double underflow = 0;
    long double largest = std::numeric_limits<long double>::infinity();
    long double periodic = 0;  ///< error of sin and cos beside that relative to them, for a scalar that reduces the argument so coarsely
};

/// A real number in 100 digits with a bound of the error that a program makes which computes it in rounded arithmetic:
/// running error analysis, operation by operation, as a scalar that the core runs on like on any other. The bound is
/// rigorous, second-order terms included; it is infinite where a divisor may be zero or a result may overflow.
///
/// An addition is charged u (|a| + |b|), not u |a + b|. A sum of n terms added up in one order is thus charged at least
/// u Σ|a_i|, while any other order errs by at most (n-1) u Σ|a_i|: with n u in place of u the bound holds for every order
/// of summation.
///
/// The bound is itself computed in 64 bits; `upwards` outweighs the roundings of one operation of it.
class RunningError {
public:
    /// The arithmetic that is analysed.
    static inline RoundingModel model{};

    RunningError() = default;
    RunningError(int value) : value_(value) {}
    explicit RunningError(double value) : value_(value) {}

    const Real100& value() const { return value_; }
    long double error() const { return error_; }
    long double magnitude() const { return std::abs(static_cast<long double>(value_)); }

    /// The result `value` of an operation on operands that are off by so much that it is off by `propagated`, rounded
    /// relative to `rounded`.
    static RunningError result(Real100 value, long double propagated, long double rounded, long double underflow) {
        RunningError r;
        r.value_ = std::move(value);
        r.error_ = upwards * (propagated + model.unit_roundoff * rounded + underflow);
        if (!(r.magnitude() + r.error_ <= model.largest) || !std::isfinite(r.error_)) r.error_ = std::numeric_limits<long double>::infinity();
        return r;
    }
    /// f(x), f within `propagated` of f at the number meant, by a routine of the mathematical library.
    static RunningError function(Real100 value, long double propagated) {
        const long double size = std::abs(static_cast<long double>(value)) + propagated;
        return result(std::move(value), propagated, size, model.underflow);
    }
    /// One of two numbers, exactly.
    static RunningError selected(Real100 value, long double error) {
        RunningError r;
        r.value_ = std::move(value);
        r.error_ = error;
        return r;
    }

    friend RunningError operator+(const RunningError& a, const RunningError& b) {
        const long double propagated = a.error_ + b.error_;
        return result(a.value_ + b.value_, propagated, a.magnitude() + b.magnitude() + propagated, 0);
    }
    friend RunningError operator-(const RunningError& a, const RunningError& b) { return a + -b; }
    friend RunningError operator*(const RunningError& a, const RunningError& b) {
        // An exact zero stays one, unless the other factor may have overflowed.
        if ((a.is_zero() && std::isfinite(b.error_)) || (b.is_zero() && std::isfinite(a.error_))) return 0;
        return result(a.value_ * b.value_, a.magnitude() * b.error_ + b.magnitude() * a.error_ + a.error_ * b.error_,
                      (a.magnitude() + a.error_) * (b.magnitude() + b.error_), model.underflow);
    }
    friend RunningError operator/(const RunningError& a, const RunningError& b) {
        if (a.is_zero()) return 0;
        const long double least = b.magnitude() - b.error_;
        if (!(least > 0)) return selected(a.value_, std::numeric_limits<long double>::infinity());
        return result(a.value_ / b.value_,
                      (a.magnitude() * b.error_ + b.magnitude() * a.error_) / (b.magnitude() * least),
                      (a.magnitude() + a.error_) / least, model.underflow);
    }
    friend RunningError operator-(const RunningError& a) { return selected(-a.value_, a.error_); }
    RunningError& operator+=(const RunningError& b) { return *this = *this + b; }
    RunningError& operator-=(const RunningError& b) { return *this = *this - b; }
    RunningError& operator*=(const RunningError& b) { return *this = *this * b; }

private:
    static constexpr long double upwards = 1 + 0x1p-55L;

    bool is_zero() const { return value_ == 0 && error_ == 0; }

    Real100 value_ = 0;
    long double error_ = 0;
};

template <>
struct ScalarTraits<RunningError> {
    using R = RunningError;
    static constexpr std::string_view name = "running_error";
    static constexpr Arithmetic arithmetic = Arithmetic::interval;

    static R from_double(double value) { return R(value); }
    static double to_double(const R& x) { return static_cast<double>(x.value()); }

    static R abs(const R& x) { return x.value() < 0 ? -x : x; }
    /// √x - √(x-e) = e/(√x + √(x-e)), and never more than √e.
    static R sqrt(const R& x) {
        const long double root = std::sqrt(x.magnitude());
        const long double least = std::sqrt(std::max(x.magnitude() - x.error(), 0.0L));
        return R::function(math::sqrt(x.value()), x.error() == 0 ? 0 : std::fmin(x.error() / (root + least), std::sqrt(x.error())));
    }
    static R exp(const R& x) {
        return R::function(math::exp(x.value()),
                           std::exp(static_cast<long double>(x.value())) * std::expm1(x.error()));
    }
    static R expm1(const R& x) {
        return R::function(math::expm1(x.value()),
                           std::exp(static_cast<long double>(x.value())) * std::expm1(x.error()));
    }
    static R log1p(const R& x) {
        const long double least = 1 + static_cast<long double>(x.value()) - x.error();
        return R::function(math::log1p(x.value()),
                           least > 0 ? x.error() / least : std::numeric_limits<long double>::infinity());
    }
    // Lipschitz constant 1.
    static R tanh(const R& x) { return R::function(math::tanh(x.value()), x.error()); }
    static R atan(const R& x) { return R::function(math::atan(x.value()), x.error()); }
    static R sin(const R& x) { return R::function(math::sin(x.value()), x.error() + R::model.periodic); }
    static R cos(const R& x) { return R::function(math::cos(x.value()), x.error() + R::model.periodic); }
    static R min(const R& a, const R& b) {
        return R::selected(b.value() < a.value() ? b.value() : a.value(), std::max(a.error(), b.error()));
    }
    static R max(const R& a, const R& b) {
        return R::selected(a.value() < b.value() ? b.value() : a.value(), std::max(a.error(), b.error()));
    }
    /// Where the sign is lost to rounding either branch may be the one.
    static R select(const R& sign, const R& if_nonnegative, const R& if_negative) {
        const R& chosen = sign.value() < 0 ? if_negative : if_nonnegative;
        if (sign.error() == 0 || sign.magnitude() > sign.error()) return chosen;
        const Real100 gap = if_nonnegative.value() - if_negative.value();
        return R::selected(chosen.value(), std::abs(static_cast<long double>(gap)) +
                                               std::max(if_nonnegative.error(), if_negative.error()));
    }

    static Truth less_equal(const R& a, const R& b) {
        const auto gap = static_cast<long double>(Real100(b.value() - a.value()));
        const long double error = a.error() + b.error();
        return gap >= error ? Truth::yes : gap < -error ? Truth::no : Truth::unknown;
    }
};

static_assert(Scalar<RunningError>);

AIMCERT_CORE_INSTANCES(extern, RunningError)

}  // namespace aimcert
