// Every claim, searched as `verify` does: a bound that breaks, or a counterexample that is lost, is a regression.

#include "properties/registry.hpp"
#include "properties/tighten.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace aimcert {
namespace {

class EveryClaim : public ::testing::TestWithParam<const Claim*> {};

TEST_P(EveryClaim, HasTheVerdictExpectedOfIt) {
    const Claim& claim = *GetParam();
    SearchOptions options;
    options.seed = 2;
    const SearchResult result = search(claim, options);
    EXPECT_EQ(name_of(verdict_names, result.verdict), name_of(verdict_names, claim.info.expected));
    EXPECT_EQ(result.undecided, 0);
    EXPECT_GE(3 * (result.instances - result.hypotheses_not_met), result.instances) << "many instances meet the hypotheses";
    EXPECT_LE(2 * result.trivial, result.instances) << "most instances put something at risk";
    if (claim.info.expected == Verdict::falsified) {
        ASSERT_TRUE(result.counterexample.has_value());
        const Finding& finding = *result.counterexample;
        EXPECT_TRUE(finding.scalar == ScalarKind::rational || finding.scalar == ScalarKind::interval);
        EXPECT_EQ(claim.evaluate(instance_from_json(to_json(finding.instance)), finding.scalar).holds, Truth::no);
    }
}

TEST_P(EveryClaim, StandsAgainstAdversarialSearch) {
    const Claim& claim = *GetParam();
    const TightenResult result = tighten(claim, {.seed = 2});
    EXPECT_EQ(result.violation.has_value(), claim.info.expected == Verdict::falsified);
    ASSERT_TRUE(result.best.has_value());
    EXPECT_NE(tightness_of(claim.info.relation, result.best->evaluation.worst.ratio), "loose") << "say so in its status";
}

std::vector<const Claim*> claims() {
    std::vector<const Claim*> list;
    for (const auto& claim : registry()) list.push_back(&claim);
    return list;
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryClaim, ::testing::ValuesIn(claims()), [](const auto& tested) {
    return tested.param->info.id + "_" + std::string(name_of(form_names, tested.param->info.form));
});

TEST(Registry, HasEachFormOfAClaimOnceAndEveryFalseOneWithItsMendedForm) {
    std::set<std::string> seen, false_ones, mended;
    for (const Claim& claim : registry()) {
        const ClaimInfo& info = claim.info;
        EXPECT_TRUE(seen.insert(info.id + std::string(name_of(form_names, info.form))).second) << info.id;
        (info.expected == Verdict::falsified ? false_ones : mended).insert(info.id);
        EXPECT_FALSE(info.statement.empty()) << info.id;
        EXPECT_FALSE(info.source.empty()) << info.id;
        EXPECT_FALSE(info.status.empty()) << info.id;
    }
    for (const auto& id : false_ones) EXPECT_TRUE(mended.contains(id)) << id;
}

}  // namespace
}  // namespace aimcert
