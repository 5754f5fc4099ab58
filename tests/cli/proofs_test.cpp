// The ledger of machine-checked proofs, as the program reads and shows it.

#include "cli/proofs.hpp"

#include "cli/files/files.hpp"
#include "properties/registry.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <gmock/gmock.h>

namespace aimcert::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* ledger = R"({"claims": [{"id": "bounded_weights", "form": "published", "proofs": [
    {"kind": "KIND", "theorem": "Aimcert.a.b", "file": "coq/a.v", "assumes": "τ > 0", "axioms": ["x"]}],
    "certificate": {"instances": 10, "hypotheses_not_met": 2, "hypotheses_open": 1, "certified": 5, "violated": 2}}]})";

std::string with_kind(const std::string& kind) {
    std::string text = ledger;
    return text.replace(text.find("KIND"), 4, kind);
}

std::string message_of(const std::filesystem::path& file) {
    try {
        cli::read_proof_ledger(file);
    } catch (const cli::InputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(Ledger, IsRead) {
    Workspace space;
    space.write("ledger.json", with_kind("refutation"));
    const auto [proofs, certified] = cli::read_proof_ledger(space / "ledger.json");
    ASSERT_EQ(certified.size(), 1u);
    EXPECT_EQ(cli::certified_text(certified[0]), "5 of 7 random instances, 2 proved to violate it");
    ASSERT_EQ(proofs.size(), 1u);
    EXPECT_EQ(proofs[0].claim, "bounded_weights");
    EXPECT_EQ(proofs[0].form, Form::published);
    EXPECT_EQ(proofs[0].kind, cli::ProofKind::refutation);
    EXPECT_EQ(proofs[0].axioms, std::vector<std::string>{"x"});
    EXPECT_EQ(cli::proof_text(proofs[0]), "refuted");
    space.write("ledger.json", with_kind("reals"));
    EXPECT_EQ(cli::proof_text(cli::read_proof_ledger(space / "ledger.json").proofs[0]), "proved for all instances, assuming τ > 0");
}

TEST(Ledger, ThatIsMissingHoldsNothing) { EXPECT_TRUE(cli::read_proof_ledger("/nowhere/ledger.json").proofs.empty()); }

TEST(Ledger, ErrorsNameFileAndKey) {
    Workspace space;
    space.write("ledger.json", with_kind("guess"));
    EXPECT_THAT(message_of(space / "ledger.json"),
                HasSubstr("ledger.json: claims[0].proofs[0].kind: expected one of reals, partial, refutation, limits, floats, found \"guess\""));
    space.write("ledger.json", "{}");
    EXPECT_THAT(message_of(space / "ledger.json"), HasSubstr("ledger.json: claims: expected this key, found none"));
    space.write("ledger.json", replaced(with_kind("reals"), "\"violated\": 2", "\"violated\": \"no\""));
    EXPECT_THAT(message_of(space / "ledger.json"), HasSubstr("ledger.json: claims[0].certificate.violated: expected another type, found a string"));
}

TEST(Ledger, SpeaksOfEveryFormOfEveryClaim) {
    const std::string text = content(std::filesystem::path(AIMCERT_SOURCE_DIR) / "proofs-checks/README.md");
    for (const Claim& claim : registry()) {
        std::string row = "| " + claim.info.id + " | " + std::string(name_of(form_names, claim.info.form)) + " |";
        for (std::size_t at = 0; (at = row.find('_', at)) != std::string::npos; at += 2) row.insert(at, "\\");
        EXPECT_THAT(text, HasSubstr(row));
    }
}

TEST(Ledger, TheoremsOfOneFileAreOneText) {
    const cli::Proof proof{"x", Form::published, cli::ProofKind::reals, "Aimcert.x.x", "coq/x.v", "τ > 0", {}};
    cli::Proof steps = proof, fails = proof;
    steps.theorem = "Aimcert.x.x_steps";
    fails.kind = cli::ProofKind::limits;
    fails.theorem = "Aimcert.x.x_fails";
    EXPECT_THAT(cli::proof_texts({proof, steps, fails}),
                ::testing::ElementsAre("x, x_steps (coq/x.v): proved for all instances, assuming τ > 0",
                                       "x_fails (coq/x.v): a stronger statement refuted"));
}

TEST(Explain, NamesTheTheorem) {
    EXPECT_THAT(run({"explain", "asymmetric_difference"}).out,
                HasSubstr("\nproofs      asymmetric_difference (coq/asymmetric_difference.v): proved for\n"));
}

}  // namespace
}  // namespace aimcert::testing
