#include "reference/network.hpp"
#include "tests/reference/random_instance.hpp"
#include "tests/reference/within.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

TEST(Network, TwoIdentityLayersByHand) {
    // W⁽¹⁾ = (1 2; 0 1), W⁽²⁾ = (1 -1), x = (1, 1), y = 0: z⁽¹⁾ = (3, 1), z⁽²⁾ = 2, δ⁽²⁾ = 2, δ⁽¹⁾ = (2, -2).
    const Network network{{Activation::identity, Activation::identity}, Loss::half_squared_error};
    const Weights weights{{{1, 2}, {0, 1}}, {{1, -1}}};
    const ForwardSignals signals = forward(network, weights, {1, 1});
    EXPECT_EQ(signals.preactivations, (std::vector<Vector>{{3, 1}, {2}}));
    EXPECT_EQ(signals.activations, (std::vector<Vector>{{1, 1}, {3, 1}, {2}}));
    EXPECT_EQ(backward(network, weights, signals, {0}), (std::vector<Vector>{{2, -2}, {2}}));
    EXPECT_EQ(sample_gradient(network, weights, {{1, 1}, {0}}), (Weights{{{2, 2}, {-2, -2}}, {{6, 2}}}));
    EXPECT_EQ(sample_objective(network, weights, {{1, 1}, {0}}), 2);
    // With other backward weights only δ⁽¹⁾ changes.
    EXPECT_EQ(backward(network, {{{9, 9}, {9, 9}}, {{5, 7}}}, signals, {0}), (std::vector<Vector>{{10, 14}, {2}}));
}

TEST(Network, ObjectiveAndGradientAreMeans) {
    const Network network{{Activation::identity}, Loss::half_squared_error};
    const std::vector<Sample> samples{{{1}, {1}}, {{1}, {-1}}};
    // W = 1/2: losses 1/8 and 9/8, gradients -1/2 and 3/2.
    EXPECT_EQ(objective(network, {{{Real(1) / 2}}}, samples), Real(5) / 8);
    EXPECT_EQ(full_gradient(network, {{{Real(1) / 2}}}, samples), (Weights{{{Real(1) / 2}}}));
}

TEST(Network, GradientIsTheLimitOfDifferencesOfSecondOrder) {
    // D(h) = (f(W+h) - f(W-h))/(2h) = f' + f''' h²/6 + O(h⁴). Its error at h and h/2 has ratio 4 + O(h²), and
    // (4 D(h/2) - D(h))/3 is f' up to O(h⁴) = 1e-88 and rounding: f is below 8 and takes fewer than 200 roundings a
    // sample, so 3 · 2 · 8 · 200 u/h covers it.
    const Real h("1e-22");
    const Real rounding = 9600 * unit_roundoff() / h;
    std::mt19937_64 random(6);
    for (const Loss loss : {Loss::half_squared_error, Loss::softmax_cross_entropy, Loss::log_cosh}) {
        const Network network{{Activation::tanh, Activation::centered_sigmoid, Activation::centered_softplus,
                               Activation::arctan, Activation::sin, Activation::identity},
                              loss};
        const std::vector<std::size_t> widths{2, 3, 2, 3, 2, 2, 3};
        const std::vector<Sample> samples = random_samples(random, loss, 2, 3, 2);
        const Weights weights = random_weights(random, widths, 900);
        const Weights gradient = full_gradient(network, weights, samples);
        const auto difference = [&](std::size_t m, std::size_t i, std::size_t j, const Real& step) -> Real {
            Weights above = weights;
            Weights below = weights;
            above[m][i][j] += step;
            below[m][i][j] -= step;
            return (objective(network, above, samples) - objective(network, below, samples)) / (2 * step);
        };
        std::size_t second_order = 0;
        for (std::size_t m = 0; m < weights.size(); ++m) {
            for (std::size_t i = 0; i < weights[m].size(); ++i) {
                for (std::size_t j = 0; j < weights[m][i].size(); ++j) {
                    const Real coarse = difference(m, i, j, h);
                    const Real fine = difference(m, i, j, h / 2);
                    EXPECT_TRUE(within(gradient[m][i][j], (4 * fine - coarse) / 3, rounding));
                    const Real coarse_error = coarse - gradient[m][i][j];
                    const Real fine_error = fine - gradient[m][i][j];
                    if (abs(fine_error) > 1000000 * rounding) {
                        ++second_order;
                        // Relative rounding of either error is below 1e-6.
                        EXPECT_TRUE(within(coarse_error / fine_error, 4, Real("2e-5")));
                    }
                }
            }
        }
        EXPECT_GT(second_order, 0u);
    }
}

TEST(Network, RefusesShapesThatDoNotChain) {
    const Network network{{Activation::identity, Activation::identity}, Loss::half_squared_error};
    EXPECT_THROW(forward(network, {{{1, 2}}}, {1, 1}), std::invalid_argument);
    EXPECT_THROW(forward(network, {{{1, 2}}, {{1, 1}}}, {1, 1}), std::invalid_argument);
    EXPECT_THROW(forward(Network{}, {}, {1}), std::invalid_argument);
    EXPECT_THROW(objective(network, {{{1}}, {{1}}}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace aimcert::reference
