#include "core/device/parameters.hpp"
#include "core/device/response_bounds.hpp"
#include "core/scalar/multiprecision.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aimcert {
namespace {

template <class S>
S fraction(int numerator, int denominator) {
    return math::ratio<S>(numerator, denominator);
}

/// Devices with a range whose parameters are small fractions, so that their responses are exact rationals.
template <class S, class Examine>
void for_algebraic_devices(Examine examine) {
    const auto f = fraction<S>;
    examine(AsymmetricLinearResponse<S>{f(4, 5), f(1, 10)});
    examine(LinearStepResponse<S>{f(-1, 2), f(4, 5), f(1, 10)});
    examine(ShiftedLinearResponse<S>{f(4, 5), f(1, 4)});
    examine(ShiftedLinearResponse<S>{f(4, 5), f(-3, 4)});
    examine(PowerResponse<S>{f(4, 5), 1});
    examine(PowerResponse<S>{f(4, 5), 3});
    examine(TwoSidedPowerResponse<S>{f(-1, 2), f(4, 5), 2, 3});
}

template <class S, class Examine>
void for_exponential_devices(Examine examine) {
    const auto f = fraction<S>;
    examine(ExponentialResponse<S>{f(4, 5), f(3, 2)});
    examine(TwoSidedExponentialResponse<S>{f(-1, 2), f(4, 5), f(3, 2), f(5, 2)});
}

/// n + 1 weights from one end of the range to the other.
template <class S, class R>
std::vector<S> grid(const R& response, int n) {
    const DynamicRange<S> range = dynamic_range(response);
    std::vector<S> weights;
    for (int i = 0; i <= n; ++i) weights.push_back(range.low + (range.high - range.low) * fraction<S>(i, n));
    return weights;
}

TEST(Response, VanishesAtTheEndsOfTheRange) {
    const auto vanishes = [](const auto& response) {
        const auto range = dynamic_range(response);
        EXPECT_EQ(response.q_plus(range.high), 0) << response.name;
        EXPECT_EQ(response.q_minus(range.low), 0) << response.name;
    };
    for_algebraic_devices<Rational>(vanishes);
    for_exponential_devices<Real50>(vanishes);  // exp(0) - 1 is exact in every scalar
}

TEST(Response, IsPositiveAndMonotoneInside) {
    const auto examine = [](const auto& response) {
        using R = std::decay_t<decltype(response)>;
        using S = std::decay_t<decltype(response.q_plus(dynamic_range(response).low))>;
        const auto weights = grid<S>(response, 64);
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
            EXPECT_GT(response.q_plus(weights[i]), 0) << R::name;
            EXPECT_GT(response.q_minus(weights[i + 1]), 0) << R::name;
            EXPECT_GT(response.q_plus(weights[i]), response.q_plus(weights[i + 1])) << R::name;
            EXPECT_LT(response.q_minus(weights[i]), response.q_minus(weights[i + 1])) << R::name;
        }
    };
    for_algebraic_devices<Rational>(examine);
    for_exponential_devices<Real50>(examine);
}

TEST(Response, IdealAnswersFully) {
    EXPECT_EQ(IdealResponse<double>{}.q_plus(5), 1);
    EXPECT_EQ(IdealResponse<double>{}.q_minus(-5), 1);
}

TEST(Response, AsymmetricLinearByHand) {
    // (w - w0)/tau = (1/2 - 1/10)/(4/5) = 1/2.
    const AsymmetricLinearResponse<Rational> device{Rational(4, 5), Rational(1, 10)};
    EXPECT_EQ(device.q_plus(Rational(1, 2)), Rational(1, 2));
    EXPECT_EQ(device.q_minus(Rational(1, 2)), Rational(3, 2));
}

TEST(Response, LinearStepByHand) {
    // w - w0 = 2/5: q+ = 1 - (2/5)/(4/5) = 1/2, q- = 1 + (2/5)/(1/2) = 9/5.
    const LinearStepResponse<Rational> device{Rational(-1, 2), Rational(4, 5), Rational(1, 10)};
    EXPECT_EQ(device.q_plus(Rational(1, 2)), Rational(1, 2));
    EXPECT_EQ(device.q_minus(Rational(1, 2)), Rational(9, 5));
}

TEST(Response, ShiftedLinearByHand) {
    // w/tau = 1/2: q+ = (5/4)(1/2) = 5/8, q- = (3/4)(3/2) = 9/8.
    const ShiftedLinearResponse<Rational> device{Rational(4, 5), Rational(1, 4)};
    EXPECT_EQ(device.q_plus(Rational(2, 5)), Rational(5, 8));
    EXPECT_EQ(device.q_minus(Rational(2, 5)), Rational(9, 8));
}

TEST(Response, PowersByHand) {
    // w/tau = 1/2: (1/2)³ = 1/8 and (3/2)³ = 27/8.
    const PowerResponse<Rational> device{Rational(4, 5), 3};
    EXPECT_EQ(device.q_plus(Rational(2, 5)), Rational(1, 8));
    EXPECT_EQ(device.q_minus(Rational(2, 5)), Rational(27, 8));
    // w = 2/5: (1 - (2/5)/(4/5))² = 1/4, (1 + (2/5)/(1/2))³ = (9/5)³ = 729/125.
    const TwoSidedPowerResponse<Rational> two_sided{Rational(-1, 2), Rational(4, 5), 2, 3};
    EXPECT_EQ(two_sided.q_plus(Rational(2, 5)), Rational(1, 4));
    EXPECT_EQ(two_sided.q_minus(Rational(2, 5)), Rational(729, 125));
}

TEST(Response, ExponentialsByHand) {
    // At w = 0 the quotient is (e^γ - 1)/(e^γ - 1) = 1. With e^γ = 4, γ = ln 4, and w = tau/2: e^(γ/2) = 2 and
    // e^(3γ/2) = 8, so q+ = (2-1)/(4-1) = 1/3 and q- = (8-1)/3 = 7/3. An error δ in γ moves e^(3γ/2) by 12 δ; logarithm,
    // exponentials, product, differences and quotient cost under 32 u of 7/3 in all.
    const Real50 gamma = log(Real50(4)), u = Real50(ScalarTraits<Real50>::unit_roundoff());
    const ExponentialResponse<Real50> device{Real50(2), gamma};
    EXPECT_EQ(device.q_plus(Real50(0)), 1);
    EXPECT_EQ(device.q_minus(Real50(0)), 1);
    EXPECT_LE(abs(device.q_plus(Real50(1)) - Real50(1) / 3), 32 * u);
    EXPECT_LE(abs(device.q_minus(Real50(1)) - Real50(7) / 3), 3 * 32 * u);
    // Two-sided with the same γ downwards, tau_min = -1, w = -1/2: q- = (e^(γ/2) - 1)/3 = 1/3.
    const TwoSidedExponentialResponse<Real50> two_sided{Real50(-1), Real50(2), Real50(1), gamma};
    EXPECT_LE(abs(two_sided.q_minus(Real50(-1) / 2) - Real50(1) / 3), 32 * u);
}

TEST(Response, IsSymmetricAtTheSymmetricPoint) {
    const AsymmetricLinearResponse<Rational> ald{Rational(4, 5), Rational(1, 10)};
    EXPECT_EQ(ald.q_plus(ald.w0), ald.q_minus(ald.w0));
    const LinearStepResponse<Rational> step{Rational(-1, 2), Rational(4, 5), Rational(1, 10)};
    EXPECT_EQ(step.q_plus(step.w0), step.q_minus(step.w0));
    const ShiftedLinearResponse<Rational> shifted{Rational(4, 5), Rational(1, 4)};
    const Rational shifted_point = shifted.c * shifted.tau;  // (1+c)(1-c) = (1-c)(1+c)
    EXPECT_EQ(shifted.q_plus(shifted_point), shifted.q_minus(shifted_point));
    const PowerResponse<Rational> power{Rational(4, 5), 3};
    EXPECT_EQ(power.q_plus(Rational(0)), power.q_minus(Rational(0)));
    const TwoSidedPowerResponse<Rational> two_sided{Rational(-1, 2), Rational(4, 5), 2, 3};
    EXPECT_EQ(two_sided.q_plus(Rational(0)), two_sided.q_minus(Rational(0)));
    const TwoSidedExponentialResponse<double> exponential{-0.5, 0.8, 1.5, 2.5};
    EXPECT_EQ(exponential.q_plus(0), exponential.q_minus(0));  // a quotient of one number by itself
}

TEST(ResponseBounds, LargestSymmetricPartByHand) {
    using Q = Rational;
    EXPECT_EQ(largest_symmetric_part<Q>(IdealResponse<Q>{}), 1);
    EXPECT_EQ(largest_symmetric_part<Q>(AsymmetricLinearResponse<Q>{Q(4, 5), Q(1, 10)}), 1);
    // (1 + (4/5)/(1/2))/2 = 13/10 at the upper end, (1 + (1/2)/(4/5))/2 = 13/16 at the lower.
    EXPECT_EQ(largest_symmetric_part<Q>(LinearStepResponse<Q>{Q(-1, 2), Q(4, 5), Q(1, 10)}), Q(13, 10));
    EXPECT_EQ(largest_symmetric_part<Q>(ShiftedLinearResponse<Q>{Q(4, 5), Q(1, 4)}), Q(5, 4));
    EXPECT_EQ(largest_symmetric_part<Q>(ShiftedLinearResponse<Q>{Q(4, 5), Q(-1, 4)}), Q(5, 4));
    EXPECT_EQ(largest_symmetric_part<Q>(PowerResponse<Q>{Q(4, 5), 3}), 4);
    // (13/5)³/2 upwards against (13/8)²/2.
    EXPECT_EQ(largest_symmetric_part<Q>(TwoSidedPowerResponse<Q>{Q(-1, 2), Q(4, 5), 2, 3}), Q(2197, 250));
    // (e^γ + 1)/2 with e^γ = 4: 5/2; as in ExponentialsByHand the terms cost under 32 u of q-(tau) = 5.
    const Real50 u(ScalarTraits<Real50>::unit_roundoff());
    const ExponentialResponse<Real50> exponential{Real50(2), log(Real50(4))};
    EXPECT_LE(abs(largest_symmetric_part<Real50>(exponential) - Real50(5) / 2), 5 * 32 * u);
}

TEST(ResponseBounds, BoundSymmetricPartAndSlopesOnTheWholeRange) {
    const auto examine = [](const auto& response) {
        using R = std::decay_t<decltype(response)>;
        using S = std::decay_t<decltype(response.q_plus(dynamic_range(response).low))>;
        const auto weights = grid<S>(response, 64);
        const S largest = largest_symmetric_part<S>(response);
        const auto lipschitz = response_lipschitz(response);
        // A rounded chord has an absolute error below 512 u q / width: q < 32 here and the grid is 1/64 of the range.
        const S rounding = math::constant<S>(ScalarTraits<S>::unit_roundoff() * 0x1p20);
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
            EXPECT_LE(symmetric_part(response, weights[i]), largest + rounding) << R::name;
            const S width = weights[i + 1] - weights[i];
            EXPECT_LE((response.q_plus(weights[i]) - response.q_plus(weights[i + 1])) / width, lipschitz.plus + rounding);
            EXPECT_LE((response.q_minus(weights[i + 1]) - response.q_minus(weights[i])) / width,
                      lipschitz.minus + rounding);
        }
        // The bounds are attained at the ends: F there, and the slope as the limit of chords (q is convex, so the last
        // chord is below it, and above the slope at its other end; a grid of 64 leaves at most a fifth here).
        const S ends = math::max(symmetric_part(response, weights.front()), symmetric_part(response, weights.back()));
        EXPECT_LE(math::abs(S(ends - largest)), rounding) << R::name;
        const S chord = (response.q_plus(weights[0]) - response.q_plus(weights[1])) / (weights[1] - weights[0]);
        EXPECT_GT(chord * S(5), lipschitz.plus * S(4)) << R::name;
    };
    for_algebraic_devices<Rational>(examine);
    for_exponential_devices<Real50>(examine);
}

TEST(DeviceParameters, MakeEveryFamilyByName) {
    for (const char* family : {"ideal", "ald", "linear_step", "shifted_linear", "power", "two_sided_power", "exponential",
                               "two_sided_exponential"}) {
        const auto response = make_response<double>({.response = family});
        ASSERT_TRUE(response) << family;
        EXPECT_EQ(std::visit([](const auto& r) { return std::string(r.name); }, *response), family);
    }
    EXPECT_FALSE(make_response<double>({.response = "cubic"}));
}

TEST(DeviceParameters, InfiniteRangeMeansDigital) {
    const DeviceParameters digital{.response = "ald", .tau = std::numeric_limits<double>::infinity()};
    EXPECT_TRUE(std::holds_alternative<IdealResponse<double>>(*make_response<double>(digital)));
    EXPECT_EQ(weight_range(digital).high, std::numeric_limits<double>::infinity());
}

TEST(DeviceParameters, RangeIsThatOfTheResponse) {
    for (const char* family :
         {"ald", "linear_step", "shifted_linear", "power", "two_sided_power", "exponential", "two_sided_exponential"}) {
        // Powers of two, so that w0 ± tau is exact.
        const DeviceParameters p{.response = family, .tau = 1, .tau_min = -0.5, .tau_max = 2, .w0 = 0.25};
        const auto [low, high] = weight_range(p);
        const auto compare = [&, low = low, high = high]<class R>(const R& response) {
            if constexpr (Ranged<R>) {
                EXPECT_EQ(dynamic_range(response).low, low) << family;
                EXPECT_EQ(dynamic_range(response).high, high) << family;
            }
        };
        std::visit(compare, *make_response<double>(p));
    }
}

}  // namespace
}  // namespace aimcert
