#pragma once

#include "properties/instance.hpp"
#include "reference/pipeline.hpp"

#include <array>

namespace aimcert::differential {

// Plain instances as the reference takes them.

inline reference::Device reference_device(const DeviceParameters& p) {
    if (p.response == "ideal") return reference::Ideal{};
    if (p.response == "ald") return reference::AsymmetricLinear{p.tau, p.w0};
    if (p.response == "linear_step") return reference::LinearStep{p.tau_min, p.tau_max, p.w0};
    if (p.response == "shifted_linear") return reference::ShiftedLinear{p.tau, p.c};
    if (p.response == "power") return reference::Power{p.tau, p.gamma};
    if (p.response == "two_sided_power")
        return reference::TwoSidedPower{p.tau_min, p.tau_max, p.gamma_minus, p.gamma_plus};
    if (p.response == "exponential") return reference::Exponential{p.tau, p.gamma};
    if (p.response == "two_sided_exponential")
        return reference::TwoSidedExponential{p.tau_min, p.tau_max, p.gamma_minus, p.gamma_plus};
    throw std::invalid_argument("no response family " + p.response);
}

inline reference::Activation reference_activation(Activation activation) {
    using reference::Activation;
    switch (activation) {
        case aimcert::Activation::identity: return Activation::identity;
        case aimcert::Activation::tanh: return Activation::tanh;
        case aimcert::Activation::centered_sigmoid: return Activation::centered_sigmoid;
        case aimcert::Activation::centered_softplus: return Activation::centered_softplus;
        case aimcert::Activation::arctan: return Activation::arctan;
        case aimcert::Activation::sin: return Activation::sin;
    }
    throw std::invalid_argument("no such activation");
}

inline reference::Loss reference_loss(Loss loss) {
    using reference::Loss;
    switch (loss) {
        case aimcert::Loss::half_squared_error: return Loss::half_squared_error;
        case aimcert::Loss::softmax_cross_entropy: return Loss::softmax_cross_entropy;
        case aimcert::Loss::log_cosh: return Loss::log_cosh;
    }
    throw std::invalid_argument("no such loss");
}

inline reference::Vector reference_vector(const Numbers& numbers) { return {numbers.begin(), numbers.end()}; }

inline reference::Weights reference_weights(const std::vector<Table>& tables) {
    reference::Weights weights;
    for (const auto& table : tables) {
        auto& layer = weights.emplace_back();
        for (const auto& row : table) layer.push_back(reference_vector(row));
    }
    return weights;
}

inline reference::Network reference_network(const PipelineInstance& instance) {
    reference::Network network;
    for (const Activation activation : instance.activations)
        network.activations.push_back(reference_activation(activation));
    network.loss = reference_loss(instance.loss);
    return network;
}

inline std::vector<reference::Sample> reference_samples(const PipelineInstance& instance) {
    std::vector<reference::Sample> samples;
    for (std::size_t n = 0; n < instance.inputs.size(); ++n)
        samples.push_back({reference_vector(instance.inputs[n]), reference_vector(instance.targets[n])});
    return samples;
}

/// On the asymmetric linear device of the instance's tau, digital for tau = inf.
inline reference::Training reference_training(const PipelineInstance& instance) {
    return {reference_network(instance), reference_samples(instance), reference::AsymmetricLinear{instance.tau},
            instance.learning_rate};
}

inline std::vector<std::size_t> reference_order(const PipelineInstance& instance) {
    return {instance.order.begin(), instance.order.end()};
}

}  // namespace aimcert::differential
