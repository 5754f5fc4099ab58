// `aimcert verify`, `list`, `explain` and `replay` as a user meets them.

#include "properties/registry.hpp"
#include "tests/cli/eighty_columns.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace aimcert::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

Json verdicts(const std::string& file) { return Json::parse(content(file)); }

TEST(Verify, writes_every_key_of_every_claim_and_exits_0) {
    const Workspace work;
    const auto result = run({"verify", "bounded_weights", "update_lipschitz", "--cases", "400", "--seed", "3", "--json", work / "out.json"});
    EXPECT_EQ(result.status, 0) << result.out << result.err;
    EXPECT_EQ(result.err, "");
    expect_eighty_columns(result.out);
    const Json out = verdicts(work / "out.json");
    EXPECT_EQ(out["seed"], 3);
    std::vector<std::string> forms;
    for (const auto& claim : out["claims"]) {
        for (const char* key : {"id", "form", "source", "relation", "verdict", "expected", "instances", "hypotheses_not_met",
                                "violations", "rounding_only", "worst_ratio", "worst_instance", "counterexample", "tightness"})
            EXPECT_TRUE(claim.contains(key)) << key;
        EXPECT_EQ(claim["verdict"], claim["expected"]);
        EXPECT_EQ(claim["instances"], 400);
        EXPECT_EQ(claim["tightness"], claim["verdict"] == "falsified" ? "exceeded" : "tight");
        EXPECT_GT(claim["adversarial_evaluations"], 1000);
        EXPECT_EQ(claim["counterexample"].is_null(), claim["verdict"] == "not_falsified");
        forms.push_back(claim["id"].get<std::string>() + " " + claim["form"].get<std::string>());
    }
    EXPECT_THAT(forms, ::testing::ElementsAre("bounded_weights published", "update_lipschitz published", "update_lipschitz corrected"));
}

TEST(Verify, exits_1_when_a_known_counterexample_is_lost) {
    // Of one instance alone, most seeds find no violation.
    const Workspace work;
    int lost = 0;
    for (int seed = 1; seed <= 20 && lost == 0; ++seed) {
        const auto result = run({"verify", "saturation_and_fast_reset", "--cases", "1", "--seed", std::to_string(seed), "--json", work / "out.json"});
        bool as_expected = true;
        const Json out = verdicts(work / "out.json");
        for (const auto& claim : out["claims"]) as_expected &= claim["verdict"] == claim["expected"];
        EXPECT_EQ(result.status, as_expected ? 0 : 1);
        EXPECT_THAT(result.out, HasSubstr(as_expected ? "Every claim has the verdict expected" : "another verdict than expected"));
        lost += !as_expected;
    }
    EXPECT_EQ(lost, 1);
}

TEST(Verify, finds_the_same_on_any_number_of_threads_and_other_things_with_another_seed) {
    const Workspace work;
    const auto with = [&](const std::string& jobs, const std::string& seed) {
        EXPECT_EQ(run({"verify", "bounded_signals", "update_lipschitz", "--cases", "150", "--jobs", jobs, "--seed", seed, "--json", work / "out.json"}).status, 0);
        return content(work / "out.json");
    };
    const std::string one = with("1", "5");
    EXPECT_EQ(one, with("2", "5"));
    EXPECT_EQ(one, with("7", "5"));
    EXPECT_NE(one, with("1", "6"));
}

TEST(Verify, searches_in_float_and_confirms_exactly) {
    const Workspace work;
    EXPECT_EQ(run({"verify", "update_lipschitz", "--scalar", "float", "--cases", "500", "--json", work / "out.json"}).status, 0);
    const Json published = verdicts(work / "out.json")["claims"][0];
    EXPECT_EQ(published["verdict"], "falsified");
    EXPECT_THAT(published["counterexample"]["scalar"], ::testing::AnyOf("rational", "interval"));
}

TEST(Verify, breaks_no_claim_in_float_that_stands_in_double) {
    const Workspace work;
    run({"verify", "--scalar", "float", "--cases", "400", "--json", work / "out.json"});
    const Json out = verdicts(work / "out.json");
    EXPECT_GT(out["claims"].size(), 90u);
    for (const auto& claim : out["claims"]) {
        EXPECT_EQ(claim["undecided"], 0) << claim["id"];
        if (claim["expected"] == "not_falsified") {
            EXPECT_EQ(claim["verdict"], "not_falsified") << claim["id"] << claim["form"];
        }
    }
}

TEST(Verify, stops_at_its_time_budget) {
    const Workspace work;
    const auto result = run({"verify", "bounded_weights", "--cases", "100000000", "--time-budget", "1", "--json", work / "out.json"});
    EXPECT_EQ(result.status, 0) << result.out;
    const int instances = verdicts(work / "out.json")["claims"][0]["instances"];
    EXPECT_GT(instances, 0);
    EXPECT_LT(instances, 100000000);
}

TEST(Verify, gives_every_claim_some_instances_of_a_time_budget_however_small) {
    const Workspace work;
    run({"verify", "update_lipschitz", "bounded_weights", "bounded_signals", "--time-budget", "1e-9", "--json", work / "out.json"});
    const Json out = verdicts(work / "out.json");
    ASSERT_GE(out["claims"].size(), 4u);
    for (const auto& claim : out["claims"]) EXPECT_EQ(claim["instances"], 20) << claim["id"];
}

TEST(Verify, says_which_unexpected_verdicts_come_from_a_search_cut_short) {
    const auto cut = run({"verify", "residual_array_descent", "--cases", "20"});
    EXPECT_EQ(cut.status, 1);
    expect_eighty_columns(cut.out);
    EXPECT_THAT(cut.out, HasSubstr("1 claim has another verdict than expected"));
    EXPECT_THAT(cut.out, HasSubstr("\nresidual_array_descent (published): --cases or --time-budget ended its search\n  after 20 instances of 6000.\n"));
    EXPECT_THAT(run({"verify", "bounded_weights", "--cases", "20"}).out, Not(HasSubstr("ended its search")));
}

TEST(Verify, shows_progress_and_colours_on_a_terminal_only) {
    const Arguments arguments{"verify", "bounded_weights", "--cases", "50"};
    const auto terminal = run_on_terminal(arguments);
    EXPECT_THAT(terminal.err, HasSubstr("[####"));
    EXPECT_THAT(terminal.out, HasSubstr("\x1b[32m"));
    EXPECT_THAT(run_on_terminal(arguments, {{"NO_COLOR", "1"}}).out, Not(HasSubstr("\x1b[")));
    const auto pipe = run(arguments);
    EXPECT_EQ(pipe.err, "");
    EXPECT_THAT(pipe.out, Not(HasSubstr("\x1b[")));
}

TEST(Verify, refuses_bad_usage_with_the_nearest_name) {
    const auto unknown = run({"verify", "update_lipshitz"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_THAT(unknown.err, HasSubstr("\"update_lipschitz\""));
    for (const Arguments& arguments : std::vector<Arguments>{{"verify", "--cases", "0"}, {"verify", "--cases", "ten"}, {"verify", "--scalar", "half"}, {"verify", "--time-budget", "-1"}, {"verify", "--jobs", "0"}, {"verify", "--casses", "3"}, {"frobnicate"}, {}}) {
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    }
}

TEST(List, names_every_claim_in_eighty_columns) {
    const auto result = run({"list"});
    EXPECT_EQ(result.status, 0);
    expect_eighty_columns(result.out);
    for (const auto& claim : registry()) EXPECT_THAT(result.out, HasSubstr("\n" + claim.info.id + " "));
}

TEST(Explain, shows_what_a_reader_has_to_know) {
    for (const auto& claim : registry()) {
        const auto result = run({"explain", claim.info.id});
        EXPECT_EQ(result.status, 0);
        expect_eighty_columns(result.out);
        for (const char* field : {"statement", "source", "relation", "status", "expected"})
            EXPECT_THAT(result.out, HasSubstr(std::string("\n") + field + " ")) << claim.info.id;
    }
    EXPECT_THAT(run({"explain", "update_lipschitz"}).out, HasSubstr("recorded from the code"));
    EXPECT_EQ(run({"explain"}).status, 2);
    EXPECT_EQ(run({"explain", "nothing"}).status, 2);
}

TEST(Explain, pages_of_the_docs_are_those_of_the_registry) {
    const Workspace work;
    ASSERT_EQ(run({"explain", "--pages", work / "claims"}).status, 0);
    const auto pages = tree(work.path() / "claims");
    std::set<std::string> ids;
    for (const auto& claim : registry()) ids.insert(claim.info.id);
    EXPECT_EQ(pages.size(), ids.size() + 1);
    EXPECT_EQ(pages, tree(std::filesystem::path(AIMCERT_SOURCE_DIR) / "docs/claims")) << "mend with: aimcert explain --pages docs/claims";
}

TEST(Replay, shows_a_counterexample_in_every_scalar) {
    const Workspace work;
    ASSERT_EQ(run({"verify", "update_lipschitz", "--cases", "400", "--json", work / "out.json"}).status, 0);
    const Json found = verdicts(work / "out.json")["claims"][0]["counterexample"];
    work.write("found.json", found.dump());
    const auto result = run({"replay", work / "found.json"});
    EXPECT_EQ(result.status, 0) << result.err;
    for (const char* scalar : {"float", "double", "real50", "real100"})
        EXPECT_THAT(result.out, HasSubstr(std::string("\n") + scalar + ": looks violated")) << scalar;
    for (const char* scalar : {"interval", "rational"})
        EXPECT_THAT(result.out, HasSubstr(std::string("\n") + scalar + ": VIOLATED")) << scalar;
    EXPECT_THAT(result.out, HasSubstr("lhs " + found["lhs"].get<std::string>()));
    EXPECT_THAT(result.out, HasSubstr("rhs " + found["rhs"].get<std::string>()));
}

/// What replay says of a saved instance.
std::string replayed(const std::string& instance) {
    const Workspace work;
    work.write("instance.json", instance);
    const auto result = run({"replay", work / "instance.json"});
    EXPECT_EQ(result.status, 0) << result.err;
    return result.out;
}

TEST(Replay, shows_numbers_beyond_the_doubles) {
    const std::string out = replayed(R"({"claim":"update_lipschitz","form":"published","instance":{"family":"device","response":"power",
        "tau":1,"gamma":2,"weight":1,"increments":["-0x1p1023",0]}})");
    EXPECT_THAT(out, HasSubstr("U(w,d) = w + d F - |d| G = ≈ -3.59538626972e+308\n"));
    EXPECT_THAT(out, HasSubstr("\nrational: VIOLATED"));
}

TEST(Replay, goes_on_where_rationals_divide_by_zero) {
    const std::string out = replayed(R"({"claim":"sync_descent","instance":{"family":"pipeline","activations":["identity"],
        "loss":"half_squared_error","weights":[[[0]]],"other_weights":[],"inputs":[[0]],"targets":[[0]],"tau":1,
        "learning_rate":"1/2","young":1,"saturation_bound":1,"micro_batches":1,"order":[0],"a_posteriori":false}})");
    EXPECT_THAT(out, HasSubstr("\nrational: not rational (division by zero)\n"));
    EXPECT_THAT(out, HasSubstr("\ninterval: "));
}

TEST(Replay, writes_out_intervals_of_subnormal_numbers) {
    const std::string out = replayed(R"({"claim": "gd_saturation_scalar", "form": "published", "instance": {"family": "array",
        "shape": "log_cosh", "curvatures": ["1"], "mirror": [], "noise": [], "odds": [], "minimum": ["-1/16"],
        "device": {"response": "ald", "tau": "1/4", "w0": "0"}, "residual_device": {"response": "ideal"},
        "weight": ["0x0.000000000001p-1022"], "residual": ["0"], "alpha": "1/2", "beta": "1", "gamma": "1", "steps": 3}})");
    EXPECT_THAT(out, HasSubstr("\ninterval: VIOLATED"));
}

TEST(Replay, names_what_is_wrong_with_a_file) {
    const Workspace work;
    const auto refused = [&](const std::string& text, const std::string& reason) {
        work.write("bad.json", text);
        const auto result = run({"replay", work / "bad.json"});
        EXPECT_EQ(result.status, 2) << text;
        EXPECT_EQ(result.out, "") << text;
        EXPECT_THAT(result.err, HasSubstr("bad.json")) << text;
        EXPECT_THAT(result.err, HasSubstr(reason)) << text;
        EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    };
    refused("{\n  \"claim\": \"update_lipschitz\",\n}", "line 3, column 1: expected JSON, found a syntax error");
    refused("{\"claim\": 1e999}", "expected finite numbers");
    refused("[]", "expected an object, found an array");
    refused(R"({"claim":"update_lipschitz"})", "instance: expected this key, found none");
    refused(R"({"claim":7})", "claim: expected another type, found a number");
    refused(R"({"claim":"update_lipschitz","from":"published","instance":{}})", "from: unknown key (nearest known: form)");
    refused(R"({"claim":"update_lipschitz","instance":{"kind":"nonsense"}})", "key \"family\" is missing");
    const auto device = [](const std::string& claim, const std::string& more) {
        return "{\"claim\": \"" + claim + "\", \"instance\": {\"family\": \"device\", \"response\": \"ideal\", \"weight\": 0" + more + ", \"increments\": [1, 0]}}";
    };
    refused(device("update_lipshitz", ""), "key \"claim\": no claim \"update_lipshitz\": expected one of `aimcert list`, the nearest is \"update_lipschitz\"");
    refused(device("update\\nlipschitz", ""), "key \"claim\": no claim \"update\\nlipschitz\"");
    refused(device("update_lipschitz", ", \"wieght\": 1"), "instance.wieght: unknown key (nearest known: weight)");
    refused(device("update_lipschitz", ", \"weight\": 1"), "weight: expected this key once, found it twice");
    work.write("good.json", device("update_lipschitz", ""));
    EXPECT_EQ(run({"replay", work / "good.json"}).status, 0);
    refused(replaced(device("update_lipschitz", ""), "\"instance\"", "\"form\": \"\", \"instance\""), "key \"form\": update_lipschitz has no form \"\"");
    refused(device("analog_gd_convergence", ""), "key \"family\": claim analog_gd_convergence takes another family of instances");
    refused(R"({"claim": "absolute_noise_expectation", "instance": {"family": "parameters", "values": {"v": 1}}})", "key \"values.t\" is missing");
    const std::string array = content(std::filesystem::path(AIMCERT_SOURCE_DIR) / "reference/counterexamples/analog_gd_convergence-published.json");
    refused(replaced(array, "\"residual_device\": {", "\"residual_device\": {\"tua\": 1, "), "instance.residual_device.tua: unknown key (nearest known: ");
    refused(R"({"claim":"auxiliary_telescopes","instance":{"family":"increments","increments":[]}})", "increments");
    refused(R"({"claim":"response_bounds","form":"published","instance":{"family":"parameters","values":{"n":1}}})", "values.tau");
    refused(R"({"claim":"response_bounds","form":"published","instance":{"family":"parameters","values":{"n":1e9,"tau":1}}})",
            "values.n");
    EXPECT_EQ(run({"replay", work / "missing.json"}).status, 2);
}

}  // namespace
}  // namespace aimcert::testing
