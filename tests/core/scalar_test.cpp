#include "core/device/bounded_update.hpp"
#include "core/device/pulse.hpp"
#include "core/network/activation.hpp"
#include "core/scalar/expression.hpp"
#include "core/scalar/multiprecision.hpp"

#include <gtest/gtest.h>

#include <complex>
#include <random>
#include <string>
#include <vector>

namespace aimcert {
namespace {

/// The least that the core asks of a scalar: copies, int, + - * /, negation, += -= *=. No default constructor, no
/// conversion, no comparison. It carries a double along, so that what it computes can be checked.
class Archetype {
public:
    explicit Archetype(int n) : value_(n) {}
    static Archetype of(double value) { return Archetype(value, 0); }
    double value() const { return value_; }

    friend Archetype operator+(const Archetype& a, const Archetype& b) { return of(a.value_ + b.value_); }
    friend Archetype operator-(const Archetype& a, const Archetype& b) { return of(a.value_ - b.value_); }
    friend Archetype operator*(const Archetype& a, const Archetype& b) { return of(a.value_ * b.value_); }
    friend Archetype operator/(const Archetype& a, const Archetype& b) { return of(a.value_ / b.value_); }
    friend Archetype operator-(const Archetype& a) { return of(-a.value_); }
    Archetype& operator+=(const Archetype& b) { return *this = *this + b; }
    Archetype& operator-=(const Archetype& b) { return *this = *this - b; }
    Archetype& operator*=(const Archetype& b) { return *this = *this * b; }

private:
    Archetype(double value, int) : value_(value) {}
    double value_;
};

/// Arithmetic without traits.
struct WithoutTraits : std::complex<double> {
    using std::complex<double>::complex;
};

}  // namespace

/// Traits without a selection. Only named: in the namespace above its arithmetic would count as unused.
struct WithoutSelect {
    explicit WithoutSelect(int) {}
    friend WithoutSelect operator+(const WithoutSelect& a, const WithoutSelect&) { return a; }
    friend WithoutSelect operator-(const WithoutSelect& a, const WithoutSelect&) { return a; }
    friend WithoutSelect operator*(const WithoutSelect& a, const WithoutSelect&) { return a; }
    friend WithoutSelect operator/(const WithoutSelect& a, const WithoutSelect&) { return a; }
    friend WithoutSelect operator-(const WithoutSelect& a) { return a; }
    WithoutSelect& operator+=(const WithoutSelect&) { return *this; }
    WithoutSelect& operator-=(const WithoutSelect&) { return *this; }
    WithoutSelect& operator*=(const WithoutSelect&) { return *this; }
};

template <>
struct ScalarTraits<Archetype> {
    static constexpr std::string_view name = "archetype";
    static constexpr Arithmetic arithmetic = Arithmetic::rounded;
    using D = RoundedScalar<double>;
    static Archetype from_double(double value) { return Archetype::of(value); }
    static Archetype abs(const Archetype& x) { return Archetype::of(D::abs(x.value())); }
    static Archetype sqrt(const Archetype& x) { return Archetype::of(D::sqrt(x.value())); }
    static Archetype exp(const Archetype& x) { return Archetype::of(D::exp(x.value())); }
    static Archetype expm1(const Archetype& x) { return Archetype::of(D::expm1(x.value())); }
    static Archetype log1p(const Archetype& x) { return Archetype::of(D::log1p(x.value())); }
    static Archetype tanh(const Archetype& x) { return Archetype::of(D::tanh(x.value())); }
    static Archetype atan(const Archetype& x) { return Archetype::of(D::atan(x.value())); }
    static Archetype sin(const Archetype& x) { return Archetype::of(D::sin(x.value())); }
    static Archetype cos(const Archetype& x) { return Archetype::of(D::cos(x.value())); }
    static Archetype min(const Archetype& a, const Archetype& b) { return Archetype::of(D::min(a.value(), b.value())); }
    static Archetype max(const Archetype& a, const Archetype& b) { return Archetype::of(D::max(a.value(), b.value())); }
    static Archetype select(const Archetype& sign, const Archetype& a, const Archetype& b) {
        return Archetype::of(D::select(sign.value(), a.value(), b.value()));
    }
};
template <>
struct ScalarTraits<WithoutSelect> {
    static constexpr std::string_view name = "without select";
    static constexpr Arithmetic arithmetic = Arithmetic::rounded;
    static WithoutSelect from_double(double) { return WithoutSelect(0); }
    static WithoutSelect abs(const WithoutSelect& x) { return x; }
    static WithoutSelect sqrt(const WithoutSelect& x) { return x; }
    static WithoutSelect tanh(const WithoutSelect& x) { return x; }
    static WithoutSelect max(const WithoutSelect& a, const WithoutSelect&) { return a; }
};

namespace {

static_assert(Scalar<float> && Scalar<double> && Scalar<Real50> && Scalar<Real100>);
static_assert(Scalar<Interval> && Scalar<Rational> && Scalar<Expression> && Scalar<Archetype>);
static_assert(!Scalar<int>);                   // no traits: whole numbers do not divide
static_assert(!Scalar<std::string>);           // no arithmetic
static_assert(!Scalar<double&>);               // no values
static_assert(!Scalar<std::complex<double>>);  // no order, hence no traits
static_assert(!Scalar<WithoutTraits>);
static_assert(!Scalar<WithoutSelect>);

static_assert(ScalarTraits<double>::arithmetic == Arithmetic::rounded);
static_assert(ScalarTraits<Interval>::arithmetic == Arithmetic::interval);
static_assert(ScalarTraits<Rational>::arithmetic == Arithmetic::exact);
static_assert(ScalarTraits<Expression>::arithmetic == Arithmetic::symbolic);

static_assert(Response<AsymmetricLinearResponse<double>, double>);
static_assert(!Response<double, double>);
static_assert(Ranged<PowerResponse<double>> && !Ranged<IdealResponse<double>>);
static_assert(LinearResponse<ShiftedLinearResponse<double>> && !LinearResponse<ExponentialResponse<double>>);

// The archetype runs through the scalar kernels and computes what double computes.

template <class S>
std::vector<S> scalar_kernels() {
    const auto c = [](double value) { return math::constant<S>(value); };
    const S w = c(0.3), d = c(-0.2), tau = c(0.8), dw_min = c(0.125);
    std::vector<S> results;
    const auto device = [&](const auto& response) {
        results.push_back(analog_update(response, w, d));
        results.push_back(analog_update_by_sign(response, w, d));
        results.push_back(largest_symmetric_part<S>(response));
        results.push_back(pulsed_update(response, w, pulse_step(d, dw_min), std::vector<S>{c(0.1), c(-0.1)}));
        results.push_back(pulse_limit_bound(response, w, d, dw_min, c(0.1)));
    };
    device(IdealResponse<S>{});
    device(AsymmetricLinearResponse<S>{tau, c(0.1)});
    device(LinearStepResponse<S>{c(-0.5), tau, c(0.1)});
    device(ShiftedLinearResponse<S>{tau, c(0.25)});
    device(PowerResponse<S>{tau, 3});
    device(TwoSidedPowerResponse<S>{c(-0.5), tau, 2, 3});
    device(ExponentialResponse<S>{tau, c(1.5)});
    device(TwoSidedExponentialResponse<S>{c(-0.5), tau, c(1.5), c(2.5)});
    results.push_back(analog_update_towards_bound(tau, w, d));
    results.push_back(analog_update_from_bound(tau, w, d));
    results.push_back(pulse_flow(AsymmetricLinearResponse<S>{tau}, w, d));
    for (const auto& [activation, name] : activation_names) {
        results.push_back(activation_value(activation, w));
        results.push_back(activation_derivative(activation, w));
        results.push_back(activation_smoothness<S>(activation));
    }
    return results;
}

TEST(Archetype, RunsThroughTheScalarKernelsOfTheCore) {
    const auto expected = scalar_kernels<double>();
    const auto found = scalar_kernels<Archetype>();
    ASSERT_EQ(found.size(), expected.size());
    // The same operations in the same order on the same doubles: equal to the last bit.
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].value(), expected[i]) << "kernel " << i;
}

// Intervals: containment first, then width.

using EndPoint = ScalarTraits<Interval>::EndPoint;
using Traits = ScalarTraits<Interval>;
using Exact = ScalarTraits<Real100>;

/// MPFR rounds correctly and rounding is monotone, so an enclosure that contains the real result and whose ends have no
/// more digits than Real100 contains its rounding too.
testing::AssertionResult contains(const Interval& enclosure, const Real100& value) {
    if (Real100(lower(enclosure)) <= value && value <= Real100(upper(enclosure))) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "[" << lower(enclosure) << ", " << upper(enclosure) << "] misses " << value;
}

/// MPFI rounds each end of the result of point intervals to the neighbouring number: they are at most one unit in the
/// last place apart, which is at most epsilon |value|.
testing::AssertionResult tight(const Interval& enclosure, const Real100& value) {
    const Real100 width = Real100(upper(enclosure)) - Real100(lower(enclosure));
    const Real100 epsilon(std::numeric_limits<EndPoint>::epsilon());
    // The larger end belongs to the same or the next binade: max(|ends|) instead of |value|.
    const Real100 size = std::max<Real100>(abs(Real100(lower(enclosure))), abs(Real100(upper(enclosure))));
    if (width <= epsilon * size) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "width " << width << " around " << value;
}

struct Primitive {
    const char* name;
    Interval (*enclosure)(const Interval&, const Interval&);
    Real100 (*value)(const Real100&, const Real100&);
};

const std::vector<Primitive> primitives{
    {"+", [](const Interval& a, const Interval& b) { return Interval(a + b); },
     [](const Real100& a, const Real100& b) { return Real100(a + b); }},
    {"-", [](const Interval& a, const Interval& b) { return Interval(a - b); },
     [](const Real100& a, const Real100& b) { return Real100(a - b); }},
    {"*", [](const Interval& a, const Interval& b) { return Interval(a * b); },
     [](const Real100& a, const Real100& b) { return Real100(a * b); }},
    {"/", [](const Interval& a, const Interval& b) { return Interval(a / b); },
     [](const Real100& a, const Real100& b) { return Real100(a / b); }},
    {"negation", [](const Interval& a, const Interval&) { return Interval(-a); },
     [](const Real100& a, const Real100&) { return Real100(-a); }},
    {"abs", [](const Interval& a, const Interval&) { return Traits::abs(a); },
     [](const Real100& a, const Real100&) { return Exact::abs(a); }},
    {"sqrt", [](const Interval& a, const Interval&) { return Traits::sqrt(Traits::abs(a)); },
     [](const Real100& a, const Real100&) { return Exact::sqrt(Exact::abs(a)); }},
    {"exp", [](const Interval& a, const Interval&) { return Traits::exp(a); },
     [](const Real100& a, const Real100&) { return Exact::exp(a); }},
    {"expm1", [](const Interval& a, const Interval&) { return Traits::expm1(a); },
     [](const Real100& a, const Real100&) { return Exact::expm1(a); }},
    {"log1p", [](const Interval& a, const Interval&) { return Traits::log1p(Traits::abs(a)); },
     [](const Real100& a, const Real100&) { return Exact::log1p(Exact::abs(a)); }},
    {"tanh", [](const Interval& a, const Interval&) { return Traits::tanh(a); },
     [](const Real100& a, const Real100&) { return Exact::tanh(a); }},
    {"atan", [](const Interval& a, const Interval&) { return Traits::atan(a); },
     [](const Real100& a, const Real100&) { return Exact::atan(a); }},
    {"sin", [](const Interval& a, const Interval&) { return Traits::sin(a); },
     [](const Real100& a, const Real100&) { return Exact::sin(a); }},
    {"cos", [](const Interval& a, const Interval&) { return Traits::cos(a); },
     [](const Real100& a, const Real100&) { return Exact::cos(a); }},
    {"min", [](const Interval& a, const Interval& b) { return Traits::min(a, b); },
     [](const Real100& a, const Real100& b) { return Exact::min(a, b); }},
    {"max", [](const Interval& a, const Interval& b) { return Traits::max(a, b); },
     [](const Real100& a, const Real100& b) { return Exact::max(a, b); }},
    {"select", [](const Interval& a, const Interval& b) { return Traits::select(a, b, a); },
     [](const Real100& a, const Real100& b) { return Exact::select(a, b, a); }}};

TEST(IntervalScalar, EnclosesEveryPrimitiveAtPointsAndIsOneUnitWide) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> moderate(-4, 4);
    std::vector<double> points{0.0, 1.0, -1.0, 0.5, 0x1p-40, -0x1p-40, 3.0, -3.0};
    for (int i = 0; i < 300; ++i) points.push_back(moderate(random));
    for (const auto& primitive : primitives) {
        SCOPED_TRACE(primitive.name);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double a = points[i], b = points[(i * 7 + 3) % points.size()];
            if (b == 0 && std::string(primitive.name) == "/") continue;
            const Interval enclosure = primitive.enclosure(Interval(a), Interval(b));
            const Real100 value = primitive.value(Real100(a), Real100(b));
            ASSERT_TRUE(contains(enclosure, value)) << "at " << a << ", " << b;
            EXPECT_TRUE(tight(enclosure, value)) << "at " << a << ", " << b;
        }
    }
}

TEST(IntervalScalar, EnclosesEveryPrimitiveOnWholeIntervals) {
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> moderate(-4, 4), unit(0, 1);
    for (const auto& primitive : primitives) {
        SCOPED_TRACE(primitive.name);
        for (int i = 0; i < 100; ++i) {
            const double a = moderate(random), a_width = unit(random), b = moderate(random), b_width = unit(random);
            const bool divides = std::string(primitive.name) == "/";
            if (divides && b <= 0 && b + b_width >= 0) continue;
            const Interval first(a, a + a_width), second(b, b + b_width);
            const Interval enclosure = primitive.enclosure(first, second);
            for (int sample = 0; sample < 20; ++sample) {
                const double x = std::min(a + a_width, a + a_width * unit(random)),
                             y = std::min(b + b_width, b + b_width * unit(random));
                ASSERT_TRUE(contains(enclosure, primitive.value(Real100(x), Real100(y)))) << "at " << x << ", " << y;
            }
        }
    }
}

TEST(IntervalScalar, SelectsTheHullWhereTheSignIsOpen) {
    const Interval open = Traits::select(Interval(-1, 1), Interval(2, 3), Interval(-5, -4));
    EXPECT_EQ(lower(open), -5);
    EXPECT_EQ(upper(open), 3);
    const Interval zero = Traits::select(Interval(0), Interval(2), Interval(-5));  // zero counts as non-negative
    EXPECT_EQ(lower(zero), 2);
    EXPECT_EQ(upper(zero), 2);
}

TEST(IntervalScalar, ComparesEveryPairOfMembers) {
    EXPECT_EQ(Traits::less_equal(Interval(0, 1), Interval(1, 2)), Truth::yes);
    EXPECT_EQ(Traits::less_equal(Interval(2, 3), Interval(0, 1)), Truth::no);
    EXPECT_EQ(Traits::less_equal(Interval(0, 2), Interval(1, 3)), Truth::unknown);  // although the medians are ordered
}

TEST(IntervalScalar, SquareRootCutsOffWhatRoundingAddedBelowZero) {
    const Interval root = Traits::sqrt(Interval(-0x1p-60, 4));
    EXPECT_EQ(lower(root), 0);
    EXPECT_EQ(upper(root), 2);
}

TEST(RationalScalar, TakesDoublesAsTheyAre) {
    EXPECT_EQ(math::constant<Rational>(0.375), Rational(3, 8));
    // The double nearest to 1/10 is 3602879701896397/2^55.
    EXPECT_EQ(math::constant<Rational>(0.1), Rational(3602879701896397, 36028797018963968));
    EXPECT_THROW(math::constant<Rational>(std::numeric_limits<double>::infinity()), NotRational);
    EXPECT_THROW(math::constant<Rational>(std::numeric_limits<double>::quiet_NaN()), NotRational);
}

TEST(RationalScalar, RootsOnlySquares) {
    EXPECT_EQ(math::sqrt(Rational(9, 4)), Rational(3, 2));
    EXPECT_EQ(math::sqrt(Rational(0)), Rational(0));
    EXPECT_THROW(math::sqrt(Rational(2)), NotRational);
    EXPECT_THROW(math::sqrt(Rational(1, 3)), NotRational);
    EXPECT_THROW(math::sqrt(Rational(-4)), NotRational);
}

TEST(RationalScalar, LeavesTheRationalsOnlyWhereTheValueDoes) {
    EXPECT_EQ(math::exp(Rational(0)), 1);
    EXPECT_EQ(math::expm1(Rational(0)), 0);
    EXPECT_EQ(math::cos(Rational(0)), 1);
    EXPECT_EQ(math::tanh(Rational(0)), 0);
    EXPECT_EQ(math::log1p(Rational(0)), 0);
    EXPECT_EQ(math::atan(Rational(0)), 0);
    EXPECT_EQ(math::sin(Rational(0)), 0);
    for (auto* function : {&math::exp<Rational>, &math::expm1<Rational>, &math::log1p<Rational>, &math::tanh<Rational>,
                           &math::atan<Rational>, &math::sin<Rational>, &math::cos<Rational>})
        EXPECT_THROW(function(Rational(1, 2)), NotRational);
}

template <class S>
class ValuedScalar : public testing::Test {};
using ValuedScalars = testing::Types<float, double, Real50, Real100, Rational>;
TYPED_TEST_SUITE(ValuedScalar, ValuedScalars);

TYPED_TEST(ValuedScalar, HasExactPrimitivesOnSmallWholeNumbers) {
    using S = TypeParam;
    EXPECT_EQ(math::abs(S(-3)), S(3));
    EXPECT_EQ(math::min(S(2), S(-5)), S(-5));
    EXPECT_EQ(math::max(S(2), S(-5)), S(2));
    EXPECT_EQ(math::square(S(-7)), S(49));
    EXPECT_EQ(math::power(S(3), 5), S(243));
    EXPECT_EQ(math::power(S(3), 0), S(1));
    EXPECT_EQ(math::sqrt(S(49)), S(7));
    EXPECT_EQ(math::ratio<S>(3, 4) * S(4), S(3));
    EXPECT_EQ(math::whole<S>(12L), S(12));
    EXPECT_EQ(math::select(S(0), S(1), S(2)), S(1));
    EXPECT_EQ(math::select(S(-1), S(1), S(2)), S(2));
    EXPECT_EQ(ScalarTraits<S>::less_equal(S(1), S(1)), Truth::yes);
    EXPECT_EQ(ScalarTraits<S>::less_equal(S(2), S(1)), Truth::no);
    EXPECT_EQ(ScalarTraits<S>::to_double(math::constant<S>(0.375)), 0.375);
}

TYPED_TEST(ValuedScalar, StatesItsUnitRoundoff) {
    using S = TypeParam;
    if constexpr (ScalarTraits<S>::arithmetic == Arithmetic::exact) {
        EXPECT_EQ(ScalarTraits<S>::unit_roundoff(), 0.0);
    } else {
        const S u = math::constant<S>(ScalarTraits<S>::unit_roundoff());
        EXPECT_EQ(S(1) + u, S(1));  // half a unit in the last place of 1: the tie goes to even
        EXPECT_GT(S(1) + S(2) * u, S(1));
    }
}

TEST(ExpressionScalar, PrintsTheFewestParenthesesThatKeepTheOrder) {
    const auto a = Expression::variable("a"), b = Expression::variable("b"), c = Expression::variable("c");
    EXPECT_EQ(to_text((a + b) * c), "(a + b) * c");
    EXPECT_EQ(to_text(a + b * c), "a + b * c");
    EXPECT_EQ(to_text(a - b - c), "a - b - c");
    EXPECT_EQ(to_text(a - (b - c)), "a - (b - c)");
    EXPECT_EQ(to_text(a + (b + c)), "a + (b + c)");
    EXPECT_EQ(to_text(a / (b * c)), "a / (b * c)");
    EXPECT_EQ(to_text(-(a + b)), "-(a + b)");
    EXPECT_EQ(to_text(-a * b), "-a * b");
    EXPECT_EQ(to_text(math::max(math::abs(a), Expression(0))), "max(abs(a), 0)");
    EXPECT_EQ(to_text(math::select(a, b, c)), "select(a, b, c)");
    EXPECT_EQ(to_text(math::constant<Expression>(0.5) * a), "0.5 * a");
}

TEST(ExpressionScalar, RecordsCompoundAssignment) {
    auto sum = Expression::variable("a");
    sum += Expression::variable("b");
    sum *= Expression::variable("c");
    sum -= Expression(1);
    EXPECT_EQ(to_text(sum), "(a + b) * c - 1");
}

TEST(ExpressionScalar, RecordsTheUpdateInTheOrderOfTheProgram) {
    const auto v = [](const char* name) { return Expression::variable(name); };
    const AsymmetricLinearResponse<Expression> device{v("tau"), v("w0")};
    EXPECT_EQ(to_text(analog_update(device, v("w"), v("d"))), "w + d * 1 - abs(d) * ((w - w0) / tau)");
    EXPECT_EQ(to_text(analog_update_by_sign(device, v("w"), v("d"))),
              "select(d, w + d * (1 - (w - w0) / tau), w + d * (1 + (w - w0) / tau))");
    EXPECT_EQ(to_text(analog_update_from_bound(v("tau"), v("w"), v("d"))),
              "select(d, tau - (1 - abs(d) / tau) * (tau - w), (1 - abs(d) / tau) * (tau + w) - tau)");
}

TEST(ExpressionScalar, KeepsItsOperandsAsATree) {
    const auto sum = Expression::variable("a") + Expression::variable("b");
    ASSERT_EQ(sum.node().operands.size(), 2u);
    EXPECT_EQ(sum.node().symbol, "+");
    EXPECT_EQ(sum.node().operands[1]->symbol, "b");
}

}  // namespace
}  // namespace aimcert
