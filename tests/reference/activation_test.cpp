#include "reference/activation.hpp"
#include "tests/reference/within.hpp"

#include <boost/math/constants/constants.hpp>

#include <functional>
#include <vector>

namespace aimcert::reference {
namespace {

const std::vector<Activation> every_activation{Activation::identity,          Activation::tanh,
                                               Activation::centered_sigmoid,  Activation::centered_softplus,
                                               Activation::arctan,            Activation::sin};

// The functions below are a handful of correctly rounded operations on values below 4.
const Real few_roundings = 32 * unit_roundoff();

/// Largest value met by a scan of [-8, 8] and the far points ±300, refined by golden section in the best cell.
Real maximise(const std::function<Real(const Real&)>& function) {
    const Real cell = Real(1) / 16;
    std::vector<Real> points{-300, 300};
    for (int i = -128; i <= 128; ++i) {
        points.push_back(i * cell);
    }
    Real best = points[0];
    for (const Real& point : points) {
        if (function(point) > function(best)) {
            best = point;
        }
    }
    const Real golden = (sqrt(Real(5)) - 1) / 2;
    Real low = best - cell;
    Real high = best + cell;
    while (high - low > Real("1e-26")) {
        const Real left = high - golden * (high - low);
        const Real right = low + golden * (high - low);
        if (function(left) < function(right)) {
            low = left;
        } else {
            high = right;
        }
    }
    return function((low + high) / 2);
}

/// (g(z+h) - g(z-h))/(2h): error h²/6 sup|g'''| and rounding 8 u/h.
Real central_difference(const std::function<Real(const Real&)>& function, const Real& z) {
    const Real h("1e-30");
    return (function(z + h) - function(z - h)) / (2 * h);
}

// sup of |g'''| and |g''''| is at most 24 for all six; h = 1e-30 leaves 4 h² and 8 u/h < 4e-69, times |z| ≤ 300 for the
// rounding of values that grow with z. A golden-section bracket of 1e-26 adds 12 · 1e-52.
const Real difference_tolerance = 4 * Real("1e-60") + 2400 * unit_roundoff() / Real("1e-30");
const Real maximum_tolerance = difference_tolerance + 12 * Real("1e-52");

TEST(Activation, ValuesKnownInClosedForm) {
    EXPECT_EQ(activation_value(Activation::identity, Real(7) / 8), Real(7) / 8);
    EXPECT_TRUE(within(activation_value(Activation::tanh, log(Real(2))), Real(3) / 5, few_roundings));
    EXPECT_TRUE(within(activation_value(Activation::tanh, -log(Real(2))), -Real(3) / 5, few_roundings));
    EXPECT_TRUE(within(activation_value(Activation::centered_sigmoid, log(Real(3))), Real(1) / 4, few_roundings));
    EXPECT_TRUE(within(activation_value(Activation::centered_softplus, log(Real(3))), log(Real(2)), few_roundings));
    EXPECT_TRUE(
        within(activation_value(Activation::centered_softplus, -log(Real(3))), log(Real(2) / 3), few_roundings));
    const Real pi = boost::math::constants::pi<Real>();
    EXPECT_TRUE(within(activation_value(Activation::arctan, 1), pi / 4, few_roundings));
    EXPECT_TRUE(within(activation_value(Activation::sin, pi / 6), Real(1) / 2, few_roundings));
}

TEST(Activation, IsZeroAtZero) {
    for (const Activation activation : every_activation) {
        EXPECT_EQ(activation_value(activation, 0), 0);
    }
}

TEST(Activation, KeepsItsRelativeAccuracyNearZero) {
    // g(z) = g'(0) z (1 + O(z)); at z = 1e-120 the correction is far below u.
    const Real z("1e-120");
    for (const Activation activation : every_activation) {
        const Real slope = activation_derivative(activation, 0);
        EXPECT_TRUE(within(activation_value(activation, z) / z, slope, few_roundings));
    }
}

TEST(Activation, StaysFiniteFarFromZero) {
    const Real far("1e300");
    const Real pi = boost::math::constants::pi<Real>();
    EXPECT_EQ(activation_value(Activation::tanh, far), 1);
    EXPECT_EQ(activation_value(Activation::centered_sigmoid, -far), -Real(1) / 2);
    EXPECT_EQ(activation_value(Activation::centered_softplus, far), far);
    EXPECT_TRUE(within(activation_value(Activation::centered_softplus, -far), -log(Real(2)), few_roundings));
    EXPECT_TRUE(within(activation_value(Activation::arctan, far), pi / 2, few_roundings));
    EXPECT_EQ(activation_derivative(Activation::tanh, far), 0);
    EXPECT_EQ(activation_derivative(Activation::centered_sigmoid, far), 0);
    EXPECT_EQ(activation_derivative(Activation::centered_softplus, far), 1);
    EXPECT_EQ(activation_derivative(Activation::centered_softplus, -far), 0);
}

TEST(Activation, DerivativeIsTheLimitOfDifferences) {
    for (const Activation activation : every_activation) {
        const auto value = [&](const Real& z) { return activation_value(activation, z); };
        for (int i = -20; i <= 20; ++i) {
            const Real z = Real(i) / 7;
            EXPECT_TRUE(within(activation_derivative(activation, z), central_difference(value, z),
                               difference_tolerance));
        }
    }
}

TEST(Activation, LipschitzConstantIsTheLargestSlope) {
    for (const Activation activation : every_activation) {
        const auto slope = [&](const Real& z) -> Real { return abs(activation_derivative(activation, z)); };
        EXPECT_TRUE(within(maximise(slope), activation_lipschitz(activation), maximum_tolerance));
    }
}

TEST(Activation, SmoothnessConstantIsTheLargestCurvature) {
    for (const Activation activation : every_activation) {
        const auto derivative = [&](const Real& z) { return activation_derivative(activation, z); };
        const auto curvature = [&](const Real& z) -> Real { return abs(central_difference(derivative, z)); };
        EXPECT_TRUE(within(maximise(curvature), activation_smoothness(activation), maximum_tolerance));
    }
}

}  // namespace
}  // namespace aimcert::reference
