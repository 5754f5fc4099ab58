#include "core/device/pulse.hpp"
#include "core/device/pulse_trains.hpp"
#include "core/scalar/multiprecision.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aimcert {
namespace {

using Q = Rational;

TEST(Pulse, CountIsTheExactCeiling) {
    EXPECT_EQ(pulse_count(1, 0.125), 8);
    EXPECT_EQ(pulse_count(-1, 0.125), 8);
    EXPECT_EQ(pulse_count(0, 0.125), 0);
    EXPECT_EQ(pulse_count(0x1p-1070, 0.125), 1);
    // The double 0.1 is above 1/10 and the double 0.3 below 3/10: three pulses are enough.
    EXPECT_EQ(pulse_count(0.3, 0.1), 3);
    // The double 0.3 is 5404319552844595/2^54 and the double 0.9 is 16212958658533786/2^54, one more than thrice that:
    // three pulses fall short, although the quotient rounds to 3.
    EXPECT_EQ(0.9 / 0.3, 3);
    EXPECT_EQ(pulse_count(0.9, 0.3), 4);
    EXPECT_EQ(pulse_count(-0.9, 0.3), 4);
}

TEST(Pulse, TwoNoisyPulsesByHand) {
    // Asymmetric linear, tau = 1, w = 0, dw_min = 1/8, σ_c ξ = 1/2, -1/2: 0 + (1/8)(1 + 1/2) = 3/16, then
    // 3/16 + (1/8)(13/16 - 1/2) = 29/128. Downwards the sign of the step turns response and noise.
    const AsymmetricLinearResponse<Q> device{Q(1)};
    const std::vector<Q> noise{Q(1, 2), Q(-1, 2)};
    EXPECT_EQ(pulsed_update(device, Q(0), pulse_step(Q(1, 4), Q(1, 8)), noise), Q(29, 128));
    EXPECT_EQ(pulsed_update(device, Q(0), pulse_step(Q(-1, 4), Q(1, 8)), noise), Q(-29, 128));
}

TEST(Pulse, NoiselessTrainOnAnAsymmetricLinearDeviceIsGeometric) {
    // The distance to the bound shrinks by 3/4 a pulse: 1 - (3/4)(3/4)³ = 175/256, -1 + (5/4)(3/4)³ = -121/256.
    const AsymmetricLinearResponse<Q> device{Q(1)};
    const std::vector<Q> noiseless(3, Q(0));
    EXPECT_EQ(pulsed_update(device, Q(1, 4), Q(1, 4), noiseless), Q(175, 256));
    EXPECT_EQ(pulsed_update(device, Q(1, 4), Q(-1, 4), noiseless), Q(-121, 256));
}

TEST(Pulse, OnePulseOfAWholeIncrementIsTheUpdate) {
    const TwoSidedPowerResponse<Q> device{Q(-1, 2), Q(4, 5), 2, 3};
    EXPECT_EQ(pulse(device, Q(1, 4), Q(1, 8), Q(0)), analog_update(device, Q(1, 4), Q(1, 8)));
    EXPECT_EQ(pulse(device, Q(1, 4), Q(-1, 8), Q(0)), analog_update(device, Q(1, 4), Q(-1, 8)));
}

TEST(PulseLimit, ConstantsByHand) {
    // Asymmetric linear, tau = 1, w = 1/2, d = 1/4, h = 1/8, N = 1/16: q = 1/2, L = 1, 1 + L|d|/2 = 9/8, so
    // C1 = 9/16, C2 = 1/4, C3 = 1 + (3/8)(9/8) = 91/64 and the bound is 9/128 + 1/64 + 91/8192 = 795/8192.
    const AsymmetricLinearResponse<Q> device{Q(1)};
    EXPECT_EQ(pulse_limit_bound(device, Q(1, 2), Q(1, 4), Q(1, 8), Q(1, 16)), Q(795, 8192));
    // Downwards q = 3/2: C1 = 27/16, C2 = 3/4: 27/128 + 3/64 + 91/8192 = 2203/8192.
    EXPECT_EQ(pulse_limit_bound(device, Q(1, 2), Q(-1, 4), Q(1, 8), Q(1, 16)), Q(2203, 8192));
    EXPECT_EQ(pulse_noise_variance_bound(3, Q(1, 8), Q(1, 2)), Q(3, 256));
}

TEST(PulseFlow, ByHand) {
    // tau = 1/ln 2 and |d| = 1 halve the distance to the bound: b - (b - w)/2 = (b + w)/2 upwards, (w - b)/2 downwards.
    // Logarithm, quotients, exponential and sums cost under 32 u of numbers below 2.
    const Real50 b = 1 / log(Real50(2)), w = Real50(1) / 4, u(ScalarTraits<Real50>::unit_roundoff());
    const AsymmetricLinearResponse<Real50> device{b};
    EXPECT_LE(abs(pulse_flow(device, w, Real50(1)) - (b + w) / 2), 32 * u);
    EXPECT_LE(abs(pulse_flow(device, w, Real50(-1)) - (w - b) / 2), 32 * u);
    // Shifted linear, c = 1/4, tau = 1: the upper bound is approached at rate 5/4, the lower one at rate 3/4.
    const ShiftedLinearResponse<Real50> shifted{Real50(1), Real50(1) / 4};
    EXPECT_LE(abs(pulse_flow(shifted, w, Real50(1)) - (1 - (1 - w) * exp(-Real50(5) / 4))), 32 * u);
    EXPECT_LE(abs(pulse_flow(shifted, w, Real50(-1)) - ((1 + w) * exp(-Real50(3) / 4) - 1)), 32 * u);
}

TEST(PulseFlow, IsAFlowInEveryLinearFamily) {
    // Time 1/7 then 2/7 is time 3/7; three exponentials and the sums around them stay below 64 u of numbers below 2.
    const Real50 w = Real50(3) / 10, first = Real50(1) / 7, u(ScalarTraits<Real50>::unit_roundoff());
    const auto examine = [&](const auto& device) {
        for (const int s : {1, -1})
            EXPECT_LE(abs(pulse_flow(device, pulse_flow(device, w, Real50(s * first)), Real50(2 * s * first)) -
                          pulse_flow(device, w, Real50(3 * s * first))),
                      64 * u)
                << device.name;
    };
    examine(AsymmetricLinearResponse<Real50>{Real50(4) / 5, Real50(1) / 10});
    examine(LinearStepResponse<Real50>{Real50(-1) / 2, Real50(4) / 5, Real50(1) / 10});
    examine(ShiftedLinearResponse<Real50>{Real50(4) / 5, Real50(1) / 4});
}

TEST(PulseFlow, EulerGapByHand) {
    // tau = 1, w = 1/2, d = 1/4: q λ d²/2 = (1/2)(1/16)/2 = 1/64, times 1 - 1/12.
    const EulerGap<Q> gap = euler_gap(AsymmetricLinearResponse<Q>{Q(1)}, Q(1, 2), Q(1, 4));
    EXPECT_EQ(gap.at_most, Q(1, 64));
    EXPECT_EQ(gap.at_least, Q(11, 768));
}

TEST(PulseTrains, CoincidencesAreBinomial) {
    // p q = (1/2)(1/3) = 1/6, 3 slots: 125/216, 75/216, 15/216, 1/216.
    const std::vector<Q> expected{Q(125, 216), Q(75, 216), Q(15, 216), Q(1, 216)};
    EXPECT_EQ(coincidence_distribution(Q(1, 2), Q(1, 3), 3), expected);
    const auto certain = coincidence_distribution(Q(1), Q(1), 2);
    EXPECT_EQ(certain, (std::vector<Q>{Q(0), Q(0), Q(1)}));
}

TEST(PulseTrains, ExpectedUpdateByHand) {
    // d = -1/2, x = 1/3, scale 1, 3 slots of dw_min = 1/10: the mean of 3 · 1/6 coincidences asks for -1/20.
    EXPECT_EQ(expected_rank_update(Q(-1, 2), Q(1, 3), Q(1, 10), Q(1), 3), Q(-1, 20));
    EXPECT_EQ(coincidence_increment(Q(-1, 2), Q(1, 3), Q(1, 10), 2), Q(-1, 5));
    EXPECT_EQ(coincidence_increment(Q(-1, 2), Q(-1, 3), Q(1, 10), 2), Q(1, 5));
    EXPECT_EQ(pulse_probability(Q(-1, 2), Q(1, 2)), Q(1, 4));
}

}  // namespace
}  // namespace aimcert
