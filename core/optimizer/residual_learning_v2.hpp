#pragma once

#include "core/optimizer/optimizer.hpp"

namespace aimcert {

/// Residual learning, version 2 (RF 14-15): a digital buffer H averages what is read of P, and an entry of W moves only
/// when the increment asked of it exceeds the granularity dw_min of its device,
///   Wbar = W + gamma P,  P' = U(P, -alpha g(Wbar)),
///   H' = (1-beta) H + beta (P' + read noise),
///   W' = U(W, beta H') where |beta H'| > dw_min, else W.
template <class S>
class ResidualLearningV2 {
public:
    static constexpr std::string_view name = "residual_learning_v2";
    static constexpr std::array<std::string_view, 2> array_names{"W", "P"};

    ResidualLearningV2(const Matrix<S>& initial, const Matrix<S>& initial_residual, AnyResponse<S> response,
                       AnyResponse<S> residual_response, S alpha, S beta, S gamma, S granularity)
        : response_(std::move(response)),
          residual_response_(std::move(residual_response)),
          alpha_(std::move(alpha)),
          beta_(std::move(beta)),
          gamma_(std::move(gamma)),
          granularity_(std::move(granularity)),
          weight_(initial),
          residual_(initial_residual),
          buffer_(Matrix<S>::Constant(initial.rows(), initial.cols(), S(0))),
          transfer_(buffer_),
          point_(initial + gamma_ * initial_residual) {}

    const Matrix<S>& point() const { return point_; }
    const Matrix<S>& array(std::size_t i) const { return i == 0 ? weight_ : residual_; }
    /// H, held digitally.
    const Matrix<S>& buffer() const { return buffer_; }

    void accumulate(const Matrix<S>& gradient, const S& share) {
        descend(residual_response_, residual_, gradient, S(alpha_ * share));
    }
    void finish(const Matrix<S>& read_noise) {
        for (Eigen::Index i = 0; i < buffer_.rows(); ++i)
            for (Eigen::Index j = 0; j < buffer_.cols(); ++j) {
                S& h = buffer_(i, j);
                h = (S(1) - beta_) * h + beta_ * (residual_(i, j) + read_noise(i, j));
                // dw_min - |beta h| < 0 moves the entry.
                transfer_(i, j) = math::select(S(granularity_ - math::abs(S(beta_ * h))), S(0), S(-h));
            }
        descend(response_, weight_, transfer_, beta_);
        point_ = weight_ + gamma_ * residual_;
    }

private:
    AnyResponse<S> response_, residual_response_;
    S alpha_, beta_, gamma_, granularity_;
    Matrix<S> weight_, residual_, buffer_, transfer_, point_;
};

}  // namespace aimcert
