#include "core/device/fused_update.hpp"
#include "core/scalar/expression.hpp"
#include "core/scalar/multiprecision.hpp"
#include "rounding_constants.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <utility>

namespace aimcert {
namespace {

const std::vector<std::pair<Eigen::Index, Eigen::Index>> shapes = {
    {1, 1}, {2, 1}, {1, 3}, {3, 2}, {4, 4}, {5, 7}, {6, 5}, {7, 6}, {8, 8}, {9, 9}, {17, 33}, {33, 17}, {3, 1100}};

/// Numerators over 64: exact in every scalar. A third of the errors and inputs is zero or negative.
template <class S>
struct Instance {
    Matrix<S> w, gradient;
    Vector<S> delta, x;
    S learning_rate = math::ratio<S>(3, 16), inverse_tau = math::ratio<S>(5, 4);

    Instance(Eigen::Index rows, Eigen::Index columns)
        : w(rows, columns), gradient(rows, columns), delta(rows), x(columns) {
        std::mt19937 generator(unsigned(1000 * rows + columns));
        std::uniform_int_distribution<int> numerator(-51, 51);
        const auto next = [&] { return math::ratio<S>(numerator(generator), 64); };
        for (auto* entries : {&w, &gradient})
            for (Eigen::Index k = 0; k < entries->size(); ++k) entries->data()[k] = next();
        for (auto* entries : {&delta, &x})
            for (Eigen::Index k = 0; k < entries->size(); ++k) entries->data()[k] = next();
        delta(rows / 2) = S(0);
    }
    /// Thirds of these: in exact sums and products neither order nor contraction would show.
    static Instance with_all_digits(Eigen::Index rows, Eigen::Index columns) {
        Instance instance(rows, columns);
        for (auto* entries : {&instance.w, &instance.gradient}) *entries /= S(3);
        for (auto* entries : {&instance.delta, &instance.x}) *entries /= S(3);
        return instance;
    }
    S rank_one_increment(Eigen::Index i, Eigen::Index j) const { return -(learning_rate * delta(i) * x(j)); }
    S dense_increment(Eigen::Index i, Eigen::Index j) const { return -(learning_rate * gradient(i, j)); }
    AsymmetricLinearResponse<S> device() const { return {S(1) / inverse_tau}; }
};

template <class S>
bool same_bits(const Matrix<S>& a, const Matrix<S>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), std::size_t(a.size()) * sizeof(S)) == 0;
}

/// u (1 + 32 u)(3 |w| + 8 |d| + 12 |d w|/tau): the theorems of proofs-checks/rounding/orders_agree.v.
template <class S>
double proved_difference(double w, double d, double inverse_tau) {
    const double u = ScalarTraits<S>::unit_roundoff();
    const rounding::Roundings roundings = rounding::fused_and_plain;
    return u * (1 + rounding::second_order * u) * (roundings.w * w + roundings.d * d + roundings.dw * d * w * inverse_tau);
}

template <class S>
void expect_update(const S& fused, const S& w, const S& increment, const S& inverse_tau) {
    EXPECT_NEAR(double(fused), double(analog_update(AsymmetricLinearResponse<S>{S(1) / inverse_tau}, w, increment)),
                proved_difference<S>(std::abs(double(w)), std::abs(double(increment)), double(inverse_tau)))
        << std::hexfloat << "w = " << w << ", d = " << increment;
}

/// Sums over the stored weights in 50 digits, with the bounds of UpdateStatistics.
template <class S>
void expect_statistics(const UpdateStatistics<S>& statistics, const Matrix<S>& w, const Matrix<S>& next, double roundings) {
    Real50 squares(0);
    for (Eigen::Index k = 0; k < w.size(); ++k) squares += math::square(Real50(Real50(next.data()[k]) - w.data()[k]));
    const double exact = double(squares);
    // One u for the second order and one for the conversion of the exact sum.
    EXPECT_NEAR(double(statistics.squared_increment), exact, (roundings + 2) * ScalarTraits<S>::unit_roundoff() * exact);
    EXPECT_EQ(statistics.max_abs, max_abs(next));
}

template <class S>
class FusedUpdate : public testing::Test {};
using Floats = testing::Types<float, double>;
TYPED_TEST_SUITE(FusedUpdate, Floats);

TYPED_TEST(FusedUpdate, RankOneIsTheAnalogUpdateOfEveryEntryUpToItsRoundingBound) {
    for (const auto& [rows, columns] : shapes) {
        const Instance<TypeParam> instance(rows, columns);
        Matrix<TypeParam> next;
        Vector<TypeParam> scratch;
        rank_one_update(instance.w, next, instance.delta, instance.x, instance.learning_rate, instance.inverse_tau, scratch);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < columns; ++j)
                expect_update(next(i, j), instance.w(i, j), instance.rank_one_increment(i, j), instance.inverse_tau);
    }
}

TYPED_TEST(FusedUpdate, DenseIsTheAnalogUpdateOfEveryEntryUpToItsRoundingBound) {
    for (const auto& [rows, columns] : shapes) {
        const Instance<TypeParam> instance(rows, columns);
        Matrix<TypeParam> next;
        dense_update(instance.w, next, instance.gradient, instance.learning_rate, instance.inverse_tau);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < columns; ++j)
                expect_update(next(i, j), instance.w(i, j), instance.dense_increment(i, j), instance.inverse_tau);
    }
}

/// The theorems of proofs-checks/rounding/fused_error.v; those for fused multiply-adds have smaller constants.
TYPED_TEST(FusedUpdate, EntriesAreWithinTheirProvedErrorOfTheExactUpdate) {
    using S = TypeParam;
    using Q = Rational;
    std::mt19937 generator(11);
    std::uniform_real_distribution<S> unit(-1, 1);
    const auto random = [&] { return unit(generator); };
    const Matrix<S> w = Matrix<S>::NullaryExpr(23, 37, random), gradient = Matrix<S>::NullaryExpr(23, 37, random);
    const Vector<S> delta = Vector<S>::NullaryExpr(23, random), x = Vector<S>::NullaryExpr(37, random);
    const S rate = S(0.7), inverse_tau = S(1) / S(1.3);
    Vector<S> scratch;
    Matrix<S> rank_one, dense;
    rank_one_update(w, rank_one, delta, x, rate, inverse_tau, scratch);
    dense_update(w, dense, gradient, rate, inverse_tau);

    const Q u(ScalarTraits<S>::unit_roundoff()), factor = u * (1 + Q(rounding::second_order) * u);
    // (1 + |w|)(1 + |c|) + |x| (1 + |w|/tau) is below 6.
    const Q underflow = Q(rounding::underflow) * (Q(std::numeric_limits<S>::denorm_min()) / 2) * 6;
    const auto expect_within = [&](const rounding::Roundings& r, S computed, const Q& weight, const Q& d) {
        const Q step = abs(d), product = step * abs(weight) * Q(inverse_tau);
        const Q exact = weight + d - step * weight * Q(inverse_tau);
        EXPECT_LE(abs(Q(computed) - exact),
                  u * abs(exact) + factor * (Q(r.w) * abs(weight) + Q(r.d) * step + Q(r.dw) * product) + underflow);
    };
    for (Eigen::Index i = 0; i < w.rows(); ++i)
        for (Eigen::Index j = 0; j < w.cols(); ++j) {
            expect_within(rounding::rank_one_entry, rank_one(i, j), Q(w(i, j)), -(Q(rate) * Q(delta(i)) * Q(x(j))));
            expect_within(rounding::dense_entry, dense(i, j), Q(w(i, j)), -(Q(rate) * Q(gradient(i, j))));
        }
}

TYPED_TEST(FusedUpdate, NarrowPacketsObeyTheSameBounds) {
    for (const auto& [rows, columns] : shapes) {
        const Instance<TypeParam> instance(rows, columns);
        const Vector<TypeParam> saturation = instance.x.cwiseAbs() * instance.inverse_tau;
        Matrix<TypeParam> rank_one(rows, columns), dense(rows, columns);
        const auto of_rank_one = simd::rank_one_update<16, true>(
            instance.w.data(), rank_one.data(), rows, columns, instance.delta.data(), instance.x.data(),
            saturation.data(), instance.learning_rate);
        const auto of_dense =
            simd::dense_update<16, true>(instance.w.data(), dense.data(), instance.w.size(), instance.gradient.data(),
                                         instance.learning_rate, instance.inverse_tau);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < columns; ++j) {
                expect_update(rank_one(i, j), instance.w(i, j), instance.rank_one_increment(i, j), instance.inverse_tau);
                expect_update(dense(i, j), instance.w(i, j), instance.dense_increment(i, j), instance.inverse_tau);
            }
        expect_statistics(of_rank_one, instance.w, rank_one, double(rows + columns) + 16);
        expect_statistics(of_dense, instance.w, dense, 272 + double(rows * columns) / 1024);
    }
}

TYPED_TEST(FusedUpdate, NarrowPacketsComputeTheEntriesInTheOrderThatAnyScalarRecords) {
    using S = TypeParam;
    for (const auto& [rows, columns] : shapes) {
        const auto instance = Instance<S>::with_all_digits(rows, columns);
        const auto& [w, gradient, delta, x, rate, inverse_tau] = instance;
        const Vector<S> saturation = x.cwiseAbs() * inverse_tau;
        Matrix<S> rank_one(rows, columns), dense(rows, columns), recorded(rows, columns), recorded_dense(rows, columns);
        simd::rank_one_update<16, false>(w.data(), rank_one.data(), rows, columns, delta.data(), x.data(),
                                         saturation.data(), rate);
        simd::dense_update<16, false>(w.data(), dense.data(), w.size(), gradient.data(), rate, inverse_tau);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < columns; ++j) {
                recorded(i, j) = fused_rank_one_entry(w(i, j), delta(i), x(j), rate, inverse_tau);
                recorded_dense(i, j) = fused_dense_entry(w(i, j), gradient(i, j), rate, inverse_tau);
            }
        EXPECT_TRUE(same_bits(rank_one, recorded));
        EXPECT_TRUE(same_bits(dense, recorded_dense));
    }
}

TYPED_TEST(FusedUpdate, WidePacketsContractTheProductsOfTheirTwoSums) {
    using S = TypeParam;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) GTEST_SKIP() << "no AVX2 with FMA here";
    for (const auto& [rows, columns] : shapes) {
        const auto instance = Instance<S>::with_all_digits(rows, columns);
        const auto& [w, gradient, delta, x, rate, inverse_tau] = instance;
        Vector<S> scratch;
        Matrix<S> rank_one, dense, contracted(rows, columns), contracted_dense(rows, columns);
        rank_one_update(w, rank_one, delta, x, rate, inverse_tau, scratch);
        dense_update(w, dense, gradient, rate, inverse_tau);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < columns; ++j) {
                const S factor = rate * delta(i), saturation = std::abs(x(j)) * inverse_tau, g = gradient(i, j);
                contracted(i, j) =
                    std::fma(-factor, std::fma(std::copysign(saturation, factor), w(i, j), x(j)), w(i, j));
                contracted_dense(i, j) =
                    std::fma(-rate, std::fma(std::abs(g) * inverse_tau, w(i, j), g), w(i, j));
            }
        EXPECT_TRUE(same_bits(rank_one, contracted));
        EXPECT_TRUE(same_bits(dense, contracted_dense));
        // Packets of 32 bytes also where the processor has wider ones; scratch holds q since the update.
        simd::run_on_avx2([&]<int bytes>() __attribute__((always_inline)) {
            simd::rank_one_update<bytes, false>(instance.w.data(), rank_one.data(), rank_one.rows(), rank_one.cols(),
                                                instance.delta.data(), instance.x.data(), scratch.data(),
                                                instance.learning_rate);
            simd::dense_update<bytes, false>(instance.w.data(), dense.data(), dense.size(), instance.gradient.data(),
                                             instance.learning_rate, instance.inverse_tau);
        });
        EXPECT_TRUE(same_bits(rank_one, contracted));
        EXPECT_TRUE(same_bits(dense, contracted_dense));
    }
}

TYPED_TEST(FusedUpdate, InPlaceEqualsOutOfPlaceBitForBitWithAndWithoutMonitors) {
    for (const auto& [rows, columns] : shapes) {
        const auto instance = Instance<TypeParam>::with_all_digits(rows, columns);
        const auto &[w, gradient, delta, x, rate, inverse_tau] = instance;
        Vector<TypeParam> scratch;
        Matrix<TypeParam> next, in_place = w, monitored = w;
        rank_one_update(w, next, delta, x, rate, inverse_tau, scratch);
        rank_one_update(in_place, in_place, delta, x, rate, inverse_tau, scratch);
        monitored_rank_one_update(monitored, monitored, delta, x, rate, inverse_tau, scratch);
        EXPECT_TRUE(same_bits(next, in_place));
        EXPECT_TRUE(same_bits(next, monitored));

        in_place = monitored = w;
        dense_update(w, next, gradient, rate, inverse_tau);
        dense_update(in_place, in_place, gradient, rate, inverse_tau);
        monitored_dense_update(monitored, monitored, gradient, rate, inverse_tau);
        EXPECT_TRUE(same_bits(next, in_place));
        EXPECT_TRUE(same_bits(next, monitored));
    }
}

TYPED_TEST(FusedUpdate, StatisticsAreThoseOfTheStoredWeights) {
    for (const auto& [rows, columns] : shapes) {
        const Instance<TypeParam> instance(rows, columns);
        const auto &[w, gradient, delta, x, rate, inverse_tau] = instance;
        Vector<TypeParam> scratch;
        Matrix<TypeParam> next;
        const auto of_rank_one = monitored_rank_one_update(w, next, delta, x, rate, inverse_tau, scratch);
        expect_statistics(of_rank_one, w, next, double(rows + columns) + 16);
        const auto of_dense = monitored_dense_update(w, next, gradient, rate, inverse_tau);
        expect_statistics(of_dense, w, next, 272 + double(rows * columns) / 1024);
        const auto of_power = monitored_dense_update(PowerResponse<TypeParam>{TypeParam(1), 2}, w, next, gradient, rate);
        expect_statistics(of_power, w, next, double(rows + columns) + 16);
    }
}

TYPED_TEST(FusedUpdate, LargestWeightIsFoundAtEveryPlace) {
    const Instance<TypeParam> instance(6, 21);
    Vector<TypeParam> scratch;
    Matrix<TypeParam> next;
    const Vector<TypeParam> still = Vector<TypeParam>::Zero(6);
    const Matrix<TypeParam> flat = Matrix<TypeParam>::Zero(6, 21);
    for (Eigen::Index k = 0; k < instance.w.size(); ++k) {
        Matrix<TypeParam> w = instance.w;
        w.data()[k] = k % 2 == 0 ? TypeParam(3) : TypeParam(-3);
        EXPECT_EQ(monitored_rank_one_update(w, next, still, instance.x, 1, 1, scratch).max_abs, TypeParam(3));
        EXPECT_EQ(monitored_dense_update(w, next, flat, 1, 1).max_abs, TypeParam(3));
    }
}

TYPED_TEST(FusedUpdate, ZeroErrorLeavesEveryWeightAsItIs) {
    const Instance<TypeParam> instance(9, 17);
    Vector<TypeParam> scratch;
    Matrix<TypeParam> next;
    const auto statistics = monitored_rank_one_update(instance.w, next, Vector<TypeParam>(Vector<TypeParam>::Zero(9)),
                                                      instance.x, instance.learning_rate, instance.inverse_tau, scratch);
    EXPECT_EQ(next, instance.w);
    EXPECT_EQ(statistics.squared_increment, TypeParam(0));
    EXPECT_EQ(statistics.max_abs, max_abs(instance.w));
}

TYPED_TEST(FusedUpdate, WithoutSaturationIsDigitalTraining) {
    const Instance<TypeParam> instance(9, 17);
    Vector<TypeParam> scratch;
    Matrix<TypeParam> rank_one, dense;
    rank_one_update(instance.w, rank_one, instance.delta, instance.x, instance.learning_rate, 0, scratch);
    dense_update(instance.w, dense, instance.gradient, instance.learning_rate, 0);
    const double u = ScalarTraits<TypeParam>::unit_roundoff();
    for (Eigen::Index i = 0; i < 9; ++i)
        for (Eigen::Index j = 0; j < 17; ++j) {
            // The increments are exact (24 bits hold 3/16 · 51/64 · 51/64): one rounding each, of the last addition.
            const double w = double(instance.w(i, j));
            const double by_rank_one = w + double(instance.rank_one_increment(i, j));
            const double by_dense = w + double(instance.dense_increment(i, j));
            EXPECT_NEAR(double(rank_one(i, j)), by_rank_one, u * std::abs(by_rank_one));
            EXPECT_NEAR(double(dense(i, j)), by_dense, u * std::abs(by_dense));
        }
}

TYPED_TEST(FusedUpdate, NotANumberSpreadsToTheEntriesThatItFeedsAndToNoOther) {
    const TypeParam nan = std::numeric_limits<TypeParam>::quiet_NaN();
    for (Eigen::Index bad = 0; bad < 9; ++bad) {
        Instance<TypeParam> of_weight(9, 9), of_error(9, 9), of_input(9, 9);
        of_weight.w(bad, 8 - bad) = of_weight.gradient(8 - bad, bad) = of_error.delta(bad) = of_input.x(bad) = nan;
        Vector<TypeParam> scratch;
        Matrix<TypeParam> weight, error, input, dense;
        const auto run = [&](const Instance<TypeParam>& instance, Matrix<TypeParam>& next) {
            return monitored_rank_one_update(instance.w, next, instance.delta, instance.x, instance.learning_rate,
                                             instance.inverse_tau, scratch);
        };
        EXPECT_TRUE(std::isnan(run(of_weight, weight).squared_increment));
        EXPECT_TRUE(std::isnan(run(of_error, error).squared_increment));
        EXPECT_TRUE(std::isnan(run(of_input, input).squared_increment));
        EXPECT_TRUE(std::isnan(monitored_dense_update(of_weight.w, dense, of_weight.gradient, of_weight.learning_rate,
                                                      of_weight.inverse_tau)
                                   .squared_increment));
        for (Eigen::Index i = 0; i < 9; ++i)
            for (Eigen::Index j = 0; j < 9; ++j) {
                const bool weight_is_bad = i == bad && j == 8 - bad, gradient_is_bad = i == 8 - bad && j == bad;
                EXPECT_EQ(std::isnan(weight(i, j)), weight_is_bad);
                EXPECT_EQ(std::isnan(error(i, j)), i == bad);
                EXPECT_EQ(std::isnan(input(i, j)), j == bad);
                EXPECT_EQ(std::isnan(dense(i, j)), weight_is_bad || gradient_is_bad);
            }
    }
}

TYPED_TEST(FusedUpdate, KeepsItsBuffersOnceTheyAreLargeEnough) {
    Vector<TypeParam> scratch(33);
    Matrix<TypeParam> next(17, 33);
    const Instance<TypeParam> large(17, 33), small(17, 5);
    const void* buffers[] = {scratch.data(), next.data()};
    rank_one_update(large.w, next, large.delta, large.x, large.learning_rate, large.inverse_tau, scratch);
    EXPECT_EQ(scratch.data(), buffers[0]);
    EXPECT_EQ(next.data(), buffers[1]);

    Matrix<TypeParam> of_small(17, 5);
    rank_one_update(small.w, of_small, small.delta, small.x, small.learning_rate, small.inverse_tau, scratch);
    EXPECT_EQ(scratch.size(), 33);
    EXPECT_EQ(scratch.data(), buffers[0]);
}

/// Every response, by both forms of the call, is analog_update entry by entry.
template <class S, class R>
void expect_entries_of(const R& response, double allowed_difference) {
    const Instance<S> instance(5, 7);
    Vector<S> scratch;
    Matrix<S> rank_one, dense, monitored;
    rank_one_update(response, instance.w, rank_one, instance.delta, instance.x, instance.learning_rate, scratch);
    dense_update(response, instance.w, dense, instance.gradient, instance.learning_rate);
    for (Eigen::Index i = 0; i < 5; ++i)
        for (Eigen::Index j = 0; j < 7; ++j) {
            const S by_rank_one = analog_update(response, instance.w(i, j), instance.rank_one_increment(i, j));
            const S by_dense = analog_update(response, instance.w(i, j), instance.dense_increment(i, j));
            EXPECT_NEAR(double(rank_one(i, j)), double(by_rank_one), allowed_difference) << R::name;
            EXPECT_NEAR(double(dense(i, j)), double(by_dense), allowed_difference) << R::name;
        }
    monitored_rank_one_update(response, instance.w, monitored, instance.delta, instance.x, instance.learning_rate, scratch);
    EXPECT_TRUE(same_bits(monitored, rank_one)) << R::name;
    monitored_dense_update(response, instance.w, monitored, instance.gradient, instance.learning_rate);
    EXPECT_TRUE(same_bits(monitored, dense)) << R::name;
}

TYPED_TEST(FusedUpdate, EveryResponseIsItsAnalogUpdate) {
    using S = TypeParam;
    // Others than the fused ones: the same operations in the same order.
    const double fused = proved_difference<S>(0.8, 0.8 * 3 / 16, 1);
    expect_entries_of<S>(IdealResponse<S>{}, fused);
    expect_entries_of<S>(AsymmetricLinearResponse<S>{S(1)}, fused);
    expect_entries_of<S>(AsymmetricLinearResponse<S>{S(1), S(0.25)}, 0);
    expect_entries_of<S>(LinearStepResponse<S>{S(-1), S(1.5)}, 0);
    expect_entries_of<S>(ShiftedLinearResponse<S>{S(1), S(0.25)}, 0);
    expect_entries_of<S>(PowerResponse<S>{S(1), 3}, 0);
    expect_entries_of<S>(TwoSidedPowerResponse<S>{S(-1), S(1.5), 2, 3}, 0);
    expect_entries_of<S>(ExponentialResponse<S>{S(1), S(2)}, 0);
    expect_entries_of<S>(TwoSidedExponentialResponse<S>{S(-1), S(1.5), S(1), S(2)}, 0);
}

TEST(FusedUpdateOfRationals, IsTheAnalogUpdateExactly) {
    for (const auto& [rows, columns] : shapes) {
        if (rows * columns > 1000) continue;
        const Instance<Rational> instance(rows, columns);
        const auto &[w, gradient, delta, x, rate, inverse_tau] = instance;
        Vector<Rational> scratch;
        Matrix<Rational> rank_one, dense, in_place = w;
        const auto statistics = monitored_rank_one_update(w, rank_one, delta, x, rate, inverse_tau, scratch);
        dense_update(w, dense, gradient, rate, inverse_tau);
        for (Eigen::Index i = 0; i < rows; ++i)
            for (Eigen::Index j = 0; j < columns; ++j) {
                EXPECT_EQ(rank_one(i, j), analog_update(instance.device(), w(i, j), instance.rank_one_increment(i, j)));
                EXPECT_EQ(dense(i, j), analog_update(instance.device(), w(i, j), instance.dense_increment(i, j)));
            }
        EXPECT_EQ(statistics.squared_increment, squared_norm(Matrix<Rational>(rank_one - w)));
        EXPECT_EQ(statistics.max_abs, max_abs(rank_one));
        rank_one_update(instance.device(), in_place, in_place, delta, x, rate, scratch);
        EXPECT_EQ(in_place, rank_one);
        in_place = w;
        dense_update(instance.device(), in_place, in_place, gradient, rate);
        EXPECT_EQ(in_place, dense);
    }
}

TEST(FusedUpdateOfIntervals, ContainsTheRationalResult) {
    Instance<Rational> exact(5, 7);
    Instance<Interval> enclosed(5, 7);
    // A third has no finite binary expansion: every interval has a width.
    exact.inverse_tau = math::ratio<Rational>(1, 3);
    enclosed.inverse_tau = math::ratio<Interval>(1, 3);
    Vector<Rational> exact_scratch;
    Vector<Interval> scratch;
    Matrix<Rational> result;
    Matrix<Interval> enclosure;
    rank_one_update(exact.w, result, exact.delta, exact.x, exact.learning_rate, exact.inverse_tau, exact_scratch);
    rank_one_update(enclosed.w, enclosure, enclosed.delta, enclosed.x, enclosed.learning_rate, enclosed.inverse_tau, scratch);
    for (Eigen::Index k = 0; k < result.size(); ++k) {
        EXPECT_LE(mpfr_cmp_q(lower(enclosure.data()[k]).backend().data(), result.data()[k].backend().data()), 0);
        EXPECT_GE(mpfr_cmp_q(upper(enclosure.data()[k]).backend().data(), result.data()[k].backend().data()), 0);
        // Eight operations on numbers below 1, each rounded outwards by at most two units roundoff.
        EXPECT_LE(double(width(enclosure.data()[k])), 16 * ScalarTraits<Interval>::unit_roundoff());
    }
}

TEST(FusedUpdateOfExpressions, RecordsTheFormulaOfAnEntry) {
    const auto one = [](const char* name) { return Expression::variable(name); };
    Matrix<Expression> w(1, 1), next(1, 1);
    Vector<Expression> delta(1), x(1), scratch;
    w(0, 0) = one("w");
    delta(0) = one("delta");
    x(0) = one("x");
    rank_one_update(w, next, delta, x, one("alpha"), one("s"), scratch);
    EXPECT_EQ(to_text(next(0, 0)), "w - alpha * delta * x - abs(alpha * delta * x) * (w * s)");
    EXPECT_EQ(to_text(fused_rank_one_entry(one("w"), one("delta"), one("x"), one("alpha"), one("s"))),
              "w - alpha * delta * (x + select(alpha * delta, abs(x) * s, -(abs(x) * s)) * w)");
    EXPECT_EQ(to_text(fused_dense_entry(one("w"), one("g"), one("alpha"), one("s"))),
              "w - alpha * (g + abs(g) * s * w)");
}

}  // namespace
}  // namespace aimcert
