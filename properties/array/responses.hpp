#pragma once

#include "core/device/response_bounds.hpp"
#include "core/linear_algebra.hpp"

namespace aimcert {

/// The response functions of a device at every entry of an array (RF 4): F = (q- + q+)/2, G = (q- - q+)/2, and
/// R = q+ q- = F² - G².
template <class S>
struct Responses {
    Matrix<S> plus, minus, symmetric, asymmetric, product;

    /// max(q+, q-) of an entry: the Lipschitz constant of the update in its increment (corrected update_lipschitz).
    S steepest(Eigen::Index i) const { return math::max(S(plus(i, 0)), S(minus(i, 0))); }
    /// The realised increment per increment d: d F - |d| G.
    S realised(Eigen::Index i, const S& d) const { return d * symmetric(i, 0) - math::abs(d) * asymmetric(i, 0); }
    /// |d ⊙ F - |d| ⊙ G|².
    S realised_norm_sq(const Matrix<S>& d) const;
    /// |g|²_R = Σ R_i g_i².
    S weighted_norm_sq(const Matrix<S>& g) const;
    /// |G/√F|²_inf = max_i G_i²/F_i.
    S asymmetry() const;
    S smallest_product() const;
};

template <class S>
S Responses<S>::realised_norm_sq(const Matrix<S>& d) const {
    S sum(0);
    for (Eigen::Index i = 0; i < d.rows(); ++i) sum += math::square(realised(i, d(i, 0)));
    return sum;
}

template <class S>
S Responses<S>::weighted_norm_sq(const Matrix<S>& g) const {
    S sum(0);
    for (Eigen::Index i = 0; i < g.rows(); ++i) sum += product(i, 0) * math::square(S(g(i, 0)));
    return sum;
}

template <class S>
S Responses<S>::asymmetry() const {
    S largest(0);
    for (Eigen::Index i = 0; i < symmetric.rows(); ++i)
        largest = math::max(largest, S(math::square(S(asymmetric(i, 0))) / symmetric(i, 0)));
    return largest;
}

template <class S>
S Responses<S>::smallest_product() const {
    S smallest = product(0, 0);
    for (Eigen::Index i = 1; i < product.rows(); ++i) smallest = math::min(smallest, S(product(i, 0)));
    return smallest;
}

template <class S>
Responses<S> responses_at(const AnyResponse<S>& device, const Matrix<S>& w) {
    Responses<S> r;
    r.plus = r.minus = r.symmetric = r.asymmetric = r.product = w;
    for (Eigen::Index i = 0; i < w.rows(); ++i) {
        const S weight = w(i, 0);
        const auto [plus, minus] = std::visit(
            [&](const auto& response) { return std::pair<S, S>(response.q_plus(weight), response.q_minus(weight)); }, device);
        r.plus(i, 0) = plus;
        r.minus(i, 0) = minus;
        r.symmetric(i, 0) = (minus + plus) / S(2);
        r.asymmetric(i, 0) = (minus - plus) / S(2);
        r.product(i, 0) = plus * minus;
    }
    return r;
}

/// F_max of a device; 1 for digital weights.
template <class S>
S largest_symmetric_part(const AnyResponse<S>& device) {
    return std::visit(
        []<class R>(const R& response) {
            if constexpr (Ranged<R>) return largest_symmetric_part<S>(response);
            else return S(1);
        },
        device);
}

/// A number that is >= 0 exactly when every weight is in the range of the device.
template <class S>
S smallest_margin(const AnyResponse<S>& device, const Matrix<S>& w) {
    return std::visit(
        [&]<class R>(const R& response) {
            S smallest(1);
            if constexpr (Ranged<R>) {
                const DynamicRange<S> range = dynamic_range(response);
                for (Eigen::Index i = 0; i < w.rows(); ++i)
                    smallest = math::min(smallest, math::min(S(w(i, 0) - range.low), S(range.high - w(i, 0))));
            }
            return smallest;
        },
        device);
}

}  // namespace aimcert
