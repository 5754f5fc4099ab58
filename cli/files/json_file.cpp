#include "cli/files/json_file.hpp"

#include "cli/files/files.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aimcert::cli {

using Json = nlohmann::ordered_json;

namespace {

/// Parses and refuses repeated keys, of which the parser by itself would keep the last.
Json parse(const std::string& text, const std::string& file) {
    std::vector<std::set<std::string>> open_objects;
    return Json::parse(text, [&](int, Json::parse_event_t event, const Json& key) {
        if (event == Json::parse_event_t::object_start) open_objects.emplace_back();
        if (event == Json::parse_event_t::object_end) open_objects.pop_back();
        if (event == Json::parse_event_t::key && !open_objects.back().insert(key.get<std::string>()).second)
            throw InputError(fmt::format("{}: {}: expected this key once, found it twice", file, key.get<std::string>()));
        return true;
    });
}

void require_object(const Json& value, const std::string& prefix) {
    if (!value.is_object()) throw InputError(fmt::format("{}expected an object, found {}", prefix, json_type(value)));
}

}  // namespace

Json read_json(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    try {
        return parse(text, path.string());
    } catch (const Json::parse_error& error) {
        // error.byte counts the bytes read when the parser gave up, the offending one included.
        const std::size_t offset = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
        const std::string before = text.substr(0, offset);
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const auto column = offset - (before.rfind('\n') == std::string::npos ? 0 : before.rfind('\n') + 1) + 1;
        throw InputError(fmt::format("{}: line {}, column {}: expected JSON, found a syntax error", path.string(), line, column));
    } catch (const Json::out_of_range&) {
        throw InputError(path.string() + ": expected finite numbers, found one beyond the range of double");
    }
}

void require_known_keys(const Json& object, const std::vector<std::string>& known, const std::string& prefix) {
    require_object(object, prefix);
    for (const auto& [key, value] : object.items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            throw InputError(fmt::format("{}{}: unknown key (nearest known: {})", prefix, key, nearest(key, known)));
}

std::string json_type(const Json& value) {
    if (value.is_null()) return "null";
    const std::string name = value.type_name();
    return (name == "array" || name == "object" ? "an " : "a ") + name;
}

const Json& required(const Json& object, const std::string& key, const std::string& prefix) {
    require_object(object, prefix);
    const auto found = object.find(key);
    if (found == object.end()) throw InputError(fmt::format("{}{}: expected this key, found none", prefix, key));
    return *found;
}

}  // namespace aimcert::cli
