#include "cli/files/readable_json.hpp"

#include <algorithm>

namespace aimcert::cli {

using Json = nlohmann::ordered_json;

namespace {

std::string one_line(const Json& list) {
    std::string text;
    for (const auto& item : list) text += (text.empty() ? "[" : ", ") + item.dump();
    return text.empty() ? "[]" : text + "]";
}

bool is_plain_list(const Json& json) {
    return json.is_array() && std::none_of(json.begin(), json.end(), [](const Json& item) { return item.is_structured(); });
}

std::string indented(const Json& json, std::size_t depth) {
    if (!json.is_structured() || json.empty()) return json.dump();
    if (is_plain_list(json)) return one_line(json);
    const std::string indent(2 * (depth + 1), ' ');
    std::string text;
    for (const auto& [key, value] : json.items())
        text += (text.empty() ? "\n" : ",\n") + indent + (json.is_object() ? Json(key).dump() + ": " : "") + indented(value, depth + 1);
    text += "\n" + std::string(2 * depth, ' ');
    return json.is_object() ? "{" + text + "}" : "[" + text + "]";
}

}  // namespace

std::string readable_json(const Json& json) { return indented(json, 0); }

}  // namespace aimcert::cli
