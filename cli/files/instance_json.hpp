#pragma once

#include "properties/instance.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace aimcert::cli {

/// The instance under the key "instance" of a saved finding. `prefix`: the file and where in it the finding stands,
/// "found.json: ". Throws InputError naming what an instance of its family must have and has not, and for keys that it has not.
Instance required_instance(const nlohmann::ordered_json& finding, const std::string& prefix);

}  // namespace aimcert::cli
