#include "core/monitor/accumulated_delay.hpp"
#include "core/monitor/lyapunov.hpp"
#include "core/scalar/multiprecision.hpp"

#include <gtest/gtest.h>

namespace aimcert {
namespace {

TEST(AccumulatedDelay, IsZeroBeforeTheFirstUpdate) {
    for (std::size_t layers = 1; layers <= 6; ++layers) {
        const AccumulatedDelay<double> delay(layers);
        EXPECT_EQ(delay.layers(), layers);
        EXPECT_EQ(delay.accumulated(), 0);
        EXPECT_EQ(delay.squared(), 0);
        EXPECT_EQ(delay.auxiliary(), 0);
    }
}

TEST(AccumulatedDelay, OfThreeLayersByHand) {
    // Increments |dW_k^(m)|, k = 0, 1, 2 (rows): layer 1 has delay 2, layer 2 delay 1, layer 3 none.
    //   k = 0:  3  1  5      k = 1:  4  2  6      k = 2:  1  3  7
    AccumulatedDelay<Rational> delay(3);
    const auto push = [&](int first, int second, int third) {
        delay.push(0, Rational(first * first));
        delay.push(1, Rational(second * second));
        delay.push(2, Rational(third * third));
    };

    push(3, 1, 5);  // fill phase: layer 1 remembers {3}, layer 2 {1}
    EXPECT_EQ(delay.accumulated(0), 3);
    EXPECT_EQ(delay.accumulated(1), 1);
    EXPECT_EQ(delay.accumulated(2), 0);
    EXPECT_EQ(delay.squared(0), 9);
    EXPECT_EQ(delay.squared(1), 1);
    EXPECT_EQ(delay.auxiliary(), 2 * 9 + 1 * 1);  // the newest increment weighs M - m

    push(4, 2, 6);  // layer 1 {3, 4}, layer 2 {2}
    EXPECT_EQ(delay.accumulated(0), 7);
    EXPECT_EQ(delay.accumulated(1), 2);
    EXPECT_EQ(delay.accumulated(), 9);
    EXPECT_EQ(delay.squared(0), 9 + 16);
    EXPECT_EQ(delay.squared(), 9 + 16 + 4);
    EXPECT_EQ(delay.auxiliary(), 1 * 9 + 2 * 16 + 1 * 4);

    push(1, 3, 7);  // layer 1 forgets 3: {4, 1}, layer 2 {3}
    EXPECT_EQ(delay.accumulated(0), 5);
    EXPECT_EQ(delay.squared(0), 16 + 1);
    EXPECT_EQ(delay.squared(2), 0);
    EXPECT_EQ(delay.auxiliary(), 1 * 16 + 2 * 1 + 1 * 9);
}

TEST(AccumulatedDelay, OfOneLayerStaysZero) {
    AccumulatedDelay<double> delay(1);
    for (int k = 0; k < 5; ++k) delay.push(0, 4.0);
    EXPECT_EQ(delay.accumulated(), 0);
    EXPECT_EQ(delay.auxiliary(), 0);
}

TEST(AccumulatedDelay, EntersTheLyapunovFunctionWithItsWeight) {
    AccumulatedDelay<double> delay(2);
    delay.push(0, 9.0);
    // V = f - f* + c A = 5 - 1 + 1/2 · 9 with A = (M-m) |dW|² = 1 · 9.
    EXPECT_EQ(lyapunov_function(5.0, 1.0, 0.5, delay), 8.5);
}

}  // namespace
}  // namespace aimcert
