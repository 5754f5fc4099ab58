#pragma once

namespace CLI {
class App;
}

namespace aimcert::cli {

/// Adds the verb `schedule --stages M --micro-batches B [--json FILE]`. Once it has run, `exit_status` is 0;
/// it throws InputError, and prints nothing, when FILE cannot be written.
void register_schedule(CLI::App& app, int& exit_status);

}  // namespace aimcert::cli
