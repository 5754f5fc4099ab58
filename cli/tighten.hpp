#pragma once

namespace CLI {
class App;
}

namespace aimcert::cli {

/// Adds the verb `tighten`: the largest ratio of the two sides of a claim that an optimiser finds, and which hypotheses the
/// claim needs.
void register_tighten(CLI::App& app, int& exit_status);

}  // namespace aimcert::cli
