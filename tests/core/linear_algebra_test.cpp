#include "core/instances.hpp"

#include <Eigen/SVD>
#include <gtest/gtest.h>

#include <cmath>

namespace aimcert {
namespace {

/// Entries spread over [-1, 1] by a linear congruence: exact in every scalar, different in every matrix.
Matrix<double> scattered_matrix(int rows, int columns, unsigned seed) {
    Matrix<double> a(rows, columns);
    for (Eigen::Index i = 0; i < a.size(); ++i) {
        seed = seed * 1664525u + 1013904223u;
        a.data()[i] = std::ldexp(static_cast<double>(seed >> 12), -19) - 1;
    }
    return a;
}

template <class S>
Matrix<S> in_scalar(const Matrix<double>& a) {
    Matrix<S> b(a.rows(), a.cols());
    for (Eigen::Index i = 0; i < a.size(); ++i) b.data()[i] = math::constant<S>(a.data()[i]);
    return b;
}

/// The largest singular value by another algorithm, in 100 digits.
Real100 largest_singular_value(const Matrix<double>& a) {
    using ColumnMajor = Eigen::Matrix<Real100, Eigen::Dynamic, Eigen::Dynamic>;
    return Eigen::JacobiSVD<ColumnMajor>(ColumnMajor(in_scalar<Real100>(a))).singularValues()(0);
}

/// n^(1/2^(p+1)) with p = 8 squarings: how far the bound may be above the norm.
Real100 slack(const Matrix<double>& a) {
    return pow(Real100(std::min(a.rows(), a.cols())), Real100(1) / 512);
}

/// The bound in 100 digits is off by 200 u (derived below). The other algorithm takes six reflections, 16 u of the norm each,
/// fewer than 10 sweeps of 15 rotations, 8 u each, and stops at 4 u a row: below 1400 u.
const Real100 of_both_algorithms = 1600 * ScalarTraits<Real100>::unit_roundoff();

template <class Check>
void for_all_shapes(Check check) {
    for (int rows = 1; rows <= 6; ++rows)
        for (int columns = 1; columns <= 6; ++columns) {
            SCOPED_TRACE(std::to_string(rows) + " x " + std::to_string(columns));
            check(scattered_matrix(rows, columns, static_cast<unsigned>(17 * rows + columns)));
        }
}

TEST(SpectralNormBound, IsZeroForNothing) {
    EXPECT_EQ(spectral_norm_bound(Matrix<double>(0, 0)), 0);
    EXPECT_EQ(spectral_norm_bound(Matrix<double>(Matrix<double>::Zero(3, 2))), 0);
    EXPECT_EQ(spectral_norm_bound(Matrix<Rational>(Matrix<Rational>::Zero(3, 2))), 0);
}

TEST(SpectralNormBound, OfOneEntryIsItsSizeAndStaysRational) {
    EXPECT_EQ(spectral_norm_bound(Matrix<double>(Matrix<double>::Constant(1, 1, -0.3))), 0.3);
    EXPECT_EQ(spectral_norm_bound(Matrix<Rational>(Matrix<Rational>::Constant(1, 1, Rational(-1, 3)))), Rational(1, 3));
}

TEST(SpectralNormBound, IsNeverBelowTheLargestSingularValueNorFarAbove) {
    const Real100 digits = of_both_algorithms;
    for_all_shapes([&](const Matrix<double>& a) {
        const Real100 norm = largest_singular_value(a), bound = spectral_norm_bound(in_scalar<Real100>(a));
        EXPECT_GE(bound, norm * (1 - digits));
        EXPECT_LE(bound, norm * slack(a) * (1 + digits));
    });
}

TEST(SpectralNormBound, OfIntervalsEnclosesAnUpperBound) {
    // Widths grow from 176 eps by a factor of 4√6 a square at most (derived_width in double_interval_test.cpp), half as much in
    // the bound: 236 (2√6)^8/(2√6 - 1) eps < 2^25 eps.
    const Real100 digits = of_both_algorithms, width = std::ldexp(ScalarTraits<Interval>::unit_roundoff(), 25);
    for_all_shapes([&](const Matrix<double>& a) {
        const Interval bound = spectral_norm_bound(in_scalar<Interval>(a));
        const Real100 norm = largest_singular_value(a), low(lower(bound)), high(upper(bound));
        EXPECT_GE(high, norm * (1 - digits));
        EXPECT_LE(low, norm * slack(a) * (1 + digits));
        EXPECT_LE(high - low, width * high);
    });
}

/// Relative error of the bound in rounded arithmetic, n <= 6 the smaller side and 6 the larger. The bound is a Schatten
/// norm. A rounded square (G² + E)/t has |E|_F <= (n+1) u |G|_F² and |G²|_2 >= |G|_F²/n, which changes every Schatten norm
/// of it by at most n^(3/2) (n+1) u, and level p = 0..8 (with two quotients more in level 0: 9 u instead of 7 u) enters the
/// bound with exponent 1/2^(p+1): together below 6^(3/2)·9 u < 133 u. The traces add 6 u (1/2 + 1/4 + ...). A root of a
/// product halves the error before it and adds 3/2 u, so that it stays below 3 u; two roots and two products follow:
/// 133 + 6 + 3 + 4 < 200.
template <class S>
void expect_close_to_100_digits() {
    const double u = ScalarTraits<S>::unit_roundoff();
    for_all_shapes([&](const Matrix<double>& a) {
        const Real100 exact = spectral_norm_bound(in_scalar<Real100>(a));
        const Real100 rounded(spectral_norm_bound(in_scalar<S>(a)));
        EXPECT_LE(static_cast<double>(abs(rounded - exact) / exact), 200 * u);
    });
}

TEST(SpectralNormBound, AgreesAmongScalars) {
    expect_close_to_100_digits<float>();
    expect_close_to_100_digits<double>();
    expect_close_to_100_digits<Real50>();
}

TEST(SpectralNormBound, ScalesWithoutOverflowOrUnderflow) {
    // Scaling by a power of two commutes with every operation as long as nothing leaves the range, and entries are
    // divided by the largest one first.
    for_all_shapes([](const Matrix<double>& a) {
        const double bound = spectral_norm_bound(a);
        for (const int exponent : {-990, -500, 500, 1000})
            EXPECT_EQ(spectral_norm_bound(Matrix<double>(a * std::ldexp(1.0, exponent))), std::ldexp(bound, exponent));
    });
}

TEST(SpectralNormBound, OfIntervalsThatMayVanishIsFinite) {
    const Interval third = math::ratio<Interval>(1, 3), nothing = third - third;  // around 0
    Matrix<Interval> a(2, 1);
    a << nothing, nothing;
    EXPECT_LE(upper(spectral_norm_bound(a)), upper(norm(a)));
}

}  // namespace
}  // namespace aimcert
