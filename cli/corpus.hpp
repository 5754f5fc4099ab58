#pragma once

#include "properties/search.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace aimcert::cli {

/// Name of the file of a claim's counterexample: ID-FORM.json.
std::string corpus_file(const ClaimInfo& info);

/// Writes every counterexample as `replay` reads it, one file a form. Throws InputError when a file cannot be written.
void save_corpus(const std::filesystem::path& directory, const std::vector<SearchResult>& results);

}  // namespace aimcert::cli
