#pragma once

#include "cli/files/network_file.hpp"
#include "core/device/parameters.hpp"
#include "core/pipeline/schedule.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace aimcert::cli {

/// Training algorithms: theory sections 2, 6 and 7. The first two are those of every schedule.
enum class Algorithm { analog_sgd, digital_sgd, tiki_taka, residual_learning, residual_learning_v2 };
inline constexpr std::array<std::pair<Algorithm, std::string_view>, 5> algorithm_names{
    {{Algorithm::analog_sgd, "analog_sgd"},
     {Algorithm::digital_sgd, "digital_sgd"},
     {Algorithm::tiki_taka, "tiki_taka"},
     {Algorithm::residual_learning, "residual_learning"},
     {Algorithm::residual_learning_v2, "residual_learning_v2"}}};

/// [train]
struct TrainingPlan {
    Schedule schedule = Schedule::async;
    Algorithm algorithm = Algorithm::analog_sgd;
    double beta = 0, gamma = 0;              ///< rate of the transfer (Tiki-Taka: of P) and weight of P
    double granularity = 0;                  ///< smallest increment that a transfer makes
    double read_noise = 0;                   ///< standard deviation of what is read of P
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

    /// Whether the algorithm holds a residual array P beside W.
    bool has_residual() const { return train.algorithm >= Algorithm::tiki_taka; }
    /// SGD on the asymmetric linear device with symmetric point 0, or digital: what the descent claims speak of.
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
