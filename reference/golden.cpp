#include "reference/bounds.hpp"
#include "reference/monitor.hpp"
#include "reference/pulse.hpp"

#include <iostream>
#include <string>

// Prints golden values of one small instance as CSV: quantity,index,value in 100 significant digits.

namespace aimcert::reference {
namespace {

void print(const std::string& quantity, const std::string& index, const Real& value) {
    std::cout << quantity << ',' << index << ',' << value.str(100, std::ios_base::scientific) << '\n';
}

void print(const std::string& quantity, const std::string& index, const Vector& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        print(quantity, index + "[" + std::to_string(i) + "]", values[i]);
    }
}

void print(const std::string& quantity, const std::string& index, const Matrix& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        print(quantity, index + "[" + std::to_string(i) + "]", values[i]);
    }
}

void print(const std::string& quantity, const std::string& index, const Weights& values) {
    for (std::size_t m = 0; m < values.size(); ++m) {
        print(quantity, index + "[" + std::to_string(m) + "]", values[m]);
    }
}

void print_devices() {
    const std::vector<std::pair<std::string, Device>> devices{
        {"ald", AsymmetricLinear{1, Real(1) / 8}},
        {"linear_step", LinearStep{-Real(1) / 2, 2, Real(1) / 8}},
        {"shifted_linear", ShiftedLinear{1, Real(1) / 4}},
        {"power", Power{1, Real(3) / 2}},
        {"power_two_sided", TwoSidedPower{-Real(1) / 2, 2, Real(1) / 2, 3}},
        {"exponential", Exponential{1, Real(3) / 2}},
        {"exponential_two_sided", TwoSidedExponential{-Real(1) / 2, 2, Real(1) / 2, 3}}};
    const Real w = Real(1) / 4;
    for (const auto& [name, device] : devices) {
        print("response_plus", name, response_plus(device, w));
        print("response_minus", name, response_minus(device, w));
        print("update_up", name, analog_update(device, w, Real(1) / 16));
        print("update_down", name, analog_update(device, w, -Real(1) / 16));
        print("pulsed_update", name, pulsed_update(device, {Real(1) / 128}, w, Real(1) / 16));
    }
    print("pulse_flow_limit", "ald", pulse_flow_limit({1, Real(1) / 8}, w, Real(1) / 16));
}

void print_activations() {
    const std::vector<std::pair<std::string, Activation>> activations{
        {"tanh", Activation::tanh},
        {"centered_sigmoid", Activation::centered_sigmoid},
        {"centered_softplus", Activation::centered_softplus},
        {"arctan", Activation::arctan},
        {"sin", Activation::sin}};
    const Real z = Real(3) / 4;
    for (const auto& [name, activation] : activations) {
        print("activation", name, activation_value(activation, z));
        print("activation_derivative", name, activation_derivative(activation, z));
    }
}

/// Three layers of widths 2, 2, 2, 1 on three samples, every number a dyadic fraction.
void print_training() {
    const Network network{{Activation::tanh, Activation::centered_softplus, Activation::identity},
                          Loss::half_squared_error};
    const Real half = Real(1) / 2;
    const Training training{network,
                            {{{1, 0}, {half}}, {{0, 1}, {-half}}, {{half, -half}, {1}}},
                            AsymmetricLinear{1},
                            Real(1) / 64};
    const Weights initial{{{half, -half}, {half / 2, half}}, {{-half, half / 2}, {half, half}}, {{half, -half / 2}}};
    const std::size_t updates = 5;
    const AsyncRun async = run_async(training, initial, {0, 1, 2}, updates);
    for (std::size_t k = 0; k <= updates; ++k) {
        const WeightHistory past(async.weights.begin(), async.weights.begin() + static_cast<std::ptrdiff_t>(k) + 1);
        const std::string index = std::to_string(k);
        const ConditionalExpectation mean = async_expectation(training, past);
        print("async_weights", index, past.back());
        print("objective", index, objective(network, past.back(), training.samples));
        print("gradient", index, full_gradient(network, past.back(), training.samples));
        print("noise_variance", index, gradient_noise(network, past.back(), training.samples).variance);
        print("saturation_degree", index, saturation_degree(past.back(), 1));
        print("accumulated_delay", index, accumulated_delay(past, k));
        print("squared_delay", index, squared_delay(past, k));
        print("auxiliary", index, auxiliary(past, k));
        print("expected_objective_next", index, mean.objective_next);
        print("expected_increment_sq", index, mean.increment_sq);
        print("expected_corrected_increment_sq", index, mean.corrected_increment_sq);
        print("expected_auxiliary_next", index, mean.auxiliary_next);
    }
    print("sync_weights", std::to_string(updates), run_sync(training, initial, {0, 1, 2}, 2, updates).weights.back());

    const SignalBounds bounds = signal_bounds(network, a_priori_operator_bounds({2, 2, 2, 1}, half), {1, 1, 1});
    print("activation_bound", "X", bounds.activations);
    print("delta_bound", "D", bounds.deltas);
    print("stability_matrix", "A", stability_matrix(network, bounds, Difference::both));
    print("delay_matrix", "B", stability_matrix(network, bounds, Difference::forward));
    const DescentConstants constants{smoothness(network, bounds), staleness(network, bounds), 1, half, 3, 1};
    print("smoothness", "L_f", constants.smoothness);
    print("staleness", "L_S", constants.staleness);
    print("kappa", "u=1", kappa(constants));
    print("descent_learning_rate", "u=1", descent_learning_rate(constants));
}

}  // namespace
}  // namespace aimcert::reference

int main() {
    aimcert::reference::print_devices();
    aimcert::reference::print_activations();
    aimcert::reference::print_training();
}
