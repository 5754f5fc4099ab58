#pragma once

#include "reference/network.hpp"

namespace aimcert::reference {

/// om_m = W_max √(n_m n_{m+1}) for layers of widths n_1..n_{M+1}: a priori bounds of |W⁽ᵐ⁾|_2 when |W|_∞ ≤ W_max.
Vector a_priori_operator_bounds(const std::vector<std::size_t>& widths, const Real& largest_weight);

/// om_m = the largest |W⁽ᵐ⁾|_2 (Jacobi) over all weight tuples given: a posteriori bounds.
Vector a_posteriori_operator_bounds(const std::vector<Weights>& met);

/// What the bounds need of the data: chi ≥ |x⁽¹⁾|, target_norm ≥ |y|, and n_{M+1}.
struct DataBounds {
    Real input_norm;
    Real target_norm;
    std::size_t outputs;
};

/// Constants of theory.md section 3 (S).
struct SignalBounds {
    Vector operators;     ///< om_1..om_M
    Vector activations;   ///< X_1..X_{M+1}: X_1 = chi, X_{m+1} = l_m om_m X_m
    Vector deltas;        ///< D_1..D_M: D_M = l_M Lam0, D_m = l_m om_{m+1} D_{m+1}
    Real loss_gradient;   ///< Lam0 on |x⁽ᴹ⁺¹⁾| ≤ X_{M+1}
    Real loss_smoothness; ///< Lam1
};

/// The products (S), each X_m and D_m multiplied out from its own chain (AP Lemma 8). `operators` holds om_1..om_M.
/// Throws std::invalid_argument when its size is not M.
SignalBounds signal_bounds(const Network& network, const Vector& operators, const DataBounds& data);

/// Which weights differ: forward ones alone ([both] = 0, a stale forward pass) or forward and backward ones
/// ([both] = 1, stability).
enum class Difference { forward, both };

/// p_1..p_{M+1}, q_1..q_M, t_1..t_M of (T).
struct LinearForms {
    Vector p;
    Vector q;
    Vector t;
};

/// (T) for weight distances e_1..e_M ≥ 0:
///   p_1 = 0, q_m = X_m e_m + om_m p_m, p_{m+1} = l_m q_m,
///   t_M = l_M Lam1 p_{M+1} + Lam0 s_M q_M,
///   t_m = l_m (om_{m+1} t_{m+1} + [both] D_{m+1} e_{m+1}) + om_{m+1} D_{m+1} s_m q_m.   (AP Lemmas 3, 5, 9)
LinearForms linear_forms(const Network& network, const SignalBounds& bounds, const Vector& e, Difference difference);

/// The M × M matrix of X_m t_m + D_m p_m as a linear map of e, column j from the unit vector e = e_j:
/// A for Difference::both, B for Difference::forward. (AP Lemmas 6, 10)
Matrix stability_matrix(const Network& network, const SignalBounds& bounds, Difference difference);

/// L_f = |A|_2.
Real smoothness(const Network& network, const SignalBounds& bounds);

/// L_S = |B diag(√(M-j))|_2, j = 1..M.
Real staleness(const Network& network, const SignalBounds& bounds);

/// The constants that the descent and convergence claims share. M and B are counts, u > 0 is Young's parameter, r the
/// bound on the saturation degree over the run (0 for tau = infinity).
struct DescentConstants {
    Real smoothness;             ///< L_f
    Real staleness;              ///< L_S
    Real young;                  ///< u
    Real saturation_bound;       ///< r
    std::size_t layers;          ///< M
    Real learning_rate;          ///< alpha
    std::size_t micro_batches = 1;   ///< B
};

/// kappa = (M-1)(1+1/u)(1+r)² L_S².
Real kappa(const DescentConstants& constants);

/// c = (alpha/2)(1+1/u)(1+r)² L_S².
Real lyapunov_weight(const DescentConstants& constants);

/// Largest alpha of lyapunov_descent and async_convergence, 1/(L_f + √(L_f² + 2 kappa)); infinite for L_f = kappa = 0.
/// `constants.learning_rate` is not used.
Real descent_learning_rate(const DescentConstants& constants);

/// Largest alpha of sync_descent and sync_convergence, 1/(2 L_f).
Real sync_learning_rate(const Real& smoothness);

/// Largest alpha of bounded_iterates over K = `updates`, tau / max_m(D_m X_m) * (1 - ((1-r)/(1-r_0))^(1/K)), with
/// r_0 < r < 1 and `bounds` taken at W_max = r tau. (AP Lemma 8, sharpened)
/// Throws std::invalid_argument when tau is infinite or r_0 < r < 1 fails or K = 0.
Real bounded_iterates_learning_rate(const SignalBounds& bounds, const Real& tau, const Real& initial_saturation,
                                    const Real& saturation_bound, std::size_t updates);

/// What the one-step claims need of the state at W_k.
struct StepState {
    Real objective;                ///< f(W_k)
    Real gradient_norm_sq;         ///< |∇f(W_k)|²
    Real noise_variance;           ///< s_k²
    Real saturation_degree;        ///< r_k
    Real corrected_increment_sq;   ///< E_k|dW_k + alpha ε_k|²
    Real squared_delay;            ///< Σ_m Q_k⁽ᵐ⁾
    Real lyapunov;                 ///< V_k
};

/// Right-hand side of sufficient_descent, bounds E_k f(W_{k+1}) (AP Lemma 4):
/// f - (alpha/2)(1-(1+u) r_k²)|∇f|² - (1/(2 alpha) - L_f) E_k|dW + alpha ε|² + alpha² L_f s_k²
///   + (alpha/2)(1+u) r_k² s_k² + (alpha/2)(1+1/u)(1+r_k)² L_S² Σ_m Q_k⁽ᵐ⁾.
Real sufficient_descent_bound(const DescentConstants& constants, const StepState& state);

/// Right-hand side of lyapunov_descent, bounds E_k V_{k+1} (AP 27-28):
/// V_k - (alpha/2)(1-(1+u) r_k²)|∇f|² + alpha² (L_f + alpha kappa) s_k² + (alpha/2)(1+u) r_k² s_k².
Real lyapunov_descent_bound(const DescentConstants& constants, const StepState& state);

/// Right-hand side of sync_descent, bounds E_k f(W_{k+1}) (AP 86-93):
/// f - (alpha/2)(1-r²)|∇f|² + alpha² L_f s_k²/B + (alpha/2) r² s_k², r = constants.saturation_bound.
Real sync_descent_bound(const DescentConstants& constants, const StepState& state);

/// What the convergence claims need of a run of K updates.
struct RunFacts {
    Real initial_gap;              ///< f(W_0) - f*
    Real noise_variance;           ///< s², a bound on every s_k²
    Real mean_saturation_sq;       ///< (1/K) Σ_k r_k²; async only
    std::size_t updates;           ///< K
};

/// Right-hand side of sync_convergence (AP Theorem 1):
/// [2 (f(W_0)-f*)/(alpha K) + 2 alpha L_f s²/B]/(1-r²) + s² r²/(1-r²).
Real sync_convergence_bound(const DescentConstants& constants, const RunFacts& facts);

/// Right-hand side of async_convergence (AP Theorem 2), hypothesis (1+u) r² < 1:
/// [2 (f(W_0)-f*)/(alpha K) + 2 alpha (L_f + alpha kappa) s² + (1+u) s² mean_k r_k²]/(1-(1+u) r²).
Real async_convergence_bound(const DescentConstants& constants, const RunFacts& facts);

/// Right-hand side of digital_async_convergence (AP Theorem 3), r = 0 and kappa = (M-1) L_S²:
/// 2 (f(W_0)-f*)/(alpha K) + 2 alpha (L_f + alpha kappa) s². u and r of the constants are not used.
Real digital_async_convergence_bound(const DescentConstants& constants, const RunFacts& facts);

}  // namespace aimcert::reference
