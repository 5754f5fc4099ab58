#pragma once

#include "core/scalar/scalar.hpp"

#include <Eigen/Core>

#include <array>
#include <vector>

namespace aimcert {

template <class S> using Vector = Eigen::Matrix<S, Eigen::Dynamic, 1>;
/// Weight matrices are n_out x n_in and row-major: one row holds the inputs of one neuron.
template <class S> using Matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// The tuple (W^(1)..W^(M)); index m-1 holds layer m.
template <class S> using Weights = std::vector<Matrix<S>>;

/// y = W x. y must have W.rows() entries and must not alias x.
template <class S>
void multiply(const Matrix<S>& w, const Vector<S>& x, Vector<S>& y) {
    if constexpr (std::is_floating_point_v<S>) {
        y.noalias() = w * x;
    } else {
        for (Eigen::Index i = 0; i < w.rows(); ++i) {
            S sum(0);
            for (Eigen::Index j = 0; j < w.cols(); ++j) sum += w(i, j) * x(j);
            y(i) = sum;
        }
    }
}

/// y = Wᵀ d. y must have W.cols() entries and must not alias d.
template <class S>
void multiply_transposed(const Matrix<S>& w, const Vector<S>& d, Vector<S>& y) {
    if constexpr (std::is_floating_point_v<S>) {
        y.noalias() = w.transpose() * d;
    } else {
        for (Eigen::Index j = 0; j < w.cols(); ++j) {
            S sum(0);
            for (Eigen::Index i = 0; i < w.rows(); ++i) sum += w(i, j) * d(i);
            y(j) = sum;
        }
    }
}

/// Σ a_ij² of a vector, matrix or expression.
template <class Derived>
typename Derived::Scalar squared_norm(const Eigen::MatrixBase<Derived>& a) {
    using S = typename Derived::Scalar;
    S sum(0);
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.cols(); ++j) sum += math::square(S(a(i, j)));
    return sum;
}

/// |v| of a vector, |A|_F of a matrix. One entry needs no square root and so stays rational.
template <class Derived>
typename Derived::Scalar norm(const Eigen::MatrixBase<Derived>& a) {
    using S = typename Derived::Scalar;
    return a.size() == 1 ? math::abs(S(a(0, 0))) : math::sqrt(squared_norm(a));
}

/// Squared norm of a tuple: the sum over layers.
template <class S>
S squared_norm(const Weights<S>& tuple) {
    S sum(0);
    for (const auto& matrix : tuple) sum += squared_norm(matrix);
    return sum;
}

/// |A|_inf, the largest absolute entry; 0 for an empty matrix.
template <class Derived>
typename Derived::Scalar max_abs(const Eigen::MatrixBase<Derived>& a) {
    using S = typename Derived::Scalar;
    S largest(0);
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.cols(); ++j) largest = math::max(largest, math::abs(S(a(i, j))));
    return largest;
}

template <class S>
S max_abs(const Weights<S>& tuple) {
    S largest(0);
    for (const auto& matrix : tuple) largest = math::max(largest, max_abs(matrix));
    return largest;
}

/// ⟨A, B⟩ = Σ a_ij b_ij.
template <class DerivedA, class DerivedB>
typename DerivedA::Scalar inner_product(const Eigen::MatrixBase<DerivedA>& a, const Eigen::MatrixBase<DerivedB>& b) {
    using S = typename DerivedA::Scalar;
    S sum(0);
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.cols(); ++j) sum += S(a(i, j)) * S(b(i, j));
    return sum;
}

/// An upper bound of the spectral norm |A|_2 that holds in exact arithmetic:
///   (tr((A Aᵀ)^(2^p)))^(1/2^(p+1)) ∈ [|A|_2, n^(1/2^(p+1)) |A|_2],  n the smaller side of A, p = 8 squarings.
/// The trace of a power of a positive semi-definite matrix is the sum of the powers of its eigenvalues, so it is
/// never below the largest of them. Every power is scaled by its trace and so neither overflows nor underflows.
template <class S>
S spectral_norm_bound(const Matrix<S>& a) {
    constexpr int squarings = 8;
    const bool wide = a.rows() <= a.cols();
    const Eigen::Index n = wide ? a.rows() : a.cols();
    if (n == 0) return S(0);
    if (a.size() == 1) return math::abs(a(0, 0));
    bool all_zero = true;
    for (Eigen::Index i = 0; i < a.size(); ++i)
        all_zero = all_zero && ScalarTraits<S>::less_equal(math::abs(a.data()[i]), S(0)) == Truth::yes;
    if (all_zero) return S(0);

    const auto trace = [](const Matrix<S>& m) {
        S sum(0);
        for (Eigen::Index i = 0; i < m.rows(); ++i) sum += m(i, i);
        return sum;
    };
    // Entries are scaled by the largest one first: the squares of tiny weights would underflow.
    const S scale = max_abs(a);
    const Matrix<S> scaled = wide ? Matrix<S>(a / scale) : Matrix<S>(a.transpose() / scale);
    Matrix<S> gram(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j <= i; ++j) {
            S sum(0);
            for (Eigen::Index k = 0; k < scaled.cols(); ++k) sum += scaled(i, k) * scaled(j, k);
            gram(i, j) = gram(j, i) = sum;
        }
    // Π_l t_l^(1/2^(l+1)) with the traces t_l by which the powers are divided.
    const S t0 = trace(gram), root = math::sqrt(t0);
    gram = gram / t0;
    std::array<S, squarings> traces;
    Matrix<S> squared(n, n);
    for (S& t : traces) {
        if constexpr (std::is_floating_point_v<S>) {
            squared.noalias() = gram * gram;
        } else {
            for (Eigen::Index i = 0; i < n; ++i)
                for (Eigen::Index j = 0; j <= i; ++j) {
                    S sum(0);
                    for (Eigen::Index k = 0; k < n; ++k) sum += gram(i, k) * gram(k, j);
                    squared(i, j) = squared(j, i) = sum;
                }
        }
        t = trace(squared);
        gram = squared / t;
    }
    S rest(1);
    for (auto t = traces.rbegin(); t != traces.rend(); ++t) rest = math::sqrt(S(*t * rest));
    const S bound = scale * root * math::sqrt(rest);
    // It is at most |A|_F, which an interval knows too where the largest entry, the divisor, may be 0.
    if constexpr (ScalarTraits<S>::arithmetic == Arithmetic::interval) return math::min(bound, norm(a));
    else
        return bound;
}

}  // namespace aimcert
