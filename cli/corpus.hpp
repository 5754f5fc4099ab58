#pragma once

#include "cli/files/files.hpp"
#include "properties/search.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace aimcert::cli {

/// Name of the file of a claim's counterexample: ID-FORM.json.
std::string corpus_file(const ClaimInfo& info);

/// Every counterexample as `replay` reads it, one file a form.
std::vector<File> corpus_files(const std::filesystem::path& directory, const std::vector<SearchResult>& results);

}  // namespace aimcert::cli
