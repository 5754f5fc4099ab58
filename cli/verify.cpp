#include "cli/verify.hpp"

#include "cli/certify.hpp"
#include "cli/corpus.hpp"
#include "cli/files/files.hpp"
#include "cli/finding_text.hpp"
#include "cli/list.hpp"
#include "cli/option_values.hpp"
#include "cli/progress_bar.hpp"
#include "cli/report/gnuplot.hpp"
#include "cli/report/report.hpp"
#include "cli/results.hpp"
#include "cli/search_arguments.hpp"
#include "cli/run.hpp"
#include "cli/terminal.hpp"
#include "properties/tighten.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace aimcert::cli {
namespace {

struct VerifyOptions {
    SearchArguments search;
    std::string scalar = "double";
    double time_budget = 0;
    bool certify = false;
    std::string json, report, corpus;
    std::string command = "aimcert verify";
};

void print_header(bool colour) {
    fmt::print("{}\n", paint(fmt::format("{:<30} {:<9} {:<13} {:>6} {:>4} {:>7}", "claim", "form", "verdict", "cases", "met%",
                                         "worst"),
                             Colour::bold, colour));
}

void print_row(const SearchResult& r, bool colour) {
    std::string verdict(name_of(verdict_names, r.verdict));
    if (r.verdict == Verdict::hypotheses_never_met) verdict = "never met";
    const Colour tint = !r.as_expected() ? Colour::red : r.verdict == Verdict::falsified ? Colour::yellow : Colour::green;
    const double met = r.instances == 0 ? 0 : 100.0 * (r.instances - r.hypotheses_not_met) / r.instances;
    const std::string_view tightness = r.worst ? tightness_of(r.info.relation, r.worst_ratio) : "";
    fmt::print("{:<30} {:<9}{}{} {:>6} {:>4.0f} {:>7}{}\n", r.info.id, name_of(form_names, r.info.form), r.as_expected() ? " " : "!",
               paint(pad(verdict, 13), tint, colour), r.instances, met, ratio_text(r.worst_ratio),
               tightness == "tight" || tightness == "loose" ? fmt::format(" {}", tightness) : "");
}

void print_summary(const std::vector<SearchResult>& results, double seconds, bool colour) {
    std::size_t unexpected = 0;
    long instances = 0, rounding = 0, undecided = 0, evaluations = 0, loose = 0;
    for (const auto& r : results) {
        evaluations += r.adversarial_evaluations;
        loose += r.worst && tightness_of(r.info.relation, r.worst_ratio) == "loose" ? 1 : 0;
        unexpected += r.as_expected() ? 0 : 1;
        instances += r.instances;
        rounding += r.rounding_only;
        undecided += r.undecided;
    }
    fmt::print("\n{} claims, {} random instances, {} evaluations of adversarial search, {:.0f} s.\n"
               "Undecided: {}. Loose by more than 10x: {}.\nApparent violations that were rounding only: {}.\n",
               results.size(), instances, evaluations, seconds, undecided, loose, rounding);
    if (unexpected == 0) fmt::print("{}\n", paint("Every claim has the verdict expected of it.", Colour::green, colour));
    else
        fmt::print("{}\n", paint(fmt::format("{} {} another verdict than expected (marked !).", unexpected,
                                             unexpected == 1 ? "claim has" : "claims have"),
                                 Colour::red, colour));
    for (const auto& r : results)
        if (!r.as_expected() && r.instances < r.info.cases)
            fmt::print("{}\n", wrap(fmt::format("{} ({}): --cases or --time-budget ended its search after {} instances of {}.", r.info.id,
                                                name_of(form_names, r.info.form), r.instances, r.info.cases), 80, 2));
}

/// The example run that closes a report: asynchronous training on the handwritten digits, shortened.
std::optional<RunResult> example_run(ProgressBar& bar) {
    const std::filesystem::path file = std::filesystem::path(AIMCERT_SOURCE_DIR) / "examples/digits_async.toml";
    if (!std::filesystem::exists(file)) return std::nullopt;  // an installed program without the sources
    Configuration configuration = read_configuration(file);
    configuration.train.steps = std::min(configuration.train.steps, 6000);
    configuration.ledger.every = 100;
    return run_configuration(configuration, "double", [&](int done) { bar.show(done, configuration.train.steps); });
}

void print_example_run(const RunResult& run) {
    fmt::print("\nExample run: {} updates of {} training on {}\n  loss {:.4f} -> {:.4f}", run.updates, run.schedule,
               run.configuration.filename().string(), run.initial_loss, run.final_loss);
    if (run.accuracy) fmt::print(", accuracy {:.1f} %", 100 * *run.accuracy);
    fmt::print(", saturation {:.3f} -> {:.3f}\n", run.initial_saturation, run.final_saturation);
}

int verify(const VerifyOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const auto claims = select_claims(options.search.claims);
    require_writable_file(options.json);
    require_writable_directory(options.corpus);
    require_writable_directory(options.report);
    if (!options.report.empty()) require_gnuplot();
    SearchOptions search_options = options.search.options();
    search_options.scalar = options.scalar == "float" ? ScalarKind::float32 : ScalarKind::float64;

    const bool colour = wants_colour(stdout);
    std::vector<SearchResult> results;
    print_header(colour);
    {
        ProgressBar bar(claims.size());
        search_options.progress = [&](int done, int total) { bar.show(done, total); };
        for (std::size_t i = 0; i < claims.size(); ++i) {
            // The budget that is left is shared by the claims that are left.
            if (options.time_budget > 0) {
                const auto now = std::chrono::steady_clock::now();
                const double left = options.time_budget - std::chrono::duration<double>(now - start).count();
                search_options.deadline =
                    now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                              std::chrono::duration<double>(std::max(left, 0.0) / static_cast<double>(claims.size() - i)));
            }
            bar.start(claims[i]->info.id, i);
            results.push_back(search(*claims[i], search_options));
            tighten(results.back(), *claims[i], search_options);
            bar.clear();
            print_row(results.back(), colour);
            std::fflush(stdout);
        }
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (const auto& r : results)
        if (r.counterexample) print_finding("Counterexample to", r.info, *r.counterexample, colour);
    for (const auto& r : results)
        if (r.undecided_instance) print_finding("Undecided instance of", r.info, *r.undecided_instance, colour);
    print_summary(results, seconds, colour);
    std::vector<CertifyResult> certificates;
    if (options.certify) {
        fmt::print("\nCertificates\n");
        search_options.progress = nullptr;
        certificates = certify_claims(claims, search_options);
    }
    if (!options.json.empty())
        write_file_atomically(options.json, results_json(options.search.seed, results, certificates).dump(1) + "\n");
    if (!options.corpus.empty()) write_files_atomically(corpus_files(options.corpus, results));
    if (!options.report.empty()) {
        VerifyReport report{options.search.seed, results, std::nullopt, options.command, seconds};
        {
            ProgressBar bar;
            bar.start("example run");
            report.run = example_run(bar);
        }
        if (report.run) print_example_run(*report.run);
        write_files_atomically(verify_report_files(report, options.report));
        fmt::print("Report: {}\n", (std::filesystem::path(options.report) / "index.html").string());
    }
    const auto as_expected = [](const auto& r) { return r.as_expected(); };
    return std::ranges::all_of(results, as_expected) && std::ranges::all_of(certificates, as_expected) ? 0 : 1;
}

}  // namespace

void register_verify(CLI::App& app, int& exit_status) {
    auto* verb = app.add_subcommand("verify", "Search for counterexamples to every claim, or to the claims named");
    auto options = std::make_shared<VerifyOptions>();
    add_search_arguments(*verb, options->search, "the same seed gives the same instances on any number of threads");
    verb->add_option("--scalar", options->scalar, "Scalar that searches; violations are always confirmed exactly")
        ->check(CLI::IsMember({"double", "float"}))
        ->capture_default_str();
    verb->add_option("--time-budget", options->time_budget, "Seconds to search, shared by the claims")
        ->check(seconds())
        ->type_name("SEC");
    verb->add_flag("--certify", options->certify, "Then prove every claim on the same instances (see `certify`)");
    verb->add_option("--json", options->json, "Write the verdicts to this file")->check(not_empty("a file"));
    verb->add_option("--save-corpus", options->corpus, "Write every counterexample into this directory, as `replay` reads it")
        ->check(not_empty("a directory"))
        ->type_name("DIR");
    verb->add_option("--report", options->report, "Write a report with figures to this directory")->check(not_empty("a directory"));
    verb->footer("Random instances, then a short burst of adversarial search from the worst of them (see `tighten`). A worst "
                 "ratio within 1 % of 1 is marked tight, below 0.1 loose.\n" +
                 fmt::format("The claims share the time budget, but each gets {} instances. A search that --time-budget or --cases "
                             "cuts short may miss the counterexample to a claim known to be false.\n", fewest_instances) +
                 "A violation counts only after rational or interval arithmetic confirms it; what only rounding "
                 "produced is counted apart. Exit status 0: every verdict as expected; 1: not; 2: bad usage or input.");
    verb->callback([options, &app, &exit_status] {
        for (const CLI::Option* option : app.get_subcommand("verify")->get_options())
            if (option->count() > 0)
                for (const auto& value : option->results())
                    options->command += (option->get_positional() ? "" : " " + option->get_name()) +
                                        (option->get_items_expected_max() == 0 ? "" : " " + value);
        exit_status = verify(*options);
    });
}

}  // namespace aimcert::cli
