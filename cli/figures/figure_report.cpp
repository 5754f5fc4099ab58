#include "cli/figures/figure_report.hpp"

#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"
#include "cli/report/html.hpp"
#include "cli/report/palette.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace aimcert::cli {
namespace {

/// 'text' for gnuplot, which looks for nothing inside single quotes but the quote itself.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
    return result + "'";
}

/// The stem of a file as a name that needs no escaping in links.
std::string name_of(const std::filesystem::path& file) {
    std::string name = file.stem().string();
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '.') c = '_';
    return name;
}

FigureData data_of(const FigureResult& result) {
    FigureData data{{"step"}, {}};
    for (const auto& panel : result.panels)
        for (const auto& curve : panel.curves)
            data.columns.push_back((panel.title.empty() ? "" : panel.title + ": ") + curve.label);
    for (std::size_t i = 0; i < result.steps.size(); ++i) {
        std::vector<std::string> row{number_text(result.steps[i])};
        for (const auto& panel : result.panels)
            for (const auto& curve : panel.curves) row.push_back(number_text(curve.points[i]));
        data.rows.push_back(std::move(row));
    }
    return data;
}

/// Logarithmic, from and to powers of ten around all positive values; linear where there is none.
std::string y_axis_of(const FigureResult& result) {
    double least = INFINITY, most = 0;
    for (const auto& panel : result.panels)
        for (const auto& curve : panel.curves)
            for (const double value : curve.points) {
                if (value > 0) least = std::min(least, value);
                most = std::max(most, value);
            }
    if (!(most > 0)) return "";
    return fmt::format("set logscale y\nset format y \"10^{{%L}}\"\nset yrange [1e{}:1e{}]\n", std::floor(std::log10(least)),
                       std::floor(std::log10(most)) + 1);
}

std::string panel_plot(const PanelResult& panel, std::size_t first_column) {
    std::string pieces;
    for (std::size_t i = 0; i < panel.curves.size(); ++i)
        pieces += fmt::format("{} $data using 1:{} with lines lw 1.8 lc rgb {} dt {} title {}", i == 0 ? "plot" : ", \\\n    ", first_column + i,
                              curve_colours[i % curve_colours.size()], 1 + i / curve_colours.size(), quoted(panel.curves[i].label));
    return pieces + "\n";
}

/// Few round numbers of steps, none at the right end, where the next panel begins.
std::string tics_of(int steps) {
    const double quarter = steps / 4.0, power = std::pow(10, std::floor(std::log10(quarter)));
    const double distance = power * (quarter <= power ? 1 : quarter <= 2 * power ? 2 : quarter <= 5 * power ? 5 : 10);
    return fmt::format("set xtics 0,{},{}\n", distance, steps - distance / 2);
}

constexpr int panel_height = 300;  ///< pixels of a panel on a narrow screen

/// Panels side by side, or one below the other on a narrow screen; axes that face another panel have no labels.
std::string panels_plot(const std::vector<PanelResult>& panels, const std::string& quantity) {
    const double pixel = 1.0 / (panel_height * static_cast<double>(panels.size()));
    std::string plot = fmt::format("if (narrow) {{ unset xlabel; set multiplot layout {0},1 margins screen 0.18,0.95,{1:.4f},{2:.4f} spacing screen 0,{3:.4f} }}"
                                   " else {{ set multiplot layout 1,{0} margins screen 0.11,0.985,0.21,0.90 spacing screen 0.03,0 }}\n"
                                   "set ylabel \"{4}\" offset 0.8,0\n",
                                   panels.size(), 62 * pixel, 1 - 30 * pixel, 76 * pixel, quantity);
    std::size_t column = 2;
    for (std::size_t i = 0; i < panels.size(); ++i) {
        if (i == 1) plot += "if (!narrow) { unset ylabel; set format y \"\" }\n";
        if (i + 1 == panels.size()) plot += "set xlabel \"step k\" textcolor rgb ink font small\n";
        plot += fmt::format("set title {} noenhanced font small textcolor rgb ink offset 0,-0.4\n", quoted(panels[i].title)) + panel_plot(panels[i], column);
        column += panels[i].curves.size();
    }
    return plot + "unset multiplot\n";
}

std::string plot_of(const FigureResult& result) {
    const std::string quantity = result.plan.quantity == Quantity::loss ? "f(W_k)" : "|∇f(W_k)|^2";
    std::string plot = "set key noenhanced inside top right vertical Right noreverse samplen 1.4\n"
                       "set xlabel \"step k\"\n" +
                       fmt::format("set xrange [0:{}]\n", result.plan.steps()) + y_axis_of(result);
    if (result.panels.size() == 1) return plot + "set ylabel \"" + quantity + "\"\n" + panel_plot(result.panels[0], 2);
    return plot + tics_of(result.plan.steps()) + panels_plot(result.panels, quantity);
}

std::optional<double> ratio(double value, const std::optional<double>& to) {
    return to && *to > 0 && std::isfinite(*to) ? std::optional(value / *to) : std::nullopt;
}

/// 4σ²S_K.
std::optional<double> published(const std::optional<double>& bound) { return bound ? std::optional(4 * *bound) : std::nullopt; }

std::string cell(const std::optional<double>& value) { return value ? number_text(*value) : ""; }

/// Three digits: ten columns of numbers fit a page.
std::string html_cell(const std::optional<double>& value) { return value ? html_number(*value, 3) : "–"; }

/// What every curve averages.
std::string averaging_note(const FigureResult& result) {
    const FigurePlan& plan = result.plan;
    const int length = (plan.steps() + plan.points - 1) / plan.points;
    return fmt::format(" A point is the mean over {} runs{}, the first one that of <span class=\"formula\"><i>W</i>₀</span>.", plan.repetitions,
                       length > 1 ? fmt::format(" and {} steps", length) : "");
}

constexpr const char* table_text =
    "<p><span class=\"formula\"><i>σ</i>²<i>S<sub>K</sub></i></span>, <span class=\"formula\"><i>S<sub>K</sub></i> = mean "
    "<i>r<sub>k</sub></i>²/(1 − <i>r<sub>k</sub></i>²)</span>, <span class=\"formula\"><i>r<sub>k</sub></i> = max<sub><i>i</i></sub> "
    "|<i>G</i>(<i>w<sub>i</sub></i>)/<i>F</i>(<i>w<sub>i</sub></i>)|</span> (<span class=\"formula\">|<i>W<sub>k</sub></i>|<sub>∞</sub>/<i>τ</i>"
    "</span> on the asymmetric linear device, of which the theorem speaks), is the asymptotic error of analog SGD that the proof of EX Theorem 2 "
    "leaves; the theorem states four times as much. It takes the largest saturation for that of every weight and the worst noise, and leaves out what a finite learning "
    "rate adds. <b>Drift</b> and <b>noise</b> are what to expect of normal noise with deviation <span class=\"formula\"><i>s</i></span>: where "
    "a weight no longer moves on average, <span class=\"formula\">|<i>g<sub>i</sub></i>| = |<i>G</i>/<i>F</i>| E|<i>g<sub>i</sub></i> + "
    "<i>ε<sub>i</sub></i>| ≈ √(2/π) <i>s</i> |<i>G</i>/<i>F</i>|</span>, and drift is the sum of these squares; noise is the stationary "
    "<span class=\"formula\">|∇<i>f</i>|² = <i>αs</i>² Σ <i>λ</i>/(2 − <i>αλ</i>)</span> of digital SGD, <span class=\"formula\"><i>λ</i></span> "
    "the eigenvalues of the Hessian.</p>\n";

std::string table_html(const FigureResult& result) {
    const bool several = result.panels.size() > 1;
    std::vector<Column> columns{{"Curve"}, {"|∇<i>f</i>|²", true}, {"±", true}, {"<i>σ</i>²<i>S<sub>K</sub></i>", true}, {"ratio", true},
                                {"4<i>σ</i>²<i>S<sub>K</sub></i>", true}, {"ratio", true}, {"drift", true}, {"noise", true}, {"ratio to both", true}};
    if (several) columns.insert(columns.begin(), Column{"Panel"});
    std::vector<std::vector<std::string>> rows;
    for (const auto& panel : result.panels)
        for (const auto& curve : panel.curves) {
            const Plateau& p = curve.plateau;
            const auto bound = p.bound();
            rows.push_back({"<span class=\"nowrap\">" + escape_html(curve.label) + "</span>", html_cell(p.gradient_norm_sq), html_cell(p.standard_error), html_cell(bound),
                            html_cell(ratio(p.gradient_norm_sq, bound)), html_cell(published(bound)),
                            html_cell(ratio(p.gradient_norm_sq, published(bound))), html_cell(p.drift), html_cell(p.noise_floor),
                            html_cell(ratio(p.gradient_norm_sq, p.predicted()))});
            if (several) rows.back().insert(rows.back().begin(), &curve == &panel.curves.front() ? escape_html(panel.title) : "");
        }
    const int last = result.plan.steps() - plateau_start(result.plan.steps(), result.plan.plateau);
    return fmt::format("<p>The mean of <span class=\"formula\">|∇<i>f</i>(<i>W<sub>k</sub></i>)|²</span> over the last {} steps of {} runs, "
                       "with its standard error.</p>\n", html_count(last), result.plan.repetitions) +
           html_table(columns, rows) + table_text;
}

}  // namespace

Figure curves_figure(const FigureResult& result, const std::string& name) {
    Figure figure;
    figure.name = name;
    figure.title = result.plan.title;
    figure.caption = escape_html(result.plan.caption) + averaging_note(result);
    figure.data = data_of(result);
    figure.plot = plot_of(result);
    figure.height = 340;
    figure.narrow_height = result.panels.size() == 1 ? 330 : panel_height * static_cast<int>(result.panels.size());
    return figure;
}

std::string plateau_csv(const FigureResult& result) {
    FigureData table{{"panel", "curve", "algorithm", "learning_rate", "gradient_norm_sq", "standard_error", "noise_variance", "S_K", "sigma2_S_K",
                      "ratio", "four_sigma2_S_K", "ratio_to_four", "drift", "noise", "ratio_to_both"},
                     {}};
    for (std::size_t i = 0; i < result.panels.size(); ++i)
        for (std::size_t j = 0; j < result.panels[i].curves.size(); ++j) {
            const CurveResult& curve = result.panels[i].curves[j];
            const TrainingPlan& train = result.plan.panels[i].curves[j].train;
            const Plateau& p = curve.plateau;
            const auto bound = p.bound();
            const auto algorithm = std::find_if(algorithm_names.begin(), algorithm_names.end(),
                                                [&](const auto& entry) { return entry.first == train.algorithm; });
            table.rows.push_back({result.panels[i].title, curve.label, std::string(algorithm->second), number_text(*train.learning_rate),
                                  number_text(p.gradient_norm_sq), cell(p.standard_error), number_text(p.noise_variance), cell(p.saturation_ratio),
                                  cell(bound), cell(ratio(p.gradient_norm_sq, bound)), cell(published(bound)),
                                  cell(ratio(p.gradient_norm_sq, published(bound))), number_text(p.drift), cell(p.noise_floor),
                                  cell(ratio(p.gradient_norm_sq, p.predicted()))});
        }
    return to_csv(table);
}

std::string plateau_text(const FigureResult& result) {
    constexpr std::size_t width = 20;
    const auto shown = [](const std::optional<double>& value) { return value ? fmt::format("{:.3g}", *value) : "-"; };
    std::string text = fmt::format("{} {:>10} {:>9} {:>7} {:>7} {:>11} {:>7}\n", pad("", width), "plateau", "s2 S_K", "ratio", "to 4x",
                                   "drift+noise", "ratio");
    for (const auto& panel : result.panels) {
        if (!panel.title.empty()) text += panel.title + "\n";
        for (const auto& curve : panel.curves) {
            const Plateau& p = curve.plateau;
            text += fmt::format("{} {:>10} {:>9} {:>7} {:>7} {:>11} {:>7}\n", pad("  " + curve.label, width), shown(p.gradient_norm_sq), shown(p.bound()),
                                shown(ratio(p.gradient_norm_sq, p.bound())), shown(ratio(p.gradient_norm_sq, published(p.bound()))),
                                shown(p.predicted()), shown(ratio(p.gradient_norm_sq, p.predicted())));
        }
    }
    return text;
}

std::vector<File> figure_report_files(const FigureResult& result, const std::filesystem::path& directory) {
    const DrawnFigure drawn = draw(curves_figure(result, name_of(result.plan.file)));
    const std::string page = html_page(result.plan.title, "", {{"curves", "Curves", drawn.html}, {"plateaus", "Plateaus", table_html(result)}});
    std::vector<File> files = figure_files(drawn, directory / "figures");
    files.push_back({directory / "plateau.csv", plateau_csv(result)});
    files.push_back({directory / "index.html", page});
    return files;
}

}  // namespace aimcert::cli
