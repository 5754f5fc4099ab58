#pragma once

namespace CLI {
class App;
}

namespace aimcert::cli {

/// Adds the verb `verify [CLAIM...]`. `exit_status`: 0 when every claim has the verdict that its registry entry expects,
/// else 1.
void register_verify(CLI::App& app, int& exit_status);

}  // namespace aimcert::cli
