#include "cli/bounds.hpp"
#include "cli/certify.hpp"
#include "cli/errata.hpp"
#include "cli/help.hpp"
#include "cli/list.hpp"
#include "cli/replay.hpp"
#include "cli/run.hpp"
#include "cli/schedule.hpp"
#include "cli/terminal.hpp"
#include "cli/tighten.hpp"
#include "cli/verify.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

std::vector<std::string> options_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

std::string quoted_with_nearest(const std::string& word, const std::vector<std::string>& known) {
    return fmt::format("\"{}\" (nearest: {})", word, aimcert::cli::nearest(word, known));
}

/// What is wrong with a command line that names no verb.
std::string verb_expected(const CLI::App& app) {
    std::vector<std::string> known;
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) known.push_back(verb->get_name());
    for (const auto& option : options_of(app)) known.push_back(option);
    const auto words = app.remaining();
    return fmt::format("expected one of {}, found {}", fmt::join(known, ", "), words.empty() ? "none" : quoted_with_nearest(words.front(), known));
}

/// What is wrong with a command line that goes on after what its verb takes.
std::string word_not_expected(const CLI::App& app) {
    const CLI::App& verb = *app.get_subcommands().front();
    const std::string word = app.remaining(true).front();
    if (!word.starts_with("-")) return fmt::format("{}: expected an option or the end, found \"{}\"", verb.get_name(), word);
    return fmt::format("{}: expected an option of it, found {}", verb.get_name(), quoted_with_nearest(word, options_of(verb)));
}

}  // namespace

int main(int argc, char** argv) {
    using namespace aimcert::cli;
    CLI::App app{"aimcert checks the theory of analog in-memory training on a computer: every lemma and theorem is a "
                 "claim that random search, exact arithmetic and intervals attack. Start with: aimcert verify",
                 "aimcert"};
    app.formatter(std::make_shared<HelpFormatter>());
    app.set_version_flag("--version", std::string("aimcert ") + AIMCERT_VERSION);
    app.require_subcommand(1);
    app.footer("Exit status: 0 as expected, 1 a claim has another verdict than expected, 2 usage or input error.");
    int exit_status = 0;
    register_verify(app, exit_status);
    register_certify(app, exit_status);
    register_tighten(app, exit_status);
    register_list(app);
    register_explain(app);
    register_replay(app);
    register_errata(app, exit_status);
    register_run(app, exit_status);
    register_bounds(app, exit_status);
    register_schedule(app, exit_status);
    std::string error;
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        app.exit(success);
    } catch (const CLI::ExtrasError&) {
        error = word_not_expected(app);
    } catch (const std::exception& caught) {
        error = app.get_subcommands().empty() ? verb_expected(app) : caught.what();
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        error = "standard output: expected a place that can be written, found one that is full or closed";
    if (error.empty()) return exit_status;
    std::fputs(("aimcert: " + on_one_line(error) + "\n").c_str(), stderr);
    return 2;
}
