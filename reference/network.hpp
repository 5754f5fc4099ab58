#pragma once

#include "reference/activation.hpp"
#include "reference/linear_algebra.hpp"
#include "reference/loss.hpp"

#include <vector>

namespace aimcert::reference {

/// Layers m = 1..M at indices 0..M-1, everywhere in the reference.
struct Network {
    std::vector<Activation> activations;
    Loss loss = Loss::half_squared_error;
};

struct Sample {
    Vector input;
    Vector target;
};

/// Signals of one forward pass: x⁽¹⁾..x⁽ᴹ⁺¹⁾ (M + 1 vectors) and z⁽¹⁾..z⁽ᴹ⁾.
struct ForwardSignals {
    std::vector<Vector> activations;
    std::vector<Vector> preactivations;
};

/// z⁽ᵐ⁾ = W⁽ᵐ⁾ x⁽ᵐ⁾, x⁽ᵐ⁺¹⁾ = g_m(z⁽ᵐ⁾), with W⁽ᵐ⁾ of shape n_{m+1} × n_m. (AP 3)
/// Throws std::invalid_argument when shapes do not chain.
ForwardSignals forward(const Network& network, const Weights& forward_weights, const Vector& input);

/// δ⁽ᴹ⁾ = ∂l(x⁽ᴹ⁺¹⁾, y) ⊙ g_M'(z⁽ᴹ⁾), δ⁽ᵐ⁾ = (W⁽ᵐ⁺¹⁾ᵀ δ⁽ᵐ⁺¹⁾) ⊙ g_m'(z⁽ᵐ⁾), at the signals of whatever forward
/// pass (AP 4, 9). The first layer's weights are not used.
std::vector<Vector> backward(const Network& network, const Weights& backward_weights, const ForwardSignals& signals,
                             const Vector& target);

/// δ⁽ᵐ⁾ x⁽ᵐ⁾ᵀ for every layer (AP 5, 10).
Weights rank_one_gradients(const std::vector<Vector>& deltas, const ForwardSignals& signals);

/// l(x⁽ᴹ⁺¹⁾, y) of one sample, all weights fresh.
Real sample_objective(const Network& network, const Weights& weights, const Sample& sample);

/// f(W) = mean of the samples' losses. Throws std::invalid_argument without samples, like all means below.
Real objective(const Network& network, const Weights& weights, const std::vector<Sample>& samples);

/// ∇f(W; ξ), all weights fresh.
Weights sample_gradient(const Network& network, const Weights& weights, const Sample& sample);

/// ∇f(W) = mean of the samples' gradients.
Weights full_gradient(const Network& network, const Weights& weights, const std::vector<Sample>& samples);

}  // namespace aimcert::reference
