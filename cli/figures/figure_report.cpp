#include "cli/figures/figure_report.hpp"

#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"
#include "cli/report/html.hpp"
#include "cli/report/palette.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aimcert::cli {
namespace {

/// 'text' for gnuplot, which looks for nothing inside single quotes but the quote itself.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
    return result + "'";
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

/// Powers of ten around all positive values.
std::string range_of(const FigureResult& result) {
    double least = INFINITY, most = 0;
    for (const auto& panel : result.panels)
        for (const auto& curve : panel.curves)
            for (const double value : curve.points) {
                if (value > 0) least = std::min(least, value);
                most = std::max(most, value);
            }
    if (!(most > 0)) return "";
    return fmt::format("set yrange [1e{}:1e{}]\n", std::floor(std::log10(least)), std::floor(std::log10(most)) + 1);
}

std::string panel_plot(const PanelResult& panel, std::size_t first_column) {
    std::string pieces;
    for (std::size_t i = 0; i < panel.curves.size(); ++i)
        pieces += fmt::format("{} $data using 1:{} with lines lw 1.8 lc rgb {} dt {} title {}", i == 0 ? "plot" : ", \\\n    ", first_column + i,
                              curve_colours[i % curve_colours.size()], 1 + i / curve_colours.size(), quoted(panel.curves[i].label));
    return pieces + "\n";
}

std::string plot_of(const FigureResult& result) {
    const std::size_t panels = result.panels.size();
    std::string plot = "set key noenhanced inside top right vertical Right noreverse samplen 1.4\n"
                       "set logscale y\nset format y \"10^{%L}\"\nset xlabel \"step k\"\n" +
                       fmt::format("set xrange [0:{}]\n", result.plan.steps()) + range_of(result);
    const std::string quantity = fmt::format("set ylabel \"{}\"\n", result.plan.quantity == Quantity::loss ? "f(W_k)" : "|∇f(W_k)|^2");
    if (panels == 1) return plot + quantity + panel_plot(result.panels[0], 2);
    plot += fmt::format("if (narrow) {{ set multiplot layout {0},1 }} else {{ set multiplot layout 1,{0} }}\n", panels);
    std::size_t column = 2;
    for (std::size_t i = 0; i < panels; ++i) {
        plot += fmt::format("set title {} noenhanced font small\n", quoted(result.panels[i].title)) + (i == 0 ? quantity : "if (!narrow) { unset ylabel }\n");
        plot += panel_plot(result.panels[i], column);
        column += result.panels[i].curves.size();
    }
    return plot + "unset multiplot\n";
}

// ---- table -------------------------------------------------------------------------------------------------------

std::optional<double> ratio(double value, const std::optional<double>& to, double factor = 1) {
    if (!to || !(*to > 0) || std::isinf(*to)) return std::nullopt;
    return value / (factor * *to);
}

std::string cell(const std::optional<double>& value) { return value ? number_text(*value) : ""; }

std::string html_cell(const std::optional<double>& value) { return value ? html_number(*value) : "–"; }

std::string table_html(const FigureResult& result) {
    const bool several = result.panels.size() > 1;
    std::vector<Column> columns{{"Curve"}, {"|∇<i>f</i>|²", true}, {"±", true}, {"<i>σ</i>²<i>S<sub>K</sub></i>", true}, {"ratio", true},
                                {"4<i>σ</i>²<i>S<sub>K</sub></i>", true}, {"ratio", true}, {"balance", true}, {"noise floor", true}};
    if (several) columns.insert(columns.begin(), Column{"Panel"});
    std::vector<std::vector<std::string>> rows;
    for (const auto& panel : result.panels)
        for (const auto& curve : panel.curves) {
            const Plateau& p = curve.plateau;
            const auto bound = p.bound();
            rows.push_back({escape_html(curve.label), html_number(p.gradient_norm_sq), html_cell(p.standard_error), html_cell(bound),
                            html_cell(ratio(p.gradient_norm_sq, bound)), html_cell(bound ? std::optional(4 * *bound) : std::nullopt),
                            html_cell(ratio(p.gradient_norm_sq, bound, 4)), html_number(p.balance), html_cell(p.noise_floor)});
            if (several) rows.back().insert(rows.back().begin(), escape_html(panel.title));
        }
    return html_table(columns, rows);
}

}  // namespace

Figure curves_figure(const FigureResult& result, const std::string& name) {
    Figure figure;
    figure.name = name;
    figure.title = result.plan.title;
    figure.caption = escape_html(result.plan.caption);
    figure.data = data_of(result);
    figure.plot = plot_of(result);
    figure.height = 340;
    figure.narrow_height = 330 * static_cast<int>(result.panels.size());
    return figure;
}

std::string plateau_csv(const FigureResult& result) {
    FigureData table{{"panel", "curve", "algorithm", "learning_rate", "gradient_norm_sq", "standard_error", "noise_variance", "S_K", "sigma2_S_K",
                      "ratio", "four_sigma2_S_K", "ratio_to_four", "balance", "noise_floor"},
                     {}};
    for (std::size_t i = 0; i < result.panels.size(); ++i)
        for (std::size_t j = 0; j < result.panels[i].curves.size(); ++j) {
            const CurveResult& curve = result.panels[i].curves[j];
            const TrainingPlan& train = result.plan.panels[i].curves[j].train;
            const Plateau& p = curve.plateau;
            const auto bound = p.bound();
            const auto algorithm = std::find_if(algorithm_names.begin(), algorithm_names.end(), [&](const auto& entry) { return entry.first == train.algorithm; });
            table.rows.push_back({result.panels[i].title, curve.label, std::string(algorithm->second), number_text(*train.learning_rate),
                                  number_text(p.gradient_norm_sq), cell(p.standard_error), number_text(p.noise_variance), cell(p.saturation_ratio),
                                  cell(bound), cell(ratio(p.gradient_norm_sq, bound)), cell(bound ? std::optional(4 * *bound) : std::nullopt),
                                  cell(ratio(p.gradient_norm_sq, bound, 4)), number_text(p.balance), cell(p.noise_floor)});
        }
    return to_csv(table);
}

std::string plateau_text(const FigureResult& result) {
    const auto shown = [](const std::optional<double>& value) { return value ? fmt::format("{:.4g}", *value) : "-"; };
    std::string text = fmt::format("{} {:>10} {:>10} {:>7} {:>10} {:>7} {:>10}\n", pad("", 18), "|grad f|^2", "s^2 S_K", "ratio", "balance", "ratio", "floor");
    for (const auto& panel : result.panels) {
        if (!panel.title.empty()) text += panel.title + "\n";
        for (const auto& curve : panel.curves) {
            const Plateau& p = curve.plateau;
            text += fmt::format("{} {:>10} {:>10} {:>7} {:>10} {:>7} {:>10}\n", pad("  " + curve.label, 18), shown(p.gradient_norm_sq), shown(p.bound()),
                                shown(ratio(p.gradient_norm_sq, p.bound())), shown(p.balance),
                                shown(ratio(p.gradient_norm_sq, p.balance + p.noise_floor.value_or(0))), shown(p.noise_floor));
        }
    }
    return text;
}

void write_figure_report(const FigureResult& result, const std::filesystem::path& directory) {
    const DrawnFigure drawn = draw(curves_figure(result, result.plan.file.stem().string()));
    const std::string page = html_page(result.plan.title, "", {{"curves", "The curves", drawn.html + table_html(result)}});
    write_figure(drawn, directory / "figures");
    write_file_atomically(directory / "plateau.csv", plateau_csv(result));
    write_file_atomically(directory / "index.html", page);
}

}  // namespace aimcert::cli
