#include "cli/certify.hpp"

#include "cli/files/files.hpp"
#include "cli/finding_text.hpp"
#include "cli/list.hpp"
#include "cli/option_values.hpp"
#include "cli/progress_bar.hpp"
#include "cli/results.hpp"
#include "cli/search_arguments.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>

namespace aimcert::cli {
namespace {

struct CertifyOptions {
    SearchArguments search;
    std::string json;
};

/// In percent, rounded down: 100 means all.
std::string share_text(int part, int whole) {
    if (whole == 0) return "-";
    return fmt::format("{:.2f}", static_cast<double>(10000L * part / whole) / 100);
}

void print_header(bool colour) {
    fmt::print("{}\n", paint(fmt::format("{:<30} {:<9} {:>5} {:>7} {:>6} {:>5} {:>5} {:>5}", "claim", "form", "met", "filter%",
                                         "slower", "equal", "open", "cost"),
                             Colour::bold, colour));
}

void print_row(const CertifyResult& r, bool colour) {
    const Colour tint = !r.as_expected() ? Colour::red : r.violated > 0 ? Colour::yellow : Colour::green;
    fmt::print("{:<30} {:<9}{}{:>5} {} {:>6} {:>5} {:>5} {:>5.1f}\n", r.info.id, name_of(form_names, r.info.form),
               r.as_expected() ? " " : "!", r.met(),
               paint(fmt::format("{:>7}", share_text(r.settled_by[0], r.unequal())), tint, colour), r.slower(), r.attained,
               r.to_all_digits + r.undecided, r.filter_cost);
}

void print_costs(const std::vector<CertifyResult>& results) {
    std::vector<std::pair<double, std::string>> costs;
    for (const auto& r : results)
        if (r.filter_cost > 0) costs.emplace_back(r.filter_cost, r.info.id);
    if (costs.empty()) return;
    std::sort(costs.begin(), costs.end());
    fmt::print("The filter takes {:.1f} times as long as plain double (median), at most {:.1f} times\n({}).\n",
               costs[costs.size() / 2].first, costs.back().first, costs.back().second);
}

void print_summary(const std::vector<CertifyResult>& results, bool colour) {
    CertifyResult all;
    int unexpected = 0;
    for (const auto& r : results) {
        all.instances += r.instances;
        all.hypotheses_not_met += r.hypotheses_not_met;
        all.hypotheses_open += r.hypotheses_open;
        all.certified += r.certified;
        all.attained += r.attained;
        all.violated += r.violated;
        all.either_way += r.either_way;
        all.to_all_digits += r.to_all_digits;
        all.undecided += r.undecided;
        for (std::size_t level = 0; level < all.settled_by.size(); ++level) all.settled_by[level] += r.settled_by[level];
        unexpected += r.as_expected() ? 0 : 1;
    }
    fmt::print("\n{} instances: {} fail a hypothesis, {} are certified, {} certainly\n"
               "violated; of {} neither the statement nor a hypothesis is known to hold.\n",
               all.instances, all.hypotheses_not_met, all.certified, all.violated, all.hypotheses_open);
    fmt::print("Certified whether or not a close hypothesis holds: {}.\n", all.either_way);
    fmt::print("Sides that differ: {} % settled by the filter, {} by slower arithmetic,\n{} open.\n",
               share_text(all.settled_by[0], all.unequal()), all.slower(), all.undecided);
    fmt::print("Equal sides: {} settled by slower arithmetic, {} irrational and open.\n", all.attained, all.to_all_digits);
    print_costs(results);
    for (const auto& r : results)
        if (r.violated > 0)
            fmt::print("{}\n", paint(fmt::format("{} ({}) is false: {} certain violations.", r.info.id, name_of(form_names, r.info.form), r.violated),
                                     r.as_expected() ? Colour::yellow : Colour::red, colour));
    if (unexpected > 0)
        fmt::print("{}\n", paint(fmt::format("{} claims have another verdict than expected (marked !).", unexpected), Colour::red, colour));
}

int certify_verb(const CertifyOptions& options) {
    require_writable_file(options.json);
    const auto results = certify_claims(select_claims(options.search.claims), options.search.options());
    if (!options.json.empty()) write_file_atomically(options.json, certify_json(options.search.seed, results).dump(1) + "\n");
    return std::all_of(results.begin(), results.end(), [](const auto& r) { return r.as_expected(); }) ? 0 : 1;
}

}  // namespace

std::vector<CertifyResult> certify_claims(const std::vector<const Claim*>& claims, const SearchOptions& options) {
    const bool colour = wants_colour(stdout);
    std::vector<CertifyResult> results;
    print_header(colour);
    {
        ProgressBar bar(claims.size());
        SearchOptions with_progress = options;
        with_progress.progress = [&](int done, int total) { bar.show(done, total); };
        for (std::size_t i = 0; i < claims.size(); ++i) {
            bar.start(claims[i]->info.id, i);
            results.push_back(certify(*claims[i], with_progress));
            bar.clear();
            print_row(results.back(), colour);
            std::fflush(stdout);
        }
    }
    for (const auto& r : results)
        if (r.undecided_instance) print_finding("Undecided instance of", r.info, *r.undecided_instance, colour);
    print_summary(results, colour);
    return results;
}

void register_certify(CLI::App& app, int& exit_status) {
    auto* verb = app.add_subcommand("certify", "Prove every claim, or the claims named, on random instances, rounding included");
    auto options = std::make_shared<CertifyOptions>();
    add_search_arguments(*verb, options->search, "the instances are those of `verify` with the same seed");
    verb->add_option("--json", options->json, "Write all counts to this file")->check(not_empty("a file"));
    verb->footer("Hypotheses and statement are evaluated in intervals of doubles that contain the real numbers; what this filter "
                 "leaves open goes to intervals of 100 digits, then to rationals (equalities at once), then to 400 digits where a claim needs them.\n"
                 "met: instances of which no hypothesis certainly fails. filter%: the share of those with sides that differ that the filter "
                 "settles, rounded down. slower, equal: settled by more digits, the sides being different, or equal. open: neither. "
                 "cost: time of the filter in multiples of plain double.\n"
                 "Exit status 0: only claims known to be false are violated, and all of them unless --cases is below their default; 1: not; "
                 "2: bad usage or input.");
    verb->callback([options, &exit_status] { exit_status = certify_verb(*options); });
}

}  // namespace aimcert::cli
