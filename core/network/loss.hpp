#pragma once

#include "core/linear_algebra.hpp"
#include "core/network/activation.hpp"

namespace aimcert {

/// Losses l(o, y) of the network's output o = x^(M+1) and the target y; all are non-negative.
enum class Loss { half_squared_error, softmax_cross_entropy, log_cosh };

inline constexpr std::array<std::pair<Loss, std::string_view>, 3> loss_names{{
    {Loss::half_squared_error, "half_squared_error"},
    {Loss::softmax_cross_entropy, "softmax_cross_entropy"},
    {Loss::log_cosh, "log_cosh"},
}};

/// half_squared_error: |o - y|²/2.  softmax_cross_entropy, y one-hot: ln Σ_i e^(o_i) - ⟨y, o⟩.
/// log_cosh: Σ_i ln cosh(o_i - y_i).
template <class S>
S loss_value(Loss loss, const Vector<S>& output, const Vector<S>& target) {
    S sum(0);
    switch (loss) {
        case Loss::half_squared_error:
            for (Eigen::Index i = 0; i < output.size(); ++i) sum += math::square(S(output(i) - target(i)));
            return sum / S(2);
        case Loss::softmax_cross_entropy: {
            if (output.size() == 1) return (S(1) - target(0)) * output(0);  // o - o would have a width in intervals
            S largest = output(0);
            for (Eigen::Index i = 1; i < output.size(); ++i) largest = math::max(largest, output(i));
            S inner(0);
            for (Eigen::Index i = 0; i < output.size(); ++i) {
                sum += math::exp(math::min(S(output(i) - largest), S(0)));
                inner += target(i) * (output(i) - largest);
            }
            // min and max change nothing but tell intervals, wide ones too, that o_i <= max o and the sum is >= 1.
            return math::log1p(math::max(S(sum - S(1)), S(0))) - inner;
        }
        case Loss::log_cosh:
            // ln cosh e = |e| + ln(1 + (e^(-2|e|) - 1)/2) never overflows and is exactly 0 at 0.
            for (Eigen::Index i = 0; i < output.size(); ++i) {
                const S error = math::abs(S(output(i) - target(i)));
                sum += error + math::log1p(S(math::expm1(S(S(-2) * error)) / S(2)));
            }
            return sum;
    }
    return sum;
}

/// ∇l with respect to the output: o - y | softmax(o) - y | tanh(o - y).
template <class S>
void loss_gradient(Loss loss, const Vector<S>& output, const Vector<S>& target, Vector<S>& gradient) {
    switch (loss) {
        case Loss::half_squared_error:
            for (Eigen::Index i = 0; i < output.size(); ++i) gradient(i) = output(i) - target(i);
            return;
        case Loss::softmax_cross_entropy: {
            if (output.size() == 1) {
                gradient(0) = S(1) - target(0);
                return;
            }
            S largest = output(0);
            for (Eigen::Index i = 1; i < output.size(); ++i) largest = math::max(largest, output(i));
            S sum(0);
            for (Eigen::Index i = 0; i < output.size(); ++i) {
                gradient(i) = math::exp(math::min(S(output(i) - largest), S(0)));
                sum += gradient(i);
            }
            sum = math::max(sum, S(1));
            for (Eigen::Index i = 0; i < output.size(); ++i) gradient(i) = gradient(i) / sum - target(i);
            return;
        }
        case Loss::log_cosh:
            for (Eigen::Index i = 0; i < output.size(); ++i) gradient(i) = math::tanh(S(output(i) - target(i)));
            return;
    }
}

/// Lam0: bound of |∇l| on |o| <= output_bound with |y| <= target_bound: X_{M+1} + max|y| | √2 | √n.
template <class S>
S loss_gradient_bound(Loss loss, const S& output_bound, const S& target_bound, Eigen::Index outputs) {
    switch (loss) {
        case Loss::half_squared_error: return output_bound + target_bound;
        case Loss::softmax_cross_entropy: return math::sqrt(S(2));
        case Loss::log_cosh: return math::sqrt(math::whole<S>(outputs));
    }
    return S(0);
}

/// Lam1: Lipschitz constant of ∇l: 1 | 1/2 | 1.
template <class S>
S loss_smoothness(Loss loss) {
    return loss == Loss::softmax_cross_entropy ? math::ratio<S>(1, 2) : S(1);
}

}  // namespace aimcert
