#include "core/scalar/multiprecision.hpp"
#include "properties/array/generator.hpp"
#include "properties/array/state.hpp"
#include "properties/exponent_fit.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace aimcert {
namespace {

/// Arrays over samples as claims draw them, of every kind and size.
std::vector<rc::Shrinkable<ArrayInstance>> drawn_arrays(int count, std::vector<Shape> objectives = {Shape::least_squares,
                                                                                                    Shape::softmax_regression}) {
    const auto instances = array_instances({.objectives = std::move(objectives), .devices = {"ald"}, .residual_devices = {"ald"}});
    std::vector<rc::Shrinkable<ArrayInstance>> list;
    for (int i = 0; i < count; ++i) list.push_back(instances(rc::Random(static_cast<std::uint64_t>(i)), 1 + i % 100));
    return list;
}

Numbers another_point(const ArrayInstance& i, std::uint64_t seed) {
    Source source{rc::Random(seed)};
    Numbers point = i.weight;
    for (double& x : point) x += source.uniform(-2, 2) * std::max(1.0, std::abs(x));
    return point;
}

TEST(ObjectiveOverSamples, GradientIsTheLimitOfDifferenceQuotients) {
    for (const auto& drawn : drawn_arrays(60)) {
        const ArrayInstance i = drawn.value();
        const ArrayObjective<Real100> f(i);
        const Matrix<Real100> w = make_column<Real100>(i.weight), g = f.gradient(w);
        const Real100 h = pow(Real100(10), -25), u(ScalarTraits<Real100>::unit_roundoff());
        for (Eigen::Index d = 0; d < w.rows(); ++d) {
            Matrix<Real100> up = w, down = w;
            up(d, 0) += h;
            down(d, 0) -= h;
            const Real100 quotient = (f.value(up) - f.value(down)) / (2 * h);
            // Central differences leave h² f'''/6, which is 0 or, of softmax regression, at most h² |a|³/(36√3); |a|² <= 2NL
            // with N <= 4 samples makes it less than h² (1 + L²). Fewer than 128 roundings of numbers up to the magnitude
            // are divided by h.
            const Real100 magnitude = f.magnitude(Real100(1) + max_abs(w) + max_abs(f.minimum()));
            EXPECT_LE(abs(quotient - g(d, 0)), h * h * (1 + f.smoothness() * f.smoothness()) + 128 * u / h * magnitude);
        }
    }
}

TEST(ObjectiveOverSamples, GradientIsTheMeanOfThoseOfTheSamplesAndTheirNoiseHasMeanZeroExactly) {
    for (const auto& drawn : drawn_arrays(40, {Shape::least_squares})) {
        const ArrayInstance i = drawn.value();
        const ArrayState<Rational> state(i);
        const Noise<Rational> noise = state.noise_at(state.weight);
        ASSERT_EQ(noise.outcomes.size(), number_of_outcomes(i));
        Matrix<Rational> mean = state.silence, sum = state.silence;
        Rational probability = 0, variance = 0;
        for (std::size_t n = 0; n < noise.outcomes.size(); ++n) {
            mean += noise.outcomes[n].probability * noise.outcomes[n].noise;
            sum += state.objective.samples()->sample_gradient(static_cast<Eigen::Index>(n), state.weight);
            probability += noise.outcomes[n].probability;
            variance += noise.outcomes[n].probability * squared_norm(noise.outcomes[n].noise);
        }
        EXPECT_EQ(probability, 1);
        EXPECT_EQ(variance, noise.variance);
        EXPECT_EQ(max_abs(mean), 0);
        EXPECT_EQ(Matrix<Rational>(sum / Rational(static_cast<int>(noise.outcomes.size()))), state.objective.gradient(state.weight));
    }
}

TEST(ObjectiveOverSamples, OfSoftmaxRegressionIsTheMeanLossOfASoftmaxLayer) {
    // Two inputs, two classes: ln(1 + e^(o_other - o_y)).
    ArrayInstance i;
    i.shape = Shape::softmax_regression;
    i.rows = {{1, 2}, {-1, 0.5}};
    i.targets = {0, 1};
    i.minimum = i.residual = {0, 0, 0, 0};
    i.weight = {0.5, -0.25, 1, 0.75};  // outputs (0, 2.5) and (-0.625, -0.625)
    const double expected = (std::log1p(std::exp(2.5)) + std::log(2.0)) / 2;
    // On either side two logarithms below 2.6 of arguments that exp leaves 2 u off, and their mean: 8 u in all.
    EXPECT_NEAR(ArrayObjective<double>(i).value(make_column<double>(i.weight)), expected, 8 * 0x1p-53 * expected);
    const auto gradient = ArrayObjective<double>(i).gradient(make_column<double>(i.weight));
    const double p = 1 / (1 + std::exp(2.5));  // of class 0 on the first row
    const double by_hand[4] = {((p - 1) * 1 + 0.5 * -1) / 2, ((p - 1) * 2 + 0.5 * 0.5) / 2, ((1 - p) * 1 - 0.5 * -1) / 2,
                               ((1 - p) * 2 - 0.5 * 0.5) / 2};
    // Numbers below 2, halved, of four roundings on either side.
    for (int d = 0; d < 4; ++d) EXPECT_NEAR(gradient(d, 0), by_hand[d], 8 * 0x1p-53);
    // AAᵀ/2 has the rows (5/2, 0) and (0, 5/8), as the inputs are orthogonal.
    EXPECT_EQ(ArrayObjective<double>(i).smoothness(), 1.25);
}

TEST(ObjectiveOverSamples, OfLeastSquaresIsItsMeanSquareWithoutTheErrorsAndLeastAtTheMinimumExactly) {
    for (const auto& drawn : drawn_arrays(40, {Shape::least_squares})) {
        const ArrayInstance i = drawn.value();
        const ArrayState<Rational> state(i);
        Rational mean = 0, least = 0;
        for (std::size_t n = 0; n < i.rows.size(); ++n)
            for (const int sign : {1, -1}) {
                Rational x = sign * Rational(i.targets[n]);
                for (std::size_t d = 0; d < i.weight.size(); ++d)
                    x += Rational(i.rows[n][d]) * (Rational(i.weight[d]) - Rational(i.minimum[d]));
                mean += x * x / 2;
                least += Rational(i.targets[n]) * Rational(i.targets[n]) / 2;
            }
        const Rational count = static_cast<int>(2 * i.rows.size());
        EXPECT_EQ(state.objective.value(state.weight), (mean - least) / count);
        EXPECT_EQ(max_abs(state.objective.gradient(state.objective.minimum())), 0);
        EXPECT_EQ(state.objective.value(state.objective.minimum()), 0);
    }
}

TEST(ObjectiveOverSamples, SmoothnessAndConvexityBoundTheGradientBetweenAnyTwoPoints) {
    for (const auto& drawn : drawn_arrays(60, {Shape::least_squares})) {
        const ArrayInstance i = drawn.value();
        const ArrayObjective<Rational> f(i);
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            const Matrix<Rational> w = make_column<Rational>(i.weight), v = make_column<Rational>(another_point(i, seed));
            const Rational change = squared_norm(Matrix<Rational>(f.gradient(w) - f.gradient(v)));
            const Rational distance = squared_norm(Matrix<Rational>(w - v));
            EXPECT_LE(change, f.smoothness() * f.smoothness() * distance);
            EXPECT_GE(change, f.convexity() * f.convexity() * distance);
        }
    }
    for (const auto& drawn : drawn_arrays(40, {Shape::softmax_regression})) {
        const ArrayInstance i = drawn.value();
        if (i.shape != Shape::softmax_regression) continue;  // one weight, whose least squares attain the bound
        const ArrayObjective<Interval> f(i);
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            const Matrix<Interval> w = make_column<Interval>(i.weight), v = make_column<Interval>(another_point(i, seed));
            const Interval change = squared_norm(Matrix<Interval>(f.gradient(w) - f.gradient(v)));
            const Interval distance = squared_norm(Matrix<Interval>(w - v));
            EXPECT_EQ(ScalarTraits<Interval>::less_equal(change, Interval(f.smoothness() * f.smoothness() * distance)), Truth::yes);
        }
    }
}

TEST(ObjectiveOverSamples, SmoothnessIsAttainedByOneRowAndByOrthogonalRows) {
    ArrayInstance i;
    i.shape = Shape::least_squares;
    i.weight = i.minimum = i.residual = {0, 0};
    i.rows = {{3, 4}};
    i.targets = {1};
    EXPECT_EQ(ArrayObjective<Rational>(i).smoothness(), 25);  // |a|²; the row sums of a aᵀ give 28
    EXPECT_EQ(ArrayObjective<Rational>(i).convexity(), 0);
    i.rows = {{2, 0}, {0, 4}};
    i.targets = {1, 1};
    EXPECT_EQ(ArrayObjective<Rational>(i).smoothness(), 8);
    EXPECT_EQ(ArrayObjective<Rational>(i).convexity(), 2);
    i.shape = Shape::softmax_regression;
    i.rows = {{4}};
    i.targets = {0};
    EXPECT_EQ(ArrayObjective<Rational>(i).smoothness(), 8);
}

TEST(ObjectiveOverSamples, SurvivesJsonAndItsShrinksAreValidAndEnd) {
    int shrinks = 0;
    for (const auto& drawn : drawn_arrays(40)) {
        const ArrayInstance i = drawn.value();
        EXPECT_EQ(instance_from_json(to_json(i)), Instance(i));
        for (const auto& simpler : simpler_arrays(i)) {
            EXPECT_NO_THROW(EXPECT_EQ(instance_from_json(to_json(simpler)), Instance(simpler))) << to_json(simpler).dump();
            EXPECT_GT(ArrayObjective<double>(simpler).smoothness(), 0) << to_json(simpler).dump();
            ++shrinks;
        }
        auto current = drawn;  // the first shrink, again and again
        int steps = 0;
        for (auto next = current.shrinks().next(); next && steps < 5000; next = current.shrinks().next(), ++steps) current = *next;
        EXPECT_LT(steps, 5000);
        EXPECT_LE(current.value().rows.size(), 1u) << "one row, or none in a quadratic";
    }
    EXPECT_GT(shrinks, 1000);
}

TEST(ObjectiveOverSamples, EverySizeIsDrawn) {
    std::vector<std::size_t> dimensions, outcomes;
    for (const auto& drawn : drawn_arrays(200)) {
        dimensions.push_back(drawn.value().weight.size());
        outcomes.push_back(number_of_outcomes(drawn.value()));
    }
    for (const std::size_t size : {1u, 2u, 3u, 4u}) EXPECT_TRUE(std::ranges::count(dimensions, size)) << size;
    for (const std::size_t size : {1u, 2u, 3u, 4u, 6u}) EXPECT_TRUE(std::ranges::count(outcomes, size)) << size;
}

TEST(DrawnNoise, OftenIsSymmetricOnThreePointsOfEveryEntry) {
    int three_points = 0;
    for (const auto& drawn : drawn_arrays(200, {Shape::quadratic})) {
        const ArrayInstance i = drawn.value();
        if (i.noise.size() != 9 && i.noise.size() != 27) continue;  // 3^D, D > 1: no other noise has as many outcomes
        EXPECT_TRUE(std::ranges::count(i.noise, Numbers(i.weight.size(), 0)));
        ++three_points;
        Rational mean = 0;
        for (std::size_t n = 0; n < i.noise.size(); ++n) mean += Rational(i.odds[n]) * Rational(i.noise[n][0]);
        EXPECT_EQ(mean, 0);
    }
    EXPECT_GT(three_points, 20);
}

std::vector<Real100> powers(const Real100& exponent, const Real100& next, int count) {
    std::vector<Real100> values;
    for (int n = 0; n < count; ++n) {
        const Real100 h = pow(Real100(2), -4 - n);
        values.push_back(3 * pow(h, exponent) * (1 + next * h));
    }
    return values;
}

TEST(FitExponent, OfAPowerIsItsExponentWithAnIntervalOfNoWidth) {
    // With p the exponent: values are off by 2 u, the last is 2^(-7p) of the first, and ln(1 + (v_n - v_0)/v_0) is off by at
    // most (2·2^(7p) + 2 + 5p) u. The slope is off by at most 16/(42 ln 2) < 0.6 of that and 67 p u from sums of 8 terms. The
    // residuals are off by 2^(7p) u in the mean from the values and 220 p u from sums; the width is below
    // 2 t/(√(6·42/8) ln 2) < 2 times that.
    const Real100 u(ScalarTraits<Real100>::unit_roundoff());
    for (const Real100& exponent : {Real100(1) / 2, Real100(1), Real100(7) / 3}) {
        const Real100 allowed = (2 * pow(Real100(2), 7 * exponent) + 440 * exponent) * u;
        const auto fit = fit_exponent(powers(exponent, 0, 8), Real100(0));
        EXPECT_LE(abs(fit.exponent - exponent), allowed);
        EXPECT_LE(fit.high - fit.low, allowed);
    }
}

TEST(FitExponent, ContainsTheExponentAtFiniteSizesByItsBiasAlone) {
    // |next h| <= δ = 1/16 at the largest h.
    for (const Real100& next : {Real100(1), Real100(-1)}) {
        const auto fit = fit_exponent(powers(2, next, 8), Real100(1) / 8);
        EXPECT_LT(fit.low, 2);
        EXPECT_GT(fit.high, 2);
        // Σ x_n ln(1 ± h_n)/Σ x_n² is 0.0105.. or -0.0111..
        EXPECT_GT(abs(fit.exponent - 2), 0.01) << "the slope itself is off";
        EXPECT_LT(fit.high - fit.low, 0.25) << "and still tells 2 from 1";
    }
}

TEST(FitExponent, TakesItsQuantilesFromStudent) {
    // Tables of the t distribution, 0.995: 63.657 at 1, 3.355 at 8, 2.576 at infinity, rounded in the last digit. (At 10^6
    // it is (z³+z)/(4·10^6) = 5e-6 above z = 2.57583 at infinity.)
    EXPECT_NEAR(students_t_quantile(1), 63.657, 5e-4);
    EXPECT_NEAR(students_t_quantile(8), 3.355, 5e-4);
    EXPECT_NEAR(students_t_quantile(1'000'000), 2.576, 5e-4);
}

TEST(FitExponent, WidensByTheScatterOfThePoints) {
    // ln v off a line by ±s in turn: the standard error of four points is by hand.
    std::vector<double> values;
    for (const int n : {0, 1, 2, 3}) values.push_back(std::exp2(-n) * std::exp(n == 0 || n == 3 ? 0.01 : -0.01));
    const auto fit = fit_exponent(values, 0.0);
    // The logarithms, of v_n/v_0 >= 1/8 from (v_n - v_0)/v_0, are off by at most 25 u, which moves the slope by at most 15 u;
    // sums of four numbers below 2.1 leave 24 u more.
    constexpr double u = 0x1p-53;
    EXPECT_NEAR(fit.exponent, 1, 40 * u);
    const double spread = (2.25 + 0.25) * 2 * std::log(2.0) * std::log(2.0), error = std::sqrt(4 * 0.01 * 0.01 / 2 / spread);
    // √Σ r² over the residuals is off by at most 30 u from the logarithms and 80 u from slope and sums, and half of the
    // interval is t/(√10 ln 2) < 4.6 of it: 506 u, and a few roundings of the ends below 1.1.
    EXPECT_NEAR(fit.high - fit.exponent, students_t_quantile(2) * error, 512 * u);
    EXPECT_NEAR(fit.exponent - fit.low, students_t_quantile(2) * error, 512 * u);
}

}  // namespace
}  // namespace aimcert
