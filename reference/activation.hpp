#pragma once

#include "reference/real.hpp"

namespace aimcert::reference {

/// Activations of theory.md section 3, all with g(0) = 0:
/// z, tanh z, sigmoid(z) - 1/2, softplus(z) - ln 2, arctan z, sin z.
enum class Activation { identity, tanh, centered_sigmoid, centered_softplus, arctan, sin };

/// g(z), accurate relative to g(z) also where z ≈ 0.
Real activation_value(Activation activation, const Real& z);

/// g'(z) from its closed form in exponentials, never from g(z).
Real activation_derivative(Activation activation, const Real& z);

/// l = sup |g'|: the Lipschitz constant.
Real activation_lipschitz(Activation activation);

/// s = sup |g''|: the Lipschitz constant of g'.
Real activation_smoothness(Activation activation);

}  // namespace aimcert::reference
