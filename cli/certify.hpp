#pragma once

#include "properties/certify.hpp"

namespace CLI {
class App;
}

namespace aimcert::cli {

/// Adds the verb `certify [CLAIM...]`. `exit_status`: 0 when just those claims are violated that are known to be false,
/// else 1.
void register_certify(CLI::App& app, int& exit_status);

/// Certifies every claim, prints a table and a summary.
std::vector<CertifyResult> certify_claims(const std::vector<const Claim*>& claims, const SearchOptions& options);

}  // namespace aimcert::cli
