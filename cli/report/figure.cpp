#include "cli/report/figure.hpp"

#include "cli/report/gnuplot.hpp"
#include "cli/report/html.hpp"
#include "cli/report/palette.hpp"
#include "cli/report/svg.hpp"

#include <fmt/format.h>

namespace aimcert::cli {
namespace {

constexpr int wide = 760, narrow = 400;

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& fields) {
    std::string line;
    for (const auto& field : fields) line += csv_field(field) + ',';
    line.back() = '\n';
    return line;
}

/// Thin axes on two sides, horizontal grid, key above the picture.
constexpr const char* style = R"gnuplot(
set encoding utf8
set datafile separator comma
set datafile columnheaders
set datafile missing ""
set border 3 lc rgb muted lw 1
set tics nomirror out scale 0.6 textcolor rgb ink
set grid ytics lc rgb rule lt 1 lw 0.8
set key outside top center horizontal Left reverse noautotitle samplen 1.6 width 1 font small textcolor rgb ink
set style fill solid 1 noborder
set xlabel textcolor rgb ink font small
set ylabel textcolor rgb ink font small
set rmargin 3
)gnuplot";

/// A size of picture with the font that suits it, in the terminal's units.
struct Format {
    std::string terminal;
    double font;  ///< 0: it has none
    bool narrow;
};

std::string drawn(const Figure& figure, const Format& format) {
    const std::string font = format.font == 0 ? "" : fmt::format(" enhanced font \"Sans,{:g}\"", format.font);
    std::string script = fmt::format("set terminal {}{}\nnarrow = {}\nsmall = \",{:g}\"\ntiny = \",{:g}\"\n", format.terminal, font,
                                     format.narrow ? 1 : 0, 0.86 * format.font, 0.68 * format.font);
    for (const auto& colour : palette) script += fmt::format("{} = \"{}\"\n", colour.name, colour.light);
    return run_gnuplot(script + style + "$data << END_OF_DATA\n" + to_csv(figure.data) + "END_OF_DATA\n" + figure.plot + "\n");
}

Format svg_format(int width, int height, double font) {
    return {fmt::format("svg size {},{} dynamic", width, height), font, width == narrow};
}

/// 15 cm wide, as a column of text takes it.
Format pdf_format(const Figure& figure) {
    constexpr double centimetres = 15;
    return {fmt::format("pdfcairo size {}cm,{:.2f}cm", centimetres, centimetres * figure.height / wide), 9, false};
}

}  // namespace

std::string to_csv(const FigureData& data) {
    std::string text = csv_line(data.columns);
    for (const auto& row : data.rows) text += csv_line(row);
    return text;
}

DrawnFigure draw(const Figure& figure) {
    const std::string svg = drawn(figure, svg_format(wide, figure.height, 14));
    const std::string small = drawn(figure, svg_format(narrow, figure.narrow_height, 13.5));
    const std::string link = "<a href=\"figures/" + figure.name;
    const std::string html =
        "<figure id=\"" + figure.name + "\">\n<div class=\"wide\">" + inline_svg(svg, figure.name + "-wide", figure.title) +
        "</div>\n<div class=\"narrow\">" + inline_svg(small, figure.name + "-narrow", figure.title) + "</div>\n<figcaption><b>" +
        escape_html(figure.title) + ".</b> " + figure.caption + " <span class=\"files\">" + link + ".svg\">SVG</a> " + link +
        ".pdf\">PDF</a> " + link + ".csv\">CSV</a></span></figcaption>\n</figure>\n";
    return {figure.name, html, svg, drawn(figure, pdf_format(figure)), to_csv(figure.data)};
}

std::string draw_as_text(const Figure& figure, int columns, int rows) {
    Figure plain = figure;
    plain.plot = "unset grid\n" + figure.plot;
    return drawn(plain, {fmt::format("dumb size {},{}", columns, rows), 0, true});
}

std::vector<File> figure_files(const DrawnFigure& figure, const std::filesystem::path& directory) {
    return {{directory / (figure.name + ".svg"), figure.svg},
            {directory / (figure.name + ".pdf"), figure.pdf},
            {directory / (figure.name + ".csv"), figure.csv}};
}

}  // namespace aimcert::cli
