// What the claims on Tiki-Taka share, and the table of docs/derivations against the claim: its condition is met just below
// the smoothness of a row, not just above.

#include "properties/array/generator.hpp"
#include "properties/array/tiki_taka.hpp"
#include "properties/registry.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

namespace aimcert {
namespace {

const Claim& published() {
    for (const Claim& claim : registry())
        if (claim.info.id == "tiki_taka_convergence" && claim.info.form == Form::published) return claim;
    throw std::logic_error("the claim is registered");
}

/// All entries share one draw: `skew` with odds 1 to skew², else -1/skew; E ε_i² = 1 and E|ε_i - median| = 1/skew.
ArrayInstance instance(std::size_t dimension, double skew, double smoothness) {
    ArrayInstance i;
    i.curvatures.assign(dimension, smoothness);
    i.minimum = i.weight = i.residual = Numbers(dimension, 0);
    i.noise = {Numbers(dimension, skew), Numbers(dimension, -1 / skew)};
    i.odds = {1, skew * skew};
    i.device = i.residual_device = {.response = "ald", .tau = 1};
    return i;
}

TEST(EntriesOfNoise, AreIndependentAndOfOneLawWhereTheyAreDrawnSo) {
    ArrayInstance i;
    i.weight = Numbers(3, 0);
    make_independent_noise(i, std::vector(3, skewed_law(0.3, 3)));
    EXPECT_TRUE(entries_are_iid(i));
    std::swap(i.noise[1], i.noise[4]);  // the same list in another order
    std::swap(i.odds[1], i.odds[4]);
    EXPECT_TRUE(entries_are_iid(i));
    i.odds[2] *= 2;
    EXPECT_FALSE(entries_are_iid(i));
}

TEST(EntriesOfNoise, AreNotWhereOneTellsTheOther) {
    ArrayInstance i;
    i.weight = {0, 0};
    i.noise = {{-1, 1}, {1, -1}};
    i.odds = {1, 1};
    EXPECT_FALSE(entries_are_iid(i));
    i.noise = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
    i.odds = {1, 1, 1, 1};
    EXPECT_TRUE(entries_are_iid(i));
    for (auto& outcome : i.noise) outcome[1] += 5;  // means are subtracted
    EXPECT_TRUE(entries_are_iid(i));
    for (auto& outcome : i.noise) outcome[1] *= 2;
    EXPECT_FALSE(entries_are_iid(i)) << "laws differ";
    i.weight = {0};
    i.noise = {{1}, {7}, {-2}};
    i.odds = {1, 2, 3};
    EXPECT_TRUE(entries_are_iid(i));
    i.shape = Shape::least_squares;
    i.weight = {0, 0};
    EXPECT_FALSE(entries_are_iid(i)) << "over samples the noise is that of the objective";
}

TEST(TikiTakaRegion, OfTheTableIsThatOfTheClaimExactly) {
    std::ifstream table(AIMCERT_SOURCE_DIR "/docs/derivations/tiki_taka_region.csv");
    std::string line;
    ASSERT_TRUE(std::getline(table, line)) << "run gnuplot docs/derivations/tiki_taka_region.gp";
    int rows = 0;
    while (std::getline(table, line)) {
        double skew = 0;
        for (const auto& [law, value] : {std::pair{",constant size,", 1.0}, {",\"two values, 1 to 4\",", 2.0}, {",\"two values, 1 to 16\",", 4.0}})
            if (line.find(law) != std::string::npos) skew = value;
        if (skew == 0) continue;  // the normal law has no finite list
        const double dimension = std::stod(line), least = std::stod(line.substr(line.rfind(',') + 1));
        // σ = √D, τ = 1; the table has nine digits.
        for (const bool inside : {true, false}) {
            const double smoothness = std::sqrt(dimension) / least * (inside ? 1 - 1e-7 : 1 + 1e-7);
            const Evaluation evaluation =
                published().evaluate(instance(static_cast<std::size_t>(dimension), skew, smoothness), ScalarKind::rational);
            EXPECT_EQ(evaluation.hypotheses, inside ? Truth::yes : Truth::no) << line;
            EXPECT_EQ(evaluation.holds, Truth::yes) << line;  // of an instance outside nothing is asked
        }
        ++rows;
    }
    EXPECT_EQ(rows, 21);
}

}  // namespace
}  // namespace aimcert
