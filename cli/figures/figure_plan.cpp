#include "cli/figures/figure_plan.hpp"

#include "cli/files/numbers.hpp"
#include "cli/files/configuration_section.hpp"
#include "cli/files/training_sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aimcert::cli {
namespace {

const Keys shared_tables{"objective", "noise", "device", "train"};
const Keys figure_keys{"title", "caption", "quantity", "repetitions", "points", "plateau"};
const Keys objective_keys{"kind", "dimension", "rows", "matrix_deviation", "solution_deviation", "seed", "initial_value", "initial_deviation"};
const Keys noise_keys{"deviation", "seed"};
const Keys train_keys{"algorithm", "learning_rate", "beta", "gamma", "granularity", "read_noise", "steps"};

Keys with_shared_tables(Keys keys) {
    keys.insert(keys.end(), shared_tables.begin(), shared_tables.end());
    return keys;
}
const Keys root_keys = with_shared_tables({"figure", "curve", "panel"});
const Keys panel_keys = with_shared_tables({"title", "curve"});
const Keys curve_keys = with_shared_tables({"label"});

/// The tables that describe a run; those of a panel and then those of a curve come before those of the file.
struct RunSections {
    ConfigurationSection objective, noise, device, train;

    RunSections(const std::string& file, const toml::table& root)
        : objective(file, "objective", root, objective_keys),
          noise(file, "noise", root, noise_keys),
          device(file, "device", root, device_keys),
          train(file, "train", root, train_keys) {}

    RunSections overridden_by(const std::string& prefix, const toml::table& overrides) const {
        RunSections sections = *this;
        for (ConfigurationSection RunSections::*section : {&RunSections::objective, &RunSections::noise, &RunSections::device, &RunSections::train})
            sections.*section = (this->*section).overridden_by(prefix, overrides);
        return sections;
    }
};

ObjectivePlan read_objective(const ConfigurationSection& section) {
    constexpr std::int64_t largest = 2000;  // the Hessian is dense
    ObjectivePlan plan;
    section.choice("kind", {"least_squares"});
    plan.dimension = static_cast<int>(section.integer("dimension", 1, largest));
    plan.rows = static_cast<int>(section.integer("rows", 1, largest));
    plan.matrix_deviation = section.positive("matrix_deviation");
    plan.solution_deviation = section.positive("solution_deviation");
    plan.seed = static_cast<std::uint64_t>(section.integer("seed", 0, most_seed, 0));
    plan.initial_value = section.number("initial_value", 0, "a finite number");
    plan.initial_deviation = section.not_negative("initial_deviation", 0);
    return plan;
}

NoisePlan read_noise(const ConfigurationSection& section) {
    section.at("deviation", "a finite number >= 0");
    return {section.not_negative("deviation", 0), static_cast<std::uint64_t>(section.integer("seed", 0, most_seed, 0))};
}

TrainingPlan read_training(const ConfigurationSection& section) {
    TrainingPlan plan;
    plan.schedule = Schedule::sequential;
    read_algorithm(section, plan);
    plan.learning_rate = section.positive("learning_rate");
    plan.steps = static_cast<int>(section.integer("steps", 1, most));
    return plan;
}

std::string read_text(const std::string& where, const toml::table& table, std::string_view key) {
    const std::string expected = "a string of one line, not empty";
    const toml::node* node = table.get(key);
    const auto fail = [&](const std::string& found) {
        throw InputError(fmt::format("{}.{}: expected {}, found {}", where, key, expected, found));
    };
    if (node == nullptr) fail("no such key");
    if (!node->is_string()) fail(type_of(*node));
    const std::string text = node->as_string()->get();
    if (text.empty()) fail("an empty one");
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; })) fail("a control character");
    return text;
}

CurvePlan read_curve(const std::string& file, const std::string& name, const toml::table& table, const RunSections& defaults) {
    check_keys(file, name + ".", table, curve_keys);
    const RunSections sections = defaults.overridden_by(name + ".", table);
    CurvePlan plan{file + ": " + name, read_text(file + ": " + name, table, "label"), read_objective(sections.objective),
                   read_noise(sections.noise), read_device(sections.device), read_training(sections.train)};
    const WeightRange range = weight_range(plan.device);
    if (const double w = plan.objective.initial_value; !(w >= range.low && w <= range.high))
        sections.objective.fail("initial_value", fmt::format("a weight in the device's range [{}, {}]", range.low, range.high), number_text(w));
    return plan;
}

/// The tables of [[name]] in `parent`; at least one.
std::vector<const toml::table*> tables_of(const std::string& where, const std::string& name, const toml::table& parent) {
    const std::string expected = fmt::format("tables [[{}]]", name);
    const toml::node* node = parent.get(name);
    const auto fail = [&](const std::string& found) { throw InputError(fmt::format("{}{}: expected {}, found {}", where, name, expected, found)); };
    if (node == nullptr) fail("none");
    if (!node->is_array()) fail(type_of(*node));
    std::vector<const toml::table*> tables;
    for (const auto& element : *node->as_array()) {
        if (!element.is_table()) fail("an array that holds " + type_of(element));
        tables.push_back(element.as_table());
    }
    if (tables.empty()) fail("an empty array");
    return tables;
}

std::vector<CurvePlan> read_curves(const std::string& file, const std::string& prefix, const toml::table& parent, const RunSections& defaults) {
    std::vector<CurvePlan> curves;
    for (const toml::table* table : tables_of(file + ": " + prefix, "curve", parent)) {
        curves.push_back(read_curve(file, fmt::format("{}curve[{}]", prefix, curves.size()), *table, defaults));
        for (std::size_t i = 0; i + 1 < curves.size(); ++i)
            if (curves[i].label == curves.back().label)
                throw InputError(fmt::format("{}.label: expected a label of its own, found that of {}curve[{}]", curves.back().where, prefix, i));
    }
    return curves;
}

std::vector<PanelPlan> read_panels(const std::string& file, const toml::table& root, const RunSections& defaults) {
    if (!root.contains("panel")) return {{"", read_curves(file, "", root, defaults)}};
    if (root.contains("curve")) throw InputError(file + ": curve: expected either [[curve]] or [[panel]] with [[panel.curve]], found both");
    std::vector<PanelPlan> panels;
    for (const toml::table* table : tables_of(file + ": ", "panel", root)) {
        const std::string name = fmt::format("panel[{}]", panels.size());
        check_keys(file, name + ".", *table, panel_keys);
        panels.push_back({read_text(file + ": " + name, *table, "title"),
                          read_curves(file, name + ".", *table, defaults.overridden_by(name + ".", *table))});
    }
    return panels;
}

/// One axis of steps serves all curves.
void check_steps(const FigurePlan& plan) {
    for (const auto& panel : plan.panels)
        for (const auto& curve : panel.curves)
            if (curve.train.steps != plan.steps())
                throw InputError(fmt::format("{}.train.steps: expected the {} of the first curve, found {}", curve.where, plan.steps(), curve.train.steps));
}

FigurePlan read_figure_plan(const std::filesystem::path& path, const toml::table& root) {
    const std::string file = path.string();
    check_keys(file, "", root, root_keys);
    const ConfigurationSection figure(file, "figure", root, figure_keys);
    FigurePlan plan;
    plan.file = path;
    plan.title = read_text(file + ": figure", *root.get_as<toml::table>("figure"), "title");
    if (figure.has("caption")) plan.caption = figure.text("caption");
    if (figure.has("quantity")) {
        Keys names;
        for (const auto& entry : quantity_names) names.emplace_back(entry.second);
        const std::string name = figure.choice("quantity", names);
        for (const auto& entry : quantity_names)
            if (entry.second == name) plan.quantity = entry.first;
    }
    plan.repetitions = static_cast<int>(figure.integer("repetitions", 1, 10000, 8));
    plan.points = static_cast<int>(figure.integer("points", 2, 1000, 200));
    const std::string share = "a number in (0, 1]";
    plan.plateau = figure.number("plateau", 0.25, share);
    if (!(plan.plateau > 0 && plan.plateau <= 1)) figure.fail("plateau", share, number_text(plan.plateau));
    plan.panels = read_panels(file, root, RunSections(file, root));
    check_steps(plan);
    return plan;
}

}  // namespace

std::variant<Configuration, FigurePlan> read_run_plan(const std::filesystem::path& path) {
    const toml::table root = parse_toml(path);
    if (root.contains("figure")) return read_figure_plan(path, root);
    return read_configuration(path, root);
}

const char* const figure_help =
    "A figure of training curves has [figure] in the place of [network] and [data]:\n"
    "  [figure]     title, caption, quantity = \"gradient_norm_sq\" (or \"loss\"),\n"
    "               repetitions = 8 (runs, each with its own noise, that a curve\n"
    "               averages), points = 200 (of a curve), plateau = 0.25 (share of\n"
    "               the run, at its end, that the table averages)\n"
    "  [objective]  kind = \"least_squares\": |A W - A W*|^2 / (2 rows); dimension,\n"
    "               rows, matrix_deviation, solution_deviation (of the normal\n"
    "               entries of A and W*), seed = 0; first weights: initial_value = 0\n"
    "               and around it normal with initial_deviation = 0\n"
    "  [noise]      deviation (normal, on each coordinate of each gradient), seed = 0\n"
    "  [device]     as above\n"
    "  [train]      algorithm and its parameters, learning_rate, steps\n"
    "  [[curve]]    label, and any of these keys with another value: device.tau = 2\n"
    "  [[panel]]    title, such keys, and its [[panel.curve]]: several panels";

}  // namespace aimcert::cli
