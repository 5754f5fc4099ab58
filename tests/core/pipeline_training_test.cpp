#include "core/pipeline/asynchronous.hpp"
#include "core/pipeline/synchronous.hpp"
#include "core/scalar/multiprecision.hpp"

#include <gtest/gtest.h>

namespace aimcert {
namespace {

using R = Rational;

/// Two linear layers of one neuron, half squared error: f = (b a x - y)²/2, ∂f/∂a = e b x, ∂f/∂b = e a x, e = b a x - y.
const Architecture two_layers{{Activation::identity, Activation::identity}, Loss::half_squared_error};

Weights<R> scalars(const R& a, const R& b) { return {Matrix<R>::Constant(1, 1, a), Matrix<R>::Constant(1, 1, b)}; }
Sample<R> sample(const R& x, const R& y) { return {Vector<R>::Constant(1, x), Vector<R>::Constant(1, y)}; }

void expect_weights(const Weights<R>& weights, const R& a, const R& b) {
    EXPECT_EQ(weights[0](0, 0), a);
    EXPECT_EQ(weights[1](0, 0), b);
}

TEST(AsynchronousPipeline, DigitalStepsByHand) {
    // α = 1/2, x = 1, y = 0, a_0 = 1, b_0 = 1. Layer 1 runs its forward pass on a_{k-1} (a_0 for k = 0), backward on b_k.
    AsynchronousPipeline<R> pipeline(two_layers, scalars(1, 1), IdealResponse<R>{}, R(1, 2));
    // k = 0: x~ = 1·1 = 1, o = 1·1 = 1, δ_2 = 1, δ_1 = b_0 δ_2 = 1;  a_1 = 1 - 1/2·1·1 = 1/2,  b_1 = 1 - 1/2·1·1 = 1/2.
    const auto& statistics = pipeline.step(sample(1, 0));
    expect_weights(pipeline.weights().current(), R(1, 2), R(1, 2));
    EXPECT_EQ(statistics[0].squared_increment, R(1, 4));
    EXPECT_EQ(statistics[1].squared_increment, R(1, 4));
    EXPECT_EQ(statistics[0].max_abs, R(1, 2));
    // k = 1: stale a_0 = 1: x~ = 1, o = b_1·1 = 1/2, δ_2 = 1/2, δ_1 = b_1 δ_2 = 1/4;
    //        a_2 = a_1 - 1/2·1/4·1 = 3/8,  b_2 = b_1 - 1/2·1/2·1 = 1/4.
    const auto& signals = pipeline.stale_signals(sample(1, 0));
    EXPECT_EQ(signals.input[1](0), 1);
    EXPECT_EQ(signals.output()(0), R(1, 2));
    EXPECT_EQ(signals.error[1](0), R(1, 2));
    EXPECT_EQ(signals.error[0](0), R(1, 4));
    pipeline.step(sample(1, 0), false);
    expect_weights(pipeline.weights().current(), R(3, 8), R(1, 4));
    // k = 2: stale a_1 = 1/2: x~ = 1/2, o = 1/8 = δ_2, δ_1 = 1/32;  a_3 = 3/8 - 1/64 = 23/64,  b_3 = 1/4 - 1/2·1/8·1/2 = 7/32.
    pipeline.step(sample(1, 0));
    expect_weights(pipeline.weights().current(), R(23, 64), R(7, 32));
}

TEST(AsynchronousPipeline, AnalogStepsByHand) {
    // As above with τ = 2: w' = w - s - |s| w/2 for a step s.
    AsynchronousPipeline<R> pipeline(two_layers, scalars(1, 1), AsymmetricLinearResponse<R>{R(2)}, R(1, 2));
    // k = 0: steps 1/2 and 1/2: 1 - 1/2 - 1/2·1/2 = 1/4 for both.
    pipeline.step(sample(1, 0));
    expect_weights(pipeline.weights().current(), R(1, 4), R(1, 4));
    // k = 1: x~ = a_0 = 1, δ_2 = 1/4, δ_1 = 1/4·1/4 = 1/16; steps 1/32 and 1/8:
    //        a_2 = 1/4 - 1/32 - 1/32·1/8 = 55/256,  b_2 = 1/4 - 1/8 - 1/8·1/8 = 7/64.
    pipeline.step(sample(1, 0));
    expect_weights(pipeline.weights().current(), R(55, 256), R(7, 64));
    // k = 2, y = 1: x~ = a_1 = 1/4, o = 7/256, δ_2 = -249/256, δ_1 = -249/256·7/64 = -1743/16384; steps -1743/32768 and
    //        -249/2048: a_3 = 55/256 + 1743/32768·(1 - 55/512), b_3 = 7/64 + 249/2048·(1 - 7/128).
    pipeline.step(sample(1, 1));
    expect_weights(pipeline.weights().current(), R(55, 256) + R(1743, 32768) * R(457, 512),
                   R(7, 64) + R(249, 2048) * R(121, 128));
}

TEST(AsynchronousPipeline, TriesANextSampleWithoutMoving) {
    AsynchronousPipeline<R> pipeline(two_layers, scalars(1, 1), IdealResponse<R>{}, R(1, 2));
    pipeline.step(sample(1, 0));
    Weights<R> next;
    for (int repetition = 0; repetition < 2; ++repetition) {
        pipeline.next_weights(sample(1, 0), next);
        expect_weights(next, R(3, 8), R(1, 4));
        expect_weights(pipeline.weights().current(), R(1, 2), R(1, 2));
    }
    pipeline.step(sample(1, 0));
    expect_weights(pipeline.weights().current(), R(3, 8), R(1, 4));
}

TEST(AsynchronousPipeline, OfOneLayerIsPlainGradientDescent) {
    // (w x - y)²/2 with x = 2, y = 1: gradient (2w - 1) 2. α = 1/8, w_0 = 1: w_1 = 1 - 1/8·2 = 3/4, w_2 = 3/4 - 1/8·1 = 5/8.
    AsynchronousPipeline<R> pipeline({{Activation::identity}, Loss::half_squared_error}, {Matrix<R>::Constant(1, 1, R(1))},
                                     IdealResponse<R>{}, R(1, 8));
    pipeline.step(sample(2, 1));
    EXPECT_EQ(pipeline.weights().current(0)(0, 0), R(3, 4));
    pipeline.step(sample(2, 1));
    EXPECT_EQ(pipeline.weights().current(0)(0, 0), R(5, 8));
}

TEST(SynchronousTraining, MiniBatchOfTwoByHand) {
    // α = 1/2, B = 2, τ = 2, W_0 = (1, 1); samples (1, 0) and (1, 2), both gradients at W_0: e = 1 and e = -1, so
    // g_0 = (1, 1), g_1 = (-1, -1); micro-batch rate 1/4.
    SynchronousTraining<R> training(two_layers, scalars(1, 1), AsymmetricLinearResponse<R>{R(2)}, R(1, 2), 2);
    // W_{0,1} = 1 - 1/4 - 1/4·1/2 = 5/8.
    const auto& statistics = training.accumulate(sample(1, 0));
    expect_weights(training.accumulated(), R(5, 8), R(5, 8));
    expect_weights(training.weights(), 1, 1);
    EXPECT_EQ(statistics[0].squared_increment, R(9, 64));
    // W_{0,2} = 5/8 + 1/4 - 1/4·5/16 = 51/64: not W_0, though the gradients cancel.
    training.accumulate(sample(1, 2));
    expect_weights(training.accumulated(), R(51, 64), R(51, 64));
    training.commit();
    expect_weights(training.weights(), R(51, 64), R(51, 64));
    expect_weights(training.accumulated(), R(51, 64), R(51, 64));
}

TEST(SynchronousTraining, GradientsAreTakenWhereTheMiniBatchStarted) {
    // Digital, α = 1, B = 2, sample (1, 0) twice, W_0 = (1, 1/2): e = 1/2, g = (e b, e a) = (1/4, 1/2) both times:
    // W_1 = (1 - 1/4, 1/2 - 1/2) = (3/4, 0).
    SynchronousTraining<R> training(two_layers, scalars(1, R(1, 2)), IdealResponse<R>{}, R(1), 2);
    training.accumulate(sample(1, 0), false);
    training.accumulate(sample(1, 0), false);
    training.commit();
    expect_weights(training.weights(), R(3, 4), 0);
}

TEST(SynchronousTraining, RewindForgetsTheMicroBatchesSinceTheLastCommit) {
    SynchronousTraining<R> training(two_layers, scalars(1, 1), IdealResponse<R>{}, R(1, 2), 1);
    training.accumulate(sample(1, 0));  // e = 1, g = (1, 1): (1/2, 1/2)
    training.rewind();
    expect_weights(training.accumulated(), 1, 1);
    training.accumulate(sample(1, 0));
    training.commit();
    expect_weights(training.weights(), R(1, 2), R(1, 2));
    training.accumulate(sample(1, 0));  // e = 1/4, g = (1/8, 1/8): (7/16, 7/16)
    expect_weights(training.accumulated(), R(7, 16), R(7, 16));
    training.rewind();
    expect_weights(training.accumulated(), R(1, 2), R(1, 2));
    expect_weights(training.weights(), R(1, 2), R(1, 2));
}

TEST(SynchronousTraining, DependsOnTheOrderOfMicroBatchesOnAnalogDevicesOnly) {
    const std::vector<Sample<R>> samples{sample(1, 0), sample(1, 2), sample(R(1, 2), 1)};
    const auto train = [&](const std::vector<std::size_t>& order, const AnyResponse<R>& response) {
        SynchronousTraining<R> training(two_layers, scalars(1, 1), response, R(1, 2), 3);
        for (const std::size_t n : order) training.accumulate(samples[n]);
        training.commit();
        return training.weights()[0](0, 0);
    };
    EXPECT_EQ(train({0, 1, 2}, IdealResponse<R>{}), train({2, 0, 1}, IdealResponse<R>{}));
    EXPECT_NE(train({0, 1, 2}, AsymmetricLinearResponse<R>{R(2)}), train({2, 0, 1}, AsymmetricLinearResponse<R>{R(2)}));
}

}  // namespace
}  // namespace aimcert
