#include "properties/checks.hpp"
#include "properties/search.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace aimcert {

std::vector<Claim> saturation_distance_contracts();
std::vector<Claim> saturation_and_fast_reset();
std::vector<Claim> update_lipschitz();
std::vector<Claim> asymmetric_difference();
std::vector<Claim> elementwise_product();
std::vector<Claim> pulse_limit();
std::vector<Claim> pulse_flow_limit();
std::vector<Claim> rank_update_expectation();
std::vector<Claim> weighted_norm();

namespace {

Claim form_of(const std::vector<Claim>& claims, Form form) {
    for (const auto& claim : claims)
        if (claim.info.form == form) return claim;
    throw std::logic_error("the claim has no such form");
}

/// Both sides of the tightest comparison in the rationals, as text.
void expect_sides(const Evaluation& evaluation, Truth holds, const std::string& lhs, const std::string& rhs) {
    EXPECT_EQ(evaluation.hypotheses, Truth::yes) << evaluation.failed_hypothesis;
    EXPECT_EQ(evaluation.holds, holds);
    EXPECT_EQ(evaluation.worst.lhs_text, lhs) << evaluation.worst.what;
    EXPECT_EQ(evaluation.worst.rhs_text, rhs) << evaluation.worst.what;
}

TEST(SaturationAndFastReset, PublishedFormFailsBetweenZeroAndTheSymmetricPoint) {
    // tau = 1, w0 = 1/2, w = 1/4, d = 1/8 (theory.md section 2 with a d that a double holds): w' - w = 1/8 - (1/8)(-1/4)
    // = 5/32, published (1 - 1/4)/8 = 3/32, corrected (1 + 1/4)/8 = 5/32.
    const DeviceInstance instance{{.response = "ald", .tau = 1, .w0 = 0.5}, 0.25, {0.125}};
    const auto claims = saturation_and_fast_reset();
    expect_sides(form_of(claims, Form::published).evaluate(instance, ScalarKind::rational), Truth::no, "5/32", "3/32");
    expect_sides(form_of(claims, Form::corrected).evaluate(instance, ScalarKind::rational), Truth::yes, "5/32", "5/32");
}

TEST(SaturationAndFastReset, CounterexampleIsShrunkToSmallFractions) {
    SearchOptions options;
    options.cases = 200;
    const auto result = search(form_of(saturation_and_fast_reset(), Form::published), options);
    ASSERT_EQ(result.verdict, Verdict::falsified);
    ASSERT_TRUE(result.counterexample);
    EXPECT_EQ(result.counterexample->scalar, ScalarKind::rational);
    const auto& instance = std::get<DeviceInstance>(result.counterexample->instance);
    // Eighths of at most 2: what `exact_text` writes as a fraction of one digit over one digit.
    for (const double number : {instance.device.tau, instance.device.w0, instance.weight, instance.increments[0]}) {
        EXPECT_EQ(8 * number, std::trunc(8 * number)) << exact_text(number);
        EXPECT_LE(std::abs(number), 2) << exact_text(number);
    }
}

TEST(UpdateLipschitz, PublishedFormFailsAtHalfSaturation) {
    // tau = 1, w = 1/2, d = -1, d' = 0: the increment is -1 - 1/2, so 3/2 > F_max |d - d'| = 1 = F_max;
    // max(q+, q-) = 3/2 is met exactly.
    const DeviceInstance instance{{.response = "ald", .tau = 1}, 0.5, {-1, 0}};
    const auto claims = update_lipschitz();
    expect_sides(form_of(claims, Form::published).evaluate(instance, ScalarKind::rational), Truth::no, "3/2", "1");
    expect_sides(form_of(claims, Form::corrected).evaluate(instance, ScalarKind::rational), Truth::yes, "3/2", "3/2");
}

TEST(UpdateLipschitz, TwiceTheLargestSymmetricPartIsReachedAtTheEnds) {
    // Power of 3, w = tau = 1: q- = 2³ = 8 = 2 F_max.
    const DeviceInstance instance{{.response = "power", .tau = 1, .gamma = 3}, 1, {-0.25, 0}};
    const auto evaluation = form_of(update_lipschitz(), Form::corrected).evaluate(instance, ScalarKind::rational);
    EXPECT_EQ(evaluation.holds, Truth::yes);
    EXPECT_EQ(evaluation.worst.ratio, 1);
}

TEST(SaturationDistanceContracts, IsAttainedByEqualStepsTowardsTheBound) {
    // tau = 1, w = 1/2, twice d = 1/2: 3/4, then 7/8; 1 - 7/8 = (1 - 1/2)(1 - 1/2)².
    const DeviceInstance instance{{.response = "ald", .tau = 1}, 0.5, {0.5, 0.5}};
    const auto evaluation = saturation_distance_contracts()[0].evaluate(instance, ScalarKind::rational);
    EXPECT_EQ(evaluation.holds, Truth::yes);
    EXPECT_EQ(evaluation.worst.ratio, 1);
}

TEST(AsymmetricDifference, ByHand) {
    // tau = 1, w = 1/2, a = 1/4, b = -1/2: 3/4 + (1/4 - 1/2)/2 = 5/8 against (3/2)(3/4) = 9/8.
    const DeviceInstance instance{{.response = "ald", .tau = 1}, 0.5, {0.25, -0.5}};
    expect_sides(asymmetric_difference()[0].evaluate(instance, ScalarKind::rational), Truth::yes, "5/8", "9/8");
}

TEST(DeviceClaims, SayNothingOfInstancesWithTooFewNumbers) {
    const DeviceInstance one_increment{{}, 0, {1}};
    for (const auto& claim : {asymmetric_difference().front(), update_lipschitz().front(), update_lipschitz().back()}) {
        const Evaluation evaluation = claim.evaluate(one_increment, ScalarKind::float64);
        EXPECT_EQ(evaluation.hypotheses, Truth::no);
        EXPECT_EQ(evaluation.failed_hypothesis, "two increments");
    }
    for (const Table& vectors : std::vector<Table>{{}, {{1}}, {{}, {}}})
        EXPECT_EQ(weighted_norm().front().evaluate(VectorsInstance{vectors}, ScalarKind::float64).hypotheses, Truth::no);
}

TEST(ElementwiseProduct, ByHand) {
    // U = (1, 2), V = (3, -1), Q = (1, 1/2): C+ = 3/4, C- = 1/4, <U,V> = 1, <U, V ⊙ Q> = 3 - 1 = 2, <|U|,|V|> = 5:
    // 3/4 - 2 = -5/4 against 5/4. With Q the other way round, (1/2, 1): 3/4 - (3/2 - 2) = 5/4, attained.
    const auto claim = elementwise_product()[0];
    expect_sides(claim.evaluate(VectorsInstance{{{1, 2}, {3, -1}, {1, 0.5}}}, ScalarKind::rational), Truth::yes, "-5/4",
                 "5/4");
    expect_sides(claim.evaluate(VectorsInstance{{{1, 2}, {3, -1}, {0.5, 1}}}, ScalarKind::rational), Truth::yes, "5/4",
                 "5/4");
}

TEST(PulseLimit, ByHand) {
    // tau = 1, w = 0, d = 1/4, two pulses of 1/8 without noise: 1/8, then 1/8 + (1/8)(7/8) = 15/64 against U = 1/4: 1/64.
    // q = L = 1: C1 = 9/8, C2 = 1/2: 9/64 + 1/32 = 11/64.
    const PulsesInstance instance{{.response = "ald", .tau = 1}, 0, 0.25, 0.125, 0, {1, 1}};
    expect_sides(form_of(pulse_limit(), Form::derived).evaluate(instance, ScalarKind::rational), Truth::yes, "1/64", "11/64");
}

TEST(PulseLimit, ExpectationIsTheMeanOverAllSignSequences) {
    // Digital weights, two pulses of 1/8 with σ_c = 1/2 add (ξ1 + ξ2)/16: squares 1/64, 0, 0, 1/64, mean 1/128, which is
    // BL (σ_c dw_min)² = 2/256. The single train misses by 2/16 and its bound is h C1 + h N = 1/8 + 1/8.
    const PulsesInstance instance{{.response = "ideal"}, 0, 0.25, 0.125, 0.5, {1, 1}};
    const auto evaluation = form_of(pulse_limit(), Form::derived).evaluate(instance, ScalarKind::rational);
    EXPECT_EQ(evaluation.comparisons, 2);
    expect_sides(evaluation, Truth::yes, "1/128", "1/128");
}

TEST(PulseLimit, SaysNothingOfTrainsThatLeaveTheRange) {
    const PulsesInstance instance{{.response = "ald", .tau = 1}, 1, 0.25, 0.125, 0.5, {1, 1}};
    EXPECT_EQ(form_of(pulse_limit(), Form::derived).evaluate(instance, ScalarKind::rational).hypotheses, Truth::no);
}

TEST(PulseFlowLimit, DeviationFromTheUpdateStaysWhileThatFromTheFlowVanishes) {
    // tau = 1, w = 0, |d| = 1/2, 64 pulses: |w_BL - flow| is near e^{-1/2}/256 = .0024, |U - flow| = 1/2 - 1 + e^{-1/2}
    // = .1065.
    const PulsesInstance instance{{.response = "ald", .tau = 1}, 0, 0.5, 0x1p-7, 0, {}};
    const auto evaluation = pulse_flow_limit()[0].evaluate(instance, ScalarKind::interval);
    EXPECT_EQ(evaluation.hypotheses, Truth::yes) << evaluation.failed_hypothesis;
    EXPECT_EQ(evaluation.holds, Truth::yes);
    EXPECT_EQ(evaluation.comparisons, 3);
    EXPECT_GT(evaluation.worst.ratio, 0.8);
}

TEST(RankUpdateExpectation, HoldsExactlyAndOnlyForProbabilities) {
    const auto claim = rank_update_expectation()[0];
    const auto with_scale = [](double scale) {
        return ParametersInstance{{{"d", -0.5}, {"x", 0.25}, {"scale", scale}, {"dw_min", 0.125}, {"slots", 3}}};
    };
    const auto evaluation = claim.evaluate(with_scale(2), ScalarKind::rational);
    EXPECT_EQ(evaluation.holds, Truth::yes);
    EXPECT_EQ(evaluation.comparisons, 4 + 2);
    EXPECT_EQ(claim.evaluate(with_scale(3), ScalarKind::rational).hypotheses, Truth::no);
}

TEST(PulsesInstance, ReadsBackFromJsonAsItWasWritten) {
    const Instance instance =
        PulsesInstance{{.response = "linear_step", .tau_min = -0.5, .tau_max = 2}, 0.1, 0.3, 0x1p-9, 0.25, {1, -1, 0.7}};
    EXPECT_EQ(instance_from_json(to_json(instance)), instance);
    auto json = to_json(instance);
    json["pulse_size"] = "0";
    EXPECT_THROW(instance_from_json(json), std::invalid_argument);
    json["pulse_size"] = "1";
    json["response"] = "cubic";
    EXPECT_THROW(instance_from_json(json), std::invalid_argument);
}

}  // namespace
}  // namespace aimcert
