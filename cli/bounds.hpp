#pragma once

namespace CLI {
class App;
}

namespace aimcert::cli {

/// `aimcert bounds`.
void register_bounds(CLI::App& app, int& exit_status);

}  // namespace aimcert::cli
