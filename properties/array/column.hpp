#pragma once

#include "core/linear_algebra.hpp"
#include "properties/instance.hpp"

namespace aimcert {

// Arrays are columns: matrices with one column.

template <class S>
Matrix<S> make_column(const Numbers& numbers) {
    Matrix<S> column(static_cast<Eigen::Index>(numbers.size()), 1);
    for (std::size_t i = 0; i < numbers.size(); ++i) column(static_cast<Eigen::Index>(i), 0) = math::constant<S>(numbers[i]);
    return column;
}

/// <a, b> = Σ a_i b_i.
template <class S>
S inner(const Matrix<S>& a, const Matrix<S>& b) {
    S sum(0);
    for (Eigen::Index i = 0; i < a.rows(); ++i) sum += a(i, 0) * b(i, 0);
    return sum;
}

}  // namespace aimcert
