#include "reference/linear_algebra.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

void require_same_size(std::size_t a, std::size_t b) {
    if (a != b) {
        throw std::invalid_argument("reference: sizes " + std::to_string(a) + " and " + std::to_string(b) +
                                    " do not fit");
    }
}

Matrix transpose(const Matrix& a) {
    Matrix result = zero_matrix(a[0].size(), a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a[i].size(); ++j) {
            result[j][i] = a[i][j];
        }
    }
    return result;
}

/// A Aᵀ: the inner products of the rows.
Matrix gram_of_rows(const Matrix& a) {
    Matrix result = zero_matrix(a.size(), a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        result[i] = multiply(a, a[i]);
    }
    return result;
}

Real off_diagonal_squared(const Matrix& s) {
    Real sum = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        for (std::size_t j = 0; j < s.size(); ++j) {
            if (i != j) {
                sum += s[i][j] * s[i][j];
            }
        }
    }
    return sum;
}

/// Similarity by the plane rotation that annihilates s[p][q]: t = tan of the angle is the smaller root of
/// t² + 2 t cot(2φ) - 1 = 0.
void rotate(Matrix& s, std::size_t p, std::size_t q) {
    if (s[p][q] == 0) {
        return;
    }
    const Real cotangent = (s[q][q] - s[p][p]) / (2 * s[p][q]);
    const Real root = abs(cotangent) + sqrt(cotangent * cotangent + 1);
    const Real t = (cotangent < 0 ? Real(-1) : Real(1)) / root;
    const Real c = 1 / sqrt(t * t + 1);
    const Real sine = t * c;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const Real a = s[i][p];
        const Real b = s[i][q];
        s[i][p] = c * a - sine * b;
        s[i][q] = sine * a + c * b;
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
        const Real a = s[p][i];
        const Real b = s[q][i];
        s[p][i] = c * a - sine * b;
        s[q][i] = sine * a + c * b;
    }
    s[p][q] = 0;
    s[q][p] = 0;
}

}  // namespace

Matrix zero_matrix(std::size_t rows, std::size_t columns) {
    return Matrix(rows, Vector(columns, Real(0)));
}

Weights zeros_like(const Weights& weights) {
    Weights result;
    for (const Matrix& layer : weights) {
        result.push_back(zero_matrix(layer.size(), layer[0].size()));
    }
    return result;
}

Vector multiply(const Matrix& a, const Vector& v) {
    Vector result;
    for (const Vector& row : a) {
        require_same_size(row.size(), v.size());
        Real sum = 0;
        for (std::size_t j = 0; j < v.size(); ++j) {
            sum += row[j] * v[j];
        }
        result.push_back(sum);
    }
    return result;
}

Vector multiply_transposed(const Matrix& a, const Vector& v) {
    return multiply(transpose(a), v);
}

Matrix outer_product(const Vector& u, const Vector& v) {
    Matrix result = zero_matrix(u.size(), v.size());
    for (std::size_t i = 0; i < u.size(); ++i) {
        for (std::size_t j = 0; j < v.size(); ++j) {
            result[i][j] = u[i] * v[j];
        }
    }
    return result;
}

Vector add_scaled(const Vector& a, const Real& factor, const Vector& b) {
    require_same_size(a.size(), b.size());
    Vector result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        result.push_back(a[i] + factor * b[i]);
    }
    return result;
}

Matrix add_scaled(const Matrix& a, const Real& factor, const Matrix& b) {
    require_same_size(a.size(), b.size());
    Matrix result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        result.push_back(add_scaled(a[i], factor, b[i]));
    }
    return result;
}

Weights add_scaled(const Weights& a, const Real& factor, const Weights& b) {
    require_same_size(a.size(), b.size());
    Weights result;
    for (std::size_t m = 0; m < a.size(); ++m) {
        result.push_back(add_scaled(a[m], factor, b[m]));
    }
    return result;
}

Real distance(const Vector& a, const Vector& b) {
    return norm(add_scaled(a, Real(-1), b));
}

Real distance(const Matrix& a, const Matrix& b) {
    return sqrt(squared_norm(add_scaled(a, Real(-1), b)));
}

Real squared_norm(const Vector& v) {
    Real sum = 0;
    for (const Real& entry : v) {
        sum += entry * entry;
    }
    return sum;
}

Real squared_norm(const Matrix& a) {
    Real sum = 0;
    for (const Vector& row : a) {
        sum += squared_norm(row);
    }
    return sum;
}

Real squared_norm(const Weights& a) {
    Real sum = 0;
    for (const Matrix& layer : a) {
        sum += squared_norm(layer);
    }
    return sum;
}

Real norm(const Vector& v) {
    return sqrt(squared_norm(v));
}

Real largest_entry(const Matrix& a) {
    Real largest = 0;
    for (const Vector& row : a) {
        for (const Real& entry : row) {
            if (abs(entry) > largest) {
                largest = abs(entry);
            }
        }
    }
    return largest;
}

Real largest_entry(const Weights& a) {
    Real largest = 0;
    for (const Matrix& layer : a) {
        if (largest_entry(layer) > largest) {
            largest = largest_entry(layer);
        }
    }
    return largest;
}

Vector symmetric_eigenvalues(Matrix s) {
    const Real negligible = unit_roundoff() * unit_roundoff() * squared_norm(s);
    while (off_diagonal_squared(s) > negligible) {
        for (std::size_t p = 0; p < s.size(); ++p) {
            for (std::size_t q = p + 1; q < s.size(); ++q) {
                rotate(s, p, q);
            }
        }
    }
    Vector eigenvalues;
    for (std::size_t i = 0; i < s.size(); ++i) {
        eigenvalues.push_back(s[i][i]);
    }
    return eigenvalues;
}

Real spectral_norm(const Matrix& a) {
    const Matrix gram = a.size() <= a[0].size() ? gram_of_rows(a) : gram_of_rows(transpose(a));
    Real largest = 0;
    for (const Real& eigenvalue : symmetric_eigenvalues(gram)) {
        if (eigenvalue > largest) {
            largest = eigenvalue;
        }
    }
    return sqrt(largest);
}

}  // namespace aimcert::reference
