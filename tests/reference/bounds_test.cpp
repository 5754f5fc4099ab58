#include "reference/bounds.hpp"
#include "reference/monitor.hpp"
#include "tests/reference/random_instance.hpp"
#include "tests/reference/within.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

// A few correctly rounded operations; the spectral norm of a 2 × 2 matrix costs below 100 u (linear_algebra_test.cpp).
Real roundings(const Real& size) {
    return 100 * unit_roundoff() * size;
}

/// Two sine layers and log-cosh on four outputs: l = s = 1, Lam0 = 2, Lam1 = 1.
const Network two_sines{{Activation::sin, Activation::sin}, Loss::log_cosh};

/// chi = 1, om = (1/2, 3): X = (1, 1/2, 3/2), D = (6, 2).
SignalBounds by_hand() {
    return signal_bounds(two_sines, {Real(1) / 2, 3}, {1, 0, 4});
}

/// alpha = 1/2, L_f = 2, L_S = 1, u = 1, r = 1/2, M = 3, B = 2: (1+1/u)(1+r)² L_S² = 9/2, kappa = 9.
const DescentConstants constants{2, 1, 1, Real(1) / 2, 3, Real(1) / 2, 2};

/// f = 1, |∇f|² = 4, s² = 2, r_k = 1/4, E|dW + alpha ε|² = 1/8, Q = 1/2, V = 1.
const StepState state{1, 4, 2, Real(1) / 4, Real(1) / 8, Real(1) / 2, 1};

/// f(W_0) - f* = 1, s² = 2, mean r_k² = 1/8, K = 8.
const RunFacts facts{1, 2, Real(1) / 8, 8};

TEST(OperatorBounds, ByHand) {
    // 3 √(2·8) = 12, 3 √(8·2) = 12.
    EXPECT_EQ(a_priori_operator_bounds({2, 8, 2}, 3), (Vector{12, 12}));
    EXPECT_EQ(a_posteriori_operator_bounds({{{{1, 0}, {0, 2}}, {{1, 0}}}, {{{1, 0}, {0, 1}}, {{-4, 0}}}}),
              (Vector{2, 4}));
}

TEST(SignalBounds, ByHand) {
    EXPECT_EQ(by_hand().activations, (Vector{1, Real(1) / 2, Real(3) / 2}));
    EXPECT_EQ(by_hand().deltas, (Vector{6, 2}));
    EXPECT_EQ(by_hand().loss_gradient, 2);
    // half squared error: Lam0 = X_{M+1} + |y| = 3/2 + 5.
    const Network squared{{Activation::sin, Activation::sin}, Loss::half_squared_error};
    EXPECT_EQ(signal_bounds(squared, {Real(1) / 2, 3}, {1, 5, 4}).deltas, (Vector{Real(39) / 2, Real(13) / 2}));
    EXPECT_THROW(signal_bounds(squared, {1}, {1, 5, 4}), std::invalid_argument);
}

TEST(LinearForms, ByHand) {
    // e = (1, 0): q_1 = 1, p_2 = 1, q_2 = 3, p_3 = 3, t_2 = 3 + 2·3 = 9, t_1 = 3·9 + 3·2·1 = 33.
    const LinearForms first = linear_forms(two_sines, by_hand(), {1, 0}, Difference::forward);
    EXPECT_EQ(first.p, (Vector{0, 1, 3}));
    EXPECT_EQ(first.q, (Vector{1, 3}));
    EXPECT_EQ(first.t, (Vector{33, 9}));
    // e = (0, 1): q_2 = 1/2 = p_3, t_2 = 1/2 + 2/2, t_1 = 3·3/2, and D_2 = 2 more when both weights differ.
    EXPECT_EQ(linear_forms(two_sines, by_hand(), {0, 1}, Difference::forward).t, (Vector{Real(9) / 2, Real(3) / 2}));
    EXPECT_EQ(linear_forms(two_sines, by_hand(), {0, 1}, Difference::both).t, (Vector{Real(13) / 2, Real(3) / 2}));
}

TEST(LinearForms, WithASigmoidInEitherLayerByHand) {
    // l = 1/4, s = 1/(6√3) in one layer, l = s = 1 in the other; e = (1, 0), om = (1/2, 3), chi = 1.
    const Real s = 1 / (6 * sqrt(Real(3)));
    const auto forms_of = [](Activation first, Activation second) {
        const Network network{{first, second}, Loss::log_cosh};
        return linear_forms(network, signal_bounds(network, {Real(1) / 2, 3}, {1, 0, 4}), {1, 0}, Difference::both);
    };
    // First: D_2 = 2, p_2 = 1/4, q_2 = p_3 = 3/4, t_2 = 3/4 + 2·3/4, t_1 = (1/4)·3·9/4 + 3·2 s.
    const LinearForms first = forms_of(Activation::centered_sigmoid, Activation::sin);
    EXPECT_EQ(first.p, (Vector{0, Real(1) / 4, Real(3) / 4}));
    EXPECT_EQ(first.t[1], Real(9) / 4);
    EXPECT_TRUE(within(first.t[0], Real(27) / 16 + 6 * s, roundings(1)));
    // Second: D_2 = 1/2, p_2 = 1, q_2 = 3, p_3 = 3/4, t_2 = (1/4)·3/4 + 2 s·3, t_1 = 3 t_2 + 3·(1/2).
    const LinearForms second = forms_of(Activation::sin, Activation::centered_sigmoid);
    EXPECT_EQ(second.p, (Vector{0, 1, Real(3) / 4}));
    EXPECT_TRUE(within(second.t[1], Real(3) / 16 + 6 * s, roundings(1)));
    EXPECT_TRUE(within(second.t[0], Real(33) / 16 + 18 * s, roundings(4)));
}

TEST(StabilityMatrix, ByHand) {
    // Rows X_m t_m + D_m p_m: column 1 is 33 and 9/2 + 2; column 2 is t_1 and 3/4.
    const Matrix a{{33, Real(13) / 2}, {Real(13) / 2, Real(3) / 4}};
    const Matrix b{{33, Real(9) / 2}, {Real(13) / 2, Real(3) / 4}};
    EXPECT_EQ(stability_matrix(two_sines, by_hand(), Difference::both), a);
    EXPECT_EQ(stability_matrix(two_sines, by_hand(), Difference::forward), b);
    // Symmetric A: the larger root of λ² - (33 + 3/4) λ + 33·3/4 - (13/2)².
    const Real half_trace = Real(135) / 8;
    const Real largest = half_trace + sqrt(half_trace * half_trace - (Real(99) / 4 - Real(169) / 4));
    EXPECT_TRUE(within(smoothness(two_sines, by_hand()), largest, roundings(largest)));
    // diag(√1, √0) leaves B's first column.
    const Real column = sqrt(Real(33) * 33 + Real(169) / 4);
    EXPECT_TRUE(within(staleness(two_sines, by_hand()), column, roundings(column)));
}

TEST(StabilityMatrix, OfOneLayerIsTheCurvatureBound) {
    // A = X_1² (l² Lam1 + Lam0 s) = 1 + 2, B diag(0) = 0.
    const Network network{{Activation::sin}, Loss::log_cosh};
    const SignalBounds bounds = signal_bounds(network, {Real(1) / 2}, {1, 0, 4});
    EXPECT_EQ(smoothness(network, bounds), 3);
    EXPECT_EQ(staleness(network, bounds), 0);
}

TEST(StabilityMatrix, IsSymmetricWhenBothWeightsDiffer) {
    // It bounds the blocks of a Hessian; exact equality up to the roundings of six layers.
    const Network network{{Activation::tanh, Activation::centered_sigmoid, Activation::centered_softplus,
                           Activation::arctan, Activation::sin, Activation::identity},
                          Loss::softmax_cross_entropy};
    const SignalBounds bounds =
        signal_bounds(network, {Real(3) / 2, 2, Real(1) / 3, 5, Real(7) / 4, Real(2) / 3}, {Real(9) / 7, 1, 3});
    const Matrix a = stability_matrix(network, bounds, Difference::both);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            EXPECT_TRUE(within(a[i][j], a[j][i], roundings(a[i][j])));
        }
    }
}

TEST(DescentConstants, ByHand) {
    EXPECT_EQ(kappa(constants), 9);
    EXPECT_EQ(lyapunov_weight(constants), Real(9) / 8);
    // L_f = 2, kappa = 2·2·4·1 = 16 with r = 1: 1/(2 + √(4 + 32)).
    DescentConstants round = constants;
    round.saturation_bound = 1;
    EXPECT_EQ(descent_learning_rate(round), Real(1) / 8);
    EXPECT_EQ(sync_learning_rate(2), Real(1) / 4);
    // One layer has no delay: 1/(2 L_f).
    round.layers = 1;
    EXPECT_EQ(descent_learning_rate(round), Real(1) / 4);
    round.smoothness = 0;
    EXPECT_EQ(descent_learning_rate(round), infinity());
}

TEST(BoundedIterates, LearningRateByHand) {
    // max D_m X_m = 6, tau = 3; one update from 1/2 to 3/4 uses half the distance, two from 0 to 3/4 half each.
    EXPECT_TRUE(within(bounded_iterates_learning_rate(by_hand(), 3, Real(1) / 2, Real(3) / 4, 1), Real(1) / 4,
                       roundings(1)));
    EXPECT_TRUE(within(bounded_iterates_learning_rate(by_hand(), 3, 0, Real(3) / 4, 2), Real(1) / 4, roundings(1)));
    EXPECT_THROW(bounded_iterates_learning_rate(by_hand(), infinity(), 0, Real(3) / 4, 2), std::invalid_argument);
    EXPECT_THROW(bounded_iterates_learning_rate(by_hand(), 3, Real(3) / 4, Real(3) / 4, 2), std::invalid_argument);
    EXPECT_THROW(bounded_iterates_learning_rate(by_hand(), 3, 0, 1, 2), std::invalid_argument);
    EXPECT_THROW(bounded_iterates_learning_rate(by_hand(), 3, 0, Real(3) / 4, 0), std::invalid_argument);
}

TEST(DescentBounds, ByHand) {
    // 1 - (1/4)(7/8)4 - (1 - 2)/8 + (1/4)·2·2 + (1/4)(2/16)2 + (1/4)·2·(25/16)/2.
    EXPECT_EQ(sufficient_descent_bound(constants, state), Real(109) / 64);
    // 1 - (1/4)(7/8)4 + (1/4)(2 + 9/2)2 + (1/4)(2/16)2.
    EXPECT_EQ(lyapunov_descent_bound(constants, state), Real(55) / 16);
    // 1 - (1/4)(3/4)4 + (1/4)·2·2/2 + (1/4)(1/4)2.
    EXPECT_EQ(sync_descent_bound(constants, state), Real(7) / 8);
}

TEST(ConvergenceBounds, ByHand) {
    // (2/4 + 2·½·2·2/2)/(3/4) + 2 (1/4)/(3/4) = 10/3 + 2/3.
    EXPECT_TRUE(within(sync_convergence_bound(constants, facts), 4, roundings(4)));
    // (1/2 + 2·½·(2 + 9/2)·2 + 2·2/8)/(1 - 2/4).
    EXPECT_EQ(async_convergence_bound(constants, facts), 28);
    // 1/2 + 2·½·(2 + ½·2)·2.
    EXPECT_EQ(digital_async_convergence_bound(constants, facts), Real(13) / 2);
}

TEST(DescentBounds, HoldOnTheStepWorkedOutInMonitorTest) {
    // W = 1/2, y = ±1, tau = 1, alpha = 1/2: L_f = 1, r = 1/2, |∇f|² = 1/4, s² = 1, E f(W') = 89/128;
    // 5/8 - (1/4)(1/2)(1/4) - 0 + 1/4 + (1/4)(2/4) = 31/32.
    const DescentConstants one_layer{1, 0, 1, Real(1) / 2, 1, Real(1) / 2};
    const StepState start{Real(5) / 8, Real(1) / 4, 1, Real(1) / 2, Real(17) / 64, 0, Real(5) / 8};
    EXPECT_EQ(sufficient_descent_bound(one_layer, start), Real(31) / 32);
    EXPECT_EQ(lyapunov_descent_bound(one_layer, start), Real(31) / 32);
}

TEST(DescentBounds, HoldAlongRandomAsynchronousRuns) {
    std::mt19937_64 random(9);
    for (const Loss loss : {Loss::half_squared_error, Loss::softmax_cross_entropy, Loss::log_cosh}) {
        const Network network{{Activation::tanh, Activation::centered_softplus, Activation::sin}, loss};
        const std::vector<std::size_t> widths{2, 2, 3, 2};
        const Real tau = 1;
        Training training{network, random_samples(random, loss, 2, 2, 3), AsymmetricLinear{tau}, 0};
        const Weights initial = random_weights(random, widths, 500);
        DescentConstants descent{0, 0, 1, Real(7) / 10, 3, 0};
        Real target_norm = 0;
        for (const Sample& sample : training.samples) {
            target_norm = norm(sample.target) > target_norm ? norm(sample.target) : target_norm;
        }
        const Vector operators = a_priori_operator_bounds(widths, descent.saturation_bound * tau);
        // Normalised inputs exceed norm 1 by at most a few u.
        const SignalBounds bounds = signal_bounds(network, operators, {1 + roundings(1), target_norm, 2});
        descent.smoothness = smoothness(network, bounds);
        descent.staleness = staleness(network, bounds);
        descent.learning_rate = descent_learning_rate(descent);
        training.learning_rate = descent.learning_rate;
        const Real c = lyapunov_weight(descent);

        WeightHistory history{initial};
        for (std::size_t k = 0; k < 6; ++k) {
            const Weights& current = history.back();
            ASSERT_LE(saturation_degree(current, tau), descent.saturation_bound);
            const Vector delay = accumulated_delay(history, k);
            const Vector squared = squared_delay(history, k);
            Real squared_sum = 0;
            for (const Real& layer : squared) {
                squared_sum += layer;
            }
            const ConditionalExpectation mean = async_expectation(training, history);
            const StepState here{objective(network, current, training.samples),
                                 squared_norm(full_gradient(network, current, training.samples)),
                                 gradient_noise(network, current, training.samples).variance,
                                 saturation_degree(current, tau),
                                 mean.corrected_increment_sq,
                                 squared_sum,
                                 lyapunov(training, history, k, 0, c)};
            EXPECT_LE(mean.objective_next, sufficient_descent_bound(descent, here));
            EXPECT_LE(mean.objective_next + c * mean.auxiliary_next, lyapunov_descent_bound(descent, here));

            const AsyncStep step = async_step(training, history, k % 3);
            const Sample& sample = training.samples[k % 3];
            const ForwardSignals fresh = forward(network, current, sample.input);
            const std::vector<Vector> fresh_deltas = backward(network, current, fresh, sample.target);
            const LinearForms forms = linear_forms(network, bounds, delay, Difference::forward);
            for (std::size_t m = 0; m < 3; ++m) {
                EXPECT_LE(distance(fresh.activations[m], step.signals.activations[m]), forms.p[m]);
                EXPECT_LE(distance(fresh.preactivations[m], step.signals.preactivations[m]), forms.q[m]);
                EXPECT_LE(distance(fresh_deltas[m], step.deltas[m]), forms.t[m]);
                EXPECT_LE(norm(step.signals.activations[m + 1]), bounds.activations[m + 1]);
                EXPECT_LE(norm(step.deltas[m]), bounds.deltas[m]);
            }
            history.push_back(step.next);
        }
    }
}

TEST(Smoothness, BoundsTheChangeOfTheGradient) {
    std::mt19937_64 random(10);
    const Network network{{Activation::arctan, Activation::sin}, Loss::half_squared_error};
    for (int repetition = 0; repetition < 20; ++repetition) {
        const Sample sample = random_samples(random, network.loss, 2, 2, 1)[0];
        const Weights one = random_weights(random, {2, 3, 2}, 1000);
        const Weights other = random_weights(random, {2, 3, 2}, 1000);
        const SignalBounds bounds = signal_bounds(network, a_posteriori_operator_bounds({one, other}),
                                                  {norm(sample.input), norm(sample.target), 2});
        const Weights change = add_scaled(sample_gradient(network, one, sample), Real(-1),
                                          sample_gradient(network, other, sample));
        EXPECT_LE(sqrt(squared_norm(change)),
                  smoothness(network, bounds) * sqrt(squared_norm(add_scaled(one, Real(-1), other))));
    }
}

}  // namespace
}  // namespace aimcert::reference
