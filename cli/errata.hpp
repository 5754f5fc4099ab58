#pragma once

#include "cli/written_out.hpp"
#include "properties/search.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace aimcert::cli {

/// What was found about the forms of one claim that is false as published.
struct Erratum {
    SearchResult falsified;
    std::vector<SearchResult> mended;  ///< its corrected and derived forms
    std::vector<Line> arithmetic;      ///< of the counterexample
};

/// Adds the verb `errata`: searches the claims that are false as published and their corrected forms, and writes a page
/// in Markdown that a reader can follow with a pencil. Status 1 when a counterexample is lost.
void register_errata(CLI::App& app, int& exit_status);

/// The errata among the results of a search, in their order.
std::vector<Erratum> errata_of(const std::vector<SearchResult>& results);

/// The page.
std::string errata_page(std::uint64_t seed, const std::vector<Erratum>& errata);

}  // namespace aimcert::cli
