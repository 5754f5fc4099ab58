#pragma once

#include "cli/report/figure.hpp"
#include "cli/report/html.hpp"

#include <utility>
#include <vector>

namespace aimcert::cli {

/// A section of a report with the figures that it shows.
struct ReportPart {
    Section section;
    std::vector<DrawnFigure> figures;

    /// Draws a figure at the end of the section.
    void show(const Figure& figure) {
        figures.push_back(draw(figure));
        section.body += figures.back().html;
    }
    void show(const std::vector<Figure>& several) {
        for (const auto& figure : several) show(figure);
    }
};

}  // namespace aimcert::cli
