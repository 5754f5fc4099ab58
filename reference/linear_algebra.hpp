#pragma once

#include "reference/real.hpp"

#include <cstddef>
#include <vector>

namespace aimcert::reference {

using Vector = std::vector<Real>;

/// A matrix is its non-empty list of rows, all of one length.
using Matrix = std::vector<Vector>;

/// A tuple of matrices, one per layer: (W⁽¹⁾..W⁽ᴹ⁾) at indices 0..M-1. Its squared norm is the sum over layers.
using Weights = std::vector<Matrix>;

Matrix zero_matrix(std::size_t rows, std::size_t columns);
Weights zeros_like(const Weights& weights);

/// A v. Throws std::invalid_argument when the widths differ.
Vector multiply(const Matrix& a, const Vector& v);

/// Aᵀ v. Throws std::invalid_argument when the heights differ.
Vector multiply_transposed(const Matrix& a, const Vector& v);

/// The rank-one matrix u vᵀ.
Matrix outer_product(const Vector& u, const Vector& v);

/// a + factor b, entry-wise. Throws std::invalid_argument when the shapes differ.
Vector add_scaled(const Vector& a, const Real& factor, const Vector& b);
Matrix add_scaled(const Matrix& a, const Real& factor, const Matrix& b);
Weights add_scaled(const Weights& a, const Real& factor, const Weights& b);

/// |a - b|: 2-norm of vectors, Frobenius norm of matrices.
Real distance(const Vector& a, const Vector& b);
Real distance(const Matrix& a, const Matrix& b);

/// Sum of squared entries: |v|² of a vector, |A|²_F of a matrix, summed over layers for a tuple.
Real squared_norm(const Vector& v);
Real squared_norm(const Matrix& a);
Real squared_norm(const Weights& a);

/// |v|, 2-norm.
Real norm(const Vector& v);

/// Largest absolute entry |·|_∞.
Real largest_entry(const Matrix& a);
Real largest_entry(const Weights& a);

/// Eigenvalues of a symmetric matrix, in no order, by cyclic Jacobi rotations until the off-diagonal
/// entries are below u times the Frobenius norm. Only the symmetry of the caller's matrix is assumed.
/// Absolute error: O(n u |S|_F) (each rotation is a similarity that is backward stable).
Vector symmetric_eigenvalues(Matrix s);

/// Spectral norm |A|_2 = √λ_max, λ_max the largest Jacobi eigenvalue of AᵀA (or of AAᵀ when that is smaller:
/// their non-zero eigenvalues are the same).
Real spectral_norm(const Matrix& a);

}  // namespace aimcert::reference
