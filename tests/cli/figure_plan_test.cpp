// Figures of training curves: their configuration.

#include "tests/cli/process.hpp"
#include "tests/cli/small_figure.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace aimcert::cli {
namespace {

using aimcert::testing::ProcessResult;
using aimcert::testing::replaced;
using aimcert::testing::run;
using aimcert::testing::tree;
using aimcert::testing::Workspace;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace aimcert::cli
