#pragma once

#include <filesystem>

namespace aimcert::cli {

/// Writes DIR/<id>.md for every claim (all its forms: statement, hypotheses, constants, source, status, formulas recorded
/// from the code) and DIR/README.md, their index. Throws InputError, having written nothing, when a file cannot be written.
void write_claim_pages(const std::filesystem::path& directory);

}  // namespace aimcert::cli
