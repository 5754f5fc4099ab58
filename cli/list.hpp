#pragma once

#include "properties/claim.hpp"

namespace CLI {
class App;
}

namespace aimcert::cli {

/// Adds the verb `list`: every claim with its form, source and expected verdict.
void register_list(CLI::App& app);

/// Adds the verb `explain CLAIM`: statement, hypotheses, constants, source, status, recorded formulas; with --pages, all
/// claims as Markdown.
void register_explain(CLI::App& app);

/// The forms of each claim named in `ids`, or all claims when `ids` is empty. Throws InputError naming the nearest id
/// when there is no claim of that name.
std::vector<const Claim*> select_claims(const std::vector<std::string>& ids);

}  // namespace aimcert::cli
