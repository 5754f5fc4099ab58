#include "reference/pulse.hpp"
#include "tests/reference/within.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

TEST(Pulse, CountIsTheCeiling) {
    EXPECT_EQ(pulse_count(1, Real(1) / 8), 8u);
    EXPECT_EQ(pulse_count(-1, Real(1) / 8), 8u);
    EXPECT_EQ(pulse_count(Real(9) / 80, Real(1) / 10), 2u);
    EXPECT_EQ(pulse_count(0, Real(1) / 8), 0u);
}

TEST(Pulse, TwoNoisyPulsesByHand) {
    // ALD tau = 1, w = 0, dw_min = 1/8, sigma_c = 1/2, ζ = 1, -1:
    // 0 + (1/8)(1 + 1/2) = 3/16, then 3/16 + (1/8)(13/16 - 1/2) = 29/128.
    EXPECT_EQ(pulsed_update(AsymmetricLinear{1}, {Real(1) / 8, Real(1) / 2}, 0, Real(1) / 4, {1, -1}),
              Real(29) / 128);
    // Downwards s = -1 turns the noise as well: 0 - (1/8)(1 + 1/2) = -3/16, then -3/16 - (1/8)(13/16 - 1/2).
    EXPECT_EQ(pulsed_update(AsymmetricLinear{1}, {Real(1) / 8, Real(1) / 2}, 0, -Real(1) / 4, {1, -1}),
              -Real(29) / 128);
}

TEST(Pulse, NoiselessTrainOnAnAsymmetricLinearDeviceIsGeometric) {
    // Each pulse multiplies the distance s tau - w by 1 - dw_min/tau: 1 - (1 - 1/4)(3/4)³ upwards with tau = 1, dw = 1/4.
    EXPECT_EQ(pulsed_update(AsymmetricLinear{1}, {Real(1) / 4}, Real(1) / 4, Real(3) / 4), Real(175) / 256);
    // Downwards -1 + (1 + 1/4)(3/4)³ = -1 + 135/256.
    EXPECT_EQ(pulsed_update(AsymmetricLinear{1}, {Real(1) / 4}, Real(1) / 4, -Real(3) / 4), -Real(121) / 256);
}

TEST(Pulse, NothingHappensWithoutIncrement) {
    EXPECT_EQ(pulsed_update(Ideal{}, {Real(1) / 8, 1}, 3, 0), 3);
    EXPECT_EQ(pulse_flow_limit({1}, Real(1) / 3, 0), Real(1) / 3);
}

TEST(Pulse, RefusesTooLittleNoise) {
    EXPECT_THROW(pulsed_update(Ideal{}, {Real(1) / 8, 1}, 0, 1, {1, 2}), std::invalid_argument);
}

TEST(PulseFlowLimit, ByHandAndForDigitalDevices) {
    // 1 - (1 - 1/4) exp(-ln 2) = 5/8 upwards, -1 + (1 + 1/4)/2 = -3/8 downwards; log and exp cost a few u.
    const Real d = log(Real(2));
    EXPECT_TRUE(within(pulse_flow_limit({1}, Real(1) / 4, d), Real(5) / 8, 8 * unit_roundoff()));
    EXPECT_TRUE(within(pulse_flow_limit({1}, Real(1) / 4, -d), -Real(3) / 8, 8 * unit_roundoff()));
    EXPECT_EQ(pulse_flow_limit({infinity()}, Real(1) / 4, 5), Real(21) / 4);
}

TEST(PulseFlowLimit, IsAFlow) {
    // Time d then time d' is time d + d'; three exponentials and the sums around them stay below 32 u for |w| < 1.
    const AsymmetricLinear device{Real(4) / 5, Real(1) / 10};
    const Real w = Real(3) / 10;
    EXPECT_TRUE(within(pulse_flow_limit(device, pulse_flow_limit(device, w, Real(1) / 7), Real(2) / 7),
                       pulse_flow_limit(device, w, Real(3) / 7), 32 * unit_roundoff()));
}

TEST(PulseFlowLimit, IsApproachedByFinePulses) {
    // With h = dw_min/tau and n pulses filling |d| exactly, rho = n h: exp(-rho) - (1-h)^n lies in
    // [0, exp(-rho) (rho h/2 + n h³)] to leading order, here bounded by rho h.
    const AsymmetricLinear device{Real(4) / 5};
    const Real d = Real(1) / 2;
    const Real w = -Real(1) / 5;
    for (const int pulses : {100, 1000}) {
        const Real dw_min = d / pulses;
        const Real rho = d / device.tau;
        const Real h = dw_min / device.tau;
        const Real limit = pulse_flow_limit(device, w, d);
        const Real pulsed = pulsed_update(device, {dw_min}, w, dw_min * pulses);
        EXPECT_GT(pulsed, limit);
        EXPECT_LE(pulsed - limit, (device.tau - w) * rho * h);
    }
}

TEST(PulseFlowLimit, HasTheAnalogUpdateAsItsEulerStep) {
    // U - flow = (s tau - w)(rho - 1 + exp(-rho)), rho = |d|/tau, and 0 ≤ rho - 1 + exp(-rho) ≤ rho²/2,
    // ≥ rho²/2 - rho³/6.
    const AsymmetricLinear device{Real(4) / 5};
    const Real w = Real(1) / 5;
    for (const Real& d : {Real(1) / 10, Real(1) / 100000}) {
        const Real rho = d / device.tau;
        const Real gap = (analog_update(device, w, d) - pulse_flow_limit(device, w, d)) / (device.tau - w);
        EXPECT_LE(gap, rho * rho / 2);
        EXPECT_GE(gap, rho * rho / 2 - rho * rho * rho / 6);
    }
}

}  // namespace
}  // namespace aimcert::reference
