#pragma once

#include "core/network/network.hpp"

namespace aimcert {

/// Constants of a network on a set of weights (theory section 3, S). Index m-1 holds layer m; `input` has M+1 entries.
template <class S>
struct SignalBounds {
    std::vector<S> spectral;               ///< om_m >= |W^(m)|_2 for every weight in use
    std::vector<S> input;                  ///< X_m >= |x^(m)|: X_1 = chi, X_{m+1} = l_m om_m X_m
    std::vector<S> error;                  ///< D_m >= |delta^(m)|: D_M = l_M Lam0, D_m = l_m om_{m+1} D_{m+1}
    std::vector<S> activation_lipschitz;   ///< l_m
    std::vector<S> activation_smoothness;  ///< s_m
    S loss_gradient;                       ///< Lam0
    S loss_smoothness;                     ///< Lam1

    std::size_t layers() const { return spectral.size(); }
};

/// Spectral bounds a priori, for every weight with |W|_inf <= max_weight: om_m = W_max √(n_m n_{m+1}).
template <class S>
std::vector<S> box_spectral_bounds(const Weights<S>& shapes, const S& max_weight) {
    std::vector<S> bounds;
    for (const auto& w : shapes) bounds.push_back(max_weight * math::sqrt(math::whole<S>(w.rows() * w.cols())));
    return bounds;
}

/// Widens a posteriori spectral bounds so that they cover one more weight tuple met in a run. Norm balls are convex,
/// so the segments between the tuples met are covered too.
template <class S>
void cover(std::vector<S>& spectral, const Weights<S>& weights) {
    spectral.resize(weights.size(), S(0));
    for (std::size_t m = 0; m < weights.size(); ++m)
        spectral[m] = math::max(spectral[m], spectral_norm_bound(weights[m]));
}

/// chi = largest |x| over the samples.
template <class S>
S input_bound(const Samples<S>& samples) {
    S largest(0);
    for (const auto& sample : samples) largest = math::max(largest, norm(sample.input));
    return largest;
}

/// Largest |y| over the samples.
template <class S>
S target_bound(const Samples<S>& samples) {
    S largest(0);
    for (const auto& sample : samples) largest = math::max(largest, norm(sample.target));
    return largest;
}

/// The recursions (S) from |x^(1)| <= chi and |y| <= target.
template <class S>
SignalBounds<S> signal_bounds(const Architecture& architecture, std::vector<S> spectral, const S& chi, const S& target,
                              Eigen::Index outputs) {
    const std::size_t layers = architecture.layers();
    SignalBounds<S> bounds;
    bounds.spectral = std::move(spectral);
    bounds.input.push_back(chi);
    for (std::size_t m = 0; m < layers; ++m) {
        bounds.activation_lipschitz.push_back(activation_lipschitz<S>(architecture.activations[m]));
        bounds.activation_smoothness.push_back(activation_smoothness<S>(architecture.activations[m]));
        bounds.input.push_back(bounds.activation_lipschitz[m] * bounds.spectral[m] * bounds.input[m]);
    }
    bounds.loss_gradient = loss_gradient_bound(architecture.loss, bounds.input.back(), target, outputs);
    bounds.loss_smoothness = loss_smoothness<S>(architecture.loss);
    bounds.error.assign(layers, S(0));
    bounds.error[layers - 1] = bounds.activation_lipschitz[layers - 1] * bounds.loss_gradient;
    for (std::size_t m = layers - 1; m-- > 0;)
        bounds.error[m] = bounds.activation_lipschitz[m] * bounds.spectral[m + 1] * bounds.error[m + 1];
    return bounds;
}

template <class S>
SignalBounds<S> signal_bounds(const Architecture& architecture, std::vector<S> spectral, const Samples<S>& samples) {
    return signal_bounds(architecture, std::move(spectral), input_bound(samples), target_bound(samples),
                         samples.front().target.size());
}

}  // namespace aimcert
