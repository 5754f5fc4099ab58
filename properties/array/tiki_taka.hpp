#pragma once

#include "properties/array/noise.hpp"

namespace aimcert {

// What the claims on Tiki-Taka share.

/// Both arrays are on the same asymmetric linear device with w0 = 0.
inline bool one_device(const ArrayInstance& i) {
    return i.device == DeviceParameters{.response = "ald", .tau = i.device.tau} && i.residual_device == i.device;
}

/// cσ of EX Assumption 5: min_i min_x E|x + ε_i|. The inner minimum is where -x is a median of ε_i, one of its values.
template <class S>
S smallest_deviation(const Noise<S>& noise) {
    S smallest(-1);
    for (Eigen::Index i = 0; i < noise.outcomes.front().noise.rows(); ++i)
        for (const auto& at : noise.outcomes) {
            const S deviation =
                noise.expectation([&](const Matrix<S>& e) { return S(math::abs(S(e(i, 0) - at.noise(i, 0)))); });
            smallest = math::select(smallest, math::min(smallest, deviation), deviation);
        }
    return smallest;
}

}  // namespace aimcert
