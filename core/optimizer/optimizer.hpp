#pragma once

#include "core/device/fused_update.hpp"

#include <array>
#include <concepts>
#include <string_view>

namespace aimcert {

/// A training algorithm on one weight array. One step takes the gradients of a mini-batch, all at the same point:
///   for each micro-batch   accumulate(g, share)   share = 1/B of a mini-batch of B
///   then once              finish(read_noise)     read_noise is added to what is read from an array to be transferred
/// Everything is allocated at construction; copies are independent, so that every outcome of an expectation can be
/// tried on a copy. No randomness: gradient noise is in g, read noise is handed in.
template <class O, class S>
concept Optimizer = std::copyable<O> && requires(O& optimizer, const O& constant, const Matrix<S>& g, const S& share) {
    { O::name } -> std::convertible_to<std::string_view>;
    { constant.point() } -> std::same_as<const Matrix<S>&>;  ///< where gradients are taken: the weight the network uses
    optimizer.accumulate(g, share);
    optimizer.finish(g);
    { O::array_names.size() } -> std::convertible_to<std::size_t>;  ///< arrays held by devices, W first
    { constant.array(std::size_t(0)) } -> std::same_as<const Matrix<S>&>;
};

/// w ← U(w, -rate g) element-wise on the device (EX 6-7, RF 3-5): w - rate g ⊙ F(w) - rate |g| ⊙ G(w) for rate >= 0.
template <class S>
void descend(const AnyResponse<S>& response, Matrix<S>& w, const Matrix<S>& g, const S& rate) {
    std::visit([&](const auto& device) { dense_update(device, w, w, g, rate); }, response);
}

}  // namespace aimcert
