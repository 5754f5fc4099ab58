#pragma once

#include "cli/figures/figure_plan.hpp"
#include "cli/figures/plateau.hpp"

#include <functional>
#include <string>
#include <vector>

namespace aimcert::cli {

struct CurveResult {
    std::string label;
    std::vector<double> points;  ///< mean over the repetitions, one for each entry of FigureResult::steps
    Plateau plateau;
};

struct PanelResult {
    std::string title;
    std::vector<CurveResult> curves;
};

struct FigureResult {
    FigurePlan plan;
    std::string scalar;
    std::vector<double> steps;  ///< 0, then the middle of each stretch
    std::vector<PanelResult> panels;
};

/// Runs all curves of a figure in the scalar of that name, in parallel; the result depends on the seeds alone.
/// `progress` is told the runs done, of all, from any thread.
FigureResult run_figure(const FigurePlan& plan, const std::string& scalar, const std::function<void(int, int)>& progress);

}  // namespace aimcert::cli
