#include "cli/files/json_file.hpp"

#include "cli/files/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aimcert::cli {

nlohmann::json read_json(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        // error.byte counts the bytes read when the parser gave up, the offending one included.
        const std::size_t offset = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
        const std::string before = text.substr(0, offset);
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const auto column = offset - (before.rfind('\n') == std::string::npos ? 0 : before.rfind('\n') + 1) + 1;
        throw InputError(fmt::format("{}: line {}, column {}: expected JSON, found a syntax error", path.string(), line, column));
    } catch (const nlohmann::json::out_of_range&) {
        throw InputError(path.string() + ": expected finite numbers, found one beyond the range of double");
    }
}

std::string json_type(const nlohmann::json& value) {
    if (value.is_null()) return "null";
    const std::string name = value.type_name();
    return (name == "array" || name == "object" ? "an " : "a ") + name;
}

}  // namespace aimcert::cli
