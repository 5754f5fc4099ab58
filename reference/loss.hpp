#pragma once

#include "reference/linear_algebra.hpp"

namespace aimcert::reference {

/// Losses of theory.md section 3 on outputs x, targets y of n entries:
/// ½|x - y|²;  ln Σᵢ exp(xᵢ) - Σᵢ yᵢ xᵢ with one-hot y;  Σᵢ ln cosh(xᵢ - yᵢ).
enum class Loss { half_squared_error, softmax_cross_entropy, log_cosh };

/// l(x, y). Throws std::invalid_argument when the sizes differ, or y is not one-hot for softmax_cross_entropy.
Real loss_value(Loss loss, const Vector& output, const Vector& target);

/// ∂l/∂x. Throws as loss_value does.
Vector loss_gradient(Loss loss, const Vector& output, const Vector& target);

/// Lam0 ≥ |∂l/∂x| on |x| ≤ output_bound, |y| ≤ target_norm: output_bound + target_norm for half_squared_error,
/// √2 for softmax_cross_entropy, √n for log_cosh on n outputs. (AP Lemma 7)
Real loss_gradient_bound(Loss loss, const Real& output_bound, const Real& target_norm, std::size_t outputs);

/// Lam1: Lipschitz constant of ∂l/∂x; 1, 1/2, 1 in the order of the enumeration.
Real loss_smoothness(Loss loss);

}  // namespace aimcert::reference
