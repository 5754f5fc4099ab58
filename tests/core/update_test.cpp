#include "core/device/bounded_update.hpp"
#include "core/device/update.hpp"
#include "core/scalar/multiprecision.hpp"
#include "rounding_constants.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace aimcert {
namespace {

using Q = Rational;

// Values worked out by hand, and the forms against each other.

/// U(w,d) in both forms against values worked out by hand.
template <class R>
void expect_updates(const R& response, const Q& w, const Q& d, const Q& up, const Q& down) {
    EXPECT_EQ(analog_update(response, w, d), up) << R::name;
    EXPECT_EQ(analog_update_by_sign(response, w, d), up) << R::name;
    EXPECT_EQ(analog_update(response, w, Q(-d)), down) << R::name;
    EXPECT_EQ(analog_update_by_sign(response, w, Q(-d)), down) << R::name;
    EXPECT_EQ(analog_update(response, w, Q(0)), w) << R::name;
}

TEST(AnalogUpdate, ByHandInEveryAlgebraicFamily) {
    const Q tau(4, 5), tau_min(-1, 2), w0(1, 10), d(1, 8);
    expect_updates(IdealResponse<Q>{}, Q(2, 5), d, Q(21, 40), Q(11, 40));
    // q+ = 1/2, q- = 3/2 at w = 1/2: 1/2 + 1/16, 1/2 - 3/16.
    expect_updates(AsymmetricLinearResponse<Q>{tau, w0}, Q(1, 2), d, Q(9, 16), Q(5, 16));
    // q+ = 1/2, q- = 9/5 at w = 1/2: 1/2 + 1/16, 1/2 - 9/40.
    expect_updates(LinearStepResponse<Q>{tau_min, tau, w0}, Q(1, 2), d, Q(9, 16), Q(11, 40));
    // q+ = 5/8, q- = 9/8 at w = 2/5: 2/5 + 5/64, 2/5 - 9/64.
    expect_updates(ShiftedLinearResponse<Q>{tau, Q(1, 4)}, Q(2, 5), d, Q(153, 320), Q(83, 320));
    // q+ = 1/8, q- = 27/8 at w = 2/5: 2/5 + 1/64, 2/5 - 27/64.
    expect_updates(PowerResponse<Q>{tau, 3}, Q(2, 5), d, Q(133, 320), Q(-7, 320));
    // q+ = 1/4, q- = 729/125 at w = 2/5: 2/5 + 1/32, 2/5 - 729/1000.
    expect_updates(TwoSidedPowerResponse<Q>{tau_min, tau, 2, 3}, Q(2, 5), d, Q(69, 160), Q(-329, 1000));
}

TEST(AnalogUpdate, ByHandInTheExponentialFamilies) {
    // e^γ = 4, w = tau/2 = 1: q+ = 1/3, q- = 7/3 (see Response.ExponentialsByHand): 1 + 1/24, 1 - 7/24. Rounding: the 96 u
    // of q- that are derived there, times 1/8, and six operations on numbers below 3.
    const Real50 u(ScalarTraits<Real50>::unit_roundoff()), d = Real50(1) / 8;
    const ExponentialResponse<Real50> device{Real50(2), log(Real50(4))};
    EXPECT_LE(abs(analog_update(device, Real50(1), d) - Real50(25) / 24), 32 * u);
    EXPECT_LE(abs(analog_update(device, Real50(1), Real50(-d)) - Real50(17) / 24), 32 * u);
    EXPECT_LE(abs(analog_update_by_sign(device, Real50(1), Real50(-d)) - Real50(17) / 24), 32 * u);
    // Two-sided, w = 0: q± = 1.
    const TwoSidedExponentialResponse<Real50> two_sided{Real50(-1), Real50(2), Real50(1), Real50(3)};
    EXPECT_EQ(analog_update(two_sided, Real50(0), d), d);
    EXPECT_EQ(analog_update_by_sign(two_sided, Real50(0), Real50(-d)), -d);
}

TEST(AnalogUpdate, PartsAreTheHalfSumAndHalfDifference) {
    const TwoSidedPowerResponse<Q> device{Q(-1, 2), Q(4, 5), 2, 3};
    EXPECT_EQ(symmetric_part(device, Q(2, 5)), (Q(1, 4) + Q(729, 125)) / 2);
    EXPECT_EQ(asymmetric_part(device, Q(2, 5)), (Q(729, 125) - Q(1, 4)) / 2);
    const AsymmetricLinearResponse<Q> linear{Q(4, 5), Q(1, 10)};
    EXPECT_EQ(symmetric_part(linear, Q(1, 2)), 1);
    EXPECT_EQ(asymmetric_part(linear, Q(1, 2)), Q(1, 2));
}

TEST(AnalogUpdate, InterpolationsEqualTheUpdateInTheRationals) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> unit(-1, 1);
    for (int i = 0; i < 200; ++i) {
        const Q tau(Q(std::abs(unit(random))) + Q(1, 8)), w = tau * Q(unit(random)), d = tau * Q(unit(random));
        const Q update = analog_update(AsymmetricLinearResponse<Q>{tau}, w, d);
        EXPECT_EQ(analog_update_towards_bound(tau, w, d), update);
        EXPECT_EQ(analog_update_from_bound(tau, w, d), update);
    }
}

template <class S>
class BoundedUpdate : public testing::Test {
public:
    static constexpr int samples = 3'000'000;

    /// Calls check(tau, w, d) for random and extreme |w|, |d| <= tau.
    template <class Check>
    static void for_samples(int count, Check check) {
        std::mt19937_64 random(7);
        std::uniform_real_distribution<double> unit(0, 1);
        const auto inside = [&](S tau) {
            const int kind = static_cast<int>(random() % 8);
            const S size = kind == 0   ? tau
                           : kind == 1 ? std::nextafter(tau, S(0))
                           : kind == 2 ? std::min(tau, static_cast<S>(tau * std::exp2(-60 * unit(random))))
                                       : std::min(tau, static_cast<S>(tau * unit(random)));
            return random() % 2 == 0 ? size : -size;
        };
        for (int i = 0; i < count; ++i) {
            const S tau = i % 4 == 0 ? static_cast<S>(std::exp2(std::floor(40 * unit(random)) - 20))
                                     : static_cast<S>(0.1 + 10 * unit(random));
            const S w = inside(tau), d = inside(tau);
            check(tau, w, d);
        }
    }

    /// How many floating-point numbers beyond tau the largest |update(tau, w, d)| is.
    template <class Update>
    static int worst_excess(Update update) {
        int worst = 0;
        for_samples(samples, [&](S tau, S w, S d) {
            const S size = std::abs(update(tau, w, d));
            int beyond = 0;
            for (S x = tau; x < size; x = std::nextafter(x, size)) ++beyond;
            worst = std::max(worst, beyond);
        });
        return worst;
    }
};
using Floats = testing::Types<float, double>;
TYPED_TEST_SUITE(BoundedUpdate, Floats);

TYPED_TEST(BoundedUpdate, FromTheBoundNeverLeavesTheRange) {
    const auto update = [](auto tau, auto w, auto d) { return analog_update_from_bound(tau, w, d); };
    EXPECT_EQ(this->worst_excess(update), 0);
}

// The forms below leave the range, by no more than proofs-checks/rounding/floats_beyond_range.v allows.

TYPED_TEST(BoundedUpdate, TowardsTheBoundLeavesTheRangeByOneNumber) {
    const auto update = [](auto tau, auto w, auto d) { return analog_update_towards_bound(tau, w, d); };
    EXPECT_EQ(this->worst_excess(update), rounding::interpolation_update_floats_beyond);
}

TYPED_TEST(BoundedUpdate, SumOfThreeTermsLeavesTheRangeByAtMostTwoNumbers) {
    using S = TypeParam;
    const auto update = [](S tau, S w, S d) { return analog_update(AsymmetricLinearResponse<S>{tau}, w, d); };
    const int worst = this->worst_excess(update);
    EXPECT_GE(worst, 1);
    EXPECT_LE(worst, rounding::plain_update_floats_beyond);
}

/// The theorems of proofs-checks/rounding/update_error.v against exact updates.
TYPED_TEST(BoundedUpdate, EveryOrderIsWithinItsProvedError) {
    using S = TypeParam;
    const Q u(ScalarTraits<S>::unit_roundoff()), eta = Q(std::numeric_limits<S>::denorm_min()) / 2;
    const Q factor = u * (1 + Q(rounding::second_order) * u);
    this->for_samples(10'000, [&](S tau, S w, S d) {
        const AsymmetricLinearResponse<S> device{tau};
        const Q exact = analog_update(AsymmetricLinearResponse<Q>{Q(tau)}, Q(w), Q(d));
        const Q size = abs(Q(w)), step = abs(Q(d)), product = size * step / Q(tau);
        const Q underflow = Q(rounding::underflow) * eta * (1 + Q(tau) + size + step);
        const auto within = [&](const rounding::Roundings& r, S computed) {
            const Q roundings = Q(r.w) * size + Q(r.d) * step + Q(r.dw) * product;
            return abs(Q(computed) - exact) <= u * abs(exact) + factor * roundings + underflow;
        };
        EXPECT_TRUE(within(rounding::plain_update, analog_update(device, w, d)));
        EXPECT_TRUE(within(rounding::by_sign_update, analog_update_by_sign(device, w, d)));
        EXPECT_TRUE(within(rounding::interpolation_update, analog_update_towards_bound(tau, w, d)));
        EXPECT_LE(abs(Q(analog_update_from_bound(tau, w, d)) - exact),
                  Q(rounding::from_bound_update_factor) * factor * Q(tau) + underflow);
    });
}

TEST(BoundedUpdateByHand, TowardsTheBoundLeavesTheRange) {
    // tau = d = 3/2 and w = -(1/2 + 6/2^53): tau - w = 2 + 6/2^53 lies half way between two doubles (spacing 4/2^53) and
    // rounds up to the even 2 + 8/2^53, so w + 1 · (tau - w) = 3/2 + 2/2^53, the next double above tau.
    const double tau = 1.5, w = -(0.5 + 6 * 0x1p-53);
    EXPECT_EQ(analog_update_towards_bound(tau, w, tau), tau + 0x1p-52);
    EXPECT_EQ(analog_update_from_bound(tau, w, tau), tau);
}

TEST(BoundedUpdateByHand, FromTheBoundEndsOnTheBounds) {
    EXPECT_EQ(analog_update_from_bound(0.8, 0.3, 0.8), 0.8);
    EXPECT_EQ(analog_update_from_bound(0.8, 0.3, -0.8), -0.8);
    EXPECT_EQ(analog_update_from_bound(0.8, 0.8, 0.3), 0.8);
    EXPECT_EQ(analog_update_from_bound(0.8, -0.8, -0.3), -0.8);
}

}  // namespace
}  // namespace aimcert
