#pragma once

#include "cli/files/configuration.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aimcert::cli {

/// [objective]: f(W) = |A W - b|²/(2N) with N rows, entries of A and of W* normal, and b = A W*, so that W* is the
/// minimiser and f* = 0.
struct ObjectivePlan {
    int dimension = 1, rows = 1;
    double matrix_deviation = 1, solution_deviation = 1;
    std::uint64_t seed = 0;
    double initial_value = 0;      ///< of every first weight
    double initial_deviation = 0;  ///< first weights are normal around it
};

/// [noise]: every coordinate of the gradient gets its own normal number, every step.
struct NoisePlan {
    double deviation = 0;
    std::uint64_t seed = 0;
};

struct CurvePlan {
    std::string where;  ///< "FILE: curve[0]", for errors
    std::string label;
    ObjectivePlan objective;
    NoisePlan noise;
    DeviceParameters device;
    TrainingPlan train;
};

struct PanelPlan {
    std::string title;
    std::vector<CurvePlan> curves;
};

/// What the curves show.
enum class Quantity { gradient_norm_sq, loss };
inline constexpr std::array<std::pair<Quantity, std::string_view>, 2> quantity_names{
    {{Quantity::gradient_norm_sq, "gradient_norm_sq"}, {Quantity::loss, "loss"}}};

/// A figure of training curves as its configuration describes it, checked.
struct FigurePlan {
    std::filesystem::path file;
    std::string title, caption;
    Quantity quantity = Quantity::gradient_norm_sq;
    int repetitions = 1;  ///< runs with noise of their own that a curve averages
    int points = 1;       ///< of a curve; each is the mean over as many steps
    double plateau = 1;   ///< share of the run, at its end, that the table averages
    std::vector<PanelPlan> panels;

    int steps() const { return panels.front().curves.front().train.steps; }
};

/// A configuration of `run`: with the section [figure] a figure, else the training of a network. Throws InputError as
/// read_configuration does.
std::variant<Configuration, FigurePlan> read_run_plan(const std::filesystem::path& path);

/// What the keys mean, for --help.
extern const char* const figure_help;

}  // namespace aimcert::cli
