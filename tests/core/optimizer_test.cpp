#include "core/optimizer/analog_sgd.hpp"
#include "core/optimizer/digital_sgd.hpp"
#include "core/optimizer/residual_learning.hpp"
#include "core/optimizer/residual_learning_v2.hpp"
#include "core/optimizer/tiki_taka.hpp"
#include "core/scalar/multiprecision.hpp"

#include <gtest/gtest.h>

namespace aimcert {
namespace {

using Q = Rational;

static_assert(Optimizer<DigitalSgd<Q>, Q>);
static_assert(Optimizer<AnalogSgd<double>, double>);
static_assert(Optimizer<TikiTaka<float>, float>);
static_assert(Optimizer<ResidualLearning<Interval>, Interval>);
static_assert(Optimizer<ResidualLearningV2<Real50>, Real50>);
static_assert(!Optimizer<AnalogSgd<double>, float>);
static_assert(!Optimizer<Matrix<double>, double>);

Matrix<Q> one(const Q& entry) { return Matrix<Q>::Constant(1, 1, entry); }
const AnyResponse<Q> device = AsymmetricLinearResponse<Q>{Q(1)};
const Matrix<Q> silence = one(Q(0));

TEST(DigitalSgd, SubtractsTheGradient) {
    DigitalSgd<Q> sgd(one(Q(1)), Q(1) / Q(4));
    sgd.accumulate(one(Q(2)), Q(1));
    EXPECT_EQ(sgd.point()(0, 0), Q(1));  // gradients of a mini-batch are taken at one point
    sgd.finish(silence);
    EXPECT_EQ(sgd.point()(0, 0), Q(1) / Q(2));
}

TEST(AnalogSgd, StepsOfAMiniBatchByHand) {
    // w = 1/2, d = -1/4: 1/2 - 1/4 - (1/4)(1/2) = 1/8; then d = +1/4: 1/8 + 1/4 - (1/4)(1/8) = 11/32.
    AnalogSgd<Q> sgd(one(Q(1) / Q(2)), device, Q(1));
    sgd.accumulate(one(Q(1) / Q(2)), Q(1) / Q(2));
    EXPECT_EQ(sgd.array(0)(0, 0), Q(1) / Q(8));
    sgd.accumulate(one(Q(-1) / Q(2)), Q(1) / Q(2));
    EXPECT_EQ(sgd.point()(0, 0), Q(1) / Q(2));
    sgd.finish(silence);
    EXPECT_EQ(sgd.point()(0, 0), Q(11) / Q(32));
}

TEST(TikiTaka, OneStepByHand) {
    // P = 1/2, beta g = 1/4: P' = 1/2 + 1/4 - (1/4)(1/2) = 5/8, read with noise 1/8: 3/4.
    // W = -1/2, alpha = 1/2: W' = -1/2 - 3/8 - (3/8)(-1/2) = -11/16.
    TikiTaka<Q> tiki_taka(one(Q(-1) / Q(2)), one(Q(1) / Q(2)), device, device, Q(1) / Q(2), Q(1) / Q(4));
    tiki_taka.accumulate(one(Q(1)), Q(1));
    EXPECT_EQ(tiki_taka.array(1)(0, 0), Q(5) / Q(8));
    EXPECT_EQ(tiki_taka.point()(0, 0), Q(-1) / Q(2));
    tiki_taka.finish(one(Q(1) / Q(8)));
    EXPECT_EQ(tiki_taka.array(1)(0, 0), Q(5) / Q(8));
    EXPECT_EQ(tiki_taka.point()(0, 0), Q(-11) / Q(16));
}

TEST(ResidualLearning, OneStepByHand) {
    // Wbar = 1/4 + 2 (1/2) = 5/4. P' = U(1/2, -1/4) = 1/8; W' = U(1/4, 1/16) = 1/4 + 1/16 - 1/64 = 19/64.
    ResidualLearning<Q> algorithm(one(Q(1) / Q(4)), one(Q(1) / Q(2)), device, device, Q(1) / Q(4), Q(1) / Q(2), Q(2));
    EXPECT_EQ(algorithm.point()(0, 0), Q(5) / Q(4));
    algorithm.accumulate(one(Q(1)), Q(1));
    algorithm.finish(silence);
    EXPECT_EQ(algorithm.array(1)(0, 0), Q(1) / Q(8));
    EXPECT_EQ(algorithm.array(0)(0, 0), Q(19) / Q(64));
    EXPECT_EQ(algorithm.point()(0, 0), Q(19) / Q(64) + Q(1) / Q(4));
}

TEST(ResidualLearningV2, MovesOnlyAboveTheGranularity) {
    const auto after = [](const Q& granularity) {
        ResidualLearningV2<Q> algorithm(one(Q(1) / Q(4)), one(Q(1) / Q(2)), device, device, Q(1) / Q(4), Q(1) / Q(2), Q(2), granularity);
        algorithm.accumulate(one(Q(1)), Q(1));
        algorithm.finish(silence);
        // H' = P'/2 = 1/16, asked of W: 1/32.
        EXPECT_EQ(algorithm.buffer()(0, 0), Q(1) / Q(16));
        return Q(algorithm.array(0)(0, 0));
    };
    EXPECT_EQ(after(Q(1) / Q(33)), Q(1) / Q(4) + Q(1) / Q(32) - Q(1) / Q(128));
    EXPECT_EQ(after(Q(1) / Q(32)), Q(1) / Q(4));
}

}  // namespace
}  // namespace aimcert
