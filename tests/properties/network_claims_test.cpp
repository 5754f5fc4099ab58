#include "properties/registry.hpp"
#include "properties/search.hpp"

#include <gtest/gtest.h>

namespace aimcert {
namespace {

Evaluation evaluate(const std::string& id, const Instance& instance, ScalarKind scalar = ScalarKind::rational) {
    for (const auto& claim : registry())
        if (claim.info.id == id) return claim.evaluate(instance, scalar);
    throw std::out_of_range("no claim " + id);
}

/// One identity layer of width 1 under the half squared error, x = 1, y = 0: f(w) = w²/2.
PipelineInstance quadratic() {
    PipelineInstance i;
    i.activations = {Activation::identity};
    i.weights = {{{0.5}}};
    i.inputs = {{1}};
    i.targets = {{0}};
    i.order = {0};
    return i;
}

TEST(SmoothObjective, IsAttainedByTheQuadratic) {
    // L_f = X_1 Lam1 X_1 = 1: |w - w'| = 1/4 on both sides, and f(w') - f(w) - f'(w)(w' - w) = (w' - w)²/2.
    PipelineInstance i = quadratic();
    i.other_weights = {{{0.25}}};
    const auto found = evaluate("smooth_objective", i);
    EXPECT_EQ(found.holds, Truth::yes);
    EXPECT_EQ(found.worst.ratio, 1);
    EXPECT_EQ(found.comparisons, 3);
}

TEST(SignalStability, IsAttainedByOneLinearLayer) {
    // e = 1/4: q = X_1 e = 1/4, t = Lam1 q = 1/4, and z - z' = δ - δ' = 1/4.
    PipelineInstance i = quadratic();
    i.other_weights = {{{0.25}}};
    const auto found = evaluate("signal_stability", i);
    EXPECT_EQ(found.holds, Truth::yes);
    EXPECT_EQ(found.worst.lhs, 0.25);
    EXPECT_EQ(found.worst.rhs, 0.25);
}

TEST(BoundedSignals, AreAttainedByOneLinearLayer) {
    // Target -2: δ = 1/2 + 2 = D_1 = X_2 + |y|.
    PipelineInstance i = quadratic();
    i.targets = {{-2}};
    i.other_weights = i.weights;
    const auto found = evaluate("bounded_signals", i);
    EXPECT_EQ(found.holds, Truth::yes);
    EXPECT_EQ(found.worst.ratio, 1);
}

TEST(LossLipschitz, SaysNothingOfTheTargetBeyondItsNorm) {
    // |o - y| = |1/2 - 1| = 1/2 against X_2 + |y| = 3/2; Lam1 attained.
    PipelineInstance i = quadratic();
    i.targets = {{1}};
    i.other_weights = {{{0.25}}};
    const auto found = evaluate("loss_lipschitz", i);
    EXPECT_EQ(found.holds, Truth::yes);
    EXPECT_EQ(found.worst.what, "|∇l - ∇l'|");
    EXPECT_EQ(found.worst.lhs, 0.25);
}

TEST(NetworkClaims, ThatCompareTwoTuplesSayNothingOfOne) {
    for (const char* id : {"bounded_signals", "loss_lipschitz", "signal_stability", "smooth_objective"}) {
        const auto found = evaluate(id, quadratic());
        EXPECT_EQ(found.hypotheses, Truth::no) << id;
        EXPECT_EQ(found.failed_hypothesis, "two weight tuples") << id;
    }
}

TEST(DigitalAsyncConvergence, OfTheQuadraticByHand) {
    // alpha = 1/2 = 1/(2 L_f), K = 2: w = 1/2, 1/4, so (1/4 + 1/16)/2 = 5/32 against 2·(1/8)/(1/2·2) = 1/4.
    PipelineInstance i = quadratic();
    i.tau = std::numeric_limits<double>::infinity();
    i.learning_rate = 0.5;
    i.order = {0, 0};
    const auto found = evaluate("digital_async_convergence", i);
    EXPECT_EQ(found.hypotheses, Truth::yes) << found.failed_hypothesis;
    EXPECT_EQ(found.worst.lhs, 5.0 / 32);
    EXPECT_EQ(found.worst.rhs, 1.0 / 4);
}

TEST(DigitalAsyncConvergence, GoesThroughAllRuns) {
    // Two samples y = ±1, w_0 = 0, alpha = 1/2, K = 2: E|∇f|² = 0 at k = 0 and at k = 1, where w = ±1/2, 1/4: mean 1/8.
    // f(0) = 1/2, s² = 1: 2·(1/2)/(1/2·2) + 2·(1/2)·1 = 2.
    PipelineInstance i = quadratic();
    i.weights = {{{0}}};
    i.inputs = {{1}, {1}};
    i.targets = {{1}, {-1}};
    i.tau = std::numeric_limits<double>::infinity();
    i.learning_rate = 0.5;
    i.order = {0, 0};
    const auto found = evaluate("digital_async_convergence", i);
    EXPECT_EQ(found.hypotheses, Truth::yes) << found.failed_hypothesis;
    EXPECT_EQ(found.worst.lhs, 1.0 / 8);
    EXPECT_EQ(found.worst.rhs, 2);
}

TEST(SyncConvergence, CountsIntermediateWeights) {
    // tau = 1, alpha = 1/2, B = 2, one sample: W_{0,1} = 1/2 - 1/8 - 1/8·1/2 = 5/16; r = 1/2 stays that of W_0.
    // |∇f(W_0)|² = 1/4; bound [2·(1/8)/(1/2)]/(1 - 1/4) = 2/3.
    PipelineInstance i = quadratic();
    i.learning_rate = 0.5;
    i.micro_batches = 2;
    i.order = {0, 0};
    const auto found = evaluate("sync_convergence", i);
    EXPECT_EQ(found.hypotheses, Truth::yes) << found.failed_hypothesis;
    EXPECT_EQ(found.holds, Truth::yes);
    EXPECT_EQ(found.comparisons, 2);
}

TEST(SampleComplexity, OfAProblemByHand) {
    // r = 0, Δ = L_f = s² = B = 1, eps = 1/2: K = 16/(1/4) = 64 exactly (eps <= 2 s²/B), 256 for half of it.
    const ParametersInstance i{{{"gap", 1}, {"smoothness", 1}, {"sensitivity", 0}, {"noise", 1}, {"saturation", 0},
                                {"young", 1}, {"layers", 1}, {"micro_batches", 1}, {"error", 0.5}}};
    const auto found = evaluate("sample_complexity", i, ScalarKind::interval);
    EXPECT_EQ(found.hypotheses, Truth::yes) << found.failed_hypothesis;
    EXPECT_EQ(found.holds, Truth::yes);
}

TEST(WallClockComplexity, RefusesWhatIsNoProblem) {
    const ParametersInstance i{{{"gap", 1}, {"smoothness", 1}, {"sensitivity", 0}, {"noise", 0}, {"saturation", 0},
                                {"young", 1}, {"layers", 1}, {"micro_batches", 1}, {"error", 0.5}}};
    EXPECT_EQ(evaluate("wall_clock_complexity", i, ScalarKind::float64).failed_hypothesis, "noise > 0");
}

}  // namespace
}  // namespace aimcert
