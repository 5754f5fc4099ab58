#include "cli/corpus.hpp"

#include "cli/files/files.hpp"
#include "cli/files/readable_json.hpp"
#include "cli/results.hpp"

#include <fmt/format.h>

#include <system_error>

namespace aimcert::cli {

std::string corpus_file(const ClaimInfo& info) { return fmt::format("{}-{}.json", info.id, name_of(form_names, info.form)); }

void require_directory(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (!std::filesystem::is_directory(directory))
        throw InputError(fmt::format("{}: expected a directory that exists or can be created{}{}", directory.string(),
                                     error ? ": " : "", error ? error.message() : ""));
}

void save_corpus(const std::filesystem::path& directory, const std::vector<SearchResult>& results) {
    for (const SearchResult& r : results)
        if (r.counterexample)
            write_file_atomically(directory / corpus_file(r.info), readable_json(finding_json(r.info, *r.counterexample)) + "\n");
}

}  // namespace aimcert::cli
