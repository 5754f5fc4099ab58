#include "reference/monitor.hpp"
#include "tests/reference/random_instance.hpp"

#include <gtest/gtest.h>

namespace aimcert::reference {
namespace {

/// Three scalar layers: 0, 1, 3, 2 and 5, 5, 4, 6 and 1, 2, 3, 4.
const WeightHistory by_hand{{{{0}}, {{5}}, {{1}}}, {{{1}}, {{5}}, {{2}}}, {{{3}}, {{4}}, {{3}}}, {{{2}}, {{6}}, {{4}}}};

/// y = ±1 at x = 1: f(W) = (W² + 1)/2.
Training two_targets(const Real& tau) {
    return {{{Activation::identity}, Loss::half_squared_error},
            {{{1}, {1}}, {{1}, {-1}}},
            AsymmetricLinear{tau},
            Real(1) / 2};
}

TEST(SaturationDegree, ByHand) {
    EXPECT_EQ(saturation_degree({{{1, -3}}, {{2}}}, 4), Real(3) / 4);
    EXPECT_EQ(saturation_degree({{{1, -3}}, {{2}}}, infinity()), 0);
}

TEST(SaturationDegree, OfARunMeetsIntermediateWeights) {
    // W = 1/2 → 9/16 → -3/128 within one mini-batch (worked out in pipeline_test.cpp).
    const SyncRun run = run_sync(two_targets(1), {{{Real(1) / 2}}}, {0, 1}, 2, 1);
    EXPECT_EQ(largest_saturation_degree(run, 1), Real(9) / 16);
    const AsyncRun async = run_async(two_targets(1), {{{Real(1) / 2}}}, {0}, 1);
    EXPECT_EQ(largest_saturation_degree(async, 1), Real(5) / 8);
}

TEST(AccumulatedDelay, ByHand) {
    // k = 3: layer 1 sums j = 1, 2: |3-1| + |2-3|; layer 2 j = 2: |6-4|; layer 3 nothing.
    EXPECT_EQ(accumulated_delay(by_hand, 3), (Vector{3, 2, 0}));
    EXPECT_EQ(squared_delay(by_hand, 3), (Vector{5, 4, 0}));
    // k = 1: increments before 0 vanish.
    EXPECT_EQ(accumulated_delay(by_hand, 1), (Vector{1, 0, 0}));
    EXPECT_EQ(accumulated_delay(by_hand, 0), (Vector{0, 0, 0}));
    EXPECT_EQ(squared_delay(by_hand, 2), (Vector{5, 1, 0}));
}

TEST(Auxiliary, ByHand) {
    // A_1: layer 1 has 1·0 + 2·1. A_2: 1·1 + 2·4 and 1·1. A_3: 1·4 + 2·1 and 1·4.
    EXPECT_EQ(auxiliary(by_hand, 0), 0);
    EXPECT_EQ(auxiliary(by_hand, 1), 2);
    EXPECT_EQ(auxiliary(by_hand, 2), 10);
    EXPECT_EQ(auxiliary(by_hand, 3), 10);
}

TEST(Auxiliary, TelescopesExactlyOnIntegers) {
    std::mt19937_64 random(8);
    const std::size_t layers = 5;
    WeightHistory history;
    for (std::size_t k = 0; k < 12; ++k) {
        Weights weights = random_weights(random, {2, 3, 1, 2, 2, 3}, 9000);
        for (Matrix& layer : weights) {
            for (Vector& row : layer) {
                for (Real& entry : row) {
                    entry = ceil(entry);
                }
            }
        }
        history.push_back(weights);
    }
    for (std::size_t k = 0; k + 1 < history.size(); ++k) {
        Real expected = auxiliary(history, k);
        for (std::size_t m = 1; m <= layers; ++m) {
            expected += (layers - m) * squared_norm(add_scaled(history[k + 1][m - 1], Real(-1), history[k][m - 1]));
            expected -= squared_delay(history, k)[m - 1];
        }
        EXPECT_EQ(auxiliary(history, k + 1), expected);
    }
}

TEST(Lyapunov, ByHand) {
    // Three scalar identity layers, x = y = 1 at W_3 = (2, 6, 4): f = (48 - 1)²/2, A_3 = 10, f* = 1/2, c = 3.
    const Training training{{std::vector<Activation>(3, Activation::identity), Loss::half_squared_error},
                            {{{1}, {1}}},
                            AsymmetricLinear{100},
                            1};
    EXPECT_EQ(lyapunov(training, by_hand, 3, Real(1) / 2, 3), Real(2209) / 2 - Real(1) / 2 + 30);
}

TEST(GradientNoise, ByHand) {
    // Gradients -1/2 and 3/2 at W = 1/2: noise ∓1.
    const Training training = two_targets(1);
    const GradientNoise noise = gradient_noise(training.network, {{{Real(1) / 2}}}, training.samples);
    EXPECT_EQ(noise.variance, 1);
    EXPECT_EQ(noise.mean_absolute, (Weights{{{1}}}));
}

TEST(AsyncExpectation, ByHand) {
    // W = 1/2, tau = 1, alpha = 1/2: d = 1/4 leads to 5/8, d = -3/4 to -5/8; f = (W² + 1)/2, ε = ∓1.
    const ConditionalExpectation mean = async_expectation(two_targets(1), {{{{Real(1) / 2}}}});
    EXPECT_EQ(mean.objective_next, Real(89) / 128);
    EXPECT_EQ(mean.weights_next, (Weights{{{0}}}));
    EXPECT_EQ(mean.increment_sq, Real(41) / 64);             // (1/8)², (9/8)²
    EXPECT_EQ(mean.corrected_increment_sq, Real(17) / 64);   // (3/8)², (5/8)²
    EXPECT_EQ(mean.auxiliary_next, 0);
}

TEST(AsyncExpectation, MeetsTheAuxiliaryFunctionOfTheNextWeights) {
    // One sample: the mean is the only outcome.
    const Training training{{std::vector<Activation>(2, Activation::identity), Loss::half_squared_error},
                            {{{1}, {1}}},
                            AsymmetricLinear{1},
                            Real(1) / 4};
    const AsyncRun run = run_async(training, {{{Real(1) / 2}}, {{Real(1) / 2}}}, {0}, 3);
    const WeightHistory past(run.weights.begin(), run.weights.end() - 1);
    const ConditionalExpectation mean = async_expectation(training, past);
    EXPECT_EQ(mean.weights_next, run.weights.back());
    EXPECT_EQ(mean.auxiliary_next, auxiliary(run.weights, 3));
    EXPECT_GT(mean.auxiliary_next, 0);
}

TEST(AsyncExpectation, DriftsTowardsTheSymmetricPointAtAMinimum) {
    // y = 0, 1 at W = 1/2: ∇f = 0, ε = ±1/2, so E W' - W = -(alpha/tau) E|ε| W = -1/8 with alpha = 1/2, tau = 1.
    Training training = two_targets(1);
    training.samples = {{{1}, {0}}, {{1}, {1}}};
    EXPECT_EQ(async_expectation(training, {{{{Real(1) / 2}}}}).weights_next, (Weights{{{Real(3) / 8}}}));
}

TEST(SyncExpectation, OverAllFourMiniBatchesByHand) {
    // W = 1/2, alpha/B = 1/4: sample 0 maps w to (7w + 1)/8, sample 1 to (5w - 3)/8 (q± of tau = 1, d = 1/8, -3/8).
    // 00: 79/128, 01: -3/128, 10: 9/128, 11: -53/128; mean noise -1, 0, 0, 1.
    const ConditionalExpectation mean = sync_expectation(two_targets(1), {{{{Real(1) / 2}}}}, 2);
    EXPECT_EQ(mean.weights_next, (Weights{{{Real(1) / 16}}}));
    EXPECT_EQ(mean.objective_next, Real(1) / 2 + Real(2285) / 32768);
    EXPECT_EQ(mean.increment_sq, Real(5357) / 16384);             // 15², 67², 55², 117² over 4·128²
    EXPECT_EQ(mean.corrected_increment_sq, Real(3181) / 16384);   // 49², 67², 55², 53² over 4·128²
}

TEST(SyncExpectation, WithOneMicroBatchIsTheAsyncOneOfOneLayer) {
    const WeightHistory history{{{{Real(1) / 2}}}};
    const ConditionalExpectation sync = sync_expectation(two_targets(1), history, 1);
    const ConditionalExpectation async = async_expectation(two_targets(1), history);
    EXPECT_EQ(sync.objective_next, async.objective_next);
    EXPECT_EQ(sync.corrected_increment_sq, async.corrected_increment_sq);
}

}  // namespace
}  // namespace aimcert::reference
