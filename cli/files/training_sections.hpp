#pragma once

#include "cli/files/configuration.hpp"
#include "cli/files/configuration_section.hpp"

namespace aimcert::cli {

/// Keys of [device].
extern const Keys device_keys;

/// A response family and the parameters that it takes. tau = inf means digital weights where the family allows it.
DeviceParameters read_device(const ConfigurationSection& section);

/// `algorithm` and the parameters that it takes, into a plan whose schedule is known.
void read_algorithm(const ConfigurationSection& section, TrainingPlan& plan);

/// read_configuration of a file that is parsed already.
Configuration read_configuration(const std::filesystem::path& path, const toml::table& root);

}  // namespace aimcert::cli
