#include "cli/files/instance_json.hpp"

#include "cli/files/json_file.hpp"

namespace aimcert::cli {

using Json = nlohmann::ordered_json;

namespace {

/// The keys of `known` are those that an instance of its family has.
void check_keys(const Json& read, const Json& known, const std::string& where) {
    std::vector<std::string> names;
    for (const auto& [key, unused] : known.items()) names.push_back(key);
    require_known_keys(read, names, where + ".");
    for (const auto& [key, value] : read.items())
        if (value.is_object()) check_keys(value, known[key], where + "." + key);
}

}  // namespace

Instance required_instance(const Json& finding, const std::string& prefix) {
    const Json& json = required(finding, "instance", prefix);
    const std::string where = prefix + "instance";
    try {
        Instance instance = instance_from_json(json);
        check_keys(json, to_json(instance), where);
        return instance;
    } catch (const std::invalid_argument& error) {
        throw InputError(fmt::format("{}: {}", where, error.what()));
    } catch (const Json::exception& error) {
        throw InputError(fmt::format("{}: {}", where, error.what()));
    }
}

}  // namespace aimcert::cli
