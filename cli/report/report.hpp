#pragma once

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

/// Writes into `directory`, which is created when missing:
///   index.html                          self-contained page
///   figures/NAME.svg, .pdf, .csv        each figure and the numbers it shows
///   counterexamples/ID-FORM.json        each counterexample, as `replay` reads it
/// Everything is drawn before the first file is written, and the page comes last. Throws InputError when a file cannot
/// be written or gnuplot is missing.
void write_verify_report(const VerifyReport& report, const std::filesystem::path& directory);

/// The same for one training run: index.html and its figures.
void write_run_report(const RunResult& run, const std::filesystem::path& directory);

}  // namespace aimcert::cli
