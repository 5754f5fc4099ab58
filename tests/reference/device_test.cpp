#include "reference/device.hpp"
#include "tests/reference/within.hpp"

#include <stdexcept>
#include <vector>

namespace aimcert::reference {
namespace {

const Real tau = Real(4) / 5;

std::vector<Device> every_family() {
    const Real lowest = -Real(1) / 2;
    const Real highest = Real(3) / 4;
    const Real g = Real(3) / 2;
    return {AsymmetricLinear{tau},
            AsymmetricLinear{tau, Real(1) / 10},
            LinearStep{lowest, highest},
            LinearStep{lowest, highest, Real(1) / 10},
            ShiftedLinear{tau, Real(1) / 5},
            Power{tau, g},
            TwoSidedPower{lowest, highest, g, Real(1) / 3},
            Exponential{tau, g},
            TwoSidedExponential{lowest, highest, g, -g}};
}

/// Points from one end of the range to the other, ends excluded.
std::vector<Real> interior_points(const Device& device) {
    const DynamicRange range = dynamic_range(device);
    std::vector<Real> points;
    for (int i = 1; i < 16; ++i) {
        points.push_back(range.lowest + (range.highest - range.lowest) * i / 16);
    }
    return points;
}

// Responses are below 8 in these families; q, w + d q, F, G, w + d F - |d| G are at most 8 roundings of terms below 8.
const Real response_tolerance = 64 * unit_roundoff();

TEST(Device, ResponsesVanishAtTheirEndAndArePositiveInside) {
    for (const Device& device : every_family()) {
        SCOPED_TRACE(device.index());
        const DynamicRange range = dynamic_range(device);
        // exp, division by 1 - exp and the rounded end of the range each add a few u times the response's slope (< 8).
        EXPECT_TRUE(within(response_plus(device, range.highest), 0, response_tolerance));
        EXPECT_TRUE(within(response_minus(device, range.lowest), 0, response_tolerance));
        for (const Real& w : interior_points(device)) {
            EXPECT_GT(response_plus(device, w), 0);
            EXPECT_GT(response_minus(device, w), 0);
        }
    }
}

TEST(Device, ResponsesFallTowardsTheirEnd) {
    for (const Device& device : every_family()) {
        SCOPED_TRACE(device.index());
        const std::vector<Real> points = interior_points(device);
        for (std::size_t i = 1; i < points.size(); ++i) {
            EXPECT_LT(response_plus(device, points[i]), response_plus(device, points[i - 1]));
            EXPECT_GT(response_minus(device, points[i]), response_minus(device, points[i - 1]));
        }
    }
}

TEST(Device, BothFormsOfTheUpdateAgree) {
    for (const Device& device : every_family()) {
        SCOPED_TRACE(device.index());
        for (const Real& w : interior_points(device)) {
            for (const Real& d : {Real(1) / 3, -Real(1) / 3, Real(0)}) {
                const Real both_parts = w + d * symmetric_part(device, w) - abs(d) * asymmetric_part(device, w);
                EXPECT_TRUE(within(analog_update(device, w, d), both_parts, response_tolerance));
            }
        }
    }
}

TEST(Device, AsymmetricLinearUpdateByHand) {
    // tau = 1, w = 1/4: q₊ = 3/4, q₋ = 5/4. d = 1/8 gives 1/4 + 3/32, d = -1/8 gives 1/4 - 5/32.
    const Device device = AsymmetricLinear{1};
    EXPECT_EQ(analog_update(device, Real(1) / 4, Real(1) / 8), Real(11) / 32);
    EXPECT_EQ(analog_update(device, Real(1) / 4, -Real(1) / 8), Real(3) / 32);
    EXPECT_EQ(symmetric_part(device, Real(1) / 4), 1);
    EXPECT_EQ(asymmetric_part(device, Real(1) / 4), Real(1) / 4);
}

TEST(Device, UpdateTowardsTheSymmetricPointIsAccelerated) {
    // The counterexample to EX Lemma 1 as published: w = 1/4, w0 = 1/2, tau = 1, d = 1/8 moves by 5/4 · 1/8.
    const Device device = AsymmetricLinear{1, Real(1) / 2};
    EXPECT_EQ(analog_update(device, Real(1) / 4, Real(1) / 8) - Real(1) / 4, Real(5) / 32);
}

TEST(Device, DigitalDevicesOnlyAdd) {
    for (const Device& device : std::vector<Device>{Ideal{}, AsymmetricLinear{infinity()}}) {
        EXPECT_EQ(analog_update(device, Real(1) / 4, -Real(5)), -Real(19) / 4);
        EXPECT_EQ(dynamic_range(device).highest, infinity());
        EXPECT_EQ(dynamic_range(device).lowest, -infinity());
    }
}

TEST(Device, LinearStepByHand) {
    // tau_min = -1/2, tau_max = 2, w0 = 0, w = 1/4: q₊ = 1 - 1/8, q₋ = 1 + 1/2.
    const Device device = LinearStep{-Real(1) / 2, 2};
    EXPECT_EQ(response_plus(device, Real(1) / 4), Real(7) / 8);
    EXPECT_EQ(response_minus(device, Real(1) / 4), Real(3) / 2);
}

TEST(Device, ShiftedLinearIsSymmetricAtCTau) {
    // c = 1/4, tau = 2, w = 1/2: both responses are (5/4)(3/4) = 15/16.
    const Device device = ShiftedLinear{2, Real(1) / 4};
    EXPECT_EQ(response_plus(device, Real(1) / 2), Real(15) / 16);
    EXPECT_EQ(response_minus(device, Real(1) / 2), Real(15) / 16);
}

TEST(Device, PowersByHand) {
    // (1 - 1/4)² = 9/16, (1 + 1/4)² = 25/16; exponentiation through the logarithm costs a few u times |g log q| + 1.
    const Device square = Power{1, 2};
    EXPECT_TRUE(within(response_plus(square, Real(1) / 4), Real(9) / 16, 8 * unit_roundoff()));
    EXPECT_TRUE(within(response_minus(square, Real(1) / 4), Real(25) / 16, 8 * unit_roundoff()));
    // (1 - 1/4 / 2)³ = 343/512 and (1 + 1/4 / (1/2))^(1/2) = √(3/2).
    const Device sides = TwoSidedPower{-Real(1) / 2, 2, Real(1) / 2, 3};
    EXPECT_TRUE(within(response_plus(sides, Real(1) / 4), Real(343) / 512, 8 * unit_roundoff()));
    EXPECT_TRUE(within(response_minus(sides, Real(1) / 4), sqrt(Real(3) / 2), 8 * unit_roundoff()));
}

TEST(Device, ExponentialsByHand) {
    // g = ln 4 at w/tau = 1/2: (4^(1/2) - 1)/(4 - 1) = 1/3 and (4^(3/2) - 1)/3 = 7/3.
    const Device device = Exponential{2, log(Real(4))};
    EXPECT_TRUE(within(response_plus(device, 1), Real(1) / 3, 32 * unit_roundoff()));
    EXPECT_TRUE(within(response_minus(device, 1), Real(7) / 3, 32 * unit_roundoff()));
    // g_plus = ln 4, tau_max = 2 as before; g_minus = ln 2, tau_min = -1 gives (2² - 1)/(2 - 1) = 3.
    const Device sides = TwoSidedExponential{-1, 2, log(Real(2)), log(Real(4))};
    EXPECT_TRUE(within(response_plus(sides, 1), Real(1) / 3, 32 * unit_roundoff()));
    EXPECT_TRUE(within(response_minus(sides, 1), 3, 32 * unit_roundoff()));
}

TEST(Device, FamiliesMeetWhereTheirParametersSay) {
    const Device ald = AsymmetricLinear{tau};
    for (const Real& w : interior_points(ald)) {
        for (const Device& same : std::vector<Device>{LinearStep{-tau, tau}, ShiftedLinear{tau, 0}, Power{tau, 1},
                                                      TwoSidedPower{-tau, tau, 1, 1}}) {
            EXPECT_TRUE(within(response_plus(same, w), response_plus(ald, w), response_tolerance));
            EXPECT_TRUE(within(response_minus(same, w), response_minus(ald, w), response_tolerance));
        }
    }
}

TEST(Device, ExponentialTendsToLinearAtTheRateOfItsExpansion) {
    // With a = 1 ∓ w/tau in (0, 2): (exp(ga)-1)/(exp(g)-1) = a + g a(a-1)/2 + R g², |R| ≤ 1 for g ≤ 1/100.
    const Real g = Real("1e-15");
    const Device exponential = Exponential{tau, g};
    const Device ald = AsymmetricLinear{tau};
    for (const Real& w : interior_points(ald)) {
        const Real a = response_plus(ald, w);
        EXPECT_TRUE(within(response_plus(exponential, w), a + g * a * (a - 1) / 2, g * g));
    }
}

TEST(Device, PowerOutsideTheRangeIsRefused) {
    EXPECT_THROW(response_plus(Power{1, 2}, 2), std::domain_error);
    EXPECT_THROW(response_minus(TwoSidedPower{-1, 1, 2, 2}, -2), std::domain_error);
}

}  // namespace
}  // namespace aimcert::reference
