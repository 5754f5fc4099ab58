// The arithmetic that a claim shows on the way to its sides, and the counterexamples that are kept.

#include "core/scalar/multiprecision.hpp"
#include "properties/checks.hpp"
#include "properties/registry.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <map>

namespace aimcert {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> lines_of(const Evaluation& evaluation) {
    std::vector<std::string> lines;
    for (const auto& [symbol, formula, value] : evaluation.shown) lines.push_back(symbol + " = " + formula + " = " + value);
    return lines;
}

TEST(Show, KeepsNumbersInTheirOrderForATranscriptOnly) {
    const EvaluationOptions options{.transcript = true};
    Checks<Rational> checks(options);
    checks.show("x", "given", Rational(3) / 4);
    checks.show("y", "x²", Rational(9) / 16);
    Matrix<Rational> column(2, 1);
    column(0, 0) = Rational(1) / 2;
    column(1, 0) = Rational(-5);
    checks.show("v", "", column);
    checks.show("u", "", Matrix<Rational>(column.topRows(1)));
    EXPECT_THAT(lines_of(checks.finish()), ElementsAre("x = given = 3/4", "y = x² = 9/16", "v =  = (1/2, -5)", "u =  = 1/2"));

    Checks<Rational> silent;
    silent.show("x", "given", Rational(1));
    silent.show("v", "", column);
    EXPECT_THAT(silent.finish().shown, IsEmpty());
}

const Claim& claim_of(const std::string& id, const std::string& form) {
    for (const Claim& claim : registry())
        if (claim.info.id == id && name_of(form_names, claim.info.form) == form) return claim;
    throw std::out_of_range(id + " " + form);
}

TEST(Transcript, OfAnUpdateCanBeFollowedWithAPencil) {
    DeviceInstance instance;
    instance.device = {.response = "ald", .tau = 2};
    instance.weight = 1;
    instance.increments = {-1, 0};
    const auto evaluation = claim_of("update_lipschitz", "published").evaluate(instance, ScalarKind::rational, {.transcript = true});
    // By hand: q± = 1 ∓ 1/2, F = 1, G = 1/2; U(1, -1) = 1 - 1 - 1/2, U(1, 0) = 1.
    EXPECT_THAT(lines_of(evaluation),
                ElementsAre("τ = given = 2", "w = given = 1", "d = given = -1", "d' = given = 0", "q+(w) = 1 - w/τ = 1/2",
                            "q-(w) = 1 + w/τ = 3/2", "F(w) = (q- + q+)/2 = 1", "G(w) = (q- - q+)/2 = 1/2",
                            "U(w,d) = w + d F - |d| G = -1/2", "U(w,d') = w + d' F - |d'| G = 1",
                            "left side = |U(w,d) - U(w,d')| = 3/2", "F_max = [sup F over the range] = 1",
                            "right side = F_max |d - d'| = 1"));
    EXPECT_EQ(evaluation.worst.lhs_text, "3/2");
    EXPECT_THAT(claim_of("update_lipschitz", "published").evaluate(instance, ScalarKind::rational).shown, IsEmpty());
}

const std::filesystem::path corpus = std::filesystem::path(AIMCERT_SOURCE_DIR) / "reference/counterexamples";

struct Kept {
    const Claim* claim;
    Instance instance;
    ScalarKind scalar;
};

/// Every file of the corpus under its name.
std::map<std::string, Kept> kept_counterexamples() {
    std::map<std::string, Kept> kept;
    for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path());
        const auto json = nlohmann::ordered_json::parse(file);
        const bool rational = json.at("scalar") == "rational";
        kept.emplace(entry.path().filename(), Kept{&claim_of(json.at("claim"), json.at("form")), instance_from_json(json.at("instance")),
                                                   rational ? ScalarKind::rational : ScalarKind::interval});
    }
    return kept;
}

TEST(Corpus, HoldsACounterexampleToEveryClaimThatIsExpectedToFail) {
    const auto kept = kept_counterexamples();
    std::size_t expected = 0;
    for (const Claim& claim : registry()) {
        if (claim.info.expected != Verdict::falsified) continue;
        ++expected;
        EXPECT_TRUE(kept.contains(claim.info.id + "-" + std::string(name_of(form_names, claim.info.form)) + ".json")) << claim.info.id;
    }
    EXPECT_EQ(kept.size(), expected);
}

TEST(Corpus, ViolatesItsClaimsInExactArithmetic) {
    for (const auto& [name, kept] : kept_counterexamples()) {
        const Evaluation evaluation = kept.claim->evaluate(kept.instance, kept.scalar);
        EXPECT_EQ(evaluation.hypotheses, Truth::yes) << name << ": " << evaluation.failed_hypothesis;
        EXPECT_EQ(evaluation.holds, Truth::no) << name;
    }
}

TEST(Corpus, IsWrittenOutUpToTheSidesThatAreCompared) {
    for (const auto& [name, kept] : kept_counterexamples()) {
        const Evaluation evaluation = kept.claim->evaluate(kept.instance, kept.scalar, {.transcript = true});
        std::map<std::string, std::string> sides;
        bool given = false;
        for (const auto& [symbol, formula, value] : evaluation.shown) {
            sides[symbol] = value;
            given |= formula.starts_with("given");
        }
        EXPECT_TRUE(given) << name;
        EXPECT_EQ(sides["left side"], evaluation.worst.lhs_text) << name;
        EXPECT_EQ(sides["right side"], evaluation.worst.rhs_text) << name;
    }
}

TEST(Registry, NamesTheStepThatBreaksInEveryProofOfAFalseStatement) {
    for (const Claim& claim : registry())
        EXPECT_EQ(claim.info.flaw.empty(), claim.info.expected != Verdict::falsified) << claim.info.id;
}

}  // namespace
}  // namespace aimcert
