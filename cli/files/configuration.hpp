#pragma once

#include "cli/files/network_file.hpp"
#include "core/device/parameters.hpp"
#include "core/pipeline/schedule.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace aimcert::cli {

/// [train]
struct TrainingPlan {
    Schedule schedule = Schedule::async;
    std::optional<double> learning_rate;     ///< empty: "auto", the largest admissible one
    int steps = 1;                           ///< updates; mini-batches for sync and sequential
    int micro_batches = 1;                   ///< B of a mini-batch; async updates after every micro-batch
    std::vector<std::size_t> order;          ///< sample of each micro-batch, cycled; empty: drawn with `seed`
    std::uint64_t seed = 0;                  ///< uniform draws with replacement
    double young = 1;                        ///< u > 0
    std::optional<double> saturation_bound;  ///< r of the box that "auto" and `bounds` start from
};

/// [ledger]
struct LedgerPlan {
    int every = 1;             ///< rows of steps 0, every, 2 every, ...
    bool expectation = false;  ///< exact conditional expectations in every row
    double minimum = 0;        ///< f* of the Lyapunov function
};

/// A configuration with everything it refers to, read and checked.
struct Configuration {
    std::filesystem::path file;
    Network network;
    DeviceParameters device;
    Samples<double> samples;
    bool labelled = false;
    TrainingPlan train;
    LedgerPlan ledger;

    /// Asymmetric linear device with symmetric point 0, or digital: the devices of the descent claims.
    bool has_descent_theory() const;
    bool is_digital() const;
    /// Distance from 0 to the nearer bound of the range; infinite for digital weights.
    double saturation_range() const;
};

/// Reads a TOML configuration, the network file and the data file that it names (paths relative to it).
/// Throws InputError, one line naming file and key, for: unreadable files, syntax errors (line, column), unknown keys
/// (with the nearest known one), missing keys, wrong types, NaN and infinities (only tau may be inf), values out of their
/// domain, shapes that do not chain, first weights outside the range of the device, order out of range.
Configuration read_configuration(const std::filesystem::path& path);

/// What the keys mean, for --help.
extern const char* const configuration_help;

}  // namespace aimcert::cli
