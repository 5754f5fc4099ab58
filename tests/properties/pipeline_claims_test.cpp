#include "properties/claim.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aimcert {

std::vector<Claim> auxiliary_telescopes();
std::vector<Claim> computation_density();
std::vector<Claim> delay_decomposition();
std::vector<Claim> gradient_delay_error();
std::vector<Claim> lyapunov_descent();
std::vector<Claim> pipeline_delay();
std::vector<Claim> signal_delay_error();
std::vector<Claim> sufficient_descent();
std::vector<Claim> sync_descent();
std::vector<Claim> weight_drift();

std::vector<Claim> async_convergence();
std::vector<Claim> digital_async_convergence();
std::vector<Claim> sync_convergence();

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Evaluation evaluate(const std::vector<Claim>& forms, const Instance& instance, ScalarKind scalar = ScalarKind::rational) {
    return forms.front().evaluate(instance, scalar);
}

/// Both sides of the tightest comparison, as exact fractions.
void expect_sides(const Evaluation& evaluation, const std::string& lhs, const std::string& rhs) {
    EXPECT_EQ(evaluation.hypotheses, Truth::yes);
    EXPECT_EQ(evaluation.holds, Truth::yes);
    EXPECT_EQ(evaluation.worst.lhs_text, lhs);
    EXPECT_EQ(evaluation.worst.rhs_text, rhs);
}

/// Linear layers of one neuron, f = mean (w_M ... w_1 x - y)²/2, x = 1.
PipelineInstance neurons(const Numbers& weights, const Numbers& targets) {
    PipelineInstance i;
    for (const double w : weights) {
        i.activations.push_back(Activation::identity);
        i.weights.push_back({{w}});
    }
    for (const double y : targets) {
        i.inputs.push_back({1});
        i.targets.push_back({y});
    }
    i.tau = infinity;
    i.learning_rate = 0.5;
    i.order = {0};
    i.a_posteriori = true;
    return i;
}

/// a = b = 1, y = 0, α = 1/2: one step leads to a = b = 1/2, then the forward pass of layer 1 is one update behind.
const PipelineInstance two_layers = neurons({1, 1}, {0});

TEST(DelayDecomposition, ByHand) {
    // |W_1 - W~_1| = |1/2 - 1| = 1/2 = C_1 = |dW_0|; layer 2 has no delay.
    expect_sides(evaluate(delay_decomposition(), two_layers), "1/2", "1/2");
}

TEST(SignalDelayError, ByHand) {
    // om = X = D = 1, e = (1/2, 0): p_2 = q_1 = 1/2, q_2 = p_3 = 1/2, t_2 = t_1 = 1/2. At W_1: z^(1) = 1/2 against 1 on the
    // stale weight: 1/2 = q_1; z^(2) = 1/4 against 1/2, delta^(2) the same, delta^(1) = 1/8 against 1/4.
    const auto evaluation = evaluate(signal_delay_error(), two_layers);
    expect_sides(evaluation, "1/2", "1/2");
    EXPECT_EQ(evaluation.comparisons, 2 + 2 + 3) << "at W_1: z, delta of two layers, x of three";
}

TEST(GradientDelayError, ByHand) {
    // B = (1 1; 2 1), e = (1/2, 0). Gradients at W_1: 1/8 and 1/4·1/2 = 1/8; of the pipeline: 1/4 and 1/2·1 = 1/2.
    // Layer 1: 1/8 <= 1/2. Layer 2: 3/8 <= 1, the larger ratio. Squares: 10/64 <= L_S² Q = |(1, 2)|²·1/4 = 5/4.
    const auto evaluation = evaluate(gradient_delay_error(), two_layers, ScalarKind::interval);
    EXPECT_EQ(evaluation.holds, Truth::yes);
    EXPECT_EQ(evaluation.worst.lhs, 0.375);
    EXPECT_EQ(evaluation.worst.rhs, 1);
}

TEST(WeightDrift, ByHand) {
    // w = 1/2 in the middle of y = 3/2, -1/2: gradients ∓1. E w' - w = -(α/τ)·1·w = -(1/4)/2·1/2 = -1/16.
    PipelineInstance i = neurons({0.5}, {1.5, -0.5});
    i.tau = 2;
    i.learning_rate = 0.25;
    expect_sides(evaluate(weight_drift(), i), "-1/16", "-1/16");
    i.tau = infinity;
    expect_sides(evaluate(weight_drift(), i), "0", "0");
    i.targets[0][0] = 1;
    EXPECT_EQ(evaluate(weight_drift(), i).hypotheses, Truth::no) << "no critical point";
}

/// w = 0 between y = ±1: ∇f = 0, s² = 1, L_f = 1, f = 1/2; α = 1/2 is the largest rate of both rules.
const PipelineInstance digital_neuron = neurons({0}, {1, -1});

/// w = 1 between y = 2 and 0 on a device with τ = 2; else the same.
PipelineInstance analog_neuron() {
    PipelineInstance i = neurons({1}, {2, 0});
    i.tau = 2;
    return i;
}

TEST(OneStepDescent, OfADigitalNeuronByHand) {
    // w' = ±1/2: E f = (1/4 + 9/4)/4 = 5/8, that is 1/8 more than f; allowed: α² L_f s² = 1/4.
    expect_sides(evaluate(sufficient_descent(), digital_neuron), "1/8", "1/4");
    expect_sides(evaluate(lyapunov_descent(), digital_neuron), "1/8", "1/4");
    expect_sides(evaluate(sync_descent(), digital_neuron), "1/8", "1/4");
}

TEST(OneStepDescent, OfAnAnalogNeuronByHand) {
    // w' = 1 ± 1/2 - 1/4: f(1/4) = 25/32, f(5/4) = 17/32, mean 21/32: 5/32 more than f = 1/2. Allowed, u = 1, r_k = 1/2:
    // α² L_f s² + (α/2)(1+u) r_k² s² = 1/4 + 1/8; dW + α ε = -1/4 costs nothing at 1/(2α) = L_f.
    expect_sides(evaluate(sufficient_descent(), analog_neuron()), "5/32", "3/8");
    expect_sides(evaluate(lyapunov_descent(), analog_neuron()), "5/32", "3/8");
    // Synchronous: r = (5/4)/2 over the run: 1/4 + 1/4·25/64 = 89/256.
    expect_sides(evaluate(sync_descent(), analog_neuron()), "5/32", "89/256");
}

TEST(SyncDescent, AveragesOverAllMiniBatches) {
    // B = 2: w' = 1/2, 0, 0, -1/2: E f = 1/2·5/8 + 1/2·1/2 = 9/16, 1/16 more than f; allowed: α² L_f s²/B = 1/8.
    PipelineInstance i = digital_neuron;
    i.micro_batches = 2;
    i.order = {0, 1};
    expect_sides(evaluate(sync_descent(), i), "1/16", "1/8");
    i.micro_batches = 7;  // 2^7 > 64
    EXPECT_EQ(evaluate(sync_descent(), i).hypotheses, Truth::no);
}

TEST(OneStepDescent, NeedsARateWithinTheRule) {
    PipelineInstance i = digital_neuron;
    i.learning_rate = 0.5 + 0x1p-20;
    EXPECT_EQ(evaluate(lyapunov_descent(), i).hypotheses, Truth::no);
    EXPECT_EQ(evaluate(sync_descent(), i).hypotheses, Truth::no);
    EXPECT_EQ(evaluate(sufficient_descent(), i).hypotheses, Truth::yes) << "holds for every rate";
}

TEST(LyapunovDescent, CountsTheDelayOfTwoLayers) {
    PipelineInstance i = two_layers;
    i.learning_rate = 0x1p-4;
    i.order = {0, 0, 0};
    for (const auto scalar : {ScalarKind::float64, ScalarKind::interval}) {
        const auto evaluation = evaluate(lyapunov_descent(), i, scalar);
        EXPECT_EQ(evaluation.hypotheses, Truth::yes);
        EXPECT_EQ(evaluation.holds, Truth::yes);
        EXPECT_EQ(evaluation.comparisons, 3);
        EXPECT_EQ(evaluation.worst.rhs, 0) << "one sample: no noise to pay for";
        EXPECT_LT(evaluation.worst.lhs, 0);
    }
}

TEST(AuxiliaryTelescopes, ByHand) {
    // Two layers, layer 1 with delay 1: A_1 = 3² = 9, A_2 = 9 + 4² - 9 = 16.
    const auto evaluation = evaluate(auxiliary_telescopes(), IncrementsInstance{{{{3}, {1}}, {{4}, {5}}}});
    expect_sides(evaluation, "9", "9");
    EXPECT_EQ(evaluation.comparisons, 2);
}

TEST(PipelineDelay, ComparesEveryPassOfSimulationAndProcesses) {
    const auto simulated = evaluate(pipeline_delay(), ScheduleInstance{3, 1, 5});
    EXPECT_EQ(simulated.holds, Truth::yes);
    EXPECT_EQ(simulated.comparisons, 2 * 3 * 5);
    EXPECT_THAT(simulated.labels, testing::Not(testing::Contains("real processes")));
    const auto processes = evaluate(pipeline_delay(), ScheduleInstance{3, 1, 6});
    EXPECT_EQ(processes.holds, Truth::yes);
    EXPECT_EQ(processes.comparisons, 2 * 2 * 3 * 6);
    EXPECT_THAT(processes.labels, testing::Contains("real processes"));
}

TEST(ComputationDensity, ByHand) {
    // M = 3, 4 micro-batches: 8 + 4 cycles, 24 of 36 stage-cycles work: 1/3 below 1, and 2(M-1)/T = 4/12.
    const auto evaluation = evaluate(computation_density(), ScheduleInstance{3, 2, 4});
    expect_sides(evaluation, "1/3", "1/3");
    EXPECT_EQ(evaluation.comparisons, 6);
    EXPECT_EQ(evaluate(computation_density(), ScheduleInstance{3, 2, 5}).hypotheses, Truth::no) << "half a mini-batch";
}

TEST(TrainingClaims, SayNothingOfRatesAndYoungsParametersThatAreNotPositive) {
    const auto unmet = [](const std::vector<Claim>& forms, const PipelineInstance& instance) {
        const Evaluation evaluation = evaluate(forms, instance, ScalarKind::interval);
        EXPECT_EQ(evaluation.hypotheses, Truth::no);
        EXPECT_EQ(evaluation.comparisons, 0);
        return evaluation.failed_hypothesis;
    };
    PipelineInstance still = two_layers, no_young = two_layers;
    no_young.young = 0;
    for (const double rate : {0.0, -0.5}) {
        still.learning_rate = rate;
        EXPECT_EQ(unmet(sufficient_descent(), still), "α, u > 0");
        EXPECT_EQ(unmet(lyapunov_descent(), still), "α, u > 0");
        EXPECT_EQ(unmet(async_convergence(), still), "α, u > 0");
        EXPECT_EQ(unmet(digital_async_convergence(), still), "α > 0");
        EXPECT_EQ(unmet(sync_descent(), still), "α > 0");
        EXPECT_EQ(unmet(sync_convergence(), still), "α > 0");
    }
    EXPECT_EQ(unmet(sufficient_descent(), no_young), "α, u > 0");
    EXPECT_EQ(unmet(lyapunov_descent(), no_young), "α, u > 0");
    EXPECT_EQ(unmet(async_convergence(), no_young), "α, u > 0");
}

TEST(ConvergenceClaims, SayNothingOfRunsWithoutUpdates) {
    PipelineInstance idle = two_layers;
    idle.order.clear();
    idle.learning_rate = 0x1p-10;  // admissible
    for (const auto& forms : {async_convergence(), digital_async_convergence()})
        EXPECT_EQ(evaluate(forms, idle, ScalarKind::float64).failed_hypothesis, "at least one update");
    EXPECT_EQ(evaluate(sync_convergence(), idle, ScalarKind::float64).failed_hypothesis, "whole mini-batches");
}

}  // namespace
}  // namespace aimcert
