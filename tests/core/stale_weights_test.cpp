#include "core/pipeline/stale_weights.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace aimcert {
namespace {

/// W_k of every layer: 1 x 1 matrices that hold k, so that a version can be read off.
Weights<double> numbered(std::size_t layers, double version) {
    return Weights<double>(layers, Matrix<double>::Constant(1, 1, version));
}

/// Makes W_{k+1} the current weights.
void advance_to(StaleWeights<double>& weights, double version) {
    for (std::size_t m = 0; m < weights.layers(); ++m) weights.next(m)(0, 0) = version;
    weights.advance();
}

TEST(StaleWeights, GiveEveryLayerTheVersionOfTheTheoryWhileThePipelineFillsAndAfter) {
    for (std::size_t layers = 1; layers <= 6; ++layers) {
        StaleWeights<double> weights(numbered(layers, 0));
        for (int k = 0; k <= 15; ++k) {
            for (std::size_t m = 0; m < layers; ++m) {  // layer m + 1 of M: delay M - m - 1
                const int delay = static_cast<int>(layers - 1 - m);
                EXPECT_EQ(weights.delay(m), layers - 1 - m);
                EXPECT_EQ(weights.current(m)(0, 0), k);
                EXPECT_EQ(weights.stale(m)(0, 0), std::max(k - delay, 0)) << "layer " << m + 1 << " of " << layers;
                EXPECT_EQ(weights.current()[m](0, 0), k);
            }
            advance_to(weights, k + 1);
        }
    }
}

TEST(StaleWeights, KeepOneMatrixMoreThanTheDelayOfTheLayer) {
    constexpr std::size_t layers = 5;
    StaleWeights<double> weights(numbered(layers, 0));
    std::vector<std::set<const double*>> storage(layers);
    for (int k = 0; k < 20; ++k) {
        for (std::size_t m = 0; m < layers; ++m)
            for (const double* data : {weights.current(m).data(), weights.stale(m).data(), std::as_const(weights.next(m)).data()})
                storage[m].insert(data);
        advance_to(weights, k + 1);
    }
    for (std::size_t m = 0; m < layers; ++m) EXPECT_EQ(storage[m].size(), layers - m) << "M - m + 1 copies of layer " << m + 1;
}

TEST(StaleWeights, WriteTheNextVersionOverTheStaleOneOnly) {
    StaleWeights<double> weights(numbered(3, 0));
    for (int k = 0; k < 7; ++k) {
        for (std::size_t m = 0; m < 3; ++m) EXPECT_EQ(&weights.next(m), &weights.stale(m));
        EXPECT_EQ(&weights.next(2), &weights.current(2)) << "the last layer has no delay and is updated in place";
        weights.next(0)(0, 0) = weights.next(1)(0, 0) = -1;
        EXPECT_EQ(weights.current(0)(0, 0), k);
        EXPECT_EQ(weights.current(1)(0, 0), k);
        advance_to(weights, k + 1);
    }
}

TEST(StaleWeights, AreCopiesOfWhatTheyStartFrom) {
    auto initial = numbered(2, 0.5);
    StaleWeights<double> weights(initial);
    initial[0](0, 0) = 9;
    EXPECT_EQ(weights.current(0)(0, 0), 0.5);
    StaleWeights<double> copy = weights;
    advance_to(copy, 1);
    EXPECT_EQ(weights.current(0)(0, 0), 0.5);
    EXPECT_EQ(copy.stale(0)(0, 0), 0.5);
}

}  // namespace
}  // namespace aimcert
