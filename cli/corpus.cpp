#include "cli/corpus.hpp"

#include "cli/files/files.hpp"
#include "cli/files/readable_json.hpp"
#include "cli/results.hpp"

#include <fmt/format.h>

namespace aimcert::cli {

std::string corpus_file(const ClaimInfo& info) { return fmt::format("{}-{}.json", info.id, name_of(form_names, info.form)); }

void save_corpus(const std::filesystem::path& directory, const std::vector<SearchResult>& results) {
    for (const SearchResult& r : results)
        if (r.counterexample)
            write_file_atomically(directory / corpus_file(r.info), readable_json(finding_json(r.info, *r.counterexample)) + "\n");
}

}  // namespace aimcert::cli
