#pragma once

#include "core/network/activation.hpp"
#include "core/network/loss.hpp"

#include <utility>

namespace aimcert {

/// A multilayer perceptron without its weights: one activation a layer, and the loss.
struct Architecture {
    std::vector<Activation> activations;
    Loss loss = Loss::half_squared_error;

    std::size_t layers() const { return activations.size(); }
};

/// One input x^(1) with its target y (one-hot for softmax_cross_entropy).
template <class S>
struct Sample {
    Vector<S> input, target;
};

template <class S> using Samples = std::vector<Sample<S>>;

/// The signals of one sample: input[m-1] = x^(m) for m = 1..M+1, preactivation[m-1] = z^(m),
/// error[m-1] = delta^(m) for m = 1..M. Sized once, reused without allocation.
template <class S>
struct Signals {
    std::vector<Vector<S>> input, preactivation, error;
    Vector<S> loss_gradient;

    Signals() = default;
    explicit Signals(const Weights<S>& weights) {
        for (const auto& w : weights) {
            input.emplace_back(Vector<S>::Zero(w.cols()));
            preactivation.emplace_back(Vector<S>::Zero(w.rows()));
            error.emplace_back(Vector<S>::Zero(w.rows()));
        }
        input.emplace_back(Vector<S>::Zero(weights.back().rows()));
        loss_gradient = Vector<S>::Zero(weights.back().rows());
    }
    const Vector<S>& output() const { return input.back(); }
};

/// Forward pass (AP 3): z^(m) = W^(m) x^(m), x^(m+1) = g_m(z^(m)). `weight(m)` gives the matrix that layer m uses,
/// m = 0..M-1: the current one, or a stale one.
template <class S, class WeightOfLayer>
void forward(const Architecture& architecture, const WeightOfLayer& weight, const Vector<S>& input, Signals<S>& signals) {
    signals.input[0] = input;
    for (std::size_t m = 0; m < architecture.layers(); ++m) {
        multiply(weight(m), signals.input[m], signals.preactivation[m]);
        for (Eigen::Index i = 0; i < signals.preactivation[m].size(); ++i)
            signals.input[m + 1](i) = activation_value(architecture.activations[m], S(signals.preactivation[m](i)));
    }
}

/// Backward pass (AP 4): delta^(M) = ∇l ⊙ g_M'(z^(M)), delta^(m) = (W^(m+1)ᵀ delta^(m+1)) ⊙ g_m'(z^(m)), on the
/// signals of an earlier forward pass; its weights may differ from those of the forward pass.
template <class S, class WeightOfLayer>
void backward(const Architecture& architecture, const WeightOfLayer& weight, const Vector<S>& target, Signals<S>& signals) {
    loss_gradient(architecture.loss, signals.output(), target, signals.loss_gradient);
    for (std::size_t m = architecture.layers(); m-- > 0;) {
        auto& error = signals.error[m];
        if (m + 1 == architecture.layers()) error = signals.loss_gradient;
        else multiply_transposed(weight(m + 1), signals.error[m + 1], error);
        for (Eigen::Index i = 0; i < error.size(); ++i)
            error(i) *= activation_derivative(architecture.activations[m], S(signals.preactivation[m](i)));
    }
}

/// Forward and backward pass on one weight tuple.
template <class S>
void forward_backward(const Architecture& architecture, const Weights<S>& weights, const Sample<S>& sample,
                      Signals<S>& signals) {
    const auto weight = [&](std::size_t m) -> const Matrix<S>& { return weights[m]; };
    forward(architecture, weight, sample.input, signals);
    backward(architecture, weight, sample.target, signals);
}

/// gradient[m] = delta^(m) x^(m)ᵀ, the gradient of layer m (AP 5).
template <class S>
void gradient_of(const Signals<S>& signals, Weights<S>& gradient) {
    gradient.resize(signals.error.size());
    for (std::size_t m = 0; m < signals.error.size(); ++m)
        gradient[m] = signals.error[m].lazyProduct(signals.input[m].transpose());
}

/// Loss of one sample, l(x^(M+1), y). `signals` is overwritten.
template <class S>
S sample_loss(const Architecture& architecture, const Weights<S>& weights, const Sample<S>& sample, Signals<S>& signals) {
    forward(architecture, [&](std::size_t m) -> const Matrix<S>& { return weights[m]; }, sample.input, signals);
    return loss_value(architecture.loss, signals.output(), sample.target);
}

/// f(W) = mean over the samples of l(x^(M+1), y).
template <class S>
S objective(const Architecture& architecture, const Weights<S>& weights, const Samples<S>& samples, Signals<S>& signals) {
    S sum(0);
    for (const auto& sample : samples) sum += sample_loss(architecture, weights, sample, signals);
    return sum / math::whole<S>(samples.size());
}

template <class S>
S objective(const Architecture& architecture, const Weights<S>& weights, const Samples<S>& samples) {
    Signals<S> signals(weights);
    return objective(architecture, weights, samples, signals);
}

/// Gradients of every sample at one weight tuple: ∇f(W; xi_n), and their mean ∇f(W).
template <class S>
struct SampleGradients {
    std::vector<Weights<S>> of_sample;
    Weights<S> mean;
    S noise_variance = S(0);  ///< (1/N) Σ |∇f(W; xi_n) - ∇f(W)|²
};

template <class S>
SampleGradients<S> sample_gradients(const Architecture& architecture, const Weights<S>& weights,
                                    const Samples<S>& samples) {
    SampleGradients<S> gradients;
    Signals<S> signals(weights);
    const S count = math::whole<S>(samples.size());
    for (const auto& w : weights) gradients.mean.push_back(Matrix<S>::Zero(w.rows(), w.cols()));
    for (const auto& sample : samples) {
        forward_backward(architecture, weights, sample, signals);
        gradient_of(signals, gradients.of_sample.emplace_back());
        for (std::size_t m = 0; m < weights.size(); ++m) gradients.mean[m] += gradients.of_sample.back()[m];
    }
    for (auto& mean : gradients.mean)
        for (Eigen::Index i = 0; i < mean.size(); ++i) mean.data()[i] = mean.data()[i] / count;
    for (const auto& gradient : gradients.of_sample)
        for (std::size_t m = 0; m < weights.size(); ++m)
            gradients.noise_variance += squared_norm(gradient[m] - gradients.mean[m]);
    gradients.noise_variance = gradients.noise_variance / count;
    return gradients;
}

}  // namespace aimcert
