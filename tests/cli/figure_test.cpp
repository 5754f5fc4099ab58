// Figures of training curves: the files that show them.

#include "cli/figures/figure_report.hpp"
#include "tests/cli/eighty_columns.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/small_figure.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace aimcert::cli {
namespace {

using aimcert::testing::content;
using aimcert::testing::expect_eighty_columns;
using aimcert::testing::replaced;
using aimcert::testing::run;
using aimcert::testing::tree;
using aimcert::testing::Workspace;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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
    const auto written = result.out.find("written to ");  // a path is as long as it was given
    ASSERT_NE(written, std::string::npos);
    expect_eighty_columns(result.out.substr(0, written));
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
