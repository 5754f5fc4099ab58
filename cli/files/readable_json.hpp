#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace aimcert::cli {

/// JSON with one key or one row of numbers a line: lists without lists or objects in them stay on one line.
std::string readable_json(const nlohmann::ordered_json& json);

}  // namespace aimcert::cli
