#include "cli/corpus.hpp"

#include "cli/files/readable_json.hpp"
#include "cli/results.hpp"

#include <fmt/format.h>

namespace aimcert::cli {

std::string corpus_file(const ClaimInfo& info) { return fmt::format("{}-{}.json", info.id, name_of(form_names, info.form)); }

std::vector<File> corpus_files(const std::filesystem::path& directory, const std::vector<SearchResult>& results) {
    std::vector<File> files;
    for (const SearchResult& r : results)
        if (r.counterexample)
            files.push_back({directory / corpus_file(r.info), readable_json(finding_json(r.info, *r.counterexample)) + "\n"});
    return files;
}

}  // namespace aimcert::cli
