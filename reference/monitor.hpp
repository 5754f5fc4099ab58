#pragma once

#include "reference/pipeline.hpp"

namespace aimcert::reference {

/// r = |W|_∞ / tau, a pure number; 0 for tau = infinity.
Real saturation_degree(const Weights& weights, const Real& tau);

/// Largest saturation degree over a run: of W_0..W_K, and for sync also of every W_{k,b}.
Real largest_saturation_degree(const AsyncRun& run, const Real& tau);
Real largest_saturation_degree(const SyncRun& run, const Real& tau);

/// |dW_j⁽ᵐ⁾|_F, dW_j = W_{j+1} - W_j, 0 for j < 0; `layer` counts from 0.
Real increment_norm(const WeightHistory& history, std::ptrdiff_t j, std::size_t layer);

/// C_k⁽ᵐ⁾ = Σ_{j=k-(M-m)}^{k-1} |dW_j⁽ᵐ⁾|_F for every layer (AP 17), summed afresh from the stored weights.
/// Needs W_0..W_k; later entries of the history do not matter.
Vector accumulated_delay(const WeightHistory& history, std::size_t k);

/// Q_k⁽ᵐ⁾ = Σ_{j=k-(M-m)}^{k-1} |dW_j⁽ᵐ⁾|²_F for every layer (AP 17).
Vector squared_delay(const WeightHistory& history, std::size_t k);

/// A_k = Σ_m Σ_{j=k-(M-m)}^{k-1} (j - k + M - m + 1) |dW_j⁽ᵐ⁾|²_F (AP 23), from the definition.
Real auxiliary(const WeightHistory& history, std::size_t k);

/// V_k = f(W_k) - f* + c A_k (AP 22).
Real lyapunov(const Training& training, const WeightHistory& history, std::size_t k, const Real& lowest_objective,
              const Real& lyapunov_weight);

/// Moments of the gradient noise ε(ξ) = ∇f(W; ξ) - ∇f(W) over the uniform ξ.
struct GradientNoise {
    Real variance;            ///< s² = E|ε|²
    Weights mean_absolute;    ///< E abs(ε), entry-wise
};

GradientNoise gradient_noise(const Network& network, const Weights& weights, const std::vector<Sample>& samples);

/// Means over the fresh samples of one update, given everything up to W_k: finite sums, no sampling.
struct ConditionalExpectation {
    Real objective_next;           ///< E_k f(W_{k+1})
    Weights weights_next;          ///< E_k W_{k+1}
    Real increment_sq;             ///< E_k |dW_k|²
    Real corrected_increment_sq;   ///< E_k |dW_k + alpha ε_k|²
    Real auxiliary_next;           ///< E_k A_{k+1}; of the delays of an asynchronous pipeline
};

/// Over the N samples of an asynchronous update after W_0..W_k = `history`; ε_k = ∇f(W_k; ξ_k) - ∇f(W_k).
/// E_k V_{k+1} = objective_next - f* + c auxiliary_next.
ConditionalExpectation async_expectation(const Training& training, const WeightHistory& history);

/// Over the N^B mini-batches of B independent uniform micro-batches after W_0..W_k = `history`;
/// ε_k = (1/B) Σ_b ∇f(W_k; ξ_{k,b}) - ∇f(W_k).
ConditionalExpectation sync_expectation(const Training& training, const WeightHistory& history,
                                        std::size_t micro_batches);

}  // namespace aimcert::reference
