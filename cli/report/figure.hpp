#pragma once

#include "cli/files/files.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace aimcert::cli {

/// What a figure shows, as text: a header, then rows of the same length.
struct FigureData {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

/// Comma-separated, quoted where a field needs it (RFC 4180 with plain newlines).
std::string to_csv(const FigureData& data);

/// A figure before it is drawn. `plot` is gnuplot script that plots the columns of `$data`; its variables are the
/// palette's colours, `small` and `tiny` (fonts below the usual size), and `narrow` (1 when drawn for a small screen).
struct Figure {
    std::string name;     ///< stem of its files
    std::string title;    ///< plain text
    std::string caption;  ///< HTML: one sentence and the formula
    FigureData data;
    std::string plot;
    int height = 340, narrow_height = 330;  ///< pixels, for widths of 760 and 400
};

/// The same drawn: for the page and as files for a paper.
struct DrawnFigure {
    std::string name;
    std::string html;  ///< <figure> element with both widths inline, and links into figures/
    std::string svg, pdf, csv;
};

/// Throws InputError when gnuplot is missing or fails.
DrawnFigure draw(const Figure& figure);

/// The same in letters, `columns` wide, for a terminal.
std::string draw_as_text(const Figure& figure, int columns, int rows);

/// NAME.svg, NAME.pdf and NAME.csv.
std::vector<File> figure_files(const DrawnFigure& figure, const std::filesystem::path& directory);

}  // namespace aimcert::cli
