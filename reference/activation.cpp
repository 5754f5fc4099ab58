#include "reference/activation.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

/// (1 - e^(-a)) / (1 + e^(-a)) for a ≥ 0, and odd: tanh(a/2) = 2 sigmoid(a) - 1.
Real exponential_ratio(const Real& a) {
    const Real fall = exp_minus_one(-abs(a));
    const Real ratio = -fall / (2 + fall);
    return a < 0 ? -ratio : ratio;
}

[[noreturn]] void unknown_activation() {
    throw std::invalid_argument("reference: unknown activation");
}

}  // namespace

Real activation_value(Activation activation, const Real& z) {
    switch (activation) {
        case Activation::identity: return z;
        case Activation::tanh: return exponential_ratio(2 * z);
        case Activation::centered_sigmoid: return exponential_ratio(z) / 2;
        case Activation::centered_softplus: {
            // ln((1 + eᶻ)/2) = max(z, 0) + ln((1 + e^(-|z|))/2) keeps the exponent negative.
            const Real positive_part = z > 0 ? z : Real(0);
            return positive_part + log_one_plus(exp_minus_one(-abs(z)) / 2);
        }
        case Activation::arctan: return atan(z);
        case Activation::sin: return sin(z);
    }
    unknown_activation();
}

Real activation_derivative(Activation activation, const Real& z) {
    switch (activation) {
        case Activation::identity: return 1;
        case Activation::tanh: return 4 / (2 + exp(2 * z) + exp(-2 * z));
        case Activation::centered_sigmoid: return 1 / (2 + exp(z) + exp(-z));
        case Activation::centered_softplus: return 1 / (1 + exp(-z));
        case Activation::arctan: return 1 / (1 + z * z);
        case Activation::sin: return cos(z);
    }
    unknown_activation();
}

Real activation_lipschitz(Activation activation) {
    return activation == Activation::centered_sigmoid ? Real(1) / 4 : Real(1);
}

Real activation_smoothness(Activation activation) {
    const Real root_3 = sqrt(Real(3));
    switch (activation) {
        case Activation::identity: return 0;
        case Activation::tanh: return 4 / (3 * root_3);
        case Activation::centered_sigmoid: return 1 / (6 * root_3);
        case Activation::centered_softplus: return Real(1) / 4;
        case Activation::arctan: return 3 * root_3 / 8;
        case Activation::sin: return 1;
    }
    unknown_activation();
}

}  // namespace aimcert::reference
