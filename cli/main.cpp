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

#include <cstdio>
#include <memory>
#include <string>

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
    } catch (const std::exception& caught) {
        error = caught.what();
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        error = "standard output: expected a place that can be written, found one that is full or closed";
    if (error.empty()) return exit_status;
    std::fputs(("aimcert: " + on_one_line(error) + "\n").c_str(), stderr);
    return 2;
}
