// An instance file may say anything: it is refused by its key, or evaluated. What claims draw and shrink is never refused.

#include "properties/registry.hpp"
#include "properties/search.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <iostream>

namespace aimcert {
namespace {

using Json = nlohmann::ordered_json;

/// What a value may be replaced by; an empty list where nothing worse than what stands there comes to mind.
std::vector<Json> mutilations(const Json& value) {
    if (value.is_array() && value.empty()) return {};
    if (value.is_array()) {
        Json shorter = value, longer = value;
        shorter.erase(value.size() - 1);
        longer.push_back(value.back());
        return {Json::array(), shorter, longer};
    }
    if (value.is_number_integer()) return {0, -1, 1, 1000, 1'000'000'000};
    if (value.is_string()) return {"0", "-1", "1000000000", "inf", "-0x1p1023", "0x1p-1074"};
    return {};
}

/// Where values stand in the tree below `at`.
void collect_places(const Json& tree, const Json::json_pointer& at, std::vector<Json::json_pointer>& places) {
    const auto visit = [&](const Json::json_pointer& place) {
        places.push_back(place);
        collect_places(tree, place, places);
    };
    const Json& here = tree[at];
    if (here.is_object())
        for (const auto& [key, unused] : here.items()) visit(at / key);
    if (here.is_array())
        for (std::size_t n = 0; n < here.size(); ++n) visit(at / n);
}

/// Calls visit(what was done, copy) with one value of an instance replaced, or one key missing.
template <class Visit>
void for_each_mutilated(const Json& whole, const Visit& visit) {
    std::vector<Json::json_pointer> places;
    collect_places(whole, Json::json_pointer(), places);
    for (const auto& place : places) {
        for (const Json& value : mutilations(whole[place])) {
            Json copy = whole;
            copy[place] = value;
            visit(place.to_string() + " := " + value.dump(), copy);
        }
        Json copy = whole;
        if (copy[place.parent_pointer()].is_object()) {
            copy[place.parent_pointer()].erase(place.back());
            visit(place.to_string() + " missing", copy);
        }
    }
}

/// Evaluates what can be read. What is wrong where that fails other than by naming a key.
std::string reaction(const Claim& claim, const Json& json) {
    try {
        claim.evaluate(instance_from_json(json), ScalarKind::float64);
    } catch (const std::invalid_argument& error) {
        if (std::string_view(error.what()).starts_with("key")) return "";
        return error.what();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

/// In a process of its own, which a crash ends: the last line that it has written names the instance.
[[noreturn]] void evaluate_mutilated(const Claim& claim) {
    int failures = 0;
    for (const int index : {0, 40, 99}) {
        const Json drawn = to_json(drawn_instance(claim, 1, index).value());
        for_each_mutilated(drawn, [&](const std::string& what, const Json& json) {
            std::cerr << index << what << '\n';
            const std::string failure = reaction(claim, json);
            if (failure.empty()) return;
            std::cerr << "  FAILED: " << failure << '\n';
            ++failures;
        });
    }
    std::_Exit(failures == 0 ? 0 : 1);
}

TEST(MutilatedInstance, IsRefusedByItsKeyOrEvaluated) {
    for (const Claim& claim : registry())
        EXPECT_EXIT(evaluate_mutilated(claim), ::testing::ExitedWithCode(0), "")
            << claim.info.id << ", " << name_of(form_names, claim.info.form);
}

/// Only what a claim applies to is saved; what it does not may hold the quotient 0/0 of a noise that there is not.
void expect_read_back(const Claim& claim, const Instance& instance) {
    if (claim.evaluate(instance, ScalarKind::float64).hypotheses == Truth::no) return;
    const Json json = to_json(instance);
    ASSERT_NO_THROW(EXPECT_EQ(instance_from_json(json), instance)) << claim.info.id << ' ' << json.dump();
}

TEST(DrawnInstance, IsReadBackAsItIs) {
    for (const Claim& claim : registry())
        for (int index = 0; index < 100; ++index) expect_read_back(claim, drawn_instance(claim, 1, index).value());
}

/// What a violation is shrunk to is saved.
TEST(ShrunkInstance, IsReadBackAsItIs) {
    for (const Claim& claim : registry()) {
        auto shrinks = drawn_instance(claim, 1, 60).shrinks();
        while (const auto simpler = shrinks.next()) expect_read_back(claim, simpler->value());
    }
}

}  // namespace
}  // namespace aimcert
