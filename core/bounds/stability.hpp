#pragma once

#include "core/bounds/signal_bounds.hpp"

namespace aimcert {

/// Which passes differ between the two evaluations that are compared.
enum class Perturbed {
    forward_only,         ///< stale forward weights, same backward weights: matrix B
    forward_and_backward  ///< two weight tuples: matrix A
};

/// Bounds on the distance of two evaluations whose weights differ by e_m = |W^(m) - W'^(m)|_F (theory section 3, T).
template <class S>
struct SignalDistance {
    std::vector<S> input;          ///< p_m >= |x - x'|^(m), m = 1..M+1
    std::vector<S> preactivation;  ///< q_m >= |z - z'|^(m)
    std::vector<S> error;          ///< t_m >= |delta - delta'|^(m)
};

/// The linear forms
///   p_1 = 0, q_m = X_m e_m + om_m p_m, p_{m+1} = l_m q_m,
///   t_M = l_M Lam1 p_{M+1} + Lam0 s_M q_M,
///   t_m = l_m (om_{m+1} t_{m+1} + [both] D_{m+1} e_{m+1}) + om_{m+1} D_{m+1} s_m q_m.
template <class S>
SignalDistance<S> signal_distance(const SignalBounds<S>& bounds, const std::vector<S>& e, Perturbed perturbed) {
    const std::size_t layers = bounds.layers();
    SignalDistance<S> d;
    d.input.push_back(S(0));
    for (std::size_t m = 0; m < layers; ++m) {
        d.preactivation.push_back(bounds.input[m] * e[m] + bounds.spectral[m] * d.input[m]);
        d.input.push_back(bounds.activation_lipschitz[m] * d.preactivation[m]);
    }
    d.error.assign(layers, S(0));
    const std::size_t last = layers - 1;
    d.error[last] = bounds.activation_lipschitz[last] * bounds.loss_smoothness * d.input[layers] +
                    bounds.loss_gradient * bounds.activation_smoothness[last] * d.preactivation[last];
    for (std::size_t m = last; m-- > 0;) {
        S through = bounds.spectral[m + 1] * d.error[m + 1];
        if (perturbed == Perturbed::forward_and_backward) through += bounds.error[m + 1] * e[m + 1];
        d.error[m] = bounds.activation_lipschitz[m] * through +
                     bounds.spectral[m + 1] * bounds.error[m + 1] * bounds.activation_smoothness[m] * d.preactivation[m];
    }
    return d;
}

/// The M x M matrix A (both passes) or B (forward only): X_m t_m + D_m p_m = Σ_j A_mj e_j, so that
/// |gradient distance of layer m|_F <= Σ_j A_mj e_j.
template <class S>
Matrix<S> stability_matrix(const SignalBounds<S>& bounds, Perturbed perturbed) {
    const std::size_t layers = bounds.layers();
    const auto size = static_cast<Eigen::Index>(layers);
    Matrix<S> matrix(size, size);
    for (std::size_t j = 0; j < layers; ++j) {
        std::vector<S> unit(layers, S(0));
        unit[j] = S(1);
        const auto d = signal_distance(bounds, unit, perturbed);
        for (std::size_t m = 0; m < layers; ++m)
            matrix(static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(j)) =
                bounds.input[m] * d.error[m] + bounds.error[m] * d.input[m];
    }
    return matrix;
}

/// L_f: Lipschitz constant of the gradient, an upper bound of |A|_2.
template <class S>
S objective_smoothness(const SignalBounds<S>& bounds) {
    return spectral_norm_bound(stability_matrix(bounds, Perturbed::forward_and_backward));
}

/// B diag(√(M-j)).
template <class S>
Matrix<S> staleness_matrix(const SignalBounds<S>& bounds) {
    Matrix<S> matrix = stability_matrix(bounds, Perturbed::forward_only);
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
        const S weight = math::sqrt(math::whole<S>(matrix.cols() - 1 - j));
        for (Eigen::Index m = 0; m < matrix.rows(); ++m) matrix(m, j) = matrix(m, j) * weight;
    }
    return matrix;
}

/// L_S: |B diag(√(M-j))|_2, bounded from above: |∇f - G~|² <= L_S² Σ_j Q^(j).
template <class S>
S staleness_sensitivity(const SignalBounds<S>& bounds) {
    return spectral_norm_bound(staleness_matrix(bounds));
}

}  // namespace aimcert
