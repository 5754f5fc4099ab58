#include "cli/tighten.hpp"

#include "cli/ablation.hpp"
#include "cli/files/files.hpp"
#include "cli/files/readable_json.hpp"
#include "cli/finding_text.hpp"
#include "cli/list.hpp"
#include "cli/option_values.hpp"
#include "cli/progress_bar.hpp"
#include "cli/report/gnuplot.hpp"
#include "cli/report/tighten_figure.hpp"
#include "cli/results.hpp"
#include "cli/terminal.hpp"
#include "properties/tighten.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace aimcert::cli {
namespace {

struct Options {
    std::vector<std::string> claims, dropped;
    std::string form, json, out, ablate;
    std::uint64_t seed = 1;
    double budget = 0;
    int jobs = 0;
};

std::vector<const Claim*> selected(const Options& options) {
    auto claims = select_claims(options.claims);
    if (options.form.empty()) return claims;
    std::erase_if(claims, [&](const Claim* claim) { return name_of(form_names, claim->info.form) != options.form; });
    if (claims.empty())
        throw InputError(fmt::format("claim \"{}\": expected a form that it has, found \"{}\"", fmt::join(options.claims, "\", \""),
                                     options.form));
    return claims;
}

/// The hypothesis of that name, or the only one whose name has `name` in it.
std::string named_hypothesis(const Claim& claim, const std::string& name) {
    const auto known = hypotheses_of(claim);
    if (std::find(known.begin(), known.end(), name) != known.end()) return name;
    std::vector<std::string> matching;
    for (const auto& hypothesis : known)
        if (hypothesis.find(name) != std::string::npos) matching.push_back(hypothesis);
    if (matching.size() == 1) return matching.front();
    const auto list = [](const std::vector<std::string>& names) {
        return names.empty() ? std::string("none") : fmt::format("\"{}\"", fmt::join(names, "\", \""));
    };
    throw InputError(fmt::format("--drop \"{}\": expected a hypothesis that {} ({}) asks for, found {}; it asks for {}", name,
                                 claim.info.id, name_of(form_names, claim.info.form),
                                 matching.empty() ? "none of that name" : "several: " + list(matching), list(known)));
}

void print_result(const TightenResult& result, bool colour) {
    const bool dropped = !result.dropped.empty();
    fmt::print("{}\n", paint(fmt::format("{} ({})", result.info.id, name_of(form_names, result.info.form)), Colour::bold, colour));
    fmt::print("  {}\n", wrap(result.info.statement, 78, 2));
    if (dropped) fmt::print("  {}\n", wrap(fmt::format("dropped: {}", fmt::join(result.dropped, "; ")), 78, 4));
    if (result.info.relation == Relation::equal && !dropped)
        fmt::print("  an equality: nothing to tighten; {} random instances\n", result.evaluations);
    else if (!result.best)
        fmt::print("  no instance meets the hypotheses in {} evaluations\n", result.evaluations);
    else if (result.info.relation != Relation::equal)
        fmt::print("  largest ratio {:.6g}{}, at evaluation {} of {}\n", result.best->evaluation.worst.ratio,
                   dropped ? "" : fmt::format(" ({})", tightness_words(tightness_of(result.info.relation, result.best->evaluation.worst.ratio))),
                   result.best->evaluations, result.evaluations);
    if (dropped)
        fmt::print("  {}\n", result.violation ? paint("needed: without it the claim has a counterexample", Colour::yellow, colour)
                                              : fmt::format("no violation found in {} evaluations", result.evaluations));
    if (result.violation)
        print_finding(dropped ? "Counterexample without the hypothesis to" : "Counterexample to", result.info, *result.violation, colour);
    if (result.best && !dropped && result.info.relation != Relation::equal)
        print_finding("Worst instance of", result.info, *result.best, colour);
    if (result.climbs.size() > 1)
        for (const auto& figure : tighten_figure(result)) fmt::print("\n{}", draw_as_text(figure, 78, 18));
    fmt::print("\n");
}

/// Each claim's worst instance or counterexample, as `replay` reads it, and the figure of the way to it.
std::vector<File> tighten_files(const std::vector<TightenResult>& results, const std::filesystem::path& directory) {
    std::vector<File> files;
    for (const auto& result : results) {
        const auto& finding = result.violation ? result.violation : result.best;
        if (!finding) continue;
        if (result.info.relation != Relation::equal)
            for (const auto& figure : tighten_figure(result)) std::ranges::move(figure_files(draw(figure), directory), std::back_inserter(files));
        files.push_back({directory / (tighten_name(result) + ".json"), readable_json(finding_json(result.info, *finding)) + "\n"});
    }
    return files;
}

int tighten_claims(const Options& options) {
    const auto claims = selected(options);
    require_writable_file(options.json);
    require_writable_directory(options.out);
    if (!options.out.empty() || options.budget > 0) require_gnuplot();
    std::vector<TightenOptions> efforts;
    for (const Claim* claim : claims) {
        TightenOptions effort{.seed = options.seed, .jobs = options.jobs};
        for (const auto& name : options.dropped) effort.dropped.push_back(named_hypothesis(*claim, name));
        efforts.push_back(std::move(effort));
    }
    const bool colour = wants_colour(stdout);
    std::vector<TightenResult> results;
    ProgressBar bar(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        bar.start(claims[i]->info.id, i);
        if (options.budget > 0)
            efforts[i].deadline = std::chrono::steady_clock::now() +
                                  std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                      std::chrono::duration<double>(options.budget / static_cast<double>(claims.size())));
        efforts[i].progress = [&](int done, int total) { bar.show(done, total); };
        results.push_back(tighten(*claims[i], efforts[i]));
        bar.clear();
        print_result(results.back(), colour);
        std::fflush(stdout);
    }
    if (!options.out.empty()) {
        write_files_atomically(tighten_files(results, options.out));
        fmt::print("written to {}\n", options.out);
    }
    if (!options.json.empty()) write_file_atomically(options.json, readable_json(tighten_json(options.seed, results)) + "\n");
    const bool unexpected = std::any_of(results.begin(), results.end(), [](const TightenResult& r) {
        return r.violation && r.dropped.empty() && r.info.expected != Verdict::falsified;
    });
    return unexpected ? 1 : 0;
}

/// Each hypothesis of each claim that is expected to hold, dropped by itself.
int ablate_claims(const Options& options) {
    std::vector<Ablation> found;
    const auto claims = selected(options);
    require_writable_file(options.ablate);
    const bool all = options.claims.empty() && options.form.empty();
    const std::vector<Ablation> others = all ? std::vector<Ablation>{} : read_ablations(options.ablate);
    ProgressBar bar(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const Claim& claim = *claims[i];
        if (claim.info.expected == Verdict::falsified) continue;
        bar.start(claim.info.id, i);
        for (const auto& hypothesis : hypotheses_of(claim)) {
            const TightenResult result = tighten(claim, {.seed = options.seed, .jobs = options.jobs, .dropped = {hypothesis}});
            bar.clear();
            fmt::print("{} {} {} {}\n", pad(claim.info.id, 30), pad(name_of(form_names, claim.info.form), 9),
                       pad(result.violation ? "needed" : "not found", 9), hypothesis);
            std::fflush(stdout);
            found.push_back({claim.info.id, claim.info.form, hypothesis, result.evaluations, result.violation});
        }
    }
    bar.clear();
    write_ablations(options.ablate, replaced(others, claims, found));
    return 0;
}

}  // namespace

void register_tighten(CLI::App& app, int& exit_status) {
    auto* verb = app.add_subcommand("tighten", "Search for the largest ratio of the two sides of a claim, and for hypotheses "
                                               "that it does not need");
    auto options = std::make_shared<Options>();
    verb->add_option("CLAIM", options->claims, "Ids of claims (`aimcert list`)");
    verb->add_option("--form", options->form, "Only this form of the claim")
        ->check(CLI::IsMember({"published", "corrected", "derived"}));
    verb->add_option("--budget", options->budget, "Seconds: rounds begin until then; without it there is one round")
        ->check(seconds())
        ->type_name("SEC");
    verb->add_option("--seed", options->seed, "Seed: the same seed gives the same rounds on any number of threads")
        ->check(whole_number())
        ->capture_default_str();
    add_jobs(*verb, options->jobs);
    verb->add_option("--drop", options->dropped, "Search with this hypothesis dropped; part of its name is enough")
        ->check(not_empty("a hypothesis"))
        ->type_name("HYPOTHESIS");
    verb->add_option("--json", options->json, "Write what was found to this file")->check(not_empty("a file"));
    verb->add_option("--out", options->out, "Write the plot (SVG, PDF, CSV) and the instance, as `replay` reads it, to DIR")
        ->check(not_empty("a directory"))
        ->type_name("DIR");
    verb->add_option("--ablate", options->ablate, "Drop each hypothesis of every claim (or those named); "
                                                  "write to FILE which are needed")
        ->check(not_empty("a file"))
        ->type_name("FILE")
        ->excludes("--drop")
        ->excludes("--json")
        ->excludes("--out")
        ->excludes("--budget");
    verb->footer("One round climbs from 8 of the worst of 400 random instances. A ratio within\n"
                 "1 % of 1 is called tight, below 0.1 loose. What is reported was confirmed in\n"
                 "rational or interval arithmetic. Exit status 0; 1: a claim that is expected to\n"
                 "hold is violated, no hypothesis dropped; 2: bad usage or input.");
    verb->callback([options, &exit_status] {
        if (options->claims.empty() && options->ablate.empty()) throw CLI::RequiredError("CLAIM");
        exit_status = options->ablate.empty() ? tighten_claims(*options) : ablate_claims(*options);
    });
}

}  // namespace aimcert::cli
