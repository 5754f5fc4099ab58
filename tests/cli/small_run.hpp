#pragma once

#include "cli/files/configuration.hpp"
#include "cli/run.hpp"
#include "tests/cli/workspace.hpp"

#include <algorithm>

namespace aimcert::testing {

/// The run that net.json, data.csv and run.toml of these texts describe.
inline cli::Configuration small_run(const Workspace& workspace, const std::string& network, const std::string& data, const std::string& run) {
    workspace.write("net.json", network);
    workspace.write("data.csv", data);
    workspace.write("run.toml", run);
    return cli::read_configuration(workspace / "run.toml");
}

inline cli::RunResult result_of(const cli::Configuration& configuration, const std::string& scalar = "double") {
    return cli::run_configuration(configuration, scalar, [](int) {});
}

/// One weight w, x = 1, y = 0, half squared error: the gradient is the point itself.
inline std::string one_weight(const std::string& train) {
    return "[network]\nweights = \"net.json\"\n[device]\nresponse = \"ald\"\ntau = 1\n[data]\nfile = \"data.csv\"\n[train]\n"
           "schedule = \"sequential\"\nsteps = 40\nlearning_rate = 0.25\n" + train;
}

inline const cli::ClaimCheck& claim_of(const cli::RunResult& result, const std::string& id) {
    return *std::find_if(result.claims.begin(), result.claims.end(), [&](const auto& claim) { return claim.id == id; });
}

}  // namespace aimcert::testing
