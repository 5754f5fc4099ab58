// Figures of training curves: their configuration, the runs behind them, and the table beside them.

#include "cli/figures/figure_report.hpp"
#include "cli/figures/figure_run.hpp"
#include "cli/files/numbers.hpp"
#include "cli/training/random_numbers.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <Eigen/Eigenvalues>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

namespace aimcert::cli {
namespace {

using aimcert::testing::content;
using aimcert::testing::ProcessResult;
using aimcert::testing::replaced;
using aimcert::testing::run;
using aimcert::testing::tree;
using aimcert::testing::Workspace;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Two panels, three curves, two weights; one point a step.
const std::string small_figure = R"([figure]
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

FigurePlan plan_of(const Workspace& workspace, const std::string& text) {
    workspace.write("small.toml", text);
    return std::get<FigurePlan>(read_run_plan(workspace / "small.toml"));
}

FigureResult result_of(const FigurePlan& plan, const std::string& scalar = "double") {
    return run_figure(plan, scalar, [](int, int) {});
}

// ---- configuration -----------------------------------------------------------------------------------------------

TEST(FigurePlan, keys_of_a_curve_come_before_those_of_its_panel_and_those_before_the_sections) {
    const Workspace workspace;
    const FigurePlan plan = plan_of(workspace, replaced(small_figure, "train.beta = 0.5", "train.beta = 0.5\nnoise.seed = 3\nnoise.deviation = 0.7"));
    ASSERT_EQ(plan.panels.size(), 2u);
    ASSERT_EQ(plan.panels[0].curves.size(), 2u);
    const auto &digital = plan.panels[0].curves[0], &analog = plan.panels[0].curves[1], &tiki = plan.panels[1].curves[0];
    EXPECT_EQ(digital.train.algorithm, Algorithm::digital_sgd);
    EXPECT_EQ(analog.train.algorithm, Algorithm::analog_sgd);
    EXPECT_EQ(tiki.train.algorithm, Algorithm::tiki_taka);
    EXPECT_EQ(digital.device.tau, 1.5);
    EXPECT_EQ(analog.device.tau, 2);
    EXPECT_EQ(tiki.train.beta, 0.5);
    EXPECT_EQ(tiki.noise.deviation, 0.05);
    EXPECT_EQ(tiki.noise.seed, 3u);
    EXPECT_EQ(analog.noise.deviation, 0.1);
    EXPECT_EQ(analog.noise.seed, 9u);
}

TEST(FigurePlan, of_the_examples_sweeps_what_the_papers_sweep) {
    const auto plan = [](const std::string& name) {
        return std::get<FigurePlan>(read_run_plan(std::filesystem::path(AIMCERT_SOURCE_DIR) / "examples" / (name + ".toml")));
    };
    const auto swept = [](const PanelPlan& panel, const auto& value) {
        std::vector<double> values;
        for (const auto& curve : panel.curves) values.push_back(value(curve));
        return values;
    };
    const auto rate = [](const CurvePlan& curve) { return *curve.train.learning_rate; };
    const auto tau = [](const CurvePlan& curve) { return curve.device.tau; };
    const auto c = [](const CurvePlan& curve) { return curve.device.c; };
    const FigurePlan first = plan("ex_figure_1"), third = plan("ex_figure_3"), fourth = plan("ex_figure_4"), rf = plan("rf_figure_2");
    for (const auto& panel : first.panels) EXPECT_THAT(swept(panel, rate), ElementsAre(0.2, 0.1, 0.05, 0.03));
    EXPECT_THAT(swept(third.panels[0], tau), ElementsAre(1, 1.5, 2, 2.5));
    EXPECT_THAT(swept(fourth.panels[0], tau), ElementsAre(2, 5, 10, 20, 50));
    const auto variances = swept(fourth.panels[1], [](const CurvePlan& curve) { return curve.objective.dimension * std::pow(curve.noise.deviation, 2); });
    ASSERT_EQ(variances.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(variances[i] * std::pow(10, i), 1, 8 * 0x1p-53);
    // u each: the deviation as written, twice as it is squared, the square, D, the power of ten, the product.
    for (const auto& panel : rf.panels) EXPECT_THAT(swept(panel, c), ElementsAre(0, 0.1, 0.2, 0.3));
    for (const FigurePlan& figure : {first, third, fourth, rf})
        for (const auto& panel : figure.panels)
            for (const auto& curve : panel.curves) {
                EXPECT_EQ(curve.objective.dimension, 40);
                EXPECT_EQ(curve.objective.rows, 100);
                EXPECT_EQ(curve.objective.solution_deviation, 0.3);
                EXPECT_EQ(curve.objective.matrix_deviation, 0.5);
            }
}

struct BadFigure {
    std::string name, from, to;
    std::vector<std::string> message;
};

void PrintTo(const BadFigure& figure, std::ostream* out) { *out << figure.name; }

void expect_rejected(const Workspace& workspace, const ProcessResult& result, const std::vector<std::string>& message) {
    EXPECT_EQ(result.status, 2) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(result.err.starts_with("aimcert: " + workspace / "small.toml")) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    for (const auto& part : message) EXPECT_THAT(result.err, HasSubstr(part));
    EXPECT_EQ(tree(workspace / "out"), (std::map<std::string, std::string>{{"plateau.csv", "earlier\n"}}));
}

class BadFigures : public ::testing::TestWithParam<BadFigure> {};

TEST_P(BadFigures, are_named_in_one_line_and_leave_earlier_results_untouched) {
    const Workspace workspace;
    std::filesystem::create_directories(workspace / "out");
    workspace.write("out/plateau.csv", "earlier\n");
    workspace.write("small.toml", replaced(small_figure, GetParam().from, GetParam().to));
    expect_rejected(workspace, run({"run", workspace / "small.toml", "--out", workspace / "out"}), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Configuration, BadFigures,
    ::testing::ValuesIn(std::vector<BadFigure>{
        {"syntax", "rows = 3", "rows = = 3", {"line 10, column 8", "syntax error"}},
        {"unknown_section", "[noise]", "[nose]", {"nose: unknown key (nearest known: noise)"}},
        {"section_of_a_network", "[noise]", "[ledger]\n[noise]", {"ledger: unknown key (nearest known: "}},
        {"figure_not_a_table", small_figure.substr(0, small_figure.find("[objective]")), "figure = 3\n", {"figure: expected a table [figure], found an integer"}},
        {"section_not_a_table", "[noise]\ndeviation = 0.1\nseed = 9\n[device]", "[device]\nnoise = 1", {"device.noise: unknown key"}},
        {"no_title", "title = \"Small <figure>\"\n", "", {"figure.title: expected a string of one line, not empty, found no such key"}},
        {"empty_title", "\"Small <figure>\"", "\"\"", {"figure.title: expected a string of one line, not empty, found an empty one"}},
        {"title_of_two_lines", "\"Small <figure>\"", "\"a\\nb\"", {"figure.title: expected a string of one line, not empty, found a control character"}},
        {"title_a_number", "\"Small <figure>\"", "3", {"figure.title: expected a string of one line, not empty, found an integer"}},
        {"unknown_figure_key", "points = 50", "pints = 50", {"figure.pints: unknown key (nearest known: figure.points)"}},
        {"unknown_quantity", "points = 50", "quantity = \"lost\"", {"figure.quantity: expected one of gradient_norm_sq, loss, found \"lost\" (nearest: loss)"}},
        {"no_repetition", "repetitions = 2", "repetitions = 0", {"figure.repetitions: expected an integer in 1..10000, found 0"}},
        {"fractional_repetitions", "repetitions = 2", "repetitions = 1.5", {"figure.repetitions: expected an integer in 1..10000, found 1.5"}},
        {"plateau_zero", "plateau = 0.5", "plateau = 0", {"figure.plateau: expected a number in (0, 1], found 0"}},
        {"plateau_above_one", "plateau = 0.5", "plateau = 1.5", {"figure.plateau: expected a number in (0, 1], found 1.5"}},
        {"unknown_kind", "least_squares", "least_square", {"objective.kind: expected one of least_squares, found \"least_square\" (nearest: least_squares)"}},
        {"no_dimension", "dimension = 2\n", "", {"objective.dimension: expected an integer in 1..", "found no such key"}},
        {"no_rows", "rows = 3", "rows = 0", {"objective.rows: expected an integer in 1..", "found 0"}},
        {"deviation_zero", "matrix_deviation = 0.5", "matrix_deviation = 0.0", {"objective.matrix_deviation: expected a finite number > 0, found 0"}},
        {"deviation_nan", "solution_deviation = 0.3", "solution_deviation = nan", {"objective.solution_deviation: expected a finite number > 0, found nan"}},
        {"unknown_objective_key", "initial_value", "initial_valu", {"objective.initial_valu: unknown key (nearest known: objective.initial_value)"}},
        {"negative_initial_deviation", "initial_value = 0.25", "initial_deviation = -1.0", {"objective.initial_deviation: expected a finite number >= 0, found -1"}},
        {"first_weight_outside", "initial_value = 0.25", "initial_value = 1.75", {"objective.initial_value: expected a weight in the device's range [-1.5, 1.5], found 1.75"}},
        {"drawn_weight_outside", "initial_value = 0.25", "initial_deviation = 100.0", {"panel[0].curve[0].objective.initial_deviation: expected first weights in the device's range [-1.5, 1.5], found "}},
        {"no_noise", "deviation = 0.1\n", "", {"noise.deviation: expected a finite number >= 0, found no such key"}},
        {"negative_noise", "deviation = 0.1\n", "deviation = -0.1\n", {"noise.deviation: expected a finite number >= 0, found -0.1"}},
        {"infinite_noise_of_a_curve", "noise.deviation = 0.05", "noise.deviation = inf", {"panel[1].curve[0].noise.deviation: expected a finite number >= 0, found inf"}},
        {"negative_seed", "seed = 9", "seed = -9", {"noise.seed: expected an integer in 0..", "found -9"}},
        {"no_response", "response = \"ald\"\n", "", {"device.response: expected a string, found no such key"}},
        {"unknown_response", "\"ald\"", "\"alt\"", {"device.response: expected one of ideal, ald", "found \"alt\" (nearest: ald)"}},
        {"tau_zero", "tau = 1.5", "tau = 0", {"device.tau: expected a number > 0 or inf, found 0"}},
        {"tau_negative_in_a_curve", "device.tau = 2.0", "device.tau = -2.0", {"panel[0].curve[1].device.tau: expected a number > 0 or inf, found -2"}},
        {"tau_nan_in_a_curve", "device.tau = 2.0", "device.tau = nan", {"panel[0].curve[1].device.tau: expected a number > 0 or inf, found nan"}},
        {"tau_a_string_in_a_curve", "device.tau = 2.0", "device.tau = \"2\"", {"panel[0].curve[1].device.tau: expected a number > 0 or inf, found a string"}},
        {"unknown_key_of_a_curves_device", "device.tau = 2.0", "device.tao = 2.0", {"panel[0].curve[1].device.tao: unknown key (nearest known: panel[0].curve[1].device.tau)"}},
        {"parameter_of_another_response", "device.tau = 2.0", "device.c = 0.5", {"panel[0].curve[1].device.c: expected no such key for response \"ald\""}},
        {"no_learning_rate", "learning_rate = 0.2\n", "", {"train.learning_rate: expected a finite number > 0, found no such key"}},
        {"automatic_learning_rate", "learning_rate = 0.2", "learning_rate = \"auto\"", {"train.learning_rate: expected a finite number > 0, found a string"}},
        {"no_steps", "steps = 20\n", "", {"train.steps: expected an integer in 1..", "found no such key"}},
        {"other_steps_of_a_curve", "noise.deviation = 0.05", "train.steps = 5", {"panel[1].curve[0].train.steps: expected the 20 of the first curve, found 5"}},
        {"unknown_algorithm", "\"digital_sgd\"", "\"digital\"", {"panel[0].curve[0].train.algorithm: expected one of analog_sgd, digital_sgd", "found \"digital\" (nearest: digital_sgd)"}},
        {"no_beta", "train.beta = 0.5\n", "", {"train.beta: expected a number for algorithm \"tiki_taka\", found no such key"}},
        {"gamma_of_tiki_taka", "train.beta = 0.5", "train.beta = 0.5\ntrain.gamma = 1.0", {"panel[1].train.gamma: expected no such key for algorithm \"tiki_taka\""}},
        {"key_of_a_network_run", "steps = 20", "steps = 20\nschedule = \"async\"", {"train.schedule: unknown key (nearest known: train."}},
        {"no_label", "label = \"Tiki-Taka\"\n", "", {"panel[1].curve[0].label: expected a string of one line, not empty, found no such key"}},
        {"same_label", "\"analog {a}_1\"", "\"digital, it's `x`\"", {"panel[0].curve[1].label: expected a label of its own, found that of panel[0].curve[0]"}},
        {"unknown_key_of_a_curve", "label = \"Tiki-Taka\"", "lable = \"Tiki-Taka\"", {"panel[1].curve[0].lable: unknown key (nearest known: panel[1].curve[0].label)"}},
        {"unknown_key_of_a_panel", "title = \"SGD\"", "tilte = \"SGD\"", {"panel[0].tilte: unknown key (nearest known: panel[0].title)"}},
        {"panel_without_title", "title = \"SGD\"\n", "", {"panel[0].title: expected a string of one line, not empty, found no such key"}},
        {"panel_without_curves", "[[panel]]\ntitle = \"SGD\"", "[[panel]]\ntitle = \"none\"\n[[panel]]\ntitle = \"SGD\"", {"panel[0].curve: expected tables [[curve]], found none"}},
        {"curves_beside_panels", "[[panel]]\ntitle = \"SGD\"", "[[curve]]\nlabel = \"x\"\n[[panel]]\ntitle = \"SGD\"", {"curve: expected either [[curve]] or [[panel]] with [[panel.curve]], found both"}},
        {"a_curve_that_is_no_array", "[[panel.curve]]\nlabel = \"Tiki-Taka\"", "curve.label = \"Tiki-Taka\"", {"panel[1].curve: expected tables [[curve]], found a table"}},
    }),
    [](const auto& instance) { return instance.param.name; });

TEST(BadFigure, without_curves_is_rejected) {
    const Workspace workspace;
    workspace.write("small.toml", small_figure.substr(0, small_figure.find("[[panel]]")));
    const auto result = run({"run", workspace / "small.toml", "--out", workspace / "out"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("small.toml: curve: expected tables [[curve]], found none"));
    EXPECT_FALSE(std::filesystem::exists(workspace / "out"));
}

TEST(BadFigure, is_no_network_whose_bounds_could_be_asked_for) {
    const Workspace workspace;
    workspace.write("small.toml", small_figure);
    const auto result = run({"bounds", workspace / "small.toml"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("small.toml: figure: expected the training of a network, found a figure, which `aimcert run` draws\n"));
}

TEST(BadFigure, that_diverges_names_its_first_curve_on_any_number_of_threads) {
    const Workspace workspace;
    std::filesystem::create_directories(workspace / "out");
    workspace.write("out/plateau.csv", "earlier\n");
    // Digital weights grow by a factor of more than 100 a step, past 1e308 within 200; both curves fail.
    const std::string text = replaced(replaced(replaced(small_figure, "learning_rate = 0.2", "learning_rate = 1e4"), "steps = 20", "steps = 200"),
                                      "device.tau = 2.0", "train.algorithm = \"digital_sgd\"\nnoise.deviation = 5.0");
    workspace.write("small.toml", text);
    std::string first;
    for (const std::string jobs : {"1", "3"}) {
        const auto result = run({"run", workspace / "small.toml", "--out", workspace / "out", "--jobs", jobs});
        expect_rejected(workspace, result, {"panel[0].curve[0].train.learning_rate: expected a rate that keeps weights and loss finite, found overflow in step "});
        if (first.empty()) first = result.err;
        EXPECT_EQ(result.err, first);
    }
}

// ---- runs --------------------------------------------------------------------------------------------------------

TEST(Stretches, hold_every_step_once_and_differ_in_length_by_one_at_most) {
    for (const int steps : {1, 2, 7, 200, 201, 399, 4000, 1000003})
        for (const int points : {1, 2, 3, 200}) {
            const Stretches stretches(steps, points);
            EXPECT_EQ(stretches.count(), std::min(steps, points));
            EXPECT_EQ(stretches.first(0), 0);
            EXPECT_EQ(stretches.first(stretches.count()), steps);
            for (int j = 0; j < stretches.count(); ++j) {
                const int length = stretches.first(j + 1) - stretches.first(j);
                EXPECT_TRUE(length == steps / stretches.count() || length == steps / stretches.count() + 1) << steps << " " << points << " " << j;
                EXPECT_EQ(stretches.of(stretches.first(j)), j);
                EXPECT_EQ(stretches.of(stretches.first(j + 1) - 1), j);
                EXPECT_EQ(stretches.middle(j), 0.5 * (stretches.first(j) + stretches.first(j + 1) - 1));
            }
        }
}

TEST(PlateauStart, leaves_the_share_rounded_up_and_one_step_at_least) {
    EXPECT_EQ(plateau_start(100, 0.25), 75);
    EXPECT_EQ(plateau_start(10, 0.25), 7);
    EXPECT_EQ(plateau_start(10, 1), 0);
    EXPECT_EQ(plateau_start(10, 1e-9), 9);
    EXPECT_EQ(plateau_start(1, 0.5), 0);
}

TEST(Streams, of_one_seed_and_of_neighbouring_seeds_differ) {
    std::vector<double> first;
    for (std::uint64_t seed : {0u, 1u})
        for (std::uint64_t stream : {0u, 1u, 2u}) first.push_back(RandomNumbers(seed, stream).uniform());
    for (std::size_t i = 0; i < first.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) EXPECT_NE(first[i], first[j]);
    EXPECT_EQ(RandomNumbers(1, 2).uniform(), RandomNumbers(1, 2).uniform());
}

/// The curves of `small_figure` by loops over two weights; sums in the order of the indices.
std::vector<double> gradients_by_hand(const CurvePlan& curve, int repetition) {
    const LeastSquares problem = draw_least_squares(curve.objective);
    const auto h = [&](int i, int j) { return problem.hessian(i, j); };
    const double alpha = *curve.train.learning_rate, beta = curve.train.beta, tau = curve.device.tau;
    const bool digital = curve.train.algorithm == Algorithm::digital_sgd, tiki = curve.train.algorithm == Algorithm::tiki_taka;
    RandomNumbers random(curve.noise.seed, static_cast<std::uint64_t>(2 * repetition));
    const auto updated = [&](double w, double d) { return digital ? w + d : w + d - std::abs(d) * w / tau; };
    std::array<double, 2> w{0.25, 0.25}, p{}, g{};
    std::vector<double> squares;
    for (int k = 0; k < curve.train.steps; ++k) {
        for (int i = 0; i < 2; ++i) g[i] = h(i, 0) * (w[0] - problem.solution(0, 0)) + h(i, 1) * (w[1] - problem.solution(1, 0));
        squares.push_back(g[0] * g[0] + g[1] * g[1]);
        for (int i = 0; i < 2; ++i) {
            const double noisy = g[i] + curve.noise.deviation * random.normal();
            p[i] = tiki ? updated(p[i], beta * noisy) : noisy;
            w[i] = updated(w[i], -alpha * p[i]);
        }
    }
    return squares;
}

TEST(Trajectories, are_those_of_the_equations_by_hand) {
    const Workspace workspace;
    const FigurePlan plan = plan_of(workspace, small_figure);
    const FigureResult result = result_of(plan);
    ASSERT_EQ(result.steps.size(), 21u);
    EXPECT_EQ(result.steps[0], 0);
    EXPECT_EQ(result.steps[20], 19);
    for (std::size_t panel = 0; panel < plan.panels.size(); ++panel)
        for (std::size_t i = 0; i < plan.panels[panel].curves.size(); ++i) {
            const CurvePlan& curve = plan.panels[panel].curves[i];
            const auto first = gradients_by_hand(curve, 0), second = gradients_by_hand(curve, 1);
            const CurveResult& drawn = result.panels[panel].curves[i];
            ASSERT_EQ(drawn.points.size(), 21u);
            // A step has fewer than 32 roundings of numbers below 1, and contracts earlier ones.
            const double tolerance = 32 * 20 * 0x1p-53;
            EXPECT_NEAR(drawn.points[0], first[0], tolerance);
            double plateau = 0;
            for (std::size_t k = 0; k < 20; ++k) {
                EXPECT_NEAR(drawn.points[k + 1], (first[k] + second[k]) / 2, tolerance) << curve.label << " " << k;
                if (k >= 10) plateau += (first[k] + second[k]) / 20;
            }
            EXPECT_NEAR(drawn.plateau.gradient_norm_sq, plateau, tolerance);
        }
    EXPECT_NE(result.panels[0].curves[0].points[5], result.panels[0].curves[1].points[5]);
}

TEST(Trajectories, in_other_scalars_differ_by_their_rounding) {
    const Workspace workspace;
    const FigurePlan plan = plan_of(workspace, small_figure);
    const FigureResult in_double = result_of(plan);
    const auto distance = [&](const std::string& scalar) {
        const FigureResult other = result_of(plan, scalar);
        double largest = 0;
        for (std::size_t panel = 0; panel < 2; ++panel)
            for (std::size_t i = 0; i < plan.panels[panel].curves.size(); ++i)
                for (std::size_t k = 0; k <= 20; ++k)
                    largest = std::max(largest, std::abs(other.panels[panel].curves[i].points[k] - in_double.panels[panel].curves[i].points[k]));
        return largest;
    };
    EXPECT_LE(distance("real50"), 32 * 20 * 0x1p-53);
    EXPECT_LE(distance("real100"), 32 * 20 * 0x1p-53);
    EXPECT_LE(distance("float"), 32 * 20 * 0x1p-24);
    EXPECT_GT(distance("float"), 0);
}

TEST(Trajectories, of_the_loss_show_half_the_distance_in_the_norm_of_the_hessian) {
    const Workspace workspace;
    const FigurePlan plan = plan_of(workspace, replaced(small_figure, "points = 50", "points = 50\nquantity = \"loss\""));
    const CurvePlan& curve = plan.panels[0].curves[0];
    const LeastSquares problem = draw_least_squares(curve.objective);
    const Matrix<double> distance = problem.initial - problem.solution;
    EXPECT_NEAR(result_of(plan).panels[0].curves[0].points[0], 0.5 * (distance.transpose() * problem.hessian * distance)(0, 0), 16 * 0x1p-53);
}

TEST(LeastSquares, has_the_moments_that_the_plan_gives) {
    ObjectivePlan plan;
    plan.dimension = 200;
    plan.rows = 400;
    plan.matrix_deviation = 0.5;
    plan.solution_deviation = 0.3;
    plan.initial_value = 1;
    plan.initial_deviation = 0.1;
    const LeastSquares problem = draw_least_squares(plan);
    // tr H/D is the mean of 80000 squares of variance 2 0.5^4, |W*|²/D that of 200 of variance 2 0.3^4, the mean of W_0
    // one of 200 numbers of variance 0.01: five standard errors each.
    EXPECT_NEAR(problem.hessian.trace() / 200, 0.25, 5 * std::sqrt(2.0 / 80000) * 0.25);
    EXPECT_NEAR(problem.solution.squaredNorm() / 200, 0.09, 5 * std::sqrt(2.0 / 200) * 0.09);
    EXPECT_NEAR(problem.initial.mean(), 1, 5 * 0.1 / std::sqrt(200));
    plan.initial_deviation = 0;
    EXPECT_EQ(draw_least_squares(plan).hessian, problem.hessian);
    EXPECT_EQ(draw_least_squares(plan).solution, problem.solution);
}

// ---- plateau -----------------------------------------------------------------------------------------------------

/// E|x + n| of a standard normal n by the trapezoidal rule, whose error is that of the tails here (beyond 12).
double mean_size(double x) {
    constexpr double step = 1.0 / 1024;
    double sum = 0;
    for (double n = -12; n <= 12; n += step) sum += std::abs(x + n) * std::exp(-n * n / 2) * step;
    return sum / std::sqrt(2 * std::numbers::pi);
}

TEST(GaussianBalance, is_where_a_weight_no_longer_moves_on_average) {
    for (const double rho : {0.001, 0.1, 0.5, 0.9, 0.99}) {
        const double x = gaussian_balance(rho);
        // The kink of |x + n| between two nodes costs less than step²/4 times the density at it.
        EXPECT_NEAR(x, rho * mean_size(x), 1e-6) << rho;
        EXPECT_GT(x, std::sqrt(2 / std::numbers::pi) * rho);
    }
    EXPECT_NEAR(gaussian_balance(1e-4) / 1e-4, std::sqrt(2 / std::numbers::pi), 1e-8);
    EXPECT_EQ(gaussian_balance(0), 0);
    EXPECT_TRUE(std::isinf(gaussian_balance(1)));
}

TEST(DigitalNoiseFloor, sums_what_every_step_left_behind) {
    Matrix<double> hessian(2, 2);
    hessian << 2, 1, 1, 2;  // eigenvalues 1 and 3
    constexpr double alpha = 0.25, s = 0.5;
    double sum = 0;
    for (const double l : {1.0, 3.0})
        for (int j = 0; j < 400; ++j) sum += l * l * alpha * alpha * s * s * std::pow(1 - alpha * l, 2 * j);
    EXPECT_NEAR(digital_noise_floor(hessian, alpha, s), sum, 1e-13);
    EXPECT_TRUE(std::isinf(digital_noise_floor(hessian, 0.7, s)));  // 0.7 * 3 > 2
}

TEST(Plateau, averages_the_repetitions) {
    const Workspace workspace;
    CurvePlan curve = plan_of(workspace, small_figure).panels[0].curves[1];
    LeastSquares problem = draw_least_squares(curve.objective);
    const Trajectory one{{}, 2, 0.5, {0.5, -0.25}}, other{{}, 4, 1.5, {0.5, 0.25}};
    const Plateau plateau = plateau_of(curve, problem, {one, other});
    EXPECT_EQ(plateau.gradient_norm_sq, 3);
    EXPECT_DOUBLE_EQ(*plateau.standard_error, 1);  // sqrt(((2-3)² + (4-3)²)/1/2)
    EXPECT_DOUBLE_EQ(plateau.noise_variance, 0.02);
    EXPECT_EQ(plateau.saturation_ratio, 1);
    EXPECT_DOUBLE_EQ(*plateau.bound(), 0.02);
    EXPECT_DOUBLE_EQ(plateau.drift, std::pow(0.1 * gaussian_balance(0.5), 2));  // the other weight is at 0 on average
    EXPECT_DOUBLE_EQ(*plateau.predicted(), plateau.drift + digital_noise_floor(problem.hessian, 0.2, 0.1));
    EXPECT_FALSE(plateau_of(curve, problem, {one}).standard_error);
    curve.train.algorithm = Algorithm::digital_sgd;
    EXPECT_FALSE(plateau_of(curve, problem, {one}).bound());
    EXPECT_TRUE(plateau_of(curve, problem, {one}).noise_floor);
    curve.train.algorithm = Algorithm::tiki_taka;
    EXPECT_FALSE(plateau_of(curve, problem, {one}).predicted());
}

TEST(Plateau, of_digital_sgd_is_the_stationary_one) {
    const Workspace workspace;
    FigurePlan plan = plan_of(workspace, small_figure);
    plan.repetitions = 64;
    for (auto& panel : plan.panels)
        for (auto& curve : panel.curves) curve.train.steps = 4000;
    const CurvePlan& curve = plan.panels[0].curves[0];
    const LeastSquares problem = draw_least_squares(curve.objective);
    std::vector<Trajectory> repetitions;
    for (int j = 0; j < plan.repetitions; ++j) repetitions.push_back(train_curve<double>(curve, problem, plan, j));

    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(problem.hessian);
    const double alpha = *curve.train.learning_rate, s = curve.noise.deviation, length = 2000;
    double expected = 0, variance = 0;
    for (const double l : solver.eigenvalues()) {
        const double phi = 1 - alpha * l, v = alpha * alpha * s * s / (1 - phi * phi);
        ASSERT_LT(std::pow(phi, 2 * 2000), 1e-12);  // nothing is left of W_0 on the plateau
        expected += l * l * v;
        // The modes are independent Gaussian AR(1): the squares of one have covariance 2 v² phi^(2|k-j|), and a mean over n
        // of them a variance of at most (2 v²/n) (1 + phi²)/(1 - phi²).
        variance += std::pow(l, 4) * 2 * v * v / length * (1 + phi * phi) / (1 - phi * phi);
    }
    const double standard_error = std::sqrt(variance / plan.repetitions);
    const Plateau plateau = plateau_of(curve, problem, repetitions);
    EXPECT_NEAR(plateau.gradient_norm_sq, expected, 5 * standard_error);  // 6e-7 for a false alarm
    EXPECT_LT(standard_error, 0.02 * expected);                           // so that it says something
    EXPECT_NEAR(*plateau.noise_floor, expected, 1e-13);
    // The measured standard error has 63 degrees of freedom, so a relative deviation of 0.09; the bound above is within 1 %.
    EXPECT_NEAR(*plateau.standard_error / standard_error, 1, 5 * 0.09 + 0.01);
}

// ---- files -------------------------------------------------------------------------------------------------------

TEST(FigureRun, writes_the_figure_three_times_its_table_and_a_page) {
    const Workspace workspace;
    workspace.write("small.toml", small_figure);
    const auto result = run({"run", workspace / "small.toml", "--out", workspace / "out"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
    const auto files = tree(workspace / "out");
    std::vector<std::string> names;
    for (const auto& [name, text] : files) names.push_back(name);
    EXPECT_THAT(names, ElementsAre("figures/small.csv", "figures/small.pdf", "figures/small.svg", "index.html", "plateau.csv"));
    EXPECT_TRUE(files.at("figures/small.pdf").starts_with("%PDF"));
    EXPECT_THAT(files.at("figures/small.svg"), HasSubstr("analog {a}_1"));
    EXPECT_THAT(files.at("figures/small.svg"), HasSubstr("digital, it's `x`"));
    EXPECT_TRUE(files.at("figures/small.csv").starts_with("step,\"SGD: digital, it's `x`\",SGD: analog {a}_1,Two arrays: Tiki-Taka\n0,"));
    EXPECT_EQ(std::count(files.at("figures/small.csv").begin(), files.at("figures/small.csv").end(), '\n'), 22);
    EXPECT_TRUE(files.at("plateau.csv").starts_with(
        "panel,curve,algorithm,learning_rate,gradient_norm_sq,standard_error,noise_variance,S_K,sigma2_S_K,ratio,four_sigma2_S_K,ratio_to_four,"
        "drift,noise,ratio_to_both\nSGD,\"digital, it's `x`\",digital_sgd,0.2,"));
    EXPECT_THAT(files.at("index.html"), HasSubstr("<h1>Small &lt;figure&gt;</h1>"));
    EXPECT_THAT(files.at("index.html"), HasSubstr("Curves &amp; more. A point is the mean over 2 runs, the first one"));
    EXPECT_THAT(files.at("index.html"), HasSubstr("href=\"figures/small.pdf\""));
    EXPECT_THAT(result.out, HasSubstr("Small <figure>\n"));
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);)
        EXPECT_TRUE(line.size() <= 80 || line.starts_with("written to")) << line;
}

TEST(FigureRun, is_the_same_on_any_number_of_threads) {
    const Workspace workspace;
    workspace.write("small.toml", replaced(small_figure, "repetitions = 2", "repetitions = 7"));
    const auto files_of = [&](const std::string& jobs) {
        const auto result = run({"run", workspace / "small.toml", "--out", workspace / ("out" + jobs), "--jobs", jobs});
        EXPECT_EQ(result.status, 0) << result.err;
        auto files = tree(workspace / ("out" + jobs));
        files.erase("figures/small.pdf");  // carries the time at which it was made
        return files;
    };
    EXPECT_EQ(files_of("1"), files_of("4"));
}

TEST(FigureRun, draws_one_panel_from_curves_without_panels_under_a_name_without_special_characters) {
    const Workspace workspace;
    workspace.write("a \"b\".toml", small_figure.substr(0, small_figure.find("[[panel]]")) + "[[curve]]\nlabel = \"τ = 1.5\"\n");
    const auto result = run({"run", workspace / "a \"b\".toml", "--out", workspace / "out", "--scalar", "float"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(content(workspace / "out/figures/a__b_.csv").starts_with("step,τ = 1.5\n"));
    EXPECT_THAT(content(workspace / "out/plateau.csv"), HasSubstr("\n,τ = 1.5,analog_sgd,0.2,"));
}

TEST(FigureRun, without_noise_has_no_bound_to_compare_with_and_draws_what_is_left) {
    const Workspace workspace;
    const std::string quiet = replaced(replaced(small_figure, "deviation = 0.1\n", "deviation = 0.0\n"), "noise.deviation = 0.05\n", "");
    workspace.write("quiet.toml", replaced(replaced(quiet, "steps = 20", "steps = 8000"), "learning_rate = 0.2", "learning_rate = 1.0"));
    const auto result = run({"run", workspace / "quiet.toml", "--out", workspace / "out"});
    ASSERT_EQ(result.status, 0) << result.err;
    // Gradient descent converges, on the device too: what is left is rounding.
    EXPECT_THAT(content(workspace / "out/plateau.csv"),
                ContainsRegex("SGD,analog \\{a\\}_1,analog_sgd,1,[0-9.]+e-3[0-9],0,0,0\\.[0-9]+,0,,0,,0,0,\n"));
    EXPECT_EQ(content(workspace / "out/index.html").find("nan"), std::string::npos);
}

TEST(FigureRun, of_a_gradient_that_is_zero_throughout_is_drawn) {
    const Workspace workspace;
    const std::string quiet = replaced(replaced(small_figure, "deviation = 0.1\n", "deviation = 0.0\n"), "noise.deviation = 0.05\n", "");
    workspace.write("zero.toml", replaced(replaced(quiet, "solution_deviation = 0.3", "solution_deviation = 1e-300"), "initial_value = 0.25", "initial_value = 0.0"));
    const auto result = run({"run", workspace / "zero.toml", "--out", workspace / "out"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_NE(content(workspace / "out/figures/zero.svg"), "");
}

TEST(FigureTable, shows_plateau_bound_and_prediction_in_80_columns) {
    const Workspace workspace;
    FigureResult result{plan_of(workspace, small_figure), "double", {0}, {}};
    Plateau analog;
    analog.gradient_norm_sq = 0.0166;
    analog.standard_error = 1e-4;
    analog.noise_variance = 0.4;
    analog.saturation_ratio = 0.75;
    analog.drift = 0.0152;
    analog.noise_floor = 0.00153;
    Plateau tiki;
    tiki.gradient_norm_sq = 1.25e-5;
    result.panels = {{"SGD", {{"τ = 1", {1}, analog}}}, {"Two arrays", {{"Tiki-Taka", {1}, tiki}}}};
    EXPECT_EQ(plateau_text(result),
              "                        plateau    s2 S_K   ratio   to 4x drift+noise   ratio\n"
              "SGD\n"
              "  τ = 1                  0.0166       0.3  0.0553  0.0138      0.0167   0.992\n"
              "Two arrays\n"
              "  Tiki-Taka            1.25e-05         -       -       -           -       -\n");
}

}  // namespace
}  // namespace aimcert::cli
