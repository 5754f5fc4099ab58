#pragma once

#include "core/optimizer/optimizer.hpp"

namespace aimcert {

/// W' = W - alpha g: stochastic gradient descent on digital weights (EX 5). Gradient descent when g is exact.
template <class S>
class DigitalSgd {
public:
    static constexpr std::string_view name = "digital_sgd";
    static constexpr std::array<std::string_view, 1> array_names{"W"};

    DigitalSgd(const Matrix<S>& initial, S learning_rate)
        : learning_rate_(std::move(learning_rate)), point_(initial), weight_(initial) {}

    const Matrix<S>& point() const { return point_; }
    const Matrix<S>& array(std::size_t) const { return weight_; }

    void accumulate(const Matrix<S>& gradient, const S& share) {
        descend(AnyResponse<S>{IdealResponse<S>{}}, weight_, gradient, S(learning_rate_ * share));
    }
    void finish(const Matrix<S>&) { point_ = weight_; }

private:
    S learning_rate_;
    Matrix<S> point_, weight_;
};

}  // namespace aimcert
