// `aimcert certify` and `aimcert verify --certify` as a user meets them.

#include "tests/cli/eighty_columns.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace aimcert::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

/// The same without what depends on the machine.
Json without_costs(Json json) {
    for (auto& claim : json["claims"]) claim.erase("cost");
    return json;
}

TEST(Certify, SaysWhatBecameOfEveryInstance) {
    const Workspace work;
    const auto result = run({"certify", "analog_sgd_convergence_general", "--cases", "300", "--json", work / "out.json"});
    EXPECT_EQ(result.status, 0) << result.out << result.err;
    expect_eighty_columns(result.out);
    const Json out = Json::parse(content(work / "out.json"));
    std::map<std::string, int> all;
    for (const auto& claim : out["claims"])
        for (const char* key : {"instances", "hypotheses_not_met", "certified", "violated", "hypotheses_open"}) all[key] += claim[key].get<int>();
    EXPECT_GT(all["hypotheses_open"], 0);
    EXPECT_THAT(result.out, HasSubstr(fmt::format("\n{} instances: {} fail a hypothesis, {} are certified, {} certainly\n"
                                                  "violated; of {} neither the statement nor a hypothesis is known to hold.\n",
                                                  all["instances"], all["hypotheses_not_met"], all["certified"], all["violated"], all["hypotheses_open"])));
}

TEST(Certify, WritesCountsThatAddUpAndExitsWith0) {
    const Workspace work;
    const auto result = run({"certify", "bounded_weights", "update_lipschitz", "update_forms_agree", "--cases", "300", "--seed", "3", "--json", work / "out.json"});
    EXPECT_EQ(result.status, 0) << result.out << result.err;
    EXPECT_EQ(result.err, "");
    expect_eighty_columns(result.out);
    EXPECT_THAT(result.out, HasSubstr("update_lipschitz (published) is false"));
    const Json out = Json::parse(content(work / "out.json"));
    EXPECT_EQ(out["seed"], 3);
    ASSERT_EQ(out["claims"].size(), 4u);
    for (const auto& claim : out["claims"]) {
        const auto count = [&](const char* key) { return claim[key].get<int>(); };
        const auto levels = [](const Json& by) { return by["filter"].get<int>() + by["interval"].get<int>() + by["rational"].get<int>() + by["long_interval"].get<int>(); };
        EXPECT_EQ(count("instances"), 300);
        EXPECT_EQ(count("hypotheses_not_met") + count("hypotheses_open") + count("certified") + count("violated") + count("equal_to_all_digits") + count("undecided"), 300);
        EXPECT_EQ(levels(claim["settled_by"]), count("certified") + count("violated"));
        EXPECT_EQ(claim["asked"]["filter"], 300);
        EXPECT_EQ(claim["verdict"], claim["expected"]);
        EXPECT_EQ(count("violated") > 0, claim["expected"] == "falsified");
        EXPECT_EQ(count("undecided"), 0);
        EXPECT_TRUE(claim["undecided_instance"].is_null());
        EXPECT_GT(claim["cost"]["double_seconds"], 0);
        EXPECT_GT(claim["cost"]["filter"], 0);
        EXPECT_GT(claim["cost"]["total"], 0);
    }
    // An equality goes to rationals.
    const auto found = std::ranges::find_if(out["claims"], [](const Json& claim) { return claim["id"] == "update_forms_agree"; });
    ASSERT_NE(found, out["claims"].end());
    const Json& equality = *found;
    EXPECT_EQ(equality["settled_by"]["filter"].get<int>() + equality["asked"]["rational"].get<int>() + equality["asked"]["interval"].get<int>(), 300);
    EXPECT_EQ(equality["asked"]["interval"], equality["equal_to_all_digits"]);
    EXPECT_EQ(equality["settled_by"]["rational"], equality["attained"]);
    EXPECT_GT(equality["attained"], 0);
}

TEST(Certify, CountsTheSameOnAnyNumberOfThreadsAndOthersWithAnotherSeed) {
    const Workspace work;
    const auto with = [&](const std::string& jobs, const std::string& seed) {
        EXPECT_EQ(run({"certify", "bounded_signals", "update_lipschitz", "--cases", "150", "--jobs", jobs, "--seed", seed, "--json", work / "out.json"}).status, 0);
        return without_costs(Json::parse(content(work / "out.json")));
    };
    const Json one = with("1", "5");
    EXPECT_EQ(one, with("2", "5"));
    EXPECT_EQ(one, with("7", "5"));
    EXPECT_NE(one, with("1", "6"));
}

TEST(Certify, IsWhatVerifyAddsWhenAsked) {
    const Workspace work;
    const Arguments claim{"update_lipschitz", "--cases", "200", "--seed", "4", "--json"};
    const auto run_verb = [&](const std::string& verb, const Arguments& more, const std::string& file) {
        Arguments arguments{verb};
        arguments.insert(arguments.end(), more.begin(), more.end());
        arguments.insert(arguments.end(), claim.begin(), claim.end());
        arguments.push_back(work / file);
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 0) << result.out;
        return Json::parse(content(work / file));
    };
    const Json certified = without_costs(run_verb("certify", {}, "certify.json")), verified = run_verb("verify", {"--certify"}, "verify.json"),
               plain = run_verb("verify", {}, "plain.json");
    ASSERT_EQ(verified["claims"].size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(verified["claims"][i]["certificate"], certified["claims"][i]);
        EXPECT_FALSE(plain["claims"][i].contains("certificate"));
        EXPECT_EQ(verified["claims"][i]["violations"], certified["claims"][i]["violated"]) << "of the same instances";
    }
}

TEST(Certify, RefusesBadUsage) {
    const auto unknown = run({"certify", "update_lipshitz"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_THAT(unknown.err, HasSubstr("\"update_lipschitz\""));
    const Workspace work;
    for (const Arguments& arguments : std::vector<Arguments>{{"certify", "--cases", "0"}, {"certify", "--jobs", "0"}, {"certify", "--seed", "x"}, {"certify", "update_lipschitz", "--cases", "5", "--json", "/dev/null/out.json"}}) {
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 2) << result.out;
        EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    }
}

}  // namespace
}  // namespace aimcert::testing
