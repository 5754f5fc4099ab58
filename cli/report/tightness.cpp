#include "cli/report/tightness.hpp"

#include "cli/report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aimcert::cli {
namespace {

/// Position on the drawn scale, in percent.
double position(double ratio) {
    const double drawn = std::clamp(ratio, lowest_drawn_ratio, highest_drawn_ratio);
    return 100 * std::log10(drawn / lowest_drawn_ratio) / std::log10(highest_drawn_ratio / lowest_drawn_ratio);
}

std::string equality(double difference, bool falsified) {
    if (falsified) return "sides differ by " + html_number(100 * difference) + " %";
    return difference == 0 ? "equal" : "equal <span class=\"muted\">to " + html_number(difference) + "</span>";
}

}  // namespace

std::string tightness_html(Relation relation, double worst_ratio, bool falsified) {
    if (relation == Relation::equal) return equality(worst_ratio, falsified);
    const std::string_view tightness = tightness_of(relation, worst_ratio);
    const std::string word = tightness == "tight"   ? " <span class=\"tight\">tight</span>"
                             : tightness == "loose" ? " <span class=\"loose\">loose</span>"
                                                    : "";
    return fmt::format("<span class=\"tightness\"><span class=\"bar\" style=\"--one:{:.3f}%\"><i{} style=\"width:{:.2f}%\"></i></span>"
                       "<span class=\"nowrap\">{}{}</span></span>",
                       position(1), falsified ? " class=\"falsified\"" : "", position(worst_ratio), html_number(worst_ratio),
                       word);
}

}  // namespace aimcert::cli
