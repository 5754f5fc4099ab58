#include "cli/written_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace aimcert::cli {
namespace {

Line line_of(const Shown& shown) {
    Line line{shown.symbol, shown.formula, short_number(shown.value), "", false};
    if (const auto bracket = line.formula.find('['); bracket != std::string::npos && line.formula.ends_with(']')) {
        line.remark = line.formula.substr(bracket + 1, line.formula.size() - bracket - 2);
        line.formula.erase(bracket);
        while (line.formula.ends_with(' ')) line.formula.pop_back();
    }
    if (line.formula == "given") {
        line.given = true;
        line.formula.clear();
    }
    return line;
}

/// Of the decimal that a text begins with. Not std::stod, which throws where doubles are subnormal.
double nearest_double(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// "p/q" or a decimal as a double; the middle of "[a, b]".
double value_of(const std::string& exact) {
    if (exact.starts_with('[')) return (nearest_double(exact.substr(1)) + nearest_double(exact.substr(exact.find(',') + 1))) / 2;
    const auto slash = exact.find('/');
    if (slash == std::string::npos) return nearest_double(exact);
    // Numerators and denominators may be beyond the range of doubles: their leading digits are enough.
    constexpr std::size_t leading = 300;
    const std::string top = exact.substr(0, slash), bottom = exact.substr(slash + 1);
    const std::size_t drop = std::max(top.size(), bottom.size()) > leading ? std::max(top.size(), bottom.size()) - leading : 0;
    if (drop >= std::min(top.size(), bottom.size())) return 0;
    return nearest_double(top.substr(0, top.size() - drop)) / nearest_double(bottom.substr(0, bottom.size() - drop));
}

std::string device_in_words(const DeviceParameters& device) {
    if (device.response == "ideal") return "digital weights (q+ = q- = 1)";
    if (device.response == "ald") return device.w0 == 0 ? "the asymmetric linear device" : "the asymmetric linear device with symmetric point w0";
    std::string name = device.response;
    std::replace(name.begin(), name.end(), '_', ' ');
    return "the " + name + " device";
}

std::string array_in_words(const ArrayInstance& i, const std::vector<Line>& lines) {
    const auto shows = [&](std::string_view symbol) {
        return std::any_of(lines.begin(), lines.end(), [&](const Line& line) { return line.symbol.starts_with(symbol); });
    };
    std::string text = i.weight.size() == 1 ? "One weight, " : fmt::format("{} weights, ", i.weight.size());
    std::string shape(name_of(shape_names, i.shape));
    std::replace(shape.begin(), shape.end(), '_', ' ');
    text += "f " + shape + "; W on " + device_in_words(i.device);
    if (shows("P")) text += i.residual_device == i.device ? ", P too" : ", P on " + device_in_words(i.residual_device);
    if (i.steps > 1) text += fmt::format("; K = {}", i.steps);
    return text + (i.noise.empty() && !is_over_samples(i.shape) ? "; no noise." : ".");
}

}  // namespace

std::vector<Line> written_out(const Claim& claim, const Instance& instance, ScalarKind scalar) {
    std::vector<Line> lines;
    for (const Shown& shown : claim.evaluate(instance, scalar, {.transcript = true}).shown) lines.push_back(line_of(shown));
    return lines;
}

std::string text_of(const Line& line) {
    return line.symbol + (line.formula.empty() ? "" : " = " + line.formula) + " = " + line.value +
           (line.remark.empty() ? "" : "  [" + line.remark + "]");
}

std::string given_numbers(const std::vector<Line>& lines) {
    std::string text;
    for (const Line& line : lines)
        if (line.given)
            text += (text.empty() ? "" : ", ") + line.symbol + " = " + line.value + (line.remark.empty() ? "" : " (" + line.remark + ")");
    return text;
}

std::string short_number(const std::string& exact) {
    constexpr std::size_t most = 40;
    if (exact.starts_with('[')) {
        // Both ends of an interval agree on a decimal of a few digits: a number that binary arithmetic holds exactly.
        const std::string low = exact.substr(1, exact.find(',') - 1), high = exact.substr(exact.find(',') + 2, low.size());
        const std::string mantissa = low.substr(0, low.find('e'));
        if (low == high && mantissa.find_last_not_of('0') <= 13) return fmt::format("{:.14g}", nearest_double(low));
    }
    if (exact.starts_with('(')) {  // the entries of a column
        std::string list;
        for (std::size_t at = 1; at < exact.size();) {
            const std::size_t end = exact.find_first_of(",)", exact[at] == '[' ? exact.find(']', at) : at);
            list += (list.empty() ? "(" : ", ") + short_number(exact.substr(at, end - at));
            at = end + 2;
        }
        return list + ")";
    }
    return exact.size() <= most && !exact.starts_with('[') ? exact : fmt::format("≈ {:.12g}", value_of(exact));
}

std::string in_words(const Instance& instance, const std::vector<Line>& lines) {
    if (const auto* array = std::get_if<ArrayInstance>(&instance)) return array_in_words(*array, lines);
    if (const auto* device = std::get_if<DeviceInstance>(&instance))
        return fmt::format("One weight on {}.", device_in_words(device->device));
    return "";
}

const char* sign_of(Relation relation) {
    return relation == Relation::at_most ? "<=" : relation == Relation::at_least ? ">=" : "=";
}

}  // namespace aimcert::cli
