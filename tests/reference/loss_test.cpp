#include "reference/loss.hpp"
#include "tests/reference/random_instance.hpp"
#include "tests/reference/within.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

const std::vector<Loss> every_loss{Loss::half_squared_error, Loss::softmax_cross_entropy, Loss::log_cosh};

// Values below 8 from fewer than 16 correctly rounded operations.
const Real few_roundings = 128 * unit_roundoff();

TEST(Loss, ValuesByHand) {
    EXPECT_EQ(loss_value(Loss::half_squared_error, {3, 1}, {1, 2}), Real(5) / 2);
    // e^{ln 2} + e^{ln 3} + e^0 = 6, hot entry ln 3: ln 6 - ln 3.
    EXPECT_TRUE(within(loss_value(Loss::softmax_cross_entropy, {log(Real(2)), log(Real(3)), 0}, {0, 1, 0}),
                       log(Real(2)), few_roundings));
    // cosh ln 2 = 5/4 and cosh ln 3 = 5/3, from both sides of the switch between its two forms.
    EXPECT_TRUE(within(loss_value(Loss::log_cosh, {1 + log(Real(2)), -log(Real(3))}, {1, 0}), log(Real(25) / 12),
                       few_roundings));
}

TEST(Loss, GradientsByHand) {
    EXPECT_EQ(loss_gradient(Loss::half_squared_error, {3, 1}, {1, 2}), (Vector{2, -1}));
    const Vector softmax =
        loss_gradient(Loss::softmax_cross_entropy, {log(Real(2)), log(Real(3)), 0}, {0, 1, 0});
    EXPECT_TRUE(within(softmax[0], Real(1) / 3, few_roundings));
    EXPECT_TRUE(within(softmax[1], -Real(1) / 2, few_roundings));
    EXPECT_TRUE(within(softmax[2], Real(1) / 6, few_roundings));
    EXPECT_TRUE(within(loss_gradient(Loss::log_cosh, {log(Real(2))}, {0})[0], Real(3) / 5, few_roundings));
}

TEST(Loss, GradientIsTheLimitOfDifferences) {
    // Third derivatives are below 2: truncation h²/3, rounding 128 u/h.
    const Real h("1e-30");
    const Real bound = h * h + few_roundings / h;
    std::mt19937_64 random(3);
    for (const Loss loss : every_loss) {
        for (int repetition = 0; repetition < 10; ++repetition) {
            const Sample sample = random_samples(random, loss, 1, 4, 1)[0];
            const Vector x = random_vector(random, 4, 2000);
            const Vector gradient = loss_gradient(loss, x, sample.target);
            for (std::size_t i = 0; i < x.size(); ++i) {
                Vector above = x;
                Vector below = x;
                above[i] += h;
                below[i] -= h;
                const Real slope =
                    (loss_value(loss, above, sample.target) - loss_value(loss, below, sample.target)) / (2 * h);
                EXPECT_TRUE(within(gradient[i], slope, bound));
            }
        }
    }
}

TEST(Loss, GradientBoundIsReachedButNotPassed) {
    // half squared: at x = -X y/|y| with y = (3, 4)/5, X = 2: |x - y| = 3.
    EXPECT_TRUE(within(norm(loss_gradient(Loss::half_squared_error, {-Real(6) / 5, -Real(8) / 5},
                                          {Real(3) / 5, Real(4) / 5})),
                       loss_gradient_bound(Loss::half_squared_error, 2, 1, 2), few_roundings));
    // The others in the limit of outputs far on the wrong side; e^-600 is below u.
    EXPECT_TRUE(within(norm(loss_gradient(Loss::softmax_cross_entropy, {600, 0, 0}, {0, 1, 0})),
                       loss_gradient_bound(Loss::softmax_cross_entropy, 600, 1, 3), few_roundings));
    EXPECT_TRUE(within(norm(loss_gradient(Loss::log_cosh, {300, -300, 300}, {0, 0, 0})),
                       loss_gradient_bound(Loss::log_cosh, 600, 0, 3), few_roundings));
    std::mt19937_64 random(4);
    for (const Loss loss : every_loss) {
        for (int repetition = 0; repetition < 100; ++repetition) {
            const Vector target = random_samples(random, loss, 1, 3, 1)[0].target;
            const Vector x = random_vector(random, 3, 5000);
            EXPECT_LE(norm(loss_gradient(loss, x, target)),
                      loss_gradient_bound(loss, norm(x), norm(target), 3));
        }
    }
}

TEST(Loss, SmoothnessIsReachedButNotPassed) {
    // Steepest at equal outputs along (1, -1) for softmax, at x = y for log-cosh; the quotient is even in h: error h².
    const Real h("1e-30");
    for (const Loss loss : every_loss) {
        const Vector target{1, 0};
        const Vector middle = loss == Loss::softmax_cross_entropy ? Vector{0, 0} : target;
        const Vector above{middle[0] + h, middle[1] - h};
        const Vector below{middle[0] - h, middle[1] + h};
        const Real quotient =
            distance(loss_gradient(loss, above, target), loss_gradient(loss, below, target)) / distance(above, below);
        EXPECT_TRUE(within(quotient, loss_smoothness(loss), h * h + few_roundings / h));
    }
    std::mt19937_64 random(5);
    for (const Loss loss : every_loss) {
        for (int repetition = 0; repetition < 100; ++repetition) {
            const Vector target = random_samples(random, loss, 1, 3, 1)[0].target;
            const Vector x = random_vector(random, 3, 3000);
            const Vector other = random_vector(random, 3, 3000);
            // half_squared_error meets its constant with equality, up to the roundings of both norms.
            EXPECT_LE(distance(loss_gradient(loss, x, target), loss_gradient(loss, other, target)),
                      loss_smoothness(loss) * distance(x, other) + few_roundings);
        }
    }
}

TEST(Loss, KeepsItsAccuracyAtTheEnds) {
    // ln cosh v = v²/2 - v⁴/12 + ..: at v = 1e-60 the second term is below u relatively.
    const Real v("1e-60");
    EXPECT_TRUE(within(loss_value(Loss::log_cosh, {v}, {0}) / (v * v), Real(1) / 2, few_roundings));
    // A confident right answer: p - 1 = -e^-600 and l = e^-600, relatively to first order in e^-600 < u.
    const Vector confident{600, 0};
    EXPECT_TRUE(within(loss_value(Loss::softmax_cross_entropy, confident, {1, 0}) * exp(Real(600)), 1,
                       600 * few_roundings));
    EXPECT_TRUE(within(loss_gradient(Loss::softmax_cross_entropy, confident, {1, 0})[0] * exp(Real(600)), -1,
                       600 * few_roundings));
    EXPECT_EQ(loss_gradient(Loss::softmax_cross_entropy, {Real("1e300"), 0}, {0, 1}), (Vector{1, -1}));
    EXPECT_EQ(loss_gradient(Loss::softmax_cross_entropy, {5}, {1}), (Vector{0}));
}

TEST(Loss, RefusesWrongTargets) {
    EXPECT_THROW(loss_value(Loss::half_squared_error, {1, 2}, {1}), std::invalid_argument);
    EXPECT_THROW(loss_value(Loss::softmax_cross_entropy, {1, 2}, {1, 1}), std::invalid_argument);
    EXPECT_THROW(loss_gradient(Loss::softmax_cross_entropy, {1, 2}, {0, 0}), std::invalid_argument);
    EXPECT_THROW(loss_gradient(Loss::softmax_cross_entropy, {1, 2}, {Real(1) / 2, 0}), std::invalid_argument);
}

}  // namespace
}  // namespace aimcert::reference
