#include "cli/report/tighten_figure.hpp"

#include "cli/files/numbers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aimcert::cli {

std::string tighten_name(const TightenResult& result) {
    return fmt::format("{}-{}", result.info.id, name_of(form_names, result.info.form));
}

std::vector<Figure> tighten_figure(const TightenResult& result) {
    FigureData data{{"evaluations", "ratio"}, {}};
    bool positive = !result.climbs.empty();
    for (const auto& climb : result.climbs) {
        if (!std::isfinite(climb.ratio)) break;
        data.rows.push_back({std::to_string(climb.evaluations), number_text(climb.ratio)});
        positive = positive && climb.ratio > 0;
    }
    if (data.rows.empty()) return {};
    data.rows.push_back({std::to_string(result.evaluations), data.rows.back().back()});
    const bool logarithmic = positive && result.climbs.back().ratio > 20 * result.climbs.front().ratio;
    std::string plot = "set logscale x\nset xlabel \"evaluations\"\nset ylabel \"largest ratio\"\n";
    if (logarithmic) plot += "set logscale y\n";
    plot += "set offsets graph 0, graph 0, graph 0.05, graph 0.05\n";
    plot += "plot $data using 1:2 with steps lw 2 lc rgb blue\n";
    return {{tighten_name(result), fmt::format("Largest ratio of {} ({})", result.info.id, name_of(form_names, result.info.form)),
             "The largest ratio of the two sides after so many evaluations; at 1 the bound is attained.", data, plot}};
}

}  // namespace aimcert::cli
