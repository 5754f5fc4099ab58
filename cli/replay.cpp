#include "cli/replay.hpp"

#include "cli/files/files.hpp"
#include "cli/files/instance_json.hpp"
#include "cli/files/json_file.hpp"
#include "cli/list.hpp"
#include "cli/option_values.hpp"
#include "cli/results.hpp"
#include "cli/terminal.hpp"
#include "cli/written_out.hpp"
#include "core/scalar/multiprecision.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace aimcert::cli {

using Json = nlohmann::ordered_json;

namespace {

std::string verdict_of(const Evaluation& e) {
    if (e.hypotheses == Truth::no) return "hypothesis not met: " + e.failed_hypothesis;
    if (e.hypotheses == Truth::unknown) return "hypothesis undecided: " + e.failed_hypothesis;
    if (e.holds == Truth::no) return "VIOLATED";
    if (e.holds == Truth::yes) return "holds";
    if (e.worst.to_all_digits) return "equal to every digit";
    if (e.worst.excess_ulps > 0)
        return fmt::format("looks violated, by {:.3g} units in the last place; rounded arithmetic cannot tell",
                           e.worst.excess_ulps);
    return "too close to decide in this scalar";
}

/// The arithmetic in rationals, or else in intervals.
std::vector<Line> exact_arithmetic(const Claim& claim, const Instance& instance) {
    try {
        return written_out(claim, instance, ScalarKind::rational);
    } catch (const NotRational&) {
    } catch (const std::overflow_error&) {  // division by zero
    }
    return written_out(claim, instance, ScalarKind::interval);
}

void replay(const Claim& claim, const Instance& instance) {
    const std::vector<Line> arithmetic = exact_arithmetic(claim, instance);
    const bool colour = wants_colour(stdout);
    fmt::print("{}  {}\n", paint(claim.info.id, Colour::bold, colour), name_of(form_names, claim.info.form));
    fmt::print("  {}\n\n{}\n", wrap(claim.info.statement, 76, 2), to_json(instance).dump(2));
    if (!arithmetic.empty()) fmt::print("\n{}\n", paint("written out", Colour::grey, colour));
    for (const Line& line : arithmetic) fmt::print("  {}\n", wrap(text_of(line), 78, 6));
    for (const auto& [scalar, name] : scalar_names) {
        if (scalar == ScalarKind::long_interval && !claim.has_long_intervals) continue;
        Evaluation e;
        try {
            e = claim.evaluate(instance, scalar, {.transcript = true});
        } catch (const NotRational& error) {
            fmt::print("\n{}: not rational ({})\n", name, wrap(error.what(), 60, 2));
            continue;
        } catch (const std::overflow_error&) {
            fmt::print("\n{}: not rational (division by zero)\n", name);
            continue;
        }
        const std::string verdict = wrap(verdict_of(e), 78 - name.size(), 2);
        fmt::print("\n{}: {}\n", name,
                   paint(verdict, e.holds == Truth::no ? Colour::red : Colour::green, colour && e.holds != Truth::unknown));
        if (e.comparisons == 0) continue;
        fmt::print("  {}\n    lhs {}\n {:>2} rhs {}\n", wrap(e.worst.what, 76, 2), e.worst.lhs_text,
                   sign_of(claim.info.relation), e.worst.rhs_text);
        if (scalar == ScalarKind::float64 || scalar == ScalarKind::float32)
            fmt::print("    lhs {}  rhs {}\n", fmt::format("{:a}", e.worst.lhs), fmt::format("{:a}", e.worst.rhs));
    }
}

std::vector<const Claim*> forms_of(const std::string& id, const std::string& file) {
    try {
        return select_claims({id});
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: key \"claim\": {}", file, error.what()));
    }
}

void replay_file(const std::string& file) {
    const std::string prefix = file + ": ";
    const Json json = read_json(file);
    const auto forms = forms_of(required_as<std::string>(json, "claim", prefix), file);
    require_known_keys(json, finding_keys, prefix);
    const auto form = json.contains("form") ? std::optional(required_as<std::string>(json, "form", prefix)) : std::nullopt;
    const Instance instance = required_instance(json, prefix);
    bool replayed = false;
    for (const Claim* claim : forms) {
        if (form && *form != name_of(form_names, claim->info.form)) continue;
        try {
            replay(*claim, instance);
        } catch (const std::bad_variant_access&) {
            throw InputError(fmt::format("{}: key \"family\": claim {} takes another family of instances", file, claim->info.id));
        } catch (const std::out_of_range& error) {
            throw InputError(fmt::format("{}: key \"values\": {}", file, error.what()));
        } catch (const std::invalid_argument& error) {
            throw InputError(fmt::format("{}: {}", file, error.what()));
        }
        replayed = true;
    }
    if (!replayed) throw InputError(fmt::format("{}: key \"form\": {} has no form \"{}\"", file, forms.front()->info.id, *form));
}

}  // namespace

void register_replay(CLI::App& app) {
    auto* verb = app.add_subcommand("replay", "Evaluate one saved instance in every scalar and show both sides");
    auto file = std::make_shared<std::string>();
    verb->add_option("INSTANCE", *file, "JSON file as `verify` saves it: {\"claim\",\"form\",\"instance\"}")->check(not_empty("a file"))->required();
    verb->callback([file] { replay_file(*file); });
}

}  // namespace aimcert::cli
