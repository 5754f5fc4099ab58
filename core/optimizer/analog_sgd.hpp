#pragma once

#include "core/optimizer/optimizer.hpp"

namespace aimcert {

/// W' = U(W, -alpha g) = W - alpha g ⊙ F(W) - alpha |g| ⊙ G(W) on any device (EX 6, RF 2); on the asymmetric linear one
/// W - alpha g - (alpha/tau) |g| ⊙ W. Analog gradient descent when g is exact.
template <class S>
class AnalogSgd {
public:
    static constexpr std::string_view name = "analog_sgd";
    static constexpr std::array<std::string_view, 1> array_names{"W"};

    AnalogSgd(const Matrix<S>& initial, AnyResponse<S> response, S learning_rate)
        : response_(std::move(response)), learning_rate_(std::move(learning_rate)), point_(initial), weight_(initial) {}

    const Matrix<S>& point() const { return point_; }
    const Matrix<S>& array(std::size_t) const { return weight_; }

    void accumulate(const Matrix<S>& gradient, const S& share) {
        descend(response_, weight_, gradient, S(learning_rate_ * share));
    }
    void finish(const Matrix<S>&) { point_ = weight_; }

private:
    AnyResponse<S> response_;
    S learning_rate_;
    Matrix<S> point_, weight_;
};

}  // namespace aimcert
