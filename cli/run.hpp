#pragma once

#include "cli/files/configuration.hpp"
#include "cli/training/run_result.hpp"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace aimcert::cli {

/// Trains a configuration in the scalar of that name: float, double, real50 or real100. `progress` is told the steps done.
RunResult run_configuration(const Configuration& configuration, const std::string& scalar,
                            const std::function<void(int)>& progress);

/// `aimcert run`.
void register_run(CLI::App& app, int& exit_status);

}  // namespace aimcert::cli
