#pragma once

namespace CLI {
class App;
}

namespace aimcert::cli {

/// Adds the verb `replay INSTANCE.json`: evaluates one saved instance in every scalar and shows both sides.
void register_replay(CLI::App& app);

}  // namespace aimcert::cli
