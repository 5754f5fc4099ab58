#include "reference/linear_algebra.hpp"
#include "tests/reference/random_instance.hpp"
#include "tests/reference/within.hpp"

#include <stdexcept>

namespace aimcert::reference {
namespace {

// Jacobi on an n × n Gram matrix changes each eigenvalue by at most about 8 n u |S|_F a sweep (four products and sums
// per entry and rotation, n rotations meeting each row) and needs fewer than 12 sweeps; |S|_F ≤ √n λ_max; the Gram
// matrix itself adds n u; the square root halves relative errors. For n ≤ 6: (8·6·12·2.5 + 6)/2 < 1000.
Real spectral_tolerance(const Real& expected) {
    return 1000 * unit_roundoff() * expected;
}

/// I - 2 v vᵀ/|v|².
Matrix reflection(const Vector& v) {
    Matrix h = outer_product(v, v);
    for (std::size_t i = 0; i < v.size(); ++i) {
        for (std::size_t j = 0; j < v.size(); ++j) {
            h[i][j] = Real(i == j ? 1 : 0) - 2 * h[i][j] / squared_norm(v);
        }
    }
    return h;
}

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix result;
    for (const Vector& row : a) {
        result.push_back(multiply_transposed(b, row));
    }
    return result;
}

TEST(SpectralNorm, OfALowerTriangularMatrixByHand) {
    // AᵀA = [[25, 20], [20, 25]] with eigenvalues 45 and 5.
    EXPECT_TRUE(within(spectral_norm({{3, 0}, {4, 5}}), 3 * sqrt(Real(5)), spectral_tolerance(7)));
}

TEST(SpectralNorm, OfAShearIsTheGoldenRatio) {
    EXPECT_TRUE(within(spectral_norm({{1, 1}, {0, 1}}), (1 + sqrt(Real(5))) / 2, spectral_tolerance(2)));
}

TEST(SpectralNorm, OfARankOneMatrixIsTheProductOfTheNorms) {
    // |(2,3,6)| = 7, |(1,2,2,4)| = 5.
    EXPECT_TRUE(within(spectral_norm(outer_product({2, 3, 6}, {1, 2, 2, 4})), 35, spectral_tolerance(35)));
}

TEST(SpectralNorm, OfADiagonalMatrixIsExact) {
    EXPECT_EQ(spectral_norm({{-3, 0, 0}, {0, 2, 0}}), 3);
    EXPECT_EQ(spectral_norm({{0, 0}, {0, 0}}), 0);
}

TEST(SpectralNorm, SurvivesReflectionsFromBothSides) {
    // Reflections are orthogonal, so H₁ diag(7, 6.9, -1, 0) H₂ has spectral norm 7, beside a close second value.
    const Matrix diagonal{{7, 0, 0, 0}, {0, Real(69) / 10, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, 0}};
    const Matrix a = product(product(reflection({1, -2, 3, 5}), diagonal), reflection({2, 7, 1, -8}));
    EXPECT_TRUE(within(spectral_norm(a), 7, spectral_tolerance(7)));
}

TEST(SpectralNorm, OfAMatrixAndItsTransposeAgree) {
    std::mt19937_64 random(1);
    const Matrix wide = random_weights(random, {6, 3}, 1000)[0];
    Matrix tall = zero_matrix(6, 3);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 6; ++j) {
            tall[j][i] = wide[i][j];
        }
    }
    EXPECT_TRUE(within(spectral_norm(wide), spectral_norm(tall), spectral_tolerance(spectral_norm(wide))));
}

TEST(SymmetricEigenvalues, KeepTraceAndFrobeniusNorm) {
    std::mt19937_64 random(2);
    Matrix s = random_weights(random, {5, 5}, 1000)[0];
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            s[i][j] = s[j][i];
        }
    }
    Real trace = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        trace += s[i][i];
    }
    const Vector eigenvalues = symmetric_eigenvalues(s);
    Real sum = 0;
    for (const Real& eigenvalue : eigenvalues) {
        sum += eigenvalue;
    }
    const Real bound = 5 * spectral_tolerance(squared_norm(s));
    EXPECT_TRUE(within(sum, trace, bound));
    EXPECT_TRUE(within(squared_norm(eigenvalues), squared_norm(s), bound));
}

TEST(LinearAlgebra, ProductsAndNormsByHand) {
    const Matrix a{{1, 2, 3}, {4, 5, 6}};
    EXPECT_EQ(multiply(a, {1, 0, -1}), (Vector{-2, -2}));
    EXPECT_EQ(multiply_transposed(a, {1, -1}), (Vector{-3, -3, -3}));
    EXPECT_EQ(outer_product({1, 2}, {3, 4}), (Matrix{{3, 4}, {6, 8}}));
    EXPECT_EQ(squared_norm(a), 91);
    EXPECT_EQ(squared_norm(Weights{a, a}), 182);
    EXPECT_EQ(norm({3, 4}), 5);
    EXPECT_EQ(distance(Vector{1, 1}, Vector{4, 5}), 5);
    EXPECT_EQ(largest_entry(Weights{{{1, -7}}, {{6}}}), 7);
}

TEST(LinearAlgebra, RefusesSizesThatDoNotFit) {
    EXPECT_THROW(multiply({{1, 2}}, {1}), std::invalid_argument);
    EXPECT_THROW(add_scaled(Vector{1, 2}, Real(1), Vector{1}), std::invalid_argument);
    EXPECT_THROW(multiply_transposed({{1, 2}}, {1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace aimcert::reference
