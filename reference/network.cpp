#include "reference/network.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

void require_layers(const Network& network, const Weights& weights) {
    if (network.activations.empty() || network.activations.size() != weights.size()) {
        throw std::invalid_argument("reference: one weight matrix per activation is needed, and at least one");
    }
}

void require_samples(const std::vector<Sample>& samples) {
    if (samples.empty()) {
        throw std::invalid_argument("reference: no samples");
    }
}

}  // namespace

ForwardSignals forward(const Network& network, const Weights& forward_weights, const Vector& input) {
    require_layers(network, forward_weights);
    ForwardSignals signals;
    signals.activations.push_back(input);
    for (std::size_t m = 0; m < forward_weights.size(); ++m) {
        const Vector z = multiply(forward_weights[m], signals.activations[m]);
        Vector x;
        for (const Real& entry : z) {
            x.push_back(activation_value(network.activations[m], entry));
        }
        signals.preactivations.push_back(z);
        signals.activations.push_back(x);
    }
    return signals;
}

std::vector<Vector> backward(const Network& network, const Weights& backward_weights, const ForwardSignals& signals,
                             const Vector& target) {
    require_layers(network, backward_weights);
    const std::size_t layers = backward_weights.size();
    std::vector<Vector> deltas(layers);
    for (std::size_t m = layers; m-- > 0;) {
        const Vector arriving = m + 1 == layers ? loss_gradient(network.loss, signals.activations[layers], target)
                                                : multiply_transposed(backward_weights[m + 1], deltas[m + 1]);
        for (std::size_t i = 0; i < arriving.size(); ++i) {
            deltas[m].push_back(arriving[i] *
                                activation_derivative(network.activations[m], signals.preactivations[m][i]));
        }
    }
    return deltas;
}

Weights rank_one_gradients(const std::vector<Vector>& deltas, const ForwardSignals& signals) {
    Weights gradients;
    for (std::size_t m = 0; m < deltas.size(); ++m) {
        gradients.push_back(outer_product(deltas[m], signals.activations[m]));
    }
    return gradients;
}

Real sample_objective(const Network& network, const Weights& weights, const Sample& sample) {
    const ForwardSignals signals = forward(network, weights, sample.input);
    return loss_value(network.loss, signals.activations.back(), sample.target);
}

Real objective(const Network& network, const Weights& weights, const std::vector<Sample>& samples) {
    require_samples(samples);
    Real sum = 0;
    for (const Sample& sample : samples) {
        sum += sample_objective(network, weights, sample);
    }
    return sum / samples.size();
}

Weights sample_gradient(const Network& network, const Weights& weights, const Sample& sample) {
    const ForwardSignals signals = forward(network, weights, sample.input);
    return rank_one_gradients(backward(network, weights, signals, sample.target), signals);
}

Weights full_gradient(const Network& network, const Weights& weights, const std::vector<Sample>& samples) {
    require_samples(samples);
    Weights sum = zeros_like(weights);
    for (const Sample& sample : samples) {
        sum = add_scaled(sum, Real(1), sample_gradient(network, weights, sample));
    }
    return add_scaled(zeros_like(weights), Real(1) / samples.size(), sum);
}

}  // namespace aimcert::reference
