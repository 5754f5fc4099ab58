#include "core/instances.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace aimcert {
namespace {

using Function = std::function<Real100(const Real100&)>;

const Real100 u(ScalarTraits<Real100>::unit_roundoff());  // of 100 digits

/// g and g'' by formulas that share no code with the core.
struct Independent {
    Activation activation;
    Function value, curvature;
};

const std::vector<Independent>& independent_formulas() {
    static const std::vector<Independent> all{
        {Activation::identity, [](const Real100& z) { return z; }, [](const Real100&) { return Real100(0); }},
        {Activation::tanh, [](const Real100& z) -> Real100 { return (exp(z) - exp(-z)) / (exp(z) + exp(-z)); },
         [](const Real100& z) -> Real100 { return -8 * (exp(z) - exp(-z)) / pow(exp(z) + exp(-z), 3); }},
        {Activation::centered_sigmoid, [](const Real100& z) -> Real100 { return 1 / (1 + exp(-z)) - Real100(1) / 2; },
         [](const Real100& z) -> Real100 { return exp(-z) * (exp(-z) - 1) / pow(1 + exp(-z), 3); }},
        {Activation::centered_softplus, [](const Real100& z) -> Real100 { return log((1 + exp(z)) / 2); },
         [](const Real100& z) -> Real100 { return exp(-z) / pow(1 + exp(-z), 2); }},
        {Activation::arctan, [](const Real100& z) -> Real100 { return asin(z / sqrt(1 + z * z)); },
         [](const Real100& z) -> Real100 { return -2 * z / pow(1 + z * z, 2); }},
        {Activation::sin,
         [](const Real100& z) -> Real100 { return 2 * tan(z / 2) / (1 + pow(tan(z / 2), 2)); },
         [](const Real100& z) -> Real100 { return -2 * tan(z / 2) / (1 + pow(tan(z / 2), 2)); }}};
    return all;
}

/// Points k/16 of [-8, 8], exact in every scalar.
std::vector<double> grid() {
    std::vector<double> points;
    for (int i = -128; i <= 128; ++i) points.push_back(i / 16.0);
    return points;
}

template <class S>
Real100 in_100_digits(const S& x) {
    if constexpr (ScalarTraits<S>::arithmetic == Arithmetic::interval) return Real100(median(x));
    else return Real100(x);
}

/// |computed - exact| <= k u (1 + |z|): a handful of correctly rounded operations on numbers of at most 1 + |z|. So are the
/// formulas above (the slope of asin is √(1+z²) there), with |z| <= 8.
template <class S>
::testing::AssertionResult close(const S& computed, const Real100& exact, double z,
                                 const Real100& known_to = 16 * 9 * u) {
    const Real100 error = abs(in_100_digits(computed) - exact);
    const Real100 bound = 16 * Real100(ScalarTraits<S>::unit_roundoff()) * (1 + std::abs(z)) + known_to;
    if (error <= bound) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << ScalarTraits<S>::name << " at z = " << z << ": error " << error.str(5) << " > "
                                         << bound.str(5);
}

template <class S>
class EveryScalar : public ::testing::Test {};
using Scalars = ::testing::Types<float, double, Real50, Real100, Interval>;
TYPED_TEST_SUITE(EveryScalar, Scalars);

TYPED_TEST(EveryScalar, ActivationsAgreeWithIndependentFormulas) {
    for (const auto& [activation, value, curvature] : independent_formulas()) {
        SCOPED_TRACE(name_of(activation_names, activation));
        for (const double z : grid())
            EXPECT_TRUE(close(activation_value(activation, math::constant<TypeParam>(z)), value(Real100(z)), z));
    }
}

TYPED_TEST(EveryScalar, DerivativesAreLimitsOfDifferences) {
    // (g(z+h) - g(z-h))/(2h) errs by h²/6 sup|g'''|, at most 2 (tanh and arctan at 0), and by the rounding of the values over h.
    const Real100 h("1e-30"), error = h * h / 3 + 16 * 9 * u / h;
    for (const auto& [activation, value, curvature] : independent_formulas()) {
        SCOPED_TRACE(name_of(activation_names, activation));
        for (const double z : grid()) {
            const Real100 slope = (value(z + h) - value(z - h)) / (2 * h);
            EXPECT_TRUE(close(activation_derivative(activation, math::constant<TypeParam>(z)), slope, z, error));
        }
    }
}

TYPED_TEST(EveryScalar, ConstantsAgree) {
    const Real100 root3 = sqrt(Real100(3));
    const auto agree = [](Activation activation, const Real100& lipschitz, const Real100& smoothness) {
        EXPECT_TRUE(close(activation_lipschitz<TypeParam>(activation), lipschitz, 0));
        EXPECT_TRUE(close(activation_smoothness<TypeParam>(activation), smoothness, 0));
    };
    agree(Activation::identity, 1, 0);
    agree(Activation::tanh, 1, 4 * root3 / 9);
    agree(Activation::centered_sigmoid, Real100(1) / 4, root3 / 18);
    agree(Activation::centered_softplus, 1, Real100(1) / 4);
    agree(Activation::arctan, 1, 3 * root3 / 8);
    agree(Activation::sin, 1, 1);
    EXPECT_TRUE(close(loss_smoothness<TypeParam>(Loss::half_squared_error), 1, 0));
    EXPECT_TRUE(close(loss_smoothness<TypeParam>(Loss::softmax_cross_entropy), Real100(1) / 2, 0));
    EXPECT_TRUE(close(loss_smoothness<TypeParam>(Loss::log_cosh), 1, 0));
    const auto bound = [](Loss loss) { return loss_gradient_bound(loss, TypeParam(3), TypeParam(2), 5); };
    EXPECT_TRUE(close(bound(Loss::half_squared_error), 5, 5));
    EXPECT_TRUE(close(bound(Loss::softmax_cross_entropy), sqrt(Real100(2)), 0));
    EXPECT_TRUE(close(bound(Loss::log_cosh), sqrt(Real100(5)), 0));
}

/// Largest |function| over the grid and the far points ±300, refined by golden section around the best.
Real100 maximise(const Function& function) {
    const auto size = [&](const Real100& z) -> Real100 { return abs(function(z)); };
    Real100 best(-300);
    for (const double z : grid())
        if (size(z) > size(best)) best = z;
    if (size(Real100(300)) > size(best)) best = 300;
    const Real100 golden = (sqrt(Real100(5)) - 1) / 2;
    Real100 low = best - Real100(1) / 16, high = best + Real100(1) / 16;
    while (high - low > Real100("1e-40")) {
        const Real100 left = high - golden * (high - low), right = low + golden * (high - low);
        (size(left) < size(right) ? low : high) = size(left) < size(right) ? left : right;
    }
    return size((low + high) / 2);
}

// A bracket of 10^-40 around a smooth maximum of a function with second derivative below 24 leaves 12·10^-80.
const Real100 bracket_error("2e-79");

TEST(Activation, LipschitzConstantIsTheLargestSlope) {
    for (const auto& [activation, value, curvature] : independent_formulas()) {
        SCOPED_TRACE(name_of(activation_names, activation));
        const Real100 constant = activation_lipschitz<Real100>(activation);
        const Real100 largest = maximise([which = activation](const Real100& z) { return activation_derivative(which, z); });
        EXPECT_LE(largest, constant * (1 + 8 * u));  // five roundings, that of 1 - tanh² the most, and three of the constant
        EXPECT_GE(largest, constant - bracket_error);
    }
}

TEST(Activation, SmoothnessConstantIsTheLargestCurvature) {
    for (const auto& [activation, value, curvature] : independent_formulas()) {
        SCOPED_TRACE(name_of(activation_names, activation));
        const Real100 constant = activation_smoothness<Real100>(activation);
        const Real100 largest = maximise(curvature);
        EXPECT_LE(largest, constant * (1 + 32 * u));  // fewer than 16 roundings, three of them cubed, and those of the constant
        EXPECT_GE(largest, constant - bracket_error);
    }
}

TEST(Activation, SlopesBetweenPointsStayBelowTheSmoothnessConstant) {
    // The difference quotient of g' is a mean of g'' and so never above its supremum.
    const auto points = grid();
    for (const auto& [activation, value, curvature] : independent_formulas()) {
        SCOPED_TRACE(name_of(activation_names, activation));
        // Five roundings at most make either slope and three the constant; points are 1/16 apart.
        const Real100 limit = activation_smoothness<Real100>(activation) * (1 + 3 * u) + 16 * 12 * u;
        for (std::size_t i = 0; i < points.size(); ++i)
            for (std::size_t j = i + 1; j < points.size(); j += 7) {
                const Real100 rise = activation_derivative(activation, Real100(points[j])) -
                                     activation_derivative(activation, Real100(points[i]));
                EXPECT_LE(abs(rise), limit * Real100(points[j] - points[i]));
            }
    }
}

using Output = Vector<Real100>;

Output gradient(Loss loss, const Output& output, const Output& target) {
    Output result(output.size());
    loss_gradient(loss, output, target, result);
    return result;
}

/// n numbers of [-size, size] by a linear congruence.
Output scattered(int n, double size, unsigned& seed) {
    Output v(n);
    for (int i = 0; i < n; ++i) {
        seed = seed * 1664525u + 1013904223u;
        v(i) = Real100(size) * (Real100(seed) / 2147483648.0 - 1);
    }
    return v;
}

Output one_hot(int n, int hot) {
    Output y = Output::Zero(n);
    y(hot) = 1;
    return y;
}

TEST(Loss, GradientIsTheLimitOfDifferencesOfTheValue) {
    // h² sup|l'''|/6 with |l'''| < 1 (tanh''), and on either side 8 roundings of numbers below 5·8²/2 = 160, over h.
    const Real100 h("1e-30"), error = h * h / 6 + 8 * 160 * u / h;
    unsigned seed = 1;
    for (const auto& [loss, name] : loss_names) {
        SCOPED_TRACE(name);
        for (int n = 1; n <= 5; ++n) {
            const Output output = scattered(n, 4, seed);
            const Output target = loss == Loss::softmax_cross_entropy ? one_hot(n, n / 2) : scattered(n, 4, seed);
            const Output slope = gradient(loss, output, target);
            for (int i = 0; i < n; ++i) {
                Output ahead = output, behind = output;
                ahead(i) += h;
                behind(i) -= h;
                const Real100 difference = (loss_value(loss, ahead, target) - loss_value(loss, behind, target)) / (2 * h);
                EXPECT_LE(abs(slope(i) - difference), error);
            }
        }
    }
}

TEST(Loss, ValuesByHand) {
    Output o(2), y(2);
    o << 3, 1;
    y << 1, 0;
    const Real100 digits = 16 * 4 * u;  // 16 roundings of numbers below 4
    EXPECT_EQ(loss_value(Loss::half_squared_error, o, y), Real100(5) / 2);                                // (2² + 1²)/2
    EXPECT_LE(abs(loss_value(Loss::softmax_cross_entropy, o, y) - log(1 + exp(Real100(-2)))), digits);    // -ln e³/(e³+e)
    EXPECT_LE(abs(loss_value(Loss::log_cosh, o, y) - log(cosh(Real100(2))) - log(cosh(Real100(1)))), digits);
}

TEST(Loss, CrossEntropyOfOneClassIsExactlyZeroInIntervals) {
    const auto is_zero = [](const Interval& x) { return ScalarTraits<Interval>::less_equal(math::abs(x), Interval(0)) == Truth::yes; };
    Vector<Interval> output(1), target(1), gradient(1);
    output << math::ratio<Interval>(1, 3);
    target << Interval(1);
    loss_gradient(Loss::softmax_cross_entropy, output, target, gradient);
    EXPECT_TRUE(is_zero(loss_value(Loss::softmax_cross_entropy, output, target)));
    EXPECT_TRUE(is_zero(gradient(0)));
}

TEST(Loss, GradientBoundIsNeverExceededAndAttained) {
    // Either side is a norm of up to 5 numbers, of 16 roundings at most.
    const Real100 digits = 32 * u;
    unsigned seed = 2;
    for (const auto& [loss, name] : loss_names) {
        SCOPED_TRACE(name);
        for (int n = 2; n <= 5; ++n)
            for (int trial = 0; trial < 50; ++trial) {
                const Output output = scattered(n, trial, seed);
                const Output target = loss == Loss::softmax_cross_entropy ? one_hot(n, trial % n) : scattered(n, 4, seed);
                EXPECT_LE(norm(gradient(loss, output, target)),
                          loss_gradient_bound(loss, norm(output), norm(target), n) * (1 + digits));
            }
        // Attained: o opposite to y; a certain wrong class; targets far away. e^-t is what is missing at distance t.
        for (int n = 2; n <= 5; ++n) {
            const Real100 t(50);
            Output far = Output::Constant(n, t), target = Output::Constant(n, -t);
            if (loss == Loss::softmax_cross_entropy) {
                far = t * one_hot(n, 0);
                target = one_hot(n, 1);
            }
            const Real100 bound = loss_gradient_bound(loss, norm(far), norm(target), n);
            EXPECT_GE(norm(gradient(loss, far, target)), bound * (1 - 2 * n * exp(-t)));
        }
    }
}

TEST(Loss, SmoothnessIsNeverExceededAndAttained) {
    unsigned seed = 3;
    // The gradients have entries of numbers below 9, off by 10 u at most, five on either side: √5·20 u, and norms of some 10.
    const Real100 digits = 128 * u;
    for (const auto& [loss, name] : loss_names) {
        SCOPED_TRACE(name);
        const Real100 constant = loss_smoothness<Real100>(loss);
        for (int n = 1; n <= 5; ++n)
            for (int trial = 0; trial < 50; ++trial) {
                const Output a = scattered(n, 3, seed), b = a + scattered(n, trial % 2 == 0 ? 1e-3 : 3, seed);
                const Output target = loss == Loss::softmax_cross_entropy ? one_hot(n, 0) : scattered(n, 3, seed);
                EXPECT_LE(norm(gradient(loss, a, target) - gradient(loss, b, target)),
                          constant * norm(a - b) + digits);
            }
        // Between (h,-h) and (-h,h): 1 for the squared error, tanh(2h/2)/(2h) for cross-entropy, tanh(h)/h for log-cosh
        // with target 0; tanh h >= h - h³/3. An entry of a gradient, 1/2 at most, is off by 8 u, beside an |a - b| of 2√2 h.
        const Real100 h("1e-20");
        Output a(2), zero = Output::Zero(2);
        a << h, -h;
        const Output b = -a;
        const Output target = loss == Loss::softmax_cross_entropy ? one_hot(2, 0) : zero;
        EXPECT_GE(norm(gradient(loss, a, target) - gradient(loss, b, target)) / norm(a - b),
                  constant * (1 - h * h / 3) - 8 * u / h);
    }
}

}  // namespace
}  // namespace aimcert
