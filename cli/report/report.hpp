#pragma once

#include "cli/files/files.hpp"
#include "cli/training/run_result.hpp"
#include "properties/search.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aimcert::cli {

/// What one call of `verify` found.
struct VerifyReport {
    std::uint64_t seed = 1;
    std::vector<SearchResult> claims;
    std::optional<RunResult> run;  ///< an example run, shown after the verdicts
    std::string command;           ///< as typed, so that a reader can repeat it
    double seconds = 0;
};

/// The files of a report in `directory`, the page last:
///   counterexamples/ID-FORM.json        each counterexample, as `replay` reads it
///   figures/NAME.svg, .pdf, .csv        each figure and the numbers it shows
///   index.html                          self-contained page
/// Throws InputError when gnuplot is missing or fails.
std::vector<File> verify_report_files(const VerifyReport& report, const std::filesystem::path& directory);

/// The same for one training run: its figures and index.html.
std::vector<File> run_report_files(const RunResult& run, const std::filesystem::path& directory);

}  // namespace aimcert::cli
