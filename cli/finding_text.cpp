#include "cli/finding_text.hpp"

#include "cli/terminal.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace aimcert::cli {
namespace {

/// JSON that may be broken into lines after commas.
std::string breakable(const nlohmann::ordered_json& json) {
    std::string text;
    for (const char c : json.dump()) text += c == ',' ? ", " : std::string(1, c);
    return text;
}

/// A side exactly, or rounded where it has more digits than a line.
std::string side_text(const std::string& exact, double rounded) {
    return exact.size() <= 64 ? exact : fmt::format("≈ {:.17g}, exactly a number of {} characters", rounded, exact.size());
}

/// What led to a finding, beside chance.
std::string effort_text(const Finding& finding) {
    const std::string climbed = finding.evaluations == 0 ? "" : fmt::format("{} evaluations of adversarial search", finding.evaluations);
    if (finding.shrinks == 0 && finding.evaluations > 0) return climbed;
    return climbed + (climbed.empty() ? "" : " and ") + fmt::format("{} simplifications", finding.shrinks);
}

}  // namespace

std::string ratio_text(double ratio) {
    if (!std::isfinite(ratio)) return "inf";
    return ratio != 0 && (std::abs(ratio) < 1e-3 || std::abs(ratio) >= 1e3) ? fmt::format("{:.1e}", ratio) : fmt::format("{:.4f}", ratio);
}

std::string tightness_words(std::string_view tightness) {
    if (tightness == "loose") return "loose by more than 10x";
    if (tightness == "between") return "neither tight nor loose";
    return std::string(tightness);
}

void print_finding(std::string_view title, const ClaimInfo& info, const Finding& finding, bool colour) {
    fmt::print("\n{}\n", paint(fmt::format("{} {} ({})", title, info.id, name_of(form_names, info.form)), Colour::bold, colour));
    const auto& worst = finding.evaluation.worst;
    fmt::print("  {}\n  {}\n    lhs {}\n    rhs {}\n  {}\n    {}\n",
               wrap(info.statement, 76, 4), wrap(worst.what, 74, 4), side_text(worst.lhs_text, worst.lhs),
               side_text(worst.rhs_text, worst.rhs), 
               wrap(fmt::format("in {} arithmetic after {}; instance:", name_of(scalar_names, finding.scalar), effort_text(finding)), 76, 2),
               wrap(breakable(to_json(finding.instance)), 74, 4));
}

}  // namespace aimcert::cli
