#include "cli/files/configuration_section.hpp"

#include "cli/files/numbers.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace aimcert::cli {

toml::table parse_toml(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    try {
        return toml::parse(text, path.string());
    } catch (const toml::parse_error& error) {
        std::string reason(error.description());
        std::replace(reason.begin(), reason.end(), '\n', ' ');
        throw InputError(fmt::format("{}: line {}, column {}: expected TOML, found a syntax error: {}", path.string(),
                                     error.source().begin.line, error.source().begin.column, reason));
    }
}

void check_keys(const std::string& file, const std::string& prefix, const toml::table& table, const Keys& known) {
    for (const auto& [key, value] : table)
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            throw InputError(fmt::format("{}: {}{}: unknown key (nearest known: {}{})", file, prefix, key.str(), prefix, nearest(key.str(), known)));
}

std::string type_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a floating-point number";
        case toml::node_type::boolean: return "a boolean";
        default: return "a date or time";
    }
}

ConfigurationSection::ConfigurationSection(std::string file, std::string name, const toml::table& root, const Keys& known)
    : file_(std::move(file)), name_(std::move(name)), known_(known) {
    add_layer("", root);
}

ConfigurationSection ConfigurationSection::overridden_by(const std::string& prefix, const toml::table& overrides) const {
    ConfigurationSection section = *this;
    section.add_layer(prefix, overrides);
    return section;
}

void ConfigurationSection::add_layer(const std::string& prefix, const toml::table& parent) {
    const toml::node* node = parent.get(name_);
    if (node == nullptr) return;
    const std::string name = prefix + name_;
    if (!node->is_table()) throw InputError(fmt::format("{}: {}: expected a table [{}], found {}", file_, name, name_, type_of(*node)));
    check_keys(file_, name + ".", *node->as_table(), known_);
    layers_.push_back({name, node->as_table()});
}

const toml::node* ConfigurationSection::find(std::string_view key) const {
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
        if (const toml::node* node = layer->table->get(key)) return node;
    return nullptr;
}

std::string ConfigurationSection::where(std::string_view key) const {
    const std::string_view bare = key.substr(0, key.find('['));  // order[1] stands where order does
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
        if (layer->table->contains(bare)) return fmt::format("{}: {}.{}", file_, layer->name, key);
    return fmt::format("{}: {}.{}", file_, name_, key);
}

void ConfigurationSection::fail(std::string_view key, const std::string& expected, const std::string& found) const {
    throw InputError(fmt::format("{}: expected {}, found {}", where(key), expected, found));
}

const toml::node& ConfigurationSection::at(std::string_view key, const std::string& expected) const {
    const toml::node* node = find(key);
    if (node == nullptr) fail(key, expected, "no such key");
    return *node;
}

std::string ConfigurationSection::text(std::string_view key) const {
    const auto& node = at(key, "a string");
    if (!node.is_string()) fail(key, "a string", type_of(node));
    return node.as_string()->get();
}

bool ConfigurationSection::boolean(std::string_view key, bool fallback) const {
    if (!has(key)) return fallback;
    const auto& node = at(key, "true or false");
    if (!node.is_boolean()) fail(key, "true or false", type_of(node));
    return node.as_boolean()->get();
}

double ConfigurationSection::extended_number(std::string_view key, const std::string& expected) const {
    const auto& node = at(key, expected);
    if (!node.is_number()) fail(key, expected, type_of(node));
    const double value = *node.value<double>();
    if (std::isnan(value)) fail(key, expected, "nan");
    return value;
}

double ConfigurationSection::number(std::string_view key, const std::string& expected) const {
    const double value = extended_number(key, expected);
    if (std::isinf(value)) fail(key, expected, number_text(value));
    return value;
}

double ConfigurationSection::number(std::string_view key, double fallback, const std::string& expected) const {
    return has(key) ? number(key, expected) : fallback;
}

double ConfigurationSection::positive(std::string_view key, std::optional<double> fallback) const {
    if (fallback && !has(key)) return *fallback;
    const double value = number(key, "a finite number > 0");
    if (!(value > 0)) fail(key, "a finite number > 0", number_text(value));
    return value;
}

double ConfigurationSection::not_negative(std::string_view key, double fallback) const {
    const double value = number(key, fallback, "a finite number >= 0");
    if (!(value >= 0)) fail(key, "a finite number >= 0", number_text(value));
    return value;
}

std::int64_t ConfigurationSection::integer(std::string_view key, std::int64_t low, std::int64_t high) const {
    const std::string expected = fmt::format("an integer in {}..{}", low, high);
    return integer(key, at(key, expected), low, high, expected);
}

std::int64_t ConfigurationSection::integer(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t fallback) const {
    return has(key) ? integer(key, low, high) : fallback;
}

std::vector<std::int64_t> ConfigurationSection::integers(std::string_view key, std::int64_t low, std::int64_t high) const {
    std::vector<std::int64_t> values;
    const std::string expected = fmt::format("an integer in {}..{}", low, high);
    for (const auto& element : elements(key, "integers"))
        values.push_back(integer(fmt::format("{}[{}]", key, values.size()), element, low, high, expected));
    return values;
}

std::vector<std::string> ConfigurationSection::texts(std::string_view key) const {
    std::vector<std::string> values;
    for (const auto& element : elements(key, "strings")) {
        if (!element.is_string()) fail(fmt::format("{}[{}]", key, values.size()), "a string", type_of(element));
        values.push_back(element.as_string()->get());
    }
    return values;
}

std::string ConfigurationSection::choice(std::string_view key, const Keys& names) const {
    const std::string name = text(key);
    if (std::find(names.begin(), names.end(), name) == names.end())
        fail(key, fmt::format("one of {}", fmt::join(names, ", ")), fmt::format("\"{}\" (nearest: {})", name, nearest(name, names)));
    return name;
}

const toml::array& ConfigurationSection::elements(std::string_view key, const std::string& content) const {
    const std::string expected = "an array of " + content;
    const auto& node = at(key, expected);
    if (!node.is_array()) fail(key, expected, type_of(node));
    if (node.as_array()->empty()) fail(key, expected, "an empty array");
    return *node.as_array();
}

std::int64_t ConfigurationSection::integer(std::string_view key, const toml::node& node, std::int64_t low, std::int64_t high, const std::string& expected) const {
    if (!node.is_integer()) fail(key, expected, node.is_floating_point() ? number_text(*node.value<double>()) : type_of(node));
    const std::int64_t value = node.as_integer()->get();
    if (value < low || value > high) fail(key, expected, std::to_string(value));
    return value;
}

}  // namespace aimcert::cli
