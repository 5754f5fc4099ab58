#pragma once

#include "core/optimizer/optimizer.hpp"

namespace aimcert {

/// Residual learning (RF 9-11): the network uses Wbar = W + gamma P, P descends on Wbar, W follows P,
///   P' = U(P, -alpha g(Wbar)) = P - alpha g ⊙ F(P) - alpha |g| ⊙ G(P),
///   W' = U(W, beta P')        = W + beta P' ⊙ F(W) - beta |P'| ⊙ G(W).
/// What is read of P' for the transfer carries the read noise.
template <class S>
class ResidualLearning {
public:
    static constexpr std::string_view name = "residual_learning";
    static constexpr std::array<std::string_view, 2> array_names{"W", "P"};

    ResidualLearning(const Matrix<S>& initial, const Matrix<S>& initial_residual, AnyResponse<S> response,
                     AnyResponse<S> residual_response, S alpha, S beta, S gamma)
        : response_(std::move(response)),
          residual_response_(std::move(residual_response)),
          alpha_(std::move(alpha)),
          beta_(std::move(beta)),
          gamma_(std::move(gamma)),
          weight_(initial),
          residual_(initial_residual),
          transfer_(initial_residual),
          point_(initial + gamma_ * initial_residual) {}

    const Matrix<S>& point() const { return point_; }
    const Matrix<S>& array(std::size_t i) const { return i == 0 ? weight_ : residual_; }

    void accumulate(const Matrix<S>& gradient, const S& share) {
        descend(residual_response_, residual_, gradient, S(alpha_ * share));
    }
    void finish(const Matrix<S>& read_noise) {
        transfer_ = -(residual_ + read_noise);
        descend(response_, weight_, transfer_, beta_);
        point_ = weight_ + gamma_ * residual_;
    }

private:
    AnyResponse<S> response_, residual_response_;
    S alpha_, beta_, gamma_;
    Matrix<S> weight_, residual_, transfer_, point_;
};

}  // namespace aimcert
