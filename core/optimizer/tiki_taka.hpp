#pragma once

#include "core/optimizer/optimizer.hpp"

namespace aimcert {

/// Tiki-Taka (EX 8-9): P gathers the gradient, W follows P,
///   P' = U(P, beta g)   = P + beta g - (beta/tau) |g| ⊙ P,
///   W' = U(W, -alpha P') = W - alpha P' - (alpha/tau) |P'| ⊙ W   on asymmetric linear devices,
/// with g at W. What is read of P' carries the read noise.
template <class S>
class TikiTaka {
public:
    static constexpr std::string_view name = "tiki_taka";
    static constexpr std::array<std::string_view, 2> array_names{"W", "P"};

    TikiTaka(const Matrix<S>& initial, const Matrix<S>& initial_residual, AnyResponse<S> response,
             AnyResponse<S> residual_response, S alpha, S beta)
        : response_(std::move(response)),
          residual_response_(std::move(residual_response)),
          alpha_(std::move(alpha)),
          beta_(std::move(beta)),
          weight_(initial),
          residual_(initial_residual),
          read_(initial_residual) {}

    const Matrix<S>& point() const { return weight_; }
    const Matrix<S>& array(std::size_t i) const { return i == 0 ? weight_ : residual_; }

    void accumulate(const Matrix<S>& gradient, const S& share) {
        read_ = -gradient;
        descend(residual_response_, residual_, read_, S(beta_ * share));
    }
    void finish(const Matrix<S>& read_noise) {
        read_ = residual_ + read_noise;
        descend(response_, weight_, read_, alpha_);
    }

private:
    AnyResponse<S> response_, residual_response_;
    S alpha_, beta_;
    Matrix<S> weight_, residual_, read_;  // read_: P' as it is read, or -g
};

}  // namespace aimcert
