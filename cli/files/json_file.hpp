#pragma once

#include "cli/files/files.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace aimcert::cli {

/// The JSON document in a file. Throws InputError when it cannot be read, with line and column of a syntax error, or with a
/// key that an object has twice.
nlohmann::ordered_json read_json(const std::filesystem::path& path);

/// Throws InputError for a key of an object that is none of `known`, with the nearest, and when `object` is none. `prefix`: the
/// file and where in it the object stands, "net.json: ".
void require_known_keys(const nlohmann::ordered_json& object, const std::vector<std::string>& known, const std::string& prefix);

/// What a message calls a JSON value: "a string", "an object", ...
std::string json_type(const nlohmann::ordered_json& value);

/// The value of an object's key. `prefix` as above. Throws InputError when there is no such key, or `object` is none.
const nlohmann::ordered_json& required(const nlohmann::ordered_json& object, const std::string& key, const std::string& prefix);

/// The same as a T. Throws InputError, naming the key, also when the value is no T.
template <class T>
T required_as(const nlohmann::ordered_json& object, const std::string& key, const std::string& prefix) {
    const auto& value = required(object, key, prefix);
    try {
        return value.get<T>();
    } catch (const nlohmann::json::exception&) {
        throw InputError(fmt::format("{}{}: expected another type, found {}", prefix, key, json_type(value)));
    }
}

}  // namespace aimcert::cli
