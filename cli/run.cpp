#include "cli/run.hpp"

#include "cli/figures/figure_report.hpp"
#include "cli/figures/figure_run.hpp"
#include "cli/files/files.hpp"
#include "cli/option_values.hpp"
#include "cli/progress_bar.hpp"
#include "cli/report/gnuplot.hpp"
#include "cli/report/report.hpp"
#include "cli/terminal.hpp"
#include "cli/training/constants.hpp"
#include "cli/training/run_files.hpp"
#include "cli/training/training.hpp"
#include "properties/threads.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace aimcert::cli {
namespace {

struct Options {
    std::string configuration, out, scalar = "double";
    int jobs = 0;
};

const std::string explanation = std::string(configuration_help) + "\n" + figure_help + R"(

For a figure DIR gets
  figures/NAME.svg, .pdf, .csv   the curves; NAME is that of CONFIG.toml
  plateau.csv                    the plateau of each curve beside sigma^2 S_K
  index.html                     both
For the training of a network DIR gets
  ledger.csv    a row per step k, which describes W_k
  weights.json  the last weights in the form of net.json, rounded to double
  summary.json  constants, admissible learning rates, each claim's largest ratio
                lhs/rhs and first violated step, accuracy, clock cycles
  index.html    the report, with its figures in figures/
Columns of ledger.csv: step, loss (over all samples), gradient_norm_sq,
noise_variance, saturation_degree, accumulated_delay, squared_delay, auxiliary,
lyapunov, increment_norm_sq (of W_{k+1} - W_k); with expectation also
expected_loss_next, descent_bound, expected_lyapunov_next, lyapunov_bound.
The bounds are those of sufficient_descent and lyapunov_descent (sync and
sequential: sync_descent) with the a-priori constants for the box of the run's
largest |weight|. They speak of response "ald" with w0 = 0 and of digital
weights; elsewhere these cells are empty. For sync and sequential the
expectation is over all N^B mini-batches, and left out when these exceed 4096.
An apparent violation is looked at again in interval arithmetic.
Exit status: 0; 1 a claim whose hypotheses hold is violated; 2 bad input.)";

std::string verdict(const ClaimCheck& claim, bool colour) {
    if (claim.first_violated_step && claim.hypotheses_met)
        return paint(fmt::format("VIOLATED at step {}", *claim.first_violated_step), Colour::red, colour);
    if (!claim.hypotheses_met) return paint("hypotheses not met", Colour::yellow, colour);
    if (claim.undecided > 0) return paint(fmt::format("{} undecided", claim.undecided), Colour::yellow, colour);
    return paint("holds", Colour::green, colour);
}

void print_summary(const RunResult& run, const std::string& out, bool colour) {
    fmt::print("{}, {}, {}, {}\n{} updates, {} samples, {} clock cycles\n", run.algorithm, run.schedule, run.device, run.scalar,
               run.updates, run.samples_seen, run.clock_cycles);
    fmt::print("learning rate {:.6g}{}\n", run.learning_rate, run.automatic_rate ? ", the largest admissible one" : "");
    fmt::print("loss {:.6g} -> {:.6g}{}\n", run.initial_loss, run.final_loss,
               run.accuracy ? fmt::format(", accuracy {:.2f} %", 100 * *run.accuracy) : "");
    if (run.has_theory && run.tau < std::numeric_limits<double>::infinity())
        fmt::print("saturation {:.4f} -> {:.4f}, largest {:.4f}\n", run.initial_saturation, run.final_saturation, run.constants.saturation);
    if (!run.claims.empty()) fmt::print("  {:<22} {:>8}  {:>13}\n", "claim", "checks", "largest ratio");
    for (const auto& claim : run.claims) {
        fmt::print("  {:<22} {:>8}  {:>13.4g}  {}\n", claim.id, claim.checked, claim.largest_ratio, verdict(claim, colour));
        if (!claim.hypotheses_met) fmt::print("{}\n", "      " + wrap(claim.failed_hypothesis, 74, 6));
    }
    for (const auto& note : run.notes) fmt::print("{}\n", wrap("note: " + note, 80, 6));
    fmt::print("written to {}\n", out);
}

bool violated(const ClaimCheck& claim) { return claim.hypotheses_met && claim.violations > 0; }

/// The files of an earlier run are replaced together, once everything is computed and drawn.
int train_network(const Configuration& configuration, const Options& options) {
    ProgressBar bar;
    bar.start("training");
    const RunResult result =
        run_configuration(configuration, options.scalar, [&](int done) { bar.show(done, configuration.train.steps); });
    bar.clear();
    const std::filesystem::path out = options.out;
    std::vector<File> files = run_report_files(result, out);
    files.push_back({out / "ledger.csv", ledger_text(result)});
    files.push_back({out / "weights.json", network_text(result.trained)});
    files.push_back({out / "summary.json", summary_text(result)});
    write_files_atomically(files);
    print_summary(result, options.out, wants_colour(stdout));
    return std::any_of(result.claims.begin(), result.claims.end(), violated) ? 1 : 0;
}

int draw_figure(const FigurePlan& plan, const Options& options) {
    ProgressBar bar;
    bar.start("training");
    const FigureResult result = run_figure(plan, options.scalar, [&](int done, int all) { bar.show(done, all); });
    bar.clear();
    write_files_atomically(figure_report_files(result, options.out));
    fmt::print("{}\n{}written to {}\n", plan.title, plateau_text(result), options.out);
    return 0;
}

int run(const Options& options) {
    require_writable_directory(options.out);
    const auto plan = read_run_plan(options.configuration);
    require_gnuplot();
    Threads threads(options.jobs);
    return threads.execute([&] {
        if (const auto* figure = std::get_if<FigurePlan>(&plan)) return draw_figure(*figure, options);
        return train_network(std::get<Configuration>(plan), options);
    });
}

}  // namespace

RunResult run_configuration(const Configuration& configuration, const std::string& scalar, const std::function<void(int)>& progress) {
    const double rate = configuration.train.learning_rate ? *configuration.train.learning_rate
                                                          : planned_learning_rate(configuration, make_plan(configuration));
    if (scalar == "float") return train<float>(configuration, rate, progress);
    if (scalar == "real50") return train<Real50>(configuration, rate, progress);
    if (scalar == "real100") return train<Real100>(configuration, rate, progress);
    return train<double>(configuration, rate, progress);
}

void register_run(CLI::App& app, int& exit_status) {
    const auto options = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("run", "Train a network and keep the ledger of its Lyapunov function, or draw a figure of training curves");
    verb->footer(explanation);
    verb->add_option("configuration", options->configuration, "What to train and how")->check(not_empty("a file"))->required()->type_name("CONFIG.toml");
    verb->add_option("--out", options->out, "Directory of the results, created when missing")->check(not_empty("a directory"))->required()->type_name("DIR");
    verb->add_option("--scalar", options->scalar, "Arithmetic of the training: float, double, real50 or real100 (digits)")
        ->check(CLI::IsMember({"float", "double", "real50", "real100"}))
        ->capture_default_str();
    add_jobs(*verb, options->jobs);
    verb->callback([options, &exit_status] { exit_status = run(*options); });
}

}  // namespace aimcert::cli
