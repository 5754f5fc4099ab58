#include "reference/loss.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

void require_same_size(const Vector& output, const Vector& target) {
    if (output.size() != target.size()) {
        throw std::invalid_argument("reference: output and target differ in size");
    }
}

/// Index of the 1 of a one-hot vector.
std::size_t hot_index(const Vector& target) {
    std::size_t ones = 0;
    std::size_t hot = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
        if (target[i] == 1) {
            ++ones;
            hot = i;
        } else if (target[i] != 0) {
            ones = 2;
        }
    }
    if (ones != 1) {
        throw std::invalid_argument("reference: softmax_cross_entropy needs a one-hot target");
    }
    return hot;
}

std::size_t largest_index(const Vector& v) {
    std::size_t largest = 0;
    for (std::size_t i = 1; i < v.size(); ++i) {
        if (v[i] > v[largest]) {
            largest = i;
        }
    }
    return largest;
}

/// Σ_{i ≠ origin} exp(xᵢ - x_origin)
Real other_exponentials(const Vector& x, std::size_t origin) {
    Real sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (i != origin) {
            sum += exp(x[i] - x[origin]);
        }
    }
    return sum;
}

/// ln cosh v; the two forms avoid cancellation at 0 and overflow far away.
Real log_cosh(const Real& v) {
    if (abs(v) < 1) {
        const Real s = sinh(v);
        return log_one_plus(s * s) / 2;
    }
    return abs(v) + log_one_plus(exp_minus_one(-2 * abs(v)) / 2);
}

/// tanh v = sinh v / cosh v in falling exponentials.
Real hyperbolic_tangent(const Real& v) {
    const Real fall = exp_minus_one(-2 * abs(v));
    const Real ratio = -fall / (2 + fall);
    return v < 0 ? -ratio : ratio;
}

Real softmax_cross_entropy_value(const Vector& x, std::size_t hot) {
    const std::size_t largest = largest_index(x);
    return (x[largest] - x[hot]) + log_one_plus(other_exponentials(x, largest));
}

/// pᵢ - yᵢ with pᵢ = 1/Σⱼ exp(xⱼ - xᵢ); at the hot index p - 1 = -p Σ_{j≠hot} exp(xⱼ - x_hot) without cancellation.
Vector softmax_cross_entropy_gradient(const Vector& x, std::size_t hot) {
    Vector gradient;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Real others = other_exponentials(x, i);
        // others/(1 + others) as 1/(1 + 1/others): safe when the sum overflows to infinity.
        gradient.push_back(i == hot ? (others == 0 ? Real(0) : -1 / (1 + 1 / others)) : 1 / (1 + others));
    }
    return gradient;
}

}  // namespace

Real loss_value(Loss loss, const Vector& output, const Vector& target) {
    require_same_size(output, target);
    if (loss == Loss::softmax_cross_entropy) {
        return softmax_cross_entropy_value(output, hot_index(target));
    }
    Real sum = 0;
    for (std::size_t i = 0; i < output.size(); ++i) {
        const Real error = output[i] - target[i];
        sum += loss == Loss::log_cosh ? log_cosh(error) : error * error / 2;
    }
    return sum;
}

Vector loss_gradient(Loss loss, const Vector& output, const Vector& target) {
    require_same_size(output, target);
    if (loss == Loss::softmax_cross_entropy) {
        return softmax_cross_entropy_gradient(output, hot_index(target));
    }
    Vector gradient;
    for (std::size_t i = 0; i < output.size(); ++i) {
        const Real error = output[i] - target[i];
        gradient.push_back(loss == Loss::log_cosh ? hyperbolic_tangent(error) : error);
    }
    return gradient;
}

Real loss_gradient_bound(Loss loss, const Real& output_bound, const Real& target_norm, std::size_t outputs) {
    switch (loss) {
        case Loss::half_squared_error: return output_bound + target_norm;
        case Loss::softmax_cross_entropy: return sqrt(Real(2));
        case Loss::log_cosh: return sqrt(Real(outputs));
    }
    throw std::invalid_argument("reference: unknown loss");
}

Real loss_smoothness(Loss loss) {
    return loss == Loss::softmax_cross_entropy ? Real(1) / 2 : Real(1);
}

}  // namespace aimcert::reference
