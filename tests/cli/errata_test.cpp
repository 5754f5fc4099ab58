// `aimcert errata`, `verify --save-corpus`, and what `replay` writes out.

#include "cli/errata.hpp"

#include "properties/registry.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace aimcert::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

const fs::path source = AIMCERT_SOURCE_DIR;

const Claim& claim_of(const std::string& id, Form form) {
    for (const Claim& claim : registry())
        if (claim.info.id == id && claim.info.form == form) return claim;
    throw std::out_of_range(id);
}

TEST(WrittenOut, SeparatesNumbersGivenFormulasAndRemarks) {
    DeviceInstance instance;
    instance.weight = 0.5;
    instance.increments = {-1, 0};
    const auto lines = cli::written_out(claim_of("update_lipschitz", Form::published), instance, ScalarKind::rational);
    EXPECT_EQ(cli::given_numbers(lines), "τ = 1, w = 1/2, d = -1, d' = 0");
    const auto line = [&](const std::string& symbol) {
        for (const auto& candidate : lines)
            if (candidate.symbol == symbol) return cli::text_of(candidate);
        return std::string();
    };
    EXPECT_EQ(line("U(w,d)"), "U(w,d) = w + d F - |d| G = -1");
    EXPECT_EQ(line("F_max"), "F_max = 1  [sup F over the range]");
    EXPECT_EQ(cli::in_words(instance, lines), "One weight on the asymmetric linear device.");
}

TEST(WrittenOut, RoundsWhatNobodyReads) {
    EXPECT_EQ(cli::short_number("-7/12"), "-7/12");
    EXPECT_EQ(cli::short_number("(1/2, -3)"), "(1/2, -3)");
    // An interval around a short decimal holds nothing else; one around a third is rounded.
    const std::string third = "[3.333333333333333333333333e-01, 3.333333333333333333333334e-01]";
    EXPECT_EQ(cli::short_number("[2.500000000000000000000000e-01, 2.500000000000000000000000e-01]"), "0.25");
    EXPECT_EQ(cli::short_number(third), "≈ 0.333333333333");
    EXPECT_EQ(cli::short_number("([-1.0e+00, -1.0e+00], " + third + ")"), "(-1, ≈ 0.333333333333)");
    // 1/3 with 400 digits above and below.
    EXPECT_EQ(cli::short_number("1" + std::string(400, '0') + "/3" + std::string(400, '0')), "≈ 0.333333333333");
}

TEST(WrittenOut, ShowsNumbersBeyondTheDoubles) {
    EXPECT_EQ(cli::short_number("1" + std::string(400, '0')), "≈ 1e+400");
    EXPECT_EQ(cli::short_number("-1" + std::string(400, '0') + "/3"), "≈ -3.33333333333e+399");
    EXPECT_EQ(cli::short_number("1/3" + std::string(400, '0')), "≈ 3.33333333333e-401");
    EXPECT_EQ(cli::short_number("[1.000000000000000000000000e+400, 3.000000000000000000000000e+400]"), "≈ 2e+400");
    EXPECT_EQ(cli::short_number("[2.500000000000000000000000e+400, 2.500000000000000000000000e+400]"), "2.5e+400");
    EXPECT_EQ(cli::short_number("[-inf, inf]"), "≈ nan");
    // q-(1) = (1 + 1)² = 4, so that d = -2^1023 leads to 1 - 2^1025.
    const DeviceInstance instance{{.response = "power", .tau = 1, .gamma = 2}, 1, {-0x1p1023, 0}};
    const auto lines = cli::written_out(claim_of("update_lipschitz", Form::published), instance, ScalarKind::rational);
    const auto update = std::ranges::find(lines, "U(w,d)", &cli::Line::symbol);
    ASSERT_NE(update, lines.end());
    EXPECT_EQ(update->value, "≈ -3.59538626972e+308");
}

/// The section of update_lipschitz as it must read; its numbers are worked out by hand.
constexpr const char* section = R"(
## update_lipschitz

RF Lemma 3.

**As published**

```text
|ΔU(w,d) - ΔU(w,d')| <= F_max |d - d'|
```

Hypotheses:

- w in the dynamic range of the device
- any response family

Where:

- F\_max = sup F over the range = max(q-(high), q+(low))/2; 1 for digital weights

**Counterexample**

One weight on the asymmetric linear device.

```text
τ = 1, w = 1/2, d = -1, d' = 0
```

Written out:

```text
q+(w) = 1 - w/τ = 1/2
q-(w) = 1 + w/τ = 3/2
F(w) = (q- + q+)/2 = 1
G(w) = (q- - q+)/2 = 1/2
U(w,d) = w + d F - |d| G = -1
U(w,d') = w + d' F - |d'| G = 1/2
left side = |U(w,d) - U(w,d')| = 3/2
F_max = 1  [sup F over the range]
right side = F_max |d - d'| = 1
```

Claimed of these two sides (difference of increments), and false:

```text
3/2 <= 1
```

All numbers are exact; the comparison was made in rational arithmetic.
)";

TEST(ErrataPage, WritesOutACounterexampleBesideTheCorrectedForm) {
    DeviceInstance instance;
    instance.weight = 0.5;
    instance.increments = {-1, 0};
    const Claim &published = claim_of("update_lipschitz", Form::published), &corrected = claim_of("update_lipschitz", Form::corrected);
    SearchResult falsified, mended;
    falsified.info = published.info;
    falsified.counterexample = Finding{instance, published.evaluate(instance, ScalarKind::rational), ScalarKind::rational, 1, 0, 0};
    mended.info = corrected.info;
    mended.instances = 120;
    mended.hypotheses_not_met = 20;
    mended.worst_ratio = 0.5;
    const auto errata = cli::errata_of({falsified, mended});
    ASSERT_EQ(errata.size(), 1u);
    const std::string page = cli::errata_page(7, errata);
    EXPECT_THAT(page, StartsWith("# Errata\n"));
    EXPECT_THAT(page, HasSubstr("aimcert errata --seed 7"));
    EXPECT_THAT(page, HasSubstr("| [update_lipschitz](#update_lipschitz) | RF Lemma 3 | false: "));
    EXPECT_THAT(page, HasSubstr(section));
    EXPECT_THAT(page, HasSubstr("**What breaks** — " + published.info.flaw.substr(0, 20)));
    EXPECT_THAT(page, HasSubstr("**Corrected**\n\n```text\n" + corrected.info.statement + "\n```\n"));
    EXPECT_THAT(page, HasSubstr("Tightness: the largest ratio of its sides in 120 random instances is 0.5 (1: attained)."));
    EXPECT_THAT(page, HasSubstr("Replay: `aimcert replay reference/counterexamples/update_lipschitz-published.json`"));
}

TEST(Errata, PageOfTheDocsIsThatOfTheRegistry) {
    const Workspace work;
    const auto result = run({"errata", "--out", work / "errata.md"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, "Errata: " + (work / "errata.md") + "\n");
    EXPECT_EQ(content(work / "errata.md"), content(source / "docs/errata.md")) << "mend with: aimcert errata --out docs/errata.md";
}

TEST(Errata, RefusesAFileThatCannotBeWrittenBeforeItSearches) {
    const Workspace work;
    work.write("file", "");
    const auto result = run({"errata", "--out", work / "file/errata.md"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    EXPECT_EQ(run({"errata", "--seed", "one"}).status, 2);
}

TEST(SaveCorpus, WritesEveryCounterexampleAsReplayReadsIt) {
    const Workspace work;
    const auto result = run({"verify", "update_lipschitz", "bounded_weights", "--cases", "300", "--save-corpus", work / "new/corpus"});
    EXPECT_EQ(result.status, 0) << result.err;
    const auto files = tree(work.path() / "new/corpus");
    ASSERT_EQ(files.size(), 1u);
    const auto& [name, text] = *files.begin();
    EXPECT_EQ(name, "update_lipschitz-published.json");
    const auto saved = nlohmann::ordered_json::parse(text);
    const auto replayed = run({"replay", (work.path() / "new/corpus" / name).string()});
    EXPECT_EQ(replayed.status, 0) << replayed.err;
    EXPECT_THAT(replayed.out, HasSubstr("rational: VIOLATED"));
    EXPECT_THAT(replayed.out, HasSubstr("\nwritten out\n"));
    EXPECT_THAT(replayed.out, HasSubstr("left side = |U(w,d) - U(w,d')| = " + saved["lhs"].get<std::string>() + "\n"));
    EXPECT_THAT(replayed.out, HasSubstr("right side = F_max |d - d'| = " + saved["rhs"].get<std::string>() + "\n"));
}

TEST(SaveCorpus, RefusesADirectoryThatCannotBeBeforeItSearches) {
    const Workspace work;
    work.write("file", "kept");
    const auto result = run({"verify", "bounded_weights", "--cases", "50", "--save-corpus", work / "file"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr(work / "file"));
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    EXPECT_EQ(content(work / "file"), "kept");
}

TEST(Corpus, ReplaysAsViolated) {
    for (const auto& entry : fs::directory_iterator(source / "reference/counterexamples")) {
        if (entry.path().extension() != ".json") continue;
        const auto result = run({"replay", entry.path().string()});
        EXPECT_EQ(result.status, 0) << result.err;
        const std::string scalar = nlohmann::ordered_json::parse(content(entry.path()))["scalar"];
        EXPECT_THAT(result.out, HasSubstr("\n" + scalar + ": VIOLATED")) << entry.path();
    }
}

}  // namespace
}  // namespace aimcert::testing
