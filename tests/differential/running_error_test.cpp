#include "tests/differential/running_error.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aimcert {

AIMCERT_CORE_INSTANCES(, RunningError)

namespace {

constexpr long double u = 0x1p-53L;

/// Roundings of the bound itself, which is computed in 64 bits: below 2^-50 of it in the few operations tested here.
constexpr long double slack = 1 + 0x1p-50L;

RunningError constant(double value) { return math::constant<RunningError>(value); }

class RunningErrorInDouble : public ::testing::Test {
protected:
    RunningErrorInDouble() { RunningError::model = {u}; }
};

TEST_F(RunningErrorInDouble, IsZeroForDataAndSigns) {
    EXPECT_EQ(constant(0.1).error(), 0);
    EXPECT_EQ(math::abs(RunningError(-constant(0.1))).error(), 0);
    EXPECT_EQ(math::max(constant(1), constant(2)).error(), 0);
}

TEST_F(RunningErrorInDouble, ChargesAnAdditionForBothTermsAndPropagatesBothErrors) {
    // (1 + 2) - 3: the sum errs by 3u, the difference by 3u and by u (3 + 3 + 3u) of its own.
    const RunningError difference = (constant(1) + constant(2)) - constant(3);
    EXPECT_EQ(difference.value(), 0);
    EXPECT_GE(difference.error(), 9 * u + 3 * u * u);
    EXPECT_LE(difference.error(), (9 * u + 3 * u * u) * slack);
}

TEST_F(RunningErrorInDouble, ScalesErrorsByTheOtherFactor) {
    // (1 + 2) * 5: 3u times 5, and u (3 + 3u) 5 of its own.
    const RunningError product = (constant(1) + constant(2)) * constant(5);
    EXPECT_GE(product.error(), 30 * u + 15 * u * u);
    EXPECT_LE(product.error(), (30 * u + 15 * u * u) * slack);
}

TEST_F(RunningErrorInDouble, IsInfiniteWhereADivisorMayBeZeroOrAResultOverflow) {
    const RunningError nearly_zero = (constant(1) + constant(2)) - constant(3);
    EXPECT_TRUE(std::isinf((constant(1) / nearly_zero).error()));
    RunningError::model = {u, 0, 100};
    EXPECT_TRUE(std::isinf((constant(50) * constant(3)).error()));
    EXPECT_FALSE(std::isinf((constant(40) * constant(2) / constant(3)).error()));
    EXPECT_TRUE(std::isinf((constant(0) * (constant(50) * constant(3))).error()));
    EXPECT_EQ((constant(0) * constant(50)).error(), 0);
}

TEST_F(RunningErrorInDouble, TakesEitherBranchWhereASignIsLost) {
    const RunningError nearly_zero = (constant(1) + constant(2)) - constant(3);
    EXPECT_GE(math::select(nearly_zero, constant(1), constant(-4)).error(), 5);
    EXPECT_EQ(math::select(constant(-1), constant(1), constant(-4)).error(), 0);
}

TEST_F(RunningErrorInDouble, IsRootOfTheErrorWhereARootStartsAtZero) {
    const RunningError nearly_zero = (constant(1) + constant(2)) - constant(3);
    EXPECT_GE(math::sqrt(nearly_zero).error(), std::sqrt(9 * u));
    EXPECT_LE(math::sqrt(nearly_zero).error(), std::sqrt(9 * u) * (1 + 4 * u) * slack);
}

/// A formula with every operation, cancellation among them.
template <class S>
S formula(const S& a, const S& b, const S& c) {
    const S x = a * b - c;
    const S y = math::tanh(x) + math::exp(S(-math::abs(x))) * math::atan(b) - math::log1p(math::square(c));
    return math::sqrt(S(math::square(y) + a * a)) / (S(2) + math::cos(y)) - math::sin(x) * math::max(y, x);
}

TEST(RunningErrorOfAFormula, BoundsTheErrorOfFloatAndDoubleAndTheWidthOfIntervals) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<float> uniform(-2, 2);
    for (int n = 0; n < 1000; ++n) {
        const float a = uniform(random), b = uniform(random), c = n % 2 == 0 ? a * b : uniform(random);
        const Real100 exact = formula<Real100>(a, b, c);
        // Functions of the library err by up to 2 units in the last place, 4 u.
        RunningError::model = {4 * 0x1p-24L};
        const auto in_float = formula(constant(a), constant(b), constant(c));
        EXPECT_LE(abs(Real100(formula(a, b, c)) - exact), Real100(in_float.error()));
        RunningError::model = {4 * u};
        const auto in_double = formula(constant(a), constant(b), constant(c));
        EXPECT_LE(abs(Real100(formula<double>(a, b, c)) - exact), Real100(in_double.error()));
        // `exact` errs in its last digits too.
        RunningError::model = {static_cast<long double>(ScalarTraits<Interval>::unit_roundoff()) +
                               static_cast<long double>(ScalarTraits<Real100>::unit_roundoff())};
        const auto in_interval = formula(constant(a), constant(b), constant(c));
        const auto interval = formula<Interval>(Interval(a), Interval(b), Interval(c));
        EXPECT_LE(Real100(upper(interval)) - exact, Real100(in_interval.error()));
        EXPECT_LE(exact - Real100(lower(interval)), Real100(in_interval.error()));
    }
}

}  // namespace
}  // namespace aimcert
