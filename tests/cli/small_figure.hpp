#pragma once

#include "cli/figures/figure_run.hpp"
#include "tests/cli/workspace.hpp"

namespace aimcert::cli {

/// Two panels, three curves, two weights; one point a step.
inline const std::string small_figure = R"([figure]
title = "Small <figure>"
caption = "Curves & more."
repetitions = 2
points = 50
plateau = 0.5
[objective]
kind = "least_squares"
dimension = 2
rows = 3
matrix_deviation = 0.5
solution_deviation = 0.3
seed = 4
initial_value = 0.25
[noise]
deviation = 0.1
seed = 9
[device]
response = "ald"
tau = 1.5
[train]
learning_rate = 0.2
steps = 20
[[panel]]
title = "SGD"
[[panel.curve]]
label = "digital, it's `x`"
train.algorithm = "digital_sgd"
[[panel.curve]]
label = "analog {a}_1"
device.tau = 2.0
[[panel]]
title = "Two arrays"
train.algorithm = "tiki_taka"
train.beta = 0.5
[[panel.curve]]
label = "Tiki-Taka"
noise.deviation = 0.05
)";

inline FigurePlan plan_of(const aimcert::testing::Workspace& workspace, const std::string& text) {
    workspace.write("small.toml", text);
    return std::get<FigurePlan>(read_run_plan(workspace / "small.toml"));
}

inline FigureResult result_of(const FigurePlan& plan, const std::string& scalar = "double") {
    return run_figure(plan, scalar, [](int, int) {});
}

}  // namespace aimcert::cli
