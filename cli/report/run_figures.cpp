#include "cli/report/run_figures.hpp"

#include "cli/files/numbers.hpp"
#include "cli/report/palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace aimcert::cli {
namespace {

/// A column of the ledger as a curve over the steps.
struct Curve {
    std::string column, title;
    std::string_view colour;
    int dash = 1;
    double width = 1;
    std::function<std::optional<double>(const LedgerRow&)> value;
};

FigureData data_of(const std::vector<LedgerRow>& rows, const std::vector<Curve>& curves) {
    FigureData data{{"step"}, {}};
    for (const auto& curve : curves) data.columns.push_back(curve.column);
    for (const auto& row : rows) {
        std::vector<std::string> fields{std::to_string(row.step)};
        for (const auto& curve : curves) {
            const auto value = curve.value(row);
            fields.push_back(value ? number_text(*value) : "");
        }
        data.rows.push_back(std::move(fields));
    }
    return data;
}

/// Sizes of the values of a curve that a logarithmic axis can show: finite and not 0.
std::vector<double> sizes(const std::vector<LedgerRow>& rows, const Curve& curve) {
    std::vector<double> result;
    for (const auto& row : rows)
        if (const auto value = curve.value(row); value && std::isfinite(*value) && *value != 0) result.push_back(std::abs(*value));
    return result;
}

bool is_ever_negative(const std::vector<LedgerRow>& rows, const Curve& curve) {
    return std::any_of(rows.begin(), rows.end(), [&](const LedgerRow& row) { return curve.value(row).value_or(0) < 0; });
}

enum class Axis { linear, logarithmic };

/// Logarithmic when all values are positive and they span two decades.
Axis fitting_axis(const std::vector<LedgerRow>& rows, const std::vector<Curve>& curves) {
    double smallest = INFINITY, largest = 0;
    for (const auto& curve : curves) {
        if (is_ever_negative(rows, curve)) return Axis::linear;
        for (const double size : sizes(rows, curve)) {
            smallest = std::min(smallest, size);
            largest = std::max(largest, size);
        }
    }
    return largest >= 100 * smallest ? Axis::logarithmic : Axis::linear;
}

/// Curves of long runs are drawn from every j-th row, so that a page stays light; the CSV keeps all rows.
std::size_t drawn_every(std::size_t rows) {
    constexpr std::size_t most_points = 1500;
    return (rows + most_points - 1) / most_points;
}

std::string thinning_note(std::size_t rows) {
    const std::size_t every = drawn_every(rows);
    return every <= 1 ? "" : fmt::format(" The curves show every {}th row; the CSV has all.", every);
}

/// Curves that the axis can show at all; sizes on a logarithmic one.
std::string plot_of(const std::vector<LedgerRow>& rows, const std::vector<Curve>& curves, Axis axis, const std::string& settings) {
    constexpr std::size_t few_rows = 40;
    const char* with = rows.size() <= few_rows ? "linespoints pt 7 ps 0.4" : "lines";
    const double width = rows.size() <= few_rows ? 1.8 : 1.4;
    std::string pieces;
    for (const auto& curve : curves) {
        if (sizes(rows, curve).empty()) continue;
        pieces += fmt::format("{} $data every {} using \"step\":({}(column(\"{}\"))) with {} lw {} lc rgb {} dt {} title \"{}\"",
                              pieces.empty() ? "plot" : ", \\\n    ", std::max<std::size_t>(1, drawn_every(rows.size())),
                              axis == Axis::logarithmic ? "abs" : "", curve.column, with, width * curve.width, curve.colour, curve.dash, curve.title);
    }
    if (pieces.empty()) {
        axis = Axis::linear;
        pieces = "plot $data using \"step\":(0) with lines lw 1.8 lc rgb muted title \"all zero\"";
    }
    const char* scale = axis == Axis::logarithmic ? "set logscale y\nset format y \"10^{%L}\"\n" : "";
    return "set xlabel \"step k\"\n" + settings + scale + pieces;
}

/// One curve a layer, from a series with one value a layer.
std::vector<Curve> curves_of_layers(std::size_t layers, std::vector<double> LedgerRow::*series) {
    std::vector<Curve> curves;
    for (std::size_t m = 0; m < layers; ++m)
        curves.push_back({fmt::format("layer_{}", m + 1), fmt::format("layer {}", m + 1), curve_colours[m % curve_colours.size()],
                          1 + static_cast<int>(m / curve_colours.size()), 1, [=](const LedgerRow& row) -> std::optional<double> {
                              const auto& values = row.*series;
                              return m < values.size() ? std::optional(values[m]) : std::nullopt;
                          }});
    return curves;
}

bool has_values(const std::vector<LedgerRow>& rows, const Curve& curve) {
    return std::any_of(rows.begin(), rows.end(), [&](const LedgerRow& row) { return curve.value(row).has_value(); });
}

std::size_t layers_of(const RunResult& run) { return run.trained.weights.size(); }

/// Names in words, for a caption.
std::string zero_curves(const std::vector<LedgerRow>& rows, const std::vector<Curve>& curves) {
    std::string names;
    for (const auto& curve : curves)
        if (has_values(rows, curve) && sizes(rows, curve).empty()) names += (names.empty() ? "" : ", ") + curve.title;
    return names.empty() ? "" : " Zero throughout, so not drawn: " + names + ".";
}

}  // namespace

Figure loss_figure(const RunResult& run) {
    const std::vector<Curve> curves{{"loss", "loss f(W_k)", "blue", 1, 1, [](const LedgerRow& r) { return r.loss; }},
                                    {"gradient_norm_sq", "|∇f(W_k)|^2", "vermilion", 1, 1, [](const LedgerRow& r) { return r.gradient_norm_sq; }},
                                    {"noise_variance", "noise s_k^2", "muted", 2, 1, [](const LedgerRow& r) { return r.noise_variance; }}};
    return {"loss", "Loss and gradient",
            "The loss over all samples, the squared gradient that the theorems bound on average, and the exact variance of one "
            "sample's gradient, <span class=\"formula\"><i>s<sub>k</sub></i>² = E<sub><i>k</i></sub>|∇<i>f</i>(<i>W<sub>k</sub></i>;"
            "<i>ξ<sub>k</sub></i>) − ∇<i>f</i>(<i>W<sub>k</sub></i>)|²</span>." +
                thinning_note(run.rows.size()),
            data_of(run.rows, curves), plot_of(run.rows, curves, fitting_axis(run.rows, curves), "")};
}

std::vector<Figure> lyapunov_figure(const RunResult& run) {
    const double minimum = run.minimum, weight = run.constants.auxiliary_weight;
    std::vector<Curve> curves{
        {"lyapunov", "V_k", "blue", 1, 2.5, [](const LedgerRow& r) { return r.lyapunov; }},
        {"loss_above_minimum", "f(W_k) − f*", "green", 1, 1, [=](const LedgerRow& r) { return r.loss - minimum; }},
        {"weighted_auxiliary", "c A_k", "orange", 1, 1, [=](const LedgerRow& r) { return weight * r.auxiliary; }},
        {"lyapunov_bound", "bound on E_k V_{k+1}", "vermilion", 2, 1, [](const LedgerRow& r) { return r.lyapunov_bound; }}};
    if (!has_values(run.rows, curves.front())) return {};
    std::erase_if(curves, [&](const Curve& curve) { return !has_values(run.rows, curve); });
    return {{"lyapunov", "The Lyapunov function",
             "<span class=\"formula\"><i>V<sub>k</sub></i> = <i>f</i>(<i>W<sub>k</sub></i>) − <i>f</i>* + <i>c</i> "
             "<i>A<sub>k</sub></i></span> adds to the loss what stale weights may still cost: the squared recent increments "
             "<span class=\"formula\"><i>A<sub>k</sub></i> = Σ<sub><i>m</i></sub> Σ<sub><i>j</i></sub> (<i>j</i> − <i>k</i> + "
             "<i>M</i> − <i>m</i> + 1)|Δ<i>W<sub>j</sub></i><sup>(<i>m</i>)</sup>|²</span>." +
                 zero_curves(run.rows, curves) + thinning_note(run.rows.size()),
             data_of(run.rows, curves), plot_of(run.rows, curves, fitting_axis(run.rows, curves), "")}};
}

std::vector<Figure> descent_terms_figure(const RunResult& run) {
    const auto term = [](double DescentTerms::*part) {
        return [part](const LedgerRow& r) { return r.terms ? std::optional((*r.terms).*part) : std::nullopt; };
    };
    const auto expected_change = [](const LedgerRow& r) -> std::optional<double> {
        if (!r.expected_lyapunov_next || !r.lyapunov) return std::nullopt;
        return *r.expected_lyapunov_next - *r.lyapunov;
    };
    std::vector<Curve> curves{{"descent", "descent (negative)", "blue", 1, 1, term(&DescentTerms::descent)},
                              {"noise", "noise", "orange", 1, 1, term(&DescentTerms::noise)},
                              {"delay", "delay", "green", 1, 1, term(&DescentTerms::delay)},
                              {"asymmetry", "asymmetry", "vermilion", 1, 1, term(&DescentTerms::asymmetry)},
                              {"expected_change", "|E_k V_{k+1} − V_k| itself", "purple", 3, 1.4, expected_change}};
    if (!has_values(run.rows, curves.front())) return {};
    std::erase_if(curves, [&](const Curve& curve) { return !has_values(run.rows, curve); });
    const std::string formula =
        run.schedule == "async"
            ? "E<sub><i>k</i></sub><i>V</i><sub><i>k</i>+1</sub> − <i>V<sub>k</sub></i> ≤ −½<i>α</i>|∇<i>f</i>|² + "
              "<i>α</i>²<i>L<sub>f</sub>s<sub>k</sub></i>² + <i>α</i>³<i>κ s<sub>k</sub></i>² + ½<i>α</i>(1+<i>u</i>)"
              "<i>r<sub>k</sub></i>²(|∇<i>f</i>|² + <i>s<sub>k</sub></i>²)"
            : "E<sub><i>k</i></sub><i>f</i>(<i>W</i><sub><i>k</i>+1</sub>) − <i>f</i>(<i>W<sub>k</sub></i>) ≤ −½<i>α</i>|∇<i>f</i>|² + "
              "<i>α</i>²<i>L<sub>f</sub>s<sub>k</sub></i>²/<i>B</i> + ½<i>α r</i>²(|∇<i>f</i>|² + <i>s<sub>k</sub></i>²)";
    return {{"descent-terms", "What the descent bound is made of",
             "The terms of <span class=\"formula\">" + formula +
                 "</span>, in this order descent, noise, " + (run.schedule == "async" ? "delay and " : "") +
                 "asymmetry: the bound certifies a descent where the blue curve lies above the sum of the others." +
                 zero_curves(run.rows, curves) + thinning_note(run.rows.size()),
             data_of(run.rows, curves), plot_of(run.rows, curves, Axis::logarithmic, "")}};
}

std::vector<Figure> saturation_figure(const RunResult& run) {
    if (std::isinf(run.tau)) return {};
    auto curves = curves_of_layers(layers_of(run), &LedgerRow::layer_saturation);
    std::string residual;
    if (!run.rows.front().residual_saturation.empty()) {
        for (auto& curve : curves_of_layers(layers_of(run), &LedgerRow::residual_saturation)) {
            curve.column = "residual_" + curve.column;
            curve.title = "P, " + curve.title;
            curve.dash = 2;
            curves.push_back(std::move(curve));
        }
        residual = " P is the residual array beside W.";
    }
    std::string settings = "set yrange [0:1]\n";
    std::string limit;
    if (run.has_theory) {
        const bool async = run.schedule == "async";
        const double largest = async ? 1 / std::sqrt(1 + run.young) : 1;
        if (async)
            settings += fmt::format("set arrow from graph 0, first {0:.17g} to graph 1, first {0:.17g} nohead lc rgb muted dt 2\n"
                                    "set label \"(1+u) r^2 = 1\" at graph 0.99, first {0:.17g} right offset 0,0.6 font small textcolor rgb muted\n",
                                    largest);
        limit = async ? " Above the dashed line the bounds no longer promise a descent." : "";
    }
    return {{"saturation", "Saturation of each layer",
             "<span class=\"formula\"><i>r<sub>k</sub></i><sup>(<i>m</i>)</sup> = |<i>W<sub>k</sub></i><sup>(<i>m</i>)</sup>|<sub>∞</sub>"
             " / <i>τ</i></span>, the share of the range that the largest weight of a layer uses; asymmetry grows with its "
             "square." + limit + residual + thinning_note(run.rows.size()),
             data_of(run.rows, curves), plot_of(run.rows, curves, Axis::linear, settings)}};
}

std::vector<Figure> delay_figure(const RunResult& run) {
    const auto curves = curves_of_layers(layers_of(run), &LedgerRow::layer_delay);
    if (std::all_of(curves.begin(), curves.end(), [&](const Curve& curve) { return sizes(run.rows, curve).empty(); })) return {};
    return {{"delay", "Accumulated delay of each layer",
             "<span class=\"formula\"><i>C<sub>k</sub></i><sup>(<i>m</i>)</sup> = Σ<sub><i>j</i></sub> |Δ<i>W<sub>j</sub></i><sup>("
             "<i>m</i>)</sup>|<sub>F</sub></span> over the last <span class=\"formula\"><i>M</i> − <i>m</i></span> updates bounds how "
             "far the weights of a forward pass lie behind those of its backward pass." +
                 zero_curves(run.rows, curves) + thinning_note(run.rows.size()),
             data_of(run.rows, curves), plot_of(run.rows, curves, fitting_axis(run.rows, curves), "")}};
}

}  // namespace aimcert::cli
