#pragma once

#include "cli/figures/figure_run.hpp"
#include "cli/report/figure.hpp"

#include <filesystem>
#include <string>

namespace aimcert::cli {

/// The curves of a figure, panel by panel, on one logarithmic axis. `name` is the stem of its files.
Figure curves_figure(const FigureResult& result, const std::string& name);

/// The table beside the figure as CSV: panel, curve, algorithm, learning_rate, gradient_norm_sq, standard_error,
/// noise_variance, S_K, sigma2_S_K, ratio, four_sigma2_S_K, ratio_to_four, drift, noise, ratio_to_both. Cells are empty
/// where nothing is defined.
std::string plateau_csv(const FigureResult& result);

/// The same for a terminal of 80 columns.
std::string plateau_text(const FigureResult& result);

/// DIR/index.html, DIR/plateau.csv and DIR/figures/NAME.svg, .pdf, .csv, NAME being the stem of the configuration, other
/// characters than letters, digits, '-' and '.' made '_'.
std::vector<File> figure_report_files(const FigureResult& result, const std::filesystem::path& directory);

}  // namespace aimcert::cli
