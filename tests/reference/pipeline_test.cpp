#include "reference/pipeline.hpp"
#include "tests/reference/random_instance.hpp"

#include <gtest/gtest.h>

namespace aimcert::reference {
namespace {

Training scalar_training(std::size_t layers, const Device& device, const Real& learning_rate,
                         const std::vector<Sample>& samples) {
    return {{std::vector<Activation>(layers, Activation::identity), Loss::half_squared_error},
            samples,
            device,
            learning_rate};
}

TEST(AsyncPipeline, TwoScalarLayersForThreeUpdatesByHand) {
    // M = 2, identity, W_0 = (1/2, 1/2), x = y = 1, alpha = 1/4, tau = 1. Layer 1 runs one update late.
    // k = 0: z = (1/2, 1/4), δ⁽²⁾ = -3/4, δ⁽¹⁾ = -3/8, G~ = (-3/8, -3/8), d = 3/32, q₊ = 1/2: W_1 = 35/64 twice.
    // k = 1: W~⁽¹⁾ = 1/2, W~⁽²⁾ = 35/64: z = (1/2, 35/128), δ⁽²⁾ = -93/128, δ⁽¹⁾ = (35/64)(-93/128) = -3255/8192,
    //        G~ = (-3255/8192, -93/256), q₊ = 29/64:
    //        W_2⁽¹⁾ = 35/64 + 3255·29/(4·8192·64) = 1241275/2097152, W_2⁽²⁾ = 35/64 + 93·29/(4·256·64) = 38537/65536.
    // k = 2: W~⁽¹⁾ = W_1⁽¹⁾ = 35/64.
    const Training training = scalar_training(2, AsymmetricLinear{1}, Real(1) / 4, {{{1}, {1}}});
    const AsyncRun run = run_async(training, {{{Real(1) / 2}}, {{Real(1) / 2}}}, {0}, 3);
    ASSERT_EQ(run.weights.size(), 4u);
    EXPECT_EQ(run.weights[1], (Weights{{{Real(35) / 64}}, {{Real(35) / 64}}}));
    EXPECT_EQ(run.steps[1].stale, (Weights{{{Real(1) / 2}}, {{Real(35) / 64}}}));
    EXPECT_EQ(run.steps[1].signals.activations, (std::vector<Vector>{{1}, {Real(1) / 2}, {Real(35) / 128}}));
    EXPECT_EQ(run.steps[1].deltas, (std::vector<Vector>{{-Real(3255) / 8192}, {-Real(93) / 128}}));
    EXPECT_EQ(run.steps[1].gradient, (Weights{{{-Real(3255) / 8192}}, {{-Real(93) / 256}}}));
    EXPECT_EQ(run.weights[2], (Weights{{{Real(1241275) / 2097152}}, {{Real(38537) / 65536}}}));
    EXPECT_EQ(run.steps[2].stale, (Weights{{{Real(35) / 64}}, {{Real(38537) / 65536}}}));
}

TEST(AsyncPipeline, BackwardOfThreeLayersUsesFreshWeightsByHand) {
    // M = 3, digital, W_0 = (1, 1, 1), x = 1, y = 0, alpha = 1/2.
    // k = 0: δ = (1, 1, 1), G~ = (1, 1, 1), W_1 = (1/2, 1/2, 1/2).
    // k = 1: W~ = (1, 1, 1/2), x~⁽⁴⁾ = 1/2; δ⁽³⁾ = 1/2, δ⁽²⁾ = W_1⁽³⁾/2 = 1/4, δ⁽¹⁾ = W_1⁽²⁾/4 = 1/8 (W~⁽²⁾ would give 1/4),
    //        G~ = (1/8, 1/4, 1/2), W_2 = (7/16, 3/8, 1/4).
    // k = 2: W~ = (1, 1/2, 1/4), x~ = (1, 1, 1/2, 1/8); δ = (3/8 · 1/32, 1/4 · 1/8, 1/8), G~ = (3/256, 1/32, 1/16).
    const Training training = scalar_training(3, AsymmetricLinear{infinity()}, Real(1) / 2, {{{1}, {0}}});
    const AsyncRun run = run_async(training, {{{1}}, {{1}}, {{1}}}, {0}, 3);
    EXPECT_EQ(run.weights[2], (Weights{{{Real(7) / 16}}, {{Real(3) / 8}}, {{Real(1) / 4}}}));
    EXPECT_EQ(run.steps[2].gradient, (Weights{{{Real(3) / 256}}, {{Real(1) / 32}}, {{Real(1) / 16}}}));
    EXPECT_EQ(run.weights[3], (Weights{{{Real(221) / 512}}, {{Real(23) / 64}}, {{Real(7) / 32}}}));
}

TEST(AsyncPipeline, StaleWeightsOfLayerMAreMMinusMUpdatesOld) {
    WeightHistory history;
    for (int k = 0; k < 5; ++k) {
        history.push_back({{{10 + k}}, {{20 + k}}, {{30 + k}}});
    }
    EXPECT_EQ(stale_weights(history, 4), (Weights{{{12}}, {{23}}, {{34}}}));
    EXPECT_EQ(stale_weights(history, 1), (Weights{{{10}}, {{20}}, {{31}}}));
    EXPECT_EQ(stale_weights(history, 0), history[0]);
}

TEST(AsyncPipeline, OfOneLayerIsTheSequentialDynamics) {
    std::mt19937_64 random(7);
    const Network network{{Activation::tanh}, Loss::log_cosh};
    const Training training{network, random_samples(random, Loss::log_cosh, 3, 2, 3), AsymmetricLinear{1},
                            Real(1) / 10};
    const Weights initial = random_weights(random, {3, 2}, 500);
    EXPECT_EQ(run_async(training, initial, {0, 2, 1}, 5).weights, run_sync(training, initial, {0, 2, 1}, 1, 5).weights);
}

TEST(AsyncPipeline, CyclesThroughItsOrder) {
    const Training training = scalar_training(1, Ideal{}, Real(1) / 2, {{{1}, {1}}, {{1}, {-1}}});
    const AsyncRun run = run_async(training, {{{0}}}, {1, 0, 0}, 4);
    EXPECT_EQ(run.steps[0].sample, 1u);
    EXPECT_EQ(run.steps[2].sample, 0u);
    EXPECT_EQ(run.steps[3].sample, 1u);
}

TEST(SyncPipeline, OneMiniBatchByHand) {
    // W = 1/2, x = 1, y = ±1, alpha = 1/2, B = 2, tau = 1: g = (-1/2, 3/2), both at W_k.
    // d_0 = 1/8, q₊ = 1/2: 9/16. d_1 = -3/8, q₋ = 25/16: 9/16 - 75/128 = -3/128.
    const std::vector<Sample> samples{{{1}, {1}}, {{1}, {-1}}};
    const SyncRun run =
        run_sync(scalar_training(1, AsymmetricLinear{1}, Real(1) / 2, samples), {{{Real(1) / 2}}}, {0, 1}, 2, 1);
    EXPECT_EQ(run.steps[0].gradients, (std::vector<Weights>{{{{-Real(1) / 2}}}, {{{Real(3) / 2}}}}));
    EXPECT_EQ(run.steps[0].within, (WeightHistory{{{{Real(1) / 2}}}, {{{Real(9) / 16}}}, {{{-Real(3) / 128}}}}));
    EXPECT_EQ(run.weights.back(), (Weights{{{-Real(3) / 128}}}));
    // Digital: 1/2 + 1/8 - 3/8.
    const SyncRun digital =
        run_sync(scalar_training(1, AsymmetricLinear{infinity()}, Real(1) / 2, samples), {{{Real(1) / 2}}}, {0, 1}, 2, 1);
    EXPECT_EQ(digital.weights.back(), (Weights{{{Real(1) / 4}}}));
}

TEST(SyncPipeline, CyclesThroughItsOrder) {
    const Training training = scalar_training(1, Ideal{}, Real(1) / 2, {{{1}, {1}}, {{1}, {-1}}});
    const SyncRun run = run_sync(training, {{{0}}}, {1, 0, 0}, 2, 3);
    EXPECT_EQ(run.steps[0].samples, (std::vector<std::size_t>{1, 0}));
    EXPECT_EQ(run.steps[1].samples, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(run.steps[2].samples, (std::vector<std::size_t>{0, 0}));
}

}  // namespace
}  // namespace aimcert::reference
