#pragma once

#include "cli/files/files.hpp"

#include <toml++/toml.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aimcert::cli {

using Keys = std::vector<std::string>;

constexpr std::int64_t most = std::numeric_limits<int>::max();
constexpr std::int64_t most_seed = std::numeric_limits<std::int64_t>::max();

/// Throws InputError for an unreadable file and, with line and column, for a syntax error.
toml::table parse_toml(const std::filesystem::path& path);

/// Throws InputError for a key of `table` that is not among `known`, with the nearest one that is. `prefix` names the
/// table: "" for the whole file, "device." for a section.
void check_keys(const std::string& file, const std::string& prefix, const toml::table& table, const Keys& known);

/// "a floating-point number", as an error names what it found.
std::string type_of(const toml::node& node);

/// One table of a configuration, whose keys others may override: [device], then curve[0].device. Every accessor throws
/// InputError naming file and key, at the place where the key stands.
class ConfigurationSection {
public:
    ConfigurationSection(std::string file, std::string name, const toml::table& root, const Keys& known);

    /// The same with the keys of the table of this name in `overrides`, if there is one, before these.
    ConfigurationSection overridden_by(const std::string& prefix, const toml::table& overrides) const;

    std::string where(std::string_view key) const;
    [[noreturn]] void fail(std::string_view key, const std::string& expected, const std::string& found) const;

    bool has(std::string_view key) const { return find(key) != nullptr; }
    const toml::node& at(std::string_view key, const std::string& expected) const;

    std::string text(std::string_view key) const;
    bool boolean(std::string_view key, bool fallback) const;
    /// Infinities pass, NaN does not.
    double extended_number(std::string_view key, const std::string& expected = "a number") const;
    double number(std::string_view key, const std::string& expected = "a finite number") const;
    double number(std::string_view key, double fallback, const std::string& expected) const;
    double positive(std::string_view key, std::optional<double> fallback = {}) const;
    double not_negative(std::string_view key, double fallback) const;
    std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high) const;
    std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t fallback) const;
    std::vector<std::int64_t> integers(std::string_view key, std::int64_t low, std::int64_t high) const;
    std::vector<std::string> texts(std::string_view key) const;
    /// The name among `names` that the key gives.
    std::string choice(std::string_view key, const Keys& names) const;

private:
    struct Layer {
        std::string name;
        const toml::table* table;
    };
    void add_layer(const std::string& prefix, const toml::table& parent);
    const toml::node* find(std::string_view key) const;
    const toml::array& elements(std::string_view key, const std::string& content) const;
    std::int64_t integer(std::string_view key, const toml::node& node, std::int64_t low, std::int64_t high, const std::string& expected) const;

    std::string file_, name_;
    Keys known_;
    std::vector<Layer> layers_;  // the last one that has a key counts
};

}  // namespace aimcert::cli
