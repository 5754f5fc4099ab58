#include "core/bounds/complexity.hpp"
#include "core/instances.hpp"

#include <gtest/gtest.h>

namespace aimcert {
namespace {

using R = Rational;

/// In 100 digits the bound of a spectral norm is off by 200 u of it (linear_algebra_test.cpp), its matrix by a few.
const Real100 of_a_norm = 256 * ScalarTraits<Real100>::unit_roundoff();

/// Two identity layers of width 1 with om = (2, 3), chi = 1, max|y| = 4.
///   X = (1, 1·2·1, 1·3·2) = (1, 2, 6), Lam0 = 6 + 4 = 10, D = (1·3·10, 10) = (30, 10).
template <class S>
SignalBounds<S> linear_layers_in() {
    const Architecture architecture{{Activation::identity, Activation::identity}, Loss::half_squared_error};
    return signal_bounds<S>(architecture, {S(2), S(3)}, S(1), S(4), 1);
}
SignalBounds<R> two_linear_layers() {
    return linear_layers_in<R>();
}

TEST(SignalBounds, OfTwoLinearLayersByHand) {
    const auto bounds = two_linear_layers();
    EXPECT_EQ(bounds.input, (std::vector<R>{1, 2, 6}));
    EXPECT_EQ(bounds.error, (std::vector<R>{30, 10}));
    EXPECT_EQ(bounds.loss_gradient, 10);
    EXPECT_EQ(bounds.loss_smoothness, 1);
}

TEST(SignalBounds, UseTheActivationOfTheirLayer) {
    // Centered sigmoid (l = 1/4), then identity: X = (2, 1/4·2·2, 1·3·1) = (2, 1, 3); Lam0 = 3 + 1; D = (1/4·3·4, 4).
    const Architecture architecture{{Activation::centered_sigmoid, Activation::identity}, Loss::half_squared_error};
    const auto bounds = signal_bounds<double>(architecture, {2, 3}, 2, 1, 1);
    EXPECT_EQ(bounds.input, (std::vector<double>{2, 1, 3}));
    EXPECT_EQ(bounds.error, (std::vector<double>{3, 4}));
}

TEST(SignalBounds, TakeInputsAndTargetsFromTheSamples) {
    const Samples<R> samples{{Vector<R>::Constant(1, R(-3)), Vector<R>::Constant(1, R(1))},
                             {Vector<R>::Constant(1, R(2)), Vector<R>::Constant(1, R(-5))}};
    EXPECT_EQ(input_bound(samples), 3);
    EXPECT_EQ(target_bound(samples), 5);
    const auto bounds = signal_bounds<R>({{Activation::identity}, Loss::half_squared_error}, {R(2)}, samples);
    EXPECT_EQ(bounds.input, (std::vector<R>{3, 6}));
    EXPECT_EQ(bounds.loss_gradient, 11);
}

TEST(SpectralBounds, OfTheBoxAreWmaxTimesTheRootOfTheSize) {
    const Weights<R> shapes{Matrix<R>::Zero(2, 8), Matrix<R>::Zero(3, 3)};
    EXPECT_EQ(box_spectral_bounds(shapes, R(1, 2)), (std::vector<R>{2, R(3, 2)}));  // √16/2, √9/2
}

TEST(SpectralBounds, MetInARunCoverTheLargest) {
    std::vector<R> spectral;
    cover(spectral, Weights<R>{Matrix<R>::Constant(1, 1, R(-3)), Matrix<R>::Constant(1, 1, R(1))});
    cover(spectral, Weights<R>{Matrix<R>::Constant(1, 1, R(2)), Matrix<R>::Constant(1, 1, R(4))});
    EXPECT_EQ(spectral, (std::vector<R>{3, 4}));
}

TEST(Stability, DistancesOfTwoLinearLayersByHand) {
    // e = (1, 1): p_1 = 0, q_1 = X_1 = 1, p_2 = 1, q_2 = X_2 + om_2 p_2 = 2 + 3 = 5, p_3 = 5;
    // t_2 = Lam1 p_3 = 5; t_1 = om_2 t_2 + D_2 e_2 = 15 + 10, and 15 when the backward weights are the same.
    const std::vector<R> e{1, 1};
    const auto both = signal_distance(two_linear_layers(), e, Perturbed::forward_and_backward);
    EXPECT_EQ(both.input, (std::vector<R>{0, 1, 5}));
    EXPECT_EQ(both.preactivation, (std::vector<R>{1, 5}));
    EXPECT_EQ(both.error, (std::vector<R>{25, 5}));
    EXPECT_EQ(signal_distance(two_linear_layers(), e, Perturbed::forward_only).error, (std::vector<R>{15, 5}));
}

TEST(Stability, MatricesOfTwoLinearLayersByHand) {
    // e = (1, 0): p = (0, 1, 3), t = (9, 3): rows X_1 t_1 + D_1 p_1 = 9, X_2 t_2 + D_2 p_2 = 6 + 10.
    // e = (0, 1): p = (0, 0, 2), t = (6 + 10, 2), forward only (6, 2): rows 16 or 6, and 4.
    // A is the Hessian of (w2 w1 - y)²/2 where |w2 w1 - y| is largest: ((w2², 2 w1 w2 - y), (., w1²)).
    Matrix<R> a(2, 2), b(2, 2);
    a << 9, 16, 16, 4;
    b << 9, 6, 16, 4;
    EXPECT_EQ(stability_matrix(two_linear_layers(), Perturbed::forward_and_backward), a);
    EXPECT_EQ(stability_matrix(two_linear_layers(), Perturbed::forward_only), b);
}

TEST(Stability, SmoothnessIsTheNormOfAWithinTheSlackOfTheBound) {
    // |A|_2 = (13 + √(5² + 4·16²))/2, slack 2^(1/512).
    const Real100 norm = (13 + sqrt(Real100(1049))) / 2, smoothness = objective_smoothness(linear_layers_in<Real100>());
    EXPECT_GE(smoothness, norm * (1 - of_a_norm));
    EXPECT_LE(smoothness, norm * pow(Real100(2), Real100(1) / 512) * (1 + of_a_norm));
}

TEST(Stability, SensitivityWeighsLayersByTheRootOfTheirDelay) {
    // M - j = (1, 0): only the first column (9, 16) of B is left, a matrix of rank one, for which the bound is exact.
    const Real100 sensitivity = staleness_sensitivity(linear_layers_in<Real100>());
    EXPECT_LE(abs(sensitivity - sqrt(Real100(337))), sqrt(Real100(337)) * of_a_norm);
}

TEST(Stability, OfOneCurvedLayerByHand) {
    // tanh under log-cosh, X_1 = 1: q = e, p_2 = e, t = l Lam1 p_2 + Lam0 s q = (1 + 4/(3√3)) e; A = X_1 t.
    const Architecture architecture{{Activation::tanh}, Loss::log_cosh};
    const auto bounds = signal_bounds<Real100>(architecture, {Real100(2)}, Real100(1), Real100(9), 1);
    // One entry, below 2, of fewer than 16 roundings on either side.
    EXPECT_LE(abs(objective_smoothness(bounds) - 1 - 4 / (3 * sqrt(Real100(3)))), 64 * ScalarTraits<Real100>::unit_roundoff());
    EXPECT_EQ(staleness_sensitivity(bounds), 0);
}

/// L_f = 3, L_S = 1, r = 1, u = 1, M = 2: weight of the delay (1+1)(1+1)² = 8, kappa = 8.
const DescentConstants<R> constants_by_hand{R(3), R(1), R(1), R(1), 2};

TEST(DescentConstants, ByHand) {
    EXPECT_EQ(constants_by_hand.delay_weight(), 8);
    EXPECT_EQ(constants_by_hand.kappa(), 8);
    EXPECT_EQ(constants_by_hand.auxiliary_weight(R(1, 8)), R(1, 2));
    EXPECT_EQ(descent_learning_rate(constants_by_hand), R(1, 8));  // 1/(3 + √(9 + 16))
    DescentConstants<R> last_layer = constants_by_hand;
    last_layer.layers = 1;
    EXPECT_EQ(descent_learning_rate(last_layer), R(1, 6));  // no delay: 1/(2 L_f)
}

TEST(DescentBounds, ByHand) {
    // alpha = 1/8, r_k = 1/2, so (1+u) r_k² = 1/2.
    const StepState<R> k{R(10), R(2), R(1), R(1, 2), R(4), R(1, 2)};
    // 10 - 1/16·1/2·2 - (4 - 3)·1/2 + 3/64 + 1/16·1/2 + 1/16·2·(3/2)²·4 = 10 - 4/64 - 32/64 + 3/64 + 2/64 + 72/64.
    EXPECT_EQ(sufficient_descent_bound(constants_by_hand, R(1, 8), k), 10 + R(41, 64));
    // 10 - 1/16 + 1/64 (3 + 1) + 1/32.
    EXPECT_EQ(lyapunov_descent_bound(constants_by_hand, R(1, 8), R(10), k), 10 + R(1, 32));
    // B = 2: 10 - 1/16·3/4·2 + 3/64/2 + 1/16·1/4 = 10 - 12/128 + 3/128 + 2/128.
    EXPECT_EQ(sync_descent_bound(R(3), R(1, 8), R(1, 2), 2, R(10), R(2), R(1)), 10 - R(7, 128));
}

TEST(ConvergenceBounds, ByHand) {
    // Gap 1, alpha = 1/8, K = 4: 2/(alpha K) = 4. Synchronous, L_f = 3, B = 2, s² = 1, r = 1/2: (4 + 3/8 + 1/4)/(3/4).
    EXPECT_EQ(sync_convergence_bound(R(1), R(1, 8), 4, R(3), 2, R(1), R(1, 2)), R(37, 6));
    // Asynchronous, r = 1/2, u = 1: kappa = 2·(3/2)² = 9/2; (4 + 1/4 (3 + 9/16) + 2/8)/(1 - 1/2).
    const DescentConstants<R> c{R(3), R(1), R(1, 2), R(1), 2};
    EXPECT_EQ(async_convergence_bound(c, R(1), R(1, 8), 4, R(1), R(1, 8)), R(329, 32));
    // Digital: kappa = 1; 4 + 1/4 (3 + 1/8).
    EXPECT_EQ(digital_async_convergence_bound(c, R(1), R(1, 8), 4, R(1)), R(153, 32));
    // L_f = 1, L_S = 2: kappa = 4, 1/(1 + √(1 + 8)).
    EXPECT_EQ(digital_descent_learning_rate(DescentConstants<R>{R(1), R(2), R(0), R(1), 2}), R(1, 4));
}

TEST(Complexity, ByHand) {
    // eps' = 4/3 (1 - 1/4) = 1, gap 1, L_f = 2, s² = 4, B = 2: noise 16·2·2 = 64, rate 4·(2·2) = 16.
    const auto sync = sync_steps_for_error(R(4, 3), R(1), R(2), 2, R(4), R(1, 2));
    EXPECT_EQ(sync.noise, 64);
    EXPECT_EQ(sync.delay, 0);
    EXPECT_EQ(sync.rate, 16);
    EXPECT_EQ(sync.total(), 64);
    EXPECT_EQ(sync.halved().total(), 256);
    // r = 0, L_S = 2, u = 1, M = 2: kappa = 8, alpha_max = 1/8; eps = 1, s² = 4: noise 16·3·4, delay 4·8/3, rate 4·8.
    const auto async = async_steps_for_error(DescentConstants<R>{R(3), R(2), R(0), R(1), 2}, R(1), R(1), R(4));
    EXPECT_EQ(async.noise, 192);
    EXPECT_EQ(async.delay, R(32, 3));
    EXPECT_EQ(async.rate, 32);
    EXPECT_EQ(async.total(), R(608, 3));
    // √(B gap/(K L_f s²)) = √(2·1/(4·2·1)) = 1/2 against a limit above and below it.
    EXPECT_EQ(balanced_learning_rate(R(1), R(1), 4, R(2), 2, R(1)), R(1, 2));
    EXPECT_EQ(balanced_learning_rate(R(1, 4), R(1), 4, R(2), 2, R(1)), R(1, 4));
    // s² r²/(1 - r²) = 3·(1/4)/(3/4); (1+u) s² mean r²/(1-(1+u) r²) = 2·3·(1/8)/(1/2).
    EXPECT_EQ(sync_asymptotic_error(R(3), R(1, 2)), 1);
    EXPECT_EQ(async_asymptotic_error(DescentConstants<R>{R(3), R(1), R(1, 2), R(1), 2}, R(3), R(1, 8)), R(3, 2));
}

TEST(BoundedIterates, LearningRateByHand) {
    // max D_m X_m = max(3·2, 1·4) = 6, tau = 1, (1-r)/(1-r0) = (1/4)/1, K = 2: (1 - 1/2)/6.
    SignalBounds<double> box;
    box.spectral = {1, 1};
    box.input = {2, 4, 1};
    box.error = {3, 1};
    // exp and log1p are good to an ulp, the quotient and products round: below 8 u of 1/12.
    EXPECT_NEAR(bounded_iterates_learning_rate(box, 1.0, 0.0, 0.75, 2), 1.0 / 12, 8 * 0x1p-53 / 12);
}

TEST(BoundedIterates, OneStepMayGoTheWholeWay) {
    // K = 1, D X = 1: 1 - (1-r)/(1-r0) = 2/3 from r0 = 1/4 to r = 3/4, and 2/3 tau in a range of 5.
    SignalBounds<double> box;
    box.spectral = {1};
    box.input = {1, 1};
    box.error = {1};
    // 8 u as above, of 1 and of 5.
    EXPECT_NEAR(bounded_iterates_learning_rate(box, 1.0, 0.25, 0.75, 1), 2.0 / 3, 8 * 0x1p-53);
    EXPECT_NEAR(bounded_iterates_learning_rate(box, 5.0, 0.25, 0.75, 1), 10.0 / 3, 40 * 0x1p-53);
}

}  // namespace
}  // namespace aimcert
